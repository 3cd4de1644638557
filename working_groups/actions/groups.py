"""Writes of working groups: founding, state, memberships. The group's audience follows its members."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core import extension
from core.actions import change_state, create_record, log_event, raise_generation
from core.czech import search_stems
from core.enums import DemoOrigin, Visibility
from people.models import Audience, AudienceMember, Organisation, User
from working_groups.actions.audiences import circles_of
from working_groups.enums import (
    ALLOWED_GROUP_MOVES,
    GroupKind,
    GroupState,
    MembershipRole,
    PublicRoster,
    QuorumRule,
)
from working_groups.models import Group, Membership
from working_groups.queries.transfers import left_over

PAGES = "skupiny"
MEMBERSHIPS_CHANGED = "memberships_changed"  # announced with the group's primary key


EDITABLE = frozenset(
    {
        "name",
        "kind",
        "mandate",
        "appointed_by",
        "resolution",
        "appointed_on",
        "public_roster",
        "max_members",
        "quorum_rule",
        "quorum_count",
        "objection_days",
        "reminder_days",
    }
)


class StaleGroup(Exception):
    """Somebody else changed the group in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Group) -> None:
        super().__init__(message)
        self.current = current


class GroupIsFull(Exception):
    """The group has as many members as its mandate allows."""


class AlreadyMember(Exception):
    """The person sits in the group on that day."""


class MoveRefused(Exception):
    """A group cannot go from its state to that one."""


class WorkLeftOver(MoveRefused):
    """A group ends once everything open was handed over or ended; one that merges has a successor."""


@transaction.atomic
def create_group(
    *,
    name: str,
    code: str,
    by: Any,
    at: datetime,
    kind: str = GroupKind.WORKING,
    mandate: str = "",
    appointed_by: str = "",
    resolution: str = "",
    appointed_on: date | None = None,
    public_roster: str = PublicRoster.ORGANISATIONS_ONLY,
    max_members: int | None = None,
    quorum_rule: str = QuorumRule.MAJORITY,
    quorum_count: int | None = None,
    objection_days: int = 7,
    reminder_days: int = 3,
    predecessors: Sequence[Group] = (),
    state: str = GroupState.ACTIVE,
    demo_origin: str = DemoOrigin.NONE,
    demo_source: str = "",
) -> Group:
    """Found a group with its audience. Its existence and mandate are public, its rows are for the audience."""
    slug = slugify(code)
    record = create_record(
        kind="group",
        reference=code,
        title=name,
        path=f"/skupiny/{slug}/",
        visibility=Visibility.PUBLIC,
        by=by,
        at=at,
        verb="group_created",
        occurred_on=appointed_on,
        state=state,
        demo_origin=demo_origin,
        demo_source=demo_source,
        search_text=mandate,
    )
    group = Group(
        record=record,
        audience=Audience.objects.create(name=f"Skupina {code}"),
        name=name,
        code=code,
        slug=slug,
        kind=kind,
        mandate=mandate,
        appointed_by=appointed_by,
        resolution=resolution,
        appointed_on=appointed_on,
        state=state,
        public_roster=public_roster,
        max_members=max_members,
        quorum_rule=quorum_rule,
        quorum_count=quorum_count,
        objection_days=objection_days,
        reminder_days=reminder_days,
    )
    group.full_clean()
    group.save()
    group.predecessors.set(predecessors)
    raise_generation(PAGES)
    return group


@transaction.atomic
def edit_group(*, group: Group, lock_version: int, by: Any, at: datetime, **fields: Any) -> Group:
    """Change what is said of a group. ``fields``: any of ``EDITABLE``. Raises StaleGroup, ValidationError."""
    group = Group.objects.select_for_update().select_related("record").get(pk=group.pk)
    if group.lock_version != lock_version:
        raise StaleGroup(
            _("Somebody else changed the group in the meantime. Compare both and save again."),
            group,
        )
    for name in EDITABLE & set(fields):
        setattr(group, name, fields[name])
    group.lock_version += 1
    group.full_clean()
    group.save()
    if "predecessors" in fields:
        group.predecessors.set(fields["predecessors"])
    group.record.title = group.name
    group.record.search_stems = search_stems(f"{group.code} {group.name} {group.mandate}")
    group.record.save(update_fields=["title", "search_stems"])
    log_event(record=group.record, verb="group_edited", by=by, at=at)
    raise_generation(PAGES)
    return group


