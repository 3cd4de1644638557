"""The check before publication at the desk: the queue with its batch, one comment with everything that can be done."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView

from consultations.actions import comment_words, moderation, personal_cases
from consultations.actions.moderation import HIDING_REASONS
from consultations.content_checks import flags
from consultations.desk.page import INTAKE_HELP, DeskPage
from consultations.enums import ContentFlag, Moderation
from consultations.models import Comment
from consultations.queries import moderation as reads

PAGE_SIZE = 25
SHOW, HIDE = "zobrazit", "skryt"
QUEUE_LABELS = {
    reads.WAITING: gettext_lazy("To be checked"),
    reads.UNCHECKED: gettext_lazy("Shown, not checked yet"),
    reads.OBJECTIONS: gettext_lazy("Authors who do not agree"),
    reads.REPLIES: gettext_lazy("Replies to be checked"),
    reads.HIDDEN: gettext_lazy("Hidden comments"),
    reads.WITHHELD: gettext_lazy("Shown in part"),
    reads.PERSONAL: gettext_lazy("Personal cases"),
}
REFUSALS = (
    moderation.NothingToCheck,
    moderation.ReasonMissing,
    moderation.PartOutside,
    moderation.SamePerson,
    personal_cases.NotPersonal,
    personal_cases.ConsentMissing,
    personal_cases.AlreadySettled,
)


def reason_choices() -> list[tuple[str, str]]:
    """Reasons of the published list that a moderator may choose."""
    return [(reason.value, str(reason.label)) for reason in HIDING_REASONS]


class ReasonForm(forms.Form):
    """Why words are not shown."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", _("Choose")), *reason_choices()]


