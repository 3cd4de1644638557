"""Names of what the register of risks writes into the log and into mails."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import auditing
from evaluation.enums import RiskState


def name_in_log() -> None:
    """Called once the apps are ready."""
    auditing.name_mails(
        {
            "risk_alert": _("Early warning of a risk"),
            "risk_review": _("Reminder to look at a risk again"),
        }
    )
    auditing.name_kinds(
        {
            "risk": pgettext_lazy("kind of record", "Risk"),
            "risk_alert": pgettext_lazy("kind of record", "Early warning"),
        }
    )
    auditing.name_states("risk", dict(RiskState.choices))
    auditing.name_verbs(
        {
            "risk_raised": _("Risk raised"),
            "risk_edited": _("Risk edited"),
            "risk_given": _("It was said who answers for a risk"),
            "risk_warning_set": _("Early warning of a risk set"),
            "risk_shown": _("Risk shown to everybody"),
            "risk_hidden": _("Risk hidden from the public"),
            "risk_assessed": _("Risk assessed"),
            "risk_responded": _("It was decided what is done about a risk"),
            "risk_moved": _("State of a risk changed"),
            "risk_action_added": _("Action against a risk added"),
            "risk_action_changed": _("Action against a risk changed"),
            "risk_alert_opened": _("Early warning opened"),
            "risk_alert_closed": _("Early warning closed"),
        }
    )
