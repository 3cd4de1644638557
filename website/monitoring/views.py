"""Pages of monitoring periods: what happened in their days, reports made of them, what belongs to which activity."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.permissions import allowed
from core.uploads import DOCX
from evaluation.actions import monitoring as acts
from evaluation.actions.project import assign_parts
from evaluation.enums import UNFINISHED_MAKING_STATES, MakingState
from evaluation.forms import project as shapes
from evaluation.queries import monitoring as queries
from evaluation.queries import project as project_queries
from evaluation.views.monitoring import InPeriod, PeriodForm
from evaluation.views.project import ProjectForm
from evaluation.views.project_pages import MANAGE, READ
from evaluation.views.project_records import file_answer
from website.monitoring import telling
from website.monitoring.annexes import annexes_of
from website.monitoring.assembling import Assembled
from website.monitoring.making import ask_for_report
from website.monitoring.scope import Scope

MIMES = {"docx": DOCX, "zip": "application/zip"}
REFRESH_SECONDS = 3
APPROVE = "evaluation.approve_participants"


class PeriodView(InPeriod):
    """``/projekt/<project>/obdobi/<number>/``: what a report would say now, what is missing, which reports there are.

    For staff; with ``dodatecne=1`` meetings entered afterwards are counted.
    """

    permission = READ
    hides = True

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        found = Assembled(self.period, with_backfilled=request.GET.get("dodatecne") == "1")
        making = queries.last_making(self.period)
        reports = queries.reports_of(self.period, request.user)
        files = queries.files_of(reports)
        parts = telling.parts_of(found.data)
        is_being_made = making is not None and making.state in UNFINISHED_MAKING_STATES
        context = {
            "project": self.project,
            "period": self.period,
            "is_over": self.today > self.period.ends_on,
            "manages": allowed(request.user, MANAGE),
            "data": found.data,
            "facts": telling.facts_of(found.data),
            "missing": telling.missing_rows(found.data["missing"]),
            "parts": [part for part in parts if part["anchor"] != "chybi"],
            "codes": {f"aktivita-{row.code.lower()}": row.code for row in found.activities},
            "counts": found.waiting_counts,
            "approves": allowed(request.user, APPROVE),
            "annexes": [annex.name for annex in annexes_of(found)],
            "reports": [(row, files[row.pk]) for row in reports],
            "making": making if is_being_made else None,
            "failed": making if making and making.state == MakingState.FAILED else None,
            "breadcrumbs": [*self.crumbs()[:-1], {"title": self.subject(), "url": ""}],
        }
        response = render(request, "website/monitoring_period.html", context)
        if is_being_made:
            response.headers["Refresh"] = str(REFRESH_SECONDS)
        add_never_cache_headers(response)
        return response


class ReportNewView(PeriodForm):
    """``.../obdobi/<number>/podklad/novy/``: have a report made."""

    heading = gettext_lazy("Make the base of the report")
    lead = gettext_lazy(
        "What happened in the days of the period is frozen, with the minutes, invitations and attendance sheets."
    )
    button = gettext_lazy("Make it")
    told = gettext_lazy("It is being made. This page says how far it is.")
    form_class = shapes.ReportForm
    problems = (acts.PeriodIsNotOver, acts.ReportBeingMade, acts.CorrectionUnsaid)

    def needs(self) -> dict[str, Any]:
        """Whether there is one to be corrected."""
        return {"is_first": not queries.reports_of(self.period, self.request.user)}

    def act(self, form: forms.Form) -> None:
        """Ask for it."""
        ask_for_report(
            period=self.period,
            with_backfilled=form.cleaned_data["with_backfilled"],
            corrects_what=form.cleaned_data.get("corrects_what", ""),
            today=self.today,
            **self.common(),
        )


class InReport(InPeriod):
    """A page about one report that was made."""

    permission = READ
    hides = True

    def find(self, **kwargs: Any) -> Any:
        """The report."""
        if super().find(**kwargs) is None:
            return None
        self.report = queries.report_of(self.period, int(kwargs["report"]), self.request.user)
        return self.report


class ReportView(InReport):
    """``.../obdobi/<number>/podklad/<report>/``: a report as it was frozen."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        data = self.report.data  # empty once personal data were removed from it
        title = _("Report no. %(number)d") % {"number": self.report.number}
        context = {
            "project": self.project,
            "period": self.period,
            "report": self.report,
            "manages": allowed(request.user, MANAGE),
            "is_removed": not data,
            "facts": telling.facts_of(data) if data else [],
            "parts": telling.parts_of(data) if data else [],
            "files": queries.files_of([self.report])[self.report.pk],
            "annexes": data.get("files", []),
            "title": title,
            "breadcrumbs": self.crumbs((title, "")),
        }
        response = render(request, "website/monitoring_report.html", context)
        add_never_cache_headers(response)
        return response


class ReportFileView(InReport):
    """``.../podklad/<report>/podklad.<kind>``: the docx or the zip, for the manager only."""

    permission = MANAGE

    def get(self, _request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """The file."""
        kind = kwargs["kind"]
        file = queries.file_of(self.report, kind)
        if file is None:
            raise Http404
        name = f"podklad-{self.project.slug}-{self.period.number}-{self.report.number}.{kind}"
        return file_answer(bytes(file.data), MIMES[kind], name)


class ScopeView(ProjectForm):
    """``/projekt/<project>/zarazeni/``: what belongs to which key activity."""

    heading = gettext_lazy("What belongs to which key activity")
    lead = gettext_lazy(
        "By this it is decided where meetings, sessions, versions and rounds are told in reports."
    )
    told = gettext_lazy("It is saved.")
    form_class = shapes.ScopeForm

    def needs(self) -> dict[str, Any]:
        """Groups, series, documents and rounds."""
        self.activities = project_queries.activities_of(self.project, self.request.user)
        self.things = Scope(self.project, self.activities).things
        return {"things": self.things, "activities": self.activities}

    def act(self, form: forms.Form) -> None:
        """Save it all at once."""
        activities = {str(row.pk): row for row in self.activities} | {"none": None}
        chosen = [
            (thing, activities[form.cleaned_data[thing.key]])
            for thing in self.things
            if form.cleaned_data[thing.key]
        ]
        assign_parts(
            project=self.project,
            records={thing.record: row for thing, row in chosen if thing.record is not None},
            documents={thing.document: row for thing, row in chosen if thing.document is not None},
            **self.common(),
        )

    def back(self) -> str:
        """The desk of the project."""
        return reverse("evaluation:project-desk", args=[self.project.slug])
