"""Rounds as readers see them: what is open, planned and over; one round with its rules and comments; its seal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _

from consultations import queries, sealing, wording
from consultations.actions.seals import canonical_json
from consultations.enums import RoundState
from consultations.forms import CommentFilterForm
from consultations.models import Round, RoundSeal
from consultations.queries import listing, publication
from core.enums import Visibility
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.permissions import allowed

COMMENTS_PER_PAGE = 20
SEALED_PER_PAGE = 500
# Parameters a page is kept for; with any other it is drawn anew, so that nobody fills the store of pages.
KNOWN_PARAMETERS = frozenset({"oddil", "druh", "strana"})


def round_of(request: HttpRequest, slug: str) -> Round:
    """The round at an address; 404 when the reader may not know of it."""
    found = queries.round_by_slug(slug, request.user)
    if found is None:
        raise Http404
    return found


def kept(request: HttpRequest, round: Round, response: HttpResponse) -> HttpResponse:
    """Pages of a round everyone may know of are the same for every visitor."""
    is_public = round.record.visibility == Visibility.PUBLIC
    if is_public and KNOWN_PARAMETERS.issuperset(request.GET):
        keep_for_anonymous(response)
    return response


def crumbs(*trail: tuple[str, str]) -> list[dict[str, str]]:
    """Trail below the list of rounds."""
    above = (_("Consultations"), reverse("consultations:round-list"))
    return [{"title": title, "url": url} for title, url in (above, *trail)]


@read_only
def round_list(request: HttpRequest) -> HttpResponse:
    """All rounds one may know of: ``/konzultace/``."""
    context = {
        "parts": queries.rounds_in_parts(request.user, timezone.now()),
        "breadcrumbs": [{"title": _("Consultations"), "url": ""}],
    }
    return keep_for_anonymous(render(request, "consultations/round_list.html", context))


@read_only
def round_detail(request: HttpRequest, round: str) -> HttpResponse:
    """One round: ``/konzultace/<round>/``; comments by section, kind and page (``oddil``, ``druh``, ``strana``)."""
    found = round_of(request, round)
    now = timezone.now()
    facts = queries.round_facts(found, now)
    is_over = facts.state not in (RoundState.PREPARED, RoundState.PLANNED, RoundState.OPEN)
    context: dict[str, Any] = {
        "round": found,
        "facts": facts,
        "state_words": wording.state_in_words(found, facts.state),
        "rules": wording.rules_in_words(found),
        "steps": queries.told_steps(found),
        "versions": queries.versions_of_round(found),
        "groups": queries.groups_of_round(found, request.user),
        "bodies": queries.public_bodies(found) if is_over else None,
        "supplements": queries.supplements_of(found, request.user),
        "supplemented": _supplemented(request, found, now),
        "is_over": is_over,
        "seal": queries.seal_of(found),
        "shows_table": publication.is_published(found)
        and allowed(request.user, "consultations.view_publication", found),
        "breadcrumbs": crumbs((found.title, "")),
        **_comments(request, found),
    }
    return kept(request, found, render(request, "consultations/round_detail.html", context))


def _supplemented(request: HttpRequest, round: Round, at: datetime) -> queries.RoundFacts | None:
    """The round this one supplements, when the reader may know of it."""
    former = round.supplements
    if former is None or not allowed(request.user, "consultations.view_round", former):
        return None
    return queries.round_facts(former, at)


def _comments(request: HttpRequest, round: Round) -> dict[str, Any]:
    sections = publication.Publication(round).sections
    form = CommentFilterForm(request.GET or None, sections=sections)
    chosen = form.chosen() if form.is_valid() else {}
    comments = listing.listed_comments(
        round,
        request.user,
        section=UUID(chosen["oddil"]) if "oddil" in chosen else None,
        comment_type=chosen.get("druh", ""),
    )
    page = Paginator(comments, COMMENTS_PER_PAGE).get_page(request.GET.get("strana"))
    return {
        "filter_form": form,
        "is_filtered": bool(chosen),
        "comments": listing.comments_for_page(page.object_list, sections),
        "page_obj": page,
        "page_query": f"{urlencode(chosen)}&" if chosen else "",
    }


def _seal(request: HttpRequest, slug: str) -> tuple[Round, RoundSeal]:
    round = round_of(request, slug)
    seal = queries.seal_of(round)
    if seal is None:
        raise Http404
    return round, seal


@read_only
def round_seal(request: HttpRequest, round: str) -> HttpResponse:
    """What lay on the table when the round closed, and how anyone can verify it: ``/konzultace/<round>/pecet/``."""
    found, seal = _seal(request, round)
    facts = queries.seal_facts(seal)
    page = Paginator(facts.rows, SEALED_PER_PAGE).get_page(request.GET.get("strana"))
    context = {
        "round": found,
        "facts": queries.round_facts(found, timezone.now()),
        "seal": facts,
        "page_obj": page,
        "steps": sealing.verification_steps(found, seal),
        "download_url": reverse("consultations:round-seal-file", args=[found.slug]),
        "breadcrumbs": crumbs(
            (found.title, queries.round_facts(found, timezone.now()).url),
            (_("Seal of the round"), ""),
        ),
    }
    return kept(request, found, render(request, "consultations/round_seal.html", context))


@read_only
def round_seal_file(request: HttpRequest, round: str) -> HttpResponse:
    """The seal as the very bytes whose fingerprint it carries."""
    found, seal = _seal(request, round)
    response = HttpResponse(canonical_json(seal.contents), content_type="application/json")
    name = sealing.file_name(found)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
