"""Writes of counts of participants the fund asks for: entered by one person, approved by another."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from core.sanitizing import clean_plain
from evaluation.models import EsfApproval, EsfParticipants, MonitoringPeriod


class CountNeedsReason(Exception):
    """A count that replaces another says why."""


class OwnCount(Exception):
    """Whoever entered a count does not approve it."""


class CountNotWaiting(Exception):
    """The count was approved, or a newer one took its place."""


@transaction.atomic
def enter_participants(
    *,
    period: MonitoringPeriod,
    code: str,
    name: str,
    count: int,
    source: str,
    by: Any,
    at: datetime,
    reason: str = "",
) -> EsfParticipants:
    """Enter a count of participants with its source; it counts once ``approve_participants`` was done.

    One that replaces another says why. Raises CountNeedsReason.
    """
    period = (
        MonitoringPeriod.objects.select_for_update(of=("self",))
        .select_related("record")
        .get(pk=period.pk)
    )
    code = " ".join(clean_plain(code).split())
    former = EsfParticipants.objects.newest().filter(period=period, code=code).first()
    reason = clean_plain(reason).strip()
    if former is not None and not reason:
        raise CountNeedsReason(
            _("A count of this indicator is entered already. Say why you correct it.")
        )
    row = EsfParticipants(
        period=period,
        code=code,
        name=clean_plain(name).strip(),
        number=former.number + 1 if former else 1,
        count=count,
        source=clean_plain(source).strip(),
        reason=reason if former else "",
        entered_by=by,
        entered_at=at,
    )
    row.full_clean()
    row.save()
    log_event(
        record=period.record,
        verb="participants_entered",
        by=by,
        at=at,
        payload={"code": code, "number": row.number},
    )
    return row


@transaction.atomic
def approve_participants(*, participants: EsfParticipants, by: Any, at: datetime) -> EsfApproval:
    """Approve the newest count of an indicator of a period: it goes into reports made from now on.

    Raises OwnCount, CountNotWaiting.
    """
    period = (
        MonitoringPeriod.objects.select_for_update(of=("self",))
        .select_related("record")
        .get(pk=participants.period_id)
    )
    row = EsfParticipants.objects.waiting().filter(pk=participants.pk).first()
    if row is None:
        raise CountNotWaiting(
            _("This count does not wait any more: it was approved, or a newer one was entered.")
        )
    if row.entered_by_id == by.pk:
        raise OwnCount(
            _(
                "You entered this count, so somebody else approves it: an evaluator or another project manager."
            )
        )
    approval = EsfApproval(participants=row, entered_by_id=row.entered_by_id, by=by, at=at)
    approval.full_clean()
    approval.save()
    log_event(
        record=period.record,
        verb="participants_approved",
        by=by,
        at=at,
        payload={"code": row.code, "number": row.number},
    )
    return approval
