"""People: users, organisations, roles, audiences."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PeopleConfig(AppConfig):
    """Accounts and who belongs where."""

    name = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from core import auditing
        from people import checks, groups, second_factor  # noqa: F401  they register themselves

        groups.connect()
        auditing.name_kinds(
            {"person": _("Account"), "invitation": _("Invitation")}, about_accounts=True
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
                "invited": _("Person invited"),
                "invitation_withdrawn": _("Invitation withdrawn"),
                "invitation_accepted": _("Invitation accepted"),
                "role_granted": _("Role granted"),
                "role_ended": _("Role ended"),
                "profile_changed": _("Own details changed"),
                "account_closed": _("Account closed"),
            }
        )
