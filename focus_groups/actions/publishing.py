"""Findings and recommendations become public, text by text, once two people checked each as it stands."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.czech import search_stems
from core.sanitizing import clean_plain
from focus_groups.actions.worked_out import Row, lock_row, move
from focus_groups.enums import FindingState
from focus_groups.models import Finding, FindingText, RecommendationText
from focus_groups.queries import checks
from focus_groups.queries.findings import bases_of, breadth_of, told_count


class NotChecked(Exception):
    """Two people check a text as it stands before it is published, and what it rests on is there."""


@transaction.atomic
def publish_text(*, row: Row, lock_version: int, by: Any, at: datetime, notice: str = "") -> Row:
    """Publish the text of a confirmed finding or recommendation as it stands. ``notice``: what is different from the
    text before. Breadth and support are told as they are now, support rounded down.

    Raises StaleText, StepRefused, NotChecked.
    """
    row = lock_row(row, lock_version)
    if row.needs_review_since is not None:
        raise NotChecked(
            _("Part of what it rests on was taken back. Decide first whether it holds.")
        )
    if not checks.passed(row):
        raise NotChecked(_("Two people have to check this text before it is published."))
    number = row.texts.count() + 1
    common = {
        "number": number,
        "text": row.text,
        "notice": clean_plain(notice).strip(),
        "by": by,
        "at": at,
    }
    if isinstance(row, Finding):
        supports = bases_of([row])[row.pk]["supports"]
        text: Any = FindingText(
            finding=row,
            plain_text=row.plain_text,
            limits=row.limits,
            theme=row.theme.name if row.theme else "",
            breadth=breadth_of(row),
            supports=told_count(supports, row.series.minimum) or 0,
            **common,
        )
    else:
        text = RecommendationText(recommendation=row, **common)
    text.full_clean()
    text.save()
    row.public_number = number
    move(row, FindingState.PUBLISHED, by=by, at=at)
    said = f"{row.record.reference} {row.record.title} {row.text} {getattr(row, 'plain_text', '')}"
    row.record.search_stems = search_stems(said)
    row.record.save(update_fields=["search_stems"])
    return row
