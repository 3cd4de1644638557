"""Decided settlements are worked into the text, or need no change of it; then checked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept.actions import thread
from concept.enums import ChangeKind
from concept.models import Change, Version
from concept.queries import lineage_map
from consultations.actions.settlements import (
    MoveRefused,
    ReasonMissing,
    lock_settlement,
    members_of,
    move_settlement,
)
from consultations.enums import OUTCOMES_THAT_CHANGE_TEXT, SettlementState
from consultations.models import Anchor, Comment, Settlement
from core import jobs
from core.sanitizing import clean_plain


class NoRealChange(Exception):
    """The text does not differ between the two versions at the place of the comment."""


@transaction.atomic
def implement_settlement(
    *,
    settlement: Settlement,
    by: Any,
    at: datetime,
    to_version: Version,
    new_uids: Sequence[str] = (),
    kind: str = ChangeKind.SUBSTANTIVE,
    note: str = "",
) -> Settlement:
    """Prove by two frozen versions that an accepted comment changed the text, and link it into the thread.

    Without ``new_uids`` the descendants of the quoted passages are compared. Equal points of the cluster are linked to
    the same change. Raises NoRealChange, MoveRefused.
    """
    settlement = lock_settlement(settlement)
    _check_promise(settlement)
    change = change_at(settlement.comment, to_version, new_uids, kind=kind, by=by, at=at)
    return implement_by_change(settlement=settlement, change=change, by=by, at=at, note=note)


@transaction.atomic
def implement_by_change(
    *, settlement: Settlement, change: Change, by: Any, at: datetime, note: str = ""
) -> Settlement:
    """Link a decided settlement, and its accepted equal points, to a known change; they are in the text by that.

    Raises MoveRefused.
    """
    settlement = lock_settlement(settlement)
    _check_promise(settlement)
    if settlement.state != SettlementState.DECIDED:
        raise MoveRefused(_("Only a decided settlement can be worked into the text."))
    for member in members_of(settlement):
        if (
            member.state != SettlementState.DECIDED
            or member.outcome not in OUTCOMES_THAT_CHANGE_TEXT
        ):
            continue
        member.changed_in = change.to_version
        thread.record_influence(
            contribution=member.comment.contribution, change=change, by=by, at=at, note=note
        )
        move_settlement(member, SettlementState.IMPLEMENTED, by=by, at=at)
    # Versions frozen since then are to be looked through for this change too.
    jobs.enqueue("consultations.tasks.check_later_versions", version_id=change.to_version_id)
    return settlement


def _check_promise(settlement: Settlement) -> None:
    if settlement.outcome not in OUTCOMES_THAT_CHANGE_TEXT:
        raise MoveRefused(_("This outcome promises no change of the text."))


def change_at(
    comment: Comment,
    to_version: Version,
    new_uids: Sequence[str],
    *,
    kind: str,
    by: Any,
    at: datetime,
) -> Change:
    """The change of the passages a comment quotes, or of the given new ones. Raises NoRealChange."""
    went = lineage_map(comment.version, to_version)
    anchors = Anchor.objects.filter(comment=comment, passage_uid__isnull=False)
    quoted = [str(uid) for uid in anchors.values_list("passage_uid", flat=True)]
    if new_uids:
        wanted = set(map(str, new_uids))
        old_uids = [uid for uid, news in went.items() if wanted & set(news)]
        # What the comment quotes and is gone belongs to the change too: the new words stand for it.
        old_uids += [uid for uid in quoted if not went.get(uid)]
    else:
        old_uids = quoted
        new_uids = sorted({new for uid in old_uids for new in went.get(uid, [])})
    if not old_uids and not new_uids:
        raise NoRealChange(_("Choose the passages that changed: the comment quotes none."))
    try:
        return thread.record_change(
            from_version=comment.version,
            to_version=to_version,
            old_uids=old_uids,
            new_uids=new_uids,
            kind=kind,
            by=by,
            at=at,
        )
    except thread.NothingChanged as error:
        raise NoRealChange(
            _("The text there is the same in both versions. Choose the passages that changed.")
        ) from error


@transaction.atomic
def implement_without_change(
    *, settlement: Settlement, kind: str, note: str, by: Any, at: datetime
) -> Settlement:
    """Say why an accepted comment changes no words; kind and note are public. Raises ReasonMissing, MoveRefused."""
    settlement = lock_settlement(settlement)
    _check_promise(settlement)
    note = clean_plain(note).strip()
    if not note:
        raise ReasonMissing(_("Say how the comment is met without a change of words."))
    settlement.no_change_kind, settlement.no_change_note = kind, note[:500]
    move_settlement(settlement, SettlementState.IMPLEMENTED, by=by, at=at)
    return settlement


@transaction.atomic
def verify_settlement(*, settlement: Settlement, by: Any, at: datetime) -> Settlement:
    """A person looked at the new words and confirms that they meet the comment. Raises MoveRefused."""
    settlement = lock_settlement(settlement)
    move_settlement(settlement, SettlementState.VERIFIED, by=by, at=at)
    return settlement
