"""Published figures of the housing pilot as data: suppressed exactly as their pages, and nothing but them."""

from django.http import Http404, HttpRequest
from django.urls import reverse

from core.api import Data, answers_json
from evaluation.exports.figures import half_year_data
from evaluation.models import PilotPublication
from evaluation.pilot_sets import HalfYear
from evaluation.queries import publications as queries
from evaluation.queries.pilot import current_pilot


@answers_json()
def half_year_list(request: HttpRequest) -> Data:
    """The newest edition of each published half-year, the latest first: two queries."""
    pilot = current_pilot(request.user)
    found = queries.publications_of(pilot, request.user) if pilot else []
    return {
        "pilot": pilot.name if pilot else None,
        "half_years": [_half_year(request, row) for row in found],
    }


@answers_json("edition")
def half_year_detail(request: HttpRequest, year: int, half: int) -> Data:
    """Figures of a half-year; ``?edition=1`` answers a former edition, which stays as it was: two queries."""
    pilot = current_pilot(request.user)
    if pilot is None or half not in (1, 2):
        raise Http404
    editions = queries.editions_of(pilot, request.user, HalfYear(year, half))
    asked = request.GET.get("edition", "")
    chosen = [row for row in editions if asked in ("", str(row.edition))]
    if not chosen:
        raise Http404
    return {
        **_half_year(request, chosen[0]),
        "editions": [row.edition for row in editions],
    }


def _half_year(request: HttpRequest, row: PilotPublication) -> Data:
    address = reverse("evaluation_api:half-year-detail", args=[row.year, row.half])
    return {
        **half_year_data(row),
        "url": request.build_absolute_uri(f"{address}?edition={row.edition}"),
        "page": request.build_absolute_uri(f"{row.record.path}?vydani={row.edition}"),
    }
