"""Reads of comments on the agenda of a meeting: what is decided en bloc, what singly, what each reader is shown."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from consultations.models import Comment, PointOnAgenda, Round, RoundOnAgenda, Settlement
from consultations.queries import meetings
from core.permissions import allowed
from working_groups.enums import (
    APPROVED_MINUTES_STATES,
    OPEN_MEETING_STATES,
    AdoptionResult,
    DecisionState,
    ItemKind,
)
from working_groups.models import AgendaItem, Decision, Meeting, Minutes

# What equal comments share: their cluster and the answer proposed to them.
Answer = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many comments are on an agenda, taken out and undecided, and with a conclusion."""

    total: int
    taken_out: int
    decided: int

    @property
    def en_bloc(self) -> int:
        """Neither taken out nor decided."""
        return self.total - self.taken_out - self.decided


@dataclass(frozen=True, slots=True)
class PointRow:
    """A comment on the agenda as it is shown. ``equals`` are the numbers of equal ones with the same proposal.

    ``address`` leads to the page of the comment, "" for whoever may not know of it. A personal case has no words.
    """

    point: PointOnAgenda
    item: meetings.Item
    equals: tuple[int, ...]
    address: str

    @property
    def number(self) -> int:
        """Its number on this agenda."""
        return self.point.position

    @property
    def place(self) -> str:
        """Its place on the page, and of what was answered there."""
        return f"bod-{self.number}"

    @property
    def is_personal(self) -> bool:
        """Its words are for nobody here."""
        return bool(self.item.settlement.comment.personal_case)


def agenda_of(item: AgendaItem) -> RoundOnAgenda | None:
    """The comments under an item: one query."""
    found = RoundOnAgenda.objects.filter(item=item)
    return found.select_related("round__record", "item__meeting__record").first()


def is_over(meeting: Meeting) -> bool:
    """Nothing changes about its comments any more: it is over, or its minutes are approved. One query."""
    if meeting.state not in OPEN_MEETING_STATES:
        return True
    return Minutes.objects.filter(meeting=meeting, state__in=APPROVED_MINUTES_STATES).exists()


def items_for_settling(meeting: Meeting) -> list[tuple[AgendaItem, Counts | None]]:
    """Items of a meeting for settling comments, in order, with how far each is: one query, two when there are any."""
    items = list(
        meeting.items.filter(kind=ItemKind.COMMENT_SETTLEMENT, label__gt="")
        .select_related("round_on_agenda")
        .order_by("position", "pk")
    )
    if not items:
        return []
    rows = PointOnAgenda.objects.filter(agenda__item__in=items).values("agenda__item")
    found = {
        row["agenda__item"]: Counts(row["total"], row["out"], row["done"])
        for row in rows.annotate(total=Count("pk"), out=_OUT, done=_DECIDED)
    }
    empty = Counts(0, 0, 0)
    return [
        (item, found.get(item.pk, empty) if hasattr(item, "round_on_agenda") else None)
        for item in items
    ]


_WITHOUT = Q(decision=None) | Q(decision__state=DecisionState.REVOKED)
_OUT = Count("pk", filter=_WITHOUT & Q(taken_out_at__isnull=False))
_DECIDED = Count("pk", filter=~_WITHOUT)


def counts_of(agenda: RoundOnAgenda) -> Counts:
    """How far the comments of an agenda are: one query."""
    row = agenda.points.aggregate(total=Count("pk"), out=_OUT, done=_DECIDED)
    return Counts(row["total"], row["out"], row["done"])


def rounds_to_choose(meeting: Meeting, user: Any) -> list[Round]:
    """Rounds with settlements that wait, which a person may put on the agenda of a meeting, newest first: four queries.

    Those one of its groups was invited to; whoever records what meetings decide may choose any they know of.
    """
    waiting = meetings.rounds_waiting()
    found = Round.objects.visible_to(user).filter(pk__in=waiting)
    if not allowed(user, "consultations.record_meeting_decision"):
        found = found.filter(groups__in=meeting.groups.all())
    return list(found.select_related("record", "document").distinct().order_by("-number"))


# --- what is decided together -------------------------------------------------------------------------


def answer_of(settlement: Settlement) -> Answer | None:
    """What it shares with equal comments; None when it is equal to none. Needs ``comment`` loaded."""
    cluster = settlement.comment.cluster_id
    return (cluster, settlement.outcome, settlement.reason) if cluster else None


def _in_clusters(agenda: RoundOnAgenda) -> list[PointOnAgenda]:
    rows = agenda.points.filter(settlement__comment__cluster__isnull=False)
    rows = rows.filter(settlement__comment__withdrawn_at=None)
    return list(rows.select_related("settlement__comment", "decision").order_by("position"))


def with_equals(agenda: RoundOnAgenda, points: Sequence[PointOnAgenda]) -> list[PointOnAgenda]:
    """The points and equal ones with the same proposal, in the order of the agenda: two queries."""
    chosen = {point.pk: point for point in points}
    clustered = _in_clusters(agenda)
    wanted = {answer_of(point.settlement) for point in clustered if point.pk in chosen}
    for point in clustered:
        if answer_of(point.settlement) in wanted:
            chosen.setdefault(point.pk, point)
    return sorted(chosen.values(), key=lambda point: point.position)


