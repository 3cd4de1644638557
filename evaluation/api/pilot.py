"""Published figures of the housing pilot as data: suppressed exactly as their pages, and nothing but them."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse

from core.api import Data, answers_json
from evaluation.exports.figures import half_year_data
from evaluation.models import PilotPublication
from evaluation.pilot_sets import HalfYear
from evaluation.queries import publications as queries
from evaluation.queries.pilot import pilots_of


@answers_json()
def half_year_list(request: HttpRequest) -> Data:
    """The newest edition of each published half-year of each pilot, the latest first: two queries."""
    return {
        "pilots": [
            {
                "slug": row.slug,
                "name": row.name,
                "starts_on": row.starts_on.isoformat(),
                "ends_on": row.ends_on.isoformat() if row.ends_on else None,
            }
            for row in pilots_of(request.user)
        ],
        "half_years": [_half_year(request, row) for row in queries.all_publications(request.user)],
    }


@answers_json("edition", "pilot")
def half_year_detail(request: HttpRequest, year: int, half: int) -> Data:
    """Figures of a half-year: one query. ``?edition=1`` answers a former edition, which stays as it was; ``?pilot=``
    another pilot than the first that published the half-year.
    """
    if half not in (1, 2):
        raise Http404
    slug = request.GET.get("pilot", "")
    editions = queries.editions_of(HalfYear(year, half), request.user, slug)
    if editions is None:
        raise Http404
    asked = request.GET.get("edition", "")
    chosen = [row for row in editions.rows if asked in ("", str(row.edition))]
    if not chosen:
        raise Http404
    return {
        **_half_year(request, chosen[0]),
        "editions": [row.edition for row in editions.rows],
    }


def _half_year(request: HttpRequest, row: PilotPublication) -> Data:
    address = reverse("evaluation_api:half-year-detail", args=[row.year, row.half])
    told = urlencode({"pilot": row.pilot.slug, "edition": row.edition})
    page = urlencode({"pilot": row.pilot.slug, "vydani": row.edition})
    return {
        **half_year_data(row),
        "url": request.build_absolute_uri(f"{address}?{told}"),
        "page": request.build_absolute_uri(f"/pilot/{row.half_year.slug}/?{page}"),
    }
