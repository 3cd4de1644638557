"""Households of the pilot: a list as of a day, and the story of one as a line of what happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.enums.pilot import Level
from evaluation.models import (
    Household,
    Pilot,
    Review,
    SupportLevel,
    Tenancy,
)
from evaluation.month import Due
from evaluation.queries.pilot import HouseholdStory, rules_of, stories, story_rows
from evaluation.queries.pilot_changes import ToldChange, changes_of_household, day_of
from evaluation.queries.pilot_month import due_of, told_matter


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household as of a day."""

    story: HouseholdStory
    on: date

    @property
    def stay(self) -> Tenancy | None:
        """Where it lives on the day."""
        return self.story.stay_on(self.on)

    @property
    def size(self) -> str:
        """How many people, in words."""
        return told_size(self.story.size_on(self.on))

    @property
    def level(self) -> str:
        """The level of support, in words."""
        found = self.story.level_on(self.on)
        return str(Level(found).label) if found else ""


def told_size(row: Any) -> str:
    """ "2 adults, 1 child"; a dash where it is not known any more."""
    if row is None or row.adults is None:
        return "–"
    return ", ".join(
        (
            ngettext("%(count)d adult", "%(count)d adults", row.adults) % {"count": row.adults},
            ngettext("%(count)d child", "%(count)d children", row.children)
            % {"count": row.children},
        )
    )


def household_rows(pilot: Pilot, reader: Any, on: date) -> list[HouseholdRow]:
    """All households of the pilot by pseudonym: seven queries."""
    return [HouseholdRow(story, on) for story in story_rows(pilot, reader)]


def household_by_uid(reader: Any, uid: UUID) -> Household | None:
    """A household the user may know of."""
    return (
        Household.objects.visible_to(reader)
        .filter(uid=uid)
        .select_related("pilot", "split_from")
        .first()
    )


def stay_by_key(reader: Any, key: int) -> Tenancy | None:
    """A stay that counts and that the user may know of."""
    return (
        Tenancy.objects.visible_to(reader)
        .standing()
        .filter(pk=key)
        .select_related("household", "flat")
        .first()
    )


def level_by_key(reader: Any, key: int) -> SupportLevel | None:
    """A decision that stands."""
    return (
        SupportLevel.objects.visible_to(reader)
        .standing()
        .filter(pk=key)
        .select_related("household")
        .first()
    )


def review_by_key(reader: Any, key: int) -> Review | None:
    """A review that stands."""
    return (
        Review.objects.visible_to(reader)
        .standing()
        .filter(pk=key)
        .select_related("household")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the line: its day, what happened, details; ``row`` is what may be corrected, with its kind."""

    day: date
    title: str
    details: Sequence[str] = ()
    kind: str = ""
    key: int = 0
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """The story of one household for its page."""

    story: HouseholdStory
    line: Sequence[Happening]
    dues: Sequence[Due]
    changes: Sequence[ToldChange]
    parts: Sequence[Household]
    voided: Sequence[Tenancy]
    on: date
    open_dues: list[tuple[Due, str, bool]] = field(default_factory=list)


def told_story(household: Household, reader: Any, on: date) -> Told:
    """Everything of one household in the order of days: ten queries."""
    (story,) = stories(household.pilot, reader, households=[household])
    dues = due_of(story, rules_of(household.pilot), on)
    line = sorted(_happenings(story, on), key=lambda one: one.day)
    voided = list(
        household.tenancies.visible_to(reader).filter(is_void=True).select_related("flat")
    )
    return Told(
        story=story,
        line=line,
        dues=dues,
        changes=changes_of_household(household, reader),
        parts=list(household.parts.visible_to(reader).order_by("entered_on", "pk")),
        voided=voided,
        on=on,
        open_dues=[(due, told_matter(due), due.is_late(on)) for due in dues if due.is_open(on)],
    )


def _happenings(story: HouseholdStory, on: date) -> list[Happening]:
    household = story.household
    found = [
        Happening(
            household.entered_on,
            _("Entered the pilot"),
            [household.get_entry_situation_display(), household.get_entry_route_display()],
        )
    ]
    for size in story.sizes:
        if size.valid_from > household.entered_on:
            found.append(
                Happening(
                    size.valid_from, _("The household has %(size)s") % {"size": told_size(size)}
                )
            )
    for stay in story.stays:
        contract = (
            [_("contract until %(day)s") % {"day": day_of(stay.contract_end)}]
            if stay.contract_end
            else []
        )
        found.append(
            Happening(
                stay.start,
                _("Moved into flat %(flat)s") % {"flat": stay.flat.code},
                [stay.get_programme_display(), stay.flat.district.name, *contract],
                kind="stay",
                key=stay.pk,
                is_now=stay.actual_end is None,
            )
        )
        if stay.actual_end is not None:
            where = [stay.get_destination_display()] if stay.destination else []
            found.append(
                Happening(
                    stay.actual_end,
                    _("Stay in flat %(flat)s ended") % {"flat": stay.flat.code},
                    [stay.get_end_reason_display(), *where],
                )
            )
    found += [
        Happening(
            row.decided_on,
            _("Over the limit: %(what)s until %(day)s")
            % {"what": row.get_answer_display().lower(), "day": day_of(row.until)},
            [row.get_reason_display(), row.get_approved_by_display()],
        )
        for row in story.exceptions
    ]
    for level in story.levels:
        as_of = (
            [_("holds from %(day)s") % {"day": day_of(level.valid_from)}]
            if level.valid_from != level.decided_on
            else []
        )
        found.append(
            Happening(
                level.decided_on,
                _("Support decided: %(level)s") % {"level": level.get_level_display().lower()},
                [*as_of, level.get_reason_display(), level.get_decided_by_display()],
                kind="level",
                key=level.pk,
            )
        )
    for review in story.reviews:
        late = [_("was due %(day)s") % {"day": day_of(review.due_on)}] if review.due_on else []
        coming = (
            [_("next one by %(day)s") % {"day": day_of(review.next_due)}] if review.next_due else []
        )
        found.append(
            Happening(
                review.held_on,
                _("Review: %(kind)s") % {"kind": review.get_kind_display().lower()},
                [review.get_result_display(), *late, *coming],
                kind="review",
                key=review.pk,
            )
        )
    found += [
        Happening(
            row.seen_on,
            _("After %(month)d months: %(how)s")
            % {"month": row.month, "how": row.get_housed_how_display().lower()},
        )
        for row in story.statuses.values()
    ]
    return found
