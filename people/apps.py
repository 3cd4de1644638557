"""People: users, organisations, roles, audiences."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PeopleConfig(AppConfig):
    """Accounts and who belongs where."""

    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from core import auditing, extension
        from people import (  # noqa: F401  they register themselves
            checks,
            digests,
            groups,
            second_factor,
            tasks,
        )

        groups.connect()
        extension.add_mail_composer(digests.KIND, digests.compose)
        auditing.name_kinds(
            {"person": _("Account"), "invitation": _("Invitation")}, about_accounts=True
        )
        auditing.name_kinds(
            {"organisation": pgettext_lazy("kind of record", "Organisation")}, about_accounts=True
        )
        auditing.name_states(
            "organisation",
            {
                "active": pgettext_lazy("organisation", "in use"),
                "retired": pgettext_lazy("organisation", "out of use"),
                "deleted": pgettext_lazy("organisation", "deleted"),
            },
        )
        auditing.name_mails(
            {
                "invitation": _("Invitation"),
                "role_granted": _("Role granted"),
                "role_ended": _("Role ended"),
                "account_closed": _("Account closed"),
                "digest": _("Daily digest"),
                # those of signing in, by their subjects
                "account_already_exists": _("You have an account already"),
                "account_connected": _("A new way into your account"),
                "account_disconnected": _("A way into your account was removed"),
                "email_changed": _("Your address has been changed"),
                "email_confirm": _("Your address has been confirmed"),
                "email_confirmation": _("Confirm your address"),
                "email_confirmation_signup": _("Confirm your address"),
                "email_deleted": _("An address has been removed"),
                "password_changed": _("Your password has been changed"),
                "password_reset_key": _("Choosing a new password"),
                "password_set": _("Your password has been set"),
                "recovery_codes_generated": _("You have new recovery codes"),
                "totp_activated": _("Your second factor is set up"),
                "totp_deactivated": _("Your second factor was removed"),
                "unknown_account": _("Choosing a new password"),
            }
        )
        auditing.name_states("person", {"active": _("open"), "closed": _("closed")})
        auditing.name_states(
            "invitation",
            {
                "waiting": pgettext_lazy("invitation", "waiting"),
                "accepted": pgettext_lazy("invitation", "accepted"),
                "withdrawn": pgettext_lazy("invitation", "withdrawn"),
            },
        )
        auditing.name_verbs(
            {
                "registered": _("Account registered"),
                "joined": _("Account made"),
                "enrolled": _("Account made for somebody appointed"),
                "invited": _("Person invited"),
                "invitation_withdrawn": _("Invitation withdrawn"),
                "invitation_accepted": _("Invitation accepted"),
                "role_granted": _("Role granted"),
                "role_ended": _("Role ended"),
                "profile_changed": _("Own details changed"),
                "account_closed": _("Account closed"),
                "organisation_added": _("Organisation added"),
                "organisation_registered": _("Records of the organisation begin"),
                "organisation_edited": _("Organisation edited"),
                "organisation_retired": _("Organisation put out of use"),
                "organisation_restored": _("Organisation used again"),
                "organisation_deleted": _("Organisation deleted"),
            }
        )