def equal_numbers(agenda: RoundOnAgenda) -> dict[Answer, list[int]]:
    """Numbers of comments that are equal and have the same proposal: one query."""
    found: dict[Answer, list[int]] = {}
    for point in _in_clusters(agenda):
        if (answer := answer_of(point.settlement)) is not None:
            found.setdefault(answer, []).append(point.position)
    return found


def taken_out_answers(agenda: RoundOnAgenda) -> dict[Answer | None, int]:
    """Answers that are to be voted on singly, with the number of one comment each: one query."""
    return {
        answer: point.position
        for point in _in_clusters(agenda)
        if point.taken_out_at is not None
        and not point.is_decided
        and (answer := answer_of(point.settlement)) is not None
    }


def en_bloc(agenda: RoundOnAgenda) -> list[PointOnAgenda]:
    """What was not taken out and has no conclusion, in order: one query."""
    found = agenda.points.undecided().filter(taken_out_at=None)
    return list(found.select_related("decision").order_by("position"))


def singly(agenda: RoundOnAgenda, point: PointOnAgenda) -> list[PointOnAgenda]:
    """What a conclusion over one comment is about: it and equal ones without a conclusion. Two queries."""
    return [one for one in with_equals(agenda, [point]) if not one.is_decided]


def settlements_of(points: Iterable[PointOnAgenda]) -> dict[int, Settlement]:
    """Settlements of points with their comments, by primary key: one query."""
    keys = [point.settlement_id for point in points]
    found = Settlement.objects.filter(pk__in=keys).select_related("comment")
    return {settlement.pk: settlement for settlement in found}


def fingerprint(points: Sequence[PointOnAgenda], rows: Mapping[int, Settlement]) -> str:
    """What is to be decided in a few letters: other points or other proposals have another fingerprint."""
    words = ";".join(
        f"{point.pk} {rows[point.settlement_id].proposed_at} {rows[point.settlement_id].state}"
        for point in points
    )
    return hashlib.sha256(words.encode()).hexdigest()[:20]


# --- what is shown ------------------------------------------------------------------------------------


def point_by_number(agenda: RoundOnAgenda, number: int) -> PointOnAgenda | None:
    """The comment with a number on the agenda: one query."""
    found = agenda.points.filter(position=number)
    return found.select_related("agenda__item", "decision__record", "taken_out_by").first()


def points_by_number(agenda: RoundOnAgenda, numbers: Iterable[int]) -> dict[int, int]:
    """Primary keys of comments by their number on the agenda; numbers that are not on it are left out. One query."""
    found = agenda.points.filter(position__in=set(numbers))
    return dict(found.values_list("position", "pk"))


def all_points(agenda: RoundOnAgenda) -> Any:
    """Everything on the agenda in its order, to be cut into pages."""
    return agenda.points.select_related("decision__record", "taken_out_by").order_by("position")


def rows(agenda: RoundOnAgenda, points: Sequence[PointOnAgenda], user: Any) -> list[PointRow]:
    """Points as they are shown to a reader: five queries."""
    found = Settlement.objects.filter(pk__in=[point.settlement_id for point in points])
    found = found.select_related("comment__statement__respondent__organisation")
    told = meetings.one_by_one(list(found))
    equal = equal_numbers(agenda)
    known = set(
        Comment.objects.visible_to(user)
        .filter(settlement__in=told)
        .values_list("settlement", flat=True)
    )
    made = []
    for point in points:
        item = told[point.settlement_id]
        answer = answer_of(item.settlement)
        others = equal.get(answer, ()) if answer else ()
        reference = item.settlement.comment.reference
        made.append(
            PointRow(
                point=point,
                item=item,
                equals=tuple(number for number in others if number != point.position),
                address=f"/pripominky/{reference}/" if point.settlement_id in known else "",
            )
        )
    return made


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A conclusion over comments of an agenda; ``waiting`` are codes of groups that have to confirm it."""

    decision: Decision
    count: int
    waiting: tuple[str, ...]
    is_adopted: bool


def conclusions(agenda: RoundOnAgenda) -> list[Conclusion]:
    """Conclusions over the comments of an agenda in the order of their numbers: three queries."""
    numbers = Counter(
        agenda.points.filter(decision__isnull=False).values_list("decision", flat=True)
    )
    found = Decision.objects.filter(pk__in=numbers).select_related("record")
    found = found.prefetch_related("adoptions__group").order_by("year", "number")
    return [
        Conclusion(
            decision,
            numbers[decision.pk],
            tuple(
                row.group.code
                for row in decision.adoptions.all()
                if row.result == AdoptionResult.TO_BE_CONFIRMED
            ),
            all(row.result == AdoptionResult.ADOPTED for row in decision.adoptions.all()),
        )
        for decision in found
    ]


def taken_out(agenda: RoundOnAgenda) -> list[PointOnAgenda]:
    """What is voted on singly and has no conclusion yet, with settlement and comment: one query."""
    found = agenda.points.undecided().filter(taken_out_at__isnull=False)
    return list(found.select_related("settlement__comment", "decision").order_by("position"))
