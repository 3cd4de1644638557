"""Figures of an indicator in a text: its published values as they were known at the end of a day."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core import extension
from core.enums import Visibility
from core.extension import SourcedTable, SourceUnresolved
from evaluation.enums import MeasurementState, PeriodKind
from evaluation.models import Indicator, IndicatorDefinition, Measurement, Period, Target
from evaluation.queries.shown import number_text, value_of

MOST_ROWS = 60


def register() -> None:
    """Offer them to editors."""
    extension.add_freeze_source(
        extension.FreezeSource(
            kind="indicator",
            label=gettext_lazy("Indicator"),
            reference_help=gettext_lazy("code, such as 2.1 or 6 00 00"),
            resolve=resolve,
        )
    )


def resolve(reference: str, as_of: date) -> SourcedTable:
    """The published values of a public indicator, corrected as far as it was known on the day. Raises
    SourceUnresolved.
    """
    indicator = (
        Indicator.objects.filter(code__iexact=" ".join(reference.split()))
        .select_related("record")
        .first()
    )
    if indicator is None or indicator.record.visibility != Visibility.PUBLIC:
        raise SourceUnresolved(
            _("There is no public indicator with the code “%(code)s”.") % {"code": reference}
        )
    definitions = [
        row
        for row in indicator.definitions.order_by("number")
        if timezone.localdate(row.at) <= as_of
    ]
    rows = _published(indicator, as_of)
    if not definitions or not rows:
        raise SourceUnresolved(_("Nothing was published of the indicator by that day."))
    newest = definitions[-1]
    targets = _targets(definitions, as_of)
    are_several = len({row.definition.number for row in rows}) > 1
    return SourcedTable(
        title=newest.title,
        columns=[
            pgettext("of an indicator", "Period"),
            pgettext("of an indicator", "Value"),
            pgettext("of an indicator", "Target"),
        ],
        rows=[
            [
                row.period.label,
                _value_text(row, are_several),
                _target_text(targets, row.definition, row.period),
            ]
            for row in rows
        ],
        note=_note(newest, are_several),
        as_of=as_of,
        path=indicator.record.path,
        definition=_("definition %(number)s of %(day)s")
        % {
            "number": newest.number,
            "day": date_format(timezone.localtime(newest.at), "SHORT_DATE_FORMAT"),
        },
    )


def _published(indicator: Indicator, as_of: date) -> list[Measurement]:
    """Values of own periods that were published by the day, but for those whose correction was, too."""
    rows = [
        row
        for row in Measurement.objects.filter(
            indicator=indicator, state=MeasurementState.PUBLISHED, period__kind=PeriodKind.OWN
        )
        .select_related("definition", "period", "approved")
        .order_by("period__start_on", "period__end_on", "definition__number", "number")
        if timezone.localdate(row.published_at) <= as_of
    ]
    last = {(row.definition_id, row.period_id): row.pk for row in rows}
    return [row for row in rows if row.pk == last[row.definition_id, row.period_id]][-MOST_ROWS:]


def _targets(
    definitions: list[IndicatorDefinition], as_of: date
) -> dict[tuple[int, int | None, int | None], Target]:
    """The last target of each period or year that was set by the day."""
    found = {}
    for row in Target.objects.filter(definition__in=definitions).order_by("number"):
        if timezone.localdate(row.at) <= as_of:
            found[row.definition_id, row.period_id, row.year] = row
    return found


def _target_text(
    targets: dict[tuple[int, int | None, int | None], Target],
    definition: IndicatorDefinition,
    period: Period,
) -> str:
    found = targets.get((definition.pk, period.pk, None)) or targets.get(
        (definition.pk, None, period.last_on.year)
    )
    return number_text(found.value, definition.unit) if found else "–"


def _value_text(row: Measurement, are_several: bool) -> str:
    told = number_text(value_of(row), row.definition.unit) or row.figures.narrative
    if not are_several:
        return told
    return _("%(value)s (definition %(number)s)") % {"value": told, "number": row.definition.number}


def _note(definition: IndicatorDefinition, are_several: bool) -> str:
    told = []
    if definition.is_as_published:
        told.append(_("As published; the source does not say how it was counted."))
    if are_several:
        told.append(_("The definition changed: values by different ones do not compare."))
    if definition.source:
        told.append(_("Source: %(source)s") % {"source": definition.source})
    return " ".join(told)
