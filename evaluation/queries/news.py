"""What was published last of findings, recommendations, values and half-years of the pilot."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.models import Record
from evaluation.models import Measurement, PilotPublication
from evaluation.queries.indicators import WITH
from evaluation.queries.judging import findings_known_to, recommendations_known_to, words_of
from evaluation.queries.shown import number_text, value_of

MOST_OF_A_KIND = 20


@dataclass(frozen=True, slots=True)
class News:
    """One thing that was published: its record, when, and what it says."""

    record: Record
    at: datetime
    title: str
    text: str


def newest_results(reader: Any) -> list[News]:
    """What the reader may know of, the last published first, at most so many of a kind: four queries."""
    found = [
        News(row.record, row.published_at, row.record.title, words_of(row))
        for known in (findings_known_to(reader), recommendations_known_to(reader))
        for row in known.filter(published_at__isnull=False).order_by("-published_at", "-pk")[
            :MOST_OF_A_KIND
        ]
    ]
    values = Measurement.objects.visible_to(reader).filter(published_at__isnull=False)
    rows = values.select_related(*WITH).order_by("-published_at", "-pk")[:MOST_OF_A_KIND]
    found += [_value(row) for row in rows]
    halves = PilotPublication.objects.visible_to(reader).select_related("record", "preparation")
    found += [
        News(row.record, row.at, row.record.title, row.preparation.note)
        for row in halves.order_by("-at", "-pk")[:MOST_OF_A_KIND]
    ]
    return sorted(found, key=lambda news: news.at, reverse=True)


def _value(row: Measurement) -> News:
    value = number_text(value_of(row), row.definition.unit) or row.figures.narrative
    title = f"{row.indicator.code} {row.definition.title}, {row.period.label}: {value}"
    reason = row.correction_reason
    return News(
        row.record,
        row.published_at,
        title,
        _("Corrected: %(reason)s") % {"reason": reason} if reason else row.figures.comment,
    )
