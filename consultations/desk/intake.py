"""The intake desk: statements of a round, entering what came by other channels, splitting it into points."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from consultations.actions import intake
from consultations.desk.intake_forms import DuplicateForm, MandateForm, StatementForm
from consultations.desk.intake_page import StatementPage
from consultations.desk.page import INTAKE_HELP, RoundPage
from consultations.enums import Channel
from consultations.naming import staff_name
from consultations.queries import intake as reads
from core import uploads

PAGE_SIZE = 50
REFUSALS = (
    intake.RoundTakesNothing,
    intake.DatesDoNotFit,
    intake.NothingReceived,
    intake.NotADuplicate,
)
FILTER_LABELS = {
    "": gettext_lazy("All statements"),
    reads.TO_SPLIT: gettext_lazy("To be split"),
    reads.TO_CHECK: gettext_lazy("To be compared with the original"),
    reads.NO_MANDATE: gettext_lazy("Mandate not known"),
    reads.LATE: gettext_lazy("Late"),
}


class StatementListView(RoundPage, TemplateView):
    """Statements that came into a round, with what is left to do about them."""

    help_path = INTAKE_HELP
    permission = "consultations.enter_statement"
    page_title = gettext_lazy("Statements")
    template_name = "consultations/desk/statement_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.request.GET.get("jen", "")
        wanted = wanted if wanted in reads.FILTERS else ""
        keys = Paginator(reads.statement_keys(self.round, wanted), PAGE_SIZE)
        page = keys.get_page(self.request.GET.get("p"))
        page.object_list = reads.statement_rows(self.round, page.object_list)
        return super().get_context_data(
            rows=page,
            filters=[(key, label, key == wanted) for key, label in FILTER_LABELS.items()],
            wanted=wanted,
            **kwargs,
        )


class StatementEnterView(RoundPage, FormView):
    """Enter what came by another channel. A late one in a round that takes none is offered to another round."""

    help_path = INTAKE_HELP
    permission = "consultations.enter_statement"
    page_title = gettext_lazy("Enter a statement")
    template_name = "consultations/desk/statement_enter.html"
    form_class = StatementForm

    def trail(self) -> list[tuple[str, str]]:
        listing = reverse("consultations_desk:statement-list", args=[self.round.pk])
        return [*super().trail(), (listing, _("Statements"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "round": self.round,
            "senders": reads.senders(self.round),
        }

    def form_valid(self, form: StatementForm) -> HttpResponse:
        data = form.cleaned_data
        known = reads.known_statements(
            self.round,
            digests=[
                intake.original_digest(intake.untouched(data["original_text"]), ()),
                *(upload.digest for upload in data["files"]),
            ],
            organisation=form.body(),
        )
        first = None
        if known:
            form.ask_about(known)
            answer = self.request.POST.get("known", "")
            if answer not in dict(form.fields["known"].choices):
                form.add_error("known", _("Look whether it came already, and say what it is."))
                return self.form_invalid(form, known=known)
            first = next((row for row in known if str(row.pk) == answer), None)
        try:
            statement = intake.enter_statement(
                round=self.round,
                sender=form.sender(),
                arrival=form.arrival(),
                original_text=data["original_text"],
                files=data["files"],
                has_no_comments=data["has_no_comments"],
                duplicate_of=first,
                by=self.request.user,
                at=timezone.now(),
            )
        except intake.LateReasonMissing as error:
            form.add_error("late_reason", str(error))
            return self.form_invalid(form, known=known)
        except intake.LateNotAccepted as error:
            form.add_error(None, str(error))
            others = reads.rounds_that_take(self.round, data["received_on"], self.request.user)
            return self.form_invalid(form, others=others, is_refused=True)
        except REFUSALS as error:
            form.add_error(None, str(error))
            return self.form_invalid(form, known=known)
        messages.success(
            self.request,
            _("Entered as %(reference)s.") % {"reference": statement.reference},
        )
        name = "statement-detail" if statement.is_split else "point-write"
        return redirect(f"consultations_desk:{name}", statement.pk)

    def form_invalid(self, form: StatementForm, **context: Any) -> HttpResponse:
        context |= {"had_files": bool(self.request.FILES)}
        return self.render_to_response(self.get_context_data(form=form, **context))


class StatementDetailView(StatementPage, TemplateView):
    """One statement: what came, what was made of it, what can be done about it."""

    template_name = "consultations/desk/statement_detail.html"

    def get_page_title(self) -> str:
        return _("Statement %(reference)s") % {"reference": self.statement.reference}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statement = self.statement
        points = reads.points_of(statement)
        context = super().get_context_data(
            statement=statement,
            round=statement.round,
            sender=staff_name(statement.respondent),
            points=points,
            waiting=[point for point in points if not point.is_sent],
            files=reads.originals_of(statement),
            takes_points=self.takes_points,
            may_check=(
                statement.channel != Channel.WEB
                and statement.is_split
                and statement.checked_at is None
            ),
            may_get_code=not statement.respondent.is_body
            and statement.respondent.user_id is None
            and statement.channel != Channel.WEB
            and (statement.channel != Channel.SPREADSHEET or bool(statement.respondent.name)),
            lacks_mandate=statement.respondent.is_body
            and statement.channel != Channel.WEB
            and not statement.respondent.mandate_checked,
            mandate_form=MandateForm(initial={"represents": statement.respondent.represents}),
            **kwargs,
        )
        if self.takes_points and not points:
            context["duplicate_form"] = self.duplicate_form()
        if statement.original_text:
            context["original"] = self.original(points)
        return context

    def duplicate_form(self) -> DuplicateForm | None:
        """Which statements it may repeat; None when there is no other."""
        found, more_count = reads.possible_firsts(self.statement)
        firsts = [(str(row.pk), f"{row.reference} – {staff_name(row.respondent)}") for row in found]
        return DuplicateForm(firsts=firsts, more_count=more_count) if firsts else None


class OriginalFileView(StatementPage, View):
    """A file kept as the original, byte by byte."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = reads.original_file(self.statement, kwargs["file_pk"])
        if found is None:
            raise Http404
        response = HttpResponse(bytes(found.data), content_type=found.mime)
        in_place = found.mime in uploads.SHOWN_IN_PLACE
        response.headers["Content-Disposition"] = content_disposition_header(
            not in_place, found.filename
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response.headers["Cache-Control"] = "private, no-store"
        return response
