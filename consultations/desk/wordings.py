"""Suggested wordings: passages that have some; one passage with all of them side by side, a preview, taking over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from concept.actions import drafting
from concept.word_alignment import diff_words
from consultations.actions import settlements
from consultations.actions import wordings as actions
from consultations.desk.settlement_queue import SettlingRoundPage
from consultations.desk.settling_forms import capitalise
from consultations.enums import Outcome
from consultations.queries import wordings as queries
from consultations.wordings import carried_over, combine

PER_PAGE = 50
ACCEPTED = (
    (Outcome.ACCEPTED.value, Outcome.ACCEPTED.label),
    (Outcome.PARTLY_ACCEPTED.value, Outcome.PARTLY_ACCEPTED.label),
    (Outcome.ACCEPTED_OTHERWISE.value, Outcome.ACCEPTED_OTHERWISE.label),
)
REFUSALS = (
    drafting.DraftChanged,
    drafting.PassageNotInDraft,
    drafting.SectionLocked,
    actions.NothingTaken,
    settlements.MoveRefused,
    settlements.ReasonMissing,
)


class WordingPage(SettlingRoundPage):
    """Frame of the screens of suggested wordings."""

    permission = "consultations.implement_settlement"

    def list_url(self) -> str:
        """Address of the list."""
        return reverse("consultations_desk:wording-list", args=[self.round.pk])


class WordingListView(WordingPage, TemplateView):
    """Passages with suggested wordings, contradictory accepted ones named."""

    page_title = gettext_lazy("Suggested wordings")
    template_name = "consultations/desk/wording_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.wording_rows(self.round, self.request.user)
        contradictory = [row for row in rows if row.contradictions]
        if self.request.GET.get("jen") == "rozpory":
            rows = contradictory
        return super().get_context_data(
            page=Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p")),
            contradictory_count=len(contradictory),
            is_narrowed=self.request.GET.get("jen") == "rozpory",
            **kwargs,
        )


class TakeForm(forms.Form):
    """The words for the draft, and what becomes of each chosen comment."""

    new = forms.CharField(
        label=gettext_lazy("New words of the paragraph"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20_000,
        strip=False,
        help_text=gettext_lazy(
            "You may change them: taking over in part or in other words is normal."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("reason of the settlement"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=10_000,
        help_text=gettext_lazy("Needed unless everything is accepted as it was proposed."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, chosen: list[queries.Wording], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen
        capitalise(self)
        for wording in chosen:
            self.fields[self.name_of(wording)] = forms.ChoiceField(
                label=_("Outcome of %(reference)s")
                % {"reference": wording.settlement.comment.reference},
                choices=ACCEPTED,
            )

    @staticmethod
    def name_of(wording: queries.Wording) -> str:
        """Name of the field with a comment's outcome."""
        return f"outcome-{wording.settlement.pk}"

    def outcomes(self) -> dict[int, str]:
        """Chosen outcome by key of the settlement."""
        return {w.settlement.pk: self.cleaned_data[self.name_of(w)] for w in self.chosen}


class WordingView(WordingPage, FormView):
    """All suggestions on one passage; ``pripominka`` in the address chooses those that are combined below."""

    template_name = "consultations/desk/wording_detail.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        version = queries.round_version(self.round, kwargs["version_pk"])
        passage = version and queries.passage_of(version, str(kwargs["passage_uid"]))
        if passage is None:
            raise Http404
        self.version, self.passage = version, passage

    @cached_property
    def found(self) -> tuple[drafting.DraftPlace | None, str]:
        """Where the passage stands in the draft, and why nothing can be written there ("" when it can)."""
        try:
            place = drafting.find_in_draft(self.version, str(self.passage.passage_uid))
        except drafting.PassageNotInDraft as error:
            return None, str(error)
        return place, drafting.lock_reason(place.page, self.request.user)

    @property
    def place(self) -> drafting.DraftPlace | None:
        return self.found[0]

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (self.list_url(), _("Suggested wordings"))]

    def get_page_title(self) -> str:
        return self.passage.label or self.passage.section.title

    @cached_property
    def wordings(self) -> list[queries.Wording]:
        """All suggestions on the passage."""
        return queries.wordings_of(self.round, self.passage, self.request.user)

    def chosen(self) -> list[queries.Wording]:
        """Those named in the address, else none."""
        named = set(self.request.GET.getlist("pripominka"))
        return [w for w in self.wordings if w.settlement.comment.reference in named]

    def get_form(self, form_class: Any = None) -> TakeForm:
        chosen = self.chosen()
        if self.request.method == "POST":
            return TakeForm(self.request.POST, chosen=chosen)
        initial = {"new": self.proposal(), "seen": self.place.text if self.place else ""}
        initial |= {TakeForm.name_of(w): Outcome.ACCEPTED for w in chosen}
        return TakeForm(chosen=chosen, initial=initial)

    def proposal(self) -> str:
        """The chosen suggestions put into the words of the draft; the draft's own where they touch its changes."""
        frozen = self.passage.content.text
        suggestions = [w.suggestion for w in self.chosen()]
        now = self.place.text if self.place else frozen
        carried = carried_over(frozen, now, suggestions)
        return now if carried is None else carried

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frozen = self.passage.content.text
        chosen = self.chosen()
        combined = combine(frozen, [w.suggestion for w in chosen])
        now = self.place.text if self.place else ""
        numbers = {w.settlement.comment.reference for w in chosen}
        return super().get_context_data(
            version=self.version,
            passage=self.passage,
            wordings=self.wordings,
            is_cut=len(self.wordings) >= queries.MOST_WORDINGS,
            chosen=numbers,
            colliding=[
                w.settlement.comment.reference for w in chosen if numbers & set(w.collides_with)
            ],
            combination=diff_words(frozen, combined) if chosen else [],
            trouble=self.found[1],
            draft_differs=diff_words(frozen, now) if self.place and not self.place.is_same else [],
            touches_draft=bool(
                chosen
                and self.place
                and carried_over(frozen, now, [w.suggestion for w in chosen]) is None
            ),
            edit_url=reverse("wagtailadmin_pages:edit", args=[self.place.page.pk])
            if self.place
            else "",
            **kwargs,
        )

    def form_valid(self, form: TakeForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            draft = actions.take_wordings(
                version=self.version,
                passage_uid=str(self.passage.passage_uid),
                outcomes=form.outcomes(),
                seen=data["seen"].replace("\r\n", "\n"),
                new=data["new"].replace("\r\n", "\n"),
                reason=data["reason"],
                by=self.request.user,
                at=timezone.now(),
            )
        except REFUSALS as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _(
                "The words are in the draft of “%(section)s” and the settlements are proposed. "
                "The next version links them."
            )
            % {"section": draft},
        )
        return redirect(self.request.path)
