"""Writes of statements two people noted twice: merged only by a person, and so that both texts stay."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from focus_groups.enums import CHECKED_STATES
from focus_groups.models import SpokenStatement, StatementPair


class MergeRefused(Exception):
    """Only statements of one session that still have their words, and are not worked on yet, are merged."""


@transaction.atomic
def decide_pair(
    *,
    first: SpokenStatement,
    second: SpokenStatement,
    kept: SpokenStatement | None,
    by: Any,
    at: datetime,
) -> StatementPair:
    """Put one of two statements away under the other, or say that both stay (``kept`` None). A repeat changes nothing.

    The one put away keeps its words and is neither checked nor coded any more. Raises MergeRefused.
    """
    rows = {
        row.pk: row
        for row in SpokenStatement.objects.select_for_update(of=("self",))
        .select_related("session__series__inside")
        .filter(pk__in=[first.pk, second.pk])
    }
    earlier, later = (rows[key] for key in sorted(rows))
    known = StatementPair.objects.filter(first=earlier, second=later).first()
    if known is not None:
        return known
    if earlier.session_id != later.session_id:
        raise MergeRefused(_("These statements are of two sessions."))
    if kept is not None:
        _put_away(later if kept.pk == earlier.pk else earlier, at=at)
    pair = StatementPair(
        first=earlier, second=later, kept=rows[kept.pk] if kept else None, by=by, at=at
    )
    pair.full_clean()
    pair.save()
    if kept is not None:
        log_event(
            record=earlier.session.series.inside,
            verb="statements_merged",
            by=by,
            at=at,
            payload={"pair": pair.pk},
        )
    return pair


def _put_away(statement: SpokenStatement, *, at: datetime) -> None:
    if statement.erased_at is not None or statement.merged_at is not None:
        raise MergeRefused(_("One of the two is not there any more. Look at the list again."))
    if statement.state in CHECKED_STATES or statement.codings.exists():
        raise MergeRefused(
            _("The one that would be put away is worked on already. Keep that one instead.")
        )
    statement.merged_at = at
    statement.lock_version += 1
    statement.save(update_fields=["merged_at", "lock_version"])
