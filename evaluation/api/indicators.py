"""Indicators as data: the same as their pages tell."""

from django.http import Http404, HttpRequest
from django.urls import reverse

from core.api import Data, answers_json
from evaluation.exports.indicators import data_of, number
from evaluation.queries import indicators as queries


@answers_json()
def indicator_list(request: HttpRequest) -> Data:
    """Indicators the reader may know of, by code, with their last values."""
    rows = queries.listed(queries.known_indicators(request.user), request.user)
    return {"indicators": [_row(request, row) for row in rows]}


def _row(request: HttpRequest, row: queries.ListedIndicator) -> Data:
    indicator, last = row.indicator, row.last
    address = reverse("evaluation_api:indicator-detail", args=[indicator.slug])
    return {
        "code": indicator.code,
        "slug": indicator.slug,
        "title": row.definition.title,
        "kind": indicator.kind,
        "unit": row.definition.unit,
        "verdict": row.verdict.value,
        "last_period": last.period if last else None,
        "last_value": number(last.value) if last else None,
        "target": number(last.target) if last else None,
        "origin": indicator.record.demo_origin,
        "url": request.build_absolute_uri(address),
        "page": request.build_absolute_uri(indicator.record.path),
    }


@answers_json()
def indicator_detail(request: HttpRequest, indicator: str) -> Data:
    """An indicator with its definitions, values, corrections and breakdowns as they may be published."""
    found = queries.indicator_by_slug(indicator, request.user)
    if found is None:
        raise Http404
    return data_of(found, queries.page_of(found))
