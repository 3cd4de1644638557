"""Writes of flats: added, changed, out of service and back."""

import re
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from evaluation.actions.pilot import (
    PilotRefused,
    change_facts,
    refuse_stale,
)
from evaluation.enums.pilot import OutageReason
from evaluation.models import Flat, FlatOutage, Pilot
from people.enums import OrganisationKind

# no word of an address fits into it
CODE = re.compile(r"[A-Z]{1,3}-[0-9]{1,4}")
FACTS = frozenset(
    {
        "programme",
        "district",
        "size",
        "is_furnished",
        "energy_holder",
        "available_from",
        "available_to",
    }
)


class FlatCodeWrong(PilotRefused):
    """A flat is called by letters and a number, so that none is called by its address."""


class FlatCodeTaken(PilotRefused):
    """Another flat of the pilot has this code."""


class NotADistrict(PilotRefused):
    """A flat lies in a city district."""


class StaysOutside(PilotRefused):
    """A flat is in the pilot for as long as somebody lived there in the pilot."""


class OutageWrong(PilotRefused):
    """A flat is out of service once at a time, and comes back after it went."""


def is_flat_code(text: str) -> bool:
    """Whether a text is a code such as ``K-1`` or ``SD-104``."""
    return bool(CODE.fullmatch(text))


def _checked(flat: Flat) -> None:
    if flat.district.kind != OrganisationKind.DISTRICT:
        raise NotADistrict(_("Choose a city district."))
    if flat.available_to is not None and flat.available_to < flat.available_from:
        raise StaysOutside(_("A flat does not leave the pilot before it comes."))


@transaction.atomic
def add_flat(*, pilot: Pilot, code: str, by: Any, at: datetime, **facts: Any) -> Flat:
    """Add a flat: ``facts`` are ``FACTS``. Raises FlatCodeWrong, FlatCodeTaken, NotADistrict, StaysOutside."""
    pilot = Pilot.objects.select_for_update(of=("self",)).select_related("inside").get(pk=pilot.pk)
    code = code.strip().upper()
    if not is_flat_code(code):
        raise FlatCodeWrong(
            _("The code of a flat is letters, a dash and a number, such as K-1. Never an address.")
        )
    if pilot.flats.filter(code=code).exists():
        raise FlatCodeTaken(_("Another flat has this code."))
    made = Flat(pilot=pilot, code=code, **_known(facts))
    _checked(made)
    made.full_clean()
    made.save()
    log_event(record=pilot.inside, verb="pilot_flat_added", by=by, at=at)
    return made


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"not facts of a flat: {sorted(unknown)}")
    return facts


def locked_flat(flat: Flat) -> Flat:
    """The flat as it is stored, locked until the transaction ends."""
    return (
        Flat.objects.select_for_update(of=("self",))
        .select_related("pilot__inside", "district")
        .get(pk=flat.pk)
    )


@transaction.atomic
def change_flat(
    *,
    flat: Flat,
    reason: str,
    by: Any,
    at: datetime,
    lock_version: int | None = None,
    **facts: Any,
) -> Flat:
    """Change facts of a flat, such as the day it left the pilot; what they were stays in the history.

    Raises StaleRow, NotADistrict, StaysOutside.
    """
    flat = locked_flat(flat)
    refuse_stale(flat, lock_version)
    wanted = Flat(pilot=flat.pilot, code=flat.code, district=flat.district)
    for name in FACTS:
        setattr(wanted, name, _known(facts).get(name, getattr(flat, name)))
    _checked(wanted)
    stays = list(flat.tenancies.standing())
    ends = wanted.available_to
    if any(stay.start < wanted.available_from for stay in stays) or (
        ends is not None
        and any(stay.actual_end is None or stay.actual_end > ends for stay in stays)
    ):
        raise StaysOutside(
            _("Somebody lived in the flat on days on which it would not be in the pilot.")
        )
    change_facts(flat, facts, reason=reason, by=by, at=at)
    log_event(record=flat.pilot.inside, verb="pilot_flat_changed", by=by, at=at)
    return flat


@transaction.atomic
def begin_outage(
    *,
    flat: Flat,
    start: date,
    reason: str,
    by: Any,
    at: datetime,
    end: date | None = None,
) -> FlatOutage:
    """Say that a flat is out of service over [start, end), also while somebody lives there. Raises OutageWrong."""
    flat = locked_flat(flat)
    if end is not None and end <= start:
        raise OutageWrong(_("A flat comes back after it went out of service."))
    for other in flat.outages.all():
        if (end is None or other.start < end) and (other.end is None or start < other.end):
            raise OutageWrong(_("The flat is out of service on some of these days already."))
    made = FlatOutage(flat=flat, start=start, end=end, reason=OutageReason(reason))
    made.full_clean()
    made.save()
    log_event(record=flat.pilot.inside, verb="pilot_flat_out_of_service", by=by, at=at)
    return made


@transaction.atomic
def end_outage(*, outage: FlatOutage, end: date, by: Any, at: datetime) -> FlatOutage:
    """Say since when a flat can be used again. Raises OutageWrong."""
    flat = locked_flat(outage.flat)
    outage = FlatOutage.objects.select_for_update().get(pk=outage.pk)
    if end <= outage.start:
        raise OutageWrong(_("A flat comes back after it went out of service."))
    later = flat.outages.exclude(pk=outage.pk).filter(start__gt=outage.start)
    if any(other.start < end for other in later):
        raise OutageWrong(_("The flat is out of service on some of these days already."))
    outage.end = end
    outage.full_clean()
    outage.save(update_fields=["end"])
    log_event(record=flat.pilot.inside, verb="pilot_flat_back", by=by, at=at)
    return outage
