"""Early warning: a value that crosses the threshold of a risk tells whoever answers for the risk, and nobody else.

Called by the actions that store, submit, return and approve values. Nothing public changes, and nothing is logged on
records others may know of: that there is an alert tells of a value nobody approved (situation E3).
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.actions import create_record, log_event
from core.enums import Visibility
from evaluation.actions.risks import TextMissing, words
from evaluation.enums import AlertEnd, Crossing
from evaluation.models import Alert, AlertClosing, Measurement, Risk
from evaluation.notifications import risks as notifications
from evaluation.risk_levels import warns


class AlertEnded(Exception):
    """An alert ends once."""


@transaction.atomic
def look_at(*, measurement: Measurement, by: Any, at: datetime) -> list[Alert]:
    """Open an alert for each risk this value warns of, once; close those it does not warn of any more.

    Answers the alerts that were opened. Whoever answers for the risk gets one mail that holds no value.
    """
    value = measurement.measured.result(percent=measurement.definition.is_percent)
    risks = (
        Risk.objects.open()
        .filter(warning_indicator=measurement.indicator_id, owner__isnull=False)
        .select_related("record", "owner")
        .order_by("pk")
    )
    known = {alert.risk_id: alert for alert in _open_of(measurement)}
    opened = []
    for risk in risks:
        has_warned = risk.pk in known
        is_warning = warns(
            value, risk.warning_threshold, above=risk.warning_crossing == Crossing.ABOVE
        )
        if is_warning and not has_warned:
            opened.append(_open(risk, measurement, value, by=by, at=at))
        elif has_warned and not is_warning:
            _close(known[risk.pk], AlertEnd.CHANGED, _("The value was changed."), by=by, at=at)
    return opened


def _open_of(measurement: Measurement) -> list[Alert]:
    return list(measurement.alerts.open().select_related("record"))


def _open(risk: Risk, measurement: Measurement, value: Decimal, *, by: Any, at: datetime) -> Alert:
    number = 1 + (risk.alerts.aggregate(last=Max("number"))["last"] or 0)
    record = create_record(
        kind="risk_alert",
        reference=f"RZ/{risk.number}/U{number}",
        title=f"Upozornění RZ/{risk.number}/U{number}",
        path=f"/hodnoceni/rizika/{risk.number}/",
        visibility=Visibility.RESTRICTED,
        by=by,
        at=at,
        verb="risk_alert_opened",
        demo_origin=risk.record.demo_origin,
        demo_source=risk.record.demo_source,
    )
    alert = Alert(
        record=record,
        risk=risk,
        number=number,
        measurement=measurement,
        value=value,
        threshold=risk.warning_threshold,
        crossing=risk.warning_crossing,
        opened_at=at,
    )
    alert.save()
    notifications.tell_of_alert(alert, risk.owner, at=at)
    return alert


def _close(alert: Alert, how: str, reason: str, *, by: Any, at: datetime) -> AlertClosing:
    closing = AlertClosing(alert=alert, how=how, reason=reason, by=by, at=at)
    closing.save()
    log_event(record=alert.record, verb="risk_alert_closed", by=by, at=at)
    return closing


@transaction.atomic
def close_for(*, measurement: Measurement, reason: str, by: Any, at: datetime) -> int:
    """Close the open alerts of a value that was returned, with the reason; they stay readable. Answers how many."""
    found = _open_of(measurement)
    for alert in found:
        _close(alert, AlertEnd.RETURNED, words(reason) or _("No reason was given."), by=by, at=at)
    return len(found)


@transaction.atomic
def close_alert(*, alert: Alert, reason: str, by: Any, at: datetime) -> AlertClosing:
    """Say what the owner of the risk did about an alert. Raises AlertEnded, TextMissing."""
    risk = Risk.objects.select_for_update(of=("self",)).get(pk=alert.risk_id)
    alert = risk.alerts.select_related("record").get(pk=alert.pk)
    if AlertClosing.objects.filter(alert=alert).exists():
        raise AlertEnded(_("The alert has ended already."))
    said = words(reason)
    if not said:
        raise TextMissing(_("Say what you did about it."))
    return _close(alert, AlertEnd.DEALT_WITH, said, by=by, at=at)
