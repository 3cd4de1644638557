"""The settlement desk: the queue of a round, one comment with its settlement, and every act on it.

Everything works without scripts; ``settling.js`` adds keys. The queue's filter is in the address and goes along to each
comment, so that "next" is the next one of what was sought.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView

from concept.word_alignment import diff_words
from consultations.actions import assignments, clusters, implementing
from consultations.actions import disputes as dispute_actions
from consultations.actions import settlements as actions
from consultations.actions import themes as theme_actions
from consultations.desk import settling_forms as forms
from consultations.desk.page import DeskPage, RoundPage
from consultations.enums import (
    OUTCOMES,
    OUTCOMES_NEEDING_CONSENT,
    OUTCOMES_THAT_CHANGE_TEXT,
    OUTCOMES_THAT_REFUSE,
    OUTCOMES_WITHOUT_REASON,
    BulkKind,
    CommentNature,
    DecidedBy,
    DisputeLevel,
    Outcome,
    SettlementState,
    SettlingAct,
    Weight,
)
from consultations.models import Round, Settlement
from consultations.queries import clusters as cluster_queries
from consultations.queries import (
    desk_words,
    settlement_queue,
    settling_acts,
    standard_answers,
    themes,
)
from consultations.queries import settlements as desk
from consultations.queries import wordings as wording_queries
from consultations.queries.statements import files_of
from core.permissions import allowed
from people.enums import Role

# What an act of the desk may answer: said on the form, with everything typed kept.
REFUSALS = (
    actions.MoveRefused,
    actions.ReasonMissing,
    actions.TargetMissing,
    actions.MeetingNeeded,
    actions.ChairNeeded,
    actions.ConsentMissing,
    actions.DisputeOpen,
    implementing.NoRealChange,
    theme_actions.ThemeUnknown,
)
# Last parts of the addresses of the acts.
ACT_PATHS: dict[str, str] = {
    "navrh": SettlingAct.PROPOSE,
    "kontrola": SettlingAct.REVIEW,
    "rozhodnuti": SettlingAct.DECIDE,
    "jednani": SettlingAct.MEETING,
    "souhlas": SettlingAct.AGREE,
    "rozpor": SettlingAct.DISPUTE,
    "rozpor-vys": SettlingAct.RAISE,
    "stanoviska": SettlingAct.POSITIONS,
    "rozpor-vyresit": SettlingAct.RESOLVE,
    "zmena": SettlingAct.IMPLEMENT,
    "beze-zmeny": SettlingAct.NO_CHANGE,
    "overeni": SettlingAct.VERIFY,
    "odpoved": SettlingAct.ANSWER,
    "prideleni": SettlingAct.ASSIGN,
    "temata": SettlingAct.THEMES,
    "poznamka": SettlingAct.NOTE,
    "vyjmout": SettlingAct.LEAVE,
}
PATH_OF = {act: path for path, act in ACT_PATHS.items()}
LEADS: dict[str, Any] = {
    SettlingAct.REVIEW: gettext_lazy("Say that the proposal was checked and may be decided."),
    SettlingAct.DECIDE: gettext_lazy(
        "Your own word makes the proposal valid. Equal comments are decided with it."
    ),
    SettlingAct.MEETING: gettext_lazy(
        "Write down what a meeting decided. Equal comments are decided with it."
    ),
    SettlingAct.AGREE: gettext_lazy(
        "The author of an essential comment agrees to this outcome and these words."
    ),
    SettlingAct.DISPUTE: gettext_lazy(
        "The comment is essential, it is to be refused, and its author insists."
    ),
    SettlingAct.IMPLEMENT: gettext_lazy(
        "Two versions must really differ there. The change is linked to the comment for ever."
    ),
    SettlingAct.VERIFY: gettext_lazy("You have read the new words and they meet the comment."),
    SettlingAct.ANSWER: gettext_lazy(
        "The author gets the answer. From then on only a new proposal changes it."
    ),
}
TOLD: dict[str, Any] = {
    SettlingAct.PROPOSE: gettext_lazy("The settlement is proposed."),
    SettlingAct.REVIEW: gettext_lazy("The proposal is marked as checked."),
    SettlingAct.DECIDE: gettext_lazy("The settlement is decided."),
    SettlingAct.MEETING: gettext_lazy("The decision of the meeting is recorded."),
    SettlingAct.AGREE: gettext_lazy("The author's consent is recorded."),
    SettlingAct.DISPUTE: gettext_lazy("The dispute is open."),
    SettlingAct.RAISE: gettext_lazy("The dispute went to a higher level."),
    SettlingAct.POSITIONS: gettext_lazy("The positions are saved."),
    SettlingAct.RESOLVE: gettext_lazy("The dispute is resolved and the comment decided."),
    SettlingAct.IMPLEMENT: gettext_lazy("The comment is linked to the changed text."),
    SettlingAct.NO_CHANGE: gettext_lazy("It is said why the text does not change."),
    SettlingAct.VERIFY: gettext_lazy("The new text is confirmed."),
    SettlingAct.ANSWER: gettext_lazy("The answer is given."),
    SettlingAct.ASSIGN: gettext_lazy("The comment is assigned."),
    SettlingAct.THEMES: gettext_lazy("The themes are saved."),
    SettlingAct.NOTE: gettext_lazy("The note is saved."),
    SettlingAct.LEAVE: gettext_lazy("The comment is taken out of the equal ones."),
}
BULK_KINDS = (
    BulkKind.ASSIGN,
    BulkKind.THEME,
    BulkKind.PROPOSE,
    BulkKind.REVIEW,
    BulkKind.DECIDE,
    BulkKind.JOIN,
    BulkKind.ANSWER,
)


def queue_url(round: Round) -> str:
    """Address of a round's queue."""
    return reverse("consultations_desk:settlement-list", args=[round.pk])


