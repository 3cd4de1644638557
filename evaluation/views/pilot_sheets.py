"""Spreadsheets of the pilot: what would become of each row, storing them, downloads of rows and of an empty table."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.sheet_reading import SheetNotRead
from core.spreadsheets import LARGEST_FILE
from evaluation.actions import pilot_imports as acts
from evaluation.actions.households import drawn_pseudonyms
from evaluation.exports import pilot as exports
from evaluation.forms import sheets as shapes
from evaluation.queries.flats import flat_rows
from evaluation.queries.pilot import stories
from evaluation.reads import log_export
from evaluation.views.pilot_pages import WORK, FormInPilot, InPilot

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DRAWN = 30
KINDS = {"byty": "flats", "domacnosti": "stays"}


class ImportView(FormInPilot):
    """``/pilot/dovoz/<byty|domacnosti>/``: first what would become of each row, then storing all of them."""

    form_class = shapes.SheetForm
    template_name = "evaluation/pilot_import.html"
    heading = gettext_lazy("Rows from a spreadsheet")
    button = gettext_lazy("Show what would become of the rows")
    problems = (acts.PilotRefused, SheetNotRead)

    def find(self, **kwargs: Any) -> Any:
        """The pilot; of what the rows are is in the address."""
        self.kind = KINDS.get(kwargs["what"], "")
        self.what = kwargs["what"]
        return super().find(**kwargs) if self.kind else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A file, or the rows that were shown and are to be stored."""
        if "rows" not in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            rows = shapes.opened_rows(request.POST["rows"])
            done = acts.import_rows(pilot=self.pilot, kind=self.kind, rows=rows, **self.common())
        except signing.BadSignature:
            messages.error(request, _("The list is too old. Send the file again."))
            return redirect(request.get_full_path())
        except acts.RowsRefused as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())
        made = sum(row.fate is acts.Fate.NEW for row in done)
        messages.success(
            request,
            ngettext("%(count)d row was stored.", "%(count)d rows were stored.", made)
            % {"count": made},
        )
        return redirect(self.back())

    def act(self, form: forms.Form) -> HttpResponse:
        """Show what would become of the rows."""
        # one byte too many is enough to be refused for its size
        rows = acts.read_sheet(form.cleaned_data["file"].read(LARGEST_FILE + 1), self.kind)
        plans = acts.plan_rows(pilot=self.pilot, kind=self.kind, rows=rows, **self.common())
        refused = [plan for plan in plans if plan.fate is acts.Fate.REFUSED]
        new = sum(plan.fate is acts.Fate.NEW for plan in plans)
        return self.page(
            self.form(),
            plans=plans,
            refused=refused,
            new_count=new,
            sealed="" if refused or not new else shapes.sealed_rows(rows),
        )

    def back(self) -> str:
        """The list the rows go to."""
        return self.address("flat-list" if self.kind == "flats" else "household-list")

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The form, with what was found above it."""
        headings = exports.FLAT_HEADINGS if self.kind == "flats" else exports.STAY_HEADINGS
        return super().page(
            form,
            kind=self.kind,
            what=self.what,
            headings=list(headings.values()),
            **context,
        )


class EmptyTableView(InPilot):
    """``/pilot/dovoz/<byty|domacnosti>/tabulka.xlsx``: headings, and for households drawn pseudonyms."""

    permission = WORK

    def get(self, _request: HttpRequest, what: str = "", **_kwargs: Any) -> HttpResponse:
        """The file."""
        kind = KINDS[what]
        pseudonyms = drawn_pseudonyms(DRAWN) if kind == "stays" else []
        return _file(exports.empty_xlsx(kind, pseudonyms, notice()), f"{what}-prazdna")

    def find(self, **kwargs: Any) -> Any:
        """The pilot."""
        return super().find(**kwargs) if kwargs["what"] in KINDS else None


class ExportView(InPilot):
    """``/pilot/export/<byty|domacnosti>.xlsx``: every row of the pilot, logged."""

    def find(self, **kwargs: Any) -> Any:
        """The pilot."""
        return super().find(**kwargs) if kwargs["what"] in KINDS else None

    def get(self, request: HttpRequest, what: str = "", **_kwargs: Any) -> HttpResponse:
        """The file."""
        log_export(pilot=self.pilot, what=what, **self.common())
        if KINDS[what] == "flats":
            data = exports.flats_xlsx(flat_rows(self.pilot, request.user, self.today), notice())
        else:
            data = exports.stays_xlsx(stories(self.pilot, request.user), notice())
        return _file(data, what)


def notice() -> str:
    """What stands in every file."""
    return "Neveřejné: údaje o domácnostech pilotu. Jen pro pracovníka pilotu a evaluátora. Nikam je nepřeposílejte."


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="pilot-{name}.xlsx"'
    return response
