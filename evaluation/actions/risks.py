"""Writes of risks: raised, described anew, given to whoever answers for them, shown to everybody, watched by a value.

What becomes of a risk is in ``risk_steps``, what warned of it in ``alerts``.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from concept.models import Measure
from core.actions import create_record, keep_stems, log_event, raise_generation
from core.enums import DemoOrigin, Visibility
from core.sanitizing import clean_plain
from evaluation.enums import RiskState
from evaluation.models import Indicator, Risk
from evaluation.notifications import risks as notifications

PAGES = "hodnoceni"
TEXTS = ("title", "cause", "event", "effect")
FOUND_BY = (*TEXTS, "response_text")


class StaleRisk(Exception):
    """Somebody else changed the risk in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Any) -> None:
        super().__init__(message)
        self.current = current


class TextMissing(Exception):
    """A risk says because of what something could happen and with what effect; a step that needs a reason has one."""


class OwnerMissing(Exception):
    """Somebody answers for a risk before something is done about it or a value watches it."""


class RiskClosed(Exception):
    """A closed risk is opened again before it is changed."""


def lock_risk(risk: Risk, lock_version: int | None = None) -> Risk:
    """The risk under a lock, read anew. Raises StaleRisk."""
    locked = Risk.objects.select_for_update(of=("self",)).select_related("record").get(pk=risk.pk)
    if lock_version is not None and locked.lock_version != lock_version:
        raise StaleRisk(
            _("Somebody else changed the risk in the meantime. Compare both and save again."),
            locked,
        )
    return locked


def refuse_closed(risk: Risk) -> None:
    """Raises RiskClosed."""
    if risk.state == RiskState.CLOSED:
        raise RiskClosed(_("The risk is closed. Open it again first."))


def words(text: str, longest: int = 5_000) -> str:
    """Typed words as they are stored: without markup and not longer than fits."""
    return clean_plain(text).strip()[:longest]


def save(risk: Risk, *, verb: str, by: Any, at: datetime) -> None:
    """Store a locked risk that was changed, log it and make public pages anew."""
    risk.lock_version += 1
    risk.full_clean(exclude=["record", "raised_by"])
    risk.save()
    let_be_found(risk)
    log_event(record=risk.record, verb=verb, by=by, at=at)
    raise_generation(PAGES)


def let_be_found(risk: Risk) -> bool:
    """Let a risk be found by what everybody who knows of it reads; answers whether that is anything else than before.

    What warned of it is for its owner alone and is not among the words.
    """
    return keep_stems(
        risk.record, " ".join([risk.record.reference, *(getattr(risk, name) for name in FOUND_BY)])
    )


@transaction.atomic
def raise_risk(
    *,
    title: str,
    cause: str,
    event: str,
    effect: str,
    category: str,
    proximity: str,
    by: Any,
    at: datetime,
    measures: Iterable[Measure] = (),
    indicators: Iterable[Indicator] = (),
    demo_origin: str = DemoOrigin.NONE,
    demo_source: str = "",
) -> Risk:
    """Put a risk into the register under the next number; staff may know of it, and who raised it.

    Raises TextMissing.
    """
    # also holds the register until this risk is in it, so that no two get one number
    raise_generation(PAGES)
    number = 1 + (Risk.objects.aggregate(last=Max("number"))["last"] or 0)
    risk = Risk(number=number, raised_by=by)
    _describe(
        risk,
        title=title,
        cause=cause,
        event=event,
        effect=effect,
        category=category,
        proximity=proximity,
    )
    risk.record = create_record(
        kind="risk",
        reference=f"RZ/{number}",
        title=f"Riziko: {risk.title}",
        path=f"/hodnoceni/rizika/{number}/",
        visibility=Visibility.STAFF,
        by=by,
        at=at,
        verb="risk_raised",
        state=RiskState.IDENTIFIED,
        demo_origin=demo_origin,
        demo_source=demo_source,
    )
    risk.full_clean(exclude=["record"])
    risk.save()
    let_be_found(risk)
    risk.measures.set(measures)
    risk.indicators.set(indicators)
    return risk


def _describe(risk: Risk, *, category: str, proximity: str, **texts: str) -> None:
    for name in TEXTS:
        setattr(risk, name, words(texts[name], 200 if name == "title" else 5_000))
        if not getattr(risk, name):
            raise TextMissing(
                _("Say because of what something could happen, what it is and what it leads to.")
            )
    risk.category, risk.proximity = category, proximity


@transaction.atomic
def edit_risk(
    *,
    risk: Risk,
    lock_version: int,
    title: str,
    cause: str,
    event: str,
    effect: str,
    category: str,
    proximity: str,
    measures: Iterable[Measure],
    indicators: Iterable[Indicator],
    by: Any,
    at: datetime,
) -> Risk:
    """Describe a risk anew and say what it threatens. Raises StaleRisk, RiskClosed, TextMissing."""
    risk = lock_risk(risk, lock_version)
    refuse_closed(risk)
    _describe(
        risk,
        title=title,
        cause=cause,
        event=event,
        effect=effect,
        category=category,
        proximity=proximity,
    )
    save(risk, verb="risk_edited", by=by, at=at)
    risk.measures.set(measures)
    risk.indicators.set(indicators)
    risk.record.title = f"Riziko: {risk.title}"[:300]
    risk.record.save(update_fields=["title"])
    return risk


@transaction.atomic
def give_risk(*, risk: Risk, owner: Any, lock_version: int, by: Any, at: datetime) -> Risk:
    """Say who answers for a risk from now on; they are told of the alerts that are open.

    Raises StaleRisk, RiskClosed.
    """
    risk = lock_risk(risk, lock_version)
    refuse_closed(risk)
    if risk.owner_id == owner.pk:
        return risk
    risk.owner = owner
    save(risk, verb="risk_given", by=by, at=at)
    for alert in risk.alerts.open().select_related("record"):
        notifications.tell_of_alert(alert, owner, at=at)
    return risk


@transaction.atomic
def watch_by_value(
    *,
    risk: Risk,
    indicator: Indicator | None,
    threshold: Decimal | None,
    crossing: str,
    lock_version: int,
    by: Any,
    at: datetime,
) -> Risk:
    """Say which indicator warns of a risk and from which value on, or that none does. Values from now on are looked at.

    Alerts that are open stay open. Raises StaleRisk, RiskClosed, OwnerMissing.
    """
    risk = lock_risk(risk, lock_version)
    refuse_closed(risk)
    if indicator is not None and risk.owner_id is None:
        raise OwnerMissing(_("Say first who answers for the risk: they are the one who is warned."))
    risk.warning_indicator = indicator
    risk.warning_threshold = threshold if indicator is not None else None
    risk.warning_crossing = crossing if indicator is not None else ""
    save(risk, verb="risk_warning_set", by=by, at=at)
    return risk


@transaction.atomic
def show_risk(*, risk: Risk, is_public: bool, by: Any, at: datetime) -> Risk:
    """Show a risk to everybody, or to staff only again. What nobody approved is not part of what is shown."""
    risk = lock_risk(risk)
    wanted = Visibility.PUBLIC if is_public else Visibility.STAFF
    if risk.record.visibility != wanted:
        risk.record.visibility = wanted
        risk.record.save(update_fields=["visibility"])
        save(risk, verb="risk_shown" if is_public else "risk_hidden", by=by, at=at)
    return risk
