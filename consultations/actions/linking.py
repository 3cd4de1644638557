"""Wordings taken over into the text become changes of the thread at the next freeze, without anybody's hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from concept.actions import thread
from concept.enums import InfluenceState
from concept.models import DocumentPage, Version
from concept.queries import lineage_maps
from concept.retesting import retest
from consultations.actions import implementing
from consultations.actions.settlements import lock_settlement
from consultations.enums import OUTCOMES_THAT_CHANGE_TEXT, SettlementState
from consultations.models import TakenWording
from consultations.queries.placements import VersionText, version_texts


@transaction.atomic
def link_taken_wordings(*, version: Version, at: datetime) -> dict[str, int]:
    """Turn wordings taken over since the last version into changes and links; answers how many are confirmed, proposed.

    The link is confirmed when the wording stands in the descendants of its passage, else proposed for an editor. A
    decided settlement whose link is confirmed is worked into the text by that. A wording whose passage did not change
    waits for a later version. May run twice.
    """
    DocumentPage.objects.select_for_update().get(pk=version.document_id)
    waiting = list(
        TakenWording.objects.filter(
            linked_in=None,
            version__document_id=version.document_id,
            version__number__lt=version.number,
            taken_at__lte=version.frozen_at,
            settlement__comment__withdrawn_at=None,
        )
        .select_related("settlement__comment__contribution__record", "version", "taken_by")
        .order_by("pk")
    )
    counts: dict[str, int] = {}
    if not waiting:
        return counts
    versions = list({row.version_id: row.version for row in waiting}.values())
    texts = version_texts([*versions, version])
    went = lineage_maps(versions, version)
    for row in waiting:
        state = _link(row, version, texts, went[row.version_id], at)
        if state:
            counts[state] = counts.get(state, 0) + 1
    return counts


def _link(
    row: TakenWording,
    version: Version,
    texts: Mapping[int, VersionText],
    went: Mapping[str, Sequence[str]],
    at: datetime,
) -> str:
    uid = str(row.passage_uid)
    heirs = list(went.get(uid, ()))
    words = texts[version.pk].words
    try:
        change = thread.record_change(
            from_version=row.version,
            to_version=version,
            old_uids=[uid],
            new_uids=heirs,
            by=row.taken_by,
            at=at,
        )
    except thread.NothingChanged:
        return ""
    TakenWording.objects.filter(pk=row.pk).update(linked_in=version)
    comment = row.settlement.comment
    quoted = comment.wording_from or texts[row.version_id].words.get(uid, "")
    stands = retest(quoted, row.wording, "\n".join(words[heir] for heir in heirs)).stands
    state = InfluenceState.CONFIRMED if stands else InfluenceState.PROPOSED
    # Read anew: another wording of the same or of an equal comment may just have worked it in.
    settlement = lock_settlement(row.settlement)
    is_accepted = settlement.outcome in OUTCOMES_THAT_CHANGE_TEXT
    if stands and is_accepted and settlement.state == SettlementState.DECIDED:
        implementing.implement_by_change(
            settlement=settlement, change=change, by=row.taken_by, at=at
        )
    else:
        thread.record_influence(
            contribution=comment.contribution, change=change, by=row.taken_by, at=at, state=state
        )
    return str(state)
