"""Findings whose sources were taken back."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from focus_groups.enums import FindingState, Side
from focus_groups.models import Finding, SourceLoss


def lose_sources(findings: QuerySet[Finding], *, gone: Sequence[int], at: datetime) -> None:
    """Count anew what findings rest on, once the statements ``gone`` (primary keys) do not count. May run twice.

    One with support left stays as it is. One without goes to review: it is published no more (``checks.passed``), and
    what was published of it stands until the next edition of the report.
    """
    for finding in findings.select_for_update(of=("self",)).order_by("pk"):
        rows = finding.statements.all()
        erased = Q(statement__in=gone) | Q(statement__erased_at__isnull=False)
        lost = rows.filter(erased).count()
        if lost == finding.lost_sources:
            continue
        finding.lost_sources = lost
        if (
            finding.needs_review_since is None
            and finding.state != FindingState.RETRACTED
            and not rows.filter(side=Side.SUPPORTS).exclude(erased).exists()
        ):
            finding.needs_review_since = at
        finding.lock_version += 1
        finding.save(update_fields=["lost_sources", "needs_review_since", "lock_version"])
        SourceLoss.objects.create(finding=finding, at=at)
