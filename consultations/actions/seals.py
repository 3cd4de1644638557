"""Sealing of a closed round: the digests of all sent comments, and the counts."""

import hashlib
import json
from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.actions.rounds import (
    RoundMoveRefused,
    add_step,
    lock_round,
    move_round,
    refresh_pages,
)
from consultations.actions.visibility import refresh_round_visibility
from consultations.enums import RoundStage, RoundStepKind, StatementState
from consultations.models import Comment, Round, RoundSeal, Statement


@transaction.atomic
def seal_round(*, round: Round, at: datetime, by: Any = None) -> RoundSeal:
    """Close the list of what came in time: digests of all sent comments, and counts. A repeat answers the first seal.

    Raises RoundMoveRefused while the round is still open.
    """
    round = lock_round(round)
    if (known := RoundSeal.objects.filter(round=round).first()) is not None:
        return known
    if round.stage != RoundStage.ANNOUNCED or round.closes_at > at:
        raise RoundMoveRefused(_("The round is sealed only after it has closed."))
    contents = seal_contents(round)
    seal = RoundSeal(
        round=round,
        sealed_at=at,
        contents=contents,
        digest=hashlib.sha256(canonical_json(contents)).hexdigest(),
    )
    seal.save()
    move_round(round, RoundStage.SEALED)
    add_step(round, RoundStepKind.SEALED, by=by, at=at, new=seal.digest)
    refresh_round_visibility(round)
    refresh_pages(round)
    return seal


def canonical_json(contents: Any) -> bytes:
    """Bytes that are hashed: sorted keys, no blanks, UTF-8."""
    return json.dumps(contents, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def seal_contents(round: Round) -> dict[str, Any]:
    """What a seal holds: versions, every sent comment with its digest, and the counts. Four queries."""
    rows = list(
        Comment.objects.filter(round=round)
        .submitted()
        .order_by("number")
        .values_list("reference", "digest", "statement__channel", "type", "nature", "weight")
    )
    statements = Statement.objects.filter(round=round).exclude(state=StatementState.DRAFT)
    return {
        "round": round.reference,
        "versions": sorted(round.versions.values_list("digest", flat=True)),
        "comments": [{"reference": row[0], "digest": row[1]} for row in rows],
        "counts": {
            "statements": statements.count(),
            "comments": len(rows),
            "by_channel": dict(Counter(row[2] for row in rows)),
            "by_type": dict(Counter(row[3] for row in rows)),
            "by_nature": dict(Counter(row[4] for row in rows)),
            "by_weight": dict(Counter(row[5] for row in rows)),
            "without_comments": statements.filter(has_no_comments=True).count(),
        },
    }
