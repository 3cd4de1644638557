"""The action plan as its readers may know it: every measure in its newest approved wording, and how far it is.

One read serves the tree, the table, the timeline, the files and the interface for programs.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from concept.enums import SETTLED_STATUSES, DocumentKind, MeasureState
from concept.models import (
    Measure,
    MeasureDerivation,
    MeasurePlace,
    MeasureReport,
    MeasureReportEvidence,
    Version,
    VersionPassage,
    VersionSection,
)
from concept.queries.measures import MeasureLink, describe_measures
from concept.queries.progress import (
    MeasureStanding,
    ReportEntry,
    dependencies_of,
    history_of,
    standing_of,
)
from core.citing import Cited, as_reader_sees
from core.czech import search_stems, sort_key
from core.models import Record

FEED_COUNT = 100
NO_REPORT = "none"  # what stands for a measure nobody reported on yet, where a status is chosen


@dataclass(frozen=True, slots=True)
class Priority:
    """The section of a text its measures stand under. ``key`` names it in an address; ``path`` is where it is read."""

    key: str
    code: str
    title: str
    path: str

    @property
    def label(self) -> str:
        """Its number and title."""
        return f"{self.code} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """A measure in the words of the newest approved version its reader may read.

    ``value`` is the frozen measure block, empty when its words were removed; ``text_path`` is where it is read.
    ``has_ended``: a version the reader may know of left it out; ``ended_reason`` says why. ``carried_out_by``: codes of
    measures that carry it out, such as those of an action plan. While nobody reports on it itself, how far it is shows
    on them, and its own deadline tells nothing.
    """

    key: int
    code: str
    path: str
    document_slug: str
    document_title: str
    document_origin: str
    document_source: str
    version: Version
    order: tuple[bool, str, int]
    priority: Priority
    text_path: str
    state: str
    has_ended: bool
    ended_reason: str
    standing: MeasureStanding
    value: Mapping[str, Any] = field(default_factory=dict)
    is_overdue: bool = False
    carried_out_by: Sequence[str] = ()

    @property
    def title(self) -> str:
        """What it is called; empty when its words were removed."""
        return self.value.get("title", "")

    @property
    def printed(self) -> str:
        """The number printed in that version, where it is another than the permanent code."""
        printed = self.value.get("code", "")
        return "" if printed == self.code else printed

    @property
    def owner(self) -> str:
        """The body that answers for it."""
        return self.value.get("responsible", "")

    @property
    def political(self) -> str:
        """The office that answers for it in the council."""
        return self.value.get("political", "")

    @property
    def partners(self) -> list[str]:
        """Who helps."""
        return self.value.get("partners") or []

    @property
    def funding_sources(self) -> list[str]:
        """Where the money comes from."""
        return self.value.get("funding_sources") or []

    @property
    def budget_czk(self) -> Decimal | None:
        """The budget, None when none was given."""
        return Decimal(self.value["budget_czk"]) if self.value.get("budget_czk") else None

    @property
    def due_on(self) -> date | None:
        """The deadline, when it is a day."""
        return date.fromisoformat(self.value["due_on"]) if self.value.get("due_on") else None

    @property
    def due_label(self) -> str:
        """The deadline in words."""
        if self.due_on:
            return date_format(self.due_on, "SHORT_DATE_FORMAT")
        if self.value.get("due_kind") == "ongoing":
            return _("Ongoing")
        return self.value.get("due_text", "")

    @property
    def state_label(self) -> str:
        """How it ended; empty while it is followed."""
        return str(MeasureState(self.state).label) if self.has_ended else ""

    @property
    def status_key(self) -> str:
        """The status by which it is chosen."""
        return self.standing.status or NO_REPORT

    @property
    def status_label(self) -> str:
        """How far it is, or on which measures that shows."""
        return status_label(self.standing, self.carried_out_by)

    @property
    def stems(self) -> set[str]:
        """Stems of everything said of it, for looking words up."""
        said = [self.code, self.printed, self.title, self.owner, self.political]
        said += [*self.partners, *self.funding_sources, self.standing.sentence]
        said += [self.value.get("description", ""), self.value.get("indicator_note", "")]
        return set(search_stems(" ".join(said)).split())


def status_label(standing: MeasureStanding, carried_out_by: Sequence[str]) -> str:
    """How far a measure is; while nobody reports on it, which measures carry it out."""
    if not standing.status and carried_out_by:
        return _("carried out by %(codes)s") % {"codes": ", ".join(carried_out_by)}
    return standing.status_label


def planned_measures(
    reader: Any, *, on: date | None = None, keys: Iterable[int] | None = None
) -> list[PlannedMeasure]:
    """Every measure the reader may know of, those of action plans first, then by document and in the order of the text;
    ended ones last: nine queries.

    ``on``: the day whose state is told (today). ``keys`` leaves out all others.
    """
    day = on or timezone.localdate()
    readable = Version.objects.visible_to(reader)
    rows = Measure.objects.visible_to(reader).select_related("document")
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    ended_openly = Exists(readable.filter(pk=OuterRef("ended_in")))
    measures = {row.pk: row for row in rows.annotate(ended_openly=ended_openly)}
    passages = _newest_passages(measures, readable)
    standings = standing_of(passages, on=day)
    sections = _priorities(passages.values())
    carriers = carriers_of(passages, reader)
    found = [
        _planned(
            measures[key],
            passage,
            sections[passage.pk],
            standings[key],
            list(carriers[key].values()),
            day,
        )
        for key, passage in passages.items()
    ]
    return sorted(found, key=lambda row: (*row.order[:2], row.has_ended, row.order[2]))


def carriers_of(measures: Iterable[int], reader: Any) -> dict[int, dict[int, str]]:
    """Measure -> measures of other documents that carry it out and the reader may know of, key -> code: one query."""
    rows = (
        MeasureDerivation.objects.standing()
        .filter(source__in=list(measures), measure__in=Measure.objects.visible_to(reader))
        .exclude(measure__document=F("source__document"))
    )
    found: dict[int, dict[int, str]] = defaultdict(dict)
    columns = ("source_id", "measure_id", "measure__code")
    for source, key, code in rows.order_by("measure__pk").values_list(*columns):
        found[source][key] = code
    return found


def _newest_passages(measures: Iterable[int], readable: Any) -> dict[int, VersionPassage]:
    """Measure -> its passage in the newest of the versions that hold it: two queries."""
    places = MeasurePlace.objects.current().filter(measure__in=list(measures), version__in=readable)
    newest: dict[int, tuple[int, Any]] = {}
    columns = ("measure_id", "version_id", "passage_uid")
    for measure, version, uid in places.order_by("version__number").values_list(*columns):
        newest[measure] = (version, uid)
    rows = VersionPassage.objects.filter(
        version__in={version for version, _uid in newest.values()},
        passage_uid__in={uid for _version, uid in newest.values()},
    )
    rows = rows.select_related("content", "section__parent", "version__record")
    by_place = {(row.version_id, row.passage_uid): row for row in rows}
    return {measure: by_place[place] for measure, place in newest.items()}


def _priorities(passages: Iterable[VersionPassage]) -> dict[int, VersionSection]:
    """Passage -> the section that is its priority: the one that holds it.

    In a document where each measure has a section of its own, it is the section above.
    """
    found: dict[int, VersionSection] = {}
    by_document: dict[int, list[VersionPassage]] = defaultdict(list)
    for passage in passages:
        by_document[passage.version.document_id].append(passage)
    for rows in by_document.values():
        held = Counter(row.section.node_uid for row in rows)
        are_own = max(held.values()) == 1
        for row in rows:
            found[row.pk] = (are_own and row.section.parent) or row.section
    return found


def _planned(
    measure: Measure,
    passage: VersionPassage,
    priority: VersionSection,
    standing: MeasureStanding,
    carriers: Sequence[str],
    day: date,
) -> PlannedMeasure:
    document, version = measure.document, passage.version
    base = f"/{document.slug}/verze/{version.slug}/"
    # An end in a version the reader may not know of would tell of that version.
    has_ended = measure.state != MeasureState.APPROVED and (
        measure.ended_openly or measure.ended_in_id is None
    )
    value = passage.content.value or {}
    due_on = value.get("due_on")
    return PlannedMeasure(
        key=measure.pk,
        code=measure.code,
        path=f"/opatreni/{measure.code}/",
        document_slug=document.slug,
        document_title=document.title,
        document_origin=document.demo_origin,
        document_source=document.demo_source,
        version=version,
        order=(document.kind != DocumentKind.ACTION_PLAN, document.path, passage.order),
        priority=Priority(
            f"{document.slug}:{priority.address}",
            priority.code,
            priority.title,
            f"{base}{priority.address}/",
        ),
        text_path=f"{base}{passage.section.address}/#p-{passage.passage_uid}",
        state=measure.state,
        has_ended=has_ended,
        ended_reason=measure.ended_reason if has_ended else "",
        standing=standing,
        value=value,
        # By the deadline shown: another one in a version for staff would be told by it.
        is_overdue=bool(due_on)
        and date.fromisoformat(due_on) < day
        and standing.status not in SETTLED_STATUSES
        and not has_ended
        and (bool(standing.reports) or not carriers),
        carried_out_by=carriers,
    )


@dataclass(frozen=True, slots=True)
class PlanFilters:
    """Which measures are chosen; what is empty chooses nothing."""

    document: str = ""
    priority: str = ""
    owner: str = ""
    status: str = ""
    stage: str = ""
    overdue: bool = False
    words: str = ""

    def hold(self, row: PlannedMeasure) -> bool:
        """Whether the measure is one of those chosen."""
        return (
            self.document in ("", row.document_slug)
            and self.priority in ("", row.priority.key)
            and self.owner in ("", row.owner)
            and self.status in ("", row.status_key)
            and self.stage in ("", row.standing.stage)
            and (row.is_overdue or not self.overdue)
            and row.stems.issuperset(search_stems(self.words).split())
        )


@dataclass(frozen=True, slots=True)
class PlanBranch:
    """A priority with its chosen measures, for the tree."""

    priority: Priority
    measures: list[PlannedMeasure]


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A document with its chosen measures: by priority, and those that ended."""

    slug: str
    title: str
    origin: str
    source: str
    version_label: str
    branches: list[PlanBranch]
    ended: list[PlannedMeasure]


