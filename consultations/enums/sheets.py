"""Values of spreadsheets that are read: of comments, and of a department's proposals."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportState(models.TextChoices):
    """How far an import of a spreadsheet is."""

    PREVIEW = "preview", _("To be confirmed")
    DONE = "done", pgettext_lazy("import", "Done")
    DISCARDED = "discarded", _("Discarded")


class SheetKind(models.TextChoices):
    """Which way a spreadsheet is read."""

    COMMENTS = "comments", pgettext_lazy("in a spreadsheet", "Comments")
    PROPOSALS = "proposals", _("Proposed settlements of a department")


class RowFate(models.TextChoices):
    """What becomes of a row of a spreadsheet of comments."""

    NEW = "new", pgettext_lazy("row of a spreadsheet", "New")
    CHANGED = "changed", pgettext_lazy("row of a spreadsheet", "Changed: to be decided")
    SAME = "same", pgettext_lazy("row of a spreadsheet", "Known already")
    ERROR = "error", pgettext_lazy("row of a spreadsheet", "Error: left out")


class RowChoice(models.TextChoices):
    """What a person decides about a row whose words differ from those stored."""

    KEEP = "keep", _("Keep the stored words")
    AS_NEW = "as_new", _("Take it as another comment beside the stored one")
    REPLACE = "replace", _("The author changed it: take the old one back, enter the new one")


class SheetFate(models.TextChoices):
    """What a row of a department's returned sheet does, or did."""

    PROPOSE = "propose", _("Becomes a proposal")
    SAME = "same", pgettext_lazy("row of a sheet", "Stands there already")
    EMPTY = "empty", _("Not filled in")
    CONFLICT = "conflict", pgettext_lazy("row of a sheet", "Conflict")
    DECIDED = "decided", _("Decided in the meantime")
    ERROR = "error", pgettext_lazy("row of a sheet", "Error")
    DONE = "done", _("Proposed from the sheet")
