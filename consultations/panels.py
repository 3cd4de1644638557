"""What consultations show on pages of lower apps."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from consultations import queries
from consultations.queries import conclusions as conclusion_queries
from consultations.queries import focus_recommendations as recommendation_queries
from consultations.queries import meeting_points as point_queries
from consultations.queries.answers import Answers
from consultations.queries.sent_comments import comment_by_reference
from core.permissions import allowed
from working_groups.numbering import in_address


def group_rounds(request: HttpRequest, group: Any) -> str:
    """Rounds a working group was invited to, as far as the reader may know of them: one query."""
    rounds = queries.rounds_of_group(group, request.user, timezone.now())
    return render_to_string("consultations/_group_rounds.html", {"rounds": rounds}, request)


def organisation_rounds(request: HttpRequest, organisation: Any) -> str:
    """Rounds an organisation was invited to or spoke in, with how many statements it sent: two queries."""
    rounds = queries.rounds_of_body(organisation, request.user)
    return render_to_string("consultations/desk/_body_rounds.html", {"rounds": rounds}, request)


def version_work(request: HttpRequest, version: Any) -> str:
    """Ways from a version to what its comments and accepted changes ask for: no query."""
    return render_to_string("consultations/desk/_version_work.html", {"version": version}, request)


def meeting_points(request: HttpRequest, meeting: Any) -> str:
    """Comments a meeting settles, for whoever may read them beforehand: five queries, however many comments."""
    rows = [
        (item, counts)
        for item, counts in point_queries.items_for_settling(meeting)
        if _may_read(request, item, meeting)
    ]
    if not rows:
        return ""
    context = {"rows": rows, "ref": in_address(meeting.record.reference)}
    return render_to_string("consultations/_meeting_points.html", context, request)


def _may_read(request: HttpRequest, item: Any, meeting: Any) -> bool:
    item.meeting = meeting
    return allowed(request.user, "consultations.view_points", item)


def settled_comments(request: HttpRequest, decision: Any) -> str:
    """Comments a conclusion is over, as the reader may know of them; editors are told when to look: three queries."""
    found = conclusion_queries.settled_by(decision, request.user)
    if not found:
        return ""
    looks = allowed(request.user, "consultations.check_conclusion", decision)
    context = {
        "found": found,
        "decision": decision,
        "to_check": conclusion_queries.to_check(decision) if looks else None,
        "address": in_address(decision.record.reference),
    }
    return render_to_string("consultations/_settled_comments.html", context, request)


def recommendation_fate(request: HttpRequest, recommendation: Any) -> str:
    """What became of a recommendation in each round, as the reader may know of it; its facilitators may send it on.

    A constant number of queries for each round it is in.
    """
    user, now = request.user, timezone.now()
    answers = []
    for link in recommendation_queries.links_of_recommendation(recommendation):
        comment = comment_by_reference(link.comment.reference)
        if comment is None or not allowed(user, "consultations.view_comment", comment):
            continue
        is_own = queries.speaks_in(user, comment.statement, now)
        facts = Answers([comment], user).facts(comment, is_own=is_own)
        answers.append((comment.round, facts))
    may_send = allowed(user, "focus_groups.work_in_series", recommendation)
    if not answers and not may_send:
        return ""
    context = {"answers": answers, "recommendation": recommendation, "may_send": may_send}
    return render_to_string("consultations/_recommendation_fate.html", context, request)
