"""Reads of the pages that follow measures: their state on a day, what is awaited of whom, what waits for approval."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from concept.enums import DocumentKind, MeasureState, ReportState
from concept.models import (
    DocumentPage,
    Measure,
    MeasureOwner,
    MeasureReport,
    ReportingDate,
    Version,
)
from concept.queries.action_plan import carriers_of, status_label
from concept.queries.measures import MeasureLink, describe_measures
from concept.queries.progress import (
    MeasureStanding,
    Promise,
    open_reports,
    promises_of,
    standing_of,
)

REMIND_DAYS = 14  # before reports are due
LATE_DAYS = 30  # after which nobody is reminded of a reporting date any more


@dataclass(frozen=True, slots=True)
class StateRow:
    """A measure as it stood on a day, in the words approved then, unless they are not for the reader."""

    code: str
    path: str
    title: str
    priority: str
    standing: MeasureStanding
    carried_out_by: Sequence[str] = ()

    @property
    def status_label(self) -> str:
        """How far it was, or which measures carry it out."""
        return status_label(self.standing, self.carried_out_by)

    @property
    def is_overdue(self) -> bool:
        """Whether it was past its deadline; while others carry it out, that shows on them."""
        return self.standing.is_overdue and (bool(self.standing.reports) or not self.carried_out_by)


@dataclass(frozen=True, slots=True)
class DocumentState:
    """All measures of a document as they stood on a day, in the order of the text then."""

    title: str
    rows: list[StateRow]


def states_on(reader: Any, day: date, known_at: datetime | None = None) -> list[DocumentState]:
    """Measures the reader may know of as they stood on a day, by document, those of action plans first: twelve queries,
    one for none.

    Those that no approved version held yet are left out, and documents whose measures had all ended by then.
    """
    measures = Measure.objects.visible_to(reader).select_related("document")
    found = {measure.pk: measure for measure in measures.order_by("document__path", "pk")}
    if not found:
        return []
    promises = promises_of(found, on=day, known_at=known_at)
    standings = standing_of(promises, on=day, known_at=known_at)
    versions = Version.objects.visible_to(reader).filter(
        pk__in={p.version for p in promises.values()}
    )
    readable = set(versions.values_list("pk", flat=True))
    documents: dict[int, list[tuple[int, StateRow]]] = defaultdict(list)
    carriers = carriers_of(promises, reader)
    for key, measure in found.items():
        if key in promises:
            row = _state_row(
                measure,
                promises[key],
                standings[key],
                [code for other, code in carriers[key].items() if other in promises],
                is_readable=promises[key].version in readable,
            )
            documents[measure.document_id].append((promises[key].order, row))
    of = {measure.document_id: measure.document for measure in found.values()}
    plans_first = sorted(documents, key=lambda key: of[key].kind != DocumentKind.ACTION_PLAN)
    return [
        DocumentState(of[key].title, [row for _order, row in sorted(rows, key=_by_order)])
        for key in plans_first
        if (rows := documents[key])
        if not all(row.standing.has_ended for _order, row in rows)
    ]


def _by_order(row: tuple[int, StateRow]) -> tuple[bool, int]:
    return row[1].standing.has_ended, row[0]


def _state_row(
    measure: Measure,
    promise: Promise,
    standing: MeasureStanding,
    carriers: Sequence[str],
    *,
    is_readable: bool,
) -> StateRow:
    priority = " ".join(filter(None, [promise.section_code, promise.section_title]))
    return StateRow(
        code=measure.code,
        path=f"/opatreni/{measure.code}/",
        title=promise.value.get("title", "") if is_readable else "",
        priority=priority if is_readable else "",
        standing=standing,
        carried_out_by=carriers,
    )


def dates_that_count(day: date, *, documents: Iterable[int] | None = None) -> list[ReportingDate]:
    """The newest reporting date of each document whose day has come, the earliest due first: one query."""
    rows = ReportingDate.objects.standing().filter(as_of__lte=day)
    newer = rows.filter(document=OuterRef("document"), as_of__gt=OuterRef("as_of"))
    if documents is not None:
        rows = rows.filter(document__in=list(documents))
    rows = rows.filter(~Exists(newer)).select_related("document", "record")
    return list(rows.order_by("due_on", "pk"))


def unreported(
    dates: Iterable[ReportingDate], measures: Iterable[int] | None = None
) -> dict[int, list[Measure]]:
    """Followed measures (those given) without a report for a reporting date handed over, by its key: one query."""
    by_document = {row.document_id: row for row in dates}
    found: dict[int, list[Measure]] = {row.pk: [] for row in by_document.values()}
    if not by_document:
        return found
    rows = Measure.objects.filter(document__in=by_document, state=MeasureState.APPROVED)
    if measures is not None:
        rows = rows.filter(pk__in=list(measures))
    handed_over = Q(reports__state__in=(ReportState.SUBMITTED, ReportState.APPROVED))
    rows = rows.annotate(reported_on=Max("reports__as_of", filter=handed_over))
    for measure in rows.order_by("pk"):
        row = by_document[measure.document_id]
        if measure.reported_on is None or measure.reported_on < row.as_of:
            found[row.pk].append(measure)
    return found


def reminders_on(day: date) -> list[tuple[ReportingDate, bool]]:
    """Reporting dates whose owners are reminded on the day, each with whether it is late: one query."""
    found = []
    for row in dates_that_count(day):
        if timedelta(0) <= row.due_on - day <= timedelta(days=REMIND_DAYS):
            found.append((row, False))
        elif timedelta(0) < day - row.due_on <= timedelta(days=LATE_DAYS):
            found.append((row, True))
    return found


def owners_awaited(row: ReportingDate, day: date) -> dict[Any, list[str]]:
    """Who owes reports for a reporting date: owner -> codes of their measures: two queries."""
    missing = unreported([row])[row.pk]
    owners = MeasureOwner.objects.on(day).filter(measure__in=missing, user__is_active=True)
    found: dict[Any, list[str]] = defaultdict(list)
    for owner in owners.select_related("user", "measure").order_by("user", "measure"):
        found[owner.user].append(owner.measure.code)
    return found


def awaited_of(person: Any, day: date) -> list[tuple[ReportingDate, int]]:
    """Reporting dates for which a person owes reports, and how many: three queries, one for who owns nothing."""
    owned = MeasureOwner.objects.on(day).filter(user=person, measure__state=MeasureState.APPROVED)
    measures = dict(owned.values_list("measure_id", "measure__document_id"))
    if not measures:
        return []
    dates = dates_that_count(day, documents=set(measures.values()))
    missing = unreported(dates, measures)
    return [(row, len(missing[row.pk])) for row in dates if missing[row.pk]]


@dataclass(frozen=True, slots=True)
class OwnMeasure:
    """A measure somebody answers for: where it stands, which reports are on their way, by when the next one is due."""

    measure: Measure
    link: MeasureLink
    body: str
    standing: MeasureStanding
    open_reports: list[MeasureReport]
    awaited: ReportingDate | None


def own_measures(person: Any, day: date) -> list[OwnMeasure]:
    """Followed measures a person answers for on a day, those with a report due first: twelve queries, one for none."""
    owned = MeasureOwner.objects.on(day).filter(user=person, measure__state=MeasureState.APPROVED)
    owned = owned.select_related("measure__document", "measure__record")
    rows = {row.measure_id: row for row in owned.order_by("measure__document__path", "measure")}
    if not rows:
        return []
    links = describe_measures(rows, person)
    standings = standing_of(rows, on=day)
    on_their_way = open_reports(rows)
    dates = dates_that_count(day, documents={r.measure.document_id for r in rows.values()})
    missing = unreported(dates, rows)
    awaited = {measure.pk: row for row in dates for measure in missing[row.pk]}
    found = [
        OwnMeasure(
            measure=row.measure,
            link=links[key],
            body=row.body,
            standing=standings[key],
            open_reports=on_their_way[key],
            awaited=awaited.get(key),
        )
        for key, row in rows.items()
    ]
    return sorted(found, key=lambda one: one.awaited.due_on if one.awaited else date.max)


def reports_to_approve() -> QuerySet[MeasureReport]:
    """Reports that wait for approval, those that wait longest first."""
    rows = MeasureReport.objects.filter(state=ReportState.SUBMITTED)
    rows = rows.select_related("record", "measure__document", "written_by")
    return rows.order_by(F("submitted_at").asc(), "pk")


def returned_reports(person: Any) -> QuerySet[MeasureReport]:
    """A person's reports that were returned to be completed, the oldest first."""
    rows = MeasureReport.objects.filter(state=ReportState.RETURNED, written_by=person)
    return rows.select_related("record", "measure").order_by("returned_at", "pk")


def measures_to_link(reader: Any) -> list[MeasureLink]:
    """All measures the reader may know of, by document and in the order they began: four queries."""
    rows = Measure.objects.visible_to(reader).order_by("document__path", "pk")
    order = list(rows.values_list("pk", flat=True))
    described = describe_measures(order, reader)
    return [described[key] for key in order if described[key].is_shown]


def standing_dates() -> QuerySet[ReportingDate]:
    """Reporting dates that were not called off, the newest first."""
    rows = ReportingDate.objects.standing().select_related("document")
    return rows.order_by("-as_of", "document__path")


def followed_documents() -> QuerySet[DocumentPage]:
    """Documents with measures, in the order of the site."""
    return DocumentPage.objects.filter(measures__isnull=False).distinct().order_by("path")


def owners_of_measure(measure: Measure) -> QuerySet[MeasureOwner]:
    """Everybody who answers for a measure or did, the newest first."""
    return measure.owners.select_related("user").order_by(
        F("valid_to").desc(nulls_first=True), "-valid_from", "-pk"
    )
