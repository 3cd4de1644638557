"""Writes of attendance: who filled which seat, from when to when; the signed sheet."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import jobs
from core.actions import log_event
from core.uploads import Upload
from working_groups.actions.meetings import locked
from working_groups.enums import (
    AttendanceSource,
    AttendanceStatus,
    Capacity,
    MeetingMode,
    MeetingState,
    Rsvp,
)
from working_groups.models import Attendance, AttendanceScan, Meeting, Membership


class NoAttendance(Exception):
    """The meeting was cancelled or moved: nobody attends it."""


class TwoVotes(Exception):
    """A person would fill two seats of the same group."""


class LeavesBeforeComing(Exception):
    """Somebody would leave before they came, or at the same moment."""


def _sheet_of(meeting: Meeting) -> Meeting:
    meeting = locked(meeting)
    if meeting.state in (MeetingState.CANCELLED, MeetingState.RESCHEDULED):
        raise NoAttendance(_("This meeting was not held, so nobody attended it."))
    return meeting


@transaction.atomic
def open_sheet(*, meeting: Meeting, by: Any, at: datetime) -> int:
    """Make a row for each seat of each group on the day of the meeting and for each guest invited; answers how many.

    Names and organisations are kept as they are now. Who answered that they do not come is excused, who sends a
    substitute has them in the seat, both until somebody says otherwise. A repeat adds only what is missing.
    Raises NoAttendance.
    """
    meeting = _sheet_of(meeting)
    day = timezone.localdate(meeting.starts_at)
    seats = (
        Membership.objects.current(day)
        .filter(group__in=meeting.groups.all(), substitute_for=None)
        .select_related("user", "on_behalf_of")
        .order_by("group", "pk")
    )
    known = set(
        meeting.attendances.filter(membership__isnull=False).values_list("membership", flat=True)
    )
    answers = {
        row.membership.user_id: row
        for row in meeting.invitations.filter(
            membership__isnull=False, cancelled_at__isnull=True
        ).select_related("membership", "substitute__user")
    }
    made = [
        _seat_row(meeting, seat, answers.get(seat.user_id))
        for seat in seats
        if seat.pk not in known
    ]
    _one_seat_each(made)
    guests = set(meeting.attendances.filter(capacity=Capacity.GUEST).values_list("name", flat=True))
    made += [
        Attendance(
            meeting=meeting,
            name=row.name,
            organisation_name=row.organisation,
            is_voting=False,
            capacity=Capacity.GUEST,
        )
        for row in meeting.invitations.filter(membership=None, cancelled_at__isnull=True)
        if row.name not in guests
    ]
    Attendance.objects.bulk_create(made)
    if made:
        log_event(
            record=meeting.record,
            verb="attendance_opened",
            by=by,
            at=at,
            payload={"count": len(made)},
        )
    return len(made)


def _seat_row(meeting: Meeting, seat: Membership, answer: Any) -> Attendance:
    row = Attendance(
        meeting=meeting,
        group_id=seat.group_id,
        membership=seat,
        user=seat.user,
        name=str(seat.user),
        organisation=seat.on_behalf_of,
        organisation_name=str(seat.on_behalf_of or ""),
        is_voting=seat.is_voting,
        mode=MeetingMode.ONLINE if meeting.mode == MeetingMode.ONLINE else MeetingMode.ONSITE,
    )
    if answer is not None and answer.rsvp == Rsvp.DECLINED:
        row.status = AttendanceStatus.EXCUSED
    # A substitute of a person with seats in several groups stands in where their own seat is.
    if answer is not None and answer.rsvp == Rsvp.SENDS_SUBSTITUTE:
        stands_in = answer.substitute
        if stands_in is not None and stands_in.group_id == seat.group_id:
            row.capacity, row.user = Capacity.SUBSTITUTE, stands_in.user
            row.name = str(stands_in.user)
        elif stands_in is None and answer.membership_id == seat.pk:
            row.capacity, row.user = Capacity.SUBSTITUTE, None
            row.name = answer.substitute_name
    return row


def _one_seat_each(rows: list[Attendance]) -> None:
    """Whoever several members of a group send fills the first seat only: nobody has two votes in a group."""
    filled = {(row.group_id, row.user_id) for row in rows if row.capacity == Capacity.MEMBER}
    for row in rows:
        if row.capacity != Capacity.SUBSTITUTE or row.user_id is None:
            continue
        if (row.group_id, row.user_id) in filled:
            member = row.membership.user
            row.capacity, row.user, row.name = Capacity.MEMBER, member, str(member)
            row.status = AttendanceStatus.EXCUSED
        filled.add((row.group_id, row.user_id))


def _row(attendance: Attendance) -> Attendance:
    return Attendance.objects.select_related("meeting__record").get(pk=attendance.pk)


def _note(row: Attendance, verb: str, *, by: Any, at: datetime) -> None:
    log_event(
        record=row.meeting.record,
        verb=verb,
        by=by,
        at=at,
        to_state=row.status,
        payload={"attendance": row.pk},
    )


def _check_times(present_from: datetime | None, present_to: datetime | None) -> None:
    if present_from is not None and present_to is not None and present_to <= present_from:
        raise LeavesBeforeComing(_("Somebody cannot leave before they came."))


@transaction.atomic
def record_attendance(
    *,
    attendance: Attendance,
    status: str,
    by: Any,
    at: datetime,
    mode: str = "",
    present_from: datetime | None = None,
    present_to: datetime | None = None,
) -> Attendance:
    """Say whether a seat was filled, as the secretary saw it; that also confirms what a member said.

    The times narrow "present for a part" and are dropped otherwise. Raises NoAttendance, LeavesBeforeComing, TwoVotes.
    """
    _sheet_of(attendance.meeting)
    row = _row(attendance)
    if status != AttendanceStatus.PART:
        present_from = present_to = None
    _check_times(present_from, present_to)
    if (row.status, row.present_from, row.present_to) == (status, present_from, present_to) and (
        row.confirmed_at is not None and (not mode or mode == row.mode)
    ):
        return row
    row.status, row.present_from, row.present_to = status, present_from, present_to
    row.mode = mode or row.mode
    row.confirmed_by, row.confirmed_at = by, at
    row.full_clean()
    row.save()
    _note(row, "attendance_recorded", by=by, at=at)
    return row


@transaction.atomic
def record_others(*, meeting: Meeting, status: str, by: Any, at: datetime) -> int:
    """Say the same of every seat of which nothing is recorded, such as that all the others were there; answers how
    many.

    What a member said themselves waits for the secretary. Raises NoAttendance.
    """
    meeting = _sheet_of(meeting)
    rows = meeting.attendances.filter(
        membership__isnull=False, confirmed_at=None, status=AttendanceStatus.UNKNOWN
    )
    count = rows.update(status=status, confirmed_by=by, confirmed_at=at)
    if count:
        log_event(
            record=meeting.record,
            verb="attendance_recorded",
            by=by,
            at=at,
            to_state=status,
            payload={"count": count},
        )
    return count


@transaction.atomic
def report_own(
    *,
    attendance: Attendance,
    status: str,
    by: Any,
    at: datetime,
    present_from: datetime | None = None,
    present_to: datetime | None = None,
) -> Attendance:
    """A member says themselves that they were there or not; it counts once the secretary confirms it.

    What the secretary recorded already stays. Raises NoAttendance, LeavesBeforeComing.
    """
    _sheet_of(attendance.meeting)
    row = _row(attendance)
    if row.confirmed_at is not None:
        return row
    if status != AttendanceStatus.PART:
        present_from = present_to = None
    _check_times(present_from, present_to)
    row.status, row.present_from, row.present_to = status, present_from, present_to
    row.source = AttendanceSource.SELF_REPORTED
    row.full_clean()
    row.save()
    _note(row, "attendance_reported", by=by, at=at)
    return row


@transaction.atomic
def seat_substitute(
    *,
    attendance: Attendance,
    by: Any,
    at: datetime,
    substitute: Membership | None = None,
    name: str = "",
) -> Attendance:
    """Let a substitute fill a seat, one appointed or just named; with neither, the member fills it again.

    The organisation stays that of the seat. Raises NoAttendance, TwoVotes.
    """
    _sheet_of(attendance.meeting)
    row = _row(attendance)
    member = row.membership.user
    if substitute is None and not name:
        row.capacity, row.user, row.name = Capacity.MEMBER, member, str(member)
    else:
        row.capacity = Capacity.SUBSTITUTE
        row.user = substitute.user if substitute is not None else None
        row.name = str(substitute.user) if substitute is not None else name
        others = row.meeting.attendances.filter(group=row.group_id).exclude(pk=row.pk)
        taken = (
            others.filter(user=row.user)
            if row.user_id is not None
            else others.filter(name=row.name)
        )
        if taken.exists():
            raise TwoVotes(
                _("%(name)s has a seat in this group already and cannot have two votes in it.")
                % {"name": row.name}
            )
    row.full_clean()
    row.save()
    _note(row, "substitute_seated", by=by, at=at)
    return row


@transaction.atomic
def add_guest(
    *,
    meeting: Meeting,
    name: str,
    by: Any,
    at: datetime,
    organisation_name: str = "",
    capacity: str = Capacity.GUEST,
    status: str = AttendanceStatus.PRESENT,
) -> Attendance:
    """Write down a guest, such as a journalist, or staff; they have no vote. Raises NoAttendance."""
    meeting = _sheet_of(meeting)
    row = Attendance(
        meeting=meeting,
        name=name,
        organisation_name=organisation_name,
        is_voting=False,
        capacity=capacity,
        status=status,
        confirmed_by=by,
        confirmed_at=at,
    )
    row.full_clean()
    row.save()
    _note(row, "guest_attended", by=by, at=at)
    return row


@transaction.atomic
def let_preside(*, attendance: Attendance, by: Any, at: datetime) -> Attendance:
    """Note who presides over the meeting: its chair, a vice-chair, or whoever those present elect when both are away.

    There is one at a time. Raises NoAttendance.
    """
    meeting = _sheet_of(attendance.meeting)
    meeting.attendances.filter(presides=True).exclude(pk=attendance.pk).update(presides=False)
    row = _row(attendance)
    row.presides = True
    row.save(update_fields=["presides"])
    _note(row, "presides_over_meeting", by=by, at=at)
    return row


@transaction.atomic
def keep_scan(*, meeting: Meeting, upload: Upload, by: Any, at: datetime) -> AttendanceScan:
    """Keep the scan of the signed sheet, for those who run the group only."""
    meeting = _sheet_of(meeting)
    scan = AttendanceScan(
        meeting=meeting,
        filename=upload.filename,
        mime=upload.mime,
        size=upload.size,
        digest=upload.digest,
        data=upload.data,
        uploaded_by=by,
        uploaded_at=at,
    )
    scan.full_clean()
    scan.save()
    log_event(record=meeting.record, verb="scan_kept", by=by, at=at, payload={"scan": scan.pk})
    return scan


def note_reading(*, scan: AttendanceScan, by: Any, at: datetime) -> None:
    """Log that somebody opened a scan: it holds signatures."""
    log_event(record=scan.meeting.record, verb="scan_read", by=by, at=at, payload={"scan": scan.pk})


@transaction.atomic
def erase_scan(*, scan: AttendanceScan, by: Any, at: datetime) -> AttendanceScan:
    """Empty a scan for good; that there was one stays. A repeat does no harm."""
    if scan.erased_at is None:
        scan.data, scan.size, scan.digest, scan.filename = b"", 0, "", ""
        scan.erased_at = at
        scan.save()
        log_event(
            record=scan.meeting.record, verb="scan_erased", by=by, at=at, payload={"scan": scan.pk}
        )
        jobs.enqueue("core.tasks.clear_traces")
    return scan
