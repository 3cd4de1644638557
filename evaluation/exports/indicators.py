"""An indicator as a file: csv and xlsx for people, JSON for programs. Only what its page tells."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.sheet_writing import write_csv, write_xlsx
from evaluation.exports.origins import notice_of, origin_text
from evaluation.models import Indicator, IndicatorDefinition
from evaluation.numbers import typed_number
from evaluation.queries.indicators import IndicatorPage, Point

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def write(indicator: Indicator, page: IndicatorPage, kind: str, *, on: date) -> bytes:
    """The file in a format of ``TYPES``; headings in the active language. Whole years that were worked out stand below
    the values, in JSON apart from them.
    """
    if kind == "json":
        return json.dumps(data_of(indicator, page), ensure_ascii=False, indent=1).encode()
    columns = _columns()
    if any(_origins(page)):
        columns.append((_("Origin of the data"), 40))
    if kind == "csv":
        rows = [[_typed(value) for value in row] for row in _rows(page)]
        return write_csv(columns=[heading for heading, _width in columns], rows=rows)
    rows = [[counted(value) for value in row] for row in _rows(page)]
    return write_xlsx(
        title=indicator.code,
        columns=columns,
        rows=rows,
        facts_title=pgettext("of an indicator", "definition"),
        facts=[*_facts(page.definition), (_("made on"), on)],
        notice=notice_of([indicator.record.demo_origin, *_origins(page)]),
    )


def _typed(value: Any) -> Any:
    return typed_number(value) if isinstance(value, Decimal) else value


def counted(value: Any) -> Any:
    """A number as spreadsheets hold it."""
    return float(value) if isinstance(value, Decimal) else value


def _columns() -> list[tuple[str, float]]:
    return [
        (_("period"), 20),
        (_("first day"), 12),
        (_("first day after it"), 12),
        (pgettext("of an indicator", "definition"), 10),
        (pgettext("of an indicator", "value"), 12),
        (_("unit"), 10),
        (pgettext("of a share", "part"), 10),
        (pgettext("of a share", "whole"), 10),
        (_("in words"), 30),
        (_("target"), 12),
        (_("data as of"), 12),
        (_("corrected values"), 30),
        (_("note"), 40),
    ]


def _rows(page: IndicatorPage) -> Iterator[list[Any]]:
    is_demo = any(_origins(page))
    for point in (*_points(page), *_years(page)):
        value = point.value
        found = [
            value.period,
            value.start_on,
            value.end_on,
            value.definition,
            value.value,
            value.unit,
            value.numerator,
            value.denominator,
            value.narrative,
            value.target,
            value.data_as_of,
            "; ".join(f"{former.text} ({former.reason})" for former in point.formers),
            value.comment,
        ]
        yield [*found, origin_text(value.origin, value.source)] if is_demo else found


def _origins(page: IndicatorPage) -> list[str]:
    return [point.value.origin for point in _points(page)]


def _years(page: IndicatorPage) -> list[Point]:
    return [point for row in page.year_rows for point in row.cells if point is not None]


def _points(page: IndicatorPage) -> list[Point]:
    return [
        point for row in (*page.rows, *page.funder_rows) for point in row.cells if point is not None
    ]


def _facts(definition: IndicatorDefinition) -> list[tuple[str, Any]]:
    told = [
        (field.verbose_name, getattr(definition, field.name))
        for field in (
            IndicatorDefinition._meta.get_field(name)
            for name in ("title", "plain_text", "numerator", "denominator", "included", "excluded")
        )
    ]
    return [(str(name), value) for name, value in told if value]


def data_of(indicator: Indicator, page: IndicatorPage) -> dict[str, Any]:
    """Everything the page tells, as plain data. Numbers are texts: a tenth stays a tenth."""
    return {
        "code": indicator.code,
        "slug": indicator.slug,
        "title": page.definition.title,
        "kind": indicator.kind,
        "path": indicator.record.path,
        "notice": notice_of([indicator.record.demo_origin, *_origins(page)]),
        "origin": indicator.record.demo_origin,
        "origin_source": indicator.record.demo_source,
        "definitions": [definition_data(one) for one in page.definitions],
        "targets": [{"of": name, "value": value} for name, value in page.targets],
        "values": [_point_data(point) for point in _points(page)],
        "whole_years": [_point_data(point) for point in _years(page)],
        "breakdowns": [
            {
                "name": one.label,
                "categories": list(one.categories),
                "rows": [{"period": period, "counts": list(counts)} for period, counts in one.rows],
            }
            for one in page.breakdowns
        ],
    }


def definition_data(definition: IndicatorDefinition) -> dict[str, Any]:
    """A definition as plain data."""
    return {
        "number": definition.number,
        "title": definition.title,
        "plain_text": definition.plain_text,
        "scale": definition.scale,
        "numerator": definition.numerator,
        "denominator": definition.denominator,
        "included": definition.included,
        "excluded": definition.excluded,
        "direction": definition.direction,
        "aggregation": definition.aggregation,
        "unit": definition.unit,
        "baseline": number(definition.baseline),
        "baseline_on": day(definition.baseline_on),
        "baseline_unknown": definition.baseline_unknown,
        "source": definition.source,
        "frequency": definition.frequency,
        "as_published": definition.is_as_published,
        "breaks_series": definition.breaks_series,
        "change_reason": definition.change_reason,
    }


def _point_data(point: Point) -> dict[str, Any]:
    value = point.value
    return {
        "period": value.period,
        "period_kind": value.kind,
        "from": day(value.start_on),
        "before": day(value.end_on),
        "definition": value.definition,
        "value": number(value.value),
        "numerator": number(value.numerator),
        "denominator": number(value.denominator),
        "narrative": value.narrative,
        "data_as_of": day(value.data_as_of),
        "target": number(value.target),
        "verdict": value.verdict.value,
        "restated": value.is_restated,
        "late": value.is_late,
        "corrected": [{"value": row.text, "reason": row.reason} for row in point.formers],
        "path": value.path,
        "origin": value.origin,
        "origin_source": value.source,
    }


def number(value: Decimal | None) -> str | None:
    """A number as programs read it, without needless zeros."""
    return None if value is None else typed_number(value).replace(",", ".")


def day(value: date | None) -> str | None:
    """A day as programs read it."""
    return value.isoformat() if value else None
