"""Screens of the website itself."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.methods import read_only
from website import queries
from website import styleguide as samples
from website.models import HomePage

LONGEST_QUERY = 200


@read_only
def front_page(request: HttpRequest) -> HttpResponse:
    """The front page, found in one query instead of by walking the tree of pages."""
    page = HomePage.find()
    if page is None:
        raise Http404
    return page.serve(request)


@read_only
def search(request: HttpRequest) -> HttpResponse:
    """Places in published texts that hold every word asked for: ``/hledat/?q=byty``.

    Never kept: there are more questions than pages worth keeping.
    """
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    page = queries.search_results(query, request.user, request.GET.get("strana"))
    context = {
        "query": query,
        "total": page.paginator.count,
        "page_obj": page,
        "page_query": f"{urlencode({'q': query})}&",
        "language": "cs",
        "breadcrumbs": [{"title": _("Search"), "url": ""}],
    }
    return render(request, "website/search.html", context)


@require_safe
@never_cache
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """What waits for the person who is signed in."""
    context = queries.overview(request.user, timezone.now())
    context["breadcrumbs"] = [{"title": _("My overview"), "url": ""}]
    return render(request, "website/overview.html", context)


def styleguide(request: HttpRequest, screen: str = "") -> HttpResponse:
    """Every component with its states, or one whole screen with sample data."""
    if not screen:
        return render(request, "styleguide/components.html", samples.components())
    if screen not in samples.SCREENS:
        raise Http404
    template, context = samples.SCREENS[screen]
    return render(request, template, context())
