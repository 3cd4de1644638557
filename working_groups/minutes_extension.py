"""What minutes register in the rest of the platform: names in the log, checks, erasure, search."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import auditing, extension
from working_groups.actions import redactions
from working_groups.enums import MinutesState
from working_groups.minutes_verification import verify_minutes
from working_groups.queries.minutes_finding import SOURCE


def register() -> None:
    """Called once the apps are ready."""
    extension.add_verification("minutes of working groups", verify_minutes)
    extension.add_search_source(SOURCE)
    redactions.register()
    auditing.name_kinds({"minutes": pgettext_lazy("kind of record", "Minutes")})
    auditing.name_states("minutes", dict(MinutesState.choices))
    auditing.name_mails(
        {
            "minutes_circulated": _("Minutes sent for remarks"),
            "minutes_objection_raised": _("Remark to minutes came"),
            "minutes_objection_answered": _("Remark to minutes answered"),
            "minutes_corrected": _("Approved minutes corrected"),
        }
    )
    auditing.name_verbs(
        {
            "minutes_begun": _("Minutes begun"),
            "minutes_people_named": _("Minute-taker and verifier named"),
            "minutes_confirmed": _("Minutes confirmed by the verifier"),
            "minutes_circulated": _("Minutes sent for remarks"),
            "minutes_reopened": _("Minutes written again after a remark"),
            "minutes_objection_raised": _("Remark to minutes raised"),
            "minutes_objection_accepted": _("Remark to minutes accepted"),
            "minutes_objection_rejected": _("Remark to minutes not accepted"),
            "minutes_objection_withdrawn": _("Remark to minutes taken back"),
            "minutes_approved": _("Minutes approved"),
            "minutes_published": _("Minutes published"),
            "minutes_corrected_clerical": _("Slip in approved minutes mended"),
            "minutes_corrected_substantive": _("Approved minutes corrected in substance"),
            "minutes_redacted": _("Personal data removed from minutes"),
        }
    )
