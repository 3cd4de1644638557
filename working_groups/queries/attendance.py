"""Reads of attendance: the sheet by groups, who presides, quorum over time and for an item."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from working_groups import quorum
from working_groups.enums import AttendanceSource, AttendanceStatus, Capacity
from working_groups.models import (
    AgendaItem,
    Attendance,
    AttendanceScan,
    Group,
    Meeting,
    Membership,
)


@dataclass(slots=True)
class GroupSheet:
    """The seats of one group at a meeting; ``group`` is None for guests and staff."""

    group: Group | None
    rows: list[Attendance] = field(default_factory=list)

    def count(self, *statuses: str) -> int:
        """How many rows have one of the statuses."""
        return sum(row.status in statuses for row in self.rows)

    @property
    def present_count(self) -> int:
        """Rows that were there, all the time or for a part."""
        return self.count(AttendanceStatus.PRESENT, AttendanceStatus.PART)

    @property
    def excused_count(self) -> int:
        """Rows that are excused."""
        return self.count(AttendanceStatus.EXCUSED)

    @property
    def absent_count(self) -> int:
        """Rows that are missing without excuse."""
        return self.count(AttendanceStatus.ABSENT)


def sheet(meeting: Meeting) -> list[GroupSheet]:
    """The attendance by groups, the host's first, guests last; rows by organisation and name: two queries."""
    rows = meeting.attendances.select_related("group", "membership__user", "organisation")
    groups = sorted(
        meeting.groups.all(), key=lambda group: (group.pk != meeting.host_id, group.code)
    )
    found: dict[int | None, GroupSheet] = {group.pk: GroupSheet(group) for group in groups}
    found[None] = GroupSheet(None)
    for row in sorted(rows, key=_place):
        found[row.group_id].rows.append(row)
    return [part for part in found.values() if part.rows]


def _place(row: Attendance) -> tuple[str, str, int]:
    body = row.organisation.sort_key if row.organisation else "~"
    return (body, row.membership.user.sort_key if row.membership else row.name, row.pk or 0)


def counted(meeting: Meeting) -> list[Attendance]:
    """Rows that count for the quorum: what members said of themselves only once it is confirmed. One query."""
    rows = list(meeting.attendances.order_by("pk"))
    for row in rows:
        if row.source == AttendanceSource.SELF_REPORTED and row.confirmed_at is None:
            row.status = AttendanceStatus.UNKNOWN  # the seat still counts as one to be filled
    return rows


def rules_of(meeting: Meeting) -> dict[int, quorum.Rule]:
    """What each group of the meeting demands, by its primary key."""
    return {
        group.pk: quorum.Rule(group.quorum_rule, group.quorum_count)
        for group in meeting.groups.all()
    }


def span_of(meeting: Meeting) -> tuple[datetime, datetime]:
    """From when to when a meeting was held, as far as it is known."""
    start = meeting.held_from or meeting.starts_at
    return start, meeting.held_to or max(meeting.ends_at, start)


def quorum_series(meeting: Meeting) -> list[quorum.Stretch]:
    """The quorum of each group (by primary key) over the meeting: two queries."""
    start, end = span_of(meeting)
    return quorum.series(counted(meeting), start, end, rules_of(meeting))


def quorum_of_item(item: AgendaItem) -> dict[int, quorum.Quorum]:
    """The quorum of each group (by primary key) for an item: at the moment of [started_at, ended_at) with the fewest.

    An item without times is judged by the whole meeting. Two queries.
    """
    return quorum_of_items(item.meeting, [item])[item.pk]


def quorum_of_items(
    meeting: Meeting, items: Sequence[AgendaItem]
) -> dict[int, dict[int, quorum.Quorum]]:
    """The same for several items of one meeting, by primary keys of item and group: two queries."""
    rows, rules = counted(meeting), rules_of(meeting)
    start, end = span_of(meeting)
    return {
        item.pk: quorum.quorum_over(rows, item.started_at or start, item.ended_at or end, rules)
        for item in items
    }


def quorum_now(meeting: Meeting, at: datetime) -> dict[int, quorum.Quorum]:
    """The quorum of each group (by primary key) at a moment: two queries."""
    return quorum.quorum_at(counted(meeting), at, rules_of(meeting))


def presiding(meeting: Meeting) -> Attendance | None:
    """Who presides: whoever was noted, one query."""
    return meeting.attendances.filter(presides=True).first()


def row_of(meeting: Meeting, pk: int) -> Attendance | None:
    """A row of the sheet: one query."""
    rows = meeting.attendances.filter(pk=pk)
    return rows.select_related("meeting__record", "membership__user", "group").first()


def substitutes_among(row: Attendance) -> QuerySet[Membership]:
    """Substitutes appointed for a seat on the day of the meeting."""
    day = timezone.localdate(row.meeting.starts_at)
    found = Membership.objects.current(day).filter(substitute_for=row.membership_id)
    return found.select_related("user").order_by("pk")


def seats_to_print(meeting: Meeting) -> list[GroupSheet]:
    """The sheet for signatures: rows of attendance, or of the seats of the day while there is no attendance.

    Nothing is stored. Three queries.
    """
    found = sheet(meeting)
    if found:
        return found
    day = timezone.localdate(meeting.starts_at)
    seats = Membership.objects.current(day).filter(substitute_for=None)
    seats = seats.filter(group__in=meeting.groups.all())
    parts = {group.pk: GroupSheet(group) for group in meeting.groups.all()}
    for seat in seats.select_related("user", "on_behalf_of"):
        parts[seat.group_id].rows.append(
            Attendance(
                meeting=meeting,
                group_id=seat.group_id,
                membership=seat,
                user=seat.user,
                name=str(seat.user),
                organisation=seat.on_behalf_of,
                organisation_name=str(seat.on_behalf_of or ""),
                is_voting=seat.is_voting,
            )
        )
    guests = [
        Attendance(
            meeting=meeting,
            name=row.name,
            organisation_name=row.organisation,
            is_voting=False,
            capacity=Capacity.GUEST,
        )
        for row in meeting.invitations.filter(membership=None, cancelled_at__isnull=True)
    ]
    for part in parts.values():
        part.rows.sort(key=_place)
    return [part for part in [*parts.values(), GroupSheet(None, guests)] if part.rows]


def scans(meeting: Meeting) -> list[AttendanceScan]:
    """Scans of the signed sheet, without their bytes: one query."""
    rows = meeting.scans.defer("data").select_related("uploaded_by")
    return list(rows.order_by("pk"))


def scan(meeting: Meeting, pk: int) -> AttendanceScan | None:
    """A scan that was not erased: one query."""
    rows = meeting.scans.filter(pk=pk, erased_at__isnull=True)
    return rows.select_related("meeting__record").first()
