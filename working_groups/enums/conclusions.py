"""Values of conclusions, written procedures and tasks."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DecisionKind(models.TextChoices):
    """What a conclusion does."""

    RESOLUTION = "resolution", pgettext_lazy("kind of conclusion", "Conclusion")
    RECOMMENDATION = "recommendation", pgettext_lazy("kind of conclusion", "Recommendation")
    SETTLEMENT = "settlement", pgettext_lazy("kind of conclusion", "Settlement of comments")
    MANDATE = "mandate", _("Mandate to change the text")
    APPROVAL = "approval", pgettext_lazy("kind of conclusion", "Approval")


class DecisionVerb(models.TextChoices):
    """The operative word of a conclusion."""

    RECOMMEND = "recommend", pgettext_lazy("the group", "recommends")
    TAKE_NOTE = "take_note", pgettext_lazy("the group", "takes note of")
    AGREE = "agree", pgettext_lazy("the group", "agrees with")
    ASSIGN = "assign", pgettext_lazy("the group", "assigns to its members")
    APPROVE = "approve", pgettext_lazy("the group", "approves")


class DecisionMethod(models.TextChoices):
    """How a conclusion was reached."""

    CONSENSUS = "consensus", _("By consensus")
    NO_OBJECTION = "no_objection", _("Without objection")
    VOTE = "vote", _("By vote")
    WRITTEN = "written", _("In a written procedure")
    CHAIR = "chair", _("By the chair's word")


class DecisionState(models.TextChoices):
    """How valid a conclusion is: provisional ("recorded") until the minutes are approved."""

    RECORDED = "recorded", pgettext_lazy("conclusion", "Provisional")
    CONFIRMED = "confirmed", pgettext_lazy("conclusion", "Valid")
    SUPERSEDED = "superseded", pgettext_lazy("conclusion", "Superseded")
    REVOKED = "revoked", pgettext_lazy("conclusion", "Revoked")
    LAPSED = "lapsed", pgettext_lazy("conclusion", "Lapsed")


# Superseded, revoked and lapsed ones stay readable, and stay what they are.
ALLOWED_DECISION_MOVES: dict[str, frozenset[str]] = {
    DecisionState.RECORDED: frozenset(
        {
            DecisionState.CONFIRMED,
            DecisionState.SUPERSEDED,
            DecisionState.REVOKED,
            DecisionState.LAPSED,
        }
    ),
    DecisionState.CONFIRMED: frozenset(
        {DecisionState.SUPERSEDED, DecisionState.REVOKED, DecisionState.LAPSED}
    ),
    DecisionState.SUPERSEDED: frozenset(),
    DecisionState.REVOKED: frozenset(),
    DecisionState.LAPSED: frozenset(),
}

VALID_DECISION_STATES = frozenset({DecisionState.RECORDED, DecisionState.CONFIRMED})


class AdoptionResult(models.TextChoices):
    """What one group made of a conclusion."""

    ADOPTED = "adopted", pgettext_lazy("conclusion of a group", "Adopted")
    NOT_ADOPTED = "not_adopted", pgettext_lazy("conclusion of a group", "Not adopted")
    TO_BE_CONFIRMED = "to_be_confirmed", _("Recommended, to be confirmed (no quorum)")


class ProcedureState(models.TextChoices):
    """Where a written procedure stands; whether it is open is told by its times."""

    STARTED = "started", pgettext_lazy("written procedure", "Started")
    CLOSED = "closed", pgettext_lazy("written procedure", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("written procedure", "Cancelled")


class ProcedureAnswer(models.TextChoices):
    """What a voter answered in a written procedure."""

    NONE = "none", _("No answer")
    FOR = "for", pgettext_lazy("vote", "For")
    AGAINST = "against", pgettext_lazy("vote", "Against")
    ABSTAINED = "abstained", pgettext_lazy("vote", "Abstained")


class TaskState(models.TextChoices):
    """Where a task stands. Overdue and orphaned are computed."""

    OPEN = "open", pgettext_lazy("task", "Open")
    IN_PROGRESS = "in_progress", pgettext_lazy("task", "In progress")
    REPORTED_DONE = "reported_done", _("Reported as done")
    VERIFIED = "verified", pgettext_lazy("task", "Done and checked")
    CANCELLED = "cancelled", pgettext_lazy("task", "Cancelled")
    TRANSFERRED = "transferred", pgettext_lazy("task", "Handed over")


OPEN_TASK_STATES = frozenset({TaskState.OPEN, TaskState.IN_PROGRESS, TaskState.REPORTED_DONE})

ALLOWED_TASK_MOVES: dict[str, frozenset[str]] = {
    TaskState.OPEN: frozenset(
        {
            TaskState.IN_PROGRESS,
            TaskState.REPORTED_DONE,
            TaskState.CANCELLED,
            TaskState.TRANSFERRED,
        }
    ),
    TaskState.IN_PROGRESS: frozenset(
        {TaskState.REPORTED_DONE, TaskState.CANCELLED, TaskState.TRANSFERRED}
    ),
    # back to "in progress" when the report is not accepted
    TaskState.REPORTED_DONE: frozenset(
        {
            TaskState.IN_PROGRESS,
            TaskState.VERIFIED,
            TaskState.CANCELLED,
            TaskState.TRANSFERRED,
        }
    ),
    TaskState.VERIFIED: frozenset(),
    TaskState.CANCELLED: frozenset(),
    TaskState.TRANSFERRED: frozenset(),
}
