"""People: users, organisations, roles, audiences."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Accounts and who belongs where."""

    name = "people"
    verbose_name = _("People")
