"""Households of the pilot by the day until which their rows are kept."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.extension import Waiting
from core.permissions import allowed
from evaluation.models import Household, Pilot, Tenancy
from evaluation.models.pilot import holding
from evaluation.queries.pilot import Pilots, in_pilot, pilots_for
from evaluation.storage_limits import kept_until


@dataclass(frozen=True, slots=True)
class KeptHousehold:
    """A household whose rows are kept ``until`` a day (None: it cannot be told yet); ``is_due`` once it has come."""

    household: Household
    until: date | None
    is_due: bool


def keep_years(pilot: Pilot, on: date) -> int:
    """For how many years rows are kept by the rules of a day: one query."""
    rows = list(pilot.rules.all())
    held = holding(rows, on) or min(rows, key=lambda row: (row.valid_from, row.pk))
    return held.keep_years


def kept_households(pilot: Pilot, on: date) -> list[KeptHousehold]:
    """All households whose rows were not erased, those whose time is over first, then by day and pseudonym: three
    queries. For pages that let in who reads households, and for reminders, which tell numbers only.
    """
    years = keep_years(pilot, on)
    ends: dict[int, list[date | None]] = defaultdict(list)
    stays = Tenancy.objects.standing().filter(household__pilot=pilot)
    for household, end in stays.values_list("household", "actual_end"):
        ends[household].append(end)
    found = []
    for row in Household.objects.kept().filter(pilot=pilot).order_by("pseudonym"):
        until = kept_until(ends[row.pk], pilot.ends_on, years)
        found.append(KeptHousehold(row, until, until is not None and until <= on))
    return sorted(found, key=lambda row: (row.until is None, row.until or on))


def erased_households(pilot: Pilot, reader: Any) -> list[Household]:
    """Households whose rows were erased, as far as the reader may know of them: one query."""
    rows = Household.objects.visible_to(reader).filter(pilot=pilot, erased_at__isnull=False)
    return list(rows.select_related("erased_by").order_by("pseudonym"))


def is_any_erased(pilot: Pilot) -> bool:
    """Whether rows of the pilot are not whole any more, so that figures cannot be counted from them: one query."""
    return Household.objects.filter(pilot=pilot, erased_at__isnull=False).exists()


def waiting_for(person: Any, at: datetime) -> list[Waiting]:
    """For a pilot officer: households whose rows are to be erased. Nobody's pseudonym."""
    if not allowed(person, "evaluation.work_in_pilot"):
        return []
    pilots = pilots_for(person)
    if pilots is None:
        return []
    on = timezone.localdate(at)
    found = [_waiting_in(pilots.on(pilot.pk), on) for pilot in pilots.known]
    return [row for row in found if row is not None]


def _waiting_in(pilots: Pilots, on: date) -> Waiting | None:
    if pilots.chosen.ends_on is None:
        return None
    due = [row for row in kept_households(pilots.chosen, on) if row.is_due]
    if not due:
        return None
    title = ngettext(
        "Rows of %(count)d household of the pilot are no longer to be kept",
        "Rows of %(count)d households of the pilot are no longer to be kept",
        len(due),
    )
    return Waiting(
        title % {"count": len(due)},
        in_pilot(reverse("evaluation:pilot-keeping"), pilots.slug),
        _("Look at them"),
        pilots.chosen.name if pilots.slug else "",
        due_on=due[0].until,
    )
