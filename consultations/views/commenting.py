"""Comments before they are sent: a new one, a written one changed or dropped."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from concept.models import Version
from consultations.actions import (
    comments,
    issuing,
    statements,
)
from consultations.forms import CommentForm, comment_initial
from consultations.models import Attachment, Comment, Statement
from consultations.places import Place
from consultations.queries import Voice
from consultations.queries import statements as written
from consultations.views.comment_quotes import stored_place, whole
from consultations.views.comment_writing import CommentWriting
from consultations.views.speaking import (
    InRound,
)
from core.permissions import allowed


class CommentNew(CommentWriting):
    """``/konzultace/<round>/napsat/?verze=0-5&odstavec=UID``: passages, a section (``oddil``) or the whole text."""

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The empty form."""
        texts = self.texts(self.places())
        return self.page(self.form(texts, initial=self.initial(texts)))

    def files(self) -> list[Attachment]:
        """Those stored while the form was shown again."""
        keys = set(getattr(self, "kept", self.keys("soubor")))
        respondent = self.respondent() if keys else None
        if respondent is None:
            return []
        drafts = [s for s in written.statements_of(respondent) if s.number is None]
        return [file for draft in drafts for file in written.loose_files(draft) if file.pk in keys]


class OwnDraft(InRound):
    """A screen of one comment that was not sent yet; 404 for what is not in a statement of the person."""

    comment: Comment | None = None

    def pick_voice(self) -> Voice | None:
        """The one in which the comment is written. A comment somebody deleted meanwhile is None."""
        self.comment = written.comment_being_written(self.kwargs["comment"], self.round)
        if self.comment is None:
            return super().pick_voice()
        statement = self.comment.statement
        if not allowed(self.speaker, "consultations.edit_statement", statement):
            raise Http404
        own = statement.respondent.organisation_id if statement.respondent.is_body else None
        return next(
            (v for v in self.voices if (v.organisation.pk if v.organisation else None) == own), None
        )


class CommentEdit(CommentWriting, OwnDraft):
    """``/konzultace/<round>/moje/<comment>/``: change a comment that was not sent yet."""

    @cached_property
    def version(self) -> Version:
        """The version it was written on."""
        return self.comment.version if self.comment else super().version

    def places(self) -> list[Place]:
        """Those of the form, else those stored."""
        if self.request.method == "POST" or self.comment is None:
            return super().places()
        return [stored_place(quote) for quote in self.comment.draft_anchors]

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The form as it was left; what was sent meanwhile stands among what was sent."""
        if self.comment is None:
            raise Http404
        if self.comment.is_sent:
            return redirect(self.own_url)
        texts = [whole(text) for text in self.texts(self.places())]
        initial = self.initial(texts) | comment_initial(self.comment)
        if self.comment.proposed_wording:
            initial["proposed_wording"] = self.comment.proposed_wording
        return self.page(
            self.form(texts, initial=initial), wording_open=bool(self.comment.proposed_wording)
        )

    def save_draft(self, form: CommentForm) -> HttpResponse:
        """A comment deleted by a colleague is written anew at the next press of the button."""
        if self.comment is None:
            form.is_valid()
            form.add_error(
                None,
                _(
                    "Somebody deleted this comment meanwhile. Save it again and it will be a new one."
                ),
            )
            return self.page(form)
        return super().save_draft(form)

    def files(self) -> list[Attachment]:
        """Those of the comment, and those stored while the form was shown again."""
        if self.comment is None:
            return []
        keys = set(getattr(self, "kept", self.keys("soubor")))
        loose = [file for file in written.loose_files(self.comment.statement) if file.pk in keys]
        return [*written.files_of(self.comment), *loose]

    def statement(self) -> Statement:
        """The one it stands in."""
        return self.comment.statement


class CommentDelete(OwnDraft):
    """Drop a comment that was not sent, after a question."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The question."""
        if self.comment is None or self.comment.is_sent:
            raise Http404
        context = {
            "comment": self.comment,
            "round": self.round,
            "own_url": self.own_url,
            "breadcrumbs": self.crumbs(
                (_("My comments"), self.own_url), (_("Delete the comment"), "")
            ),
        }
        return render(request, "consultations/comment_delete.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it; a repeat does no harm."""
        if self.token_missing:
            return self.get(request, *args, **kwargs)
        if self.comment is not None:
            try:
                comments.delete_draft_comment(comment=self.comment, by=self.by, at=self.now)
            except (statements.RoundClosed, issuing.StatementAlreadySent) as error:
                messages.error(request, str(error))
                return redirect(self.own_url)
        messages.success(request, _("The comment was deleted."))
        return redirect(self.own_url)
