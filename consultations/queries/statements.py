"""Reads of statements for those who write them: the draft, its comments, what was sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from consultations.enums import StatementState
from consultations.models import Attachment, Comment, HousingContact, Respondent, Round, Statement
from consultations.queries.voices import Voice
from people.enums import Role
from people.models import Organisation, RoleGrant, User
from people.tokens import token_digest


def respondent_of(round: Round, speaker: Any, voice: Voice) -> Respondent | None:
    """Who speaks, if a statement was begun already: one query. ``speaker`` may be a token holder or a mere visitor."""
    found = Respondent.objects.filter(round=round).select_related("organisation")
    if voice.organisation is not None:
        return found.filter(organisation=voice.organisation, user=None, token_digest="").first()
    if speaker.is_authenticated:
        return found.filter(user=speaker).first()
    digest = getattr(speaker, "token_digest", "")
    return found.filter(token_digest=digest).first() if digest else None


def draft_of(round: Round, speaker: Any, voice: Voice) -> Statement | None:
    """The draft in which somebody writes in a voice, if it was begun: one query."""
    found = Statement.objects.filter(round=round, state=StatementState.DRAFT)
    if voice.organisation is not None:
        return found.filter(
            respondent__organisation=voice.organisation,
            respondent__user=None,
            respondent__token_digest="",
        ).first()
    if speaker.is_authenticated:
        return found.filter(respondent__user=speaker).first()
    digest = getattr(speaker, "token_digest", "")
    return found.filter(respondent__token_digest=digest).first() if digest else None


def is_code_of(round: Round, code: str) -> bool:
    """Whether somebody without an account wrote in the round under this code: one query."""
    return (
        bool(code)
        and Respondent.objects.filter(round=round, token_digest=token_digest(code)).exists()
    )


def begun_as(round: Round, user: User, voices: Sequence[Voice]) -> list[Voice]:
    """Those of the voices in which a draft is being written: one query."""
    drafts = Statement.objects.filter(round=round, state=StatementState.DRAFT)
    found = set(drafts.values_list("respondent__organisation_id", "respondent__user_id"))
    return [
        voice
        for voice in voices
        if (
            (voice.organisation.pk, None) in found
            if voice.organisation
            else any(person == user.pk for _organisation, person in found)
        )
    ]


def statements_of(respondent: Respondent) -> list[Statement]:
    """What the respondent wrote, the draft first, then the newest: one query."""
    found = Statement.objects.filter(respondent=respondent).select_related(
        "round", "record", "respondent__organisation", "submitted_by"
    )
    return sorted(
        found,
        key=lambda s: (s.state != StatementState.DRAFT, -(s.number or 0)),
    )


def written_comments(statements: Sequence[Statement]) -> list[Comment]:
    """Comments of the statements in the order of the text, with who wrote them, places, files and the words as they
    were sent: four queries.
    """
    files = Attachment.objects.filter(is_original=False).defer("data").order_by("pk")
    return list(
        Comment.objects.filter(statement__in=statements)
        .select_related(
            "created_by", "updated_by", "version__document", "settlement", "statement__round"
        )
        .prefetch_related(Prefetch("attachments", queryset=files), "anchors", "sent_words")
        .order_by("statement_id", "place_order", "order")
    )


def _with_statement() -> QuerySet:
    return Comment.objects.select_related(
        "statement__round__record",
        "statement__respondent__organisation",
        "version__document",
        "contribution__record",
        "updated_by",
    )


def comment_being_written(pk: int, round: Round) -> Comment | None:
    """A comment of the round by its key, sent or not, with its statement: one query."""
    return _with_statement().filter(pk=pk, round=round).first()


def statement_by_number(round: Round, number: int) -> Statement | None:
    """A sent statement of the round: one query."""
    return (
        Statement.objects.filter(round=round, number=number)
        .select_related("round__record", "record", "respondent__organisation", "submitted_by")
        .first()
    )


def statement_by_pk(round: Round, pk: int) -> Statement | None:
    """A statement of the round, sent or not: one query."""
    return (
        Statement.objects.filter(round=round, pk=pk)
        .select_related("round__record", "respondent__organisation")
        .first()
    )


def loose_files(statement: Statement) -> list[Attachment]:
    """Files kept with a draft that no comment has yet: one query."""
    found = statement.attachments.filter(is_original=False, comment=None)
    return list(found.defer("data").order_by("pk"))


def files_of(comment: Comment) -> list[Attachment]:
    """Files of a comment without their bytes: one query."""
    return list(comment.attachments.defer("data").order_by("pk"))


def attachment(pk: int) -> Attachment | None:
    """A file with what decides who may have it: one query."""
    return (
        Attachment.objects.filter(pk=pk)
        .select_related(
            "statement__round__record",
            "statement__respondent__organisation",
            "comment__contribution__record",
        )
        .first()
    )


def who_sends(organisation: Organisation, at: datetime) -> list[User]:
    """People who may send a body's joint statement: one query."""
    grants = RoleGrant.objects.current(timezone.localdate(at)).filter(
        role=Role.AUTHORISED_PERSON, organisation=organisation, user__is_active=True
    )
    return list(User.objects.filter(role_grants__in=grants).distinct().order_by("sort_key", "pk"))


def housing_contact() -> HousingContact:
    """Where people are helped with housing; empty until a city fills it in: one query."""
    return HousingContact.objects.first() or HousingContact()
