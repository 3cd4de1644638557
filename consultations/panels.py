"""What consultations show on pages of lower apps."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from consultations import queries


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
