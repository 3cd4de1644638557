"""What is on in the pilot in a month, with whose it is: for the pilot officer, and for evaluators to read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.extension import Waiting
from core.permissions import allowed
from evaluation.enums.pilot import STATUS_MONTHS, Destination, Programme, ReviewKind
from evaluation.models import Pilot
from evaluation.month import Due, Facts, Matter, all_due, left_open, of_month
from evaluation.queries.pilot import (
    HouseholdStory,
    Pilots,
    in_pilot,
    pilots_for,
    rules_of,
    spans,
    story_rows,
)
from evaluation.stays import Rules
from people.models import User


@dataclass(frozen=True, slots=True)
class Item:
    """A thing with its day, the household and the stay it is about (the last begun by then): rows of ``story_rows``."""

    due: Due
    story: HouseholdStory
    stay: Any
    on: date

    @property
    def name(self) -> str:
        """What it is, in words."""
        return told_matter(self.due)

    @property
    def is_open(self) -> bool:
        """Still to be done."""
        return self.due.is_open(self.on)

    @property
    def is_late(self) -> bool:
        """Its day has passed without it."""
        return self.due.is_late(self.on)

    @property
    def is_long_late(self) -> bool:
        """Waits for so long that it stands on a page of its own."""
        return self.due.is_long_late(self.on)

    @property
    def is_over_limit(self) -> bool:
        """The household lives in a crisis flat after its limit."""
        return self.due.is_over_limit(self.on)


def told_matter(due: Due) -> str:
    """What is due, in words."""
    if due.matter is Matter.CRISIS_REVIEW:
        return _("Review of the crisis stay, month %(month)d") % {"month": due.month}
    if due.matter is Matter.STATUS:
        return _("How the household lives, month %(month)d") % {"month": due.month}
    return {
        Matter.LIMIT: _("Limit of the crisis stay"),
        Matter.ASSESSMENT: _("Decision on the level of support"),
        Matter.REVIEW: _("Agreed review"),
        Matter.CONTRACT: _("End of the contract"),
    }[due.matter]


def told_kind(matter: Matter) -> str:
    """A kind of things, as a heading."""
    return {
        Matter.LIMIT: _("Limits of crisis stays"),
        Matter.ASSESSMENT: _("Decisions on the level of support"),
        Matter.CRISIS_REVIEW: _("Reviews of crisis stays"),
        Matter.REVIEW: _("Agreed reviews"),
        Matter.CONTRACT: _("Ends of contracts"),
        Matter.STATUS: _("How households live"),
    }[matter]


def facts_of(story: HouseholdStory) -> Facts:
    """What the rules ask of a household."""
    last = story.reviews[-1] if story.reviews else None
    goes_on = [stay for stay in story.stays if stay.actual_end is None]
    return Facts(
        crisis=story.crisis,
        social=spans(story.in_programme(Programme.SOCIAL_AFFORDABLE)),
        review_days=[
            (review.month, review.held_on)
            for review in story.reviews
            if review.kind == ReviewKind.CRISIS
        ],
        decided_on=min((level.decided_on for level in story.levels), default=None),
        next_review=last.next_due if last and goes_on else None,
        contracts=[stay.contract_end for stay in goes_on if stay.contract_end is not None],
        answers=[(row.decided_on, row.until) for row in story.exceptions],
        looked_at={month: row.seen_on for month, row in story.statuses.items()},
        is_gone=any(stay.destination == Destination.DECEASED for stay in story.stays),
    )


def due_of(story: HouseholdStory, rules: Rules, on: date) -> list[Due]:
    """Everything that has a day for a household."""
    return all_due(facts_of(story), rules, on, STATUS_MONTHS)


def month_of(pilot: Pilot, reader: Any, first: date, on: date) -> list[Item]:
    """The list of a month (its first day), open things first, as known on a day: eight queries.

    Of a pilot that has ended it is told as of its last day.
    """
    ended_on = pilot.ended_by(on)
    found = _items(pilot, reader, on, lambda dues: of_month(dues, first, on, ended_on))
    return sorted(
        found,
        key=lambda item: (not item.is_open, item.due.day, item.story.household.pseudonym),
    )


def left_of(pilot: Pilot, reader: Any, on: date) -> list[Item]:
    """What waits for very long, by kind, the newest first; of a pilot that has ended, what was not done by its end.

    Eight queries.
    """
    ended_on = pilot.ended_by(on)
    return in_kinds(_items(pilot, reader, on, lambda dues: left_open(dues, on, ended_on)))


def _items(
    pilot: Pilot, reader: Any, on: date, keep: Callable[[list[Due]], list[Due]]
) -> list[Item]:
    as_of = pilot.ended_by(on) or on
    rules = rules_of(pilot)
    return [
        Item(due, story, _stay_behind(story, due), as_of)
        for story in story_rows(pilot, reader)
        for due in keep(due_of(story, rules, as_of))
    ]


def in_kinds(items: Iterable[Item]) -> list[Item]:
    """Things by kind, the most pressing kind first, in each the newest first."""
    kinds = list(Matter)
    return sorted(
        items,
        key=lambda item: (
            kinds.index(item.due.matter),
            -item.due.day.toordinal(),
            item.story.household.pseudonym,
        ),
    )


def grouped(items: Iterable[Item]) -> list[tuple[str, str, list[Item]]]:
    """Things that stand by kind, as (name, heading, things)."""
    return [
        (matter.value, told_kind(matter), list(rows))
        for matter, rows in groupby(items, key=lambda item: item.due.matter)
    ]


def _stay_behind(story: HouseholdStory, due: Due) -> Any:
    crisis = due.matter in {Matter.CRISIS_REVIEW, Matter.LIMIT}
    stays: Sequence[Any] = story.in_programme(Programme.CRISIS) if crisis else story.stays
    begun = [stay for stay in stays if stay.start <= due.day]
    return begun[-1] if begun else None


def waiting_for(person: User, at: datetime) -> list[Waiting]:
    """For a pilot officer: how much is open this month in each pilot, or that none is begun. Nobody's pseudonym.

    Once a pilot has ended nothing is asked for in it any more.
    """
    if not allowed(person, "evaluation.work_in_pilot"):
        return []
    pilots = pilots_for(person)
    if pilots is None:
        return [
            Waiting(
                _("The housing pilot is not begun"),
                reverse("evaluation:pilot-new"),
                _("Begin a housing pilot"),
            )
        ]
    on = timezone.localdate(at)
    found = [_waiting_in(pilots.on(pilot.pk), person, on) for pilot in pilots.known]
    return [row for row in found if row is not None]


def _waiting_in(pilots: Pilots, person: User, on: date) -> Waiting | None:
    if pilots.chosen.ended_by(on) is not None:
        return None
    items = month_of(pilots.chosen, person, on.replace(day=1), on)
    found = [item for item in items if item.is_open]
    if not found:
        return None
    late = sum(item.is_late for item in found)
    notes = [pilots.chosen.name] if pilots.slug else []
    if late:
        notes.append(
            ngettext("%(count)d of it is late.", "%(count)d of them are late.", late)
            % {"count": late}
        )
    title = ngettext(
        "%(count)d thing is on in the housing pilot this month",
        "%(count)d things are on in the housing pilot this month",
        len(found),
    ) % {"count": len(found)}
    return Waiting(
        title,
        in_pilot(reverse("evaluation:pilot-month"), pilots.slug),
        _("See what is on"),
        ": ".join(notes),
        found[0].due.day,
    )
