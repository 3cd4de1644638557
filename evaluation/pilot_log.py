"""How the log calls what is done in the housing pilot."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import auditing


def name_acts() -> None:
    """Name the kinds of records and the acts of the pilot."""
    auditing.name_kinds(
        {
            "pilot": pgettext_lazy("kind of record", "Housing pilot"),
            "pilot_inside": pgettext_lazy("kind of record", "Inside of the housing pilot"),
            "pilot_publication": pgettext_lazy("kind of record", "Figures of the housing pilot"),
        }
    )
    auditing.name_mails({"households_due": _("Rows of households are no longer to be kept")})
    auditing.name_verbs(
        {
            "pilot_created": _("Housing pilot made"),
            "pilot_changed": _("Name, first day or project of the housing pilot changed"),
            "pilot_shown": _("Housing pilot shown to everybody"),
            "pilot_rules_set": _("Rules of the housing pilot set"),
            "pilot_flats_planned": _("Planned number of flats set"),
            "pilot_end_set": _("Last day of the housing pilot set"),
            "pilot_flat_added": _("Flat of the pilot added"),
            "pilot_flat_changed": _("Facts of a flat of the pilot changed"),
            "pilot_flat_out_of_service": _("Flat of the pilot out of service"),
            "pilot_flat_back": _("Flat of the pilot in service again"),
            "pilot_household_added": _("Household of the pilot entered"),
            "pilot_household_resized": _("Size of a household of the pilot changed"),
            "pilot_household_changed": _("Facts of a household of the pilot changed"),
            "pilot_household_split": _("Household of the pilot split"),
            "pilot_moved_in": _("Household moved into a flat of the pilot"),
            "pilot_moved": _("Household moved to another flat of the pilot"),
            "pilot_stay_ended": _("Stay in a flat of the pilot ended"),
            "pilot_stay_corrected": _("Stay in a flat of the pilot corrected"),
            "pilot_stay_voided": _("Stay entered by mistake"),
            "pilot_limit_answered": _("Answer to the limit of a crisis stay recorded"),
            "pilot_support_decided": _("Level of support decided"),
            "pilot_support_replaced": _("Level of support corrected"),
            "pilot_review_held": _("Review of a household of the pilot recorded"),
            "pilot_status_recorded": _("Housing after some months recorded"),
            "pilot_figures_prepared": _("Figures of the housing pilot prepared"),
            "pilot_figures_published": _("Figures of the housing pilot published"),
            "pilot_read": _("Rows of households of the pilot read"),
            "pilot_exported": _("Rows of the pilot exported"),
            "pilot_imported": _("Rows of the pilot imported"),
            "pilot_households_erased": _("Rows of households of the pilot erased"),
        }
    )
