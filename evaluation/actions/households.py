"""Writes of households: entered under a drawn pseudonym, their size, their facts, a part that left."""

import re
import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.actions import log_event
from evaluation.actions.pilot import PilotRefused, change_facts, refuse_future, refuse_stale
from evaluation.enums.pilot import EntryRoute, EntrySituation
from evaluation.models import Household, HouseholdSize, Pilot
from evaluation.models.pilot import holding

# without letters and digits that are taken for one another when read aloud or written by hand
LETTERS = "ABCDEFGHJKLMNPRSTUVXYZ"
DIGITS = "23456789"
PSEUDONYM = re.compile(rf"D-[{LETTERS}][{DIGITS}][{LETTERS}][{DIGITS}]")
FACTS = frozenset({"entry_situation", "entry_route", "entered_on"})
MOST_PEOPLE = 20


class PseudonymWrong(PilotRefused):
    """A pseudonym has the form of a drawn one, so that none can be a name."""


class PseudonymTaken(PilotRefused):
    """Another household has or had this pseudonym."""


class SizeWrong(PilotRefused):
    """A household has an adult, and no more people than may live in a flat."""


class SplitWrong(PilotRefused):
    """Who leaves a household was part of it, and somebody adult stays."""


class HouseholdErased(PilotRefused):
    """Rows of a household that was erased do not come back."""


class EntryAfterMoving(PilotRefused):
    """A household enters the pilot no later than it moves in."""


