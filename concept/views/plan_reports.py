"""Pages of yearly reports on action plans: which there are, making and reading one, files, who took note of it."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concept import actions, queries
from concept import progress_forms as shapes
from concept.actions import plan_files
from concept.models import PlanReport
from concept.plan_report_exports import FORMATS, PlanReportFile
from concept.queries import states
from concept.views.action_plan import download_choices, may_begin
from concept.views.frames import ForAll, crumbs
from core.enums import Visibility
from core.exports import ExportFailed, ExportProblem
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.pages import About, FormMixin
from core.permissions import allowed
from core.templatetags.osnova import local_path

MAKE = "concept.make_plan_report"


@read_only
def plan_report_list(request: HttpRequest) -> HttpResponse:
    """Yearly reports a person may know of: ``/opatreni/vyrocni-zpravy/``."""
    context = {
        "reports": queries.listed_plan_reports(request.user),
        "may_make": allowed(request.user, MAKE),
        "breadcrumbs": crumbs((_("Reports on action plans"), "")),
    }
    return keep_for_anonymous(render(request, "concept/plan_report_list.html", context))


class PlanReportNewView(FormMixin, ForAll):
    """``/opatreni/vyrocni-zpravy/nova/``."""

    permission = MAKE
    form_class = shapes.PlanReportForm
    heading = gettext_lazy("New report on an action plan")
    lead = gettext_lazy(
        "It is made of the reports approved until now and does not change any more. Staff read it first; "
        "everybody does once you record which body took note of it."
    )
    button = gettext_lazy("Make the report")
    told = gettext_lazy("The report is made.")
    problems = (actions.NothingToReport,)

    def needs(self) -> dict[str, Any]:
        """Documents with measures."""
        return {"documents": states.followed_documents()}

    def values(self, _stored: Any) -> dict[str, Any]:
        """The end of last year."""
        today = timezone.localdate(self.now)
        return {"as_of": today.replace(year=today.year - 1, month=12, day=31)}

    def act(self, form: forms.Form) -> HttpResponse:
        """Make it and go there."""
        made = actions.make_plan_report(**form.cleaned_data, **self.common())
        return redirect(local_path(made.record.path))

    def back(self) -> str:
        """The list."""
        return reverse("concept:plan-report-list")

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return crumbs((_("Reports on action plans"), self.back()), *further)


class InPlanReport(About):
    """A page about one yearly report that the person may know of."""

    report: PlanReport

    def find(self, **kwargs: Any) -> Any:
        """The report."""
        found = queries.plan_report(kwargs["document"], kwargs["number"], self.request.user)
        if found is not None:
            self.report = found
        return found

    def subject(self) -> str:
        """Its title."""
        return str(self.report.record.title)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        rows = [(_("Reports on action plans"), reverse("concept:plan-report-list"))]
        return crumbs(*rows, (self.subject(), self.address()), *further)


class PlanReportDetailView(InPlanReport):
    """``/opatreni/vyrocni-zpravy/<document>/<number>/``."""

    permission = "concept.view_plan_report"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        context = {
            "report": self.report,
            "read": queries.read_plan_report(self.report, request.user),
            "notices": list(self.report.notices.order_by("occurred_on", "pk")),
            "may_record": allowed(request.user, MAKE),
            "downloads": [
                {
                    "label": label,
                    "url": reverse(
                        "concept:plan-report-download",
                        args=[self.report.document.slug, self.report.number, key],
                    ),
                    "hint": hint,
                }
                for key, label, hint in download_choices()
                if key in FORMATS
            ],
            "breadcrumbs": self.crumbs(),
        }
        response = render(request, "concept/plan_report_detail.html", context)
        is_public = self.report.record.visibility == Visibility.PUBLIC
        return keep_for_anonymous(response) if is_public else response


class PlanReportDownloadView(InPlanReport):
    """``/opatreni/vyrocni-zpravy/<document>/<number>/stahnout/pdf/``: the report as a file."""

    permission = "concept.view_plan_report"

    def get(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """The file, or why it was not made."""
        file_format = kwargs["file_format"]
        if file_format not in FORMATS:
            raise Http404
        told = PlanReportFile(
            report=self.report,
            read=queries.read_plan_report(self.report, request.user),
            notices=list(self.report.notices.order_by("occurred_on", "pk")),
            project=queries.project_of_report(self.report),
            language=translation.get_language(),
        )
        try:
            data = plan_files.plan_report_file(
                told, file_format, at=self.now, may_begin=lambda: may_begin(request)
            )
        except ExportProblem as problem:
            return self.failed(str(problem))
        except ExportFailed:
            return self.failed(_("The file could not be made. Try again in a few minutes."))
        report = self.report
        name = f"zprava-{report.document.slug}-{report.as_of:%Y-%m-%d}"
        made = FORMATS[file_format]
        response = HttpResponse(data, content_type=made.mime)
        response.headers["Content-Disposition"] = content_disposition_header(
            True, f"{name}.{made.extension}"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        add_never_cache_headers(response)
        return response

    def failed(self, problem: str) -> HttpResponse:
        """A page that says it."""
        context = {
            "problem": problem,
            "back_url": self.address(),
            "breadcrumbs": self.crumbs((_("Download"), "")),
        }
        return render(self.request, "concept/measure_download_failed.html", context, status=503)


class NoticeNewView(FormMixin, InPlanReport):
    """``/opatreni/vyrocni-zpravy/<document>/<number>/projednani/``."""

    permission = MAKE
    form_class = shapes.NoticeForm
    heading = gettext_lazy("A body dealt with the report")
    lead = gettext_lazy("From then on everybody can read the report.")
    button = gettext_lazy("Record it")
    told = gettext_lazy("It is recorded.")
    problems = (actions.NoticeRefused,)

    def act(self, form: forms.Form) -> None:
        """Record it."""
        actions.record_plan_notice(report=self.report, **form.cleaned_data, **self.common())
