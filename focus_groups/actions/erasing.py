"""Erasure of what participants said from every place that may hold a copy. Empty rows stay, so that nothing comes back.

Other places register with ``add_statement_eraser``: ``erase(pks, at)`` with primary keys of statements may run twice.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from concept.models import PassageContent
from core import jobs
from core.actions import raise_generation
from core.enums import Visibility
from core.erasing import erase_caches
from core.extension import repeat_erasers
from core.repeats import Repeats, repeats_of
from focus_groups.actions.findings import recount_findings
from focus_groups.actions.series import PAGES
from focus_groups.actions.statements import TEXTS, erase_statements
from focus_groups.models import (
    FindingText,
    RecommendationText,
    ReportEdition,
    Series,
    SourceLoss,
    SpokenStatement,
)

Erase = Callable[[Sequence[int], datetime], None]
EraseRepeats = Callable[[Series, Repeats, datetime], None]
_erasers: dict[str, Erase] = {}
_repeat_erasers: dict[str, EraseRepeats] = {}


def add_statement_eraser(name: str, erase: Erase) -> None:
    """Register a further place that may hold the words of a statement."""
    _erasers[name] = erase


def statement_erasers() -> dict[str, Erase]:
    """All of them by name, in the order of registration."""
    return dict(_erasers)


def add_series_repeat_eraser(name: str, erase: EraseRepeats) -> None:
    """Register a place inside a series whose own words may repeat a statement, such as notes of a session."""
    _repeat_erasers[name] = erase


def series_repeat_erasers() -> dict[str, EraseRepeats]:
    """All of them by name, in the order of registration."""
    return dict(_repeat_erasers)


@transaction.atomic
def erase_spoken(
    *, series: Series, statements: Iterable[SpokenStatement], by: Any, at: datetime
) -> int:
    """Erase every word of statements of one series for good; answers how many still had words. May run twice.

    Findings are counted anew; one without any support left is published no more and waits for a review. What repeats
    the words elsewhere goes too, unless the published report says it: that goes with its next edition. The
    traces in the database file are cleared by a job after the commit.
    """
    keys = [statement.pk for statement in statements]
    rows = SpokenStatement.objects.select_for_update(of=("self",)).filter(
        pk__in=keys, session__series=series, erased_at=None
    )
    words = [text for row in rows for text in (getattr(row, name) for name in TEXTS) if text]
    for erase in statement_erasers().values():
        erase(keys, at)
    rows = list(rows)
    count = erase_statements(statements=rows, by=by, at=at)
    for finding in recount_findings(statements=rows, by=by, at=at):
        SourceLoss.objects.create(finding=finding, at=at)
    if words:
        erase_repeated(series=series, words=words, at=at)
    clear_copies()
    return count


def erase_repeated(*, series: Series, words: Sequence[str], at: datetime) -> None:
    """Take what repeats words that were erased just now out of everything else that is kept of a series.

    Statements of other people are their own words and stay. So does what was published: a published quote goes with the
    next edition. Whoever writes outside the circle of facilitators could read only what participants confirmed; other
    apps look for that in what belongs to no document.
    """
    found = repeats_of(words, published_words(series))
    if found:
        for erase in series_repeat_erasers().values():
            erase(series, found, at)
        for erase_elsewhere in repeat_erasers().values():
            erase_elsewhere([], found, at)


def published_words(series: Series) -> Iterable[str]:
    """Texts of a series that anybody can read: three queries."""
    findings = FindingText.objects.filter(finding__series=series)
    for texts in findings.values_list("text", "plain_text", "limits"):
        yield from texts
    yield from RecommendationText.objects.filter(recommendation__series=series).values_list(
        "text", flat=True
    )
    editions = ReportEdition.objects.filter(
        series=series, version__record__visibility=Visibility.PUBLIC
    )
    yield from PassageContent.objects.filter(
        places__version__in=editions.values("version")
    ).values_list("text", flat=True)


def clear_copies() -> None:
    """Drop whatever is kept for a while, and let a job rewrite the database file."""
    raise_generation("site", PAGES)
    erase_caches([])
    jobs.enqueue("core.tasks.clear_traces")
