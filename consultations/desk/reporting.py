"""The report "what you said, what we did" at the desk: written, looked at, published, issued anew."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView

from consultations.actions import reports as actions
from consultations.actions.rounds import RoundMoveRefused
from consultations.desk.page import SETTLING_HELP, RoundPage
from consultations.desk.report_forms import ReportForm
from consultations.enums import RoundStage
from consultations.queries import reports
from consultations.queries.publication import Publication
from consultations.queries.published_words import outcome_label
from core.templatetags.osnova import local_path

PREVIEW, PUBLISH = "nahled", "zverejnit"


class ReportView(RoundPage, FormView):
    """Write the report on a settled round; look at it; publish it with all answers, or issue it anew."""

    help_path = SETTLING_HELP
    permission = "consultations.publish_report"
    page_title = gettext_lazy("Report on the round")
    template_name = "consultations/desk/report.html"
    form_class = ReportForm
    preview: dict[str, str] | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.editions = reports.editions(self.round)
        self.since = reports.since(self.editions[0]) if self.editions else None

    @property
    def is_published(self) -> bool:
        """Whether the next edition replaces another one."""
        return self.round.stage == RoundStage.REPORTED

    def get_initial(self) -> dict[str, Any]:
        if not self.editions:
            return {}
        last = self.editions[0]
        return {
            "summary": last.summary,
            "easy_summary": last.easy_summary,
            "note": self.since.note() if self.since else "",
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"is_reissue": self.is_published}

    def form_valid(self, form: ReportForm) -> HttpResponse:
        if self.request.POST.get("akce") != PUBLISH:
            self.preview = form.cleaned_data
            return self.render_to_response(self.get_context_data(form=form))
        try:
            self.publish(form.cleaned_data)
        except (
            actions.ReportNotReady,
            actions.SummaryMissing,
            actions.SummaryTooLong,
            actions.NoteMissing,
            RoundMoveRefused,
        ) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect(self.request.path)

    def publish(self, said: dict[str, str]) -> None:
        """One call; what it did is told."""
        now, by = timezone.now(), self.request.user
        if self.is_published:
            report = actions.reissue_report(round=self.round, by=by, at=now, **said)
            messages.success(
                self.request, _("Edition %(number)d is published.") % {"number": report.edition}
            )
            return
        count = reports.to_be_answered(self.round)
        actions.publish_report(round=self.round, by=by, at=now, **said)
        messages.success(
            self.request,
            ngettext(
                "The report is published and %(count)d answer is given.",
                "The report is published and %(count)d answers are given.",
                count,
            )
            % {"count": count},
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can_publish = self.round.stage in (RoundStage.SETTLED, RoundStage.REPORTED)
        totals = Publication(self.round).totals
        missing = reports.unready(self.round)
        return super().get_context_data(
            can_publish=can_publish,
            is_published=self.is_published,
            missing=reports.unready_words(missing) if missing else [],
            waiting_count=reports.to_be_answered(self.round),
            totals=totals,
            outcomes=[(outcome_label(value), count) for value, count in totals.by_outcome.items()],
            editions=self.editions,
            changes=self.since.note() if self.since else "",
            preview=self.preview,
            public_url=local_path(f"{self.round.path}zprava/"),
            table_url=reverse("consultations:settlement-table", args=[self.round.slug]),
            **kwargs,
        )


urlpatterns = [
    path("kola/<int:round_pk>/zprava/", ReportView.as_view(), name="round-report"),
]
