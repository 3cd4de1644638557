"""Pages of periods: the list, one with its entry sheet, locking and opening again, what corrections changed."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import FormMixin
from core.permissions import allowed
from core.sheet_writing import write_csv
from core.templatetags.osnova import local_path
from evaluation.actions import periods as acts
from evaluation.actions.indicators import ReasonMissing
from evaluation.actions.measurements import SheetRefused, TypedRow, save_sheet
from evaluation.forms import values as shapes
from evaluation.queries import entry as queries
from evaluation.views.pages import APPROVE, ENTER_ANY, KEEP, AtIndicators, InPeriod, crumbs_of
from evaluation.views.values import stored_figures

LOCK = APPROVE


class PeriodListView(AtIndicators):
    """``/hodnoceni/obdobi/``."""

    permission = "evaluation.view_period"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The list."""
        context = {
            "rows": queries.listed_periods(request.user, timezone.localdate(self.now)),
            "may_add": allowed(request.user, KEEP),
            "breadcrumbs": crumbs_of((_("Periods"), "")),
        }
        return render(request, "evaluation/period_list.html", context)


class PeriodNewView(FormMixin, AtIndicators):
    """``/hodnoceni/obdobi/nove/``."""

    form_class = shapes.PeriodForm
    heading = gettext_lazy("New period")
    button = gettext_lazy("Make the period")
    told = gettext_lazy("The period is made.")
    problems = (acts.PeriodsOverlap,)

    def act(self, form: forms.Form) -> HttpResponse:
        """Make it and go there."""
        said = dict(form.cleaned_data)
        end_on = said.pop("last_on") + timedelta(days=1)
        made = acts.add_period(end_on=end_on, **said, **self.common())
        return redirect(local_path(made.record.path))


class PeriodDetailView(InPeriod):
    """``/hodnoceni/obdobi/<period>/``: all its indicators on one page, to be typed into at once."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The sheet."""
        rows = queries.sheet_of(self.period, request.user)
        return self.page([(row, self.form_of(row)) for row in rows])

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Store the whole sheet, or nothing and say what is wrong where."""
        rows = [
            (row, self.form_of(row, data=request.POST))
            for row in queries.sheet_of(self.period, request.user)
        ]
        typed = [(row, form) for row, form in rows if form is not None]
        are_valid = [
            form.is_valid() for _row, form in typed
        ]  # of all, so that each says what is wrong
        if not all(are_valid):
            return self.page(rows)
        try:
            save_sheet(
                period=self.period,
                rows=[
                    TypedRow(
                        row.definition,
                        form.figures,
                        row.measurement,
                        form.cleaned_data["lock_version"] or 0,
                    )
                    for row, form in typed
                ],
                **self.common(),
            )
        except SheetRefused as error:
            for place, faults in error.faults.items():
                row, form = typed[place]
                if "" in faults and row.measurement:
                    # what is stored now stands beside it: saving again puts what was typed in its place
                    form.data = form.data.copy()
                    form.data[form.add_prefix("lock_version")] = str(row.measurement.lock_version)
                form.put_faults(dict(faults))
            return self.page(rows)
        except acts.PeriodLocked as error:
            return self.page(rows, refused=str(error))
        messages.success(request, _("The sheet is stored."))
        return redirect(self.address())

    def form_of(self, row: queries.SheetRow, data: Any = None) -> shapes.ValueForm | None:
        """The form of a row that may be typed into."""
        if self.period.is_locked and data is None:
            return None
        if not row.is_open or not allowed(self.request.user, ENTER_ANY):
            return None
        return shapes.ValueForm(
            data=data,
            prefix=f"d{row.definition.pk}",
            definition=row.definition,
            has_parts=False,
            initial=stored_figures(row.measurement) if row.measurement else {},
        )

    def page(self, rows: list[Any], refused: str = "") -> HttpResponse:
        """The page with the forms."""
        user = self.request.user
        context = {
            "period": self.period,
            "rows": rows,
            "refused": refused,
            "has_forms": any(form is not None for _row, form in rows),
            "has_errors": any(form is not None and form.errors for _row, form in rows),
            "may_lock": allowed(user, LOCK),
            "locks": queries.locks_of(self.period),
            "has_differences": bool(queries.differences_of(self.period)),
            "breadcrumbs": self.crumbs(),
        }
        return render(self.request, "evaluation/period_detail.html", context)


class PeriodLockView(InPeriod):
    """``…/zamknout/``."""

    http_method_names = ["post"]
    permission = LOCK

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Lock it, or say what waits in it."""
        try:
            acts.lock_period(period=self.period, **self.common())
        except acts.ValuesWait as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The period is locked: it takes no values any more."))
        return redirect(self.address())


class PeriodReopenView(FormMixin, InPeriod):
    """``…/otevrit/``."""

    permission = LOCK
    form_class = shapes.ReasonForm
    heading = gettext_lazy("Open the period again")
    lead = gettext_lazy("Your name and the reason stay at the period.")
    button = gettext_lazy("Open it again")
    told = gettext_lazy("The period is open again.")
    problems = (ReasonMissing,)

    def act(self, form: forms.Form) -> None:
        """Open it."""
        acts.reopen_period(period=self.period, **form.cleaned_data, **self.common())


class DifferenceListView(InPeriod):
    """``…/rozdily/[<format>/]``: what corrections changed, for whoever got the former values, such as the funder."""

    def get(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the file."""
        rows = queries.differences_of(self.period)
        if kwargs.get("format") == "csv":
            return self.file(rows)
        if kwargs.get("format"):
            raise Http404
        context = {
            "period": self.period,
            "rows": rows,
            "breadcrumbs": self.crumbs((_("What corrections changed"), "")),
        }
        return render(request, "evaluation/difference_list.html", context)

    def file(self, rows: list[queries.Difference]) -> HttpResponse:
        """The rows as csv."""
        body = write_csv(
            columns=[
                _("Code"),
                _("Indicator"),
                _("Reported value"),
                _("Corrected value"),
                _("Why"),
                _("Approved on"),
            ],
            rows=[
                [
                    row.code,
                    row.title,
                    row.before,
                    row.after,
                    row.reason,
                    timezone.localdate(row.corrected_at),
                ]
                for row in rows
            ],
        )
        response = HttpResponse(body, content_type="text/csv; charset=utf-8")
        name = f"rozdily-{self.period.slug}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
