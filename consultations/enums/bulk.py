"""Values of steps over many comments at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BulkKind(models.TextChoices):
    """What can be done to many comments at once."""

    ASSIGN = "assign", _("Assign")
    THEME = "theme", _("Give themes")
    PROPOSE = "propose", _("Propose a standard answer")
    REVIEW = "review", _("Mark proposals as checked")
    DECIDE = "decide", _("Decide en bloc")
    JOIN = "join", _("Join as equal comments")
    ANSWER = "answer", _("Give the answers")
    SEARCH = "search", _("Search for equal comments")


class BulkState(models.TextChoices):
    """How far such a step is."""

    WAITING = "waiting", pgettext_lazy("step over many comments", "Waiting")
    RUNNING = "running", pgettext_lazy("step over many comments", "Running")
    DONE = "done", pgettext_lazy("step over many comments", "Done")
    FAILED = "failed", pgettext_lazy("step over many comments", "Failed")


class BulkFate(models.TextChoices):
    """What became of one comment in it."""

    CHANGED = "changed", pgettext_lazy("comment in a step", "Changed")
    SAME = "same", pgettext_lazy("comment in a step", "Was so already")
    REFUSED = "refused", pgettext_lazy("comment in a step", "Refused")
