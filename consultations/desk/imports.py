"""Spreadsheets of comments at the desk: upload, preview with the fate of each row, confirm or discard."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from concept.versions_desk.forms import DateInput
from consultations.actions import imports, intake
from consultations.desk.page import INTAKE_HELP, RoundPage
from consultations.enums import Channel, ImportState, RowChoice, RowFate
from consultations.models import SheetImport
from consultations.queries import intake as reads
from core import sheet_reading
from core.spreadsheets import LARGEST_FILE, MIB

MOST_OF_A_FATE = 100  # rows of a preview shown for each fate; also a page of what was stored
OTHERS = "choice-others"  # what becomes of changed rows that are not shown
REFUSALS = (
    sheet_reading.SheetNotRead,
    intake.RoundTakesNothing,
    intake.DatesDoNotFit,
    intake.LateNotAccepted,
)


class SheetForm(forms.Form):
    """A spreadsheet and how it came."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy("xlsx or csv, at most %(size)s MB.") % {"size": LARGEST_FILE // MIB},
    )
    organisation = forms.ChoiceField(
        label=gettext_lazy("All rows are of one body"),
        required=False,
        help_text=gettext_lazy("Empty: who sent a row stands in its column."),
    )
    has_mandate = forms.BooleanField(
        label=gettext_lazy("The signer may speak for the body, it was checked"), required=False
    )
    received_on = forms.DateField(label=gettext_lazy("Delivered on"), widget=DateInput)
    sent_on = forms.DateField(label=gettext_lazy("Sent on"), widget=DateInput, required=False)
    late_reason = forms.CharField(
        label=gettext_lazy("If it came late: why it is taken"), max_length=300, required=False
    )
    record_number = forms.CharField(
        label=gettext_lazy("record number (č. j.)"), max_length=80, required=False
    )

    def __init__(self, *args: Any, senders: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in senders}
        self.fields["organisation"].choices = [
            ("", _("No")),
            *((key, body.name) for key, body in self.bodies.items()),
        ]
        self.fields["received_on"].initial = timezone.localdate()

    def arrival(self) -> intake.Arrival:
        """How and when it came."""
        data = self.cleaned_data
        return intake.Arrival(
            channel=Channel.SPREADSHEET,
            received_on=data["received_on"],
            sent_on=data["sent_on"],
            record_number=data["record_number"],
            late_reason=data["late_reason"],
        )


class ImportListView(RoundPage, FormView):
    """Upload a spreadsheet; the imports so far."""

    help_path = INTAKE_HELP
    permission = "consultations.enter_statement"
    page_title = gettext_lazy("Spreadsheets of comments")
    template_name = "consultations/desk/import_list.html"
    form_class = SheetForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"senders": reads.senders(self.round)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(imports=reads.sheets_of(self.round), **kwargs)

    def form_valid(self, form: SheetForm) -> HttpResponse:
        data = form.cleaned_data
        file = data["file"]
        try:
            # one byte too many is enough to be refused for its size
            sheet = imports.preview_sheet(
                round=self.round,
                filename=file.name,
                data=file.read(LARGEST_FILE + 1),
                arrival=form.arrival(),
                organisation=form.bodies.get(data["organisation"]),
                has_mandate=data["has_mandate"],
                by=self.request.user,
                at=timezone.now(),
            )
        except intake.LateReasonMissing as error:
            form.add_error("late_reason", str(error))
            return self.form_invalid(form)
        except REFUSALS as error:
            name = "file" if isinstance(error, sheet_reading.SheetNotRead) else None
            form.add_error(name, str(error))
            return self.form_invalid(form)
        return redirect("consultations_desk:import-detail", self.round.pk, sheet.pk)


class ImportPage(RoundPage):
    """Frame of the screens about one import."""

    help_path = INTAKE_HELP
    permission = "consultations.enter_statement"
    sheet: SheetImport

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = reads.sheet_at_desk(self.round, kwargs["pk"])
        if found is None:
            raise Http404
        self.sheet = found

    def trail(self) -> list[tuple[str, str]]:
        listing = reverse("consultations_desk:import-list", args=[self.round.pk])
        return [*super().trail(), (listing, _("Spreadsheets of comments"))]


