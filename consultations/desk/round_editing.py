"""A round is prepared and edited before anybody is told of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from consultations import queries
from consultations.actions import rounds
from consultations.desk import round_forms
from consultations.desk.page import DeskPage, RoundPage
from consultations.enums import RoundStage
from consultations.models import Round


class RoundFormPage(DeskPage, FormView):
    """The form with all rules of a round."""

    template_name = "consultations/desk/round_form.html"
    form_class = round_forms.RoundForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "versions": queries.versions_to_choose(self.request.user),
            "groups": queries.groups_to_choose(self.request.user),
        }


class RoundCreateView(RoundFormPage):
    """Prepares a round; organisations of its groups are invited, the rest is done on the next screen."""

    permission = "consultations.prepare_round"
    page_title = gettext_lazy("New round of comments")

    def get_initial(self) -> dict[str, Any]:
        return round_forms.starting_values()

    def form_valid(self, form: round_forms.RoundForm) -> HttpResponse:
        now = timezone.now()
        bodies = queries.organisations_of_groups(form.cleaned_data["groups"], now)
        try:
            round = rounds.create_round(
                bodies=[(body, False) for body in bodies],
                by=self.request.user,
                at=now,
                **form.cleaned_data,
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        if bodies:
            messages.success(
                self.request,
                _(
                    "The round is prepared. Organisations of the groups are invited; check them here."
                ),
            )
            return redirect("consultations_desk:round-bodies", round.pk)
        messages.success(self.request, _("The round is prepared. Nobody outside knows of it yet."))
        return redirect("consultations_desk:round-detail", round.pk)


class PreparingPage(RoundPage):
    """Frame of the screens on which a prepared round changes."""

    permission = "consultations.prepare_round"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.round.stage != RoundStage.PREPARED and self.may(self.permission):
            messages.error(
                request, _("The round is not being prepared any more. Its rules are fixed.")
            )
            return redirect(self.round_url())
        return super().dispatch(request, *args, **kwargs)

    def lock_version(self) -> int:
        """The state of the round the form on the screen was made for."""
        typed = self.request.POST.get("lock_version", "")
        return int(typed) if typed.isdecimal() else self.round.lock_version


class RoundEditView(RoundFormPage, PreparingPage):
    """Changes a round nobody was told of; if somebody else was faster, both texts are shown."""

    page_title = gettext_lazy("Edit the round")
    current: Round | None = None

    def get_initial(self) -> dict[str, Any]:
        return round_forms.values_of(self.round)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.current is not None:
            context["differences"] = round_forms.differences(context["form"], self.current)
        shown = self.current or self.round
        keep = self.request.method == "POST" and self.current is None
        return context | {"lock_version": self.lock_version() if keep else shown.lock_version}

    def form_valid(self, form: round_forms.RoundForm) -> HttpResponse:
        try:
            rounds.edit_round(
                round=self.round,
                lock_version=self.lock_version(),
                by=self.request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except rounds.StaleRound as error:
            self.current = error.current
            form.add_error(None, str(error))
        except (rounds.RoundIsAnnounced, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(self.request, _("The round is saved."))
            return redirect(self.round_url())
        return self.form_invalid(form)


class RoundBodiesView(PreparingPage, FormView):
    """Which organisations are invited and which may make essential comments."""

    page_title = gettext_lazy("Invited bodies")
    template_name = "consultations/desk/round_bodies.html"
    form_class = round_forms.BodiesForm
    current: Round | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"organisations": queries.organisations_to_choose()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        chosen = None
        if form.is_bound:
            chosen = (set(form.data.getlist("invited")), set(form.data.getlist("essential")))
        shown = self.current or self.round
        keep = form.is_bound and self.current is None
        return super().get_context_data(
            rows=queries.bodies_to_choose(self.round, timezone.now(), chosen),
            is_conflict=self.current is not None,
            lock_version=self.lock_version() if keep else shown.lock_version,
            **kwargs,
        )

    def form_valid(self, form: round_forms.BodiesForm) -> HttpResponse:
        try:
            rounds.edit_round(
                round=self.round,
                lock_version=self.lock_version(),
                bodies=form.bodies(),
                by=self.request.user,
                at=timezone.now(),
            )
        except rounds.StaleRound as error:
            self.current = error.current
            form.add_error(None, str(error))
            return self.form_invalid(form)
        except rounds.RoundIsAnnounced as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The invited bodies are saved."))
        return redirect(self.round_url())
