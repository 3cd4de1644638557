"""Values of following: where a place stands in a later version, and whether an accepted change still does."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlacementStatus(models.TextChoices):
    """Where a comment's place stands in a later version (concept.anchoring)."""

    EXACT = "exact", pgettext_lazy("place of a comment", "Unchanged")
    MOVED = "moved", pgettext_lazy("place of a comment", "Moved")
    EDITED = "edited", pgettext_lazy("place of a comment", "Text changed")
    SPLIT = "split", pgettext_lazy("place of a comment", "Split")
    AMBIGUOUS = "ambiguous", _("Uncertain")
    ORPHANED = "orphaned", _("Text left out")
    MANUAL = "manual", _("Placed by hand")


CONFIDENT_PLACEMENTS = frozenset(
    {PlacementStatus.EXACT, PlacementStatus.MOVED, PlacementStatus.EDITED, PlacementStatus.SPLIT}
)
# The words themselves differ; an editor may want to look.
CHANGING_PLACEMENTS = frozenset({PlacementStatus.EDITED, PlacementStatus.SPLIT})
# An editor must look at these before the round can be called settled.
DOUBTFUL_PLACEMENTS = frozenset({PlacementStatus.AMBIGUOUS, PlacementStatus.ORPHANED})


class PlacementDecision(models.TextChoices):
    """What an editor said about a doubtful placement."""

    NONE = "", _("Not decided")
    CONFIRMED = "confirmed", _("Confirmed")
    DROPPED = "dropped", _("Text left out on purpose")


class CheckResult(models.TextChoices):
    """Whether an accepted change still stands in a later version."""

    STANDS = "stands", _("Still in the text")
    GONE = "gone", _("No longer in the text")


class CheckDecision(models.TextChoices):
    """What an editor decided about a change that no longer stands."""

    NONE = "", _("Not decided")
    STILL_MET = "still_met", _("Still met in substance")
    REOPENED = "reopened", _("Settled anew")
    OVERRIDDEN = "overridden", _("Overridden by a conclusion")
