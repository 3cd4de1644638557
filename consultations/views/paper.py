"""Commenting on paper: the form of a round, made for print."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from consultations import queries
from consultations.enums import DecidingDay, LatePolicy
from consultations.exports.blank_sheet import blank_sheet
from consultations.models import LetterAddress
from consultations.queries.intake import versions_of_round
from consultations.views.publication import round_crumbs
from core.methods import read_only
from core.uploads import XLSX

ROWS = range(4)


@read_only
def form_print(request: HttpRequest, round: str) -> HttpResponse:
    """The form of a round: ``/konzultace/<round>/formular/``.

    Staff see that of a round being prepared, too. Not kept: the address is a setting written by Wagtail, which raises
    no generation, and few people print.
    """
    found = queries.round_by_slug(round, request.user)
    if found is None:
        raise Http404
    context = {
        "round": found,
        "facts": queries.round_facts(found, timezone.now()),
        "versions": versions_of_round(found),
        "address": LetterAddress.load(request_or_site=request),
        "rule": DecidingDay(found.deciding_day).label,
        "late_rule": LatePolicy(found.late_policy).label,
        "rows": ROWS,
        "contact_days": settings.CONTACT_DAYS,
        "breadcrumbs": round_crumbs(found, (_("Form to print"), "")),
    }
    return render(request, "consultations/form_print.html", context)


@read_only
def form_sheet(request: HttpRequest, round: str) -> HttpResponse:
    """The same as a spreadsheet to be filled in: ``/konzultace/<round>/formular/tabulka.xlsx``."""
    found = queries.round_by_slug(round, request.user)
    if found is None:
        raise Http404
    with translation.override("cs"):
        hint = _(
            "Name a place by the number in the margin, such as 3.2/2. One row for one comment."
        )
    response = HttpResponse(
        blank_sheet(f"{found.reference} {found.title}", hint), content_type=XLSX
    )
    response.headers["Content-Disposition"] = content_disposition_header(
        True, f"pripominky-{found.reference}.xlsx"
    )
    return response
