"""The intake desk: statements of a round, entering what came by other channels, splitting it into points."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import FormView, TemplateView

from consultations import uploads
from consultations.actions import comment_words, comments, intake, splitting
from consultations.anchors import QuoteDoesNotMatch
from consultations.desk.intake_forms import (
    DuplicateForm,
    MandateForm,
    PointForm,
    StatementForm,
    point_initial,
)
from consultations.desk.page import DeskPage, RoundPage
from consultations.enums import Channel, StatementState
from consultations.models import Comment, Statement
from consultations.naming import staff_name
from consultations.originals import left_over, lines_of
from consultations.queries import intake as reads
from core.templatetags.osnova import local_path
from people.tokens import new_token

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

    permission = "consultations.enter_statement"
    page_title = gettext_lazy("Statements")
    template_name = "consultations/desk/statement_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.request.GET.get("jen", "")
        wanted = wanted if wanted in reads.FILTERS else ""
        rows = Paginator(reads.statement_rows(self.round, wanted), PAGE_SIZE)
        return super().get_context_data(
            rows=rows.get_page(self.request.GET.get("p")),
            filters=[(key, label, key == wanted) for key, label in FILTER_LABELS.items()],
            wanted=wanted,
            **kwargs,
        )


class StatementEnterView(RoundPage, FormView):
    """Enter what came by another channel. A late one in a round that takes none is offered to another round."""

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


class StatementPage(DeskPage):
    """Frame of the screens about one statement."""

    permission = "consultations.enter_statement"
    statement: Statement

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = reads.statement_at_desk(kwargs["pk"], request.user)
        if found is None:
            raise Http404
        self.statement = found

    @property
    def round(self) -> Any:
        """The statement's round."""
        return self.statement.round

    def page_url(self) -> str:
        """Address of the statement's page."""
        return reverse("consultations_desk:statement-detail", args=[self.statement.pk])

    def trail(self) -> list[tuple[str, str]]:
        round = self.round
        return [
            (
                reverse("consultations_desk:round-detail", args=[round.pk]),
                f"{round.reference} {round.title}",
            ),
            (reverse("consultations_desk:statement-list", args=[round.pk]), _("Statements")),
        ]

    @property
    def takes_points(self) -> bool:
        """Whether points may be added to it."""
        return (
            self.statement.channel != Channel.WEB
            and self.statement.state == StatementState.SUBMITTED
            and self.statement.duplicate_of_id is None
            and self.statement.original_erased_at is None
        )

    def original(self, points: list[Comment]) -> dict[str, Any]:
        """The original with its marks, for ``_original.html``."""
        lines = lines_of(self.statement.original_text, reads.spans_of(points))
        return {"lines": lines, "left_count": left_over(lines), "is_long": len(lines) > 40}


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
            and statement.channel != Channel.WEB,
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
        firsts = [
            (str(row.pk), f"{row.reference} – {staff_name(row.respondent)}")
            for row in reads.possible_firsts(self.statement)
        ]
        return DuplicateForm(firsts=firsts) if firsts else None


