"""What became of recommendations: told by the app in whose rounds they are settled, which stands above this one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a recommendation was settled in one place, as anybody may know it.

    ``where``: such as "Round 2, R2-0147". ``outcome`` is in the active language, ``reason`` as it was published, or "".
    """

    where: str
    outcome: str
    reason: str = ""


OutcomeSource = Callable[[Iterable[int]], Mapping[int, list[Outcome]]]
_sources: dict[str, OutcomeSource] = {}


def add_outcome_source(name: str, find: OutcomeSource) -> None:
    """Register who tells outcomes: ``find(keys)`` answers them by primary key of the recommendation, oldest first, in a
    constant number of queries, and only what is public.
    """
    _sources[name] = find


def outcomes_of(recommendations: Iterable[int]) -> dict[int, list[Outcome]]:
    """What became of recommendations (primary keys) so far; an empty list for those nobody settled."""
    keys = list(recommendations)
    found: dict[int, list[Outcome]] = {key: [] for key in keys}
    for find in _sources.values():
        for key, outcomes in find(keys).items():
            found[key] += outcomes
    return found
