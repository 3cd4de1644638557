"""Equal comments: what a search found, side by side; a person joins them or says that they differ."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from consultations.actions import bulk as bulk_actions
from consultations.actions import clusters as actions
from consultations.actions.settlements import MoveRefused
from consultations.desk.settlement_queue import SettlingRoundPage
from consultations.enums import BulkKind, BulkState
from consultations.queries import clusters

PER_PAGE = 10
RELOAD_SECONDS = 3


class ClusterPage(SettlingRoundPage):
    """Frame of the screens of equal comments."""

    permission = "consultations.join_comments"

    def list_url(self) -> str:
        """Address of the list."""
        return reverse("consultations_desk:cluster-list", args=[self.round.pk])


class ClusterListView(ClusterPage, TemplateView):
    """Suggestions to decide, ten at a time, and what is joined already."""

    page_title = gettext_lazy("Equal comments")
    template_name = "consultations/desk/cluster_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        search = clusters.last_search(self.round)
        page = Paginator(clusters.open_suggestions(self.round), PER_PAGE).get_page(
            self.request.GET.get("p")
        )
        self.is_running = search is not None and search.state in {
            BulkState.WAITING,
            BulkState.RUNNING,
        }
        return super().get_context_data(
            search=search,
            is_running=self.is_running,
            states=BulkState,
            page=page,
            suggested=clusters.suggested(list(page), self.request.user),
            clusters=clusters.clusters_of(self.round),
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.is_running:
            response.headers["Refresh"] = str(RELOAD_SECONDS)
        return response


class SearchView(ClusterPage, View):
    """Begins a search; one that is under way goes on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        search = clusters.last_search(self.round)
        if search is None or search.state in {BulkState.DONE, BulkState.FAILED}:
            bulk_actions.start_step(
                round=self.round,
                kind=BulkKind.SEARCH,
                params={},
                targets=[],
                language=translation.get_language(),
                by=request.user,
                at=timezone.now(),
            )
        return redirect(self.list_url())


class DecideView(ClusterPage, View):
    """Joins the chosen members of a suggestion, or parts them for good."""

    http_method_names = ["post"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.suggestion = clusters.suggestion_of(self.round, kwargs["suggestion_pk"])
        if self.suggestion is None:
            raise Http404

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        chosen = [int(key) for key in request.POST.getlist("member") if key.isdecimal()]
        common = {"suggestion": self.suggestion, "by": request.user, "at": timezone.now()}
        try:
            if "part" in request.POST:
                actions.part_suggested(**common)
                messages.success(request, _("They stay apart and are not suggested again."))
            else:
                cluster = actions.join_suggested(members=chosen, **common)
                messages.success(
                    request,
                    _("“%(title)s” is answered once from now on.") % {"title": cluster.title},
                )
        except (actions.SuggestionDecided, MoveRefused) as error:
            messages.error(request, str(error))
        page = request.POST.get("p", "")
        return redirect(f"{self.list_url()}?p={page}" if page.isdecimal() else self.list_url())