class ActionPlan:
    """Measures one reader may know of, and those of them that are chosen."""

    def __init__(
        self, rows: Sequence[PlannedMeasure], *, on: date, filters: PlanFilters | None = None
    ) -> None:
        self.rows = list(rows)
        self.on = on
        self.filters = filters or PlanFilters()

    @cached_property
    def chosen(self) -> list[PlannedMeasure]:
        """The chosen measures in their order."""
        return [row for row in self.rows if self.filters.hold(row)]

    @cached_property
    def documents(self) -> list[PlanDocument]:
        """The chosen measures as a tree."""
        found: dict[str, PlanDocument] = {}
        branches: dict[str, PlanBranch] = {}
        newest: dict[str, str] = {}  # ended measures come last and stand in older versions
        for row in self.rows:
            newest.setdefault(row.document_slug, row.version.label)
        for row in self.chosen:
            slug = row.document_slug
            document = found.get(slug)
            if document is None:
                document = found[slug] = PlanDocument(
                    slug,
                    row.document_title,
                    row.document_origin,
                    row.document_source,
                    newest[slug],
                    [],
                    [],
                )
            if row.has_ended:
                document.ended.append(row)
                continue
            branch = branches.get(row.priority.key)
            if branch is None:
                branch = branches[row.priority.key] = PlanBranch(row.priority, [])
                document.branches.append(branch)
            branch.measures.append(row)
        return list(found.values())

    def owners(self) -> list[str]:
        """Bodies that answer for a measure, in Czech order."""
        return sorted({row.owner for row in self.rows if row.owner}, key=sort_key)

    def priorities(self) -> dict[str, list[Priority]]:
        """Title of a document -> the sections of it that hold a measure, in the order of the text."""
        found: dict[str, dict[str, Priority]] = {}
        for row in self.rows:
            found.setdefault(row.document_title, {}).setdefault(row.priority.key, row.priority)
        return {title: list(rows.values()) for title, rows in found.items()}

    def document_choices(self) -> list[tuple[str, str]]:
        """Documents that hold a measure."""
        return list({row.document_slug: row.document_title for row in self.rows}.items())


