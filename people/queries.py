"""Reads of people."""

from datetime import date, datetime

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from core.czech import fold
from core.models import Event
from people.models import Invitation, NotificationChoices, Organisation, RoleGrant, User


def people(day: date) -> QuerySet[User]:
    """All accounts in Czech order, closed ones last, each with ``current_grants`` (valid on the day). Two
    queries.
    """
    grants = (
        RoleGrant.objects.current(day).select_related("organisation").order_by("valid_from", "pk")
    )
    return User.objects.prefetch_related(
        Prefetch("role_grants", queryset=grants, to_attr="current_grants")
    ).order_by("-is_active", "sort_key", "email")


def holders_of(role: str, day: date) -> QuerySet[User]:
    """Who holds a role on the day, by name; closed accounts left out."""
    grants = RoleGrant.objects.current(day).filter(role=role)
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by(
        "sort_key", "email"
    )


def grants_of(person: User) -> QuerySet[RoleGrant]:
    """Every role the person has or had, newest first."""
    return person.role_grants.select_related("organisation", "granted_by").order_by(
        "-valid_from", "-pk"
    )


def waiting_invitations() -> QuerySet[Invitation]:
    """Invitations nobody has accepted or withdrawn, newest first."""
    return (
        Invitation.objects.waiting()
        .select_related("organisation", "invited_by")
        .order_by("-created_at")
    )


def open_invitation(digest: str, at) -> Invitation | None:
    """The invitation a link leads to, if it can still be accepted."""
    return Invitation.objects.open(at).filter(token_digest=digest).first()


def notification_choices(person: User) -> NotificationChoices | None:
    """What the person chose; None for somebody who was never asked and gets everything. One query."""
    return NotificationChoices.objects.filter(user=person).first()


def active_organisations() -> QuerySet[Organisation]:
    """Organisations to choose from, in Czech order."""
    return Organisation.objects.filter(is_active=True).order_by("sort_key", "name")


IN_USE, OUT_OF_USE = "in-use", "out-of-use"


def find_organisations(
    on: date, *, words: str = "", kind: str = "", standing: str = ""
) -> QuerySet[Organisation]:
    """Organisations in Czech order, each with ``people_count`` (who acts for it on the day); "" leaves a matter open.

    ``words`` is a part of the name, without regard to capitals and accents; ``standing`` is ``IN_USE`` or
    ``OUT_OF_USE``. At most two queries.
    """
    found = Organisation.objects.all()
    if kind:
        found = found.filter(kind=kind)
    if standing:
        found = found.filter(is_active=standing == IN_USE)
    if wanted := fold(words.strip()):
        names = found.values_list("pk", "name")
        found = found.filter(pk__in=[pk for pk, name in names if wanted in fold(name)])
    current = Q(role_grants__valid_from__lte=on) & (
        Q(role_grants__valid_to=None) | Q(role_grants__valid_to__gt=on)
    )
    counted = Count("role_grants__user", filter=current, distinct=True)
    return found.annotate(people_count=counted).order_by("sort_key", "name")


def organisation(pk: int) -> Organisation | None:
    """One organisation with its record and successor: one query."""
    return Organisation.objects.select_related("record", "successor").filter(pk=pk).first()


def acting_for(organisation: Organisation, at: datetime) -> QuerySet[RoleGrant]:
    """Roles held today on behalf of the organisation, by the name of their holder."""
    grants = organisation.role_grants.current(timezone.localdate(at)).select_related("user")
    return grants.order_by("user__sort_key", "pk")


def acted_for(organisation: Organisation, at: datetime) -> QuerySet[RoleGrant]:
    """Roles once held on behalf of the organisation, the latest first."""
    ended = organisation.role_grants.filter(valid_to__lte=timezone.localdate(at))
    return ended.select_related("user").order_by("-valid_to", "-pk")


def names_count(organisation: Organisation) -> int:
    """How many stored rows name the organisation, in all apps; as many queries as there are relations to it."""
    return sum(
        relation.related_model._base_manager.filter(
            **{relation.field.name: organisation.pk}
        ).count()
        for relation in Organisation._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
    )


def history_of(organisation: Organisation) -> list[Event]:
    """What happened to the organisation, newest first: one query."""
    if organisation.record_id is None:
        return []
    return list(organisation.record.events.select_related("actor").order_by("-pk"))


def predecessors_of(organisation: Organisation) -> QuerySet[Organisation]:
    """Organisations this one took over from, in Czech order."""
    return organisation.predecessors.order_by("sort_key", "name")
