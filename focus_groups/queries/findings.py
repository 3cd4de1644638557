"""Reads of findings and recommendations: how broadly something was heard, and what readers are told of it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q

from focus_groups.enums import Breadth, FindingState, SessionState, Side
from focus_groups.models import (
    Finding,
    FindingStatement,
    FindingText,
    Recommendation,
    RecommendationText,
    Session,
)
from focus_groups.models.findings import WorkedOutQuerySet


def told_count(count: int, minimum: int) -> int | None:
    """A count of statements as it may be published: rounded down to a multiple of the series' minimum; None below it.

    So two counts published one after the other are equal or differ by the minimum at least:
    ``told_count(11, 5) == 10``, ``told_count(4, 5) is None``.
    """
    return count // minimum * minimum if count >= minimum else None


def breadth_of(finding: Finding) -> str:
    """In how many sessions of its series a finding is supported, of those in which anything was said: two queries."""
    return breadths_of([finding])[finding.pk]


def breadths_of(findings: Iterable[Finding]) -> dict[int, str]:
    """The same for findings by primary key: two queries."""
    rows = list(findings)
    heard = dict(
        FindingStatement.objects.with_words()
        .filter(finding__in=[row.pk for row in rows], side=Side.SUPPORTS)
        .values_list("finding")
        .annotate(sessions=Count("statement__session", distinct=True))
    )
    held = dict(
        Session.objects.filter(series__in={row.series_id for row in rows})
        .exclude(state=SessionState.PLANNED, statements=None)
        .values_list("series")
        .annotate(sessions=Count("pk", distinct=True))
    )
    return {row.pk: _breadth(heard.get(row.pk, 0), held.get(row.series_id, 0)) for row in rows}


def _breadth(heard: int, held: int) -> str:
    if heard == 0:
        return Breadth.NONE
    if heard == 1:
        return Breadth.ONE_SESSION
    return Breadth.ALL if heard >= held else Breadth.SEVERAL


def bases_of(findings: Iterable[Finding]) -> dict[int, dict[str, int]]:
    """How many statements with words stand on each side of findings, by primary key: one query."""
    counted = {row.pk: {str(side): 0 for side in Side} for row in findings}
    rows = (
        FindingStatement.objects.with_words()
        .filter(finding__in=list(counted))
        .values_list("finding", "side")
        .annotate(number=Count("pk"))
    )
    for finding, side, number in rows:
        counted[finding][side] = number
    return counted


def findings_known_to(user: Any) -> WorkedOutQuerySet:
    """Findings the user may know of, by series and number."""
    return (
        Finding.objects.visible_to(user)
        .select_related("record", "series__record", "series__inside", "theme")
        .order_by("series__name", "number")
    )


def recommendations_known_to(user: Any) -> WorkedOutQuerySet:
    """Recommendations the user may know of, by series and number."""
    return (
        Recommendation.objects.visible_to(user)
        .select_related("record", "series__record", "series__inside", "version", "measure__record")
        .order_by("series__name", "number")
    )


def public_texts(rows: Iterable[Finding | Recommendation]) -> dict[int, Any]:
    """The published texts in force of findings, or of recommendations, by primary key: one query.

    Empty for those that were not published or were retracted.
    """
    shown = [row for row in rows if is_public(row)]
    if not shown:
        return {}
    model, key = (
        (FindingText, "finding_id")
        if isinstance(shown[0], Finding)
        else (RecommendationText, "recommendation_id")
    )
    wanted = Q(pk__in=[])
    for row in shown:
        wanted |= Q(**{key: row.pk, "number": row.public_number})
    return {getattr(text, key): text for text in model.objects.filter(wanted)}


def is_public(row: Finding | Recommendation) -> bool:
    """Whether a text of it is public now: also while the next one is written, not once it was retracted."""
    return row.public_number is not None and row.state != FindingState.RETRACTED
