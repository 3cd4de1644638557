"""What each group made of a conclusion: its votes, how many voting seats were there, and how many were needed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from working_groups.enums import AdoptionResult
from working_groups.models import AgendaItem, Decision, DecisionAdoption, Group, Meeting
from working_groups.queries.attendance import counted
from working_groups.quorum import Quorum, Rule, quorum_at, quorum_over


class TooManyVotes(Exception):
    """More votes than voting seats were there."""


@dataclass(frozen=True, slots=True)
class Votes:
    """How the seats of one group voted."""

    for_count: int
    against_count: int = 0
    abstained_count: int = 0

    @property
    def total(self) -> int:
        """Votes cast."""
        return self.for_count + self.against_count + self.abstained_count


@dataclass(frozen=True, slots=True)
class Adoption:
    """What one group made of a conclusion.

    ``present_count`` and ``quorum_count`` are voting seats; None means that they were not counted. ``result`` is worked
    out when it is not said: not more than half of those present (or of the votes) for it -> not adopted, no quorum ->
    to be confirmed, else adopted.
    """

    group: Group
    votes: Votes | None = None
    present_count: int | None = None
    quorum_count: int | None = None
    result: str = ""

    def outcome(self) -> str:
        """A value of ``AdoptionResult``."""
        if self.result:
            return self.result
        if self.votes is not None:
            of = self.votes.total if self.present_count is None else self.present_count
            if self.votes.for_count * 2 <= of:
                return AdoptionResult.NOT_ADOPTED
        if self.present_count is not None and self.present_count < (self.quorum_count or 0):
            return AdoptionResult.TO_BE_CONFIRMED
        return AdoptionResult.ADOPTED


def quorums_of(
    meeting: Meeting, groups: Sequence[Group], item: AgendaItem | None, moment: datetime
) -> dict[int, Quorum]:
    """Who was there when an item was dealt with, by primary key of the group; empty when nobody was written down.

    An item with its times is judged by the moment with the fewest, anything else by ``moment``. One query.
    """
    rows = [row for row in counted(meeting) if row.group_id is not None]
    if not rows:
        return {}
    rules = {group.pk: Rule(group.quorum_rule, group.quorum_count) for group in groups}
    if item is not None and item.started_at and item.ended_at:
        return quorum_over(rows, item.started_at, item.ended_at, rules)
    started = item.started_at if item is not None else None
    return quorum_at(rows, started or moment, rules)


def with_counts(adoptions: Sequence[Adoption], quorums: dict[int, Quorum]) -> list[Adoption]:
    """The same with the counts of the attendance where the caller said none."""
    return [
        replace(adoption, present_count=found.present, quorum_count=found.needed)
        if adoption.present_count is None and (found := quorums.get(adoption.group.pk)) is not None
        else adoption
        for adoption in adoptions
    ]


def check_votes(adoptions: Sequence[Adoption]) -> None:
    """Raises TooManyVotes when a group has more votes than voting seats were there."""
    for adoption in adoptions:
        votes, present = adoption.votes, adoption.present_count
        if votes is not None and present is not None and votes.total > present:
            raise TooManyVotes(
                _(
                    "%(group)s: more votes (%(votes)d) than voting seats that were there (%(present)d)."
                )
                % {"group": adoption.group.code, "votes": votes.total, "present": present}
            )


def store_adoptions(decision: Decision, adoptions: Sequence[Adoption]) -> None:
    """Store what each group made of a conclusion, over what was stored of the same groups."""
    for adoption in adoptions:
        votes = adoption.votes
        DecisionAdoption.objects.update_or_create(
            decision=decision,
            group=adoption.group,
            defaults={
                "result": adoption.outcome(),
                "present_count": adoption.present_count,
                "quorum_count": adoption.quorum_count or 0,
                "for_count": votes.for_count if votes else None,
                "against_count": votes.against_count if votes else None,
                "abstained_count": votes.abstained_count if votes else None,
            },
        )
