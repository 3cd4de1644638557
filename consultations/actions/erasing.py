"""Erasure of the words of comments from every place that may hold a copy. Number, dates, outcome and counts stay.

Other places register with ``add_comment_eraser``: ``erase(pks, at)`` with primary keys of sent comments may run twice.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from concept.models import Contribution
from concept.repeats import erase_repeats
from consultations.actions.rounds import PAGES
from consultations.enums import HiddenReason, ImportState, Moderation
from consultations.models import (
    Attachment,
    Comment,
    CommentCluster,
    Dispute,
    DisputeStep,
    ModerationObjection,
    Reaction,
    Reply,
    SentWords,
    Settlement,
    SettlementNote,
    SettlementVersion,
    SheetImport,
    Statement,
    TakenWording,
)
from core import immutability, jobs
from core.actions import log_event, raise_generation
from core.czech import search_stems
from core.erasing import erase_caches
from core.models import MailState, OutboxMail, SearchEntry

Erase = Callable[[Sequence[int], datetime], None]
MASK = "█"
KEPT_OF_ROWS = frozenset(
    {"number", "line", "reference", "fate", "choice", "columns", "column", "outcome", "edited"}
    | {"may_force"}
)
_erasers: dict[str, Erase] = {}


def add_comment_eraser(name: str, erase: Erase) -> None:
    """Register a further place that may hold the words of a comment."""
    _erasers[name] = erase


def comment_erasers() -> dict[str, Erase]:
    """All of them by name, in the order of registration."""
    return dict(_erasers)


@transaction.atomic
def erase_words(*, comment: Comment, by: Any, at: datetime) -> Comment:
    """Erase every word of a comment for good; who sees it afterwards sees number, dates and outcome. May run twice.

    The traces in the database file are cleared by a job after the commit.
    """
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("contribution__record", "round__document")
        .get(pk=comment.pk)
    )
    if comment.erased_at is not None:
        return comment
    words = [comment.text, comment.reason, comment.proposed_wording]
    words += SentWords.objects.filter(comment=comment).values_list("words", flat=True)
    for erase in comment_erasers().values():
        erase([comment.pk], at)
    Comment.objects.filter(pk=comment.pk).update(erased_at=at, lock_version=F("lock_version") + 1)
    erase_repeats([comment.round.document_id], words, at)
    log_event(record=comment.contribution.record, verb="comment_erased", by=by, at=at)
    raise_generation("site", *PAGES, comment.round.document.slug)
    erase_caches([])
    jobs.enqueue("core.tasks.clear_traces")
    return Comment.objects.get(pk=comment.pk)


def _erase_comments(pks: Sequence[int], at: datetime) -> None:
    Comment.objects.filter(pk__in=pks).update(
        text="",
        reason="",
        proposed_wording="",
        wording_from="",
        place_words="",
        draft_anchors=[],
        stems="",
        likeness="",
        flags="",
    )
    immutability.empty(SentWords, SentWords.objects.filter(comment__in=pks))
    ModerationObjection.objects.filter(comment__in=pks).update(text="")
    Reaction.objects.filter(comment__in=pks).update(text="")
    Reply.objects.filter(comment__in=pks).update(
        text="", moderation=Moderation.HIDDEN, hidden_reason=HiddenReason.PERSONAL_CASE
    )
    Contribution.objects.filter(comment__in=pks).update(summary="")
    # Equal comments are named by the first words of one of them.
    for cluster in CommentCluster.objects.filter(comments__in=pks).distinct():
        members = cluster.comments.order_by("number").values_list("reference", flat=True)
        cluster.title = ", ".join(members[:5])
        cluster.save(update_fields=["title"])


def _erase_settlements(pks: Sequence[int], at: datetime) -> None:
    """What was answered may repeat what was said."""
    Settlement.objects.filter(comment__in=pks).update(reason="", no_change_note="")
    immutability.empty(
        SettlementVersion, SettlementVersion.objects.filter(settlement__comment__in=pks)
    )
    SettlementNote.objects.filter(settlement__comment__in=pks).update(text="")
    TakenWording.objects.filter(settlement__comment__in=pks).update(wording="")
    Dispute.objects.filter(settlement__comment__in=pks).update(
        author_position="", city_position="", result=""
    )
    immutability.empty(
        DisputeStep, DisputeStep.objects.filter(dispute__settlement__comment__in=pks)
    )


def _erase_originals(pks: Sequence[int], at: datetime) -> None:
    """The passage of the letter, and every file that may show it.

    Offsets of the other points stay right: each erased letter is replaced by one block. Where nobody marked the passage
    it may be anywhere, so the whole text goes. A scan cannot be erased in part: it goes as a whole, the paper itself
    lies in the filing office under its record number.
    """
    for comment in Comment.objects.filter(pk__in=pks):
        statement = Statement.objects.select_for_update().get(pk=comment.statement_id)
        if statement.original_text:
            start, end = comment.original_start or 0, comment.original_end
            words = statement.original_text
            statement.original_text = blocked(words, start, len(words) if end is None else end)
            statement.original_erased_at = at
            statement.save(update_fields=["original_text", "original_erased_at"])
        erase_files(Q(statement=statement, is_original=True) | Q(comment=comment), at)


def erase_files(which: Q, at: datetime) -> None:
    """Empty files that may show erased words; nothing of them is given out any more. The digest stays."""
    Attachment.objects.filter(which, erased_at=None).update(data=b"", filename="", erased_at=at)


def blocked(words: str, start: int, end: int) -> str:
    """The words with a block for each letter in [start, end); blanks and line ends stay."""
    hidden = "".join(sign if sign.isspace() else MASK for sign in words[start:end])
    return words[:start] + hidden + words[end:]


def _erase_imports(pks: Sequence[int], at: datetime) -> None:
    """Sheets the comments came in, and rows of previews that speak of them."""
    comments = Comment.objects.filter(pk__in=pks).values_list(
        "round_id", "statement_id", "reference"
    )
    for round_id, statement_id, reference in comments:
        for sheet in SheetImport.objects.filter(round=round_id):
            if sheet.state == ImportState.PREVIEW or statement_id in sheet.options.get(
                "statements", []
            ):
                sheet.data = b""
            sheet.rows = [
                _without_words(row) if row.get("reference") == reference else row
                for row in sheet.rows
            ]
            sheet.save(update_fields=["data", "rows"])


def _without_words(row: dict[str, Any]) -> dict[str, Any]:
    """What may stay of a row of either kind of sheet: which it is and what became of it."""
    kept = {name: value for name, value in row.items() if name in KEPT_OF_ROWS}
    if "sheet" in row:  # a row of a department's sheet
        kept |= {"message": "", "reason": "", "sheet": {**row["sheet"], "reason": ""}}
    return kept


def _erase_search(pks: Sequence[int], at: datetime) -> None:
    for comment in Comment.objects.filter(pk__in=pks).select_related("contribution__record"):
        SearchEntry.objects.filter(path=comment.path).delete()
        record = comment.contribution.record
        record.search_stems = search_stems(f"{record.reference} {record.title}")
        record.save(update_fields=["search_stems"])


def _erase_mails(pks: Sequence[int], at: datetime) -> None:
    """Answers that were not sent; what was sent keeps no text."""
    settlements = Settlement.objects.filter(comment__in=pks).values_list("pk", flat=True)
    keys = [f"settlement-{pk}" for pk in settlements] + [f"comment-{pk}" for pk in pks]
    OutboxMail.objects.filter(subject_key__in=keys).exclude(state=MailState.SENT).update(
        text="", state=MailState.FAILED, error="The words it was about were erased."
    )


add_comment_eraser("comments", _erase_comments)
add_comment_eraser("settlements", _erase_settlements)
add_comment_eraser("originals", _erase_originals)
add_comment_eraser("imported sheets", _erase_imports)
add_comment_eraser("search", _erase_search)
add_comment_eraser("mails", _erase_mails)
