"""Steps over many comments and what they did."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from consultations.enums import BulkFate, BulkKind, SettlementState
from consultations.models import BulkStep, Round, Settlement


def state_counts(keys: Sequence[int]) -> list[tuple[str, int]]:
    """How many of the settlements are in each state, as (label, count): a query per 500 keys."""
    counts: Counter[str] = Counter()
    for start in range(0, len(keys), 500):
        counts.update(
            Settlement.objects.filter(pk__in=keys[start : start + 500]).values_list(
                "state", flat=True
            )
        )
    return [(str(state.label), counts[state]) for state in SettlementState if counts[state]]


def bulk_step(round: Round, pk: int) -> BulkStep | None:
    """One step over many comments of a round: one query."""
    return BulkStep.objects.filter(round=round, pk=pk).select_related("by").first()


def bulk_steps(round: Round) -> list[BulkStep]:
    """The latest steps of a round, newest first, without searches: one query."""
    found = BulkStep.objects.filter(round=round).exclude(kind=BulkKind.SEARCH)
    return list(found.select_related("by").defer("results").order_by("-pk")[:20])


@dataclass(frozen=True, slots=True)
class StepReport:
    """What a step did: counts by fate, and the refused comments with their reasons."""

    changed: int
    same: int
    refused: list[dict[str, Any]]


def step_report(step: BulkStep) -> StepReport:
    """The report of a step so far; no query."""
    fates = Counter(result["fate"] for result in step.results)
    return StepReport(
        changed=fates[BulkFate.CHANGED],
        same=fates[BulkFate.SAME],
        refused=[result for result in step.results if result["fate"] == BulkFate.REFUSED],
    )
