"""The page of one settlement, and the help for editors. Everything works without scripts; ``settling.js`` adds keys."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from concept.word_alignment import diff_words
from consultations.desk import settling_forms as forms
from consultations.desk.page import SETTLING_HELP, DeskPage
from consultations.desk.settlement_queue import queue_url, sought_in
from consultations.enums import (
    OUTCOMES,
    OUTCOMES_NEEDING_CONSENT,
    OUTCOMES_THAT_CHANGE_TEXT,
    OUTCOMES_THAT_REFUSE,
    OUTCOMES_WITHOUT_REASON,
    DisputeLevel,
    SettlementState,
    SettlingAct,
    Weight,
)
from consultations.models import Settlement
from consultations.queries import clusters as cluster_queries
from consultations.queries import desk_words, place_texts, settlement_queue, settling_acts, themes
from consultations.queries import settlements as desk
from consultations.queries import wordings as wording_queries
from consultations.queries.statements import files_of
from core.permissions import allowed

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


class SettlementPage(DeskPage):
    """Frame of what concerns one comment, found by its number."""

    help_path = SETTLING_HELP
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
            may_moderate=may_see_names and self.may("consultations.moderate"),
            files=files_of(comment) if may_see_names and not comment.personal_case else [],
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
            went=place_texts.went_to(comment, user),
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
