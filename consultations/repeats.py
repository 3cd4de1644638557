"""Places of comments and settlements that may repeat erased words; what repeats them is blocked out, letter by letter.

Rows that never change lose the whole field. The author of a comment that repeated erased words is not accused of a
change by the check of seals: an event on the comment says what happened.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet

from consultations.actions.comment_words import given_answer, likeness_of, stems_of
from consultations.actions.erasing import erase_files
from consultations.actions.rounds import PAGES
from consultations.models import (
    Anchor,
    Attachment,
    BulkStep,
    Comment,
    CommentCluster,
    Dispute,
    DisputeStep,
    ModerationObjection,
    Reaction,
    Reply,
    RoundArtifact,
    RoundReport,
    SentWords,
    Settlement,
    SettlementCheck,
    SettlementNote,
    SettlementVersion,
    SheetImport,
    StandardAnswer,
    Statement,
    TakenWording,
)
from core import immutability
from core.actions import log_event, raise_generation
from core.erasing import erase_caches
from core.extension import add_repeat_eraser
from core.models import MailState, OutboxMail
from core.repeats import Repeats, masked

REPEATED = "repeated_words_erased"
QUOTED = ("exact", "prefix", "suffix")
MOST_AT_ONCE = 500


def erase(documents: Sequence[int], repeats: Repeats, at: datetime) -> None:
    """Block out what repeats erased words in everything said and answered about the documents."""
    about = Q(round__document__in=documents)
    settled = Q(settlement__comment__round__document__in=documents)
    said = set(_comments(Comment.objects.filter(about), repeats, at))
    written = set(_mask(Statement.objects.filter(about), ("original_text",), repeats))
    settlements = Settlement.objects.filter(comment__round__document__in=documents)
    _mask(settlements, ("reason", "no_change_note", "target_note"), repeats)
    _mask(SettlementNote.objects.filter(settled), ("text",), repeats)
    _mask(TakenWording.objects.filter(settled), ("wording",), repeats)
    _mask(SettlementCheck.objects.filter(settled), ("reason",), repeats)
    positions = ("author_position", "city_position", "result")
    _mask(Dispute.objects.filter(settled), positions, repeats)
    for model in (Reply, Reaction, ModerationObjection):
        rows = model.objects.filter(comment__round__document__in=documents)
        _mask(rows, ("text",), repeats)
    _mask(CommentCluster.objects.filter(about), ("title",), repeats)
    _mask(StandardAnswer.objects.all(), ("title", "text"), repeats)
    waiting = OutboxMail.objects.exclude(state=MailState.SENT)
    _mask(waiting, ("subject", "text"), repeats)
    _structured(BulkStep.objects.filter(about), ("params", "results"), repeats)
    _sheets(SheetImport.objects.filter(about), repeats)
    sent = SentWords.objects.filter(comment__round__document__in=documents)
    said |= set(
        SentWords.objects.filter(pk__in=_frozen(SentWords, sent, repeats)).values_list(
            "comment_id", flat=True
        )
    )
    _files(said, written, at)
    _frozen(RoundReport, RoundReport.objects.filter(about), repeats)
    _frozen(SettlementVersion, SettlementVersion.objects.filter(settled), repeats)
    steps = DisputeStep.objects.filter(dispute__settlement__comment__round__document__in=documents)
    _frozen(DisputeStep, steps, repeats)
    _anchors(Anchor.objects.filter(comment__round__document__in=documents), repeats)
    RoundArtifact.objects.filter(about).delete()
    raise_generation("site", *PAGES)
    erase_caches([])


def _files(comments: set[int], statements: set[int], at: datetime) -> None:
    """A scan cannot be masked: files of what repeated the words go as a whole, and the originals they came in."""
    erase_files(Q(comment__in=comments), at)
    letters = Q(statement__in=statements) | Q(statement__comments__in=comments)
    originals = Attachment.objects.filter(letters, is_original=True)
    erase_files(Q(pk__in=list(originals.values_list("pk", flat=True))), at)


def _mask(rows: QuerySet, fields: Sequence[str], repeats: Repeats) -> list[int]:
    """Mask the fields; answers the keys of the rows that repeated the words."""
    hit = []
    for row in rows.only("pk", *fields).iterator(chunk_size=MOST_AT_ONCE):
        words = {name: masked(getattr(row, name), repeats) for name in fields}
        changed = {name: said for name, said in words.items() if said != getattr(row, name)}
        _store(row, changed)
        if changed:
            hit.append(row.pk)
    return hit


def _store(row: Model, changed: dict[str, Any]) -> None:
    if changed:
        type(row)._default_manager.filter(pk=row.pk).update(**changed)


def _comments(rows: QuerySet, repeats: Repeats, at: datetime) -> list[int]:
    hit = []
    fields = ("text", "reason", "proposed_wording", "wording_from", "place_words")
    for comment in rows.select_related("contribution__record").iterator(chunk_size=MOST_AT_ONCE):
        changed = {name: masked(getattr(comment, name), repeats) for name in fields}
        changed = {name: said for name, said in changed.items() if said != getattr(comment, name)}
        anchors = _within(comment.draft_anchors, lambda said: masked(said, repeats))
        if anchors != comment.draft_anchors:
            changed["draft_anchors"] = anchors
        if not changed:
            continue
        hit.append(comment.pk)
        for name, said in changed.items():
            setattr(comment, name, said)
        _store(
            comment,
            {
                **changed,
                "stems": stems_of(comment, given_answer(comment)),
                "likeness": likeness_of(comment),
            },
        )
        if comment.contribution is not None:
            log_event(record=comment.contribution.record, verb=REPEATED, by=None, at=at)
    return hit


def _structured(rows: QuerySet, fields: Sequence[str], repeats: Repeats) -> None:
    for row in rows.iterator(chunk_size=MOST_AT_ONCE):
        found = {
            name: _within(getattr(row, name), lambda said: masked(said, repeats)) for name in fields
        }
        _store(row, {name: value for name, value in found.items() if value != getattr(row, name)})


def _sheets(rows: QuerySet, repeats: Repeats) -> None:
    """Rows of previews; a file whose rows repeat the words goes as a whole."""
    for sheet in rows.iterator(chunk_size=MOST_AT_ONCE):
        found = _within(sheet.rows, lambda said: masked(said, repeats))
        if found != sheet.rows:
            _store(sheet, {"rows": found, "data": b""})


def _within(value: Any, mask: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, list):
        return [_within(item, mask) for item in value]
    if isinstance(value, dict):
        return {key: _within(item, mask) for key, item in value.items()}
    return value


def _frozen(model: type[Model], rows: QuerySet, repeats: Repeats) -> list[int]:
    fields = {
        SentWords: ("words",),
        DisputeStep: ("note",),
        RoundReport: ("summary", "easy_summary", "note"),
    }.get(model, ("reason", "note"))
    hit = [
        pk
        for pk, *words in rows.values_list("pk", *fields)
        if any(masked(said, repeats) != said for said in words)
    ]
    immutability.empty(model, model._default_manager.filter(pk__in=hit))
    return hit


def _anchors(rows: QuerySet, repeats: Repeats) -> None:
    """A quote of other words beside the erased ones: where it stood stays, so that the comment keeps its place."""
    hit = [
        pk
        for pk, *words in rows.exclude(exact="").values_list("pk", *QUOTED)
        if any(masked(said, repeats) != said for said in words)
    ]
    table = connection.ops.quote_name(Anchor._meta.db_table)
    with connection.cursor() as cursor:
        for pk in hit:
            cursor.execute(
                f"UPDATE {table} SET exact = '', prefix = '', suffix = '' WHERE id = %s",  # noqa: S608  names only
                [pk],
            )


def register() -> None:
    """Called once the apps are ready."""
    add_repeat_eraser("comments and settlements", erase)
