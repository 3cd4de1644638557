"""What is done with one settlement: a form, one action, and what is said afterwards."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from concept.word_alignment import diff_words
from consultations.actions import assignments, clusters, implementing
from consultations.actions import disputes as dispute_actions
from consultations.actions import settlements as actions
from consultations.actions import themes as theme_actions
from consultations.desk import settling_forms as forms
from consultations.desk.settlement_queue import queue_url, settlement_url
from consultations.desk.settling import ACT_PATHS, PATH_OF, SettlementView
from consultations.enums import CommentNature, DecidedBy, Outcome, SettlementState, SettlingAct
from consultations.models import Settlement
from consultations.queries import clusters as cluster_queries
from consultations.queries import settlement_queue, settling_acts, standard_answers
from consultations.queries import settlements as desk
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
        elif "author_position" in form.cleaned_data:
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
