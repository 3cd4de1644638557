"""Pages of reports on measures: own measures, writing, handing over, approving, one report, the state on any day."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concept import actions, queries
from concept import progress_forms as shapes
from concept.models import MeasureReport
from concept.queries import progress, states
from concept.views.frames import APPROVE, ForAll, InMeasure, InReport, SignedIn, crumbs
from core.citing import as_reader_sees
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.pages import FormMixin
from core.permissions import allowed
from core.templatetags.osnova import local_path

PER_PAGE = 50


class OwnMeasuresView(SignedIn):
    """``/opatreni/moje/``: measures the person answers for, and what is due."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        today = timezone.localdate(self.now)
        context = {
            "rows": states.own_measures(request.user, today),
            "today": today,
            "breadcrumbs": self.crumbs((_("My measures"), "")),
        }
        return render(request, "concept/own_measures.html", context)


class ReportQueueView(ForAll):
    """``/opatreni/ke-schvaleni/``: reports that wait for approval."""

    permission = APPROVE

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        page = Paginator(states.reports_to_approve(), PER_PAGE).get_page(request.GET.get("strana"))
        context = {
            "page_obj": page,
            "breadcrumbs": self.crumbs((_("Reports to approve"), "")),
        }
        return render(request, "concept/report_queue.html", context)


class ReportNewView(FormMixin, InMeasure):
    """``/opatreni/<code>/zprava/``: write a report on an own measure, with the last one beside it."""

    permission = "concept.report_measure"
    template_name = "concept/report_form.html"
    form_class = shapes.ReportForm
    heading = gettext_lazy("Report on the measure")
    lead = gettext_lazy(
        "Somebody else will look at it. Once it is approved, everybody can read it and it does not change any more."
    )
    button = gettext_lazy("Save the report")
    told = gettext_lazy("The report is saved. Now hand it over to be approved.")
    problems = (actions.ReportIncomplete, actions.NotCorrectable)

    def values(self, _stored: Any) -> dict[str, Any]:
        """Where the measure stands by the last report, as of the reporting date or today."""
        today = timezone.localdate(self.now)
        dates = states.dates_that_count(today, documents=[self.measure.document_id])
        last = self.last_standing()
        as_of = dates[0].as_of if dates else today
        return {
            "as_of": as_of if last.as_of is None or as_of > last.as_of else today,
            "status": last.status,
            "stage": last.stage,
            "reason": last.reason,
        }

    def last_standing(self) -> progress.MeasureStanding:
        """Where it stands now."""
        return progress.standing_of([self.measure.pk])[self.measure.pk]

    def needs(self) -> dict[str, Any]:
        """Who cites."""
        return {"reader": self.request.user}

    def act(self, form: forms.Form) -> HttpResponse:
        """Write it and go there."""
        made = actions.write_report(measure=self.measure, **form.cleaned_data, **self.common())
        return redirect(local_path(made.record.path))

    def back(self) -> str:
        """The measure."""
        return reverse("concept:measure-detail", args=[self.measure.code])

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The last report above the form."""
        links = queries.describe_measures([self.measure.pk], self.request.user)
        promises = progress.promises_of([self.measure.pk])
        return super().page(
            form,
            measure=links[self.measure.pk],
            promise=promises.get(self.measure.pk),
            last=self.last_standing(),
            **context,
        )


class ReportCorrectView(FormMixin, InReport):
    """``/opatreni/<code>/zpravy/<number>/opravit/``: a further report that corrects an approved one."""

    permission = "concept.correct_measure_report"
    form_class = shapes.ReportForm
    heading = gettext_lazy("Correct the report")
    lead = gettext_lazy(
        "The approved report stays readable. Write how it is right; once your correction is approved, only that counts."
    )
    button = gettext_lazy("Save the correction")
    told = gettext_lazy("The correction is saved. Now hand it over to be approved.")
    problems = (actions.ReportIncomplete, actions.NotCorrectable)

    def values(self, stored: MeasureReport) -> dict[str, Any]:
        """What the approved one says."""
        return values_of(stored)

    def needs(self) -> dict[str, Any]:
        """Who cites."""
        return {"reader": self.request.user}

    def act(self, form: forms.Form) -> HttpResponse:
        """Write it and go there."""
        made = actions.write_report(
            measure=self.measure, corrects=self.report, **form.cleaned_data, **self.common()
        )
        return redirect(local_path(made.record.path))


def values_of(report: MeasureReport) -> dict[str, Any]:
    """What a form about a stored report begins with."""
    names = ("as_of", "status", "stage", "sentence", "reason", "spent_czk", "lock_version")
    return {
        **{name: getattr(report, name) for name in names},
        "evidence": progress.evidence_of(report),
    }


class ReportDetailView(InReport):
    """``/opatreni/<code>/zpravy/<number>/``: one report, and what can be done with it."""

    permission = "concept.view_measure_report"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        links = queries.describe_measures([self.measure.pk], request.user)
        corrections = progress.corrections_of(self.report)
        is_submitted = self.report.state == "submitted"
        context = {
            "measure": links[self.measure.pk],
            "report": self.report,
            "cited": as_reader_sees(progress.evidence_of(self.report), request.user),
            "corrected_by": next((r for r in corrections if r.state == "approved"), None),
            "corrects_path": self.report.corrects.record.path if self.report.corrects else "",
            "is_inside": allowed(request.user, APPROVE)
            or self.report.written_by_id == request.user.pk,
            "may_write": allowed(request.user, "concept.write_measure_report", self.report),
            "may_approve": is_submitted
            and allowed(request.user, "concept.approve_measure_report", self.report),
            "may_correct": not corrections
            and allowed(request.user, "concept.correct_measure_report", self.report),
            "breadcrumbs": self.crumbs(),
        }
        return render(request, "concept/report_detail.html", context)


class ReportEditView(FormMixin, InReport):
    """``/opatreni/<code>/zpravy/<number>/upravit/``."""

    permission = "concept.write_measure_report"
    form_class = shapes.EditReportForm
    heading = gettext_lazy("Edit the report")
    told = gettext_lazy("The report is saved. Now hand it over to be approved.")
    problems = (actions.StaleReport, actions.ReportIncomplete, actions.ReportMoveRefused)

    def values(self, stored: MeasureReport) -> dict[str, Any]:
        """What is stored."""
        return values_of(stored)

    def needs(self) -> dict[str, Any]:
        """Who cites."""
        return {"reader": self.request.user}

    def act(self, form: forms.Form) -> None:
        """Save it."""
        actions.edit_report(report=self.report, **form.cleaned_data, **self.common())


class ReportStep(FormMixin, InReport):
    """A step of a report, with what the report says."""

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The page; the words are those the step is about."""
        said = "\n".join(filter(None, [self.report.sentence, self.report.reason]))
        return super().page(form, quoted=said, **context)


