"""The report "what you said, what we did" and the figures of participation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations import queries
from consultations.enums import Satisfaction
from consultations.queries import participation as figures
from consultations.queries import publication, published_words, reports
from consultations.queries.publication import Publication
from consultations.views.publication import (
    kept_if_public,
    published_round,
    round_crumbs,
    round_tabs,
)
from core.methods import read_only
from core.pagecache import keep_for_anonymous


@read_only
def round_report(request: HttpRequest, round: str) -> HttpResponse:
    """An edition of the report, the newest without ``?vydani=``: ``/konzultace/<round>/zprava/``."""
    found = published_round(request, round)
    editions = reports.editions(found)
    if not editions:
        raise Http404
    wanted = request.GET.get("vydani")
    shown = next((e for e in editions if str(e.edition) == wanted), None)
    if shown is None and wanted:
        raise Http404
    shown = shown or editions[0]
    counts, maintained = reports.reaction_counts(found)
    said = figures.suppressed(
        {str(Satisfaction(value).label): count for value, count in counts.items()}
    )
    context = {
        "round": found,
        "tabs": round_tabs(found, "round-report"),
        "report": shown,
        "is_newest": shown is editions[0],
        "editions": editions,
        "totals": shown.contents["totals"],
        "parts": reports.outcome_parts(found, shown),
        "differs": Publication(found).totals.by_outcome != shown.contents["totals"]["by_outcome"],
        "removed": [
            (published_words.removal_label(value), count)
            for value, count in shown.contents["totals"]["removed"].items()
        ],
        "reactions": list(said.items()),
        "maintained_count": maintained if maintained >= figures.SMALLEST else 0,
        "smallest": figures.SMALLEST,
        "table_url": reverse("consultations:settlement-table", args=[found.slug]),
        "breadcrumbs": round_crumbs(found, (_("What you said, what we did"), "")),
    }
    return kept_if_public(found, render(request, "consultations/round_report.html", context))


@read_only
def round_participation(request: HttpRequest, round: str) -> HttpResponse:
    """Who took part in a round and how it went, in numbers: ``/konzultace/<round>/ucast/``."""
    found = published_round(request, round)
    context = {
        "round": found,
        "tabs": round_tabs(found, "round-participation"),
        "tables": figures.participation(found) if publication.is_published(found) else [],
        "is_published": publication.is_published(found),
        "smallest": figures.SMALLEST,
        "all_url": reverse("consultations:participation"),
        "breadcrumbs": round_crumbs(found, (_("Participation"), "")),
    }
    response = render(request, "consultations/round_participation.html", context)
    return kept_if_public(found, response)


@read_only
def participation(request: HttpRequest) -> HttpResponse:
    """Closed rounds beside each other: ``/konzultace/ucast/``."""
    rounds = [facts.round for facts in queries.round_rows(request.user, timezone.now())]
    context = {
        "lines": figures.over_rounds(rounds),
        "smallest": figures.SMALLEST,
        "breadcrumbs": [
            {"title": _("Consultations"), "url": reverse("consultations:round-list")},
            {"title": _("Participation"), "url": ""},
        ],
    }
    return keep_for_anonymous(render(request, "consultations/participation.html", context))
