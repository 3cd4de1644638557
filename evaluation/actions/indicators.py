"""Writes of indicators: made, edited, defined anew, given targets."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from concept.models import Measure
from core.actions import create_record, keep_stems, log_event, raise_generation
from core.enums import DemoOrigin, Visibility
from core.models import Record
from core.sanitizing import clean_plain
from evaluation.enums import Joining, MeasurementState, PeriodKind
from evaluation.models import Indicator, IndicatorDefinition, Period, Target

# Pages of evaluation, and of measures, which show their indicators.
PAGES = ("hodnoceni", "opatreni")
TEXTS = (
    "title", "plain_text", "numerator", "denominator", "included", "excluded", "unit", "source",
    "responsible", "baseline_unknown", "change_reason",
)  # fmt: skip
FOUND_BY = ("title", "plain_text", "numerator", "denominator", "included", "excluded", "source")
# addresses below the list that are no indicators
RESERVED = frozenset({"novy", "soubor"})


class StaleIndicator(Exception):
    """Somebody else changed the indicator in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Indicator) -> None:
        super().__init__(message)
        self.current = current


class PilotFixed(Exception):
    """What was counted from households of the pilot stays of the pilot, or it could be published beside ADR 25."""


class BreakdownsWrong(Exception):
    """A breakdown has a key, a label and at least two categories, each once."""


class ReasonMissing(Exception):
    """What others relied on is changed with a reason."""


@transaction.atomic
def create_indicator(
    *,
    code: str,
    kind: str,
    definition: Mapping[str, Any],
    by: Any,
    at: datetime,
    measures: Iterable[Measure] = (),
    is_public: bool = False,
    is_pilot: bool = False,
    is_funders: bool = False,
    slug: str = "",
    demo_origin: str = DemoOrigin.NONE,
    demo_source: str = "",
) -> Indicator:
    """Make an indicator with its first definition (fields of ``IndicatorDefinition``).

    Raises ValidationError, BreakdownsWrong.
    """
    code = " ".join(code.split())
    slug = slug or slugify(code.replace(".", "-"))
    if not slug or slug in RESERVED:
        raise ValidationError({"code": _("This code has another meaning here. Choose another.")})
    indicator = Indicator(code=code, slug=slug, kind=kind, is_pilot=is_pilot, is_funders=is_funders)
    indicator.full_clean(exclude=["record"])
    indicator.record = create_record(
        kind="indicator",
        reference=code,
        title=clean_plain(definition.get("title", "")).strip() or code,
        path=f"/hodnoceni/ukazatele/{slug}/",
        visibility=Visibility.PUBLIC if is_public else Visibility.STAFF,
        by=by,
        at=at,
        verb="indicator_created",
        demo_origin=demo_origin,
        demo_source=demo_source,
    )
    indicator.save()
    indicator.measures.set(measures)
    _add_definition(indicator, definition, by=by, at=at)
    raise_generation(*PAGES)
    return indicator


def locked_indicator(indicator: Indicator, lock_version: int | None = None) -> Indicator:
    """The indicator under a lock, read anew. Raises StaleIndicator."""
    row = (
        Indicator.objects.select_for_update(of=("self",))
        .select_related("record")
        .get(pk=indicator.pk)
    )
    if lock_version is not None and row.lock_version != lock_version:
        raise StaleIndicator(
            _("Somebody else changed it in the meantime. Compare both and save again."), row
        )
    return row


@transaction.atomic
def edit_indicator(
    *,
    indicator: Indicator,
    lock_version: int,
    kind: str,
    is_public: bool,
    is_pilot: bool,
    is_funders: bool,
    measures: Iterable[Measure],
    by: Any,
    at: datetime,
) -> Indicator:
    """Change what is around the definition of an indicator. Its values are never more visible than itself: published
    ones are hidden with it, and shown again.

    Raises StaleIndicator, PilotFixed, ValidationError.
    """
    row = locked_indicator(indicator, lock_version)
    if row.is_pilot != is_pilot and row.measurements.filter(definition__is_as_published=False):
        raise PilotFixed(
            _("Values were entered, so whether it is of the housing pilot cannot be changed.")
        )
    row.kind, row.is_pilot, row.is_funders = kind, is_pilot, is_funders
    row.lock_version += 1
    row.full_clean(exclude=["record"])
    row.save()
    row.measures.set(measures)
    visibility = Visibility.PUBLIC if is_public else Visibility.STAFF
    if row.record.visibility != visibility:
        row.record.visibility = visibility
        row.record.save(update_fields=["visibility"])
        Record.objects.filter(
            measurement__indicator=row, measurement__state=MeasurementState.PUBLISHED
        ).update(visibility=visibility)
    log_event(record=row.record, verb="indicator_edited", by=by, at=at)
    raise_generation(*PAGES)
    return row


