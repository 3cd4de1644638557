"""Rounds at the desk: the list, one round with everything that can be done about it, preparing, bodies, the seal.

Every screen works without scripts. What goes wrong in an action is shown on the form, with everything typed kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import FormView, TemplateView

from consultations import notifications, queries, sealing, wording
from consultations.actions import reminding, round_steps, rounds, seals
from consultations.desk import round_forms
from consultations.desk.page import DeskPage, RoundPage
from consultations.enums import RoundStage, RoundState
from consultations.models import Round
from core.templatetags.osnova import local_path


class RoundListView(DeskPage, TemplateView):
    """Every round with its state, its dates and its counts."""

    page_title = gettext_lazy("Rounds of comments")
    template_name = "consultations/desk/round_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            rows=queries.desk_rows(self.request.user, timezone.now()),
            may_prepare=self.may("consultations.prepare_round"),
            **kwargs,
        )


# --- Acts on the page of a round ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done with a round: when it fits, who may, and how it is offered."""

    name: str
    form_class: Any
    permission: str
    heading: Any
    lead: Any
    fits: Callable[[Round, str], bool]
    is_grave: bool = False
    is_open: bool = False


def _at(*states: str) -> Callable[[Round, str], bool]:
    return lambda round, state: state in states


def _stage(stage: str, *, is_public: bool | None = None) -> Callable[[Round, str], bool]:
    return lambda round, state: (
        round.stage == stage and (is_public is None or round.is_public is is_public)
    )


REPORTABLE = (RoundStage.SEALED, RoundStage.SETTLED, RoundStage.REPORTED)
OVER = (RoundState.CLOSED, RoundState.SETTLING, RoundState.SETTLED, RoundState.REPORTED)
ACTS = (
    Act(
        "agree",
        round_forms.PlainForm,
        "consultations.agree_round",
        gettext_lazy("Agree and announce the round"),
        gettext_lazy(
            "Everyone can read the versions at once. The round opens and closes by itself at its times."
        ),
        _stage(RoundStage.PROPOSED),
        is_open=True,
    ),
    Act(
        "return",
        round_forms.NoteForm,
        "consultations.return_round",
        gettext_lazy("Return to be changed"),
        gettext_lazy("The round can be edited again and must be proposed anew."),
        _stage(RoundStage.PROPOSED),
    ),
    Act(
        "propose",
        round_forms.PlainForm,
        "consultations.prepare_round",
        gettext_lazy("Propose to open the round"),
        gettext_lazy(
            "Another person, an editor or a chair, must agree. Until then nobody outside is told."
        ),
        _stage(RoundStage.PREPARED, is_public=True),
    ),
    Act(
        "announce",
        round_forms.PlainForm,
        "consultations.announce_round",
        gettext_lazy("Announce the round"),
        gettext_lazy(
            "Invited people are told by mail and can read the versions. "
            "From then on rules change only publicly."
        ),
        _stage(RoundStage.PREPARED, is_public=False),
    ),
    Act(
        "seal",
        round_forms.PlainForm,
        "consultations.seal_round",
        gettext_lazy("Seal the round"),
        gettext_lazy(
            "The list of everything that came is closed with a fingerprint of each comment."
        ),
        _at(RoundState.CLOSED),
        is_open=True,
    ),
    Act(
        "settle",
        round_forms.PlainForm,
        "consultations.settle_round",
        gettext_lazy("Declare every comment settled"),
        gettext_lazy("It is refused while anything is still open."),
        _at(RoundState.SETTLING),
    ),
    Act(
        "resume",
        round_forms.NoteForm,
        "consultations.settle_round",
        gettext_lazy("Resume settling"),
        gettext_lazy("When an answer must still change. The report cannot be published meanwhile."),
        _at(RoundState.SETTLED),
    ),
    Act(
        "extend",
        round_forms.ExtendForm,
        "consultations.announce_round",
        gettext_lazy("Give more time"),
        gettext_lazy(
            "The former and the new time and the reason are shown publicly; invited people are told by "
            "mail. A round cannot be shortened."
        ),
        _at(RoundState.PLANNED, RoundState.OPEN),
    ),
    Act(
        "rules",
        round_forms.RulesForm,
        "consultations.announce_round",
        gettext_lazy("Change rules"),
        gettext_lazy(
            "The former and the new rule and the reason are shown publicly with the time. "
            "After closing only the day of the promised answer may change."
        ),
        _at(
            RoundState.PLANNED,
            RoundState.OPEN,
            RoundState.CLOSED,
            RoundState.SETTLING,
            RoundState.SETTLED,
        ),
    ),
    Act(
        "supplement",
        round_forms.SupplementForm,
        "consultations.prepare_round",
        gettext_lazy("Prepare a supplementary round"),
        gettext_lazy(
            "A closed round is never opened again. A supplementary one takes over its versions, rules "
            "and people, and gives its comments numbers of its own."
        ),
        _at(*OVER),
    ),
    Act(
        "cancel",
        round_forms.CancelForm,
        "consultations.announce_round",
        gettext_lazy("Call the round off"),
        gettext_lazy(
            "What was sent stays. If the round was announced, invited people are told by mail."
        ),
        _at(
            RoundState.PREPARED,
            RoundState.PLANNED,
            RoundState.OPEN,
            RoundState.CLOSED,
        ),
        is_grave=True,
    ),
)
ACT_BY_NAME = {act.name: act for act in ACTS}


