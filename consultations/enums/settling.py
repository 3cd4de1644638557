"""Values of settling: the states of a settlement with their order, outcomes, disputes, equal comments."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.enums import ContributionOutcome as Outcome


class SettlementState(models.TextChoices):
    """How far the settlement of a comment is."""

    OPEN = "open", pgettext_lazy("settlement", "New")
    PROPOSED = "proposed", pgettext_lazy("settlement", "Proposed")
    REVIEWED = "reviewed", _("Checked")
    IN_DISPUTE = "in_dispute", _("In dispute")
    DECIDED = "decided", pgettext_lazy("settlement", "Decided")
    IMPLEMENTED = "implemented", _("Worked into the text")
    VERIFIED = "verified", _("Verified in the text")
    ANSWERED = "answered", _("Answered")


ALLOWED_SETTLEMENT_MOVES: dict[str, frozenset[str]] = {
    SettlementState.OPEN: frozenset({SettlementState.PROPOSED}),
    SettlementState.PROPOSED: frozenset(
        {SettlementState.PROPOSED, SettlementState.REVIEWED, SettlementState.IN_DISPUTE}
        | {SettlementState.DECIDED, SettlementState.OPEN}
    ),
    SettlementState.REVIEWED: frozenset(
        {SettlementState.PROPOSED, SettlementState.IN_DISPUTE, SettlementState.DECIDED}
    ),
    SettlementState.IN_DISPUTE: frozenset({SettlementState.PROPOSED, SettlementState.DECIDED}),
    SettlementState.DECIDED: frozenset(
        {SettlementState.PROPOSED, SettlementState.IMPLEMENTED, SettlementState.ANSWERED}
    ),
    SettlementState.IMPLEMENTED: frozenset({SettlementState.PROPOSED, SettlementState.VERIFIED}),
    SettlementState.VERIFIED: frozenset({SettlementState.PROPOSED, SettlementState.ANSWERED}),
    SettlementState.ANSWERED: frozenset({SettlementState.PROPOSED}),
}
# Somebody whose word counts has said how the comment is settled.
SETTLED_STATES = frozenset(
    {
        SettlementState.DECIDED,
        SettlementState.IMPLEMENTED,
        SettlementState.VERIFIED,
        SettlementState.ANSWERED,
    }
)

OUTCOMES = tuple(outcome for outcome in Outcome if outcome != Outcome.OPEN)
# model.md 3.2: which outcomes promise changed words and which must say why.
OUTCOMES_THAT_CHANGE_TEXT = frozenset(
    {Outcome.ACCEPTED, Outcome.PARTLY_ACCEPTED, Outcome.ACCEPTED_OTHERWISE}
)
OUTCOMES_WITHOUT_REASON = frozenset({Outcome.ACCEPTED, Outcome.WITHDRAWN})
OUTCOMES_THAT_REFUSE = frozenset({Outcome.NOT_ACCEPTED, Outcome.OUT_OF_SCOPE})
# An essential comment is closed this way only if its author agrees; otherwise it is a dispute.
OUTCOMES_NEEDING_CONSENT = frozenset({Outcome.EXPLAINED, Outcome.NOTED})


class DecidedBy(models.TextChoices):
    """Whose word settled a comment."""

    EDITOR = "editor", pgettext_lazy("decided by", "The editor")
    CHAIR = "chair", pgettext_lazy("decided by", "The chair")
    MEETING = "meeting", pgettext_lazy("decided by", "A meeting")
    AUTHOR = "author", _("The author took it back")


class NoChangeKind(models.TextChoices):
    """Why an accepted comment changed no words."""

    ALREADY_IN_TEXT = "already_in_text", _("The text says so already")
    ELSEWHERE = "elsewhere", _("It is carried out outside the text")
    MEASURE = "measure", _("It goes into a measure or a task")


class DisputeLevel(models.TextChoices):
    """The ladder on which a dispute is resolved."""

    EDITOR = "editor", pgettext_lazy("dispute", "Editor and author")
    CHAIRS = "chairs", _("Chairs of the groups")
    JOINT_MEETING = "joint_meeting", _("Joint meeting")
    MANAGEMENT = "management", _("Management of the city authority")
    COUNCIL = "council", _("City Council (Rada)")


class SuggestionState(models.TextChoices):
    """What a person said of comments that look equal."""

    OPEN = "open", pgettext_lazy("suggestion", "To be decided")
    JOINED = "joined", pgettext_lazy("suggestion", "Joined")
    PARTED = "parted", pgettext_lazy("suggestion", "Not the same")


class SettlingAct(models.TextChoices):
    """What somebody may do with the settlement of one comment at a moment."""

    PROPOSE = "propose", _("Propose a settlement")
    REVIEW = "review", _("Mark as checked")
    DECIDE = "decide", _("Decide")
    MEETING = "meeting", _("Record what a meeting decided")
    AGREE = "agree", _("Record that the author agrees")
    DISPUTE = "dispute", _("Open a dispute")
    RAISE = "raise", _("Take the dispute higher")
    POSITIONS = "positions", _("Write down the positions")
    RESOLVE = "resolve", _("Resolve the dispute")
    IMPLEMENT = "implement", _("Link to the changed text")
    NO_CHANGE = "no_change", _("Met without a change of the text")
    VERIFY = "verify", _("Confirm in the text")
    ANSWER = "answer", _("Give the answer")
    ASSIGN = "assign", _("Assign")
    THEMES = "themes", _("Change themes")
    NOTE = "note", _("Add a note")
    LEAVE = "leave", _("Take out of the equal ones")
