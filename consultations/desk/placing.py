"""The desk of places: how far comments were followed into new versions, and what waits for a person.

Everything works without scripts. The filter is in the address and goes along with each act, so that one comes back to
the same page, at the next place.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from concept import reading
from concept.models import Version
from concept.versions_desk.queries import version as version_at_desk
from consultations.actions import following
from consultations.desk.page import PLACING_HELP, DeskPage
from consultations.queries import place_counts, place_search, place_texts
from consultations.queries.checks import untested_count
from core import jobs
from core.permissions import allowed

RELOAD_SECONDS = 3
CONFIRM, DROP = "potvrdit", "vypusteno"
STATE_LABELS: Mapping[str, Any] = {
    place_search.WAITING: gettext_lazy("Waiting for a decision"),
    **{status.value: status.label for status in reversed(place_counts.SEVERITY)},
    place_search.DECIDED: gettext_lazy("Decided by a person"),
    place_search.ALL: gettext_lazy("All"),
}


def queue_url(version: Version) -> str:
    """Address of the places of a version."""
    return reverse("consultations_desk:placement-list", args=[version.pk])


class PlacingPage(DeskPage):
    """Frame of the screens of places: whoever may see settlements reads them, editors decide."""

    permission_to_know = "consultations.view_settlements"
    header_icon = "crosshairs"
    help_path = PLACING_HELP

    def trail(self) -> list[tuple[str, str]]:
        return [
            (reverse("consultations_desk:placement-versions"), _("Comments in new versions")),
        ]


class VersionsView(PlacingPage, TemplateView):
    """Versions into which comments were followed, with what waits in each."""

    page_title = gettext_lazy("Comments in new versions")
    template_name = "consultations/desk/placement_versions.html"

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=place_counts.version_work(self.request.user), **kwargs)


class VersionPage(PlacingPage):
    """Frame of the screens about one version, found by ``version_pk`` in the address."""

    version: Version

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not allowed(request.user, self.permission_to_know):
            raise Http404
        self.version = version_at_desk(kwargs["version_pk"], request.user)

    def version_name(self) -> str:
        """What the version is called, with its document."""
        return _("%(document)s, version %(label)s") % {
            "document": self.version.document.title,
            "label": self.version.label,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(version=self.version, **kwargs)


def progress_of(version: Version) -> dict[str, Any]:
    """How far following comments into the version is: five queries.

    ``is_going_on``: something is left and it waits or runs; ``is_given_up``: nobody does it unasked; ``is_undone``:
    something was never looked for though nothing runs.
    """
    run = jobs.newest_run(following.FOLLOW_JOB, version_id=version.pk)
    unplaced, untested = place_counts.unplaced_count(version), untested_count(version)
    # A run with nothing left only looks again: the page is not taken from under somebody's hands for that.
    is_going_on = run is not None and run.is_going_on and bool(unplaced or untested)
    is_given_up = run is not None and run.state == jobs.RunState.FAILED
    return {
        "unplaced": unplaced,
        "untested": untested,
        "is_going_on": is_going_on,
        "is_running": run is not None and run.state == jobs.RunState.RUNNING,
        "attempt": run.attempt if run else 0,
        "is_given_up": is_given_up,
        "is_undone": not is_going_on and not is_given_up and bool(unplaced or untested),
    }


class QueueView(VersionPage, TemplateView):
    """Places of comments in one version: what waits for a person first; rows can be decided one by one or many."""

    template_name = "consultations/desk/placement_list.html"

    def get_page_title(self) -> str:
        return _("Places of comments in version %(label)s") % {"label": self.version.label}

    @cached_property
    def sought(self) -> place_search.Sought:
        """What the address seeks."""
        return place_search.read_sought(self.request.GET)

    @cached_property
    def progress(self) -> dict[str, Any]:
        """How far the work in the background is."""
        return progress_of(self.version)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, sought = self.request.user, self.sought
        counts = place_search.state_counts(self.version, user, sought)
        pages = Paginator(
            place_search.ordered_keys(self.version, user, sought), place_search.PAGE_SIZE
        )
        page = pages.get_page(self.request.GET.get("p"))
        rows = place_texts.place_rows(self.version, page.object_list, user)
        query = urlencode(
            sought.active() | ({"p": page.number} if page.number > 1 else {}), doseq=True
        )
        return super().get_context_data(
            page=page,
            rows=rows,
            count=pages.count,
            query=query,
            sought=sought,
            states=self.states(counts),
            rounds=place_search.rounds_in(self.version, user),
            sections=place_search.sections_in(self.version),
            progress=self.progress,
            may_decide=self.may("consultations.place_comment"),
            base=reading.version_base(self.version),
            is_narrowed=bool(sought.round or sought.section or sought.unconfirmed),
            **kwargs,
        )

    def states(self, counts: Mapping[str, int]) -> list[dict[str, Any]]:
        """Choices of the state with how many there are; those without any are left out, but the first and the last."""
        shown = []
        others = {k: v for k, v in self.sought.active().items() if k != "stav"}
        for state, label in STATE_LABELS.items():
            if not counts[state] and state not in (place_search.WAITING, place_search.ALL):
                continue
            stav = {} if state == place_search.WAITING else {"stav": state}
            shown.append(
                {
                    "label": label,
                    "count": counts[state],
                    "query": urlencode(stav | others),
                    "is_current": self.sought.state == state,
                }
            )
        return shown

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.progress["is_going_on"]:
            response.headers["Refresh"] = str(RELOAD_SECONDS)
        return response


class FollowAgainView(VersionPage, View):
    """Asks anew for what the work in the background gave up."""

    http_method_names = ["post"]
    permission = "consultations.place_comment"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if following.follow_again(version=self.version, by=request.user, at=timezone.now()):
            messages.success(request, _("It will be tried again at once."))
        else:
            messages.info(request, _("It is being worked on already."))
        return redirect(queue_url(self.version))


def shown_times(data: Any) -> dict[int, datetime]:
    """When each shown place was computed, as a form says it ("12:2026-01-05T10:00:00+00:00")."""
    found = {}
    for value in data.getlist("spocteno"):
        key, _colon, when = value.partition(":")
        moment = _moment(when)
        if key.isdecimal() and moment is not None:
            found[int(key)] = moment
    return found


def _moment(words: str) -> datetime | None:
    try:
        return parse_datetime(words)
    except ValueError:
        return None
