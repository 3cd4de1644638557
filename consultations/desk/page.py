"""Frame of the desk's screens and of those about one round."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy

from consultations import queries
from consultations.models import Round
from core import desk

# Pages of help about the screens of the desk.
ROUNDS_HELP, INTAKE_HELP, SETTLING_HELP, PLACING_HELP = (
    "/napoveda/kola/",
    "/napoveda/tajemnici/",
    "/napoveda/vyporadani/",
    "/napoveda/umisteni/",
)
DESK = {
    "url": reverse_lazy("consultations_desk:round-list"),
    "label": gettext_lazy("Rounds of comments"),
}


class DeskPage(desk.DeskPage):
    """Staff may know of the desk, the rest is asked per screen."""

    permission_to_know = "consultations.view_desk"
    header_icon = "comment"
    help_path = ROUNDS_HELP
    desk = DESK


class RoundPage(DeskPage):
    """Frame of the screens about one round, found by ``round_pk`` in the address."""

    round: Round

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = queries.round_at_desk(kwargs["round_pk"], request.user)
        if found is None:
            raise Http404
        self.round = found

    def permission_object(self) -> Round:
        return self.round

    def round_url(self) -> str:
        """Address of the round's page at the desk."""
        return reverse("consultations_desk:round-detail", args=[self.round.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [(self.round_url(), f"{self.round.reference} {self.round.title}")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(round=self.round, **kwargs)
