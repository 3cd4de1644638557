"""Writes of re-tests: at each freeze every accepted change is looked for again; what is gone waits for a person.

A change that no longer stands blocks the approval of the version until somebody says that the comment is still met in
substance, settles it anew, or cites the conclusion that overrode it. Its author is told either way.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from concept.actions import thread
from concept.enums import InfluenceRelation, InfluenceState, StepKind
from concept.models import DocumentPage, Influence, Version, VersionStep
from concept.queries import STANDING_LINKS, newest_links
from consultations import notifications
from consultations.actions import settlements
from consultations.actions.comments import remember
from consultations.actions.rounds import PAGES
from consultations.enums import CheckDecision, CheckResult
from consultations.models import SettlementCheck
from consultations.queries.checks import findings
from core.actions import log_event, raise_generation
from core.models import Record
from core.sanitizing import clean_plain

BATCH = 500
LONGEST_REASON = 500
# A comment settled anew goes on from its proposal: there is nothing to take back.
TAKEN_BACK = frozenset({CheckDecision.STILL_MET, CheckDecision.OVERRIDDEN})


class CheckDecided(Exception):
    """Somebody decided in the meantime, or the change stands."""


class ReasonMissing(Exception):
    """The decision must say why, or name the conclusion."""


@transaction.atomic
def check_settlements(*, version: Version, at: datetime) -> dict[str, int]:
    """Re-test every settlement that is in the text by a change made before the version; answers how many per result.

    A dozen queries, however many settlements there are. May run again: what a person decided stays.
    """
    DocumentPage.objects.select_for_update().get(pk=version.document_id)
    known = {row.settlement_id: row for row in SettlementCheck.objects.filter(version=version)}
    made, changed = [], []
    counts: dict[str, int] = {}
    for settlement, found in findings(version).items():
        counts[found.result] = counts.get(found.result, 0) + 1
        row = known.get(settlement)
        if row is None:
            row = SettlementCheck(settlement_id=settlement, version=version)
            made.append(row)
        elif row.decision or (row.result, row.share) == (found.result, found.share):
            continue
        else:
            changed.append(row)
        row.result, row.share, row.checked_at = found.result, found.share, at
        row.decision, row.reason = found.decision, found.reason
        row.decided_in_id, row.decided_where = found.decided_in, found.decided_where
        row.decided_by_id, row.decided_at = found.decided_by, found.decided_at
    SettlementCheck.objects.bulk_create(made, batch_size=BATCH)
    SettlementCheck.objects.bulk_update(
        changed, ["result", "share", "checked_at"], batch_size=BATCH
    )
    if made or changed:
        log_event(
            record=version.record,
            verb="settlements_checked",
            by=None,
            at=at,
            payload={"result": counts},
        )
        raise_generation(version.document.slug, *PAGES)
    return counts


def check_in_later_versions(*, version: Version, at: datetime) -> None:
    """Re-test in the version and in every later one of its document, in order."""
    later = Version.objects.filter(document=version.document_id, number__gte=version.number)
    for each in later.select_related("document", "record").order_by("number"):
        check_settlements(version=each, at=at)


def _with_equals(
    rows: QuerySet[SettlementCheck], check: SettlementCheck
) -> QuerySet[SettlementCheck]:
    """Of the re-tests those of this comment and of the comments it is answered with."""
    cluster = check.settlement.comment.cluster_id
    if cluster is None:
        return rows.filter(settlement=check.settlement_id)
    return rows.filter(settlement__comment__cluster=cluster)


def _decide(
    check: SettlementCheck, decision: str, *, by: Any, at: datetime, **fields: Any
) -> list[SettlementCheck]:
    """Decide a re-test and, with it, those of equal comments that wait in the same version."""
    check = SettlementCheck.objects.select_related("settlement__comment").get(pk=check.pk)
    waiting = SettlementCheck.objects.filter(
        version=check.version_id, result=CheckResult.GONE, decision=CheckDecision.NONE
    )
    rows = list(
        _with_equals(waiting, check)
        .select_for_update(of=("self",))
        .select_related(
            "settlement__comment__contribution__record",
            "settlement__comment__statement__respondent__organisation",
            "version__document",
            "version__record",
        )
        .order_by("pk")
    )
    if check.pk not in {row.pk for row in rows}:
        raise CheckDecided(_("Somebody has decided this in the meantime."))
    for row in rows:
        for name, value in fields.items():
            setattr(row, name, value)
        row.decision, row.decided_by, row.decided_at = decision, by, at
        row.full_clean(exclude=["settlement"])
        row.save()
        log_event(
            record=row.settlement.comment.contribution.record,
            verb=f"check_{decision}",
            by=by,
            at=at,
            object_version=row.version.record.reference,
        )
    raise_generation(rows[0].version.document.slug, *PAGES)
    return rows


def _reason(words: str) -> str:
    words = clean_plain(words).strip()[:LONGEST_REASON]
    if not words:
        raise ReasonMissing(_("Say why, in words the author understands."))
    return words


@transaction.atomic
def keep_as_met(*, check: SettlementCheck, reason: str, by: Any, at: datetime) -> int:
    """Say that the new words still meet the comment in substance; answers how many equal comments that decided.

    Authors who had an answer are told. Raises ReasonMissing, CheckDecided.
    """
    rows = _decide(check, CheckDecision.STILL_MET, by=by, at=at, reason=_reason(reason))
    for row in rows:
        _tell_author(row, by=by, at=at)
    return len(rows)


@transaction.atomic
def override_settlement(
    *,
    check: SettlementCheck,
    by: Any,
    at: datetime,
    reason: str = "",
    decided_in: Record | None = None,
    decided_where: str = "",
) -> int:
    """Cite the conclusion that overrode the accepted change; answers how many equal comments that decided.

    Authors who had an answer are told. Raises ReasonMissing (no conclusion named), CheckDecided.
    """
    decided_where = clean_plain(decided_where).strip()[:200]
    if decided_in is None and not decided_where:
        raise ReasonMissing(_("Name the conclusion that overrode the change."))
    rows = _decide(
        check,
        CheckDecision.OVERRIDDEN,
        by=by,
        at=at,
        reason=clean_plain(reason).strip()[:LONGEST_REASON],
        decided_in=decided_in,
        decided_where=decided_where,
    )
    for row in rows:
        _tell_author(row, by=by, at=at)
    return len(rows)


@transaction.atomic
def reopen_settlement(*, check: SettlementCheck, reason: str, by: Any, at: datetime) -> int:
    """Settle the comment anew: back to proposed, the links to the lost change are taken back. Answers how many.

    The authors get a second answer when the new settlement is answered. Raises ReasonMissing, CheckDecided.
    """
    rows = _decide(check, CheckDecision.REOPENED, by=by, at=at, reason=_reason(reason))
    for row in rows:
        settlement = settlements.reopen_settlement(
            settlement=row.settlement, note=row.reason, by=by, at=at
        )
        contribution = settlement.comment.contribution
        links = newest_links(
            Influence.objects.filter(
                contribution=contribution,
                relation=InfluenceRelation.RESULTED_IN,
                change__to_version__number__lt=row.version.number,
            )
        )
        for link in links:
            if link.state in STANDING_LINKS:
                thread.record_influence(
                    contribution=contribution,
                    change=link.change,
                    by=by,
                    at=at,
                    relation=link.relation,
                    state=InfluenceState.RETRACTED,
                    note=_("The change is no longer in version %s.") % row.version.label,
                )
    return len(rows)


@transaction.atomic
def take_decision_back(*, check: SettlementCheck, reason: str, by: Any, at: datetime) -> int:
    """Take back a mistaken "still met" or "overridden" while no version it counts for is approved.

    The change waits for a decision again, also of equal comments and where the decision was carried into later
    versions; the history says why. Who was told of it is told of the next decision. Answers how many comments.
    Raises ReasonMissing, CheckDecided (nothing to take back, or approved already).
    """
    reason = _reason(reason)
    check = SettlementCheck.objects.select_related("settlement__comment", "version").get(
        pk=check.pk
    )
    DocumentPage.objects.select_for_update().get(pk=check.version.document_id)
    same = SettlementCheck.objects.filter(
        decision=check.decision,
        decided_at=check.decided_at,
        version__document=check.version.document_id,
        version__number__gte=check.version.number,
    )
    rows = list(
        _with_equals(same, check)
        .select_for_update(of=("self",))
        .select_related(
            "settlement__comment__contribution__record", "version__document", "version__record"
        )
        .order_by("version__number", "pk")
    )
    if check.decision not in TAKEN_BACK or not rows:
        raise CheckDecided(_("There is no decision that could be taken back."))
    versions = {row.version_id for row in rows}
    if VersionStep.objects.filter(version__in=versions, step=StepKind.APPROVED).exists():
        raise CheckDecided(_("The version was approved with this decision already."))
    for row in rows:
        former, row.decision = row.decision, CheckDecision.NONE
        row.reason, row.decided_where, row.decided_in = "", "", None
        row.decided_by = row.decided_at = None
        row.full_clean(exclude=["settlement"])
        row.save()
        log_event(
            record=row.settlement.comment.contribution.record,
            verb="check_taken_back",
            by=by,
            at=at,
            from_state=former,
            reason=reason,
            object_version=row.version.record.reference,
        )
    settled = {row.settlement_id: row.settlement for row in rows}
    for settlement in settled.values():
        note = _("Decision on a lost change taken back: %(reason)s") % {"reason": reason}
        remember(settlement, by=by, at=at, note=note[:300])
    raise_generation(check.version.document.slug, *PAGES)
    return len(settled)


def _tell_author(check: SettlementCheck, *, by: Any, at: datetime) -> None:
    settlement = check.settlement
    note = f"{check.get_decision_display()}: {check.reason or check.decided_where}"
    remember(settlement, by=by, at=at, note=note[:300])
    if settlement.answered_at is not None:
        notifications.settlement_checked(check, at=at)