@transaction.atomic
def change_group_state(*, group: Group, state: str, by: Any, at: datetime) -> Group:
    """Move a group along ``ALLOWED_GROUP_MOVES``. Raises MoveRefused, WorkLeftOver."""
    group = Group.objects.select_for_update().select_related("record").get(pk=group.pk)
    if state not in ALLOWED_GROUP_MOVES[group.state]:
        raise MoveRefused(_("The group cannot go from this state to that one."))
    if not ALLOWED_GROUP_MOVES[state]:
        _refuse_left_over(group, state)
    change_state(row=group, state=state, verb="group_state_changed", by=by, at=at)
    raise_generation(PAGES)
    return group


def _refuse_left_over(group: Group, state: str) -> None:
    rest = left_over(group)
    if rest.count:
        raise WorkLeftOver(
            _(
                "The group has open work: tasks: %(tasks)d, conclusions to be looked at again: %(decisions)d,"
                " votes in writing: %(procedures)d. Hand it over or end it first."
            )
            % {
                "tasks": len(rest.tasks),
                "decisions": len(rest.decisions),
                "procedures": len(rest.procedures),
            }
        )
    if state == GroupState.MERGED and not group.successors.exists():
        raise WorkLeftOver(_("Say into which group it merges first."))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_default_timezone())


@transaction.atomic
def add_member(
    *,
    group: Group,
    user: User,
    valid_from: date,
    by: Any,
    at: datetime,
    role: str = MembershipRole.MEMBER,
    on_behalf_of: Organisation | None = None,
    seat: str = "",
    is_voting: bool = True,
    substitute_for: Membership | None = None,
    appointment: str = "",
) -> Membership:
    """Seat somebody from a day on; from that midnight they may know of the group's rows.

    Raises AlreadyMember, GroupIsFull.
    """
    group = Group.objects.select_for_update().select_related("record").get(pk=group.pk)
    seated = group.memberships.current(valid_from).filter(substitute_for=None)
    if substitute_for is None:
        if seated.filter(user=user).exists():
            raise AlreadyMember(_("This person is a member of the group already."))
        if group.max_members is not None and seated.count() >= group.max_members:
            raise GroupIsFull(_("The group has all its members."))
    membership = Membership(
        group=group,
        user=user,
        role=role,
        on_behalf_of=on_behalf_of,
        seat=seat,
        is_voting=is_voting,
        valid_from=valid_from,
        substitute_for=substitute_for,
        appointment=appointment,
    )
    membership.full_clean()
    membership.save()
    AudienceMember.objects.bulk_create(
        AudienceMember(audience_id=circle, user=user, valid_from=_midnight(valid_from))
        for circle in circles_of(group)
    )
    log_event(
        record=group.record,
        verb="membership_started",
        by=by,
        at=at,
        occurred_on=valid_from,
        payload={"membership": membership.pk},
    )
    extension.announce(MEMBERSHIPS_CHANGED, group=membership.group_id)
    raise_generation(PAGES)
    return membership


@transaction.atomic
def end_membership(
    *, membership: Membership, valid_to: date, by: Any, at: datetime, reason: str = ""
) -> Membership:
    """End a membership before the given day; the person no longer sees the group's rows from that midnight.

    One that has an end already stays as it is.
    """
    membership = (
        Membership.objects.select_for_update()
        .select_related("group__record", "group__audience", "user")
        .get(pk=membership.pk)
    )
    if membership.valid_to is not None:
        return membership
    membership.valid_to = valid_to
    membership.end_reason = reason
    membership.full_clean()
    membership.save(update_fields=["valid_to", "end_reason"])
    # One row for each seat: who is a substitute too, from the same day, keeps the other.
    for circle in circles_of(membership.group):
        place = AudienceMember.objects.filter(
            audience=circle,
            user=membership.user,
            valid_from=_midnight(membership.valid_from),
            valid_to__isnull=True,
        ).first()
        if place is not None:
            place.valid_to = _midnight(valid_to)
            place.save(update_fields=["valid_to"])
    log_event(
        record=membership.group.record,
        verb="membership_ended",
        by=by,
        at=at,
        occurred_on=valid_to,
        payload={"membership": membership.pk},
    )
    extension.announce(MEMBERSHIPS_CHANGED, group=membership.group_id)
    raise_generation(PAGES)
    return membership
