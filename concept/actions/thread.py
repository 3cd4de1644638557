"""Writes of the thread of reasons: changes between two versions, and which contribution shaped which change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept.enums import ChangeKind, InfluenceRelation, InfluenceState
from concept.models import Change, Contribution, Influence, Version
from concept.queries.thread import passage_texts
from core.actions import create_record, log_event, raise_generation


class NothingChanged(Exception):
    """The words are the same in both versions: that is no change."""


@transaction.atomic
def record_change(
    *,
    from_version: Version | None,
    to_version: Version,
    old_uids: Sequence[str],
    new_uids: Sequence[str],
    by: Any,
    at: datetime,
    kind: str = ChangeKind.SUBSTANTIVE,
) -> Change:
    """Record that passages changed between two versions of one document; the same change is recorded once.

    Raises NothingChanged when the joined words do not differ, ValueError for versions of two documents or in the
    wrong order.
    """
    if from_version is not None and (
        from_version.document_id != to_version.document_id
        or from_version.number >= to_version.number
    ):
        raise ValueError("A change leads from an older to a newer version of one document.")
    old_uids, new_uids = sorted(map(str, old_uids)), sorted(map(str, new_uids))
    known = Change.objects.filter(
        from_version=from_version, to_version=to_version, old_uids=old_uids, new_uids=new_uids
    ).first()
    if known is not None:
        return known
    old = passage_texts(from_version, old_uids) if from_version is not None else {}
    new = passage_texts(to_version, new_uids)
    if list(old.values()) == list(new.values()):
        raise NothingChanged(_("The words are the same in both versions."))
    record = create_record(
        kind="change",
        title=f"Změna: {to_version.title} {to_version.label}",
        path=to_version.record.path,
        visibility=to_version.record.visibility,
        audience=to_version.record.audience,
        verb="change_recorded",
        by=by,
        at=at,
        demo_origin=to_version.record.demo_origin,
        demo_source=to_version.record.demo_source,
    )
    change = Change(
        record=record,
        from_version=from_version,
        to_version=to_version,
        old_uids=old_uids,
        new_uids=new_uids,
        kind=kind,
        made_by=by,
        made_at=at,
    )
    change.full_clean(exclude=["record", "old_uids", "new_uids"])
    change.save()
    return change


@transaction.atomic
def record_influence(
    *,
    contribution: Contribution,
    change: Change,
    by: Any,
    at: datetime,
    relation: str = InfluenceRelation.RESULTED_IN,
    state: str = InfluenceState.CONFIRMED,
    note: str = "",
) -> Influence:
    """Append that a contribution shaped a change; the newest row of the pair counts. A repeat adds nothing."""
    last = Influence.objects.filter(contribution=contribution, change=change).order_by("pk").last()
    if last is not None and (last.relation, last.state, last.note) == (relation, state, note):
        return last
    influence = Influence(
        contribution=contribution,
        change=change,
        relation=relation,
        state=state,
        note=note,
        by=by,
        at=at,
    )
    influence.full_clean()
    influence.save()
    log_event(
        record=contribution.record,
        verb=f"influence_{state}",
        by=by,
        at=at,
        payload={"change": change.pk},
    )
    raise_generation("pripominky", change.to_version.document.slug)
    return influence
