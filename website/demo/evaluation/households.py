"""The pilot's flats and households, made up: drawn from one seed within the rules of the pilot. Pure.

Nothing in it comes from the real pilot but how many flats there were, how many were used and how many households moved
in (ostrava-facts, section 5). How long they stayed, why they left and what support they had is drawn, so what Osnova
computes from it says nothing of the real pilot.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from evaluation.enums.pilot import (
    STATUS_MONTHS,
    Decider,
    Destination,
    EndReason,
    EnergyHolder,
    EntryRoute,
    EntrySituation,
    FlatSize,
    HousedHow,
    Level,
    LevelReason,
    LimitAnswer,
    LimitReason,
    OutageReason,
    Programme,
    ReviewKind,
    ReviewResult,
)
from evaluation.stays import Stay, StayRules, assessment_due, months_after, reviews_of

SEED = 8
STARTS = date(2017, 1, 9)
ENDS = date(2019, 9, 30)
RULES = StayRules()
CRISIS_FLATS = ("Lípa", "Lípa", "Vrba", "Jasan", "Buk")
SOCIAL_FLATS = {"Lípa": 26, "Vrba": 20, "Jasan": 16, "Buk": 14, "Habr": 11, "Olše": 8, "Javor": 5}
USED_FLATS = 102
# How many households entered in each month from January 2017 on; two more split off others.
ENTERED = (3, 5, 6, 7, 7, 6, 5, 4, 5, 5, 5, 4, 4, 4, 3, 3, 3, 2, 2, 2, 1, 2, 1, 1)
CRISIS_ENTRIES = 22
SIGNS = ("ABCDEFGHJKLMNPRSTUVXYZ", "23456789")
# Why households left a social or affordable flat, to where: drawn from without putting back.
EXITS = (
    (EndReason.ARREARS, Destination.HOMELESS),
    (EndReason.ARREARS, Destination.TEMPORARY),
    (EndReason.ARREARS, Destination.TEMPORARY),
    (EndReason.ARREARS, Destination.UNKNOWN),
    (EndReason.ABANDONED, Destination.UNKNOWN),
    (EndReason.ABANDONED, Destination.UNKNOWN),
    (EndReason.OWN_TENANCY, Destination.STABLE),
    (EndReason.OWN_TENANCY, Destination.STABLE),
    (EndReason.OWN_TENANCY, Destination.STABLE),
    (EndReason.FAMILY_FRIENDS, Destination.STABLE),
    (EndReason.FAMILY_FRIENDS, Destination.TEMPORARY),
    (EndReason.DEATH, Destination.DECEASED),
    (EndReason.DEATH, Destination.DECEASED),
    (EndReason.HEALTH, Destination.INSTITUTION),
    (EndReason.BREACH, Destination.HOMELESS),
    (EndReason.OTHER, Destination.TEMPORARY),
)
CRISIS_EXITS = (
    (EndReason.OWN_TENANCY, Destination.STABLE),
    (EndReason.OWN_TENANCY, Destination.STABLE),
    (EndReason.FAMILY_FRIENDS, Destination.STABLE),
    (EndReason.LIMIT, Destination.HOMELESS),
    (EndReason.ABANDONED, Destination.UNKNOWN),
)
OVER_LIMIT = 3
WAITED = timedelta(days=4)  # between the decision that a household enters and the day it moves in
# Entries whose story is told on purpose: back in crisis housing and split, prison and return, a couple that parts.
CHAIN, PRISON, PARTING = 40, 22, 15
# In hospital when the decision was due; level known before moving in.
HOSPITAL, KNOWN = 30, (12, 52)
LAST_LOOKED_AT = 84


@dataclass(slots=True)
class MadeFlat:
    """A flat; ``free_from`` is the first day on which nobody holds it, None while somebody does for good."""

    code: str
    programme: Programme
    district: str
    size: FlatSize
    available_from: date
    free_from: date | None = None
    was_used: bool = False

    @property
    def facts(self) -> dict[str, Any]:
        """What a flat is added with, but its district."""
        is_crisis = self.programme == Programme.CRISIS
        return {
            "programme": self.programme,
            "size": self.size,
            "is_furnished": is_crisis,
            "energy_holder": EnergyHolder.DISTRICT if is_crisis else EnergyHolder.HOUSEHOLD,
            "available_from": self.available_from,
        }


@dataclass(slots=True)
class MadeStay:
    """Days of a household in a flat. ``reason`` is empty while it lasts."""

    flat: MadeFlat
    start: date
    end: date | None = None
    reason: str = ""
    destination: str = ""


@dataclass(slots=True)
class MadeHousehold:
    """A household under its number, with everything that happened to it."""

    number: int
    pseudonym: str
    entered_on: date
    situation: EntrySituation
    route: EntryRoute
    adults: int
    children: int
    split_from: "MadeHousehold | None" = None
    stays: list[MadeStay] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many they are when they enter."""
        return self.adults + self.children


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is entered on a day: a verb of the loader with what it takes."""

    day: date
    verb: str
    household: int
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class MadePilot:
    """What was drawn."""

    flats: list[MadeFlat]
    households: list[MadeHousehold]
    events: list[Event]


class Drawing:
    """Draws a pilot; the same each time."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = Random(seed)  # noqa: S311  made-up data, the same each time
        self.events: list[Event] = []
        self.households: list[MadeHousehold] = []
        self.flats = [*self._crisis_flats(), *self._social_flats()]
        self.exits = list(EXITS)
        self.random.shuffle(self.exits)
        self.crisis_exits = list(CRISIS_EXITS)
        self.random.shuffle(self.crisis_exits)
        self.over_limit = OVER_LIMIT

    def draw(self) -> MadePilot:
        """Draw everything; events in the order of their days."""
        for day in self._entry_days():
            self._enter(day)
        self._transfers()
        for household in self.households:
            self._tell(household)
        self._outages()
        self.events.sort(key=lambda event: event.day)
        return MadePilot(self.flats, self.households, self.events)

    # --- flats ------------------------------------------------------------------------------

    def _crisis_flats(self) -> Iterator[MadeFlat]:
        for number, district in enumerate(CRISIS_FLATS, start=1):
            ready = STARTS + timedelta(days=14 * (number - 1))
            yield MadeFlat(f"K-{number}", Programme.CRISIS, district, FlatSize.TWO, ready, ready)

    def _social_flats(self) -> Iterator[MadeFlat]:
        districts = [name for name, count in SOCIAL_FLATS.items() for _ in range(count)]
        self.random.shuffle(districts)
        sizes = [*"1" * 28, *"2" * 38, *"3" * 26, *"4" * 8]
        self.random.shuffle(sizes)
        for number, (district, size) in enumerate(zip(districts, sizes, strict=True), start=1):
            # four at once, then about seven a month
            ready = STARTS + timedelta(days=max(0, 4 * (number - 4)))
            social = Programme.SOCIAL_AFFORDABLE
            yield MadeFlat(f"B-{number}", social, district, FlatSize(size), ready, ready)

    def _free_flat(
        self, programme: Programme, day: date, people: int = 0, *, again: bool = False
    ) -> MadeFlat | None:
        """A flat free on the day that fits best; one that was used before only ``again``."""
        free = [
            flat
            for flat in self.flats
            if flat.programme == programme
            and flat.free_from is not None
            and flat.free_from <= day
            and (programme == Programme.CRISIS or flat.was_used == again)
        ]
        wanted = min(4, max(1, (people + 1) // 2))
        return min(free, key=lambda flat: (abs(int(flat.size) - wanted), flat.code), default=None)

    # --- households -------------------------------------------------------------------------

    def _entry_days(self) -> list[date]:
        days = []
        for month, count in enumerate(ENTERED):
            first = date(2017 + month // 12, month % 12 + 1, 1)
            days += sorted(
                first + timedelta(days=self.random.randrange(9, 27)) for _ in range(count)
            )
        return days

    def _pseudonym(self) -> str:
        known = {household.pseudonym for household in self.households}
        while True:
            letters, digits = SIGNS
            drawn = "D-" + "".join(self.random.choice(signs) for signs in (letters, digits) * 2)
            if drawn not in known:
                return drawn

    def _enter(self, day: date) -> None:
        number = len(self.households)
        if number in {CHAIN, PRISON, PARTING}:
            self._enter_on_purpose(number, day)
            return
        crisis = self._free_flat(Programme.CRISIS, day)
        entries = sum(one.stays[0].flat.programme == Programme.CRISIS for one in self.households)
        is_crisis = crisis is not None and entries < CRISIS_ENTRIES and number % 3 == 1
        if not is_crisis and self._free_flat(Programme.SOCIAL_AFFORDABLE, day) is None:
            is_crisis = crisis is not None
        adults = self.random.choices((1, 2, 3), (58, 38, 4))[0]
        children = self.random.choices((0, 1, 2, 3, 4, 5), (38, 20, 20, 13, 6, 3))[0]
        household = MadeHousehold(
            number=number,
            pseudonym=self._pseudonym(),
            entered_on=day - WAITED,
            situation=self._situation(is_crisis=is_crisis),
            route=self.random.choice(
                [route for route in EntryRoute if route not in {EntryRoute.SPLIT}]
            ),
            adults=adults,
            children=children,
        )
        self.households.append(household)
        if is_crisis:
            self._stay_in_crisis(household, day)
        else:
            self._stay_in_social(household, day)

    def _enter_on_purpose(self, number: int, day: date) -> None:
        household = MadeHousehold(
            number=number,
            pseudonym=self._pseudonym(),
            entered_on=day - WAITED,
            situation=EntrySituation.HOUSELESS,
            route=EntryRoute.SERVICE,
            adults=2,
            children=2,
        )
        self.households.append(household)
        if number == CHAIN:
            self._crisis(household, day, 140)
            last = self._social(household, self._left(household, EndReason.MOVED_WITHIN))
            last.end = last.start + timedelta(days=80)
            self._left(household, EndReason.BREACH, Destination.TEMPORARY)
            self._crisis(household, last.end + timedelta(days=35), 110)
            parted = household.stays[-1].start + timedelta(days=60)
            self._left(household, EndReason.OWN_TENANCY, Destination.STABLE)
            self._social(self._part(household, parted), parted)
        else:
            last = self._social(household, day)
            parted = last.start + timedelta(days=180)
            if number == PARTING:
                self._social(self._part(household, parted), parted)
            else:
                last.end = parted
                self._left(household, EndReason.PRISON, Destination.INSTITUTION)
                self._social(household, parted + timedelta(days=122))

    def _left(self, household: MadeHousehold, reason: EndReason, destination: str = "") -> date:
        """Close the last stay, whose end is set; its flat is made ready for the next one. Answers the day."""
        stay = household.stays[-1]
        assert stay.end is not None
        stay.reason, stay.destination = reason, destination
        stay.flat.free_from = stay.end + timedelta(days=14)
        return stay.end

    def _part(self, household: MadeHousehold, day: date) -> MadeHousehold:
        """An adult and a child who are a household of their own from a day on."""
        part = MadeHousehold(
            number=len(self.households),
            pseudonym=self._pseudonym(),
            entered_on=day,
            situation=household.situation,
            route=EntryRoute.SPLIT,
            adults=1,
            children=1,
            split_from=household,
        )
        self.households.append(part)
        return part

    def _situation(self, *, is_crisis: bool) -> EntrySituation:
        weights = (70, 20, 10, 0) if is_crisis else (8, 42, 28, 22)
        return self.random.choices(list(EntrySituation), weights)[0]

    # --- stays ------------------------------------------------------------------------------

    def _crisis(self, household: MadeHousehold, day: date, days: int) -> MadeStay:
        flat = self._free_flat(Programme.CRISIS, day)
        if flat is None:
            raise ValueError(f"no crisis flat is free on {day}")
        stay = MadeStay(flat, day, day + timedelta(days=days))
        household.stays.append(stay)
        flat.free_from, flat.was_used = day + timedelta(days=days + 10), True
        return stay

    def _social(self, household: MadeHousehold, day: date) -> MadeStay:
        social = Programme.SOCIAL_AFFORDABLE
        flat = self._free_flat(social, day, household.people)
        flat = flat or self._free_flat(social, day, household.people, again=True)
        if flat is None:
            raise ValueError(f"no flat is free on {day}")
        stay = MadeStay(flat, day)
        household.stays.append(stay)
        flat.free_from, flat.was_used = None, True
        return stay

    def _stay_in_crisis(self, household: MadeHousehold, day: date) -> None:
        days = self.random.randrange(75, 176)
        if self.over_limit and household.number % 4 == 1:
            self.over_limit -= 1
            days = self.random.randrange(196, 226)
        stay = self._crisis(household, day, days)
        if self.crisis_exits and household.number % 5 == 0 and days < 176:
            self._left(household, *self.crisis_exits.pop())
            return
        stay.reason = EndReason.MOVED_WITHIN
        self._stay_in_social(household, day + timedelta(days=days))

    def _stay_in_social(self, household: MadeHousehold, day: date) -> None:
        stay = self._social(household, day)
        end = day + timedelta(days=self.random.randrange(100, 560))
        if self.exits and household.number % 5 in {2, 4} and end < ENDS - timedelta(days=20):
            stay.end = end
            self._left(household, *self.exits.pop())

    def _transfers(self) -> None:
        """Let households that stay move to flats nobody used, until as many were used as in the real pilot."""
        moving = [one for one in self.households if one.stays[-1].end is None]
        self.random.shuffle(moving)
        while sum(flat.was_used for flat in self.flats) < USED_FLATS:
            household = moving.pop()
            last = household.stays[-1]
            day = last.start + timedelta(days=self.random.randrange(200, 420))
            unused = [
                flat for flat in self.flats if not flat.was_used and flat.available_from <= day
            ]
            if day > ENDS - timedelta(days=30) or not unused:
                continue
            flat = min(unused, key=lambda flat: flat.code)
            last.end, last.reason, last.flat.free_from = day, EndReason.MOVED_WITHIN, day
            household.stays.append(MadeStay(flat, day))
            flat.free_from, flat.was_used = None, True

    # --- what is entered --------------------------------------------------------------------

    def _say(self, day: date, verb: str, household: MadeHousehold, **data: Any) -> None:
        if day <= ENDS:
            self.events.append(Event(day, verb, household.number, data))

    def _tell(self, household: MadeHousehold) -> None:
        self._say(household.entered_on, "split" if household.split_from else "enter", household)
        for index, stay in enumerate(household.stays):
            if index == 0 or household.stays[index - 1].reason != EndReason.MOVED_WITHIN:
                self._say(stay.start, "move_in", household, flat=stay.flat.code)
            else:
                self._say(stay.start, "move", household, flat=stay.flat.code)
            if stay.flat.programme == Programme.CRISIS:
                self._tell_crisis(household, stay)
            if stay.end is not None and stay.reason != EndReason.MOVED_WITHIN:
                self._say(
                    stay.end, "end", household, reason=stay.reason, destination=stay.destination
                )
        self._tell_later(household)
        social = [s for s in household.stays if s.flat.programme == Programme.SOCIAL_AFFORDABLE]
        if social:
            self._tell_support(household, social[0].start, social[-1].end)
        if household.number % 23 == 5 and household.number != PARTING:
            since = household.entered_on + timedelta(days=130)
            if household.stays[-1].end is None:
                self._say(
                    since,
                    "size",
                    household,
                    adults=household.adults,
                    children=household.children + 1,
                )

    def _tell_later(self, household: MadeHousehold) -> None:
        """Those who stayed were looked at again, after the end of the pilot too; the last of them still wait for it."""
        first = household.stays[0]
        if household.stays[-1].end is not None:
            return
        for month in STATUS_MONTHS:
            due = months_after(first.start, month)
            if household.number >= LAST_LOOKED_AT and month == STATUS_MONTHS[-1]:
                continue
            there = first.end is None or first.end > due
            how = HousedHow.SAME_FLAT if there else HousedHow.OTHER_HOUSING
            day = due + timedelta(days=household.number % 9)
            data = {"month": month, "housed_how": how}
            self.events.append(Event(day, "status", household.number, data))

    def _tell_crisis(self, household: MadeHousehold, stay: MadeStay) -> None:
        assert stay.end is not None
        dues = reviews_of([Stay(stay.start, stay.end)], RULES)
        for month, due in zip(RULES.crisis_reviews, dues, strict=True):
            held = due - timedelta(days=self.random.randrange(0, 6))
            if household.number % 11 == 4:
                held = due + timedelta(days=9)
            if household.number % 13 == 6 and month == RULES.crisis_reviews[0]:
                continue
            if held < stay.end:
                result = ReviewResult.ONWARD_PLAN if month > 4 else ReviewResult.GOES_ON
                self._say(
                    held,
                    "review",
                    household,
                    kind=ReviewKind.CRISIS,
                    month=month,
                    due_on=due,
                    result=result,
                )
        limit = months_after(stay.start, RULES.crisis_months)
        if stay.end > limit:
            has_flat = stay.reason == EndReason.MOVED_WITHIN
            self._say(
                limit - timedelta(days=3),
                "limit",
                household,
                answer=LimitAnswer.PLAN if has_flat else LimitAnswer.EXCEPTION,
                reason=LimitReason.FLAT_PROMISED if has_flat else LimitReason.NO_FLAT,
                until=stay.end + timedelta(days=7),
                approved_by=Decider.DEPARTMENT_HEAD,
            )

    def _tell_support(self, household: MadeHousehold, start: date, end: date | None) -> None:
        due = assessment_due(start, RULES)
        number = household.number
        level = self.random.choices((Level.INTENSIVE, Level.LIGHT), (58, 42))[0]
        if number in KNOWN:
            day = start - timedelta(days=2)
            self._decide(household, day, level, reason=LevelReason.KNOWN_BEFORE, valid_from=start)
        else:
            held = due - timedelta(days=self.random.randrange(1, 24))
            decided = held + timedelta(days=self.random.randrange(0, 4))
            # While workers left, in the first half of 2018 most of all, decisions came late.
            is_hard = date(2018, 1, 1) <= due < date(2018, 7, 1)
            if number % 9 == 3 or (is_hard and number % 2 == 0):
                decided = due + timedelta(days=self.random.randrange(3, 38))
            if number == HOSPITAL:  # met on day 88, decided on day 104
                held, decided = start + timedelta(days=88), start + timedelta(days=104)
            if end is not None and decided >= end:
                return
            self._decide(
                household,
                decided,
                level,
                reason=LevelReason.ASSESSED,
                valid_from=held,
                held_on=held,
            )
        self._change_support(household, start, end, level)

    def _decide(
        self,
        household: MadeHousehold,
        day: date,
        level: Level,
        *,
        reason: LevelReason,
        valid_from: date,
        held_on: date | None = None,
    ) -> None:
        self._say(
            day,
            "support",
            household,
            level=level,
            reason=reason,
            valid_from=valid_from,
            held_on=held_on,
            decided_by=self.random.choice((Decider.SOCIAL_WORKER, Decider.COORDINATOR)),
        )

    def _change_support(
        self, household: MadeHousehold, start: date, end: date | None, level: Level
    ) -> None:
        day = start + timedelta(days=self.random.randrange(240, 420))
        if household.number % 4 != 1 or day >= (end or ENDS):
            return
        lighter = level == Level.INTENSIVE
        self._decide(
            household,
            day,
            Level.LIGHT if lighter else Level.INTENSIVE,
            reason=LevelReason.NEEDS_FELL if lighter else LevelReason.NEEDS_GREW,
            valid_from=day,
            held_on=day - timedelta(days=1),
        )

    def _outages(self) -> None:
        for code, start, days, reason in (
            ("K-3", date(2018, 2, 12), 12, OutageReason.REPAIR),
            ("B-14", date(2017, 9, 4), 25, OutageReason.REPAIR),
            ("B-37", date(2018, 3, 19), 40, OutageReason.DAMAGE),
            ("B-58", date(2019, 1, 14), 18, OutageReason.REPAIR),
        ):
            end = start + timedelta(days=days)
            data = {"flat": code, "start": start, "end": end, "reason": reason}
            self.events.append(Event(end, "outage", -1, data))


def made_up_pilot() -> MadePilot:
    """The pilot of the demonstration."""
    return Drawing().draw()