def settlement_url(reference: str, sought: settlement_queue.QueueFilter | None = None) -> str:
    """Address of a comment at the desk; with what was sought, so that one can go on there."""
    address = reverse("consultations_desk:settlement-detail", args=[reference])
    query = urlencode(sought.active()) if sought else ""
    return f"{address}?{query}" if query else address


def sought_in(data: Any, round: Round) -> settlement_queue.QueueFilter:
    """What an address or a form seeks in the queue of a round."""
    return forms.QueueForm(data, round=round, today=timezone.localdate()).sought()


class SettlingRoundPage(RoundPage):
    """Frame of the screens of one round's settlement."""

    permission_to_know = "consultations.view_settlements"
    header_icon = "clipboard-list"

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (queue_url(self.round), _("Settlement"))]


class QueueView(SettlingRoundPage, TemplateView):
    """The comments of a round: filter, order, page; rows can be chosen for a step over many."""

    template_name = "consultations/desk/settlement_list.html"

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:-1]

    def get_page_title(self) -> str:
        return _("Settlement")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        form = forms.QueueForm(self.request.GET, round=self.round, today=today)
        sought = form.sought()
        page = self.request.GET.get("p", "")
        queue = settlement_queue.read_queue(
            self.round,
            self.request.user,
            sought,
            today,
            int(page) if page.isdecimal() else 1,
        )
        without_state = {k: v for k, v in sought.active().items() if k != "state"}
        unsettled = sum(queue.states.get(state, 0) for state in settlement_queue.UNSETTLED_STATES)
        counts = [
            ("", _("All"), sum(queue.states.values())),
            (settlement_queue.UNSETTLED, _("Unsettled"), unsettled),
            *(
                (state.value, state.label, queue.states[state])
                for state in SettlementState
                if queue.states.get(state)
            ),
        ]
        return super().get_context_data(
            form=form,
            sought=sought,
            queue=queue,
            rows=queue.rows,
            query=urlencode(sought.active()),
            states=[
                {
                    "label": label,
                    "count": count,
                    "query": urlencode(without_state | ({"state": state} if state else {})),
                    "is_current": sought.state == state,
                }
                for state, label, count in counts
            ],
            narrowing=len(set(sought.active()) - {"sort", "state", "q"}),
            previous_page=queue.page - 1 if queue.page > 1 else 0,
            next_page=queue.page + 1 if queue.page < queue.page_count else 0,
            bulk_kinds=[(kind.value, kind.label) for kind in BULK_KINDS if self.may_step(kind)],
            may_join=self.may("consultations.join_comments"),
            may_propose=self.may("consultations.implement_settlement"),
            may_assign=self.may("consultations.assign_settlement"),
            may_meet=self.may("consultations.record_meeting_decision"),
            **kwargs,
        )

    def may_step(self, kind: str) -> bool:
        """Whether a step over many rows is offered at all; each row is asked again."""
        return self.may(BULK_PERMISSIONS[kind])


