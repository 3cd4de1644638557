"""Screens of the website itself."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from concept.queries import measures_named
from concept.shelf import shelves
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.templatetags.osnova import local_path
from website import manual, queries, results
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
    """Places that hold every word asked for: ``/hledat/?q=byty``; with ``kde`` elsewhere than in published texts.

    Never kept: there are more questions than pages worth keeping.
    """
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    where = request.GET.get("kde", "")
    found = queries.search_results(query, request.user, where, request.GET.get("strana"))
    context = {
        "query": query,
        "help_pages": manual.find_help(query, request.LANGUAGE_CODE),
        "measures": measures_named(query, request.user),
        "total": found.total,
        "tabs": found.tabs,
        "page_obj": found.page,
        "page_query": f"{urlencode({'q': query} | ({'kde': where} if where else {}))}&",
        "language": "cs",
        "breadcrumbs": [{"title": _("Search"), "url": ""}],
    }
    return render(request, "website/search.html", context)


@read_only
def results_page(request: HttpRequest) -> HttpResponse:
    """What was promised, what happened, what changed in the text because of it: ``/hodnoceni/``."""
    context = {
        "plans": results.plan_results(request.user),
        "indicators": results.indicator_results(request.user),
        "text": results.text_results(shelves(request.user), request.user),
        "breadcrumbs": [{"title": _("Results"), "url": ""}],
    }
    return keep_for_anonymous(render(request, "website/results.html", context))


@read_only
def help_index(request: HttpRequest) -> HttpResponse:
    """Pages of help, or those that hold every word asked for: ``/napoveda/?q=kod``."""
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    language = request.LANGUAGE_CODE
    context = {
        "query": query,
        "pages": manual.find_help(query, language) if query else manual.help_pages(language),
        "breadcrumbs": [{"title": _("Help"), "url": ""}],
    }
    response = render(request, "website/help_index.html", context)
    return response if request.GET else keep_for_anonymous(response)


@read_only
def help_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of help."""
    if slug not in manual.SLUGS:
        raise Http404
    language = request.LANGUAGE_CODE
    page = manual.help_page(slug, language)
    context = {
        "page": page,
        "others": [other for other in manual.help_pages(language) if other != page],
        "breadcrumbs": [
            {"title": _("Help"), "url": local_path("/napoveda/")},
            {"title": page.title, "url": ""},
        ],
    }
    return keep_for_anonymous(render(request, "website/help_detail.html", context))


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
