"""The pilot in public figures: what was published of each half-year, and as files."""

import csv
import io
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.permissions import allowed
from core.spreadsheets import neutral
from evaluation.exports.figures import half_year_data
from evaluation.exports.origins import origin_text
from evaluation.models import PilotPublication
from evaluation.pilot_sets import HalfYear
from evaluation.pilot_words import WORDS
from evaluation.queries import publications as queries
from evaluation.queries.pilot import pilots_for
from evaluation.queries.pilot_figures import minimums_on

READ = "evaluation.read_households"


@read_only
def pilot_home(request: HttpRequest) -> HttpResponse:
    """``/pilot/``: what the pilot is, its published figures over time, figures published elsewhere beside them.

    Of the last pilot begun, or of another one: ``?pilot=pilot-2017``.
    """
    slug = request.GET.get("pilot", "")
    pilots = pilots_for(request.user, slug)
    if pilots is None and slug:
        raise Http404
    pilot = pilots.chosen if pilots else None
    request.pilots = pilots
    published = queries.publications_of(pilot, request.user) if pilot else []
    context = {
        "pilot": pilot,
        "publications": published,
        "in_order": published[::-1],
        "headline": queries.headline_of(published[0]) if published else [],
        "series": queries.series_of(published),
        "elsewhere": queries.as_published_elsewhere(request.user),
        "reads": pilot is not None and allowed(request.user, READ),
        "breadcrumbs": [{"title": _("Pilot in figures"), "url": ""}],
    }
    return keep_for_anonymous(render(request, "evaluation/pilot_home.html", context))


def _editions(request: HttpRequest, year: int, half: int) -> queries.Editions:
    if half not in (1, 2):
        raise Http404
    slug = request.GET.get("pilot", "")
    found = queries.editions_of(HalfYear(year, half), request.user, slug)
    if found is None:
        raise Http404
    return found


def _chosen(request: HttpRequest, editions: Sequence[PilotPublication]) -> PilotPublication:
    asked = request.GET.get("vydani", "")
    found = next((row for row in editions if str(row.edition) == asked), None)
    if asked and found is None:
        raise Http404
    return found or editions[0]


@read_only
def half_year(request: HttpRequest, year: int, half: int) -> HttpResponse:
    """``/pilot/2018-1/``: figures of a half-year; ``?vydani=1`` shows a former edition, which stays as it was.

    Where several pilots published the half-year, of the first of them, or of another one: ``?pilot=pilot-2017``.
    """
    found = _editions(request, year, half)
    shown = _chosen(request, found.rows)
    context = {
        "publication": shown,
        "editions": found.rows,
        "elsewhere": found.elsewhere,
        "asked_pilot": shown.pilot.slug if "pilot" in request.GET else "",
        "sections": queries.sections_of(queries.told_by(shown.preparation)),
        "least": minimums_on(shown.pilot, shown.half_year.last_day),
        "reads": allowed(request.user, READ),
        "breadcrumbs": [
            {"title": _("Pilot in figures"), "url": reverse("evaluation:pilot-home")},
            {"title": _half_year_name(shown.half_year), "url": ""},
        ],
    }
    return keep_for_anonymous(render(request, "evaluation/pilot_half_year.html", context))


def _half_year_name(half: HalfYear) -> str:
    return _("half-year %(half)s/%(year)s") % {"half": half.half, "year": half.year}


@read_only
def half_year_csv(request: HttpRequest, year: int, half: int) -> HttpResponse:
    """The same as csv: UTF-8, semicolons, an empty cell where a figure is left out."""
    shown = _chosen(request, _editions(request, year, half).rows)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    origin = shown.record.demo_origin
    heading = [
        pgettext("of figures", "section"),
        _("figure"),
        pgettext("of figures", "part of"),
        _("count"),
        _("per cent"),
    ]
    writer.writerow([*heading, _("Origin of the data")] if origin else heading)
    for section in queries.sections_of(queries.told_by(shown.preparation)):
        for row in section.rows:
            whole = WORDS.get(queries.WHOLES.get(row.name, ""), "")
            percent = row.percent_text.removesuffix("\u00a0%")
            cells = (section.title, row.label, str(whole), row.text, percent)
            told = (*cells, origin_text(origin)) if origin else cells
            writer.writerow([neutral(cell) for cell in told])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"pilot-{shown.half_year.slug}-{shown.edition}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return keep_for_anonymous(response)


@read_only
def half_year_json(request: HttpRequest, year: int, half: int) -> HttpResponse:
    """The same for machines: counts by name, null where one is left out."""
    shown = _chosen(request, _editions(request, year, half).rows)
    data = half_year_data(shown)
    return keep_for_anonymous(JsonResponse(data, json_dumps_params={"ensure_ascii": False}))
