"""Rounds at the desk: the list, one round with everything that can be done about it, the seal.

Every screen works without scripts. What goes wrong in an action is shown on the form, with everything typed kept.
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import TemplateView

from consultations import notifications, queries, sealing, wording
from consultations.actions import reminding, round_steps, rounds, seals
from consultations.desk import round_forms
from consultations.desk.page import DeskPage, RoundPage
from consultations.desk.round_acts import ACT_BY_NAME, ACTS, REPORTABLE, Act
from consultations.enums import RoundStage
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
            found.append((_("Files given out"), self.screen("issued-file-list")))
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
