"""Reads of the intake desk: statements of a round, one with its points and its original, what it may repeat."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from concept.models import Version, VersionPassage, VersionSection
from consultations.enums import (
    Channel,
    ImportState,
    LatePolicy,
    RoundStage,
    SheetKind,
    StatementState,
)
from consultations.models import Attachment, Comment, Round, SheetImport, Statement
from consultations.naming import staff_name
from consultations.originals import Span, is_in_sample
from consultations.place_words import PlaceFinder
from core.models import Record
from people.models import Organisation

TO_SPLIT, TO_CHECK, NO_MANDATE, LATE = "rozdelit", "zkontrolovat", "povereni", "pozde"
FILTERS = ("", TO_SPLIT, TO_CHECK, NO_MANDATE, LATE)
MOST_FIRSTS = 50  # statements offered as the one that is repeated; any other is named by its number


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement in the list of its round; ``sender`` is for those who run rounds only."""

    statement: Statement
    sender: str
    point_count: int
    waiting_count: int
    is_to_check: bool
    lacks_mandate: bool


def _sent(round: Round) -> QuerySet[Statement]:
    return Statement.objects.filter(round=round, number__isnull=False).select_related(
        "round", "record", "respondent__organisation", "duplicate_of__round", "checked_by"
    )


def statement_keys(round: Round, wanted: str = "") -> Sequence[int] | QuerySet[Statement, int]:
    """Keys of statements that came into the round, newest first, to be paged. ``wanted``: one of ``FILTERS``.

    One query, of keys only, whether read or counted; the sample to be compared is drawn by a rule of ours, so its keys
    are a list.
    """
    found = Statement.objects.filter(round=round, number__isnull=False).order_by("-number")
    match wanted:
        case "rozdelit":
            found = found.filter(is_split=False)
        case "povereni":
            found = found.exclude(channel=Channel.WEB).filter(
                respondent__organisation__isnull=False, respondent__mandate_checked=False
            )
        case "pozde":
            found = found.filter(is_late=True)
        case "zkontrolovat":
            found = found.exclude(channel=Channel.WEB).filter(
                is_split=True, checked_at=None, state=StatementState.SUBMITTED
            )
            return [
                pk for pk, uid in found.values_list("pk", "record__uid") if is_in_sample(str(uid))
            ]
    return found.values_list("pk", flat=True)


def statement_rows(round: Round, keys: Sequence[int]) -> list[StatementRow]:
    """Statements of one page of ``statement_keys``, newest first: one query."""
    found = _sent(round).annotate(
        point_count=Count("comments", filter=Q(comments__contribution__isnull=False)),
        waiting_count=Count("comments", filter=Q(comments__contribution__isnull=True)),
    )
    return [_row(row) for row in found.filter(pk__in=list(keys)).order_by("-number")]


def _row(statement: Statement) -> StatementRow:
    is_entered = statement.channel != Channel.WEB
    return StatementRow(
        statement=statement,
        sender=staff_name(statement.respondent),
        point_count=statement.point_count,
        waiting_count=statement.waiting_count,
        is_to_check=(
            is_entered
            and statement.is_split
            and statement.checked_at is None
            and statement.state == StatementState.SUBMITTED
            and is_in_sample(str(statement.record.uid))
        ),
        lacks_mandate=(
            is_entered and statement.respondent.is_body and not statement.respondent.mandate_checked
        ),
    )


def statement_at_desk(pk: int, user: Any) -> Statement | None:
    """A sent statement whose round and record the user may know of, with all its page needs: one query."""
    found = Statement.objects.filter(
        pk=pk, number__isnull=False, record__in=Record.objects.visible_to(user)
    )
    return found.select_related(
        "round__record",
        "round__document",
        "record",
        "respondent__organisation",
        "respondent__user",
        "duplicate_of__round",
        "checked_by",
        "created_by",
    ).first()


def points_of(statement: Statement) -> list[Comment]:
    """Points of a statement, numbered ones first, then those that wait, in the order of the original: one query."""
    points = statement.comments.select_related("version").defer("stems")
    return sorted(
        points,
        key=lambda point: (
            point.number is None,
            point.number or 0,
            point.original_start is None,
            point.original_start or 0,
            point.order,
        ),
    )


def point_of(statement: Statement, pk: int) -> Comment | None:
    """A point that has no number yet."""
    return statement.comments.filter(pk=pk, contribution=None).first()


def spans_of(points: Sequence[Comment]) -> list[Span]:
    """Which code points of the original became points; no query."""
    return [
        Span(point.original_start, point.original_end, point.reference or f"{order}.", point.pk)
        for order, point in enumerate(points, start=1)
        if point.original_start is not None and point.original_end is not None
    ]


def originals_of(statement: Statement) -> list[Attachment]:
    """Files kept as the original, without their bytes: one query."""
    return list(statement.attachments.filter(is_original=True).defer("data").order_by("pk"))


def original_file(statement: Statement, pk: int) -> Attachment | None:
    """One of these files with its bytes, unless it was erased."""
    return statement.attachments.filter(pk=pk, is_original=True, erased_at=None).first()


