"""What a benchmark hands back, and helpers to measure.

A benchmark is a file ``benchmarks/bench_<what>.py`` with

- a docstring whose first line is its title in ``docs/performance.md``,
- ``DEMO_SCALE``: the scale of the demo it needs (1 or 10), or ``None``,
- or ``PREPARED``: the name of a file beside it whose ``make()`` fills a database that it shares with others,
- ``run() -> list[Figure]``.

Each runs in a process of its own, with a database of its own, while nothing else runs.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from resource import RUSAGE_SELF, getrusage

from django.db import connection


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; ``limit`` is the most (or, with ``at_least``, the least) allowed."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    beside: str = ""  # what it is compared with: "bare view 0.4 ms"

    @property
    def holds(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def seconds(function: Callable[[], object], repeat: int = 5) -> float:
    """Return the median duration of a call in seconds."""
    durations = []
    for _ in range(repeat):
        started = time.perf_counter()
        function()
        durations.append(time.perf_counter() - started)
    return statistics.median(durations)


def peak_memory_mb() -> float:
    """Return the most memory this process has held so far, in MB."""
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements sent to the database; unlike Django's log also beyond its first 9,000."""
    statements: list[str] = []

    def note(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements
