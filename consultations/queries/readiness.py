"""What a round lacks before it is announced: what blocks it, and what only should not be forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.models import Round
from people.enums import Role
from people.models import RoleGrant
from working_groups import queries as group_queries

# CpKP handbook for community plans: at least two weeks for comments on the last working version.
USUAL_LENGTH = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to be done before the round is announced; ``blocks``: it cannot be announced without."""

    text: str
    blocks: bool = False


def what_is_missing(round: Round, at: datetime) -> list[Missing]:
    """What blocks announcing first, then what is worth a second look. At most nine queries."""
    return [*blockers(round, at), *_reminders(round, at)]


def blockers(round: Round, at: datetime) -> list[Missing]:
    """Without these nobody could comment: three queries."""
    found = []
    if not round.round_versions.exists():
        found.append(_("Choose the frozen version people will comment on."))
    if not (round.is_public or round.groups.exists() or round.bodies.exists()):
        found.append(_("Nobody is invited: choose groups or bodies, or open it to everyone."))
    if round.closes_at <= at:
        found.append(_("The round would be over already. Choose a later closing time."))
    return [Missing(text, blocks=True) for text in found]


def _reminders(round: Round, at: datetime) -> list[Missing]:
    day = timezone.localdate(at)
    found = []
    if round.answer_promised_on is None:
        found.append(_("No date is promised by which people will have an answer."))
    elif round.answer_promised_on < timezone.localdate(round.closes_at):
        found.append(_("The answer is promised for a day before the round closes."))
    if not round.introduction:
        found.append(_("There is no introduction that says what the round is about."))
    if round.is_public and not round.easy_text:
        found.append(_("There is no easy-to-read text."))
    if round.opens_at < at:
        found.append(_("The opening time has passed: the round opens as soon as it is announced."))
    length = round.closes_at - max(round.opens_at, at)
    if timedelta(0) < length < USUAL_LENGTH:
        days = max(length.days, 0)
        found.append(
            ngettext(
                "People have %(count)d whole day to comment; two weeks are usual.",
                "People have %(count)d whole days to comment; two weeks are usual.",
                days,
            )
            % {"count": days}
        )
    found += [
        _("The group %(name)s has no members.") % {"name": group.name}
        for group in round.groups.order_by("name")
        if not group_queries.roster(group, day)
    ]
    silent = bodies_without_sender(round, at)
    if silent:
        found.append(_("Nobody may send comments for: %(bodies)s.") % {"bodies": ", ".join(silent)})
    return [Missing(text) for text in found]


def bodies_without_sender(round: Round, at: datetime) -> list[str]:
    """Names of invited bodies without an authorised person: one query."""
    authorised = RoleGrant.objects.current(timezone.localdate(at)).filter(
        role=Role.AUTHORISED_PERSON, user__is_active=True, organisation__isnull=False
    )
    bodies = round.bodies.exclude(organisation__in=authorised.values("organisation"))
    return list(
        bodies.order_by("organisation__sort_key").values_list("organisation__name", flat=True)
    )
