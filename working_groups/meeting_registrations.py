"""What meetings register with lower apps: names for the audit log, mails."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import auditing
from working_groups.enums import MeetingState
from working_groups.notifications import meetings as mails


def register() -> None:
    """Called once the apps are ready."""
    mails.register()
    auditing.name_kinds({"meeting": pgettext_lazy("kind of record", "Meeting")})
    auditing.name_states("meeting", dict(MeetingState.choices))
    auditing.name_mails(
        {
            mails.INVITED: _("Invitation to a meeting"),
            mails.CHANGED: _("Change of a meeting"),
            mails.MOVED: _("Move of a meeting"),
            mails.CANCELLED: _("Cancellation of a meeting"),
            mails.REMINDER: _("Reminder of a meeting"),
            mails.UNINVITED: _("Invitation to a meeting taken back"),
        }
    )
    auditing.name_verbs(
        {
            "meeting_planned": _("Meeting planned"),
            "meeting_backfilled": _("Meeting entered afterwards"),
            "meeting_edited": _("Meeting edited"),
            "meeting_made_public": _("Meeting made public"),
            "meeting_made_internal": _("Meeting shown to its groups only"),
            "meeting_started": _("Meeting began"),
            "meeting_held": _("Meeting held"),
            "meeting_closed": _("Meeting closed"),
            "meeting_moved": _("Meeting moved"),
            "meeting_cancelled": _("Meeting cancelled"),
            "meeting_invited": _("Invitations sent"),
            "meeting_invited_more": _("More invitations sent"),
            "meeting_update_sent": _("The invited were told of a change"),
            "meeting_reminded": _("The invited were reminded"),
            "guest_invited": _("Guest invited"),
            "invitation_taken_back": _("Invitation taken back"),
            "invited_again": _("Invited again after the invitation was taken back"),
            "invitation_sent_again": _("Invitation sent again"),
            "invitation_answered": _("Invitation answered"),
            "agenda_item_added": _("Item put on the agenda"),
            "agenda_item_edited": _("Item of the agenda edited"),
            "agenda_item_moved": _("Item of the agenda moved"),
            "agenda_item_removed": _("Item taken off the agenda"),
            "agenda_item_proposed": _("Item proposed"),
            "agenda_proposal_taken_in": _("Proposed item taken in"),
            "agenda_proposal_refused": _("Proposed item left out"),
            "agenda_item_result": _("Result of an item recorded"),
            "agenda_item_carried": _("Item carried over"),
            "agenda_paper_added": _("Paper added to an item"),
            "agenda_paper_withdrawn": _("Paper taken off an item"),
            "attendance_opened": _("Attendance sheet opened"),
            "attendance_recorded": _("Attendance recorded"),
            "attendance_reported": _("Attendance reported by the person"),
            "substitute_seated": _("Substitute seated"),
            "guest_attended": _("Guest written down"),
            "presides_over_meeting": _("Who presides was noted"),
            "output_added": _("Output of a meeting added"),
            "output_edited": _("Output of a meeting edited"),
            "output_erased": _("Output of a meeting removed"),
            "theme_linked": _("Theme of an output linked to a section"),
            "scan_kept": _("Scan of the attendance sheet kept"),
            "scan_read": _("Scan of the attendance sheet opened"),
            "scan_erased": _("Scan of the attendance sheet erased"),
        }
    )
