"""Calendars of meetings: of a group for everybody, of a person by a secret address."""

from hashlib import sha256

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.methods import read_only
from working_groups import queries
from working_groups.actions import calendars as actions
from working_groups.calendars import calendar_of
from working_groups.queries import calendars as reads


def _answer(request: HttpRequest, body: bytes, name: str, cache: str) -> HttpResponse:
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response.headers["Cache-Control"] = cache
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


@read_only
def group_calendar(request: HttpRequest, group: str) -> HttpResponse:
    """Public meetings of one group, the same for everybody: ``/skupiny/<group>/jednani.ics``."""
    found = queries.group_by_slug(group, request.user)
    if found is None:
        raise Http404
    body = calendar_of(found.name, reads.entries_of_group(found, timezone.now()))
    return _answer(request, body, found.slug, "public, max-age=0, must-revalidate")


@read_only
def personal_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """All meetings of one person, for whoever knows the address: ``/kalendar/<token>.ics``."""
    owner = reads.owner_of_calendar(token)
    if owner is None:
        raise Http404
    title = _("Meetings: %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}
    body = calendar_of(title, reads.entries_of_person(owner, timezone.now()))
    response = _answer(request, body, "jednani", "private, no-cache")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_address(request: HttpRequest) -> HttpResponse:
    """Make one's secret address, make it anew or give it up: ``/kalendar/``. It is shown once, when it is made."""
    address = ""
    if request.method == "POST":
        if "drop" in request.POST:
            actions.drop_calendar_address(user=request.user)
        else:
            token = actions.make_calendar_address(user=request.user, at=timezone.now())
            address = settings.BASE_URL + reverse("working_groups:personal-calendar", args=[token])
    context = {
        "address": address,
        "made_at": reads.calendar_made_at(request.user),
        "breadcrumbs": [
            {"title": _("Working groups"), "url": reverse("working_groups:group-list")},
            {"title": _("Calendar of my meetings"), "url": ""},
        ],
    }
    return render(request, "working_groups/calendar_address.html", context)
