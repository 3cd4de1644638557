"""Frame of the screens about one entered statement."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.desk.page import INTAKE_HELP, DeskPage
from consultations.enums import Channel, StatementState
from consultations.models import Comment, Statement
from consultations.originals import left_over, lines_of
from consultations.queries import intake as reads


class StatementPage(DeskPage):
    """Frame of the screens about one statement."""

    help_path = INTAKE_HELP
    permission = "consultations.enter_statement"
    statement: Statement

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = reads.statement_at_desk(kwargs["pk"], request.user)
        if found is None:
            raise Http404
        self.statement = found

    @property
    def round(self) -> Any:
        """The statement's round."""
        return self.statement.round

    def page_url(self) -> str:
        """Address of the statement's page."""
        return reverse("consultations_desk:statement-detail", args=[self.statement.pk])

    def trail(self) -> list[tuple[str, str]]:
        round = self.round
        return [
            (
                reverse("consultations_desk:round-detail", args=[round.pk]),
                f"{round.reference} {round.title}",
            ),
            (reverse("consultations_desk:statement-list", args=[round.pk]), _("Statements")),
        ]

    @property
    def takes_points(self) -> bool:
        """Whether points may be added to it."""
        return (
            self.statement.channel != Channel.WEB
            and self.statement.state == StatementState.SUBMITTED
            and self.statement.duplicate_of_id is None
            and self.statement.original_erased_at is None
        )

    def original(self, points: list[Comment]) -> dict[str, Any]:
        """The original with its marks, for ``_original.html``."""
        lines = lines_of(self.statement.original_text, reads.spans_of(points))
        return {"lines": lines, "left_count": left_over(lines), "is_long": len(lines) > 40}