class RoundDetailView(RoundPage, TemplateView):
    """One round: where it stands, what it lacks, who has answered, what can be done next."""

    template_name = "consultations/desk/round_detail.html"
    act_name = ""

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_page_title(self) -> str:
        return f"{self.round.reference} {self.round.title}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        round, now = self.round, timezone.now()
        facts = queries.round_facts(round, now)
        bound = kwargs.pop("form", None)
        context = {
            "facts": facts,
            "next_step": wording.next_step(round, now),
            "rules": wording.rules_in_words(round),
            "versions": queries.versions_of_round(round),
            "steps": queries.told_steps(round, with_names=True),
            "bodies": queries.body_rows_with_people(round, now),
            "told": queries.told_people(round, notifications.round_key(round)),
            "figures": queries.round_figures(round),
            "acts": self.acts(facts.state, bound),
            "open_form": self.act_name,
            "may_edit": round.stage == RoundStage.PREPARED
            and self.may("consultations.prepare_round"),
            "may_remind": facts.is_open and self.may("consultations.remind_bodies"),
            "screens": self.screens(),
            "now": now,
        }
        if round.stage in (RoundStage.PREPARED, RoundStage.PROPOSED):
            context["lacks"] = queries.what_is_missing(round, now)
        if round.stage == RoundStage.SEALED:
            undecided, doubtful = round_steps.open_points(round)
            context |= {"undecided_count": undecided, "doubtful_count": doubtful}
        if round.stage == RoundStage.PROPOSED:
            context["proposal"] = queries.latest_proposal(round)
        return super().get_context_data(**context, **kwargs)

    def acts(self, state: str, bound: Any) -> list[tuple[Act, Any, str]]:
        """What this person may do with the round as it stands, each with its form and address."""
        return [
            (
                act,
                bound if bound is not None and act.name == self.act_name else self.fresh_form(act),
                reverse("consultations_desk:round-act", args=[self.round.pk, act.name]),
            )
            for act in ACTS
            if act.fits(self.round, state) and self.may(act.permission, self.round)
        ]

    def fresh_form(self, act: Act) -> Any:
        """The form before anything is typed."""
        round = self.round
        match act.name:
            case "rules":
                names = round_forms.RulesForm.base_fields
                values = {name: getattr(round, name, "") for name in names}
                return act.form_class(initial=values)
            case "extend":
                return act.form_class(initial={"closes_at": round.closes_at})
            case "supplement":
                starting = round_forms.starting_values()
                title = _("%(title)s – supplementary round") % {"title": round.title}
                return act.form_class(
                    initial={
                        "title": title[:200],
                        "opens_at": starting["opens_at"],
                        "closes_at": starting["closes_at"],
                    }
                )
        return act.form_class()

    def screens(self) -> list[tuple[str, str]]:
        """Other screens about this round: (name, address)."""
        found = []
        if self.round.stage == RoundStage.PREPARED and self.may("consultations.prepare_round"):
            found += [
                (_("Edit the round"), self.screen("round-edit")),
                (_("Invited bodies"), self.screen("round-bodies")),
            ]
        if self.round.is_announced and self.may("consultations.view_settlements"):
            found.append((_("Settlement of comments"), self.screen("settlement-list")))
        if self.round.is_announced and self.may("consultations.enter_statement"):
            found += [
                (_("Statements"), self.screen("statement-list")),
                (_("Spreadsheets of comments"), self.screen("import-list")),
            ]
        if queries.seal_of(self.round) is not None:
            found.append((_("Seal of the round"), self.screen("round-seal")))
        if self.round.stage in REPORTABLE and self.may("consultations.publish_report"):
            found.append((_("Report on the round"), self.screen("round-report")))
        return found

    def screen(self, name: str) -> str:
        """Address of a screen about this round."""
        return reverse(f"consultations_desk:{name}", args=[self.round.pk])


