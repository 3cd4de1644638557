"""Sent statements and their comments get numbers, digests and a place in the thread."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from concept.models import Contribution, Version
from consultations import content_checks
from consultations.actions.comment_words import likeness_of, stems_of, words_digest
from consultations.actions.rounds import PAGES
from consultations.actions.seals import canonical_json
from consultations.actions.visibility import comment_visibility
from consultations.enums import (
    ALLOWED_STATEMENT_MOVES,
    Moderation,
    OthersVisible,
    SettlementState,
    StatementState,
)
from consultations.models import Anchor, Comment, Round, Settlement, Statement
from core import jobs
from core.actions import create_record, raise_generation
from core.enums import Visibility
from core.models import Event, Record


class StatementAlreadySent(Exception):
    """What was sent does not change any more."""


def number_statement(statement: Statement, *, by: Any, at: datetime) -> None:
    """Give a statement its number, record and receipt; its round is locked by the caller."""
    round = statement.round
    if StatementState.SUBMITTED not in ALLOWED_STATEMENT_MOVES[statement.state]:
        raise StatementAlreadySent(_("These comments were sent already."))
    round.last_statement_number += 1
    round.save(update_fields=["last_statement_number"])
    statement.number = round.last_statement_number
    statement.state = StatementState.SUBMITTED
    statement.record = create_record(
        kind="statement",
        reference=statement.reference,
        title=f"Podání {statement.reference}",
        path=f"{round.path}podani/{statement.number}/",
        visibility=Visibility.STAFF,
        verb="statement_received",
        by=by,
        at=at,
        state=StatementState.SUBMITTED,
        demo_origin=round.record.demo_origin,
        demo_source=round.record.demo_source,
    )
    statement.save()


def issue_comments(
    statement: Statement, comments: Sequence[Comment], *, by: Any, at: datetime
) -> None:
    """Make written comments sent ones: number, record, contribution, immovable quotes, an open settlement.

    The round is locked by the caller. About a dozen queries, however many comments there are.
    """
    round = statement.round
    first = round.last_comment_number + 1
    round.last_comment_number += len(comments)
    round.save(update_fields=["last_comment_number"])
    for number, comment in enumerate(comments, start=first):
        comment.number = number
        comment.reference = f"{round.reference}-{number:04d}"
        comment.digest = words_digest(comment)
        comment.likeness = likeness_of(comment)
        comment.flags = " ".join(
            content_checks.kinds(comment.text, comment.reason, comment.proposed_wording)
        )
        comment.stems = stems_of(comment)
        if comment.personal_case:
            comment.personal_case_at = at  # its words are kept for some days from now
        elif round.others_visible == OthersVisible.AT_ONCE:
            comment.moderation = Moderation.VISIBLE
    contributions = _contributions(round, comments, by=by, at=at)
    anchors = []
    for comment, contribution in zip(comments, contributions, strict=True):
        comment.contribution = contribution
        anchors += [
            Anchor(
                comment=comment,
                version_id=comment.version_id,
                section_uid=quote["section_uid"] or None,
                passage_uid=quote["passage_uid"] or None,
                **{key: quote[key] for key in ("start", "end", "exact", "prefix", "suffix")},
            )
            for quote in comment.draft_anchors
        ]
        comment.draft_anchors = []
    new = [comment for comment in comments if comment.pk is None]
    Comment.objects.bulk_create(new, batch_size=200)
    Comment.objects.bulk_update(
        [comment for comment in comments if comment not in new],
        [
            "number",
            "reference",
            "digest",
            "likeness",
            "stems",
            "flags",
            "personal_case_at",
            "moderation",
            "contribution",
            "draft_anchors",
        ],
        batch_size=200,
    )
    Anchor.objects.bulk_create(anchors, batch_size=500)
    Settlement.objects.bulk_create(
        [Settlement(comment=comment) for comment in comments], batch_size=500
    )
    # Of all points: those of an entered letter may be issued in several goes.
    issued = Comment.objects.filter(statement=statement).submitted().order_by("number")
    statement.receipt_digest = hashlib.sha256(
        canonical_json([list(row) for row in issued.values_list("reference", "digest")])
    ).hexdigest()
    statement.save(update_fields=["receipt_digest"])
    if comments:
        raise_generation(*PAGES)
        newest = max(comment.version.number for comment in comments)
        if Version.objects.filter(document=round.document_id, number__gt=newest).exists():
            jobs.enqueue("consultations.tasks.place_late_comments", document_id=round.document_id)


def _contributions(
    round: Round, comments: Sequence[Comment], *, by: Any, at: datetime
) -> list[Contribution]:
    records = []
    for comment in comments:
        visibility = comment_visibility(round, comment)
        records.append(
            Record(
                kind="comment",
                reference=comment.reference,
                title=f"Připomínka {comment.reference}",
                path=comment.path,
                visibility=visibility,
                audience_id=round.audience_id if visibility == Visibility.GROUP else None,
                recorded_at=at,
                state=SettlementState.OPEN,
                origin=round.record.origin,
                demo_origin=round.record.demo_origin,
                demo_source=round.record.demo_source,
            )
        )
    Record.objects.bulk_create(records, batch_size=200)
    Event.objects.bulk_create(
        [
            Event(
                record=record,
                verb="comment_received",
                actor=by,
                recorded_at=at,
                to_state=SettlementState.OPEN,
            )
            for record in records
        ],
        batch_size=500,
    )
    return Contribution.objects.bulk_create(
        [Contribution(record=record) for record in records], batch_size=500
    )
