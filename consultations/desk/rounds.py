"""Rounds at the desk: the list, one round with everything that can be done about it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from consultations import queries
from consultations.desk.page import DeskPage, RoundPage


class RoundListView(DeskPage, TemplateView):
    """Every round with its state and its counts."""

    page_title = gettext_lazy("Rounds of comments")
    template_name = "consultations/desk/round_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.round_rows(self.request.user, timezone.now())
        return super().get_context_data(rows=rows, **kwargs)


class RoundDetailView(RoundPage, TemplateView):
    """One round: where it stands, who has answered, what can be done next."""

    template_name = "consultations/desk/round_detail.html"

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_page_title(self) -> str:
        return f"{self.round.reference} {self.round.title}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            facts=queries.round_facts(self.round, timezone.now()), **kwargs
        )
