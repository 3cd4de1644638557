"""Deciding many places at the desk in one step: first what it would change, then what became of each."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from consultations.actions import placements as actions
from consultations.desk.placing import CONFIRM, DROP, VersionPage, queue_url, shown_times
from consultations.models import AnchorPlacement
from consultations.queries import place_search

MOST_AT_ONCE = 200


class BulkView(VersionPage, TemplateView):
    """A step over many places: first how many rows it changes and which not, then what became of each."""

    http_method_names = ["post"]
    permission = "consultations.place_comment"
    template_name = "consultations/desk/placement_bulk.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.step = request.POST.get("krok", "")
        if request.method == "POST" and self.step not in (CONFIRM, DROP):
            raise Http404

    def trail(self) -> list[tuple[str, str]]:
        name = _("Places of comments in version %(label)s") % {"label": self.version.label}
        return [*super().trail(), (self.back_url(), name)]

    def get_page_title(self) -> str:
        if self.step == DROP:
            return _("Text left out on purpose: several comments")
        return _("Confirm several places")

    def back_url(self) -> str:
        """The queue as it was."""
        query = urlencode(place_search.read_sought(self.request.GET).active())
        return f"{queue_url(self.version)}?{query}" if query else queue_url(self.version)

    def chosen(self) -> tuple[list[AnchorPlacement], bool]:
        """The places the step concerns, and whether there are more than can be done at once."""
        user = self.request.user
        if self.request.POST.get("ktere") == "vse":
            keys = place_search.ordered_keys(
                self.version, user, place_search.read_sought(self.request.GET)
            )
        else:
            given = self.request.POST.getlist("chosen")
            keys = [int(key) for key in given if key.isdecimal()]
        places = place_search.places_by_key(self.version, user, keys[:MOST_AT_ONCE])
        return places, len(keys) > MOST_AT_ONCE

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        places, is_cut = self.chosen()
        if not places:
            messages.error(request, _("Choose at least one place."))
            return redirect(self.back_url())
        context: dict[str, Any] = {"is_cut": is_cut, "most": MOST_AT_ONCE}
        times = shown_times(request.POST)
        if "provest" in request.POST:
            act = actions.confirm_dropped if self.step == DROP else actions.confirm_placements
            context["result"] = act(
                placements=places, by=request.user, at=timezone.now(), computed=times
            )
        else:
            ask = actions.why_not_dropped if self.step == DROP else actions.why_not_confirmed
            reasons = [(place, ask(place)) for place in places]
            context["changing"] = [place for place, reason in reasons if not reason]
            context["refused"] = [(place, reason) for place, reason in reasons if reason]
            context["times"] = [
                f"{place.pk}:{times.get(place.pk, place.computed_at).isoformat()}"
                for place, reason in reasons
                if not reason
            ]
        return self.render_to_response(self.get_context_data(**context))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            step=self.step,
            is_drop=self.step == DROP,
            back_url=self.back_url(),
            query=urlencode(place_search.read_sought(self.request.GET).active()),
            **kwargs,
        )
