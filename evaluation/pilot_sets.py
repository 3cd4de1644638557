"""Who is counted in each figure of the housing pilot at the end of a day. Pure: no database, no clock.

A figure is a set of households (of people, of crisis stays), not a number: so that an evaluator can follow it to its
rows, and so that it can be worked out what a published number tells beside the others (``revealing``). Each household
is counted once and where it belongs at a fixed moment of its own (moving in, six months after it, the day by which
support was to be decided, its first leaving), so that a figure only grows from one half-year to the next.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evaluation.retention import HousingStory, Whereabouts
from evaluation.revealing import Table
from evaluation.stays import Rules, Stay, assessment_due, months_after

MONTHS = (6, 12, 24)
Sets = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What figures need of one household.

    ``social``, ``crisis``: its stays in the programmes. ``housing``: its story from the first social or affordable stay
    on. ``left``: (day, where to) of stays there that ended with leaving. ``decided``: (day, level) of decisions about
    support. ``is_badly_housed``: before it entered it had housing, insecure or inadequate; otherwise it had none.
    ``adults``, ``children``: when it moved in. A part of another household names it (``split_from``), the day on which
    it left it and how many people it was then (``split_on``, ``split_adults``, ``split_children``).
    """

    name: str
    social: Sequence[Stay] = ()
    crisis: Sequence[Stay] = ()
    housing: HousingStory | None = None
    left: Sequence[tuple[date, Whereabouts]] = ()
    decided: Sequence[tuple[date, str]] = ()
    is_badly_housed: bool = False
    adults: int = 0
    children: int = 0
    split_from: str = ""
    split_on: date | None = None
    split_adults: int = 0
    split_children: int = 0

    @property
    def moved_in(self) -> date | None:
        """The first day in a social or affordable flat."""
        return min((stay.start for stay in self.social), default=None)


