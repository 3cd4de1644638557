"""Reads of how measures are carried out: where each stands, or stood on any day, who answers for it, what was reported.

``standing_of`` here is of measures; the one of versions is ``concept.queries.standing``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.enums import (
    SETTLED_STATUSES,
    MeasureStage,
    MeasureState,
    MeasureStatus,
    ReportState,
    StepKind,
)
from concept.models import (
    Measure,
    MeasureDependency,
    MeasureOwner,
    MeasurePlace,
    MeasureReport,
    VersionPassage,
    VersionStep,
)
from core.models import Record


@dataclass(frozen=True, slots=True)
class Promise:
    """What the newest version approved by a day says of a measure.

    ``value`` is the frozen measure block (``responsible``, ``due_on``, ``budget_czk``, …), empty when its words were
    removed. ``order`` is that of the text, ``section`` the address of the section that holds it.
    """

    version: int
    version_number: int
    passage_uid: str
    content: str
    label: str
    section: str
    section_code: str
    section_title: str
    order: int
    value: Mapping[str, Any] = field(default_factory=dict)

    @property
    def printed_code(self) -> str:
        """The number printed in that version."""
        return self.value.get("code") or self.label

    @property
    def due_on(self) -> date | None:
        """The deadline, when it is a day."""
        written = self.value.get("due_on")
        return date.fromisoformat(written) if written else None

    @property
    def budget_czk(self) -> Decimal | None:
        """The budget in CZK, None when none was given."""
        written = self.value.get("budget_czk")
        return Decimal(written) if written else None


@dataclass(frozen=True, slots=True)
class MeasureStanding:
    """Where a measure stands on a day by its approved reports.

    ``status`` and ``stage`` are empty before the first report. ``spent_czk`` is the sum of what the reports say, None
    when none says it. ``report`` is the number of the report that counts, ``reports`` how many count. A measure
    ``has_begun`` once a version with it was approved, and ``has_ended`` when a later one left it out.
    """

    status: str = ""
    stage: str = ""
    reason: str = ""
    sentence: str = ""
    spent_czk: Decimal | None = None
    as_of: date | None = None
    report: int | None = None
    reports: int = 0
    due_on: date | None = None
    is_overdue: bool = False
    has_begun: bool = False
    has_ended: bool = False

    @property
    def status_label(self) -> str:
        """The status in the active language."""
        return str(MeasureStatus(self.status).label) if self.status else _("No report yet")

    @property
    def stage_label(self) -> str:
        """The stage in the active language, empty before the first report."""
        return str(MeasureStage(self.stage).label) if self.stage else ""


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """An approved report and the approved one that corrects it, if any."""

    report: MeasureReport
    corrected_by: MeasureReport | None


def standing_of(
    measures: Iterable[int], *, on: date | None = None, known_at: datetime | None = None
) -> dict[int, MeasureStanding]:
    """Where measures stood on a day, from what was approved by a moment: five queries, none for nothing.

    Only reports as of ``on`` or earlier count that were approved by ``known_at``; one that another approved report
    corrects does not, once the correction was known. Without ``on`` it is today, without ``known_at`` everything is
    known. Nothing of it is stored: the same question has the same answer for ever.
    """
    keys = list(dict.fromkeys(measures))
    if not keys:
        return {}
    day = on or timezone.localdate()
    promises, approvals = _promises(keys, day, known_at)
    ends = dict(
        Measure.objects.filter(pk__in=keys)
        .exclude(state=MeasureState.APPROVED)
        .values_list("pk", "ended_in_id")
    )
    ended = {key for key, version in ends.items() if _was_approved(approvals, version, day)}
    counted = _counted_reports(keys, day, known_at)
    return {key: _standing(counted[key], promises.get(key), key in ended, day) for key in keys}


def _standing(
    reports: list[MeasureReport], promise: Promise | None, has_ended: bool, day: date
) -> MeasureStanding:
    newest = reports[-1] if reports else None
    spent = [report.spent_czk for report in reports if report.spent_czk is not None]
    due_on = promise.due_on if promise else None
    status = newest.status if newest else ""
    return MeasureStanding(
        status=status,
        stage=newest.stage if newest else "",
        reason=newest.reason if newest else "",
        sentence=newest.sentence if newest else "",
        spent_czk=sum(spent, Decimal(0)) if spent else None,
        as_of=newest.as_of if newest else None,
        report=newest.number if newest else None,
        reports=len(reports),
        due_on=due_on,
        is_overdue=due_on is not None
        and due_on < day
        and status not in SETTLED_STATUSES
        and not has_ended,
        has_begun=promise is not None,
        has_ended=has_ended,
    )


def _counted_reports(
    keys: list[int], day: date, known_at: datetime | None
) -> dict[int, list[MeasureReport]]:
    """Approved reports that count on the day, oldest first: one query."""
    rows = MeasureReport.objects.approved().filter(measure__in=keys)
    if known_at is not None:
        rows = rows.filter(approved_at__lte=known_at)
    known = list(rows.order_by("as_of", "number"))
    corrected = {report.corrects_id for report in known}
    found: dict[int, list[MeasureReport]] = defaultdict(list)
    for report in known:
        if report.pk not in corrected and report.as_of <= day:
            found[report.measure_id].append(report)
    return found


def promises_of(
    measures: Iterable[int], *, on: date | None = None, known_at: datetime | None = None
) -> dict[int, Promise]:
    """What the newest version approved by a day says of each measure, those not begun left out: four queries."""
    keys = list(dict.fromkeys(measures))
    return _promises(keys, on or timezone.localdate(), known_at)[0] if keys else {}


def _promises(
    keys: list[int], day: date, known_at: datetime | None
) -> tuple[dict[int, Promise], dict[int, date]]:
    """Promises, and the days on which the versions of their documents were approved: three queries."""
    steps = VersionStep.objects.filter(
        step=StepKind.APPROVED, version__document__measures__in=keys
    ).distinct()
    if known_at is not None:
        steps = steps.filter(recorded_at__lte=known_at)
    approvals: dict[int, date] = {}
    for version, occurred_on in steps.order_by("pk").values_list("version_id", "occurred_on"):
        approvals.setdefault(version, occurred_on)
    places = MeasurePlace.objects.current().filter(
        measure__in=keys, version__in=[v for v, on in approvals.items() if on <= day]
    )
    newest: dict[int, tuple[int, Any]] = {}
    columns = ("measure_id", "version_id", "passage_uid")
    for measure, version, uid in places.order_by("version__number").values_list(*columns):
        newest[measure] = (version, uid)
    passages = VersionPassage.objects.filter(
        version__in={version for version, _uid in newest.values()},
        passage_uid__in={uid for _version, uid in newest.values()},
    ).select_related("content", "section", "version")
    found = {(row.version_id, row.passage_uid): _promise(row) for row in passages}
    return {measure: found[place] for measure, place in newest.items()}, approvals


def _promise(row: VersionPassage) -> Promise:
    return Promise(
        version=row.version_id,
        version_number=row.version.number,
        passage_uid=str(row.passage_uid),
        content=row.content_id,
        label=row.label,
        section=row.section.address,
        section_code=row.section.code,
        section_title=row.section.title,
        order=row.order,
        value=row.content.value or {},
    )


def _was_approved(approvals: Mapping[int, date], version: int | None, day: date) -> bool:
    return version in approvals and approvals[version] <= day


def owners_of(measures: Iterable[int], on: date | None = None) -> dict[int, list[MeasureOwner]]:
    """Who answers for each measure on a day (today), the first named first: one query.

    Their names are for staff; everybody is told the body only.
    """
    keys = list(measures)
    found: dict[int, list[MeasureOwner]] = {key: [] for key in keys}
    if keys:
        rows = MeasureOwner.objects.on(on or timezone.localdate()).filter(measure__in=keys)
        for row in rows.select_related("user").order_by("valid_from", "pk"):
            found[row.measure_id].append(row)
    return found


def history_of(measure: Measure) -> list[ReportEntry]:
    """All approved reports on a measure, newest first, each with the one that corrects it: one query."""
    rows = list(
        MeasureReport.objects.approved()
        .filter(measure=measure)
        .select_related("record", "corrects")
        .order_by("-as_of", "-number")
    )
    corrections = {row.corrects_id: row for row in rows if row.corrects_id}
    return [ReportEntry(row, corrections.get(row.pk)) for row in rows]


def evidence_of(report: MeasureReport) -> list[Record]:
    """Records that show what a report says, in its order: one query. Each reader is told those they may know of."""
    rows = report.evidence.filter(edition=report.evidence_edition).select_related("record")
    return [row.record for row in rows.order_by("order")]


def report_of(measure: Measure, number: int, reader: Any) -> MeasureReport | None:
    """A report the reader may know of: one query."""
    rows = MeasureReport.objects.visible_to(reader).filter(measure=measure, number=number)
    return rows.select_related("record", "measure__record", "measure__document", "corrects").first()


def corrections_of(report: MeasureReport) -> list[MeasureReport]:
    """Reports that correct one or are to, those thrown away left out: one query."""
    rows = report.corrections.exclude(state=ReportState.DISCARDED).select_related("record")
    return list(rows.order_by("number"))


def dependencies_of(
    measure: Measure,
) -> tuple[list[MeasureDependency], list[MeasureDependency]]:
    """What a measure waits for and what waits for it, oldest first: one query."""
    rows = MeasureDependency.objects.standing().filter(Q(measure=measure) | Q(needed=measure))
    found = list(rows.select_related("measure", "needed").order_by("pk"))
    return (
        [row for row in found if row.measure_id == measure.pk],
        [row for row in found if row.needed_id == measure.pk],
    )


def open_reports(measures: Iterable[int]) -> dict[int, list[MeasureReport]]:
    """Reports on measures that are on their way to approval, newest first: one query."""
    states = (ReportState.DRAFT, ReportState.RETURNED, ReportState.SUBMITTED)
    rows = MeasureReport.objects.filter(measure__in=list(measures), state__in=states)
    found: dict[int, list[MeasureReport]] = defaultdict(list)
    for row in rows.select_related("record").order_by("-number"):
        found[row.measure_id].append(row)
    return found
