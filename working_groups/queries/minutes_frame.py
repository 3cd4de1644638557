"""What a text of minutes is made of: head, attendance, items with their words, conclusions and tasks, as data."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from working_groups.enums import (
    AttendanceStatus,
    Capacity,
    ItemKind,
    ItemState,
    ItemVisibility,
    MembershipRole,
)
from working_groups.minutes_content import Content
from working_groups.models import (
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    MinutesSection,
    Task,
)
from working_groups.models.minutes import Minutes
from working_groups.queries.agenda import in_order
from working_groups.quorum import HERE, OF_A_SEAT

# A proposal that never came on the agenda is no part of the minutes.
NOT_ON_THE_AGENDA = (ItemState.PROPOSED,)


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """Items the minutes speak of, in order: one query."""
    return list(in_order(meeting.items.exclude(state__in=NOT_ON_THE_AGENDA)))


def frame_of(minutes: Minutes) -> Content:
    """The text of the minutes as it is being written now (``minutes_content``), not sealed: nine queries."""
    meeting = minutes.meeting
    groups = sorted(
        meeting.groups.all(), key=lambda group: (group.pk != meeting.host_id, group.code)
    )
    attendances = list(
        meeting.attendances.select_related("membership", "group").order_by(
            "group__code", "organisation_name", "name", "pk"
        )
    )
    sections = {row.item_id: row for row in minutes.sections.all()}
    decisions = decisions_by_item(meeting)
    tasks = tasks_by_item(meeting)
    return {
        "reference": meeting.record.reference,
        "title": meeting.title,
        "record_number": meeting.record_number,
        "kind": meeting.kind,
        "place": meeting.place,
        "mode": meeting.mode,
        "from": _moment(meeting.held_from or meeting.starts_at),
        "to": _moment(meeting.held_to or meeting.ends_at),
        "groups": [{"code": group.code, "name": group.name} for group in groups],
        "presided_by": _who_presided(meeting, attendances),
        "minute_taker": person(minutes.written_by, "secretary"),
        "verifier": person(minutes.verifier, "verifier"),
        "attendance": {
            "groups": [row for group in groups if (row := _counted(group, attendances))],
            "guests": _here(attendances, Capacity.GUEST),
            "staff": _here(attendances, Capacity.STAFF),
        },
        "people": [_present(row) for row in attendances],
        "items": [
            *(
                _item(item, sections.get(item.pk), decisions[item.pk], tasks[item.pk])
                for item in agenda_of(meeting)
            ),
            *_outside_items(decisions[None], tasks[None]),
        ],
        "approval": None,
    }


def decisions_by_item(meeting: Meeting) -> dict[int | None, list[Decision]]:
    """Conclusions of a meeting with their votes and different opinions: three queries."""
    found: dict[int | None, list[Decision]] = defaultdict(list)
    rows = meeting.decisions.select_related("record").prefetch_related(
        "adoptions__group", "dissents"
    )
    for decision in rows.order_by("number"):
        found[decision.item_id].append(decision)
    return found


def tasks_by_item(meeting: Meeting) -> dict[int | None, list[Task]]:
    """Tasks given at a meeting: one query."""
    found: dict[int | None, list[Task]] = defaultdict(list)
    for task in meeting.tasks.select_related("record", "owner").order_by("pk"):
        found[task.item_id].append(task)
    return found


def person(user: Any, role: str, organisation: str = "") -> Content | None:
    """A person as a content holds them."""
    return user and {"name": user.name, "role": role, "organisation": organisation}


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes")


def _who_presided(meeting: Meeting, attendances: Sequence[Attendance]) -> Content | None:
    """The chair of the host group, or their deputy when they were not there."""
    here = [
        row
        for row in attendances
        if row.status in HERE
        and row.capacity == Capacity.MEMBER
        and row.group_id == meeting.host_id
        and row.membership is not None
    ]
    for role in (MembershipRole.CHAIR, MembershipRole.VICE_CHAIR):
        for row in here:
            if row.membership.role == role:
                return {
                    "name": row.name,
                    "role": str(role),
                    "organisation": row.organisation_name,
                }
    return None


def _counted(group: Any, attendances: Sequence[Attendance]) -> Content | None:
    """How many seats of a group were filled; None when nobody recorded it."""
    rows = [row for row in attendances if row.group_id == group.pk and row.capacity in OF_A_SEAT]
    if not rows:
        return None
    states = [row.status for row in rows]
    return {
        "name": group.name,
        "seats": len(rows),
        "present": sum(state in HERE for state in states),
        "excused": states.count(AttendanceStatus.EXCUSED),
        "absent": states.count(AttendanceStatus.ABSENT),
    }


def _here(attendances: Sequence[Attendance], capacity: str) -> int:
    return sum(row.capacity == capacity and row.status in HERE for row in attendances)


def _present(row: Attendance) -> Content:
    return {
        "name": row.name,
        "organisation": row.organisation_name,
        "group": row.group.code if row.group else "",
        "capacity": row.capacity,
        "status": row.status,
        "from": _moment(row.present_from) if row.present_from else "",
        "to": _moment(row.present_to) if row.present_to else "",
    }


def _item(
    item: AgendaItem,
    section: MinutesSection | None,
    decisions: Sequence[Decision],
    tasks: Sequence[Task],
) -> Content:
    return {
        "item": item.pk,
        "label": item.label or str(item.position),
        "title": item.title,
        "kind": item.kind,
        "state": item.state,
        "visibility": item.visibility,
        "added": item.added_at_meeting,
        "presenter": item.presenter,
        "text": section.public_text if section else "",
        "internal": section.internal_text if section else "",
        "conclusions": [_conclusion(decision) for decision in decisions],
        "tasks": [_task(task) for task in tasks],
    }


def _outside_items(decisions: Sequence[Decision], tasks: Sequence[Task]) -> list[Content]:
    """What belongs to no item of the agenda stands at its end under no label."""
    if not decisions and not tasks:
        return []
    return [
        {
            "item": 0,
            "label": "",
            "title": "",
            "kind": ItemKind.OTHER_BUSINESS,
            "state": ItemState.DISCUSSED,
            "visibility": ItemVisibility.PUBLIC,
            "added": False,
            "presenter": "",
            "text": "",
            "internal": "",
            "conclusions": [_conclusion(decision) for decision in decisions],
            "tasks": [_task(task) for task in tasks],
        }
    ]


def _conclusion(decision: Decision) -> Content:
    return {
        "reference": decision.record.reference,
        "verb": decision.verb,
        "text": decision.text,
        "method": decision.method,
        "votes": [
            {
                "group": row.group.name,
                "result": row.result,
                "for": row.for_count,
                "against": row.against_count,
                "abstained": row.abstained_count,
            }
            for row in decision.adoptions.all()
        ],
        "dissents": [
            {"name": row.name, "organisation": row.organisation_name, "text": row.text}
            for row in decision.dissents.all()
        ],
    }


def _task(task: Task) -> Content:
    return {
        "reference": task.record.reference,
        "text": task.text,
        "owner": {
            "name": task.owner_name,
            "role": task.owner.role,
            "organisation": task.owner_organisation_name,
        },
        "due_on": task.due_on.isoformat() if task.due_on else None,
    }
