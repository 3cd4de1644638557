"""Departments: a sheet for each, and what comes back is looked at before it becomes proposals."""

import hashlib
import io
import zipfile
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import FormView, TemplateView

from consultations.actions import departments as actions
from consultations.department_sheets import write_sheet
from consultations.desk.settlement_queue import SettlingRoundPage
from consultations.enums import ImportState, Outcome, SheetFate
from consultations.queries import departments as queries
from core.spreadsheets import LARGEST_FILE, TOO_LARGE
from core.uploads import XLSX
from people.models import Organisation


class DepartmentPage(SettlingRoundPage):
    """Frame of the screens about departments."""

    permission = "consultations.assign_settlement"

    def list_url(self) -> str:
        """Address of the list."""
        return reverse("consultations_desk:department-list", args=[self.round.pk])


class UploadForm(forms.Form):
    """The sheet a department has filled in."""

    file = forms.FileField(
        label=gettext_lazy("Filled sheet (xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy("You see first what each row would do; nothing changes yet."),
    )


class DepartmentListView(DepartmentPage, FormView):
    """Departments with their comments, a sheet for each, and the place where sheets come back."""

    page_title = gettext_lazy("Departments")
    template_name = "consultations/desk/department_list.html"
    form_class = UploadForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            rows=queries.department_rows(self.round),
            unassigned=queries.unassigned_count(self.round),
            imports=queries.sheet_imports(self.round),
            may_import=self.may("consultations.import_proposals"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.ask("consultations.import_proposals")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: UploadForm) -> HttpResponse:
        upload = form.cleaned_data["file"]
        if upload.size > LARGEST_FILE:
            form.add_error("file", actions.REFUSALS[TOO_LARGE]())
            return self.form_invalid(form)
        data = upload.read()
        try:
            department, filled = actions.read_upload(round=self.round, data=data)
        except actions.SheetRefused as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        made = actions.preview_import(
            round=self.round,
            department=department,
            filled=filled,
            filename=upload.name,
            digest=hashlib.sha256(data).hexdigest(),
            by=self.request.user,
            at=timezone.now(),
        )
        return redirect("consultations_desk:sheet-import", self.round.pk, made.pk)


def sheet_of(round: Any, department: Organisation) -> tuple[bytes, int]:
    """The file for a department, in the language of the city, and how many comments it holds."""
    rows = queries.sheet_rows(round, department)
    with translation.override(settings.LANGUAGE_CODE):
        data = write_sheet(
            title=_("Settlement"),
            round=round.reference,
            department=department.pk,
            headings=queries.headings(),
            outcomes=queries.sheet_outcomes(),
            help_title=_("How to fill it in"),
            help_lines=help_lines(round, department),
            rows=rows,
        )
    return data, len(rows)


def help_lines(round: Any, department: Organisation) -> list[str]:
    """What stands in the explaining sheet."""
    return [
        f"{round.reference} {round.title}: {department.name}",
        _(
            "Fill in only the two yellow columns: the outcome, chosen from the list, and the reason."
        ),
        _("The reason is for the author and for everyone: say why, in plain words."),
        _("A row left empty stays without your proposal."),
        _("The other columns are locked. Rows may be sorted and filtered, none may be added."),
        _("Send the file back as xlsx to whoever sent it to you."),
    ]


def file_name(round: Any, department: Organisation) -> str:
    """Name of the file for a department."""
    return f"{round.reference}-{slugify(department.name)[:60]}.xlsx".lower()


def attachment(data: bytes, name: str, mime: str) -> HttpResponse:
    """A file to be kept, never shown in place."""
    response = HttpResponse(data, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


class SheetView(DepartmentPage, View):
    """Makes the sheet of one department, or of all of them in one archive; the log keeps that it was made."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        chosen = kwargs.get("department_pk")
        if chosen is not None:
            department = queries.department_of(self.round, chosen)
            if department is None:
                raise Http404
            data, _count = self.made(department)
            return attachment(data, file_name(self.round, department), XLSX)
        rows = queries.department_rows(self.round)
        if not rows:
            messages.error(request, _("No comment is with a department yet."))
            return redirect(self.list_url())
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
            for row in rows:
                data, _count = self.made(row.department)
                files.writestr(file_name(self.round, row.department), data)
        name = f"{self.round.reference}-gestori.zip".lower()
        return attachment(archive.getvalue(), name, "application/zip")

    def made(self, department: Organisation) -> tuple[bytes, int]:
        """The sheet, noted in the log."""
        data, count = sheet_of(self.round, department)
        actions.record_issue(
            round=self.round,
            department=department,
            count=count,
            by=self.request.user,
            at=timezone.now(),
        )
        return data, count


class SheetImportView(DepartmentPage, TemplateView):
    """What a returned sheet would do, row by row; conflicts can be taken over one by one; afterwards what it did."""

    permission = "consultations.import_proposals"
    template_name = "consultations/desk/sheet_import.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.sheet = queries.sheet_import(self.round, kwargs["import_pk"])
        if self.sheet is None:
            raise Http404

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (self.list_url(), _("Departments"))]

    def get_page_title(self) -> str:
        return _("Sheet of %(department)s") % {"department": self.sheet.department}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = queries.headings()
        groups = []
        for fate in (
            SheetFate.CONFLICT,
            SheetFate.ERROR,
            SheetFate.DECIDED,
            SheetFate.DONE,
            SheetFate.PROPOSE,
            SheetFate.SAME,
            SheetFate.EMPTY,
        ):
            rows = [
                row
                | {
                    "outcome_label": Outcome(row["outcome"]).label if row["outcome"] else "",
                    "column_label": names.get(row["column"], ""),
                    "edited_labels": [names[name] for name in row["edited"]],
                }
                for row in self.sheet.rows
                if row["fate"] == fate
            ]
            if rows:
                groups.append({"fate": fate.value, "label": fate.label, "rows": rows})
        return super().get_context_data(
            sheet=self.sheet,
            is_preview=self.sheet.state == ImportState.PREVIEW,
            is_done=self.sheet.state == ImportState.DONE,
            twin=queries.finished_twin(self.sheet)
            if self.sheet.state == ImportState.PREVIEW
            else None,
            groups=groups,
            propose_count=sum(row["fate"] == SheetFate.PROPOSE for row in self.sheet.rows),
            **kwargs,
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        try:
            if "discard" in request.POST:
                actions.discard_import(sheet=self.sheet, at=timezone.now())
                messages.success(request, _("The sheet was put aside. Nothing changed."))
                return redirect(self.list_url())
            lines = {int(n) for n in request.POST.getlist("force") if n.isdecimal()}
            counts = actions.confirm_import(
                sheet=self.sheet, forced=lines, by=request.user, at=timezone.now()
            )
        except actions.ImportFinished as error:
            messages.error(request, str(error))
            return redirect(request.path)
        done = counts.get(SheetFate.DONE, 0)
        messages.success(
            request,
            ngettext(
                "%(count)s settlement was proposed from the sheet.",
                "%(count)s settlements were proposed from the sheet.",
                done,
            )
            % {"count": done},
        )
        return redirect(request.path)
