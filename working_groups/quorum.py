"""Who is present at a moment of a meeting and whether each group has its quorum. Pure: no database, no clock.

A group's quorum is counted over its voting seats, each filled by its member or a substitute. A row of attendance is
one seat of one group; presence is the half-open interval [present_from, present_to), where an empty bound means the
beginning or the end of the meeting. The same person may fill one seat in each of several groups; within one group a
person counts once, whatever seats they stand in for.

Worked example. Group A has three voting seats and decides with more than half of them, so it needs 2. Anna and Cyril
are there from 9:00; Cyril leaves at 10:00; the third seat stays empty. From 9:00 to 10:00 there are 2 of 3 and the
group has its quorum; at 10:00 exactly Cyril is no longer there, 1 of 3, and it has none. An item dealt with from 9:30
to 10:30 is judged by the moment with the fewest: 1 of 3, no quorum.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Protocol, TypeVar

from working_groups.enums import AttendanceStatus, Capacity, QuorumRule

HERE = frozenset({AttendanceStatus.PRESENT, AttendanceStatus.PART})
OF_A_SEAT = frozenset({Capacity.MEMBER, Capacity.SUBSTITUTE})


class Presence(Protocol):
    """What is asked of a row of attendance; the model ``Attendance`` has it."""

    group_id: Any
    membership_id: Any
    user_id: Any
    name: str
    is_voting: bool
    capacity: str
    status: str
    present_from: datetime | None
    present_to: datetime | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What a group demands: one of ``QuorumRule`` and, for a fixed one, how many seats."""

    rule: str
    fixed: int | None = None


@dataclass(frozen=True, slots=True)
class Quorum:
    """Voting seats of one group that are filled, those it has and those it needs."""

    present: int
    seats: int
    needed: int

    @property
    def is_reached(self) -> bool:
        """Enough seats are filled for a valid conclusion."""
        return self.present >= self.needed


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a meeting, [start, end), during which nobody came or left, with the quorum of each group."""

    start: datetime
    end: datetime
    groups: Mapping[Any, Quorum]


def seats_needed(rule: str, seat_count: int, fixed: int | None) -> int:
    """How many of a group's voting seats must be filled: 0 when it demands no quorum, otherwise at least 1.

    More than half of 7 seats are 4, of 8 are 5; two thirds of 7 are 5, of 9 are 6.
    Raises ValueError when a fixed quorum has no number or the rule is unknown.
    """
    if rule == QuorumRule.NONE:
        return 0
    if rule == QuorumRule.MAJORITY:
        return seat_count // 2 + 1
    if rule == QuorumRule.TWO_THIRDS:
        return max(1, -(-2 * seat_count // 3))
    if rule == QuorumRule.FIXED and fixed:
        return fixed
    raise ValueError(f"no number of seats for the quorum {rule}")


Row = TypeVar("Row", bound=Presence)


def present_at(attendances: Iterable[Row], moment: datetime) -> list[Row]:
    """The rows of those who are there at the moment, guests too, in the order given."""
    return [
        row
        for row in attendances
        if row.status in HERE
        and (row.present_from is None or row.present_from <= moment)
        and (row.present_to is None or moment < row.present_to)
    ]


def _fills(row: Presence) -> tuple[Any, Any]:
    # Somebody without an account is told apart by name only.
    return (row.user_id, None) if row.user_id is not None else (None, row.name)


def votes_at(attendances: Iterable[Presence], moment: datetime, group: Any) -> int:
    """How many votes the group has in the room at the moment: filled voting seats, a person counted once."""
    return len(
        {
            _fills(row)
            for row in present_at(attendances, moment)
            if row.group_id == group and row.is_voting and row.capacity in OF_A_SEAT
        }
    )


def seat_count(attendances: Iterable[Presence], group: Any) -> int:
    """How many voting seats the group has at the meeting, filled or not."""
    return len(
        {
            row.membership_id
            for row in attendances
            if row.group_id == group and row.is_voting and row.capacity in OF_A_SEAT
        }
    )


def quorum_at(
    attendances: Sequence[Presence], moment: datetime, rules: Mapping[Any, Rule]
) -> dict[Any, Quorum]:
    """The quorum of every group in ``rules`` at the moment, by the group's key."""
    found = {}
    for group, demanded in rules.items():
        seats = seat_count(attendances, group)
        found[group] = Quorum(
            present=votes_at(attendances, moment, group),
            seats=seats,
            needed=seats_needed(demanded.rule, seats, demanded.fixed),
        )
    return found


def series(
    attendances: Sequence[Presence], start: datetime, end: datetime, rules: Mapping[Any, Rule]
) -> list[Stretch]:
    """The meeting [start, end) cut wherever somebody came or left, with the quorum of each group in every part.

    Neighbouring parts with equal figures are joined. Empty when the meeting has no length.
    """
    bounds = {start, end}
    for row in attendances:
        if row.status in HERE:
            bounds |= {at for at in (row.present_from, row.present_to) if at is not None}
    cuts = sorted(at for at in bounds if start <= at <= end)
    found: list[Stretch] = []
    for begins, ends in pairwise(cuts):
        groups = quorum_at(attendances, begins, rules)
        if found and found[-1].groups == groups:
            found[-1] = Stretch(found[-1].start, ends, groups)
        else:
            found.append(Stretch(begins, ends, groups))
    return found


def quorum_over(
    attendances: Sequence[Presence], start: datetime, end: datetime, rules: Mapping[Any, Rule]
) -> dict[Any, Quorum]:
    """The quorum of each group for what was dealt with over [start, end): that of the moment with the fewest.

    Something that took no time is judged by its one moment.
    """
    parts = series(attendances, start, end, rules)
    if not parts:
        return quorum_at(attendances, start, rules)
    return {
        group: min((part.groups[group] for part in parts), key=lambda quorum: quorum.present)
        for group in rules
    }
