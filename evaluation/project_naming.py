"""What the log calls things of a project and what is done with them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import auditing
from evaluation.enums import ChangeState


def name_in_log() -> None:
    """Name kinds, states and verbs."""
    auditing.name_kinds(
        {
            "project": pgettext_lazy("kind of record", "Project"),
            "key_activity": pgettext_lazy("kind of record", "Key activity"),
            "project_change": pgettext_lazy("kind of record", "Change of the project"),
            "monitoring_period": pgettext_lazy("kind of record", "Monitoring period"),
            "monitoring_report": pgettext_lazy("kind of record", "Base of a report to the funder"),
        }
    )
    auditing.name_states("project_change", dict(ChangeState.choices))
    auditing.name_verbs(
        {
            "project_opened": _("Project begun to be kept"),
            "project_total_set": _("Amount approved in total set"),
            "project_parts_assigned": _("Said what belongs to which key activity"),
            "key_activity_added": _("Key activity added"),
            "key_activity_edited": _("Key activity edited"),
            "milestone_added": _("Milestone added"),
            "milestone_edited": _("Milestone edited"),
            "milestone_removed": _("Milestone removed"),
            "spending_entered": _("Spending entered"),
            "spending_corrected": _("Spending corrected"),
            "project_change_recorded": _("Change of the project written down"),
            "project_change_edited": _("Change of the project edited"),
            "project_change_answered": _("Answer of the funder written down"),
            "publicity_added": _("Item of publicity added"),
            "publicity_edited": _("Item of publicity edited"),
            "publicity_removed": _("Item of publicity removed"),
            "output_added": _("Output of the project added"),
            "output_edited": _("Output of the project edited"),
            "output_removed": _("Output of the project removed"),
            "monitoring_period_added": _("Monitoring period added"),
            "monitoring_period_edited": _("Monitoring period edited"),
            "period_note_written": _("What happened in a key activity written"),
            "participants_entered": _("Count of participants entered"),
            "participants_approved": _("Count of participants approved"),
            "monitoring_report_made": _("Base of a report to the funder made"),
            "monitoring_files_emptied": _("Annexes of a report to the funder emptied"),
        }
    )