class ReportSubmitView(ReportStep):
    """``/opatreni/<code>/zpravy/<number>/odeslat/``."""

    permission = "concept.write_measure_report"
    heading = gettext_lazy("Hand the report over")
    lead = gettext_lazy("Somebody else approves it or returns it. Until then it cannot be changed.")
    button = gettext_lazy("Hand it over to be approved")
    told = gettext_lazy("The report waits for approval.")
    problems = (actions.ReportIncomplete, actions.ReportMoveRefused)

    def act(self, _form: forms.Form) -> None:
        """Hand it over."""
        actions.submit_report(report=self.report, **self.common())


class ReportDiscardView(ReportStep):
    """``/opatreni/<code>/zpravy/<number>/zahodit/``."""

    permission = "concept.write_measure_report"
    heading = gettext_lazy("Discard the report")
    lead = gettext_lazy("What is written in it is lost for good. Its number is not used again.")
    button = gettext_lazy("Discard it")
    told = gettext_lazy("The report is discarded.")
    is_danger = True
    problems = (actions.ReportMoveRefused,)

    def act(self, _form: forms.Form) -> HttpResponse:
        """Throw it away; it is not there any more."""
        actions.discard_report(report=self.report, **self.common())
        return redirect("concept:own-measures")


class ReportApproveView(ReportStep):
    """``/opatreni/<code>/zpravy/<number>/schvalit/``."""

    permission = "concept.approve_measure_report"
    heading = gettext_lazy("Approve the report")
    lead = gettext_lazy("From now on everybody can read it, and it does not change any more.")
    button = gettext_lazy("Approve the report")
    told = gettext_lazy("The report is approved.")
    problems = (
        actions.OwnReport,
        actions.ReportMoveRefused,
        actions.NotCorrectable,
        actions.ReportIncomplete,
    )

    def act(self, _form: forms.Form) -> None:
        """Approve it."""
        actions.approve_report(report=self.report, **self.common())


class ReportReturnView(ReportStep):
    """``/opatreni/<code>/zpravy/<number>/vratit/``."""

    permission = "concept.approve_measure_report"
    form_class = shapes.ReturnForm
    heading = gettext_lazy("Return the report")
    lead = gettext_lazy("Its author gets a mail, completes it and hands it over again.")
    button = gettext_lazy("Return the report")
    told = gettext_lazy("The report is returned to its author.")
    problems = (actions.OwnReport, actions.ReportMoveRefused, actions.ReportIncomplete)

    def act(self, form: forms.Form) -> None:
        """Return it."""
        actions.return_report(report=self.report, **form.cleaned_data, **self.common())


@read_only
def measure_states(request: HttpRequest) -> HttpResponse:
    """Where every measure stood on a day: ``/opatreni/stav/?ke=2020-06-30``, with ``tehdy`` as it was known then."""
    today = timezone.localdate()
    asked = request.GET if request.GET.get("ke") else {"ke": today.isoformat()}
    form = shapes.StateForm({"ke": asked.get("ke"), "tehdy": request.GET.get("tehdy")})
    day, documents = None, []
    if form.is_valid():
        day = form.cleaned_data["ke"]
        known_at = None
        if form.cleaned_data["tehdy"]:
            known_at = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
        documents = states.states_on(request.user, day, known_at)
    context = {
        "form": form,
        "day": day,
        "documents": documents,
        "is_known_then": form.is_valid() and form.cleaned_data["tehdy"],
        "breadcrumbs": crumbs((_("State on a day"), "")),
    }
    response = render(request, "concept/measure_states.html", context)
    # without a day it is today's, which ends at midnight without anybody's act
    return keep_for_anonymous(response) if request.GET.get("ke") else response
