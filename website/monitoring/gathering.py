"""What happened in the days of a monitoring period, as plain data: counts, sums and titles, no names of people.

The data are the same whoever asks: what is public or for staff. Things for members only are left out, so is everything
said in focus groups. Days are local; both ends of the period belong to it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from concept.enums import StepKind
from concept.models import Version, VersionStep
from consultations.enums import StatementState
from consultations.models import Comment, Round, Statement
from core.enums import RecordOrigin
from evaluation.enums import ThingKind
from evaluation.models import KeyActivity, Milestone, MonitoringPeriod, ProjectChange
from focus_groups.enums import SessionState
from focus_groups.models import Session
from website.monitoring.scope import OPEN, Scope
from working_groups.enums import (
    VALID_DECISION_STATES,
    AttendanceSource,
    AttendanceStatus,
    Capacity,
    MeetingState,
    TaskState,
)
from working_groups.models import Attendance, AttendanceScan, Decision, Meeting, Task

HELD = (MeetingState.HELD, MeetingState.CLOSED)
TOLD_STEPS = (StepKind.APPROVED, StepKind.PUBLISHED)
HERE = (AttendanceStatus.PRESENT, AttendanceStatus.PART)
Rows = dict[int | None, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a period: ``since`` and ``until`` belong to it; ``start`` and ``end`` are its moments, half-open."""

    since: date
    until: date

    @property
    def start(self) -> datetime:
        """The first midnight."""
        return timezone.make_aware(datetime.combine(self.since, time.min))

    @property
    def end(self) -> datetime:
        """The midnight after the last day."""
        return timezone.make_aware(datetime.combine(self.until + timedelta(days=1), time.min))

    def has(self, day: date | None) -> bool:
        """Whether the day belongs to the period."""
        return day is not None and self.since <= day <= self.until


def span_of(period: MonitoringPeriod) -> Span:
    """The days of a period."""
    return Span(period.starts_on, period.ends_on)


