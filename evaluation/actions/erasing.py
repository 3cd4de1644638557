"""Rows of households that are no longer to be kept: erased by a person, never by themselves, and never back again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import immutability, jobs, outside_lists
from core.actions import log_event
from core.erasing import erase_caches
from core.extension import add_replay
from evaluation.actions.pilot import PilotRefused
from evaluation.models import (
    Household,
    HouseholdSize,
    HousingStatus,
    LimitException,
    Pilot,
    Review,
    RowChange,
    SupportLevel,
    Tenancy,
)
from evaluation.queries.erasing import kept_households
from people.models import User

ERASED_LIST = "erased-households"
# rows with a household, and those with one of its stays
OF_HOUSEHOLD = (HouseholdSize, SupportLevel, Review, HousingStatus, RowChange)
OF_STAY = (LimitException, RowChange)


class StillKept(PilotRefused):
    """Rows are kept until their day has come."""


class ListStillThere(PilotRefused):
    """Who a pseudonym is must be told by no list any more."""


@transaction.atomic
def erase_households(
    *,
    pilot: Pilot,
    households: Iterable[Household],
    is_list_destroyed: bool,
    by: Any,
    at: datetime,
) -> int:
    """Erase every row of households whose time is over; answers of how many. May run twice.

    Their pseudonyms stay, since published figures name who was counted; nothing else tells of them, and the list of the
    social department that says whose pseudonyms they are must be destroyed before. The traces in the database file are
    cleared by a job after the commit. Raises StillKept, ListStillThere.
    """
    pilot = Pilot.objects.select_for_update(of=("self",)).select_related("inside").get(pk=pilot.pk)
    asked = {household.pk for household in households}
    today = timezone.localdate(at)
    kept = {row.household.pk: row for row in kept_households(pilot, today)}
    chosen = [kept[pk] for pk in sorted(asked & kept.keys())]
    if not chosen:
        return 0
    if not all(row.is_due for row in chosen):
        raise StillKept(_("The rows of some of these households are still to be kept."))
    if not is_list_destroyed:
        raise ListStillThere(
            _("First see to it that the list that says who the pseudonyms are is destroyed.")
        )
    rows = [row.household for row in chosen]
    _erase(pilot, rows, by=by, at=at)
    for household in rows:
        line = {
            "household": str(household.uid),
            "by": by.pk if by is not None else None,
            "at": at.isoformat(),
        }
        transaction.on_commit(lambda line=line: outside_lists.append(ERASED_LIST, line))
    return len(rows)


def _erase(pilot: Pilot, households: list[Household], *, by: Any, at: datetime) -> None:
    """Say first that they are erased: only then the database lets go of their rows."""
    keys = [household.pk for household in households]
    Household.objects.filter(pk__in=keys).update(
        entry_situation="",
        entry_route="",
        entered_on=None,
        split_from=None,
        erased_at=at,
        erased_by=by,
    )
    for model in OF_STAY:
        rows = model._base_manager.filter(tenancy__household__in=keys)
        immutability.delete_released(model, rows)
    for model in OF_HOUSEHOLD:
        immutability.delete_released(model, model._base_manager.filter(household__in=keys))
    # other stays say that they follow one of these only within the same household
    stays = Tenancy.objects.filter(household__in=keys)
    stays.update(follows=None)
    stays.delete()
    log_event(
        record=pilot.inside,
        verb="pilot_households_erased",
        by=by,
        at=at,
        payload={"count": len(keys)},
    )
    erase_caches([])
    jobs.enqueue("core.tasks.clear_traces")


def repeat_erasures() -> list[str]:
    """Erase again from restored data what was erased after the backup was made; answers a line for each pilot."""
    listed = {line["household"]: line for line in outside_lists.lines(ERASED_LIST)}
    back = Household.objects.kept().filter(uid__in=listed).select_related("pilot__inside")
    done = []
    for pilot in Pilot.objects.filter(households__in=back).distinct().select_related("inside"):
        rows = [row for row in back if row.pilot_id == pilot.pk]
        for row in rows:
            line = listed[str(row.uid)]
            by = User.objects.filter(pk=line["by"]).first()
            with transaction.atomic():
                _erase(pilot, [row], by=by, at=datetime.fromisoformat(line["at"]))
        done.append(f"Erasure repeated: {len(rows)} households of {pilot.slug}")
    return done


def register() -> None:
    """Called once the apps are ready."""
    add_replay("erased households", repeat_erasures)
