"""What became of one's own comments: by account, for one's body, or by the code from the receipt."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from consultations import naming, protection, queries
from consultations.actions import reactions, statements
from consultations.forms import CodeForm, ConsentForm, ReactionForm
from consultations.models import Comment, Respondent, Round
from consultations.queries import statements as written
from consultations.queries.answers import Answers
from consultations.queries.sent_comments import sent_comments, sent_statements
from consultations.views.publication import round_crumbs
from consultations.views.speaking import (
    asks_for_token_itself,
    keep_code,
    speaker_of,
    token_is_missing,
)
from core.permissions import allowed
from people.tokens import read_code

CODE, CONSENT, REACTION = "kod", "souhlas", "ohlas"


@asks_for_token_itself
class AnswersOwn(View):
    """``/konzultace/<round>/nalozeni/``: own words, answers, the text before and after; what one thinks of it.

    The code comes by POST and stays in the session; the page tells nobody where its reader came from or goes.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The round (404 for one the person may not know of) and in which voices they spoke."""
        super().setup(request, *args, **kwargs)
        found = queries.round_by_slug(kwargs["round"], request.user)
        if found is None:
            raise Http404
        self.round: Round = found
        self.now = timezone.now()
        self.speaker = speaker_of(request, found)
        self.respondents = queries.respondents_of(self.speaker, found, self.now)
        self.code_form: CodeForm | None = None
        self.bound: dict[str, Any] = {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Every answer keeps the address of this page to itself."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page, or the form for a code."""
        return self.page()

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Open by a code, change the consent, or say what one thinks of an answer."""
        acts = {CODE: self.open_by_code, CONSENT: self.change_consent, REACTION: self.react}
        act = acts.get(request.POST.get("akce", ""))
        if act is None:
            raise Http404
        return act(token_is_missing(request))

    # --- acts ---------------------------------------------------------------------------------------

    def open_by_code(self, token_missing: bool) -> HttpResponse:
        """Keep the code in the session; a wrong one says so and is counted."""
        form = self.code_form = CodeForm(self.request.POST)
        if not self.is_sound(form, token_missing):
            return self.page()
        if not protection.may_try_code(self.request):
            form.add_error("code", _("Too many attempts from your network. Try again in an hour."))
            return self.page(status=429)
        code = read_code(form.cleaned_data["code"])
        if not written.is_code_of(self.round, code):
            form.add_error(
                "code",
                _(
                    "There are no comments under this code in this round. Check the letters and digits."
                ),
            )
            return self.page()
        keep_code(self.request, self.round, code)
        return redirect(self.address)

    def change_consent(self, token_missing: bool) -> HttpResponse:
        """Publish under another name from now on, everywhere."""
        wanted = self.request.POST.get("respondent", "")
        respondent = next((r for r in self.respondents if str(r.pk) == wanted), None)
        if respondent is None or not self.may("consultations.change_consent", respondent):
            raise Http404
        form = self.consent_form(respondent, self.request.POST)
        self.bound[f"consent-{respondent.pk}"] = form
        if not self.is_sound(form, token_missing):
            return self.page()
        statements.change_consent(
            respondent=respondent,
            consent=form.cleaned_data["publish_consent"],
            by=self.by,
            at=self.now,
        )
        messages.success(
            self.request,
            _("Changed. From now on your comments are published like this everywhere."),
        )
        return redirect(self.address)

    def consent_form(self, respondent: Respondent, data: Any = None) -> ConsentForm:
        """The form of one voice; a page may show several."""
        return ConsentForm(
            data, round=self.round, respondent=respondent, prefix=f"r{respondent.pk}"
        )

    def react(self, token_missing: bool) -> HttpResponse:
        """Say once whether the answer meets a comment."""
        wanted = self.request.POST.get("pripominka", "")
        comment = next((c for c in self.comments if c.reference == wanted), None)
        if comment is None or not self.may("consultations.react_to_answer", comment):
            raise Http404
        form = ReactionForm(self.request.POST, comment=comment)
        self.bound[f"reaction-{comment.pk}"] = form
        if not self.is_sound(form, token_missing):
            return self.page()
        try:
            reactions.react(comment=comment, by=self.by, at=self.now, **form.cleaned_data)
        except (reactions.NotAnsweredYet, reactions.AlreadyReacted) as error:
            messages.error(self.request, str(error))
            return redirect(f"{self.address}#{comment.reference}")
        except reactions.NothingToMaintain as error:
            form.add_error("is_maintained", str(error))
            return self.page()
        messages.success(self.request, _("Thank you. Your word is counted in the report."))
        return redirect(f"{self.address}#{comment.reference}")

    def is_sound(self, form: Form, token_missing: bool) -> bool:
        """Whether a form came from this site and is filled in; else it says what is wrong."""
        if token_missing:
            form.add_error(
                None,
                _(
                    "The page was open for too long. Check what you wrote and press the button again."
                ),
            )
        return form.is_valid()

    # --- the page -------------------------------------------------------------------------------------

    @property
    def by(self) -> Any:
        """The account that acts, or None."""
        return self.request.user if self.request.user.is_authenticated else None

    @property
    def address(self) -> str:
        """This page."""
        return reverse("consultations:answers-own", args=[self.round.slug])

    @property
    def comments(self) -> list[Comment]:
        """Sent comments in all voices of the person."""
        if not hasattr(self, "_comments"):
            self._comments = sent_comments(self.respondents) if self.respondents else []
        return self._comments

    def may(self, name: str, obj: Any) -> bool:
        """Whether the person may do what the permission names."""
        return allowed(self.speaker, name, obj)

    def page(self, status: int = 200) -> HttpResponse:
        """Everything of every voice; constant queries, however many comments."""
        answers = Answers(self.comments, self.request.user)
        sent = sent_statements(self.respondents) if self.respondents else {}
        context = {
            "round": self.round,
            "voices": [
                self._voice(respondent, sent.get(respondent.pk, []), answers)
                for respondent in self.respondents
            ],
            "code_form": None
            if self.by is not None or self.respondents
            else self.code_form or CodeForm(),
            "is_signed_in": self.by is not None,
            "breadcrumbs": round_crumbs(self.round, (_("What became of my comments"), "")),
        }
        return render(self.request, "consultations/answers_own.html", context, status=status)

    def _voice(self, respondent: Respondent, sent: list[Any], answers: Answers) -> dict[str, Any]:
        may_bind = self.may("consultations.change_consent", respondent)
        consent = self.bound.get(f"consent-{respondent.pk}") or self.consent_form(respondent)
        own = [c for c in self.comments if c.statement.respondent_id == respondent.pk]
        return {
            "respondent": respondent,
            "name": naming.staff_name(respondent),
            "shown_as": naming.public_name(respondent),
            "consent_form": consent if may_bind else None,
            "statements": sent,
            "rows": [self._row(comment, answers, may_react=may_bind) for comment in own],
        }

    def _row(self, comment: Comment, answers: Answers, *, may_react: bool) -> dict[str, Any]:
        facts = answers.facts(comment, is_own=True)
        can_say = (
            may_react
            and comment.settlement.answered_at is not None
            and comment.withdrawn_at is None
            and not facts["reaction"]
        )
        form = self.bound.get(f"reaction-{comment.pk}") or ReactionForm(comment=comment)
        return {"answer": facts, "reaction_form": form if can_say else None}
