"""How many households kept their housing. Pure: no database, no clock.

Of the households that moved in at least m months before the day of counting, where each was m months after it moved in.
Moves inside the system count as housed. Those who moved in later are not counted at all, instead of being counted as
kept. Which places count as kept, and whether the dead are left out, is said by the definition of the indicator.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from evaluation.stays import Stay, months_after


class Whereabouts(StrEnum):
    """Where a household is on a day; all but the first are classes of where it went when its last stay ended."""

    HOUSED = "housed"
    STABLE = "stable"
    TEMPORARY = "temporary"
    INSTITUTION = "institution"
    HOMELESS = "homeless"
    DECEASED = "deceased"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class HousingStory:
    """The stays of one household in the system, and where it went after the last of them (None while it lasts).

    ``between``: where it went when an earlier stay ended, by the day on which that was (prison, to come back later).
    """

    stays: Sequence[Stay]
    went: Whereabouts | None = None
    between: Mapping[date, Whereabouts] = field(default_factory=dict)

    @property
    def moved_in(self) -> date:
        """The first day of the first stay."""
        return min(stay.start for stay in self.stays)

    def on(self, day: date) -> Whereabouts:
        """Where the household is on a day after it moved in; between two stays nobody knows unless it was told."""
        if any(stay.start <= day and (stay.end is None or day < stay.end) for stay in self.stays):
            return Whereabouts.HOUSED
        if any(stay.start > day for stay in self.stays):
            left = max(stay.end for stay in self.stays if stay.end is not None and stay.end <= day)
            return self.between.get(left, Whereabouts.UNKNOWN)
        return self.went or Whereabouts.UNKNOWN


@dataclass(frozen=True, slots=True)
class Retention:
    """Households by where they were ``months`` after they moved in; together they are the ones that can be asked of."""

    months: int
    counts: Mapping[Whereabouts, int]

    @property
    def entered(self) -> int:
        """How many households moved in long enough ago."""
        return sum(self.counts.values())

    def share(
        self,
        kept: Set[Whereabouts] = frozenset({Whereabouts.HOUSED}),
        left_out: Set[Whereabouts] = frozenset(),
    ) -> Fraction | None:
        """Those at a place of ``kept`` of all but those of ``left_out``; None (not zero) where nobody is left."""
        base = sum(count for where, count in self.counts.items() if where not in left_out)
        held = sum(self.counts[where] for where in kept - left_out if where in self.counts)
        return Fraction(held, base) if base else None


def retention(stories: Iterable[HousingStory], months: int, on: date) -> Retention:
    """Where the households were that moved in ``months`` calendar months before the day or earlier."""
    asked = ((story, months_after(story.moved_in, months)) for story in stories)
    found = Counter(story.on(day) for story, day in asked if day <= on)
    return Retention(months, {where: found[where] for where in Whereabouts})
