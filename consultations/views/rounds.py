"""Rounds as readers see them: what is open, planned and closed, and one round with its rules and comments."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations import queries
from core.enums import Visibility
from core.methods import read_only
from core.pagecache import keep_for_anonymous


@read_only
def round_list(request: HttpRequest) -> HttpResponse:
    """All rounds one may know of: ``/konzultace/``."""
    context = {
        "rows": queries.round_rows(request.user, timezone.now()),
        "breadcrumbs": [{"title": _("Consultations"), "url": ""}],
    }
    return keep_for_anonymous(render(request, "consultations/round_list.html", context))


@read_only
def round_detail(request: HttpRequest, round: str) -> HttpResponse:
    """One round: ``/konzultace/<round>/``."""
    found = queries.round_by_slug(round, request.user)
    if found is None:
        raise Http404
    context = {
        "facts": queries.round_facts(found, timezone.now()),
        "breadcrumbs": [{"title": found.title, "url": ""}],
    }
    response = render(request, "consultations/round_detail.html", context)
    if found.record.visibility == Visibility.PUBLIC:
        keep_for_anonymous(response)
    return response
