"""Approved minutes get another text: a slip of the pen is mended, or a later meeting concludes a correction.

The text before stays readable beside it. Removal of personal data, which erases it everywhere, is in ``redactions``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import log_event, raise_generation
from core.sanitizing import clean_plain
from working_groups.actions.decision_steps import correct_decision
from working_groups.actions.minutes import PAGES, cleaned, keep_version, lock_minutes
from working_groups.actions.minutes_approval import refresh_findable
from working_groups.enums import (
    APPROVED_MINUTES_STATES,
    CorrectionKind,
    MinutesState,
    MinutesVersionKind,
)
from working_groups.models import Decision, Minutes, MinutesCorrection, MinutesVersion
from working_groups.notifications import minutes as notifications
from working_groups.queries.minutes import current_version, day_of, later_decisions


class MinutesNotApproved(Exception):
    """What is not approved is edited, not corrected."""


class CorrectionWithoutReason(Exception):
    """A correction says why."""


class NothingCorrected(Exception):
    """The text is the same as before."""


class DecidedElsewhere(Exception):
    """A correction of substance is a conclusion of a later meeting of the group, about these minutes."""


class StaleMinutes(Exception):
    """The minutes were corrected in the meantime; ``current`` is the text that counts now."""

    def __init__(self, message: str, current: MinutesVersion) -> None:
        super().__init__(message)
        self.current = current


@dataclass(frozen=True, slots=True)
class ItemTexts:
    """The words of an item as they shall stand."""

    public: str
    internal: str


@transaction.atomic
def correct_clerical(
    *,
    minutes: Minutes,
    texts: Mapping[int, ItemTexts],
    reason: str,
    from_number: int,
    by: Any,
    at: datetime,
) -> MinutesCorrection:
    """The chair mends a slip of the pen in the texts of items (item -> texts); no conclusion changes.

    ``from_number`` is the version that was read. Raises MinutesNotApproved, CorrectionWithoutReason, NothingCorrected,
    StaleMinutes.
    """
    minutes, version = _approved(minutes, reason, from_number)
    content = _with_texts(version.content, texts, {})
    return _correct(minutes, version, content, CorrectionKind.CLERICAL, reason, None, by=by, at=at)


@transaction.atomic
def correct_substantive(
    *,
    minutes: Minutes,
    decided_in: Decision,
    texts: Mapping[int, ItemTexts],
    wordings: Mapping[int, str],
    reason: str,
    from_number: int,
    by: Any,
    at: datetime,
) -> MinutesCorrection:
    """Correct what was written down wrongly, because a later meeting concluded so.

    ``wordings``: right wording of conclusions by their primary key. Each gets its next wording; its links to changes of
    the text are to be checked again. The event names the meeting and the item; those who were at the corrected meeting
    are told by mail. Raises MinutesNotApproved, CorrectionWithoutReason, NothingCorrected, StaleMinutes,
    DecidedElsewhere, and what ``correct_decision`` raises.
    """
    minutes, version = _approved(minutes, reason, from_number)
    if not later_decisions(minutes).filter(pk=decided_in.pk).exists():
        raise DecidedElsewhere(
            _("A correction of substance needs a conclusion of a later meeting of the group.")
        )
    rows = minutes.meeting.decisions.select_related("record").filter(pk__in=wordings)
    changed = {
        row: words
        for row in rows.order_by("number")
        if (words := clean_plain(wordings[row.pk]).strip()) and words != row.text
    }
    content = _with_texts(
        version.content, texts, {row.record.reference: words for row, words in changed.items()}
    )
    correction = _correct(
        minutes,
        version,
        content,
        CorrectionKind.SUBSTANTIVE,
        reason,
        decided_in,
        by=by,
        at=at,
    )
    for row, words in changed.items():
        correct_decision(
            decision=row,
            text=words,
            note=f"Opraveno závěrem {decided_in.record.reference}",
            by=by,
            at=at,
            minutes_version=correction.to_version,
        )
    return correction


def _approved(minutes: Minutes, reason: str, from_number: int) -> tuple[Minutes, MinutesVersion]:
    """The approved minutes under a lock and the text that counts."""
    minutes = lock_minutes(minutes)
    if minutes.state not in APPROVED_MINUTES_STATES:
        raise MinutesNotApproved(_("The minutes are not approved yet: edit them."))
    if not reason.strip():
        raise CorrectionWithoutReason(_("Say what is corrected and why."))
    version = current_version(minutes)
    if version is None or version.number != from_number:
        raise StaleMinutes(
            _("The minutes were corrected in the meantime. Compare both texts."), version
        )
    return minutes, version


def _with_texts(
    content: Mapping[str, Any], texts: Mapping[int, ItemTexts], wordings: Mapping[str, str]
) -> dict[str, Any]:
    items = []
    for item in content["items"]:
        told = texts.get(item["item"])
        made = {
            **item,
            "conclusions": [
                {**one, "text": wordings.get(one["reference"], one["text"])}
                for one in item["conclusions"]
            ],
        }
        if told is not None:
            made |= {"text": cleaned(told.public), "internal": cleaned(told.internal)}
        items.append(made)
    if items == content["items"]:
        raise NothingCorrected(_("The text is the same as before."))
    return {**content, "items": items}


def _correct(
    minutes: Minutes,
    version: MinutesVersion,
    content: Mapping[str, Any],
    kind: str,
    reason: str,
    decided_in: Decision | None,
    *,
    by: Any,
    at: datetime,
) -> MinutesCorrection:
    made = keep_version(minutes, MinutesVersionKind.CORRECTION, dict(content), by=by, at=at)
    occurred_on = day_of(decided_in.meeting) if decided_in else timezone.localdate(at)
    correction = MinutesCorrection(
        minutes=minutes,
        from_version=version,
        to_version=made,
        kind=kind,
        reason=clean_plain(reason)[:500],
        requested_by=by,
        decided_in=decided_in,
        by=by,
        at=at,
        occurred_on=occurred_on,
    )
    correction.full_clean()
    correction.save()
    told = {}
    if decided_in is not None:
        item = decided_in.item
        told = {
            "meeting": decided_in.meeting.record.reference,
            "item": (item.label or str(item.position)) if item else "",
            "conclusion": decided_in.record.reference,
        }
    log_event(
        record=minutes.record,
        verb=f"minutes_corrected_{kind}",
        by=by,
        at=at,
        occurred_on=occurred_on,
        object_version=str(made.number),
        payload=told,
    )
    if minutes.state == MinutesState.PUBLISHED:
        refresh_findable(minutes)
    raise_generation("site", PAGES)
    notifications.minutes_corrected(correction, at=at)
    return correction