def known_statements(
    round: Round, *, digests: Sequence[str] = (), organisation: Organisation | None = None
) -> list[Statement]:
    """Statements of the round that came already with the same original (first), or from the same body: one query."""
    digests = [digest for digest in digests if digest]
    same_file = Attachment.objects.filter(
        statement=OuterRef("pk"), is_original=True, digest__in=digests
    )
    is_same = Q(original_digest__in=digests) | Q(Exists(same_file))
    found = _sent(round).filter(state=StatementState.SUBMITTED, duplicate_of=None)
    by_body = Q(respondent__organisation=organisation) if organisation else Q(pk__in=[])
    found = found.filter(is_same | by_body).annotate(
        has_same_original=Exists(
            Statement.objects.filter(pk=OuterRef("pk")).filter(
                Q(original_digest__in=digests)
                | Q(attachments__digest__in=digests, attachments__is_original=True)
            )
        )
    )
    return list(found.order_by("-has_same_original", "number"))


def possible_firsts(statement: Statement) -> tuple[list[Statement], int]:
    """Statements a statement may repeat (those of its round that repeat nothing themselves), and how many more.

    At most ``MOST_FIRSTS``: those with the same original first, then those of the same sender, then by number. Three
    queries at most.
    """
    found = _sent(statement.round).filter(state=StatementState.SUBMITTED, duplicate_of=None)
    found = found.exclude(pk=statement.pk)
    sender = statement.respondent
    same_sender = Q(respondent=sender.pk)
    if sender.organisation_id:
        same_sender |= Q(respondent__organisation=sender.organisation_id)
    if sender.name:
        same_sender |= Q(respondent__name=sender.name)
    digests = list(
        statement.attachments.filter(is_original=True, erased_at=None).values_list(
            "digest", flat=True
        )
    )
    same_file = Attachment.objects.filter(
        statement=OuterRef("pk"), is_original=True, digest__in=digests
    )
    same_original = Q(Exists(same_file))
    if statement.original_digest:
        same_original |= Q(original_digest=statement.original_digest)
    nearness = Case(
        When(same_original, then=Value(0)), When(same_sender, then=Value(1)), default=Value(2)
    )
    firsts = list(found.order_by(nearness, "number")[: MOST_FIRSTS + 1])
    if len(firsts) <= MOST_FIRSTS:
        return firsts, 0
    return firsts[:MOST_FIRSTS], found.count() - MOST_FIRSTS


def first_statement(round: Round, pk: int) -> Statement | None:
    """A statement of the round by its key."""
    return _sent(round).filter(pk=pk).first()


def statement_by_number(round: Round, words: str) -> Statement | None:
    """A statement of the round by its number as people write it ("12", "P12", "R2-P12"): one query at most."""
    named = re.fullmatch(r"(?:(?:(R\d+)-)?P)?(\d{1,9})", "".join(words.upper().split()))
    if named is None or named[1] not in {None, round.reference}:
        return None
    return _sent(round).filter(number=int(named[2])).first()


def rounds_that_take(round: Round, received_on: date, user: Any) -> list[Round]:
    """Other rounds on the same document that would take what came on that day: one query."""
    found = Round.objects.visible_to(user).filter(
        document=round.document_id,
        stage__in=[RoundStage.ANNOUNCED, RoundStage.SEALED],
        opens_at__date__lte=received_on,
    )
    in_time = Q(closes_at__date__gte=received_on) | Q(late_policy=LatePolicy.ACCEPT_FLAGGED)
    return list(found.filter(in_time).exclude(pk=round.pk).order_by("number"))


def senders(round: Round) -> list[Organisation]:
    """Bodies that may have sent something: those invited first, then all the others by name: two queries."""
    invited = [body.organisation for body in round.bodies.select_related("organisation")]
    invited.sort(key=lambda organisation: organisation.sort_key)
    others = Organisation.objects.filter(is_active=True).exclude(
        pk__in=[organisation.pk for organisation in invited]
    )
    return [*invited, *others.order_by("sort_key")]


def versions_of_round(round: Round) -> list[Version]:
    """Frozen versions the round is about, newest first: one query."""
    return list(round.versions.select_related("document", "record").order_by("-number"))


def place_finder(version: Version) -> PlaceFinder:
    """Finds places of a version by words: two queries."""
    sections = VersionSection.objects.filter(version=version).order_by("order")
    passages = VersionPassage.objects.filter(version=version).exclude(label="")
    return PlaceFinder(
        [
            (str(uid), code, title)
            for uid, code, title in sections.values_list("node_uid", "code", "title")
        ],
        [
            (str(uid), str(section), label)
            for uid, section, label in passages.values_list(
                "passage_uid", "section__node_uid", "label"
            )
        ],
    )


def sections_in_words(version: Version) -> list[str]:
    """Sections as people name them ("3.2 Sociální bydlení"), in order: one query."""
    rows = VersionSection.objects.filter(version=version).order_by("order")
    return [f"{code} {title}".strip() for code, title in rows.values_list("code", "title")]


def sheets_of(round: Round) -> list[SheetImport]:
    """Spreadsheets of comments uploaded for a round, newest first, without their bytes: one query."""
    found = round.imports.filter(kind=SheetKind.COMMENTS).exclude(state=ImportState.DISCARDED)
    return list(found.select_related("uploaded_by").defer("data", "rows").order_by("-pk"))


def sheet_at_desk(round: Round, pk: int) -> SheetImport | None:
    """One of them with its rows."""
    found = round.imports.filter(kind=SheetKind.COMMENTS, pk=pk).exclude(
        state=ImportState.DISCARDED
    )
    return found.select_related("round", "uploaded_by").first()
