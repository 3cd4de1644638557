"""Sheets of values: one to fill in, and taking a filled one over after a preview."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.pages import FormMixin
from core.sheet_reading import SheetNotRead
from core.sheet_writing import write_xlsx
from core.spreadsheets import LARGEST_FILE
from evaluation.actions import value_imports as acts
from evaluation.actions.measurements import SheetRefused
from evaluation.actions.periods import PeriodLocked
from evaluation.enums import SheetFate
from evaluation.exports.indicators import TYPES, counted
from evaluation.forms.values import UploadForm
from evaluation.queries.entry import sheet_of
from evaluation.value_sheets import HEADINGS, ValueRow
from evaluation.views.pages import ENTER_ANY, InPeriod

SALT = "evaluation.values"
KEPT_SECONDS = 24 * 3600


class BlankSheetView(InPeriod):
    """``/hodnoceni/obdobi/<period>/list.xlsx``: what is stored, to be filled in; storing it again changes nothing."""

    permission = ENTER_ANY

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The file."""
        rows = []
        for row in sheet_of(self.period, request.user):
            figures = row.measurement.figures if row.measurement else None
            numbers = [
                counted(getattr(figures, name, None))
                for name in ("value", "numerator", "denominator")
            ]
            told = [getattr(figures, name, "") or "" for name in ("narrative", "comment")]
            day = getattr(figures, "data_as_of", None)
            rows.append([row.definition.indicator.code, row.definition.title, *numbers, day, *told])
        body = write_xlsx(
            title=self.period.label,
            columns=HEADINGS,
            rows=rows,
            facts_title=_("About the sheet"),
            facts=[
                (_("period"), self.period.label),
                (_("made on"), timezone.localdate(self.now)),
                (_("Of a share fill in the part and the whole, otherwise the value."), ""),
            ],
        )
        response = HttpResponse(body, content_type=TYPES["xlsx"])
        name = f"hodnoty-{self.period.slug}.xlsx"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class SheetImportView(FormMixin, InPeriod):
    """``…/prevzit/``: upload a filled sheet; the answer shows what would become of its rows."""

    permission = ENTER_ANY
    form_class = UploadForm
    heading = gettext_lazy("Take over a filled sheet")
    lead = gettext_lazy(
        "You see what would become of each row first. Nothing is stored before you confirm it."
    )
    button = gettext_lazy("Show what would be stored")
    template_name = "evaluation/sheet_import.html"

    def act(self, form: Any) -> HttpResponse | None:
        """Show the fate of each row."""
        try:
            # one byte too many is enough to be refused for its size
            rows = acts.read_values(form.cleaned_data["file"].read(LARGEST_FILE + 1))
        except SheetNotRead as error:
            form.add_error("file", str(error))
            return None
        return self.preview(rows)

    def preview(self, rows: list[ValueRow]) -> HttpResponse:
        """What would become of the rows, and the button that stores them."""
        plans = acts.plan_values(self.period, rows, self.request.user)
        versions = {
            plan.row.number: plan.typed.lock_version for plan in plans if plan.typed is not None
        }
        packed = [[row.number, dict(row.cells), versions.get(row.number, 0)] for row in rows]
        refused = [plan for plan in plans if plan.fate == SheetFate.REFUSED]
        stored = [plan for plan in plans if plan.fate in (SheetFate.NEW, SheetFate.CHANGED)]
        return self.page(
            self.form(),
            plans=plans,
            period_slug=self.period.slug,
            refused_count=len(refused),
            stored_count=len(stored),
            sealed=signing.dumps([self.period.pk, packed], salt=SALT, compress=True),
        )


class SheetConfirmView(InPeriod):
    """``…/prevzit/ulozit/``: stores the rows that were shown, all or none."""

    http_method_names = ["post"]
    permission = ENTER_ANY

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Store them, or say why nothing was stored."""
        try:
            period, packed = signing.loads(
                request.POST.get("rows", ""), salt=SALT, max_age=KEPT_SECONDS
            )
        except signing.BadSignature:
            period, packed = None, []
        if period != self.period.pk:
            messages.error(request, _("The sheet was shown too long ago. Upload it again."))
            return redirect(self.address("sheet-import"))
        try:
            stored = acts.import_values(
                period=self.period,
                rows=[ValueRow(number, cells) for number, cells, _version in packed],
                versions={number: version for number, _cells, version in packed},
                **self.common(),
            )
        except SheetRefused as error:
            told = [text for faults in error.faults.values() for text in faults.values()]
            messages.error(request, " ".join([str(error), *told]))
            return redirect(self.address("sheet-import"))
        except (acts.RowsRefused, PeriodLocked) as error:
            messages.error(request, str(error))
            return redirect(self.address("sheet-import"))
        messages.success(
            request,
            ngettext("%(count)s value was stored.", "%(count)s values were stored.", len(stored))
            % {"count": len(stored)},
        )
        return redirect(self.address())
