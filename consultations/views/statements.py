"""A person's or a body's comments: gathered over sections, sent at once, acknowledged by one receipt."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from concept import reading
from concept.word_alignment import diff_words
from consultations import protection, queries
from consultations.actions import comment_words, intake, issuing, statements
from consultations.actions.comment_words import sent_words
from consultations.enums import PersonalCase, SettlementState, StatementState
from consultations.forms import CodeForm, ConsentForm, SendForm, voice_name
from consultations.models import Comment, Statement
from consultations.places import Place, comment_url
from consultations.queries import statements as written
from consultations.queries import texts
from consultations.views.speaking import InRound, code_of, keep_code, page_was_open_too_long
from core.permissions import allowed
from core.templatetags.osnova import local_path
from people.tokens import read_code


class StatementOwn(InRound):
    """``/konzultace/<round>/moje/``: what is being written, across sections, and what was sent."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page; nothing begun yet is a page that says how to begin."""
        return self.page()

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Open the statements of a code somebody wrote down."""
        form = CodeForm(request.POST)
        if self.token_missing or not form.is_valid() or self.by is not None:
            return self.page(code_form=form)
        if not protection.may_try_code(request):
            form.add_error("code", _("Too many attempts from your network. Try again in an hour."))
            return self.page(code_form=form, status=429)
        code = read_code(form.cleaned_data["code"])
        if not written.is_code_of(self.round, code):
            form.add_error(
                "code",
                _(
                    "There are no comments under this code in this round. Check the letters and digits."
                ),
            )
            return self.page(code_form=form)
        keep_code(request, self.round, code)
        return redirect(self.own_url)

    def page(self, code_form: CodeForm | None = None, status: int = 200) -> HttpResponse:
        """Draft and sent statements in the chosen voice."""
        respondent = self.respondent()
        found = written.statements_of(respondent) if respondent else []
        comments = written.written_comments(found)
        draft = next((s for s in found if s.state == StatementState.DRAFT), None)
        sent = [s for s in found if s.state != StatementState.DRAFT]
        is_body = self.voice is not None and self.voice.organisation is not None
        may_send = self.voice is not None and self.voice.may_send
        is_open = self.round.is_open(self.now)
        context = {
            "round": self.round,
            "facts": queries.round_facts(self.round, self.now),
            "is_open": is_open,
            "voices": [
                {
                    "name": voice_name(voice),
                    "url": f"{reverse('consultations:statement-own', args=[self.round.slug])}"
                    f"?za={voice.key}",
                    "current": voice == self.voice,
                }
                for voice in self.voices
            ]
            if len(self.voices) > 1
            else [],
            "voice": self.voice,
            "voice_name": voice_name(self.voice) if self.voice else "",
            "voice_key": self.voice.key if self.voice else "",
            "is_body": is_body,
            "may_send": may_send,
            "senders": written.who_sends(self.voice.organisation, self.now)
            if is_body and not may_send
            else [],
            "draft": draft,
            "written": [comment_facts(c) for c in comments if draft and c.statement_id == draft.pk],
            "consent_form": ConsentForm(round=self.round, respondent=respondent)
            if sent and may_send
            else None,
            "sent": [
                {
                    "statement": statement,
                    "receipt_url": receipt_url(statement),
                    "withdraw_url": withdraw_url(statement)
                    if may_send and statement.state == StatementState.SUBMITTED
                    else "",
                    "comments": [
                        comment_facts(c) for c in comments if c.statement_id == statement.pk
                    ],
                }
                for statement in sent
            ],
            "send_url": reverse("consultations:statement-send", args=[self.round.slug])
            + (f"?za={self.voice.key}" if self.voice and len(self.voices) > 1 else ""),
            "may_have_none": self.by is not None and may_send and is_open and not comments,
            "texts": [
                {
                    "label": version.label,
                    "read_url": reading.version_base(version),
                    "write_url": comment_url(self.round, version, Place()),
                }
                for version in texts.versions_of_round(self.round)
            ],
            "code": code_of(self.request, self.round) if self.by is None and found else "",
            "code_form": code_form or (CodeForm() if self.by is None and not found else None),
            "breadcrumbs": self.crumbs((_("My comments"), "")),
        }
        return render(self.request, "consultations/statement_own.html", context, status=status)


class StatementSend(InRound):
    """``/konzultace/<round>/odeslat/``: what is asked before sending, then one receipt. A repeat does no harm."""

    @cached_property
    def statement(self) -> Statement | None:
        """The statement named by the form (so that a second press finds what was sent), else the draft."""
        named = self.request.POST.get("podani", "")
        if named.isdecimal():
            found = written.statement_by_pk(self.round, int(named))
            if found is not None and not allowed(
                self.speaker, "consultations.edit_statement", found
            ):
                raise Http404
            return found
        respondent = self.respondent()
        found = written.statements_of(respondent) if respondent else []
        return next((s for s in found if s.state == StatementState.DRAFT), None)

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The last questions; without comments there is nothing to send."""
        return self.page(self.form()) if self.comments else self.nothing_to_send()

    @cached_property
    def comments(self) -> list[Comment]:
        """What would be sent."""
        return written.written_comments([self.statement]) if self.statement else []

    def form(self, **kwargs: Any) -> SendForm:
        """The form for the respondent."""
        respondent = self.statement.respondent
        initial = {"name": respondent.name, "email": respondent.email} | kwargs.pop("initial", {})
        if respondent.represents:
            initial["represents"] = respondent.represents
        form = SendForm(
            round=self.round,
            respondent=respondent,
            guarded=self.is_guarded,
            purpose=f"statement-{self.statement.pk}",
            initial=initial,
            **kwargs,
        )
        if any(s.submitted_at for s in written.statements_of(respondent)):
            form.fields["publish_consent"].initial = respondent.publish_consent
        return form

    def nothing_to_send(self) -> HttpResponse:
        """Back to the page that says how to begin."""
        messages.info(self.request, _("There is nothing to send yet. Write a comment first."))
        return redirect(self.own_url)

    def page(self, form: SendForm, status: int = 200) -> HttpResponse:
        """The questions above a list of what is being sent."""
        may_send = allowed(self.speaker, "consultations.send_statement", self.statement)
        context = {
            "form": form,
            "round": self.round,
            "facts": queries.round_facts(self.round, self.now),
            "is_open": self.round.is_open(self.now),
            "statement": self.statement,
            "written": [comment_facts(comment) for comment in self.comments],
            "may_send": may_send,
            "contact": written.housing_contact(),
            "own_url": self.own_url,
            "voice": self.voice,
            "voice_name": voice_name(self.voice) if self.voice else "",
            "voice_key": self.voice.key if self.voice else "",
            "breadcrumbs": self.crumbs((_("My comments"), self.own_url), (_("Send"), "")),
        }
        return render(self.request, "consultations/statement_send.html", context, status=status)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Send. "No comments" is one button, for bodies and members."""
        without_comments = request.POST.get("akce") == "bez-pripominek"
        if without_comments:
            return self.send_none()
        if self.statement is None:
            return self.nothing_to_send()
        if self.statement.state != StatementState.DRAFT:
            return redirect(receipt_url(self.statement))
        form = self.form(data=request.POST)
        if self.token_missing:
            form.add_error(None, page_was_open_too_long())
        if not allowed(self.speaker, "consultations.send_statement", self.statement):
            form.add_error(None, _("Only the authorised person of the organisation sends these."))
        if not form.is_valid():
            return self.page(form)
        if self.is_guarded and (problem := self.machine_problem()):
            form.add_error(None, problem)
            return self.page(form, status=429)
        said = form.cleaned_data
        try:
            sent = statements.submit_statement(
                statement=self.statement,
                by=self.by,
                at=self.now,
                publish_consent=said["publish_consent"],
                name=said.get("name", ""),
                email=said.get("email", ""),
                wants_mail=bool(said.get("email")) if "email" in form.fields else None,
                represents=said.get("represents"),
            )
        except (
            issuing.StatementAlreadySent,
            statements.RoundClosed,
            statements.StatementIsEmpty,
            statements.ContactMissing,
        ) as error:
            form.add_error(None, str(error))
            return self.page(form)
        if self.is_guarded:
            protection.remember_sent(request, self.round.pk, self.words, sent.reference)
        return redirect(receipt_url(sent))

    @property
    def words(self) -> str:
        """All that is said, for noticing that it was said already."""
        return "\n".join(sorted(comment_words.words_digest(comment) for comment in self.comments))

    def machine_problem(self) -> str:
        """Why a statement without an account is not taken just now; "" when it is."""
        known = protection.was_sent(self.request, self.round.pk, self.words)
        if known:
            return _(
                "The same comments were sent from your network a while ago; their number is %(number)s. If somebody "
                "else wants to say the same, let them say it in their own words, or send it in an hour."
            ) % {"number": known}
        if not protection.may_send(self.request, self.round.pk):
            return _(
                "Many comments came within an hour. Yours are saved under “My comments”: send them later today."
            )
        return ""

    def send_none(self) -> HttpResponse:
        """Answer that there are no comments."""
        if self.token_missing or self.by is None or self.voice is None or not self.voice.may_send:
            return redirect(self.own_url)
        try:
            sent = statements.answer_without_comments(
                round=self.round,
                by=self.by,
                at=self.now,
                organisation=self.voice.organisation,
                language=self.request.LANGUAGE_CODE,
            )
        except (statements.RoundClosed, statements.StatementIsEmpty) as error:
            messages.error(self.request, str(error))
            return redirect(self.own_url)
        return redirect(receipt_url(sent))


class StatementReceipt(InRound):
    """``/konzultace/<round>/podano/<number>/``: the numbers, the digest, and the code of those without an account."""

    as_file = False

    def get(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """The receipt, as a page or as a text file."""
        statement = written.statement_by_number(self.round, kwargs["number"])
        if statement is None or not allowed(
            self.speaker, "consultations.edit_statement", statement
        ):
            raise Http404
        comments = written.written_comments([statement])
        context = {
            "round": self.round,
            "facts": queries.round_facts(self.round, self.now),
            "statement": statement,
            "written": [comment_facts(comment) for comment in comments],
            "code": code_of(request, self.round) if self.by is None else "",
            "file_url": reverse(
                "consultations:statement-receipt-file", args=[self.round.slug, statement.number]
            ),
            "own_url": self.own_url,
            "breadcrumbs": self.crumbs((_("My comments"), self.own_url), (_("Receipt"), "")),
        }
        if self.as_file:
            return self.file(statement, context)
        return render(request, "consultations/statement_receipt.html", context)

    def file(self, statement: Statement, context: dict[str, Any]) -> HttpResponse:
        """The receipt to keep."""
        response = render(
            self.request,
            "consultations/statement_receipt.txt",
            context,
            content_type="text/plain; charset=utf-8",
        )
        name = f"{_('receipt')}-{statement.reference}.txt"
        response.headers["Content-Disposition"] = content_disposition_header(True, name)
        return response


class StatementWithdraw(InRound):
    """``/konzultace/<round>/podano/<number>/vzit-zpet/``: take all of a sent statement back, after a question."""

    @cached_property
    def statement(self) -> Statement:
        """The statement; 404 for whoever does not speak in it, 403 for whoever may not send it."""
        found = written.statement_by_number(self.round, self.kwargs["number"])
        if found is None or not allowed(self.speaker, "consultations.edit_statement", found):
            raise Http404
        if not allowed(self.speaker, "consultations.send_statement", found):
            raise PermissionDenied
        return found

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The question, with what would be taken back and what stays."""
        comments = written.written_comments([self.statement])
        rows = [comment_facts(comment) for comment in comments]
        context = {
            "round": self.round,
            "statement": self.statement,
            "rows": [row for row in rows if row["withdraw_url"]],
            "answered": [
                row for row in rows if not row["withdraw_url"] and not row["comment"].withdrawn_at
            ],
            "own_url": self.own_url,
            "breadcrumbs": self.crumbs((_("My comments"), self.own_url), (_("Take back"), "")),
        }
        return render(request, "consultations/statement_withdraw.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it; a repeat does no harm."""
        if self.token_missing:
            return self.get(request, *args, **kwargs)
        intake.withdraw_statement(statement=self.statement, by=self.by, at=self.now)
        messages.success(
            request,
            _("Statement %(reference)s is taken back.") % {"reference": self.statement.reference},
        )
        return redirect(self.own_url)


class ConsentChange(InRound):
    """Change under which name everything of the respondent is published; it takes effect everywhere at once."""

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Do it, for whoever may send."""
        respondent = self.respondent()
        if respondent is None or self.token_missing or not self.voice.may_send:
            return redirect(self.own_url)
        form = ConsentForm(request.POST, round=self.round, respondent=respondent)
        if form.is_valid():
            statements.change_consent(
                respondent=respondent,
                consent=form.cleaned_data["publish_consent"],
                by=self.by,
                at=self.now,
            )
            messages.success(request, _("Changed. It applies everywhere from now on."))
        return redirect(self.own_url)


def receipt_url(statement: Statement) -> str:
    """Address of the receipt of a sent statement."""
    return reverse("consultations:statement-receipt", args=[statement.round.slug, statement.number])


def withdraw_url(statement: Statement) -> str:
    """Address of the question before a sent statement is taken back."""
    return reverse(
        "consultations:statement-withdraw", args=[statement.round.slug, statement.number]
    )


def comment_facts(comment: Comment) -> dict[str, Any]:
    """A comment of one's own as lists show it (``consultations/_own_comment.html``).

    In the author's own words, also where a part of them is not shown to others; what was erased stays erased.
    """
    words = {name: said or getattr(comment, name) for name, said in sent_words(comment).items()}
    drafted = [quote["exact"] for quote in comment.draft_anchors]
    quotes = drafted or [anchor.exact for anchor in comment.anchors.all()]
    place = place_words(comment)
    if len(quotes) > 1:
        place = _("%(place)s and other places") % {"place": place}
    may_change = (
        bool(comment.reference)
        and not comment.withdrawn_at
        and comment.settlement.state != SettlementState.ANSWERED
    )
    may_be_personal = may_change and (
        comment.personal_case == PersonalCase.NO
        or (comment.personal_case == PersonalCase.KEPT and comment.handover_consent_at is None)
    )
    return {
        "comment": comment,
        "place": place,
        "quotes": [quote for quote in quotes if quote],
        "words": words,
        "segments": diff_words(comment.wording_from.strip(), words["proposed_wording"])
        if words["proposed_wording"]
        else [],
        "files": list(comment.attachments.all()),
        "edit_url": reverse(
            "consultations:comment-edit", args=[comment.statement.round.slug, comment.pk]
        ),
        "withdraw_url": reverse("consultations:comment-withdraw", args=[comment.reference])
        if may_change
        else "",
        "personal_url": reverse("consultations:comment-personal", args=[comment.reference])
        if may_be_personal
        else "",
        "page_url": local_path(comment.path) if comment.reference else "",
        "delete_url": reverse(
            "consultations:comment-delete", args=[comment.statement.round.slug, comment.pk]
        ),
    }


def place_words(comment: Comment) -> str:
    """The place in words."""
    if comment.passage_uid and comment.place_label:
        return _("Paragraph %(label)s") % {"label": comment.place_label}
    if comment.passage_uid:
        return _("A part of the text")
    if comment.section_uid:
        return _("Section %(label)s") % {"label": comment.place_label}
    return _("The whole text")
