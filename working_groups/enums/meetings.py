"""Values of meetings, their agenda, invitations and attendance."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MeetingKind(models.TextChoices):
    """What sort of meeting it is. A joint one is one object with several groups."""

    ORDINARY = "ordinary", pgettext_lazy("meeting", "Ordinary")
    EXTRAORDINARY = "extraordinary", pgettext_lazy("meeting", "Extraordinary")
    JOINT = "joint", pgettext_lazy("meeting", "Joint")
    WRITTEN = "written", _("Written procedure")


class MeetingMode(models.TextChoices):
    """How people take part."""

    ONSITE = "onsite", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class MeetingState(models.TextChoices):
    """Where a meeting stands."""

    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    INVITED = "invited", _("Invitations sent")
    IN_PROGRESS = "in_progress", pgettext_lazy("meeting", "In progress")
    HELD = "held", pgettext_lazy("meeting", "Held")
    CLOSED = "closed", pgettext_lazy("meeting", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")
    RESCHEDULED = "rescheduled", pgettext_lazy("meeting", "Moved")


COMING_MEETING_STATES = frozenset({MeetingState.PLANNED, MeetingState.INVITED})
# Its agenda was told to the invited, or it is over.
ANNOUNCED_MEETING_STATES = frozenset(
    {MeetingState.INVITED, MeetingState.IN_PROGRESS, MeetingState.HELD, MeetingState.CLOSED}
)
# Its agenda can be changed, after invitations visibly.
OPEN_MEETING_STATES = COMING_MEETING_STATES | {MeetingState.IN_PROGRESS, MeetingState.HELD}

# A planned meeting is held straight away when it is entered later, without invitations.
ALLOWED_MEETING_MOVES: dict[str, frozenset[str]] = {
    MeetingState.PLANNED: frozenset(
        {
            MeetingState.INVITED,
            MeetingState.IN_PROGRESS,
            MeetingState.HELD,
            MeetingState.CANCELLED,
            MeetingState.RESCHEDULED,
        }
    ),
    MeetingState.INVITED: frozenset(
        {
            MeetingState.IN_PROGRESS,
            MeetingState.HELD,
            MeetingState.CANCELLED,
            MeetingState.RESCHEDULED,
        }
    ),
    MeetingState.IN_PROGRESS: frozenset({MeetingState.HELD}),
    MeetingState.HELD: frozenset({MeetingState.CLOSED}),
    MeetingState.CLOSED: frozenset(),
    MeetingState.CANCELLED: frozenset(),
    MeetingState.RESCHEDULED: frozenset(),
}


class ItemKind(models.TextChoices):
    """What an item of the agenda is for."""

    INFORMATION = "information", pgettext_lazy("agenda item", "Information")
    DISCUSSION = "discussion", pgettext_lazy("agenda item", "Discussion")
    DECISION = "decision", pgettext_lazy("agenda item", "For a conclusion")
    MINUTES_APPROVAL = "minutes_approval", _("Approval of minutes")
    COMMENT_SETTLEMENT = "comment_settlement", _("Settlement of comments")
    OTHER_BUSINESS = "other_business", _("Other business")


class ItemState(models.TextChoices):
    """Where an item of the agenda stands."""

    PROPOSED = "proposed", pgettext_lazy("agenda item", "Proposed")
    SCHEDULED = "scheduled", pgettext_lazy("agenda item", "On the agenda")
    DISCUSSED = "discussed", pgettext_lazy("agenda item", "Discussed")
    POSTPONED = "postponed", pgettext_lazy("agenda item", "Postponed")
    NOT_REACHED = "not_reached", _("Not reached")
    WITHDRAWN = "withdrawn", pgettext_lazy("agenda item", "Withdrawn")


# It waits for a later meeting.
CARRIED_ITEM_STATES = frozenset({ItemState.POSTPONED, ItemState.NOT_REACHED})


class ItemVisibility(models.TextChoices):
    """Who may know what an item is about. Others see that there is a non-public item, and no more."""

    PUBLIC = "public", pgettext_lazy("agenda item", "Public")
    GROUP = "group", pgettext_lazy("agenda item", "For members and staff")
    RESTRICTED = "restricted", pgettext_lazy("agenda item", "For members only")


class Rsvp(models.TextChoices):
    """What an invited person answered."""

    PENDING = "pending", _("No answer yet")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Will come")
    DECLINED = "declined", pgettext_lazy("invitation", "Will not come")
    TENTATIVE = "tentative", pgettext_lazy("invitation", "Perhaps")
    SENDS_SUBSTITUTE = "sends_substitute", _("Sends a substitute")


class Capacity(models.TextChoices):
    """As what somebody is at a meeting."""

    MEMBER = "member", pgettext_lazy("at a meeting", "Member")
    SUBSTITUTE = "substitute", pgettext_lazy("at a meeting", "Substitute")
    GUEST = "guest", pgettext_lazy("at a meeting", "Guest")
    STAFF = "staff", pgettext_lazy("at a meeting", "Staff")


class AttendanceStatus(models.TextChoices):
    """Whether a seat was filled."""

    UNKNOWN = "unknown", pgettext_lazy("attendance", "Not recorded")
    PRESENT = "present", pgettext_lazy("attendance", "Present")
    PART = "part", _("Present for a part")
    EXCUSED = "excused", pgettext_lazy("attendance", "Excused")
    ABSENT = "absent", pgettext_lazy("attendance", "Absent")


class AttendanceSource(models.TextChoices):
    """Where a row of attendance comes from."""

    SECRETARY = "secretary", pgettext_lazy("source of attendance", "Secretary")
    SELF_REPORTED = "self_reported", _("Reported by the person")
    IMPORT = "import", pgettext_lazy("source of attendance", "Import")