BULK_PERMISSIONS: dict[str, str] = {
    BulkKind.ASSIGN: "consultations.assign_settlement",
    BulkKind.THEME: "consultations.assign_settlement",
    BulkKind.PROPOSE: "consultations.manage_standard_answers",
    BulkKind.REVIEW: "consultations.review_settlement",
    BulkKind.DECIDE: "consultations.record_meeting_decision",
    BulkKind.JOIN: "consultations.join_comments",
    BulkKind.ANSWER: "consultations.implement_settlement",
}


# --- one comment -----------------------------------------------------------------------------------


class SettlementPage(DeskPage):
    """Frame of what concerns one comment, found by its number."""

    permission_to_know = "consultations.view_settlements"
    header_icon = "clipboard-list"
    settlement: Settlement

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = None
        if allowed(request.user, self.permission_to_know):
            found = desk.settlement_at_desk(kwargs["reference"], request.user)
        if found is None:
            raise Http404
        self.settlement = found
        self.comment = found.comment
        self.round = found.comment.round

    @cached_property
    def sought(self) -> settlement_queue.QueueFilter:
        """The filter of the queue the person came from."""
        return sought_in(QueryDict(self.request.META.get("QUERY_STRING", "")), self.round)

    def trail(self) -> list[tuple[str, str]]:
        address = reverse("consultations_desk:round-detail", args=[self.round.pk])
        query = urlencode(self.sought.active())
        queue = queue_url(self.round)
        return [
            (address, f"{self.round.reference} {self.round.title}"),
            (f"{queue}?{query}" if query else queue, _("Settlement")),
        ]

    def get_page_title(self) -> str:
        return self.comment.reference


class SettlementView(SettlementPage, TemplateView):
    """One comment: its words in the text, its neighbours, its answer with history, and what can be done now."""

    template_name = "consultations/desk/settlement_detail.html"
    bound: tuple[str, forms.ActForm] | None = None
    conflict: dict[str, Any] | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, settlement, sought = self.request.user, self.settlement, self.sought
        disputes = desk.disputes_of(settlement)
        dispute = next((d for d in disputes if d.resolved_on is None), None)
        may_see_names = self.may("consultations.view_private")
        neighbours = desk.neighbours_on_passage(settlement, user)
        members = cluster_queries.cluster_members(settlement, user)
        comment = self.comment
        return super().get_context_data(
            settlement=settlement,
            comment=comment,
            round=self.round,
            name=desk_words.name_for(comment, may_see_names=may_see_names),
            shows_words=desk_words.shows_words_at_desk(comment, may_see_private=may_see_names),
            places=desk.quoted_passages(comment),
            files=files_of(comment) if may_see_names else [],
            wording=diff_words(comment.wording_from, comment.proposed_wording)
            if comment.proposed_wording
            else [],
            neighbours=[
                (n, desk_words.name_for(n.comment, may_see_names=may_see_names)) for n in neighbours
            ],
            members=[
                (m, desk_words.name_for(m.comment, may_see_names=may_see_names)) for m in members
            ],
            history=desk.answer_history(settlement),
            notes=desk.notes_of(settlement),
            disputes=disputes,
            dispute=dispute,
            themes=[theme.name for theme in themes.themes_of(comment)],
            target=settlement.target,
            covered=desk.covered_passage(settlement),
            taken=desk.taken_wordings(settlement),
            beside=settlement_queue.queue_neighbours(
                settlement, user, sought, timezone.localdate()
            ),
            query=urlencode(sought.active()),
            is_overdue=settlement_queue.is_overdue(settlement, timezone.localdate()),
            is_essential=comment.weight == Weight.ESSENTIAL,
            acts=self.act_contexts(dispute),
            conflict=self.conflict,
            contradicts=wording_queries.accepted_collisions(settlement, user),
            has_wordings=bool(comment.proposed_wording and comment.passage_uid)
            and self.may("consultations.implement_settlement"),
            **kwargs,
        )

    def act_contexts(self, dispute: Any) -> list[dict[str, Any]]:
        """Acts possible now with their forms, in the order of the work; a refused one stays with what was typed."""
        possible = settling_acts.acts_for(self.request.user, self.settlement, dispute=dispute)
        bound_act, bound_form = self.bound or ("", None)
        found = []
        for act, form_class in forms.FORMS.items():
            if act not in possible and act != bound_act:
                continue
            form = bound_form if act == bound_act else self.fresh_form(act, form_class)
            found.append(
                {
                    "name": PATH_OF[act],
                    "act": str(act),
                    "heading": SettlingAct(act).label,
                    "lead": LEADS.get(act, ""),
                    "action": self.act_url(act),
                    "form": form,
                    "open": act == bound_act
                    or (
                        act == SettlingAct.PROPOSE and self.settlement.state == SettlementState.OPEN
                    ),
                }
            )
        return found

    def fresh_form(self, act: str, form_class: type[forms.ActForm]) -> forms.ActForm:
        """An unbound form with what is stored."""
        return form_class(
            settlement=self.settlement,
            user=self.request.user,
            initial=form_class.first_values(self.settlement),
            prefix=PATH_OF[act],
        )

    def act_url(self, act: str) -> str:
        """Address an act is posted to; the filter goes along."""
        address = reverse(
            "consultations_desk:settlement-act", args=[self.comment.reference, PATH_OF[act]]
        )
        query = urlencode(self.sought.active())
        return f"{address}?{query}" if query else address


