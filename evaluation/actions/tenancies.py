"""Writes of stays: moved in, moved on, ended, let last over the limit, corrected.

Whoever moves in locks the flat and the household, so that two who do it at once see each other; the database refuses
overlaps besides (``core.overlaps``).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.actions import log_event
from evaluation.actions.flats import locked_flat
from evaluation.actions.households import locked_household
from evaluation.actions.pilot import PilotRefused, change_facts, refuse_future, refuse_stale
from evaluation.enums.pilot import (
    ONLY_DESTINATION,
    Decider,
    Destination,
    EndReason,
    LimitAnswer,
    LimitReason,
    Programme,
)
from evaluation.models import Flat, Household, LimitException, Tenancy

CORRECTED = frozenset({"flat", "start", "contract_end", "actual_end", "end_reason", "destination"})


class FlatTaken(PilotRefused):
    """Somebody lives in the flat on some of these days."""


class HousedAlready(PilotRefused):
    """The household lives in another flat on some of these days."""


class FlatNotThere(PilotRefused):
    """The flat is not in the pilot on some of these days."""


class EndsBeforeStart(PilotRefused):
    """A stay ends no earlier than it begins, and so does its contract."""


class EndedAlready(PilotRefused):
    """The stay ended; what is wrong about its end is corrected."""


class DestinationWrong(PilotRefused):
    """Where a household went fits why its stay ended."""


class NotACrisisStay(PilotRefused):
    """Only crisis stays have a limit."""


class ExceptionWrong(PilotRefused):
    """An exception lasts to a day after it was decided."""


def _day(day: date) -> str:
    return date_format(day, "j. n. Y")


def _checked(stay: Tenancy) -> None:
    """Refuse days on which stay, flat and household do not fit. The flat and the household are locked."""
    end = stay.actual_end
    if end is not None and end < stay.start:
        raise EndsBeforeStart(_("The stay would end before it begins."))
    if stay.contract_end is not None and stay.contract_end <= stay.start:
        raise EndsBeforeStart(_("The contract would end before the stay begins."))
    if stay.start < stay.household.entered_on:
        raise EndsBeforeStart(
            _("The household entered the pilot on %(day)s, after this day.")
            % {"day": _day(stay.household.entered_on)}
        )
    flat = stay.flat
    if stay.start < flat.available_from or (
        flat.available_to is not None and (end is None or end > flat.available_to)
    ):
        raise FlatNotThere(_("The flat is not in the pilot on some of these days."))
    others = Tenancy.objects.standing().exclude(pk=stay.pk).select_related("household", "flat")
    for other in others.filter(flat=flat):
        if _share_a_day(stay, other):
            raise FlatTaken(
                _("In flat %(flat)s lives household %(household)s on some of these days.")
                % {"flat": flat.code, "household": other.household.pseudonym}
            )
    for other in others.filter(household=stay.household):
        if _share_a_day(stay, other):
            raise HousedAlready(
                _("The household lives in flat %(flat)s on some of these days.")
                % {"flat": other.flat.code}
            )


def _share_a_day(one: Tenancy, other: Tenancy) -> bool:
    last = date.max
    ends = (one.actual_end or last, other.actual_end or last)
    has_days = one.start < ends[0] and other.start < ends[1]
    return has_days and one.start < ends[1] and other.start < ends[0]


@transaction.atomic
def move_in(
    *,
    household: Household,
    flat: Flat,
    start: date,
    by: Any,
    at: datetime,
    contract_end: date | None = None,
) -> Tenancy:
    """Record that a household moved in. It follows its last stay.

    Raises FlatTaken, HousedAlready, FlatNotThere, EndsBeforeStart, NotYet.
    """
    flat = locked_flat(flat)
    household = locked_household(household)
    made = _moved_in(household, flat, start, contract_end, by=by, at=at)
    log_event(record=household.pilot.inside, verb="pilot_moved_in", by=by, at=at)
    return made


def _moved_in(
    household: Household,
    flat: Flat,
    start: date,
    contract_end: date | None,
    *,
    by: Any,
    at: datetime,
    **end: Any,
) -> Tenancy:
    refuse_future(start, at)
    if flat.pilot_id != household.pilot_id:
        raise FlatNotThere(_("The flat belongs to another pilot."))
    former = household.tenancies.standing().filter(start__lt=start).order_by("start").last()
    made = Tenancy(
        household=household,
        flat=flat,
        programme=flat.programme,
        start=start,
        contract_end=contract_end,
        follows=former,
        recorded_by=by,
        recorded_at=at,
        **end,
    )
    _checked(made)
    made.full_clean()
    made.save()
    return made


@transaction.atomic
def record_stay(
    *,
    household: Household,
    flat: Flat,
    start: date,
    contract_end: date | None,
    actual_end: date | None,
    end_reason: str,
    destination: str,
    by: Any,
    at: datetime,
) -> Tenancy:
    """Record a whole stay at once, with its end where it has one: for rows of a spreadsheet.

    Unlike ``end_stay`` it takes a move within the pilot as a reason: the row of the next stay stands in the sheet.
    Raises what ``move_in`` and ``end_stay`` do.
    """
    if actual_end is not None:
        refuse_future(actual_end, at)
        if not end_reason:
            raise DestinationWrong(_("Say why the stay ended."))
        if end_reason != EndReason.MOVED_WITHIN:
            destination = checked_destination(end_reason, destination)
    elif end_reason or destination:
        raise DestinationWrong(_("A stay that goes on has no reason of its end."))
    flat = locked_flat(flat)
    household = locked_household(household)
    made = _moved_in(
        household,
        flat,
        start,
        contract_end,
        by=by,
        at=at,
        actual_end=actual_end,
        end_reason=end_reason,
        destination="" if end_reason == EndReason.MOVED_WITHIN else destination,
    )
    log_event(record=household.pilot.inside, verb="pilot_moved_in", by=by, at=at)
    if actual_end is not None:
        log_event(record=household.pilot.inside, verb="pilot_stay_ended", by=by, at=at)
    return made


def _locked_stay(tenancy: Tenancy) -> Tenancy:
    """The stay as it is stored, with its flat and household, all locked in one order."""
    locked_flat(tenancy.flat)
    locked_household(tenancy.household)
    return (
        Tenancy.objects.select_for_update(of=("self",))
        .select_related("flat", "household__pilot__inside")
        .get(pk=tenancy.pk)
    )


def _end(stay: Tenancy, on: date, reason: str, destination: str, at: datetime) -> None:
    refuse_future(on, at)
    if stay.actual_end is not None or stay.is_void:
        raise EndedAlready(_("The stay has ended already."))
    stay.actual_end, stay.end_reason, stay.destination = on, EndReason(reason), destination
    _checked(stay)
    stay.lock_version += 1
    stay.full_clean()
    stay.save()


def checked_destination(reason: str, destination: str) -> str:
    """Where a household went, told from the reason where that leaves no choice. Raises DestinationWrong."""
    if reason == EndReason.MOVED_WITHIN:
        raise DestinationWrong(
            _("A move to another flat of the pilot is recorded as a move, with that flat.")
        )
    only = ONLY_DESTINATION.get(EndReason(reason))
    if only is not None and destination not in ("", only):
        raise DestinationWrong(
            _("With this reason the household went: %(where)s.") % {"where": only.label.lower()}
        )
    if only is None and destination == Destination.DECEASED:
        raise DestinationWrong(_("When somebody died, say so as the reason."))
    if only is None and not destination:
        raise DestinationWrong(_("Say where the household went, or that it is not known."))
    return Destination(only or destination)


@transaction.atomic
def end_stay(
    *,
    tenancy: Tenancy,
    on: date,
    reason: str,
    destination: str = "",
    by: Any,
    at: datetime,
    lock_version: int | None = None,
) -> Tenancy:
    """Record the first day on which a household does not hold its flat any more, why and where it went.

    Raises EndsBeforeStart, EndedAlready, DestinationWrong, StaleRow, NotYet.
    """
    stay = _locked_stay(tenancy)
    refuse_stale(stay, lock_version)
    _end(stay, on, reason, checked_destination(reason, destination), at)
    log_event(record=stay.household.pilot.inside, verb="pilot_stay_ended", by=by, at=at)
    return stay


@transaction.atomic
def move(
    *,
    tenancy: Tenancy,
    flat: Flat,
    on: date,
    by: Any,
    at: datetime,
    contract_end: date | None = None,
    lock_version: int | None = None,
) -> Tenancy:
    """End a stay and begin the next one in another flat of the pilot on the same day, or neither. Answers the new one.

    Raises what ``move_in`` and ``end_stay`` do.
    """
    for each in sorted({tenancy.flat_id, flat.pk}):
        locked_flat(Flat(pk=each))
    stay = _locked_stay(tenancy)
    refuse_stale(stay, lock_version)
    _end(stay, on, EndReason.MOVED_WITHIN, "", at)
    made = _moved_in(stay.household, locked_flat(flat), on, contract_end, by=by, at=at)
    log_event(record=stay.household.pilot.inside, verb="pilot_moved", by=by, at=at)
    return made


@transaction.atomic
def answer_limit(
    *,
    tenancy: Tenancy,
    answer: str,
    until: date,
    reason: str,
    decided_on: date,
    approved_by: str,
    by: Any,
    at: datetime,
) -> LimitException:
    """Say why a crisis stay lasts over its limit and until when: an exception, or a plan of moving on. Nothing ends.

    Raises NotACrisisStay, ExceptionWrong, EndedAlready, NotYet.
    """
    stay = _locked_stay(tenancy)
    if stay.programme != Programme.CRISIS:
        raise NotACrisisStay(_("Only stays in crisis flats have a limit."))
    if stay.actual_end is not None or stay.is_void:
        raise EndedAlready(_("The stay has ended already."))
    refuse_future(decided_on, at)
    if until <= decided_on:
        raise ExceptionWrong(_("It holds until a day after it was decided."))
    made = LimitException(
        tenancy=stay,
        answer=LimitAnswer(answer),
        until=until,
        reason=LimitReason(reason),
        decided_on=decided_on,
        approved_by=Decider(approved_by),
        recorded_by=by,
        recorded_at=at,
    )
    made.full_clean()
    made.save()
    log_event(record=stay.household.pilot.inside, verb="pilot_limit_answered", by=by, at=at)
    return made


@transaction.atomic
def correct_stay(
    *,
    tenancy: Tenancy,
    values: Mapping[str, Any],
    reason: str,
    by: Any,
    at: datetime,
    lock_version: int | None = None,
) -> Tenancy:
    """Change facts of a stay (``CORRECTED``); what they were stays in the history. An end may be taken back.

    Raises what ``move_in`` and ``end_stay`` do.
    """
    if unknown := values.keys() - CORRECTED:
        raise TypeError(f"not facts of a stay: {sorted(unknown)}")
    flat = values.get("flat", tenancy.flat)
    for each in sorted({tenancy.flat_id, flat.pk}):
        locked_flat(Flat(pk=each))
    stay = _locked_stay(tenancy)
    refuse_stale(stay, lock_version)
    wanted = dict(values)
    end = wanted.get("actual_end", stay.actual_end)
    why = wanted.get("end_reason", stay.end_reason)
    where = wanted.get("destination", stay.destination)
    if end is None:
        why = where = ""
    elif why == EndReason.MOVED_WITHIN:
        where = ""
    elif why:
        where = checked_destination(why, where)
    else:
        raise DestinationWrong(_("Say why the stay ended."))
    wanted |= {"actual_end": end, "end_reason": why, "destination": where}
    for day in (wanted.get("start", stay.start), end):
        if day is not None:
            refuse_future(day, at)
    if flat.pilot_id != stay.flat.pilot_id:
        raise FlatNotThere(_("The flat belongs to another pilot."))
    if flat.pk != stay.flat_id:
        wanted["programme"] = flat.programme
    trial = Tenancy(
        pk=stay.pk,
        household=stay.household,
        flat=flat,
        start=wanted.get("start", stay.start),
        contract_end=wanted.get("contract_end", stay.contract_end),
        actual_end=end,
    )
    _checked(trial)
    change_facts(stay, wanted, reason=reason, by=by, at=at)
    log_event(record=stay.household.pilot.inside, verb="pilot_stay_corrected", by=by, at=at)
    return stay


@transaction.atomic
def void_stay(
    *,
    tenancy: Tenancy,
    reason: str,
    by: Any,
    at: datetime,
    lock_version: int | None = None,
) -> Tenancy:
    """Say that a stay was entered by mistake: it counts nowhere any more and stays in the history.

    A repeat does no harm. Raises StaleRow.
    """
    stay = _locked_stay(tenancy)
    refuse_stale(stay, lock_version)
    if not stay.is_void:
        change_facts(stay, {"is_void": True}, reason=reason, by=by, at=at)
        log_event(record=stay.household.pilot.inside, verb="pilot_stay_voided", by=by, at=at)
    return stay
