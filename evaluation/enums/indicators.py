"""Indicators and their values."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class IndicatorKind(models.TextChoices):
    """What an indicator is about."""

    OUTPUT = "output", pgettext_lazy("kind of indicator", "Output")
    OUTCOME = "outcome", pgettext_lazy("kind of indicator", "Outcome")
    PROCESS = "process", pgettext_lazy("kind of indicator", "Process")
    FIDELITY = "fidelity", pgettext_lazy("kind of indicator", "Fidelity to the method")
    CONTEXT = "context", pgettext_lazy("kind of indicator", "Context")


class Scale(models.TextChoices):
    """What a value of an indicator is."""

    COUNT = "count", pgettext_lazy("scale of an indicator", "Number")
    RATIO = "ratio", pgettext_lazy("scale of an indicator", "Share of a whole")
    SCORE = "score", pgettext_lazy("scale of an indicator", "Score")
    QUALITATIVE = "qualitative", pgettext_lazy("scale of an indicator", "Words")


class Way(models.TextChoices):
    """Which way of an indicator is better; values are those of ``formulas.Direction`` where there is one."""

    UP = "up", pgettext_lazy("direction of an indicator", "More is better")
    DOWN = "down", pgettext_lazy("direction of an indicator", "Less is better")
    NONE = "none", pgettext_lazy("direction of an indicator", "Neither is better")


class Joining(models.TextChoices):
    """How values of periods make that of a longer one; values are those of ``formulas.Aggregation``."""

    SUM = "sum", pgettext_lazy("joining of periods", "Values are added up")
    LATEST = "latest", pgettext_lazy("joining of periods", "The latest value holds")
    RATIO = (
        "recompute_ratio",
        pgettext_lazy("joining of periods", "The share is computed again from the sums"),
    )
    NONE = "none", pgettext_lazy("joining of periods", "Values of periods make no whole")


class Frequency(models.TextChoices):
    """How often something is measured, and how long a period is."""

    MONTH = "month", pgettext_lazy("frequency", "Each month")
    QUARTER = "quarter", pgettext_lazy("frequency", "Each quarter")
    HALF_YEAR = "half_year", pgettext_lazy("frequency", "Each half-year")
    YEAR = "year", pgettext_lazy("frequency", "Each year")
    ONCE = "once", pgettext_lazy("frequency", "Once or as needed")


class PeriodKind(models.TextChoices):
    """Whose periods they are: those of the funder's reports need not be those of the evaluation."""

    OWN = "own", pgettext_lazy("kind of period", "Period of the evaluation")
    FUNDER = "funder", pgettext_lazy("kind of period", "Monitoring period of the funder")


class MeasurementState(models.TextChoices):
    """How far a value is."""

    DRAFT = "draft", pgettext_lazy("measurement", "Being entered")
    SUBMITTED = "submitted", pgettext_lazy("measurement", "Waits for approval")
    RETURNED = "returned", pgettext_lazy("measurement", "Returned")
    APPROVED = "approved", pgettext_lazy("measurement", "Approved")
    PUBLISHED = "published", pgettext_lazy("measurement", "Published")


ALLOWED_MEASUREMENT_MOVES: Mapping[str, frozenset[str]] = {
    MeasurementState.DRAFT: frozenset({MeasurementState.SUBMITTED}),
    MeasurementState.SUBMITTED: frozenset({MeasurementState.RETURNED, MeasurementState.APPROVED}),
    MeasurementState.RETURNED: frozenset({MeasurementState.SUBMITTED}),
    MeasurementState.APPROVED: frozenset({MeasurementState.PUBLISHED}),
    MeasurementState.PUBLISHED: frozenset(),
}
# A value in one of these may be typed into; afterwards it is corrected by another row.
OPEN_STATES = frozenset({MeasurementState.DRAFT, MeasurementState.RETURNED})
STANDING_STATES = frozenset({MeasurementState.APPROVED, MeasurementState.PUBLISHED})


class SheetFate(models.TextChoices):
    """What would become of a row of an uploaded sheet of values."""

    NEW = "new", pgettext_lazy("row of a sheet of values", "Will be stored")
    CHANGED = "changed", pgettext_lazy("row of a sheet of values", "Will replace what is stored")
    SAME = "same", pgettext_lazy("row of a sheet of values", "Changes nothing")
    REFUSED = "refused", pgettext_lazy("row of a sheet of values", "Cannot be stored")