def action_plan(
    reader: Any, *, on: date | None = None, filters: PlanFilters | None = None
) -> ActionPlan:
    """The plan for a reader on a day: nine queries."""
    day = on or timezone.localdate()
    return ActionPlan(planned_measures(reader, on=day), on=day, filters=filters)


@dataclass(frozen=True, slots=True)
class ShownReport:
    """An approved report as a reader may know it. ``corrected_by``: the number of the one that corrects it."""

    number: int
    path: str
    as_of: date
    status_label: str
    stage_label: str
    sentence: str
    reason: str
    spent_czk: Decimal | None
    body: str
    corrects: int | None
    corrected_by: int | None
    cited: Cited


def shown_reports(measure: Measure, reader: Any) -> list[ShownReport]:
    """Approved reports on a measure, newest first, with their evidence: three queries."""
    entries = history_of(measure)
    rows = (
        MeasureReportEvidence.objects.filter(
            report__in=[entry.report for entry in entries], edition=F("report__evidence_edition")
        )
        .select_related("record")
        .order_by("order")
    )
    records: dict[int, list[Record]] = defaultdict(list)
    for row in rows:
        records[row.report_id].append(row.record)
    everything = [record for found in records.values() for record in found]
    known = {record.pk for record in as_reader_sees(everything, reader).shown}
    return [_shown(entry, records[entry.report.pk], known, measure) for entry in entries]