class RoundActView(RoundDetailView):
    """Does one of the acts; what was refused comes back on the page of the round as it was typed."""

    http_method_names = ["post"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["act"] not in ACT_BY_NAME:
            raise Http404
        self.act = ACT_BY_NAME[kwargs["act"]]
        self.act_name = self.act.name

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.permission = self.act.permission
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.act.form_class(request.POST)
        if form.is_valid():
            try:
                done = getattr(self, f"do_{self.act.name}")(form, timezone.now())
            except round_steps.ShorteningRefused as error:
                form.add_error("closes_at", str(error))
            except rounds.StaleRound as error:
                form.add_error(None, str(error))
                form.data = form.data.copy()
                form.data["lock_version"] = error.current.lock_version
            except (
                round_steps.RoundNotReady,
                rounds.RoundMoveRefused,
                round_steps.NothingChanged,
                round_steps.CommentsStillOpen,
            ) as error:
                form.add_error(None, str(error))
            else:
                message, round = done
                messages.success(request, message)
                return redirect("consultations_desk:round-detail", round.pk)
        self.round = queries.round_at_desk(self.round.pk, request.user)
        if not self.act.fits(self.round, self.round.state_at(timezone.now())):
            # the act is not offered any more, so its form cannot say why
            messages.error(request, " ".join(form.non_field_errors()) or _("This is done already."))
            return redirect(self.round_url())
        return self.render_to_response(self.get_context_data(form=form))

    def do_propose(self, _form: Any, at: datetime) -> tuple[str, Round]:
        round_steps.propose_opening(round=self.round, by=self.request.user, at=at)
        return _("The opening is proposed. A second person must agree."), self.round

    def do_agree(self, _form: Any, at: datetime) -> tuple[str, Round]:
        round_steps.announce_round(round=self.round, by=self.request.user, at=at)
        return _("You have agreed. The round is announced."), self.round

    def do_announce(self, _form: Any, at: datetime) -> tuple[str, Round]:
        round_steps.announce_round(round=self.round, by=self.request.user, at=at)
        return _("The round is announced. Invited people are told by mail."), self.round

    def do_return(self, form: Any, at: datetime) -> tuple[str, Round]:
        round_steps.return_proposal(
            round=self.round, by=self.request.user, at=at, **form.cleaned_data
        )
        return _("The round is returned to be changed."), self.round

    def do_extend(self, form: Any, at: datetime) -> tuple[str, Round]:
        round_steps.extend_round(round=self.round, by=self.request.user, at=at, **form.cleaned_data)
        return _("The round is extended; everyone can see it."), self.round

    def do_rules(self, form: Any, at: datetime) -> tuple[str, Round]:
        round_steps.change_rules(round=self.round, by=self.request.user, at=at, **form.cleaned_data)
        return _("The rules are changed; everyone can see it."), self.round

    def do_cancel(self, form: Any, at: datetime) -> tuple[str, Round]:
        round_steps.cancel_round(
            round=self.round, note=form.cleaned_data["note"], by=self.request.user, at=at
        )
        return _("The round is called off."), self.round

    def do_seal(self, _form: Any, at: datetime) -> tuple[str, Round]:
        seals.seal_round(round=self.round, by=self.request.user, at=at)
        return _("The round is sealed."), self.round

    def do_settle(self, _form: Any, at: datetime) -> tuple[str, Round]:
        round_steps.settle_round(round=self.round, by=self.request.user, at=at)
        return _("Every comment is settled."), self.round

    def do_resume(self, form: Any, at: datetime) -> tuple[str, Round]:
        round_steps.resume_settling(
            round=self.round, by=self.request.user, at=at, **form.cleaned_data
        )
        return _("Settling is resumed."), self.round

    def do_supplement(self, form: Any, at: datetime) -> tuple[str, Round]:
        made = round_steps.open_supplement(
            round=self.round, by=self.request.user, at=at, **form.cleaned_data
        )
        return _("The supplementary round is prepared. Check it and announce it."), made


class RemindView(RoundPage, TemplateView):
    """Reminds the chosen bodies that have not answered."""

    http_method_names = ["post"]
    permission = "consultations.remind_bodies"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        rows = queries.body_rows(self.round)
        form = round_forms.RemindForm(
            request.POST, bodies=[(row.body.organisation_id, row.name) for row in rows]
        )
        if not form.is_valid():
            messages.error(request, _("Choose at least one body."))
            return redirect(self.round_url())
        try:
            count = reminding.remind_bodies(
                round=self.round,
                organisations=form.cleaned_data["body"],
                by=request.user,
                at=timezone.now(),
            )
        except (reminding.NobodyToRemind, rounds.RoundMoveRefused) as error:
            messages.error(request, str(error))
        else:
            sent = ngettext(
                "A reminder goes to %(count)d person.",
                "A reminder goes to %(count)d people.",
                count,
            ) % {"count": count}
            messages.success(request, f"{sent} " + _("Nobody gets more than one a day."))
        return redirect(self.round_url())


# --- Preparing --------------------------------------------------------------------------------------------


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
        return int(typed) if typed.isdigit() else self.round.lock_version


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


class RoundSealView(RoundPage, TemplateView):
    """What lay on the table when the round closed, and whether it still agrees with what is stored."""

    page_title = pgettext_lazy("of a round", "Seal")
    template_name = "consultations/desk/round_seal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seal = queries.seal_of(self.round)
        if seal is None:
            raise Http404
        findings = None
        if self.request.GET.get("overit"):
            findings = list(sealing.verify_round(self.round))
        return super().get_context_data(
            seal=queries.seal_facts(seal),
            findings=findings,
            public_url=local_path(f"{self.round.path}pecet/"),
            **kwargs,
        )
