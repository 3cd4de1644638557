"""Writes of findings: written from statements, edited, counted again when statements are gone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from core.sanitizing import clean_plain
from focus_groups.actions.coding import CodeMerged
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.actions.statements import StatementErased
from focus_groups.actions.worked_out import (
    StepRefused,
    TextMissing,
    begin,
    lock_row,
    lock_series,
    lock_standing,
    save_changed,
)
from focus_groups.enums import FindingState, Side
from focus_groups.models import Code, Finding, FindingStatement, Series, SpokenStatement

TEXTS = ("text", "plain_text", "limits")


@transaction.atomic
def write_finding(
    *,
    series: Series,
    text: str,
    by: Any,
    at: datetime,
    plain_text: str = "",
    limits: str = "",
    theme: Code | None = None,
    supports: Iterable[SpokenStatement] = (),
    opposes: Iterable[SpokenStatement] = (),
) -> Finding:
    """Write a finding of a series from statements for and against it; only facilitators know of it yet.

    Raises TextMissing, NotOfThisSeries, CodeMerged, StatementErased.
    """
    finding = Finding(series=lock_series(series))
    _set(finding, text=text, plain_text=plain_text, limits=limits, theme=theme)
    begin(finding, name="Zjištění", mark="zj", place="zjisteni", by=by, at=at)
    for side, statements in ((Side.SUPPORTS, supports), (Side.OPPOSES, opposes)):
        _put(finding, statements, side, by=by, at=at)
    return finding


def _set(finding: Finding, *, theme: Code | None, **texts: str) -> None:
    for name in TEXTS:
        setattr(finding, name, clean_plain(texts[name]).strip())
    if not finding.text:
        raise TextMissing(_("Write what was found."))
    if theme is not None:
        if theme.series_id != finding.series_id:
            raise NotOfThisSeries(_("This belongs to another series."))
        if theme.merged_into_id is not None:
            raise CodeMerged(_("This code was merged into another one. Use that one."))
    finding.theme = theme


@transaction.atomic
def edit_finding(
    *,
    finding: Finding,
    lock_version: int,
    text: str,
    plain_text: str,
    limits: str,
    theme: Code | None,
    by: Any,
    at: datetime,
) -> Finding:
    """Change the text of a finding. One that was read, confirmed or published begins again as a draft; what is public
    stays so until the new text is published.

    Raises StaleText, StepRefused (it was retracted), TextMissing, NotOfThisSeries, CodeMerged.
    """
    finding = lock_standing(finding, lock_version)
    _set(finding, text=text, plain_text=plain_text, limits=limits, theme=theme)
    save_changed(finding, by=by, at=at)
    return finding


def _put(
    finding: Finding, statements: Iterable[SpokenStatement], side: str, *, by: Any, at: datetime
) -> None:
    keys = [statement.pk for statement in statements]
    for statement in SpokenStatement.objects.filter(pk__in=keys).select_related("session"):
        if statement.session.series_id != finding.series_id:
            raise NotOfThisSeries(_("This belongs to another series."))
        if statement.erased_at is not None:
            raise StatementErased(_("The words were erased. They support nothing."))
        FindingStatement.objects.update_or_create(
            finding=finding,
            statement=statement,
            defaults={"side": Side(side), "by": by, "at": at},
        )


@transaction.atomic
def put_statements(
    *, finding: Finding, statements: Iterable[SpokenStatement], side: str, by: Any, at: datetime
) -> Finding:
    """Put statements on a side of a draft; one that stood on the other side changes it.

    Raises StepRefused (not a draft), NotOfThisSeries, StatementErased.
    """
    finding = _draft(finding)
    _put(finding, statements, side, by=by, at=at)
    return _base_changed(finding, by=by, at=at)


@transaction.atomic
def drop_statements(
    *, finding: Finding, statements: Iterable[SpokenStatement], by: Any, at: datetime
) -> Finding:
    """Take statements from behind a draft. Raises StepRefused (not a draft)."""
    finding = _draft(finding)
    FindingStatement.objects.filter(finding=finding, statement__in=list(statements)).delete()
    return _base_changed(finding, by=by, at=at)


def _draft(finding: Finding) -> Finding:
    finding = lock_row(finding)
    if finding.state != FindingState.DRAFT:
        raise StepRefused(_("Take it back to a draft first: others read it as it stands."))
    return finding


def _base_changed(finding: Finding, *, by: Any, at: datetime) -> Finding:
    finding.lock_version += 1
    finding.save(update_fields=["lock_version"])
    log_event(record=finding.series.inside, verb="finding_base_changed", by=by, at=at)
    return finding


@transaction.atomic
def recount_findings(
    *, statements: Iterable[SpokenStatement], by: Any, at: datetime
) -> list[Finding]:
    """After words of statements were erased: note in each finding they stood behind how many sources it lost, and flag
    those no statement supports any more, with the recommendations that rest on nothing else. Answers the findings.

    Run it once for each statement, after its erasing; it takes the erased statements from behind the findings, so that
    a repeat changes nothing. What is public does not change here: that comes with the next edition.
    """
    rows = FindingStatement.objects.filter(
        statement__in=[statement.pk for statement in statements], statement__erased_at__isnull=False
    )
    lost: dict[int, int] = {}
    for row in rows:
        if row.side == Side.SUPPORTS:
            lost[row.finding_id] = lost.get(row.finding_id, 0) + 1
    rows.delete()
    changed = []
    for key in sorted(lost):
        finding = lock_row(Finding(pk=key))
        finding.lost_sources += lost[key]
        if finding.state != FindingState.RETRACTED and not _is_supported(finding.pk):
            finding.needs_review_since = finding.needs_review_since or at
        finding.lock_version += 1
        finding.save(update_fields=["lost_sources", "needs_review_since", "lock_version"])
        log_event(record=finding.series.inside, verb="finding_recounted", by=by, at=at)
        changed.append(finding)
    _flag_recommendations(changed, at)
    return changed


def _is_supported(*findings: int) -> bool:
    return (
        FindingStatement.objects.with_words()
        .filter(finding__in=findings, side=Side.SUPPORTS)
        .exists()
    )


def _flag_recommendations(findings: Iterable[Finding], at: datetime) -> None:
    for finding in findings:
        for row in finding.recommendations.standing().filter(needs_review_since=None):
            if not _is_supported(*row.findings.values_list("pk", flat=True)):
                row.needs_review_since = at
                row.lock_version += 1
                row.save(update_fields=["needs_review_since", "lock_version"])