class Happened:
    """What happened in a span, by the key of the activity it belongs to. Each part is a constant number of queries."""

    def __init__(self, scope: Scope, span: Span, *, with_backfilled: bool) -> None:
        self.scope, self.span, self.with_backfilled = scope, span, with_backfilled

    @cached_property
    def _held(self) -> list[Meeting]:
        rows = Meeting.objects.filter(
            state__in=HELD,
            starts_at__gte=self.span.start,
            starts_at__lt=self.span.end,
            host__in=self.scope.keys(ThingKind.GROUP),
            record__visibility__in=OPEN,
        )
        rows = rows.select_related("record", "host", "minutes__record").prefetch_related("groups")
        return list(rows.order_by("starts_at", "pk"))

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Meetings that count: two queries. Those entered afterwards only when asked for."""
        if self.with_backfilled:
            return self._held
        return [row for row in self._held if row.record.origin != RecordOrigin.BACKFILLED]

    @property
    def backfilled_count(self) -> int:
        """How many meetings of these days were entered afterwards."""
        return sum(row.record.origin == RecordOrigin.BACKFILLED for row in self._held)

    @cached_property
    def attendance(self) -> dict[int, Counter[str]]:
        """Seats and guests by the meeting's key: present, excused, absent, unknown, guests. One query.

        What members said of themselves counts once the secretary confirmed it. Whoever sits in two groups of a joint
        meeting is one present person.
        """
        found: dict[int, Counter[str]] = defaultdict(Counter)
        seen: set[tuple[int, int]] = set()
        rows = Attendance.objects.filter(meeting__in=self.meetings).order_by("pk")
        for meeting, user, capacity, status, source, confirmed in rows.values_list(
            "meeting", "user", "capacity", "status", "source", "confirmed_at"
        ):
            if source == AttendanceSource.SELF_REPORTED and confirmed is None:
                status = AttendanceStatus.UNKNOWN
            if user is not None and (meeting, user) in seen:
                continue
            if user is not None:
                seen.add((meeting, user))
            found[meeting][_counted_as(capacity, status)] += 1
        return found

    @cached_property
    def scans(self) -> list[AttendanceScan]:
        """Signed sheets of the meetings that were scanned, without their bytes: one query."""
        rows = AttendanceScan.objects.filter(meeting__in=self.meetings, erased_at=None)
        return list(rows.defer("data").order_by("meeting", "pk"))

    @cached_property
    def decisions(self) -> list[Decision]:
        """Conclusions that hold, of the meetings and of votes in writing closed in these days: one query."""
        written = Q(
            meeting=None,
            taken_at__gte=self.span.start,
            taken_at__lt=self.span.end,
            host__in=self.scope.keys(ThingKind.GROUP),
        )
        if not self.with_backfilled:
            written &= ~Q(record__origin=RecordOrigin.BACKFILLED)
        rows = Decision.objects.filter(written | Q(meeting__in=self.meetings))
        rows = rows.filter(state__in=sorted(VALID_DECISION_STATES), record__visibility__in=OPEN)
        return list(rows.select_related("record").order_by("year", "host", "number"))

    def meeting_rows(self) -> Rows:
        """Meetings with their counts. Three more queries."""
        conclusions = Counter(row.meeting_id for row in self.decisions)
        tasks = Counter(
            Task.objects.filter(meeting__in=self.meetings, record__visibility__in=OPEN).values_list(
                "meeting", flat=True
            )
        )
        scanned = {row.meeting_id for row in self.scans}
        found: Rows = defaultdict(list)
        for row in self.meetings:
            counts = self.attendance[row.pk]
            minutes = getattr(row, "minutes", None)
            found[self.scope.activity_of(ThingKind.GROUP, row.host_id)].append(
                {
                    "reference": row.record.reference,
                    "path": row.record.path,
                    "day": timezone.localdate(row.starts_at).isoformat(),
                    "groups": sorted(group.code for group in row.groups.all()),
                    "present": counts["present"],
                    "excused": counts["excused"],
                    "absent": counts["absent"],
                    "unknown": counts["unknown"],
                    "guests": counts["guests"],
                    "conclusions": conclusions[row.pk],
                    "tasks": tasks[row.pk],
                    "minutes_approved": minutes is not None and minutes.approved_at is not None,
                    "has_scan": row.pk in scanned,
                    "is_backfilled": row.record.origin == RecordOrigin.BACKFILLED,
                }
            )
        return found

    def decision_rows(self) -> Rows:
        """Conclusions by number and neutral title."""
        found: Rows = defaultdict(list)
        for row in self.decisions:
            found[self.scope.activity_of(ThingKind.GROUP, row.host_id)].append(
                {"reference": row.record.reference, "path": row.record.path}
            )
        return found

    def done_tasks(self) -> Counter[int | None]:
        """How many tasks of groups were checked as done in these days: one query."""
        rows = Task.objects.filter(
            group__in=self.scope.keys(ThingKind.GROUP),
            state=TaskState.VERIFIED,
            verified_at__gte=self.span.start,
            verified_at__lt=self.span.end,
            record__visibility__in=OPEN,
        )
        counts: Counter[int | None] = Counter()
        for group in rows.values_list("group", flat=True):
            counts[self.scope.activity_of(ThingKind.GROUP, group)] += 1
        return counts

    def session_rows(self) -> Rows:
        """Sessions of focus groups by series: how many there were, and nothing else. One query."""
        rows = Session.objects.filter(
            series__in=self.scope.keys(ThingKind.SERIES),
            held_on__gte=self.span.since,
            held_on__lte=self.span.until,
        ).exclude(state=SessionState.PLANNED)
        if not self.with_backfilled:
            rows = rows.exclude(record__origin=RecordOrigin.BACKFILLED)
        counts = rows.values_list("series", "series__code", "series__name", "series__slug")
        found: Rows = defaultdict(list)
        for series, code, name, slug, count in counts.annotate(n=Count("pk")).order_by(
            "series__code"
        ):
            found[self.scope.activity_of(ThingKind.SERIES, series)].append(
                {
                    "code": code,
                    "title": name,
                    "path": f"/fokusni-skupiny/{slug}/",
                    "sessions": count,
                }
            )
        return found

    def version_rows(self) -> Rows:
        """Versions frozen, approved and published in these days: two queries."""
        documents = self.scope.keys(ThingKind.DOCUMENT)
        frozen = Version.objects.filter(
            document__in=documents,
            frozen_at__gte=self.span.start,
            frozen_at__lt=self.span.end,
            record__visibility__in=OPEN,
        ).select_related("record")
        steps = VersionStep.objects.filter(
            version__document__in=documents,
            version__record__visibility__in=OPEN,
            step__in=TOLD_STEPS,
            occurred_on__gte=self.span.since,
            occurred_on__lte=self.span.until,
        ).select_related("version__record")
        told = [(timezone.localdate(row.frozen_at), row, "frozen", "", "") for row in frozen] + [
            (row.occurred_on, row.version, row.step, row.body, row.resolution) for row in steps
        ]
        found: Rows = defaultdict(list)
        for day, version, what, body, resolution in sorted(
            told, key=lambda one: (one[0], one[1].document_id, one[1].number, one[2])
        ):
            found[self.scope.activity_of(ThingKind.DOCUMENT, version.document_id)].append(
                {
                    "day": day.isoformat(),
                    "document": version.title,
                    "label": version.label,
                    "path": version.record.path,
                    "what": str(what),
                    "body": body,
                    "resolution": resolution,
                }
            )
        return found

    def round_rows(self) -> Rows:
        """Rounds that were open in these days, with what came in them by channel: three queries."""
        rounds = list(
            Round.objects.filter(
                pk__in=self.scope.keys(ThingKind.ROUND),
                opens_at__lt=self.span.end,
                closes_at__gt=self.span.start,
            )
            .select_related("record")
            .order_by("opens_at", "pk")
        )
        sent = Statement.objects.filter(
            round__in=rounds, state=StatementState.SUBMITTED, duplicate_of=None
        )
        came = Q(received_on__gte=self.span.since, received_on__lte=self.span.until) | Q(
            received_on=None, submitted_at__gte=self.span.start, submitted_at__lt=self.span.end
        )
        channels: dict[int, dict[str, int]] = defaultdict(dict)
        for round, channel, count in (
            sent.filter(came).values_list("round", "channel").annotate(n=Count("pk"))
        ).order_by("channel"):
            channels[round][channel] = count
        came_in = Comment.objects.submitted().filter(statement__in=sent.filter(came))
        comments = dict(came_in.values_list("round").annotate(n=Count("pk")))
        found: Rows = defaultdict(list)
        for row in rounds:
            found[self.scope.activity_of(ThingKind.ROUND, row.pk)].append(
                {
                    "reference": row.reference,
                    "title": row.title,
                    "path": row.path,
                    "opens": timezone.localdate(row.opens_at).isoformat(),
                    "closes": timezone.localdate(row.closes_at).isoformat(),
                    "channels": channels[row.pk],
                    "statements": sum(channels[row.pk].values()),
                    "comments": comments.get(row.pk, 0),
                }
            )
        return found


def _counted_as(capacity: str, status: str) -> str:
    if capacity in (Capacity.GUEST, Capacity.STAFF):
        return "guests" if status in HERE else "not_there"
    if status in HERE:
        return "present"
    return {AttendanceStatus.EXCUSED: "excused", AttendanceStatus.ABSENT: "absent"}.get(
        AttendanceStatus(status), "unknown"
    )


def milestone_rows(activities: Iterable[KeyActivity], span: Span) -> Rows:
    """Milestones planned or reached in these days: one query."""
    rows = Milestone.objects.filter(activity__in=list(activities)).filter(
        Q(planned_on__gte=span.since, planned_on__lte=span.until)
        | Q(reached_on__gte=span.since, reached_on__lte=span.until)
    )
    found: Rows = defaultdict(list)
    for row in rows.order_by("planned_on", "pk"):
        found[row.activity_id].append(
            {
                "title": row.title,
                "planned": row.planned_on.isoformat(),
                "reached": row.reached_on.isoformat() if row.reached_on else "",
                "note": row.note,
            }
        )
    return found


def change_rows(project: Any, span: Span) -> list[dict[str, Any]]:
    """Changes of the project in force from these days or answered in them: one query."""
    rows = ProjectChange.objects.filter(project=project).filter(
        Q(changed_on__gte=span.since, changed_on__lte=span.until)
        | Q(decided_on__gte=span.since, decided_on__lte=span.until)
    )
    return [
        {
            "number": row.number,
            "day": row.changed_on.isoformat(),
            "activity": row.activity.code if row.activity else "",
            "what": row.what,
            "why": row.why,
            "state": row.state,
            "decided": row.decided_on.isoformat() if row.decided_on else "",
            "where": row.decided_where,
        }
        for row in rows.select_related("activity").order_by("changed_on", "number")
    ]


def czk(amount: Decimal | None) -> str:
    """An amount as it stands in the data: two decimals and a point, "" where it is not known."""
    return "" if amount is None else f"{amount:.2f}"
