"""What is on in the housing pilot in a month: reviews, decisions, limits, contracts. Pure: no database, no clock.

Nothing is stored of it: every day is worked out from stays, rules and what was recorded (rule K11 of the model), so
that nothing is missed when no job ran. What was done in time or late stays in the list of its month.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise

from evaluation.stays import (
    Rules,
    Stay,
    assessment_due,
    limit_of,
    months_after,
    reviews_of,
    together,
)

# What was not done for so long after its day stands on a page of its own: the list of a month stays one of its month.
LONG_LATE_MONTHS = 3


class Matter(StrEnum):
    """What is to be done or looked at, the most pressing first."""

    LIMIT = "limit"
    ASSESSMENT = "assessment"
    CRISIS_REVIEW = "crisis_review"
    REVIEW = "review"
    CONTRACT = "contract"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded of one household. ``review_days``: (month, day held) of reviews of crisis stays.

    ``decided_on``: the day on which support was first decided. ``next_review``: the day the last review named, with the
    day it was held on. ``contracts``: last days of contracts of stays that go on. ``answers``: (decided on, until) of
    exceptions and plans. ``looked_at``: months at which it is known how the household lived. ``is_gone``: somebody who
    died is not looked for.
    """

    crisis: Sequence[Stay] = ()
    social: Sequence[Stay] = ()
    review_days: Sequence[tuple[int, date]] = ()
    decided_on: date | None = None
    next_review: date | None = None
    contracts: Sequence[date] = ()
    answers: Sequence[tuple[date, date]] = ()
    looked_at: Mapping[int, date] = field(default_factory=dict)
    is_gone: bool = False

    @property
    def stays(self) -> list[Stay]:
        """All stays in their order."""
        return sorted([*self.crisis, *self.social], key=lambda stay: stay.start)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing with its day. ``month``: of which month a review or a look is. ``done_on``: when it was done.

    ``until``: how long an answer to a passed limit holds; ``ended_on``: when the stay it is about ended, after which
    nothing of it can be done any more.
    """

    matter: Matter
    day: date
    month: int | None = None
    done_on: date | None = None
    until: date | None = None
    ended_on: date | None = None

    def is_late(self, on: date) -> bool:
        """The day has passed and it is not done; or it was done after its day."""
        return self.day < (self.done_on or on)

    def is_open(self, on: date) -> bool:
        """Still to be done; a passed limit is open again once its answer does not hold any more."""
        if self.matter is Matter.LIMIT:
            return self.ended_on is None and (self.until is None or self.until <= on)
        return self.done_on is None and self.ended_on is None

    def is_long_late(self, on: date) -> bool:
        """Open for more than ``LONG_LATE_MONTHS`` after its day, and nobody lives over a limit because of it."""
        is_long = months_after(self.day, LONG_LATE_MONTHS) < on
        return is_long and self.is_open(on) and not self.is_over_limit(on)

    def is_over_limit(self, on: date) -> bool:
        """The household lives on a day in a crisis flat although its limit has passed."""
        return self.matter is Matter.LIMIT and self.day <= on and self.ended_on is None


def all_due(facts: Facts, rules: Rules, on: date, status_months: Iterable[int]) -> list[Due]:
    """Everything that has a day for a household, done or not, in the order of days, as known on a day.

    What a stay did not live to see is left out: a review due after the end of a stay, an assessment of a household that
    left before. A household that lives in a crisis flat on the day after its limit has the limit open until an answer
    holds; nothing ends by itself.
    """
    found = [*_of_crisis(facts, rules, on), *_of_support(facts, rules)]
    found += [Due(Matter.CONTRACT, day) for day in facts.contracts]
    if facts.next_review is not None and not facts.is_gone:
        found.append(Due(Matter.REVIEW, facts.next_review))
    stays = facts.stays
    if stays:
        for month in status_months:
            known = facts.looked_at.get(month)
            if known is not None or not facts.is_gone:
                day = months_after(stays[0].start, month)
                found.append(Due(Matter.STATUS, day, month, known))
    return sorted(found, key=lambda due: (due.day, due.matter, due.month or 0))


def _of_crisis(facts: Facts, rules: Rules, on: date) -> list[Due]:
    chains = together(facts.crisis, rules)
    found = []
    ends = [following[0].start for _chain, following in pairwise(chains)] + [date.max]
    for chain, before in zip(chains, ends, strict=False):  # of no chain there is none to end
        start, last = chain[0].start, chain[-1].end
        months = rules.on(start).crisis_reviews
        ended = last if last is not None and last <= on else None
        for month, day in zip(months, reviews_of(chain, rules), strict=True):
            held = [
                at for which, at in facts.review_days if which == month and start <= at < before
            ]
            if held or last is None or day < last:
                done_on = min(held, default=None)
                found.append(Due(Matter.CRISIS_REVIEW, day, month, done_on, ended_on=ended))
        limit = limit_of(chain, rules)
        if last is None or limit < last:
            answers = [(decided, until) for decided, until in facts.answers if start <= decided]
            decided, until = max(((d, u) for d, u in answers if d < before), default=(None, None))
            found.append(Due(Matter.LIMIT, limit, None, decided, until, ended))
    return found


def _of_support(facts: Facts, rules: Rules) -> list[Due]:
    if not facts.social:
        return []
    first = min(stay.start for stay in facts.social)
    day = assessment_due(first, rules)
    if facts.decided_on is not None:
        # decided before moving in: there was nothing to assess
        known = facts.decided_on <= first
        return [] if known else [Due(Matter.ASSESSMENT, day, None, facts.decided_on)]
    ends = [stay.end for stay in facts.social]
    left_on = None if None in ends else max(end for end in ends if end is not None)
    if left_on is not None and left_on <= day:
        return []
    return [Due(Matter.ASSESSMENT, day, ended_on=left_on)]


def of_month(dues: Iterable[Due], first: date, on: date, ended_on: date | None = None) -> list[Due]:
    """What belongs to a month: what has its day there, and in the present month what is open from before.

    Once a pilot has ended (``ended_on`` is its last day) no month is the present one, and what would have had its day
    later is not asked for.
    """
    following = months_after(first, 1)
    if ended_on is not None:
        return [due for due in dues if first <= due.day < following and due.day <= ended_on]
    is_present = first <= on < following
    return [
        due
        for due in dues
        if first <= due.day < following or (is_present and due.day < first and due.is_open(on))
    ]


def left_open(dues: Iterable[Due], on: date, ended_on: date | None = None) -> list[Due]:
    """What waits on a day for more than ``LONG_LATE_MONTHS``; of a pilot that ended, all that was open on its last day.

    A household that lives in a crisis flat over the limit is never put aside while the pilot goes on.
    """
    if ended_on is not None:
        return [due for due in dues if due.day <= ended_on and due.is_open(ended_on)]
    return [due for due in dues if due.is_long_late(on)]
