"""Until when rows of a household are kept. Pure: no database, no clock."""

from collections.abc import Iterable
from datetime import date

from evaluation.stays import months_after


def kept_until(ends: Iterable[date | None], pilot_ends_on: date | None, years: int) -> date | None:
    """The first day on which rows of a household are kept no more, or None while that cannot be told.

    ``ends``: on which day each stay ended, None for one that lasts. Rows are kept ``years`` calendar years after the
    last stay ended and after the pilot did, whichever is later: until the pilot is over they are counted in its
    figures. Who never moved in is kept as long as the pilot. 29 February ends on 28 February of a common year.

    >>> kept_until([date(2018, 5, 31), date(2020, 2, 29)], date(2019, 10, 31), 10)
    datetime.date(2030, 2, 28)
    >>> kept_until([date(2018, 5, 31), None], date(2019, 10, 31), 10)
    """
    found = list(ends)
    if pilot_ends_on is None or None in found:
        return None
    last = max([pilot_ends_on, *(end for end in found if end is not None)])
    return months_after(last, 12 * years)