class ImportDetailView(ImportPage, TemplateView):
    """What would become of each row; conflicts to be decided; after confirming what became of them."""

    template_name = "consultations/desk/import_detail.html"

    def get_page_title(self) -> str:
        return self.sheet.filename

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = imports.fate_counts(self.sheet.rows)
        chosen = kwargs.pop("chosen", {})
        rows, page = self.shown_rows()
        unplaced = [row["number"] for row in self.sheet.rows if row.get("is_unplaced")]
        further = {fate: count - MOST_OF_A_FATE for fate, count in counts.items()}
        return super().get_context_data(
            page=page,
            sheet=self.sheet,
            is_preview=self.sheet.state == ImportState.PREVIEW,
            counts=[(RowFate(fate).label, count) for fate, count in counts.items()],
            rows=[
                {
                    **row,
                    "label": RowFate(row["fate"]).label,
                    "letter": row.get("columns", {}).get(row.get("column"), ""),
                    "chosen": chosen.get(row["number"], ""),
                    "choice_label": RowChoice(row["choice"]).label if row.get("choice") else "",
                }
                for row in rows
            ],
            further=[
                (RowFate(fate).label, count)
                for fate, count in further.items()
                if page is None and count > 0
            ],
            further_changed=max(0, further[RowFate.CHANGED]) if page is None else 0,
            chosen_for_others=self.request.POST.get(OTHERS, ""),
            unplaced=unplaced[:MOST_OF_A_FATE],
            unplaced_more=max(0, len(unplaced) - MOST_OF_A_FATE),
            new_count=counts[RowFate.NEW],
            changed_count=counts[RowFate.CHANGED],
            choices=RowChoice.choices,
            **kwargs,
        )

    def shown_rows(self) -> tuple[list[dict[str, Any]], Page | None]:
        """Of a preview the first rows of each fate, so that all decisions stand in one form; else a page of all."""
        if self.sheet.state != ImportState.PREVIEW:
            page = Paginator(self.sheet.rows, MOST_OF_A_FATE).get_page(self.request.GET.get("p"))
            return list(page.object_list), page
        seen: Counter[str] = Counter()
        rows = []
        for row in self.sheet.rows:
            seen[row["fate"]] += 1
            if seen[row["fate"]] <= MOST_OF_A_FATE:
                rows.append(row)
        return rows, None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown = {row["number"] for row in self.shown_rows()[0]}
        others = request.POST.get(OTHERS, "")
        chosen = {
            number: request.POST.get(f"choice-{number}", "") if number in shown else others
            for number in (row["number"] for row in self.sheet.rows)
        }
        try:
            imports.confirm_import(
                sheet=self.sheet, choices=chosen, by=request.user, at=timezone.now()
            )
        except imports.ConflictsUndecided as error:
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(chosen=chosen))
        except (
            imports.PreviewOutOfDate,
            imports.ImportIsOver,
            intake.LateReasonMissing,
            *REFUSALS,
        ) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The rows are stored as comments."))
        return redirect(request.path)


class ImportDiscardView(ImportPage, View):
    """Drop a preview."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            imports.discard_import(sheet=self.sheet, by=request.user, at=timezone.now())
        except imports.ImportIsOver as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The preview was discarded; nothing of the file is kept."))
        return redirect("consultations_desk:import-list", self.round.pk)


SHEETS = "kola/<int:round_pk>/tabulky/"
urlpatterns = [
    path(SHEETS, ImportListView.as_view(), name="import-list"),
    path(f"{SHEETS}<int:pk>/", ImportDetailView.as_view(), name="import-detail"),
    path(f"{SHEETS}<int:pk>/zahodit/", ImportDiscardView.as_view(), name="import-discard"),
]
