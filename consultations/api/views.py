"""Rounds, comments and settlements as data: the same as the pages tell, under the names of this moment."""

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from consultations import queries
from consultations.models import Round
from consultations.queries import listing, publication
from consultations.settlement_exports import json_row
from core.api import Data, answers_json, page_of, paging
from core.permissions import allowed


def _round(request: HttpRequest, slug: str) -> Round:
    found = queries.round_by_slug(slug, request.user)
    if found is None:
        raise Http404
    return found


def _address(request: HttpRequest, name: str, round: Round) -> str:
    return request.build_absolute_uri(reverse(f"consultations_api:{name}", args=[round.slug]))


def _row(request: HttpRequest, facts: queries.RoundFacts) -> Data:
    round = facts.round
    return {
        "reference": round.reference,
        "slug": round.slug,
        "title": round.title,
        "kind": round.kind,
        "document": round.document.slug,
        "state": str(facts.state),
        "opens_at": round.opens_at.isoformat(),
        "closes_at": round.closes_at.isoformat(),
        "answer_promised_on": round.answer_promised_on.isoformat()
        if round.answer_promised_on
        else None,
        "is_public": round.is_public,
        "origin": round.record.demo_origin,
        "url": _address(request, "round-detail", round),
        "page": request.build_absolute_uri(round.path),
    }


@answers_json()
def round_list(request: HttpRequest) -> Data:
    """Every round the reader may know of, newest first: one query."""
    now = timezone.now()
    return {"rounds": [_row(request, facts) for facts in queries.round_rows(request.user, now)]}


@answers_json()
def round_detail(request: HttpRequest, round: str) -> Data:
    """One round with its texts, rules, what happened to it and its seal: four queries."""
    found = _round(request, round)
    seal = queries.seal_of(found)
    return {
        **_row(request, queries.round_facts(found, timezone.now())),
        "introduction": found.introduction,
        "questions": found.questions,
        "late_policy": found.late_policy,
        "deciding_day": found.deciding_day,
        "others_visible": found.others_visible,
        "publishes_settlement": found.publishes_settlement,
        "record_number": found.record_number,
        "file_number": found.file_number,
        "versions": [
            {"slug": facts.version.slug, "label": facts.label, "digest": facts.version.digest}
            for facts in queries.versions_of_round(found)
        ],
        "steps": [
            {
                "step": step.kind,
                "at": step.at.isoformat(),
                "detail": step.detail,
                "note": step.note,
            }
            for step in queries.told_steps(found)
        ],
        "seal": {"sealed_at": seal.sealed_at.isoformat(), "digest": seal.digest} if seal else None,
        "comments": _address(request, "comment-list", found),
        "settlements": _address(request, "settlement-list", found),
    }


@answers_json("page")
def comment_list(request: HttpRequest, round: str) -> Data:
    """A page of the comments the reader may know of, by number: four queries."""
    found = _round(request, round)
    sections = publication.Publication(found).sections
    comments = listing.listed_comments(found, request.user).order_by("number")
    page = page_of(request, comments)
    return {
        **paging(request, page),
        "comments": [
            {
                "reference": row.reference,
                "respondent": row.respondent,
                "sent_at": row.sent_at.isoformat() if row.sent_at else None,
                "place": row.place,
                "type": row.type,
                "is_essential": row.is_essential,
                "is_late": row.is_late,
                "text": row.text,
                "proposed_wording": row.proposed_wording,
                "reason": row.reason,
                "removed": row.removed,
                "outcome": row.outcome,
                "page": request.build_absolute_uri(row.url),
            }
            for row in listing.comments_for_page(page.object_list, sections)
        ],
    }


@answers_json("page")
def settlement_list(request: HttpRequest, round: str) -> Data:
    """A page of the settlement as it is published, by number: ten queries. 404 until there is one for this reader."""
    found = _round(request, round)
    if not publication.is_published(found) or not allowed(
        request.user, "consultations.view_publication", found
    ):
        raise Http404
    published = publication.Publication(found, order=publication.BY_NUMBER)
    page = page_of(request, published.heads)
    return {
        **paging(request, page),
        "totals": published.totals.as_json(),
        "settlements": [
            json_row(row, request.build_absolute_uri) for row in published.rows(page.object_list)
        ],
    }
