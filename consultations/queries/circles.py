"""Who is in which circle from when to when: people a round is for, and members of audiences."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from consultations.enums import RoundStepKind
from consultations.models import Round, RoundBody, RoundStep
from people.models import AudienceMember
from working_groups import queries as group_queries

Interval = tuple[datetime, datetime | None]


def invited_intervals(rounds: Sequence[Round], at: datetime) -> dict[int, list[Interval]]:
    """When each person is one of those the rounds are for, from the moment on: user -> intervals in order.

    Members of the groups and whoever speaks for the bodies, also those whose membership or role begins later. Each
    interval is [from, to), at midnight of the dates, or open. Four queries.
    """
    keys = [round.pk for round in rounds]
    bodies = RoundBody.objects.filter(round__in=keys).values_list("organisation_id", flat=True)
    groups = Round.groups.through.objects.filter(round__in=keys).values_list("group_id", flat=True)
    terms = group_queries.terms(
        groups=list(groups), organisations=list(bodies), on=timezone.localdate(at)
    )
    found: dict[int, list[Interval]] = defaultdict(list)
    for user_id, first, last in terms:
        start, end = max(_midnight(first), at), _midnight(last) if last else None
        if end is None or end > start:
            found[user_id].append((start, end))
    return {user_id: _merged(intervals) for user_id, intervals in found.items()}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_default_timezone())


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Intervals in order, those that touch or overlap as one."""
    result: list[Interval] = []
    for start, end in sorted(intervals, key=lambda pair: pair[0]):
        if result and (result[-1][1] is None or start <= result[-1][1]):
            before = result[-1][1]
            later = None if end is None or before is None else max(before, end)
            result[-1] = (result[-1][0], later)
        else:
            result.append((start, end))
    return result


def joined(
    one: Mapping[int, Iterable[Interval]], other: Mapping[int, Iterable[Interval]]
) -> dict[int, list[Interval]]:
    """Two mappings of intervals as one. No query."""
    return {
        user_id: _merged([*one.get(user_id, ()), *other.get(user_id, ())])
        for user_id in {*one, *other}
    }


def audience_intervals(audience_id: int, at: datetime) -> dict[int, list[Interval]]:
    """When each person is in an audience, from the moment on: one query."""
    rows = AudienceMember.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at), audience=audience_id, user__isnull=False
    )
    found: dict[int, list[Interval]] = defaultdict(list)
    for user_id, start, end in rows.values_list("user_id", "valid_from", "valid_to"):
        found[user_id].append((max(start, at), end))
    return {user_id: _merged(intervals) for user_id, intervals in found.items()}


def audience_now(audience_id: int, at: datetime) -> set[int]:
    """Primary keys of the people in an audience at the moment: one query."""
    rows = AudienceMember.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at), audience=audience_id, valid_from__lte=at
    )
    return set(rows.filter(user__isnull=False).values_list("user_id", flat=True))


def other_than(user_id: int, round: Round, by: Any) -> Any:
    """Of the two who open a public round the one that is not the given person: two queries at most.

    Who froze a version does not open it to everyone alone (docs/adr/0008); the proposer and the second person are two.
    """
    if by.pk != user_id:
        return by
    steps = RoundStep.objects.filter(round=round, step=RoundStepKind.PROPOSED).order_by("pk")
    proposed = steps.select_related("by").last()
    return proposed.by if proposed is not None else by