def _shown(
    entry: ReportEntry, records: Sequence[Record], known: Container[int], measure: Measure
) -> ShownReport:
    report = entry.report
    shown = [record for record in records if record.pk in known]
    return ShownReport(
        number=report.number,
        path=f"/opatreni/{measure.code}/zpravy/{report.number}/",
        as_of=report.as_of,
        status_label=report.get_status_display(),
        stage_label=report.get_stage_display(),
        sentence=report.sentence,
        reason=report.reason,
        spent_czk=report.spent_czk,
        body=report.body,
        corrects=report.corrects.number if report.corrects else None,
        corrected_by=entry.corrected_by.number if entry.corrected_by else None,
        cited=Cited(shown, len(records) - len(shown)),
    )


def described_dependencies(
    measure: Measure, reader: Any
) -> tuple[list[MeasureLink], list[MeasureLink]]:
    """What a measure waits for and what waits for it, as the reader may know them: four queries."""
    needs, needed = dependencies_of(measure)
    notes = {row.needed_id: row.note for row in needs} | {
        row.measure_id: row.note for row in needed
    }
    described = describe_measures(notes, reader, notes)
    return (
        [described[row.needed_id] for row in needs],
        [described[row.measure_id] for row in needed],
    )


@dataclass(frozen=True, slots=True)
class ToldReport:
    """An approved report with its measure as the reader may know it."""

    report: MeasureReport
    measure: MeasureLink


def newest_reports(reader: Any) -> list[ToldReport]:
    """Reports on measures the reader may know of, the last approved first: four queries."""
    rows = MeasureReport.objects.approved().filter(record__in=Record.objects.visible_to(reader))
    reports = list(rows.select_related("record").order_by("-approved_at", "-pk")[:FEED_COUNT])
    measures = describe_measures({report.measure_id for report in reports}, reader)
    told = [ToldReport(report, measures[report.measure_id]) for report in reports]
    return [row for row in told if row.measure.is_shown]