class ActView(SettlementView):
    """Does one act; what goes wrong is said on the page of the comment."""

    http_method_names = ["post"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if kwargs["act"] not in ACT_PATHS:
            raise Http404
        self.act = ACT_PATHS[kwargs["act"]]
        super().setup(request, *args, **kwargs)

    @property
    def permission(self) -> str:
        return settling_acts.PERMISSIONS[self.act]

    def permission_object(self) -> Settlement:
        return self.settlement

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        prefix = PATH_OF[self.act]
        form_class = forms.FORMS[self.act]
        if "insert" in request.POST and self.act == SettlingAct.PROPOSE:
            return self.with_standard_answer(form_class)
        form = form_class(
            request.POST, settlement=self.settlement, user=request.user, prefix=prefix
        )
        if not form.is_valid():
            return self.refused(form)
        try:
            DOERS[self.act](self, form.cleaned_data)
        except (actions.StaleSettlement, dispute_actions.StaleDispute) as error:
            return self.stale(form, error)
        except REFUSALS as error:
            form.add_error(None, str(error))
            return self.refused(form)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
            return self.refused(form)
        messages.success(request, TOLD[self.act])
        self.tell_of_equals()
        return redirect(self.after())

    def after(self) -> str:
        """Where to go on: the next of what was sought if asked for, else the same comment."""
        sought = self.sought
        if "and_next" in self.request.POST:
            beside = settlement_queue.queue_neighbours(
                self.settlement, self.request.user, sought, timezone.localdate()
            )
            if beside.next:
                return settlement_url(beside.next, sought)
            query = urlencode(sought.active())
            return f"{queue_url(self.round)}?{query}" if query else queue_url(self.round)
        return settlement_url(self.comment.reference, sought)

    def tell_of_equals(self) -> None:
        """What became of the comments joined with this one."""
        if self.act not in {SettlingAct.PROPOSE, SettlingAct.DECIDE, SettlingAct.MEETING}:
            return
        members = cluster_queries.cluster_members(self.settlement, self.request.user)
        states = {
            SettlingAct.PROPOSE: SettlementState.PROPOSED,
            SettlingAct.DECIDE: SettlementState.DECIDED,
            SettlingAct.MEETING: SettlementState.DECIDED,
        }
        others = [m for m in members if m.pk != self.settlement.pk]
        along = [m for m in others if m.state == states[self.act]]
        left = [m.comment.reference for m in others if m.state != states[self.act]]
        if along:
            count = len(along)
            messages.info(
                self.request,
                ngettext(
                    "%(count)s equal comment went along.",
                    "%(count)s equal comments went along.",
                    count,
                )
                % {"count": count},
            )
        if left:
            messages.warning(
                self.request,
                _("These equal comments stay as they were: %(references)s")
                % {"references": ", ".join(left)},
            )

    def refused(self, form: forms.ActForm) -> HttpResponse:
        """The page with the form as it was sent."""
        self.bound = (self.act, form)
        return self.render_to_response(self.get_context_data())

    def stale(
        self, form: forms.ActForm, error: actions.StaleSettlement | dispute_actions.StaleDispute
    ) -> HttpResponse:
        """Both texts; saving again is a knowing overwrite, for the form takes the new number."""
        form.data = form.data.copy()
        form.data[form.add_prefix("lock_version")] = str(error.current.lock_version)
        form.add_error(None, str(error))
        if isinstance(error, actions.StaleSettlement):
            typed = form.cleaned_data.get("reason")
            now = error.current.reason
            if typed is not None:
                self.conflict = {
                    "now": now,
                    "outcome": Outcome(error.current.outcome).label,
                    "segments": diff_words(now, typed),
                }
            self.settlement = desk.settlement_at_desk(self.comment.reference, self.request.user)
            self.comment = self.settlement.comment
        else:
            typed = form.cleaned_data["author_position"] + "\n" + form.cleaned_data["city_position"]
            now = error.current.author_position + "\n" + error.current.city_position
            self.conflict = {"now": now, "outcome": "", "segments": diff_words(now, typed)}
        return self.refused(form)

    def with_standard_answer(self, form_class: type[forms.ActForm]) -> HttpResponse:
        """The proposal with the words of the chosen standard answer put in; nothing is saved yet."""
        prefix = PATH_OF[self.act]
        data = self.request.POST.copy()
        chosen = data.get(f"{prefix}-standard_answer", "")
        answer = (
            standard_answers.standard_answers()
            .filter(pk=chosen if chosen.isdecimal() else 0)
            .first()
        )
        typed = data.get(f"{prefix}-reason", "").strip()
        if answer is not None and answer.text not in typed:
            data[f"{prefix}-reason"] = f"{typed}\n\n{answer.text}".strip()
        names = form_class.base_fields
        form = form_class(
            settlement=self.settlement,
            user=self.request.user,
            prefix=prefix,
            initial={name: data.get(f"{prefix}-{name}", "") for name in names},
        )
        return self.refused(form)


Doer = Callable[[ActView, dict[str, Any]], Any]


def _common(view: ActView) -> dict[str, Any]:
    return {"by": view.request.user, "at": timezone.now()}


def _propose(view: ActView, data: dict[str, Any]) -> None:
    actions.propose_settlement(
        settlement=view.settlement,
        outcome=data["outcome"],
        reason=data["reason"],
        lock_version=data["lock_version"],
        standard_answer=data["standard_answer"],
        target=data["target"],
        target_note=data["target_note"],
        covered_passage_uid=data["covered"] or None,
        **_common(view),
    )


def _decide(view: ActView, data: dict[str, Any]) -> None:
    roles = view.request.user.roles_on(timezone.localdate())
    is_editor = view.comment.nature == CommentNature.FORMAL and Role.EDITOR in roles
    actions.decide_settlement(
        settlement=view.settlement,
        decided_as=DecidedBy.EDITOR if is_editor else DecidedBy.CHAIR,
        lock_version=data["lock_version"],
        **_common(view),
    )


def _decide_at_meeting(view: ActView, data: dict[str, Any]) -> None:
    actions.decide_settlement(
        settlement=view.settlement, decided_as=DecidedBy.MEETING, **data, **_common(view)
    )


def _open_dispute(view: ActView, data: dict[str, Any]) -> None:
    dispute_actions.open_dispute(settlement=view.settlement, **data, **_common(view))


def _dispute(view: ActView) -> Any:
    found = desk.open_dispute_of(view.settlement)
    if found is None:
        raise actions.MoveRefused(_("The dispute was resolved already."))
    return found


def _raise_dispute(view: ActView, data: dict[str, Any]) -> None:
    dispute_actions.raise_dispute(dispute=_dispute(view), **data, **_common(view))


def _write_positions(view: ActView, data: dict[str, Any]) -> None:
    dispute_actions.write_positions(dispute=_dispute(view), **data, **_common(view))


def _resolve_dispute(view: ActView, data: dict[str, Any]) -> None:
    data["resolved_on"] = data.pop("decided_on")
    dispute_actions.resolve_dispute(dispute=_dispute(view), **data, **_common(view))


def _implement(view: ActView, data: dict[str, Any]) -> None:
    data.pop("passages", None)
    implementing.implement_settlement(settlement=view.settlement, **data, **_common(view))


def _set_themes(view: ActView, data: dict[str, Any]) -> None:
    theme_actions.set_themes(comment=view.comment, slugs=data["themes"], **_common(view))


DOERS: dict[str, Doer] = {
    SettlingAct.PROPOSE: _propose,
    SettlingAct.REVIEW: lambda view, _data: actions.review_settlement(
        settlement=view.settlement, **_common(view)
    ),
    SettlingAct.DECIDE: _decide,
    SettlingAct.MEETING: _decide_at_meeting,
    SettlingAct.AGREE: lambda view, _data: actions.record_author_agreed(
        settlement=view.settlement, **_common(view)
    ),
    SettlingAct.DISPUTE: _open_dispute,
    SettlingAct.RAISE: _raise_dispute,
    SettlingAct.POSITIONS: _write_positions,
    SettlingAct.RESOLVE: _resolve_dispute,
    SettlingAct.IMPLEMENT: _implement,
    SettlingAct.NO_CHANGE: lambda view, data: implementing.implement_without_change(
        settlement=view.settlement, **data, **_common(view)
    ),
    SettlingAct.VERIFY: lambda view, _data: implementing.verify_settlement(
        settlement=view.settlement, **_common(view)
    ),
    SettlingAct.ANSWER: lambda view, _data: actions.answer_settlement(
        settlement=view.settlement, **_common(view)
    ),
    SettlingAct.ASSIGN: lambda view, data: assignments.assign_settlements(
        settlements=[view.settlement], **data, **_common(view)
    ),
    SettlingAct.THEMES: _set_themes,
    SettlingAct.NOTE: lambda view, data: actions.add_note(
        settlement=view.settlement, text=data["text"], **_common(view)
    ),
    SettlingAct.LEAVE: lambda view, _data: clusters.leave_cluster(
        comment=view.comment, **_common(view)
    ),
}


class SettlementJumpView(SettlingRoundPage, View):
    """Opens the first unsettled comment of what is sought: the beginning of a day's work."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        sought = sought_in(request.GET, self.round)
        rows = settlement_queue.read_queue(
            self.round, request.user, sought, timezone.localdate()
        ).rows
        if not rows:
            messages.info(request, _("No comment matches."))
            return redirect(queue_url(self.round))
        return redirect(settlement_url(rows[0].settlement.comment.reference, sought))


class HelpView(DeskPage, TemplateView):
    """How comments are settled: outcomes and what each needs, who decides, the order of work, the keys."""

    permission_to_know = "consultations.view_settlements"
    header_icon = "help"
    page_title = gettext_lazy("How comments are settled")
    template_name = "consultations/desk/settling_help.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            {
                "label": outcome.label,
                "needs_reason": outcome not in OUTCOMES_WITHOUT_REASON,
                "changes_text": outcome in OUTCOMES_THAT_CHANGE_TEXT,
                "needs_consent": outcome in OUTCOMES_NEEDING_CONSENT,
                "opens_dispute": outcome in OUTCOMES_THAT_REFUSE,
            }
            for outcome in OUTCOMES
        ]
        return super().get_context_data(outcomes=rows, levels=DisputeLevel.labels, **kwargs)
