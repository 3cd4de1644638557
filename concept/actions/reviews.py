"""Writes of what editors say about changes and links: wording only, still right, denied, proposed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.actions.sources import change_of
from concept.actions.thread import record_influence
from concept.enums import ChangeKind, InfluenceState
from concept.models import Change, ChangeReview, Contribution, DocumentPage, Influence, Version
from concept.queries.staleness import changed_passages
from concept.queries.thread import STANDING_LINKS, newest_links
from core.actions import log_event, raise_generation
from core.models import Record
from core.sanitizing import clean_plain

LONGEST_REASON = 500


class ReviewRefused(Exception):
    """There is no reason, or a chosen passage did not change in this version."""


class LinkRefused(Exception):
    """The link is not there to be decided, was denied before, or nobody said why."""


@transaction.atomic
def review_changes(
    *, version: Version, uids: Sequence[str], kind: str, reason: str, by: Any, at: datetime
) -> ChangeReview:
    """Say of changes of a version that they are of wording only, or of substance, with one reason for all of them.

    Links to words that were changed in wording only stay confirmed; the reason stands beside each passage. One event
    is logged, however many passages there are. Raises ReviewRefused.
    """
    DocumentPage.objects.select_for_update().get(pk=version.document_id)
    reason = clean_plain(reason).strip()[:LONGEST_REASON]
    if not reason:
        raise ReviewRefused(_("Say in one sentence why, for all chosen passages."))
    chosen = sorted(dict.fromkeys(map(str, uids)))
    if not chosen:
        raise ReviewRefused(_("Choose at least one passage."))
    if not set(chosen) <= {passage.uid for passage in changed_passages(version)}:
        raise ReviewRefused(_("Some of the chosen passages did not change in this version."))
    known = ChangeReview.objects.filter(version=version).order_by("pk").last()
    if known is not None and (known.uids, known.kind, known.reason) == (chosen, kind, reason):
        return known
    review = ChangeReview(
        version=version, kind=ChangeKind(kind), uids=chosen, reason=reason, by=by, at=at
    )
    review.full_clean()
    review.save()
    log_event(
        record=version.record,
        verb=f"changes_reviewed_{review.kind}",
        by=by,
        at=at,
        reason=reason,
        payload={"count": len(chosen)},
    )
    raise_generation(version.document.slug, "pripominky")
    return review


@transaction.atomic
def propose_link(
    *, contribution: Contribution, change: Change, relation: str, note: str, by: Any, at: datetime
) -> Influence:
    """An evaluator says that a contribution shaped a change; nobody else is told before an editor has agreed.

    A link that stands, or waits already, is left as it is. Raises LinkRefused for one an editor denied.
    """
    last = _newest(contribution, change)
    if last is not None and last.state == InfluenceState.RETRACTED:
        raise LinkRefused(_("An editor denied this link: %(note)s") % {"note": last.note})
    if last is not None:
        return last
    return record_influence(
        contribution=contribution,
        change=change,
        relation=relation,
        state=InfluenceState.PROPOSED,
        note=clean_plain(note).strip()[:LONGEST_REASON],
        by=by,
        at=at,
    )


@transaction.atomic
def propose_link_to_passage(
    *,
    version: Version,
    passage_uid: str,
    reference: str,
    relation: str,
    note: str,
    by: Any,
    at: datetime,
) -> Influence:
    """The same for a contribution known by its reference and a passage that changed in the version.

    Raises LinkRefused when the person may know of no such contribution, SourceRefused when the passage did not change.
    """
    known = Record.objects.visible_to(by).filter(contribution__isnull=False)
    record = known.filter(reference=reference.strip()).first() if reference.strip() else None
    if record is None:
        raise LinkRefused(_("There is no contribution with this number."))
    change = change_of(version, passage_uid, by=by, at=at)
    return propose_link(
        contribution=record.contribution, change=change, relation=relation, note=note, by=by, at=at
    )


@transaction.atomic
def decide_link(
    *, influence: Influence, agrees: bool, note: str, by: Any, at: datetime
) -> Influence:
    """An editor confirms a proposed link, or a link whose words changed since; or denies it and says why.

    Raises LinkRefused when somebody has decided in the meantime, or a denial has no reason.
    """
    last = _newest(influence.contribution, influence.change)
    if last is None or last.pk != influence.pk or last.state == InfluenceState.RETRACTED:
        raise LinkRefused(_("Somebody has decided this link in the meantime."))
    note = clean_plain(note).strip()[:LONGEST_REASON]
    if not agrees and not note:
        raise LinkRefused(_("Say why the link is not right."))
    if agrees and last.state in STANDING_LINKS and note in {"", last.note}:
        moment = timezone.localtime(at)
        note = f"Ověřeno {moment:%-d. %-m. %Y v %H.%M}."  # the newest row says until when the words were looked at
    return record_influence(
        contribution=last.contribution,
        change=last.change,
        relation=last.relation,
        state=InfluenceState.CONFIRMED if agrees else InfluenceState.RETRACTED,
        note=note or last.note,
        by=by,
        at=at,
    )


def _newest(contribution: Contribution, change: Change) -> Influence | None:
    rows = newest_links(Influence.objects.filter(contribution=contribution, change=change))
    return rows[0] if rows else None
