"""Reads for a meeting: what is proposed and waits for its decision, essential and disputed first, then by place."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Value, When

from consultations.enums import PersonalCase, SettlementState, Weight
from consultations.models import Anchor, Dispute, Round, Settlement
from consultations.naming import public_name

WAITING = (
    SettlementState.PROPOSED,
    SettlementState.REVIEWED,
    SettlementState.IN_DISPUTE,
)


@dataclass(frozen=True, slots=True)
class Item:
    """A proposed settlement on the paper. Equal comments are one item: ``equals`` are the numbers of the others.

    ``name`` is the one that is published; without the right to be read ``text`` is "".
    """

    settlement: Settlement
    dispute: Dispute | None
    name: str
    place: str
    quote: str
    text: str
    wording: str
    equals: tuple[str, ...]
    keys: tuple[int, ...]

    @property
    def is_grave(self) -> bool:
        """Essential or disputed: to be spoken about one by one."""
        return self.dispute is not None or self.settlement.comment.weight == Weight.ESSENTIAL


def waiting_count(round: Round) -> int:
    """How many settlements wait for a decision: one query."""
    return _waiting(round).count()


def _all_waiting() -> Any:
    return Settlement.objects.filter(
        comment__personal_case=PersonalCase.NO, comment__withdrawn_at=None, state__in=WAITING
    )


def _waiting(round: Round) -> Any:
    return _all_waiting().filter(comment__round=round)


def rounds_waiting() -> Any:
    """Primary keys of rounds with a settlement that waits, for a condition of another read."""
    return _all_waiting().values("comment__round")


def points_waiting(round: Round) -> list[tuple[int, datetime]]:
    """Settlements that wait, in the order of the paper, each with the moment it was proposed at: one query."""
    found = _in_order(round).values_list("pk", "proposed_at")
    return list(found)


def _in_order(round: Round) -> Any:
    rank = Case(
        When(state=SettlementState.IN_DISPUTE, then=Value(0)),
        When(comment__weight=Weight.ESSENTIAL, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return (
        _waiting(round)
        .annotate(rank=rank)
        .order_by("rank", "comment__version", "comment__place_order", "comment__number")
    )


def items(round: Round) -> list[Item]:
    """Everything that waits: disputed, then essential, then advisory ones by place. Three queries."""
    found = list(
        _in_order(round).select_related(
            "comment__statement__respondent__organisation", "comment__version"
        )
    )
    return to_items(found)


def to_items(found: Sequence[Settlement]) -> list[Item]:
    """Settlements, read with their statements and versions, as they stand on the paper: two queries."""
    disputes, quotes = _disputes(found), _quotes(found)
    groups: dict[Any, list[Settlement]] = defaultdict(list)
    for settlement in found:
        groups[_answer_key(settlement, disputes)].append(settlement)
    return [_item(members, disputes, quotes) for members in groups.values()]


def one_by_one(found: Sequence[Settlement]) -> dict[int, Item]:
    """The same, equal ones each for itself, by primary key of the settlement: two queries."""
    disputes, quotes = _disputes(found), _quotes(found)
    return {settlement.pk: _item([settlement], disputes, quotes) for settlement in found}


def _disputes(found: Sequence[Settlement]) -> dict[int, Dispute]:
    return {
        dispute.settlement_id: dispute
        for dispute in Dispute.objects.filter(settlement__in=found, resolved_on=None)
    }


def _quotes(found: Sequence[Settlement]) -> dict[int, list[str]]:
    quotes: dict[int, list[str]] = defaultdict(list)
    anchors = Anchor.objects.filter(comment__in=[s.comment_id for s in found]).order_by("pk")
    for comment, exact in anchors.values_list("comment_id", "exact"):
        if exact:
            quotes[comment].append(exact)
    return quotes


def _answer_key(settlement: Settlement, disputes: dict[int, Dispute]) -> Any:
    """Equal comments with the same proposal are one item; an essential or disputed one always stands alone."""
    comment = settlement.comment
    is_grave = settlement.pk in disputes or comment.weight == Weight.ESSENTIAL
    if comment.cluster_id is None or is_grave:
        return settlement.pk, "", ""
    return f"cluster {comment.cluster_id}", settlement.outcome, settlement.reason


def _item(
    members: list[Settlement], disputes: dict[int, Dispute], quotes: dict[int, list[str]]
) -> Item:
    first, *others = members
    comment = first.comment
    return Item(
        settlement=first,
        dispute=disputes.get(first.pk),
        name=public_name(comment.statement.respondent),
        place=comment.place_label,
        quote=" … ".join(quotes.get(comment.pk, [])),
        text=comment.text if comment.shows_words else "",
        wording=comment.proposed_wording if comment.shows_words else "",
        equals=tuple(other.comment.reference for other in others),
        keys=tuple(member.pk for member in members),
    )
