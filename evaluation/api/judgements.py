"""Findings and recommendations of the evaluation as data: as far as their pages tell the reader."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from core.api import Data, answers_json, page_of, paging
from evaluation.exports.indicators import day
from evaluation.models import (
    ActionStatus,
    EvaluationRecommendation,
    RecommendationAction,
    RecommendationResponse,
)
from evaluation.queries import judging as queries
from evaluation.queries import recommendation_rows
from evaluation.queries.followed import followed
from evaluation.queries.places import ShownPlace


@answers_json("page")
def finding_list(request: HttpRequest) -> Data:
    """A page of the findings the reader may know of, newest first: two queries."""
    page = page_of(request, queries.findings_known_to(request.user))
    lines = queries.finding_lines(page.object_list)
    return {**paging(request, page), "findings": [_finding(request, line) for line in lines]}


@answers_json()
def finding_detail(request: HttpRequest, number: int) -> Data:
    """A finding with what it rests on, what it says of texts and measures, and what was recommended because of it."""
    user = request.user
    row = queries.finding_by_number(number, user)
    if row is None:
        raise Http404
    (line,) = queries.finding_lines([row])
    evidence = queries.evidence_of(row, user)
    bearings = queries.places_told(row.bearings.order_by("pk"), user)
    advice = queries.recommendations_known_to(user).filter(findings=row).order_by("number")
    return {
        **_finding(request, line),
        **_corrections(row, user),
        "evidence": {
            "records": [
                {
                    "reference": record.reference,
                    "title": record.title,
                    "changed": record.pk in evidence.changed,
                    "page": request.build_absolute_uri(record.path),
                }
                for record in evidence.cited.shown
            ],
            "places": [_place(request, place) for place in evidence.places],
            "hidden_count": evidence.hidden_count,
        },
        "bearings": {
            "places": [{"side": place.side, **_place(request, place)} for place in bearings.shown],
            "hidden_count": bearings.hidden_count,
        },
        "recommendations": _recommendations(request, advice),
    }


@answers_json("page")
def recommendation_list(request: HttpRequest) -> Data:
    """A page of the recommendations the reader may know of, newest first: six queries."""
    page = page_of(request, queries.recommendations_known_to(request.user))
    return {
        **paging(request, page),
        "recommendations": _recommendations(request, page.object_list),
    }


@answers_json()
def recommendation_detail(request: HttpRequest, number: int) -> Data:
    """A recommendation with every answer, where it aims, and what changed in the texts because of it."""
    user = request.user
    row = queries.recommendation_by_number(number, user)
    if row is None:
        raise Http404
    (told,) = _recommendations(request, [row])
    aim = queries.places_told([row] if row.version_id or row.measure_id else [], user)
    came = followed(row.contribution_id, user)
    return {
        **told,
        **_corrections(row, user),
        "answers": [_answer(answer) for answer in queries.responses_of(row)],
        "aim": [_place(request, place) for place in aim.shown],
        "changes": [
            {
                "title": change.title,
                "to_be_checked": change.is_stale,
                "page": request.build_absolute_uri(change.url),
            }
            for change in came.changes
        ],
        "hidden_change_count": came.hidden_count,
        "measures": [
            {
                "code": measure.code,
                "title": measure.title,
                "page": request.build_absolute_uri(measure.path),
            }
            for measure in came.measures
            if measure.is_shown
        ],
    }


def _common(request: HttpRequest, row: Any, name: str) -> Data:
    address = reverse(f"evaluation_api:{name}-detail", args=[row.number])
    return {
        "reference": row.record.reference,
        "number": row.number,
        "text": queries.words_of(row),
        "state": row.state,
        "published_at": row.published_at.isoformat() if row.published_at else None,
        "is_replaced": queries.is_replaced(row),
        "origin": row.record.demo_origin,
        "url": request.build_absolute_uri(address),
        "page": request.build_absolute_uri(row.record.path),
    }


def _corrections(row: Any, user: Any) -> Data:
    """Numbers of what it corrects and of what took its place, as far as the reader may know of them."""
    found = {name: queries.other_version(row, name, user) for name in ("replaces", "replaced_by")}
    return {name: record.reference if record else None for name, record in found.items()}


def _finding(request: HttpRequest, line: queries.FindingLine) -> Data:
    row = line.row
    code, words = line.question
    return {
        **_common(request, row, "finding"),
        "question": {"code": code, "text": words},
        "implication": queries.implication_of(row),
        "strength": row.strength,
        "found_on": day(row.found_on),
    }


def _recommendations(request: HttpRequest, rows: Iterable[EvaluationRecommendation]) -> list[Data]:
    """Four queries besides that for the rows."""
    rows = list(rows)
    answers = recommendation_rows.newest_answers(rows)
    behind = recommendation_rows.findings_named(rows, request.user)
    acts = recommendation_rows.acts_of(rows)
    return [
        {
            **_common(request, row, "recommendation"),
            "addressee": row.addressee,
            "answer_due_on": day(row.answer_due_on),
            "findings": behind[row.pk],
            "answer": _answer(answers[row.pk]) if row.pk in answers else None,
            "actions": [_act(*act) for act in acts[row.pk]],
        }
        for row in rows
    ]


def _answer(answer: RecommendationResponse) -> Data:
    return {
        "answer": answer.answer,
        "for_whom": answer.for_whom,
        "reason": answer.reason,
        "answered_on": day(answer.answered_on),
        "due_on": day(answer.due_on),
    }


def _act(action: RecommendationAction, status: ActionStatus | None) -> Data:
    return {
        "number": action.number,
        "text": action.text,
        "who": action.who,
        "due_on": day(action.due_on),
        "state": action.state,
        "reported_on": day(status.reported_on) if status else None,
        "sentence": status.sentence if status else "",
    }


def _place(request: HttpRequest, place: ShownPlace) -> Data:
    return {
        "title": place.title,
        "words": place.words,
        "page": request.build_absolute_uri(place.url),
    }
