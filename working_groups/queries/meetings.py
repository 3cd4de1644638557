"""Reads of meetings: lists, one meeting, what is told of its agenda and papers to whom."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from concept.models import ProjectPage
from core.enums import RecordOrigin
from working_groups.enums import ALLOWED_GROUP_MOVES, COMING_MEETING_STATES, MeetingState
from working_groups.models import AgendaMaterial, Attendance, Group, Invitation, Meeting


def meeting_by_address(ref: str, user: Any) -> Meeting | None:
    """The meeting at an address such as ``PS1-2017-J3``, if the user may know of it: two queries."""
    rows = Meeting.objects.visible_to(user).filter(record__path=f"/jednani/{ref}/")
    rows = rows.select_related("record__audience", "host", "rescheduled_from__record")
    return rows.select_related("successor__record").prefetch_related("groups").first()


def meetings_of(group: Group, user: Any) -> QuerySet[Meeting]:
    """Meetings of a group the user may know of, the latest first. Moved ones are told by their successors."""
    rows = Meeting.objects.visible_to(user).of_group(group)
    rows = rows.exclude(state=MeetingState.RESCHEDULED).select_related("record", "host")
    return rows.order_by("-starts_at", "-pk")


def next_meeting(group: Group, user: Any) -> Meeting | None:
    """The first meeting of a group that was not held yet, if the user may know of it: one query."""
    rows = Meeting.objects.visible_to(user).of_group(group).coming().select_related("record")
    return rows.order_by("starts_at", "pk").first()


def latest_meetings(group: Group, user: Any, most: int = 3) -> list[Meeting]:
    """The latest meetings that are not ahead: one query."""
    rows = meetings_of(group, user).exclude(state__in=COMING_MEETING_STATES)
    return list(rows[:most])


def groups_to_meet_with(group: Group, user: Any, *, ended_too: bool = False) -> QuerySet[Group]:
    """Other groups the user may know of; a form puts them in Czech order."""
    rows = Group.objects.visible_to(user).exclude(pk=group.pk)
    over = [state for state, further in ALLOWED_GROUP_MOVES.items() if not further]
    return rows if ended_too else rows.exclude(state__in=over)


def later_meetings(meeting: Meeting, user: Any) -> QuerySet[Meeting]:
    """Meetings of the same groups that come after this one and take changes of their agenda."""
    rows = Meeting.objects.visible_to(user).coming().filter(groups__in=meeting.groups.all())
    rows = rows.exclude(pk=meeting.pk).filter(starts_at__gt=meeting.starts_at)
    return rows.select_related("record").distinct().order_by("starts_at")


def due_reminders(at: datetime) -> list[Meeting]:
    """Meetings whose invited are to be reminded now: announced, ahead, and near enough for their group.

    Entered afterwards, cancelled and moved ones never are: one query.
    """
    rows = (
        Meeting.objects.filter(
            state=MeetingState.INVITED, reminded_at__isnull=True, starts_at__gt=at
        )
        .exclude(record__origin=RecordOrigin.BACKFILLED)
        .select_related("record", "host")
        .order_by("starts_at")
    )
    return [
        meeting
        for meeting in rows
        if meeting.host.reminder_days
        and meeting.starts_at - timedelta(days=meeting.host.reminder_days) <= at
    ]


def invitation_of(meeting: Meeting, user: Any) -> Invitation | None:
    """The invitation of a signed-in person to a meeting: one query."""
    if not user.is_authenticated:
        return None
    rows = meeting.invitations.filter(
        membership__user=user, sent_at__isnull=False, cancelled_at__isnull=True
    )
    return rows.select_related("meeting", "membership").first()


def own_seats(meeting: Meeting, user: Any) -> list[Attendance]:
    """Seats of a signed-in person on the sheet of a meeting: one query."""
    if not user.is_authenticated:
        return []
    rows = meeting.attendances.filter(membership__user=user, user=user)
    return list(rows.select_related("group").order_by("pk"))


def paper(meeting: Meeting, pk: int) -> AgendaMaterial | None:
    """A paper of a meeting that was not withdrawn: one query."""
    rows = AgendaMaterial.objects.filter(
        pk=pk, item__meeting=meeting, withdrawn_at__isnull=True, erased_at__isnull=True
    )
    return rows.select_related("item__meeting", "record").first()


@dataclass(frozen=True, slots=True)
class ProjectMeetings:
    """How many meetings were held in the period of a funded project; those entered afterwards are counted apart."""

    project: ProjectPage
    held_count: int
    backfilled_count: int


def meetings_by_project(group: Group, user: Any) -> list[ProjectMeetings]:
    """Meetings of a group the user may know of that were held in the period of each funded project: two queries.

    What was entered afterwards is no work of that period until somebody decides that it counts.
    """
    rows = Meeting.objects.visible_to(user).of_group(group)
    held = rows.filter(state__in=(MeetingState.HELD, MeetingState.CLOSED))
    days = [
        (timezone.localdate(starts_at), origin == RecordOrigin.BACKFILLED)
        for starts_at, origin in held.values_list("starts_at", "record__origin")
    ]
    projects = ProjectPage.objects.live().order_by("starts_on", "pk")
    return [
        ProjectMeetings(
            project,
            held_count=sum(not later for day, later in days if _runs_on(project, day)),
            backfilled_count=sum(later for day, later in days if _runs_on(project, day)),
        )
        for project in projects
    ]


def _runs_on(project: ProjectPage, day: date) -> bool:
    return project.starts_on <= day <= project.ends_on


def project_on(day: date) -> ProjectPage | None:
    """The funded project that runs on a day, whose publicity stands on papers of groups: one query."""
    rows = ProjectPage.objects.live().filter(starts_on__lte=day, ends_on__gte=day)
    return rows.order_by("starts_on", "pk").first()
