"""Writes of recommendations: written from findings, aimed at a place of the text or a measure, reported back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from concept.models import Measure, Version, VersionPassage, VersionSection
from core.actions import log_event, raise_generation
from core.sanitizing import clean_plain
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.actions.series import PAGES
from focus_groups.actions.worked_out import (
    StepRefused,
    TextMissing,
    begin,
    lock_row,
    lock_series,
    lock_standing,
    save_changed,
)
from focus_groups.enums import FindingState, SessionState
from focus_groups.models import Finding, Recommendation, Series, Session


class AimWrong(Exception):
    """A recommendation aims at a place that stands in a frozen version, or at one measure, or at nothing yet."""


class NotReportedBack(Exception):
    """What came of a recommendation is reported back at a session of its series that was held."""


@transaction.atomic
def write_recommendation(
    *,
    series: Series,
    text: str,
    findings: Iterable[Finding],
    by: Any,
    at: datetime,
    version: Version | None = None,
    section_uid: UUID | None = None,
    passage_uid: UUID | None = None,
    measure: Measure | None = None,
) -> Recommendation:
    """Write a recommendation of a series from its findings; only facilitators know of it yet.

    Raises TextMissing, NotOfThisSeries, StepRefused (a finding was retracted), AimWrong.
    """
    row = Recommendation(series=lock_series(series))
    behind = list(findings)
    _set(row, text, behind, version, section_uid, passage_uid, measure)
    begin(row, name="Doporučení", mark="dop", place="doporuceni", by=by, at=at)
    row.findings.set(behind)
    return row


def _set(
    row: Recommendation,
    text: str,
    findings: list[Finding],
    version: Version | None,
    section_uid: UUID | None,
    passage_uid: UUID | None,
    measure: Measure | None,
) -> None:
    row.text = clean_plain(text).strip()
    if not row.text:
        raise TextMissing(_("Write what you recommend."))
    if not findings:
        raise TextMissing(_("Choose at least one finding it follows from."))
    for finding in findings:
        if finding.series_id != row.series_id:
            raise NotOfThisSeries(_("This belongs to another series."))
        if finding.state == FindingState.RETRACTED:
            raise StepRefused(_("Nothing is recommended from a finding that was retracted."))
    row.version, row.measure = version, measure
    row.section_uid, row.passage_uid = section_uid, passage_uid
    if version is not None and measure is not None:
        raise AimWrong(_("Choose a place in the text or a measure, not both."))
    if (section_uid or passage_uid) and version is None:
        raise AimWrong(_("Choose the version in which the place stands."))
    if passage_uid is not None:
        found = VersionPassage.objects.filter(version=version, passage_uid=passage_uid)
        place = found.select_related("section").first()
        if place is None or section_uid not in (None, place.section.node_uid):
            raise AimWrong(_("This passage does not stand in that version."))
        row.section_uid = place.section.node_uid
    elif (
        section_uid is not None
        and not VersionSection.objects.filter(version=version, node_uid=section_uid).exists()
    ):
        raise AimWrong(_("This section does not stand in that version."))


@transaction.atomic
def edit_recommendation(
    *,
    recommendation: Recommendation,
    lock_version: int,
    text: str,
    findings: Iterable[Finding],
    by: Any,
    at: datetime,
    version: Version | None = None,
    section_uid: UUID | None = None,
    passage_uid: UUID | None = None,
    measure: Measure | None = None,
) -> Recommendation:
    """Change a recommendation. One that was read, confirmed or published begins again as a draft; what is public stays
    so until the new text is published.

    Raises StaleText, StepRefused, TextMissing, NotOfThisSeries, AimWrong.
    """
    row = lock_standing(recommendation, lock_version)
    behind = list(findings)
    _set(row, text, behind, version, section_uid, passage_uid, measure)
    save_changed(row, by=by, at=at)
    row.findings.set(behind)
    return row


@transaction.atomic
def report_back(
    *, recommendation: Recommendation, session: Session, by: Any, at: datetime
) -> Recommendation:
    """Say in which session participants were told what came of a recommendation. Raises NotOfThisSeries,
    NotReportedBack.
    """
    row = lock_row(recommendation)
    session = Session.objects.get(pk=session.pk)
    if session.series_id != row.series_id:
        raise NotOfThisSeries(_("This belongs to another series."))
    if session.state == SessionState.PLANNED:
        raise NotReportedBack(_("Choose a session that was held."))
    if row.reported_back_in_id == session.pk:
        return row
    row.reported_back_in = session
    row.lock_version += 1
    row.save(update_fields=["reported_back_in", "lock_version"])
    log_event(record=row.record, verb="recommendation_reported_back", by=by, at=at)
    raise_generation(PAGES)
    return row
