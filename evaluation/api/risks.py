"""Risks as data: what everybody who knows of one is told. Nothing of people, lateness or what warned of it."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from concept.queries import describe_measures
from core.api import Data, answers_json, page_of, paging
from evaluation.exports.indicators import day
from evaluation.models import RiskAction
from evaluation.queries import risks as queries


@answers_json("page")
def risk_list(request: HttpRequest) -> Data:
    """A page of the risks the reader may know of, the largest first: two queries."""
    rows = queries.rows_of(queries.risks_seen_by(request.user), timezone.localdate())
    page = page_of(request, rows)
    return {**paging(request, page), "risks": [_risk(request, row) for row in page.object_list]}


@answers_json()
def risk_detail(request: HttpRequest, number: int) -> Data:
    """A risk with what it threatens and what is done about it."""
    user, today = request.user, timezone.localdate()
    found = queries.rows_of(queries.risks_seen_by(user).filter(number=number), today)
    if not found:
        raise Http404
    risk = found[0].risk
    measures = describe_measures(risk.measures.values_list("pk", flat=True), user)
    return {
        **_risk(request, found[0]),
        "measures": sorted(link.code for link in measures.values() if link.is_shown),
        "indicators": [row.code for row in queries.indicators_of(risk, user)],
        "actions": [_action(action) for action, _is_late in queries.actions_of(risk, today)],
    }


def _risk(request: HttpRequest, row: queries.RiskRow) -> Data:
    risk = row.risk
    address = reverse("evaluation_api:risk-detail", args=[risk.number])
    return {
        "reference": risk.record.reference,
        "number": risk.number,
        "title": risk.title,
        "cause": risk.cause,
        "event": risk.event,
        "effect": risk.effect,
        "category": risk.category,
        "proximity": risk.proximity,
        "state": risk.state,
        "response": risk.response,
        "response_text": risk.response_text,
        "residual": _size(row.residual),
        "inherent": _size(row.inherent),
        "origin": risk.record.demo_origin,
        "url": request.build_absolute_uri(address),
        "page": request.build_absolute_uri(risk.record.path),
    }


def _size(size: queries.Size | None) -> dict[str, Any] | None:
    if size is None:
        return None
    return {
        "probability": size.probability,
        "impact": size.impact,
        "level": size.level.value,
    }


def _action(action: RiskAction) -> Data:
    return {
        "number": action.number,
        "text": action.text,
        "responsible": action.responsible,
        "due_on": day(action.due_on),
        "state": action.state,
        "ended_on": day(action.ended_on),
        "note": action.note,
    }
