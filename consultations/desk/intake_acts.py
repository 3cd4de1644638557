"""Steps with an entered statement: finished, checked, marked as a duplicate, taken back, acknowledged."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from consultations.actions import comments, intake, splitting
from consultations.desk.intake_forms import MandateForm
from consultations.desk.intake_page import StatementPage
from consultations.naming import staff_name
from consultations.queries import intake as reads
from core.templatetags.osnova import local_path
from people.tokens import new_code


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
        raise NotImplementedError  # each button below does its own


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
        key, number = request.POST.get("first", ""), request.POST.get("number", "").strip()
        if number:  # written by hand, so meant
            first = reads.statement_by_number(self.round, number)
        else:
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
        code = new_code()
        try:
            intake.issue_code(
                statement=self.statement, token=code, by=request.user, at=timezone.now()
            )
        except intake.NotEntered as error:
            messages.error(request, str(error))
            return redirect(self.page_url())
        return self.receipt(request, code=code)

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