@dataclass(frozen=True, slots=True)
class HalfYear:
    """The first or the second half of a year."""

    year: int
    half: int

    def __post_init__(self) -> None:
        if self.half not in (1, 2):
            raise ValueError("a year has two halves")

    @property
    def slug(self) -> str:
        """As in addresses: 2018-1."""
        return f"{self.year}-{self.half}"

    @property
    def first_day(self) -> date:
        """The first day."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last_day(self) -> date:
        """The last day."""
        return months_after(self.first_day, 6) - timedelta(days=1)

    @property
    def following(self) -> "HalfYear":
        """The next one."""
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    @classmethod
    def of(cls, day: date) -> "HalfYear":
        """The one a day lies in."""
        return cls(day.year, 1 if day.month < 7 else 2)


def closed_half_years(start: date, on: date) -> list[HalfYear]:
    """Half-years that ended before the day, from the one of ``start`` on."""
    found, half = [], HalfYear.of(start)
    while half.last_day < on:
        found.append(half)
        half = half.following
    return found


def sets_of(households: Iterable[Facts], rules: Rules, on: date) -> Sets:
    """Every figure as of the end of a day, by name: who is counted in it."""
    known = list(households)
    entered = [row for row in known if row.moved_in is not None and row.moved_in <= on]

    people = _people(known)

    def among(rows: Iterable[Facts], holds: Callable[[Facts], bool]) -> frozenset[str]:
        return frozenset(row.name for row in rows if holds(row))

    found = {
        "entered": among(entered, lambda _row: True),
        "without_housing": among(entered, lambda row: not row.is_badly_housed),
        "badly_housed": among(entered, lambda row: row.is_badly_housed),
        "living": among(entered, lambda row: _lives(row.social, on)),
        "moved_between_flats": among(entered, lambda row: _has_moved(row.social, on)),
        "adults": frozenset(f"{r.name}/d{n}" for r in entered for n in range(people[r.name][0])),
        "children": frozenset(f"{r.name}/n{n}" for r in entered for n in range(people[r.name][1])),
        "from_crisis": among(entered, lambda row: bool(_begun(row.crisis, row.moved_in))),
        "to_crisis": among(
            entered,
            lambda row: any(stay.start > row.moved_in for stay in _begun(row.crisis, on)),
        ),
        "crisis_households": among(known, lambda row: bool(_begun(row.crisis, on))),
        "crisis_stays": frozenset(
            f"{row.name}/{stay.start.isoformat()}"
            for row in known
            for stay in _begun(row.crisis, on)
        ),
    }
    found["people"] = found["adults"] | found["children"]
    for months in MONTHS:
        found |= _kept(entered, months, on)
    return found | _decided(entered, rules, on) | _left(entered, on)


def _people(known: Sequence[Facts]) -> dict[str, tuple[int, int]]:
    """How many adults and children each household brings when it moves in: nobody is counted twice (P2).

    Of a part whose people had been counted with the household they left, only those who came to it afterwards.
    """
    by_name = {row.name: row for row in known}
    return {row.name: _brought(row, by_name) for row in known}


def _brought(row: Facts, by_name: Mapping[str, Facts]) -> tuple[int, int]:
    if not _were_counted(row, by_name):
        return row.adults, row.children
    more = max(0, row.adults + row.children - row.split_adults - row.split_children)
    adults = min(more, max(0, row.adults - row.split_adults))
    return adults, more - adults


def _were_counted(row: Facts, by_name: Mapping[str, Facts]) -> bool:
    """Whether the household a part left had moved in before, or its people had been counted where it came from."""
    while row.split_on is not None and (whole := by_name.get(row.split_from)) is not None:
        if whole.moved_in is not None and whole.moved_in < row.split_on:
            return True
        row = whole
    return False


def _begun(stays: Sequence[Stay], on: date | None) -> list[Stay]:
    return [stay for stay in stays if on is not None and stay.start <= on]


def _lives(stays: Sequence[Stay], on: date) -> bool:
    return any(stay.start <= on and (stay.end is None or stay.end > on) for stay in stays)


def _has_moved(stays: Sequence[Stay], on: date) -> bool:
    """Whether a stay followed another one at once."""
    ends = {stay.end for stay in stays if stay.end is not None}
    return any(stay.start in ends for stay in _begun(stays, on))


def _kept(entered: Sequence[Facts], months: int, on: date) -> Sets:
    """Where households were ``months`` after they moved in, of those that could be asked of by the day.

    A move inside the system counts as housed; what is known of a household between two stays is told, else nothing.
    """
    places: dict[str, set[str]] = {name: set() for name in ("housed", "lost", "died", "unknown")}
    for row in entered:
        if row.housing is None:
            continue
        asked = months_after(row.housing.moved_in, months)
        if asked > on:
            continue
        where = row.housing.on(asked)
        name = {
            Whereabouts.HOUSED: "housed",
            Whereabouts.DECEASED: "died",
            Whereabouts.UNKNOWN: "unknown",
        }.get(where, "lost")
        places[name].add(row.name)
    found = {f"{name}_{months}": frozenset(rows) for name, rows in places.items()}
    found[f"not_housed_{months}"] = frozenset().union(
        *(places[name] for name in ("lost", "died", "unknown"))
    )
    found[f"reached_{months}"] = found[f"housed_{months}"] | found[f"not_housed_{months}"]
    return found


def _decided(entered: Sequence[Facts], rules: Rules, on: date) -> Sets:
    """Whether support was decided by its day, by the day on which it truly was; and what was decided first."""
    due, in_time = set(), set()
    first: dict[str, set[str]] = {"intensive": set(), "light": set()}
    crossed: dict[str, set[str]] = {
        f"{level}_{before}": set() for level in first for before in ("without", "badly")
    }
    for row in entered:
        last_day = assessment_due(row.moved_in, rules)
        decisions = sorted(row.decided)
        if last_day <= on:
            due.add(row.name)
            if decisions and decisions[0][0] <= last_day:
                in_time.add(row.name)
        if decisions and decisions[0][0] <= on:
            level = decisions[0][1]
            first[level].add(row.name)
            crossed[f"{level}_{'badly' if row.is_badly_housed else 'without'}"].add(row.name)
    return {
        "decision_due": frozenset(due),
        "decided_in_time": frozenset(in_time),
        "decided_late": frozenset(due - in_time),
        "level_decided": frozenset(first["intensive"] | first["light"]),
        **{name: frozenset(rows) for name, rows in (first | crossed).items()},
    }


def _left(entered: Sequence[Facts], on: date) -> Sets:
    """Households that left the system, by where they went when they left it first."""
    went: dict[Whereabouts, set[str]] = {
        where: set() for where in Whereabouts if where is not Whereabouts.HOUSED
    }
    for row in entered:
        gone = sorted((day, where) for day, where in row.left if day <= on)
        if gone:
            went[gone[0][1]].add(row.name)
    found = {f"left_{where}": frozenset(rows) for where, rows in went.items()}
    found["left"] = frozenset().union(*found.values())
    found["left_elsewhere"] = found["left"] - found[f"left_{Whereabouts.STABLE}"]
    return found


@dataclass(frozen=True, slots=True)
class Cut:
    """Figures published together or not at all: the parts of ``whole``, or one alone.

    ``lines``: of a table of two features its rows and columns; the higher minimum holds for it. ``tells_of_each``: that
    all of a group are alike would say something of every household in it. It would not where a part is a matter of
    dates, or of how quickly the city decides.
    """

    names: tuple[str, ...]
    whole: str = ""
    lines: tuple[tuple[str, ...], ...] = ()
    tells_of_each: bool = True


# Always the same, in this order: what stands first is kept when not everything can be published.
CUTS: tuple[Cut, ...] = (
    Cut(("entered",)),
    *(Cut((f"reached_{m}",), whole="entered", tells_of_each=False) for m in MONTHS),
    *(Cut((f"housed_{m}", f"not_housed_{m}"), whole=f"reached_{m}") for m in MONTHS),
    Cut(("people",)),
    Cut(("adults", "children"), whole="people"),
    Cut(("decision_due",), whole="entered", tells_of_each=False),
    Cut(("decided_in_time", "decided_late"), whole="decision_due", tells_of_each=False),
    Cut(("left",), whole="entered"),
    Cut(("left_stable", "left_elsewhere"), whole="left"),
    Cut(("living",), whole="entered"),
    Cut(("without_housing", "badly_housed"), whole="entered"),
    Cut(("level_decided",), whole="entered", tells_of_each=False),
    Cut(("intensive", "light"), whole="level_decided"),
    *(Cut((f"lost_{m}", f"died_{m}", f"unknown_{m}"), whole=f"not_housed_{m}") for m in MONTHS),
    Cut(
        ("left_temporary", "left_institution", "left_homeless", "left_deceased", "left_unknown"),
        whole="left_elsewhere",
    ),
    Cut(("moved_between_flats",), whole="entered"),
    Cut(
        ("intensive_without", "intensive_badly", "light_without", "light_badly"),
        whole="level_decided",
        lines=(
            ("intensive_without", "intensive_badly"),
            ("light_without", "light_badly"),
            ("intensive_without", "light_without"),
            ("intensive_badly", "light_badly"),
        ),
    ),
    # of crisis housing nothing but how many stays there were: five flats, each household could be known (P3)
    Cut(("crisis_stays",)),
)
PUBLISHED_NAMES = tuple(name for cut in CUTS for name in cut.names)
# What may fall again: all other figures only grow.
STOCKS = frozenset({"living"})
# A share is told where both of its numbers are.
SHARES: Mapping[str, str] = {
    **{f"housed_{m}": f"reached_{m}" for m in MONTHS},
    "decided_in_time": "decision_due",
}


def tables(minimum: int, crossed_minimum: int) -> list[Table]:
    """The cuts with the minimums that hold."""
    return [
        Table(
            names=cut.names,
            whole=cut.whole,
            minimum=crossed_minimum if cut.lines else minimum,
            lines=(cut.lines or (cut.names,)) if cut.whole and cut.tells_of_each else (),
            is_stock=bool(STOCKS & set(cut.names)),
        )
        for cut in CUTS
    ]