def drawn_pseudonyms(count: int) -> list[str]:
    """Different pseudonyms no household has, such as ``D-K7M4``: drawn at random, so that they tell no order."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {
            "D-" + "".join(secrets.choice(signs) for signs in (LETTERS, DIGITS, LETTERS, DIGITS))
            for _n in range(count - len(found))
        }
        known = Household.objects.filter(pseudonym__in=drawn).values_list("pseudonym", flat=True)
        found |= drawn.difference(known)
    return sorted(found)


def is_pseudonym(text: str) -> bool:
    """Whether a text has the form of a drawn pseudonym."""
    return bool(PSEUDONYM.fullmatch(text))


@transaction.atomic
def add_household(
    *,
    pilot: Pilot,
    entry_situation: str,
    entry_route: str,
    entered_on: date,
    adults: int,
    children: int,
    by: Any,
    at: datetime,
    pseudonym: str = "",
) -> Household:
    """Enter a household under a pseudonym, drawn here unless one was given out already.

    Raises PseudonymWrong, PseudonymTaken, SizeWrong, NotYet.
    """
    pilot = Pilot.objects.select_for_update(of=("self",)).select_related("inside").get(pk=pilot.pk)
    if entry_route == EntryRoute.SPLIT:
        raise SplitWrong(_("A part of another household is entered at that household."))
    made = _entered(
        pilot,
        pseudonym=pseudonym,
        entry_situation=EntrySituation(entry_situation),
        entry_route=EntryRoute(entry_route),
        entered_on=entered_on,
        at=at,
    )
    _write_size(made, entered_on, adults, children, by=by, at=at)
    log_event(record=pilot.inside, verb="pilot_household_added", by=by, at=at)
    return made


def _entered(pilot: Pilot, *, pseudonym: str = "", at: datetime, **facts: Any) -> Household:
    refuse_future(facts["entered_on"], at)
    if pseudonym and not is_pseudonym(pseudonym):
        raise PseudonymWrong(
            _("A pseudonym has the form of drawn ones, such as D-K7M4. Never a name.")
        )
    if pseudonym and Household.objects.filter(pseudonym=pseudonym).exists():
        raise PseudonymTaken(_("Another household has this pseudonym."))
    made = Household(pilot=pilot, pseudonym=pseudonym or drawn_pseudonyms(1)[0], **facts)
    made.full_clean()
    made.save()
    return made


def _write_size(
    household: Household, since: date, adults: int, children: int, *, by: Any, at: datetime
) -> HouseholdSize:
    if not (1 <= adults <= MOST_PEOPLE and 0 <= children <= MOST_PEOPLE):
        raise SizeWrong(
            _(
                "A household has at least one adult, and at most %(most)d adults and as many children."
            )
            % {"most": MOST_PEOPLE}
        )
    made = HouseholdSize(
        household=household,
        valid_from=since,
        adults=adults,
        children=children,
        recorded_by=by,
        recorded_at=at,
    )
    made.save()
    return made


def locked_household(household: Household) -> Household:
    """The household as it is stored, locked until the transaction ends. Raises HouseholdErased."""
    stored = (
        Household.objects.select_for_update(of=("self",))
        .select_related("pilot__inside")
        .get(pk=household.pk)
    )
    if stored.erased_at is not None:
        raise HouseholdErased(_("The rows of this household were erased. Nothing is added to it."))
    return stored


@transaction.atomic
def change_size(
    *, household: Household, since: date, adults: int, children: int, by: Any, at: datetime
) -> HouseholdSize:
    """Say how many people a household has since a day; a second row for one day corrects the first.

    Raises SizeWrong, NotYet.
    """
    refuse_future(since, at)
    household = locked_household(household)
    if since < household.entered_on:
        raise SizeWrong(_("On this day the household was not in the pilot."))
    made = _write_size(household, since, adults, children, by=by, at=at)
    log_event(record=household.pilot.inside, verb="pilot_household_resized", by=by, at=at)
    return made


@transaction.atomic
def change_household(
    *,
    household: Household,
    reason: str,
    by: Any,
    at: datetime,
    lock_version: int | None = None,
    **facts: Any,
) -> Household:
    """Correct facts of the entry (``FACTS``); the former stay in the history. Raises StaleRow, EntryAfterMoving."""
    household = locked_household(household)
    refuse_stale(household, lock_version)
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"not facts of a household: {sorted(unknown)}")
    entered_on = facts.get("entered_on", household.entered_on)
    refuse_future(entered_on, at)
    if household.tenancies.standing().filter(start__lt=entered_on).exists():
        raise EntryAfterMoving(_("The household moved in before this day."))
    change_facts(household, facts, reason=reason, by=by, at=at)
    log_event(record=household.pilot.inside, verb="pilot_household_changed", by=by, at=at)
    return household


@transaction.atomic
def split_household(
    *, household: Household, on: date, adults: int, children: int, by: Any, at: datetime
) -> Household:
    """Let so many people leave a household and be one of their own under a new pseudonym; the rest keep the old one.

    Nobody is counted twice: the former household is smaller from that day on, also on later days for which its size was
    said already. Its flat stays with it.
    Raises SplitWrong, SizeWrong, NotYet.
    """
    household = locked_household(household)
    size = holding(list(household.sizes.all()), on)
    if size is None:
        raise SplitWrong(_("On this day the household was not in the pilot."))
    if size.adults - adults < 1 or size.children < children:
        raise SplitWrong(
            _("The household has %(adults)d adults and %(children)d children, and an adult stays.")
            % {"adults": size.adults, "children": size.children}
        )
    later = _sizes_after(household, on)
    for row in later:
        if row.adults - adults < 1 or row.children < children:
            raise SplitWrong(
                _(
                    "From %(day)s on the household has %(adults)d adults and %(children)d children, so such a part"
                    " cannot have left before. Correct its size from that day first."
                )
                % {
                    "day": date_format(row.valid_from, "SHORT_DATE_FORMAT"),
                    "adults": row.adults,
                    "children": row.children,
                }
            )
    made = _entered(
        household.pilot,
        entry_situation=household.entry_situation,
        entry_route=EntryRoute.SPLIT,
        entered_on=on,
        split_from=household,
        at=at,
    )
    _write_size(made, on, adults, children, by=by, at=at)
    for row, since in [(size, on), *((row, row.valid_from) for row in later)]:
        _write_size(household, since, row.adults - adults, row.children - children, by=by, at=at)
    log_event(record=household.pilot.inside, verb="pilot_household_split", by=by, at=at)
    return made


def _sizes_after(household: Household, on: date) -> list[HouseholdSize]:
    """What was said of later days, each once, in their order."""
    rows = list(household.sizes.filter(adults__isnull=False))
    days = sorted({row.valid_from for row in rows if row.valid_from > on})
    return [holding(rows, day) for day in days]
