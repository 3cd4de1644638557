"""Values of the evaluation plan, of what was judged, and of what was answered."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy

from concept.enums import ContributionOutcome


class Criterion(models.TextChoices):
    """What a question of the evaluation is about (OECD/DAC criteria, 2019, and how it is carried out)."""

    RELEVANCE = "relevance", pgettext_lazy("criterion", "Relevance")
    COHERENCE = "coherence", pgettext_lazy("criterion", "Coherence")
    EFFECTIVENESS = "effectiveness", pgettext_lazy("criterion", "Effectiveness")
    EFFICIENCY = "efficiency", pgettext_lazy("criterion", "Efficiency")
    IMPACT = "impact", pgettext_lazy("criterion", "Impact")
    SUSTAINABILITY = "sustainability", pgettext_lazy("criterion", "Sustainability")
    PROCESS = "process", pgettext_lazy("criterion", "Process")


class JudgementState(models.TextChoices):
    """How far a finding or a recommendation of the evaluation is. A final one is never changed, only replaced."""

    DRAFT = "draft", pgettext_lazy("evaluation", "Draft")
    DISCUSSED = "discussed", pgettext_lazy("evaluation", "Discussed")
    FINAL = "final", pgettext_lazy("evaluation", "Final")


# Whoever changes the text of one that was discussed begins again.
ALLOWED_JUDGEMENT_MOVES: Mapping[str, frozenset[str]] = {
    JudgementState.DRAFT: frozenset({JudgementState.DISCUSSED}),
    JudgementState.DISCUSSED: frozenset({JudgementState.DRAFT, JudgementState.FINAL}),
    JudgementState.FINAL: frozenset(),
}


class Strength(models.TextChoices):
    """How firmly the evidence carries a finding."""

    STRONG = "strong", pgettext_lazy("evidence", "Strong")
    MODERATE = "moderate", pgettext_lazy("evidence", "Moderate")
    WEAK = "weak", pgettext_lazy("evidence", "Weak")


class Bearing(models.TextChoices):
    """What a finding says of a place of the text or of a measure."""

    SUPPORTS = "supports", pgettext_lazy("finding of the evaluation", "Supports it")
    CONTRADICTS = "contradicts", pgettext_lazy("finding of the evaluation", "Contradicts it")


class Answer(models.TextChoices):
    """What the addressee of a recommendation says to it."""

    ACCEPTED = "accepted", pgettext_lazy("recommendation", "Accepted")
    PARTLY = "partly", pgettext_lazy("recommendation", "Partly accepted")
    REJECTED = "rejected", pgettext_lazy("recommendation", "Rejected")


OUTCOME_OF_ANSWER: Mapping[str, str] = {
    Answer.ACCEPTED: ContributionOutcome.ACCEPTED,
    Answer.PARTLY: ContributionOutcome.PARTLY_ACCEPTED,
    Answer.REJECTED: ContributionOutcome.NOT_ACCEPTED,
}


class ActionState(models.TextChoices):
    """How far something is that is done because of a recommendation."""

    NOT_STARTED = "not_started", pgettext_lazy("action of a recommendation", "Not started")
    IN_PROGRESS = "in_progress", pgettext_lazy("action of a recommendation", "In progress")
    DONE = "done", pgettext_lazy("action of a recommendation", "Done")
    NO_LONGER_RELEVANT = (
        "no_longer_relevant",
        pgettext_lazy("action of a recommendation", "No longer relevant"),
    )


ENDED_ACTIONS = frozenset({ActionState.DONE, ActionState.NO_LONGER_RELEVANT})
# From every state to every other, also back: what was called done may turn out not to be.
ALLOWED_ACTION_MOVES: Mapping[str, frozenset[str]] = {
    state: frozenset(ActionState) - {state} for state in ActionState
}