class PointWriteView(StatementPage, FormView):
    """The original beside a form for one point: mark its words, say what it is about."""

    template_name = "consultations/desk/point_write.html"
    form_class = PointForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.versions = reads.versions_of_round(self.round)
        self.point = None
        if "point_pk" in kwargs:
            self.point = reads.point_of(self.statement, kwargs["point_pk"])
            if self.point is None:
                raise Http404

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = super().dispatch
        if not self.takes_points and self.may(self.permission):
            messages.error(request, _("Points cannot be added to this statement."))
            return redirect(self.page_url())
        return allowed(request, *args, **kwargs)

    def get_page_title(self) -> str:
        name = {"reference": self.statement.reference}
        return (
            _("Edit a point of %(reference)s") if self.point else _("Points of %(reference)s")
        ) % name

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (self.page_url(), self.statement.reference)]

    def get_initial(self) -> dict[str, Any]:
        return point_initial(self.point) if self.point else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        respondent = self.statement.respondent
        return super().get_form_kwargs() | {
            "versions": self.versions,
            "finders": {str(v.pk): reads.place_finder(v) for v in self.versions},
            "may_be_essential": comments.may_be_essential(self.round, respondent),
            "has_original": bool(self.statement.original_text),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        points = reads.points_of(self.statement)
        context = super().get_context_data(
            statement=self.statement,
            round=self.round,
            point=self.point,
            points=points,
            waiting=[point for point in points if not point.is_sent],
            files=reads.originals_of(self.statement),
            versions=self.versions,
            sections=dict.fromkeys(
                name for version in self.versions for name in reads.sections_in_words(version)
            ),
            **kwargs,
        )
        if self.statement.original_text:
            others = [p for p in points if self.point is None or p.pk != self.point.pk]
            context["original"] = self.original(others)
            context["chosen"] = self.chosen(context["form"])
        return context

    def chosen(self, form: PointForm) -> dict[str, Any]:
        """Which words are marked now: kept from a form with errors, or those of the point being edited."""
        marked = form.marked()
        if marked is None and self.point is not None and self.point.original_start is not None:
            marked = (self.point.original_start, self.point.original_end)
        if marked is None:
            return {"value": "", "words": ""}
        start, end = marked
        return {
            "value": f"{start}-{end}",
            "start": start,
            "end": end,
            "words": self.statement.original_text[start:end],
        }

    def form_valid(self, form: PointForm) -> HttpResponse:
        data = form.cleaned_data
        start, end = form.marked() or (None, None)
        is_placed = bool(form.place.section_uid)
        try:
            splitting.save_point(
                statement=self.statement,
                version=form.versions[data["version"]],
                place=form.place.as_quote(),
                place_words="" if is_placed else data["place"],
                point=self.point,
                lock_version=data["lock_version"] or 0,
                original_start=start,
                original_end=end,
                by=self.request.user,
                at=timezone.now(),
                **{
                    name: data[name]
                    for name in ("type", "nature", "weight", "text", "proposed_wording", "reason")
                },
            )
        except comments.StaleComment as error:
            form.add_error(None, str(error))
            return self.form_invalid(form, current=error.current)
        except comments.EssentialNotAllowed as error:
            form.add_error("weight", str(error))
        except (comment_words.TextTooLong, comments.NothingWritten) as error:
            form.add_error("text", str(error))
        except (splitting.OutsideOriginal, intake.RoundTakesNothing, intake.NotEntered) as error:
            form.add_error(None, str(error))
        except (QuoteDoesNotMatch, ValidationError) as error:
            form.add_error("place", str(error))
        if form.errors:
            return self.form_invalid(form)
        messages.success(self.request, _("The point was saved. It waits for its number."))
        address = reverse("consultations_desk:point-write", args=[self.statement.pk])
        return redirect(f"{address}#veta-{start}" if start is not None else address)

    def form_invalid(self, form: PointForm, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **context))