@transaction.atomic
def add_definition(
    *,
    indicator: Indicator,
    lock_version: int,
    definition: Mapping[str, Any],
    by: Any,
    at: datetime,
) -> IndicatorDefinition:
    """Define an indicator anew, with a reason (``change_reason``). Values by the former definition stay as they are,
    nothing is computed again; what is to be restated is entered by the new one.

    Raises StaleIndicator, ReasonMissing, BreakdownsWrong, ValidationError.
    """
    row = locked_indicator(indicator, lock_version)
    made = _add_definition(row, definition, by=by, at=at)
    row.lock_version += 1
    row.save(update_fields=["lock_version"])
    row.record.title = made.title
    row.record.save(update_fields=["title"])
    log_event(
        record=row.record,
        verb="indicator_defined",
        by=by,
        at=at,
        object_version=str(made.number),
    )
    raise_generation(*PAGES)
    return made


def _add_definition(
    indicator: Indicator, fields: Mapping[str, Any], *, by: Any, at: datetime
) -> IndicatorDefinition:
    last = indicator.definitions.aggregate(Max("number"))["number__max"] or 0
    told = {
        name: clean_plain(value).strip() if name in TEXTS else value
        for name, value in fields.items()
    }
    made = IndicatorDefinition(indicator=indicator, number=last + 1, by=by, at=at, **told)
    made.breakdowns = _checked_breakdowns(made.breakdowns)
    if made.is_cumulative and made.aggregation in (Joining.SUM, Joining.RATIO):
        raise ValidationError(
            {
                "aggregation": _(
                    "Counts from the beginning are not added up: the latest value holds."
                )
            }
        )
    if last and not made.change_reason:
        raise ReasonMissing(_("Say why the definition changes."))
    if not last:
        made.change_reason = ""
    made.full_clean()
    made.save()
    let_be_found(indicator, made)
    return made


def let_be_found(indicator: Indicator, definition: IndicatorDefinition) -> bool:
    """Let an indicator be found by what it says now; answers whether that is anything else than before."""
    words = " ".join([indicator.code, *(getattr(definition, name) for name in FOUND_BY)])
    return keep_stems(indicator.record, words)


def _checked_breakdowns(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = [
        {
            "key": slugify(row.get("key") or row.get("label", "")),
            "label": clean_plain(row.get("label", "")).strip(),
            "categories": [
                {
                    "key": slugify(category.get("key") or category.get("label", "")),
                    "label": clean_plain(category.get("label", "")).strip(),
                }
                for category in row.get("categories", ())
            ],
        }
        for row in rows
    ]
    keys = [row["key"] for row in found]
    for row in found:
        inner = [category["key"] for category in row["categories"]]
        if not row["key"] or "" in inner or len(set(inner)) < len(inner) or len(inner) < 2:
            raise BreakdownsWrong(
                _("Give each breakdown a name and at least two different categories.")
            )
    if len(set(keys)) < len(keys):
        raise BreakdownsWrong(_("Two breakdowns have the same name."))
    return found


@transaction.atomic
def set_target(
    *,
    definition: IndicatorDefinition,
    value: Decimal,
    by: Any,
    at: datetime,
    period: Period | None = None,
    year: int | None = None,
    reason: str = "",
) -> Target:
    """Say what is to be reached by the end of a period or of a year. One that was said before stays readable; a change
    needs a reason, and the same value again changes nothing.

    Raises ReasonMissing, ValidationError.
    """
    row = locked_indicator(definition.indicator)
    if (period is None) == (year is None):
        raise ValidationError(_("A target belongs to a period or to a year."))
    same = Target.objects.filter(definition=definition, period=period, year=year)
    former = same.order_by("-number").first()
    if former is not None and former.value == value:
        return former
    reason = clean_plain(reason).strip()
    if former is not None and not reason:
        raise ReasonMissing(_("Say why the target changes."))
    target = Target(
        definition=definition,
        period=period,
        year=year,
        number=former.number + 1 if former else 1,
        value=value,
        reason=reason if former else "",
        by=by,
        at=at,
    )
    target.full_clean()
    target.save()
    log_event(record=row.record, verb="target_set", by=by, at=at)
    raise_generation(*PAGES)
    return target


def takes_period(definition: IndicatorDefinition, period: Period) -> bool:
    """Whether values by the definition may be entered for the period: its own frequency, or the funder's."""
    if period.kind == PeriodKind.FUNDER:
        return definition.indicator.is_funders
    return definition.frequency == period.frequency
