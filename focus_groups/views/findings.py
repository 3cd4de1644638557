"""Pages of findings: the list of a series, one finding, writing and its steps."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import FormMixin
from focus_groups.actions import coding, findings, worked_out
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.actions.statements import StatementErased
from focus_groups.enums import Inside
from focus_groups.forms import findings as forms
from focus_groups.models import Finding
from focus_groups.queries import findings as queries
from focus_groups.queries.reports import loss_is_told
from focus_groups.queries.statements import statements_of
from focus_groups.reads import log_read
from focus_groups.views.pages import InSeries
from focus_groups.views.worked_out import (
    PROBLEMS,
    VIEW,
    OfFinding,
)

FIELDS = ("text", "plain_text", "limits", "theme")


class FindingDetailView(OfFinding):
    """One finding."""

    permission = VIEW

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The text and its breadth; the statements behind it for facilitators only."""
        row = self.object
        (shown,) = queries.shown_findings([row], request.user)
        if shown.is_inside:
            log_read(series=self.series, by=request.user, at=self.now, what=Inside.FINDINGS)
        context = {
            "series": self.series,
            "shown": shown,
            "row": row,
            "public": queries.public_texts([row]).get(row.pk),
            "lost_source": loss_is_told(row),
            "former": queries.former_texts(row),
            "base": queries.base_of(row, request.user) if shown.is_inside else [],
            "recommendations": queries.shown_recommendations(
                queries.recommendations_known_to(request.user).filter(findings=row), request.user
            ),
            "breadcrumbs": self.crumbs(),
        }
        return render(request, "focus_groups/finding_detail.html", context)


class FindingNewView(FormMixin, InSeries):
    """Writes a finding, from the statements ticked in the list (``?vypoved=``)."""

    reads = Inside.STATEMENTS
    form_class = forms.NewFindingForm
    heading = gettext_lazy("Write a finding")
    problems = (*PROBLEMS, StatementErased, coding.CodeMerged)

    def needs(self) -> dict[str, Any]:
        """The ticked statements."""
        keys = [key for key in self.request.GET.getlist("vypoved") if key.isdecimal()]
        rows = statements_of(self.series, self.request.user).filter(pk__in=keys, erased_at=None)
        return {"series": self.series, "statements": rows.select_related("session")}

    def values(self, _stored: Any) -> dict[str, Any]:
        """The ticked ones support it until it is said otherwise."""
        return {"supports": self.request.GET.getlist("vypoved")}

    def act(self, form: Any) -> HttpResponse:
        """Write it and show it."""
        made = findings.write_finding(series=self.series, **form.cleaned_data, **self.common())
        messages.success(self.request, _("The finding is written."))
        return redirect(self.address("finding-detail", made.number))

    def back(self) -> str:
        """The list of findings."""
        return self.address("finding-list")

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return super().crumbs((_("Findings"), self.address("finding-list")), *further)


class FindingEditView(FormMixin, OfFinding):
    """Changes the text of a finding."""

    form_class = forms.FindingEditForm
    heading = gettext_lazy("Edit the finding")
    told = gettext_lazy("The finding is saved.")
    problems = (*PROBLEMS, coding.CodeMerged)

    def values(self, stored: Finding) -> dict[str, Any]:
        """What is stored."""
        return {name: getattr(stored, name) for name in (*FIELDS, "lock_version")}

    def needs(self) -> dict[str, Any]:
        """Codes of the series."""
        return {"series": self.series}

    def act(self, form: Any) -> None:
        """Save it."""
        findings.edit_finding(finding=self.object, **form.cleaned_data, **self.common())


class FindingDropView(OfFinding):
    """A button: takes a statement from behind a draft."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """Take it away and go back."""
        rows = statements_of(self.series, request.user).filter(pk=kwargs["pk"])
        try:
            findings.drop_statements(finding=self.object, statements=rows, **self.common())
        except (worked_out.StepRefused, NotOfThisSeries) as error:
            messages.error(request, str(error))
        return redirect(self.address())