class StatementAct(StatementPage, View):
    """A button on the page of a statement."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            self.act(request)
        except (
            splitting.NothingToFinish,
            intake.NotEntered,
            splitting.CheckedByTypist,
            intake.NotADuplicate,
            comments.CannotBeTakenBack,
        ) as error:
            messages.error(request, str(error))
        return redirect(self.target())

    def target(self) -> str:
        """Where to go afterwards."""
        return self.page_url()

    def act(self, request: HttpRequest) -> None:
        """Make the one call; tell what was done."""
        raise NotImplementedError


class PointDeleteView(StatementAct):
    """Drop a point without a number."""

    def act(self, request: HttpRequest) -> None:
        point = reads.point_of(self.statement, self.kwargs["point_pk"])
        if point is not None:
            splitting.delete_point(point=point, by=request.user, at=timezone.now())
            messages.success(request, _("The point was dropped; its words are free again."))

    def target(self) -> str:
        return reverse("consultations_desk:point-write", args=[self.statement.pk])


class StatementFinishView(StatementAct):
    """Give numbers to the points."""

    def act(self, request: HttpRequest) -> None:
        before = len([p for p in reads.points_of(self.statement) if not p.is_sent])
        splitting.finish_splitting(statement=self.statement, by=request.user, at=timezone.now())
        messages.success(
            request,
            ngettext(
                "%(count)s point got its number.", "%(count)s points got their numbers.", before
            )
            % {"count": before},
        )


class StatementEmptyView(StatementAct):
    """It holds no comment."""

    def act(self, request: HttpRequest) -> None:
        splitting.declare_without_comments(
            statement=self.statement, by=request.user, at=timezone.now()
        )
        messages.success(request, _("Recorded: there are no comments in it."))


class StatementCheckView(StatementAct):
    """A second person compared it with its original."""

    def act(self, request: HttpRequest) -> None:
        splitting.check_statement(statement=self.statement, by=request.user, at=timezone.now())
        messages.success(request, _("Marked as checked."))


class StatementMandateView(StatementAct):
    """The signer may speak for the body."""

    def act(self, request: HttpRequest) -> None:
        form = MandateForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say who signed it and for whom."))
            return
        intake.confirm_mandate(
            statement=self.statement,
            represents=form.cleaned_data["represents"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The mandate is confirmed."))


class StatementDuplicateView(StatementAct):
    """It repeats another statement."""

    def act(self, request: HttpRequest) -> None:
        key = request.POST.get("first", "")
        first = reads.first_statement(self.round, int(key)) if key.isdecimal() else None
        if first is None:
            messages.error(request, _("Choose a statement of this round."))
            return
        intake.link_duplicate(
            statement=self.statement, first=first, by=request.user, at=timezone.now()
        )
        messages.success(request, _("Linked with the first one."))


class StatementWithdrawView(StatementAct):
    """The sender took all of it back."""

    def act(self, request: HttpRequest) -> None:
        intake.withdraw_statement(statement=self.statement, by=request.user, at=timezone.now())
        messages.success(request, _("Recorded as taken back. Its points keep their numbers."))


class StatementReceiptView(StatementPage, View):
    """A receipt to be printed; with the button, a new code for the sender, shown this once."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.receipt(request)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        token = new_token()
        try:
            intake.issue_code(
                statement=self.statement, token=token, by=request.user, at=timezone.now()
            )
        except intake.NotEntered as error:
            messages.error(request, str(error))
            return redirect(self.page_url())
        return self.receipt(request, code=token)

    def receipt(self, request: HttpRequest, code: str = "") -> HttpResponse:
        """The page to print."""
        statement = self.statement
        response = render(
            request,
            "consultations/desk/statement_receipt.html",
            {
                "statement": statement,
                "round": statement.round,
                "sender": staff_name(statement.respondent),
                "points": [p for p in reads.points_of(statement) if p.is_sent],
                "code": code,
                "own_url": request.build_absolute_uri(
                    local_path(f"{statement.round.path}nalozeni/")
                ),
                "back_url": self.page_url(),
            },
        )
        response.headers["Cache-Control"] = "no-store"
        return response


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


ROUND = "kola/<int:round_pk>/podani/"
STATEMENT = "podani/<int:pk>/"
urlpatterns = [
    path(ROUND, StatementListView.as_view(), name="statement-list"),
    path(f"{ROUND}zapsat/", StatementEnterView.as_view(), name="statement-enter"),
    path(STATEMENT, StatementDetailView.as_view(), name="statement-detail"),
    path(f"{STATEMENT}body/", PointWriteView.as_view(), name="point-write"),
    path(f"{STATEMENT}body/<int:point_pk>/", PointWriteView.as_view(), name="point-edit"),
    path(f"{STATEMENT}body/<int:point_pk>/smazat/", PointDeleteView.as_view(), name="point-delete"),
    path(f"{STATEMENT}dokoncit/", StatementFinishView.as_view(), name="statement-finish"),
    path(f"{STATEMENT}bez-pripominek/", StatementEmptyView.as_view(), name="statement-empty"),
    path(f"{STATEMENT}zkontrolovano/", StatementCheckView.as_view(), name="statement-check"),
    path(f"{STATEMENT}povereni/", StatementMandateView.as_view(), name="statement-mandate"),
    path(f"{STATEMENT}opakuje/", StatementDuplicateView.as_view(), name="statement-duplicate"),
    path(f"{STATEMENT}zpet/", StatementWithdrawView.as_view(), name="statement-withdraw"),
    path(f"{STATEMENT}potvrzeni/", StatementReceiptView.as_view(), name="statement-receipt"),
    path(f"{STATEMENT}soubor/<int:file_pk>/", OriginalFileView.as_view(), name="statement-file"),
]
