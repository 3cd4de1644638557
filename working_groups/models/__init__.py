"""Groups, meetings, minutes, conclusions and tasks."""

from working_groups.models.calendars import CalendarAddress
from working_groups.models.conclusions import (
    Decision,
    DecisionAdoption,
    DecisionVersion,
    Dissent,
    ProcedureVoter,
    Task,
    TaskDueChange,
    WrittenProcedure,
)
from working_groups.models.groups import Group, JointAudience, Membership
from working_groups.models.meetings import (
    AgendaItem,
    AgendaMaterial,
    Attendance,
    AttendanceScan,
    Invitation,
    Meeting,
    MeetingOutput,
    OutputTheme,
)
from working_groups.models.minutes import (
    Minutes,
    MinutesCorrection,
    MinutesObjection,
    MinutesSection,
    MinutesVersion,
)

__all__ = [
    "AgendaItem",
    "AgendaMaterial",
    "Attendance",
    "AttendanceScan",
    "CalendarAddress",
    "Decision",
    "DecisionAdoption",
    "DecisionVersion",
    "Dissent",
    "Group",
    "Invitation",
    "JointAudience",
    "Meeting",
    "MeetingOutput",
    "Membership",
    "Minutes",
    "MinutesCorrection",
    "MinutesObjection",
    "MinutesSection",
    "MinutesVersion",
    "OutputTheme",
    "ProcedureVoter",
    "Task",
    "TaskDueChange",
    "WrittenProcedure",
]