class WithholdForm(ReasonForm):
    """Words that are not shown, and why."""

    words = forms.CharField(
        label=gettext_lazy("Words that are not to be shown"),
        required=False,
        strip=True,
        help_text=gettext_lazy(
            "Copied exactly from the comment. They are left out wherever they stand in it."
        ),
    )
    noticed = forms.MultipleChoiceField(
        label=gettext_lazy("Noticed by the automatic check"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("noticed", "words", "reason")

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = noticed_words(comment)
        self.fields["noticed"].choices = [
            (words, f"{words} ({ContentFlag(kind).label})") for words, kind in found.items()
        ]
        if not found:
            del self.fields["noticed"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("words") and not cleaned.get("noticed"):
            self.add_error("words", _("Copy the words that are not to be shown."))
        return cleaned


def noticed_words(comment: Comment) -> dict[str, str]:
    """Words of the comment as it was sent that the automatic check noticed, each once, with their kind."""
    return {
        text[flag.start : flag.end]: flag.kind
        for text in comment_words.sent_words(comment).values()
        for flag in flags(text)
    }


class ObjectionForm(forms.Form):
    """The answer to an author who does not agree."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("show", gettext_lazy("Show the words")),
            ("keep", gettext_lazy("Leave it as it is")),
        ],
        widget=forms.RadioSelect,
    )


class PersonalForm(forms.Form):
    """Whether the author agreed to have the case handed over."""

    may_be_handed_over = forms.BooleanField(
        label=gettext_lazy("The author agrees that the contact point for housing gets it"),
        required=False,
    )


class QueueView(DeskPage, TemplateView):
    """Comments to be checked; several are decided at once."""

    help_path = INTAKE_HELP
    permission = "consultations.moderate"
    page_title = gettext_lazy("Check before publication")
    template_name = "consultations/desk/moderation_queue.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        wanted = request.GET.get("fronta", reads.WAITING)
        self.name = wanted if wanted in reads.QUEUES else reads.WAITING
        key = request.GET.get("kolo", "")
        self.round_pk = int(key) if key.isdecimal() else None
        self.only_flagged = bool(request.GET.get("nalez"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = reads.queue(self.name, round_pk=self.round_pk, flagged=self.only_flagged)
        page = Paginator(found, PAGE_SIZE).get_page(self.request.GET.get("p"))
        with_words = self.name != reads.PERSONAL
        return super().get_context_data(
            page=page,
            rows=[reads.queue_row(comment, with_words=with_words) for comment in page],
            queues=[
                (name, QUEUE_LABELS[name], count, name == self.name)
                for name, count in reads.queue_counts().items()
            ],
            name=self.name,
            decides=self.name in {reads.WAITING, reads.UNCHECKED, reads.HIDDEN},
            rounds=reads.rounds_with_comments(),
            round_pk=self.round_pk,
            only_flagged=self.only_flagged,
            reasons=reason_choices(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = self.chosen(request)
        if not any(chosen.values()):
            messages.error(request, _("Choose what is to be done with at least one comment."))
            return redirect(request.get_full_path())
        for (decision, reason), keys in chosen.items():
            self.decide(request, decision, reason, keys)
        return redirect(request.get_full_path())

    def chosen(self, request: HttpRequest) -> dict[tuple[str, str], list[int]]:
        """Keys of comments by (decision, reason). One button shows all in which nothing was noticed."""
        if "all_clean" in request.POST:
            found = reads.comments_by_key(_numbers(request.POST.getlist("shown")))
            return {(Moderation.VISIBLE, ""): [c.pk for c in found if not c.flags]}
        chosen: dict[tuple[str, str], list[int]] = {}
        for key in _numbers(request.POST.getlist("shown")):
            decision = request.POST.get(f"decision-{key}", "")
            if decision == SHOW:
                chosen.setdefault((Moderation.VISIBLE, ""), []).append(key)
            elif decision == HIDE:
                reason = request.POST.get(f"reason-{key}", "")
                chosen.setdefault((Moderation.HIDDEN, reason), []).append(key)
        return chosen

    def decide(self, request: HttpRequest, decision: str, reason: str, keys: list[int]) -> None:
        """Decide several comments and say what became of each."""
        comments = reads.comments_by_key(keys)
        try:
            result = moderation.decide_many(
                comments=comments,
                decision=decision,
                reason=reason,
                by=request.user,
                at=timezone.now(),
            )
        except moderation.ReasonMissing as error:
            names = ", ".join(comment.reference for comment in comments)
            messages.error(request, f"{names}: {error}")
            return
        count = len(result.changed)
        done = (
            ngettext("%(count)s comment is hidden.", "%(count)s comments are hidden.", count)
            if decision == Moderation.HIDDEN
            else ngettext("%(count)s comment is shown.", "%(count)s comments are shown.", count)
        ) % {"count": count}
        if result.same:
            done = f"{done} " + _("Was so already: %(names)s.") % {"names": ", ".join(result.same)}
        messages.success(request, done)
        for reference, why in result.refused.items():
            messages.error(request, f"{reference}: {why}")


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values[:500] if value.isdecimal()]


class CommentPage(DeskPage):
    """Frame of the page about one comment in the check."""

    help_path = INTAKE_HELP
    permission = "consultations.moderate"
    comment: Comment

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = reads.comment_to_check(kwargs["pk"])
        if found is None:
            raise Http404
        self.comment = found

    def page_url(self) -> str:
        """Address of the comment's page."""
        return reverse("consultations_desk:comment-check", args=[self.comment.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("consultations_desk:moderation-queue"), _("Check before publication"))]


class CommentCheckView(CommentPage, TemplateView):
    """One comment: words with what was noticed, history, replies, and every act."""

    template_name = "consultations/desk/comment_check.html"

    def get_page_title(self) -> str:
        return self.comment.reference

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.comment.personal_case and self.comment.erased_at is None:
            personal_cases.note_reading(comment=self.comment, by=request.user, at=timezone.now())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comment = self.comment
        hiding = moderation.hiding_decision(comment)
        objection = reads.open_objection(comment)
        context = super().get_context_data(
            comment=comment,
            row=reads.queue_row(comment),
            sent=comment_words.sent_words(comment) if comment.has_withheld_words else None,
            parts=reads.withheld_parts(comment),
            decisions=reads.decisions_of(comment),
            replies=reads.replies_of(comment),
            objection=objection,
            may_answer=hiding is None or hiding.by_id != self.request.user.pk,
            reason_form=ReasonForm(),
            withhold_form=WithholdForm(comment=comment),
            objection_form=ObjectionForm(),
            personal_form=PersonalForm(),
            reasons=reason_choices(),
            **kwargs,
        )
        following = reads.next_in_queue(reads.WAITING, comment)
        return context | {"following": following}


class CommentActView(CommentPage, View):
    """A button on that page: ``act`` names it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        acts: dict[str, Callable[[], str]] = {
            SHOW: self.show,
            HIDE: self.hide,
            "odstranit-cast": self.withhold,
            "vratit-cast": self.lift,
            "nesouhlas": self.answer,
            "osobni-pripad": self.mark,
            "neni-osobni": self.unmark,
            "souhlas-s-predanim": self.consent,
            "predano": self.hand_over,
            "skryt-odpoved": self.hide_reply,
            "zobrazit-odpoved": self.show_reply,
        }
        act = acts.get(kwargs["act"])
        if act is None:
            raise Http404
        try:
            messages.success(request, act())
        except REFUSALS as error:
            messages.error(request, str(error))
        return redirect(self.page_url())

    @property
    def doing(self) -> dict[str, Any]:
        """What every act is told."""
        return {"comment": self.comment, "by": self.request.user, "at": timezone.now()}

    def show(self) -> str:
        """Show the words."""
        moderation.show_comment(**self.doing)
        return _("The words are shown.")

    def hide(self) -> str:
        """Hide the words."""
        moderation.hide_comment(reason=self.request.POST.get("reason", ""), **self.doing)
        return _("The words are hidden. The author was told why.")

    def withhold(self) -> str:
        """Take a part of the words out."""
        form = WithholdForm(self.request.POST, comment=self.comment)
        if not form.is_valid():
            raise moderation.PartOutside(" ".join(e for es in form.errors.values() for e in es))
        data = form.cleaned_data
        chosen = [*data.get("noticed", []), *filter(None, [data["words"]])]
        parts = [part for words in chosen for part in moderation.parts_with(self.comment, words)]
        moderation.withhold_parts(parts=parts, reason=data["reason"], **self.doing)
        return _("The part is left out, the rest is shown. The author was told why.")

    def lift(self) -> str:
        """Show withheld parts again."""
        moderation.lift_parts(**self.doing)
        return _("The whole words are shown again.")

    def answer(self) -> str:
        """Answer the author's objection."""
        objection = reads.open_objection(self.comment)
        form = ObjectionForm(self.request.POST)
        if objection is None or not form.is_valid():
            raise moderation.PartOutside(_("Choose how you decide."))
        moderation.answer_objection(
            objection=objection,
            shows=form.cleaned_data["answer"] == "show",
            by=self.request.user,
            at=timezone.now(),
        )
        return _("The author was told how you decided.")

    def mark(self) -> str:
        """Mark as a personal case."""
        form = PersonalForm(self.request.POST)
        form.is_valid()
        personal_cases.mark_personal_case(
            may_be_handed_over=form.cleaned_data["may_be_handed_over"], **self.doing
        )
        return _("Kept apart as a personal case. It is published nowhere.")

    def unmark(self) -> str:
        """Take a mistaken mark back."""
        personal_cases.unmark_personal_case(**self.doing)
        return _("It waits for its check like any other comment.")

    def consent(self) -> str:
        """The author agreed to have it handed over."""
        personal_cases.record_handover_consent(**self.doing)
        return _("The consent is recorded.")

    def hand_over(self) -> str:
        """The contact point got it."""
        personal_cases.hand_over_case(**self.doing)
        return _("Recorded as handed over. The author was told.")

    def _reply(self) -> Any:
        key = self.request.POST.get("reply", "")
        found = reads.reply_of(self.comment, int(key)) if key.isdecimal() else None
        if found is None:
            raise Http404
        return found

    def hide_reply(self) -> str:
        """Hide a reply."""
        moderation.hide_reply(
            reply=self._reply(),
            reason=self.request.POST.get("reason", ""),
            by=self.request.user,
            at=timezone.now(),
        )
        return _("The reply is hidden.")

    def show_reply(self) -> str:
        """Show a reply."""
        moderation.show_reply(reply=self._reply(), by=self.request.user, at=timezone.now())
        return _("The reply is shown.")


urlpatterns = [
    path("kontrola/", QueueView.as_view(), name="moderation-queue"),
    path("kontrola/<int:pk>/", CommentCheckView.as_view(), name="comment-check"),
    path("kontrola/<int:pk>/<slug:act>/", CommentActView.as_view(), name="comment-act"),
]
