"""Values of the funded project and of what its funder is told."""

from django.db import models
from django.utils.translation import pgettext_lazy


class ActivityArea(models.TextChoices):
    """What a key activity is about: what happened goes to the activity of its area unless somebody says otherwise."""

    CONCEPT = "concept", pgettext_lazy("area of a key activity", "Concept and its groups")
    PILOT = "pilot", pgettext_lazy("area of a key activity", "Pilot of housing")
    MANAGEMENT = "management", pgettext_lazy("area of a key activity", "Project management")
    EVALUATION = "evaluation", pgettext_lazy("area of a key activity", "Evaluation")
    OTHER = "other", pgettext_lazy("area of a key activity", "Other")


class ChangeState(models.TextChoices):
    """What the funder said to a change of the project."""

    WAITING = "waiting", pgettext_lazy("change of a project", "Waits for the funder")
    APPROVED = "approved", pgettext_lazy("change of a project", "Approved by the funder")
    REFUSED = "refused", pgettext_lazy("change of a project", "Refused by the funder")
    NOTICE = "notice", pgettext_lazy("change of a project", "Only announced to the funder")


ALLOWED_CHANGE_MOVES: dict[str, frozenset[str]] = {
    ChangeState.WAITING: frozenset({ChangeState.APPROVED, ChangeState.REFUSED, ChangeState.NOTICE}),
    ChangeState.APPROVED: frozenset(),
    ChangeState.REFUSED: frozenset(),
    ChangeState.NOTICE: frozenset(),
}
# Everybody may know of them: the funder has agreed, or does not have to.
PUBLIC_CHANGE_STATES = frozenset({ChangeState.APPROVED, ChangeState.NOTICE})


class RemovalReason(models.TextChoices):
    """Why something entered of a project is removed: a code, so that the log holds nobody's words."""

    MISTAKE = "mistake", pgettext_lazy("removal from a project", "It was entered by mistake")
    TWICE = "twice", pgettext_lazy("removal from a project", "It is there twice")
    NOT_OURS = (
        "not_ours",
        pgettext_lazy("removal from a project", "It does not belong to this project"),
    )


class ThingKind(models.TextChoices):
    """What can be said to belong to a key activity."""

    GROUP = "group", pgettext_lazy("part of a key activity", "Working group")
    SERIES = "series", pgettext_lazy("part of a key activity", "Series of focus groups")
    DOCUMENT = "document", pgettext_lazy("part of a key activity", "Document")
    ROUND = "round", pgettext_lazy("part of a key activity", "Round of comments")


class MakingState(models.TextChoices):
    """How far the making of a report is."""

    WAITING = "waiting", pgettext_lazy("making of a report", "Waits")
    RUNNING = "running", pgettext_lazy("making of a report", "Being made")
    DONE = "done", pgettext_lazy("making of a report", "Made")
    FAILED = "failed", pgettext_lazy("making of a report", "Could not be made")


UNFINISHED_MAKING_STATES = frozenset({MakingState.WAITING, MakingState.RUNNING})
ALLOWED_MAKING_MOVES: dict[str, frozenset[str]] = {
    MakingState.WAITING: frozenset({MakingState.RUNNING, MakingState.FAILED}),
    # a run that was cut short is begun again
    MakingState.RUNNING: frozenset({MakingState.RUNNING, MakingState.DONE, MakingState.FAILED}),
    MakingState.DONE: frozenset(),
    MakingState.FAILED: frozenset(),
}


class ReportFormat(models.TextChoices):
    """The files of a report."""

    DOCX = "docx", pgettext_lazy("file of a report", "Report (docx)")
    ZIP = "zip", pgettext_lazy("file of a report", "Annexes (zip)")
