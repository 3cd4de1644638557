"""Values of core fields."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """Who may know of a row, from the widest to the narrowest circle."""

    PUBLIC = "public", _("Public")
    GROUP = "group", _("Group")
    STAFF = "staff", _("Staff")
    RESTRICTED = "restricted", _("Restricted")


class RecordOrigin(models.TextChoices):
    """How a row came into the system (occurred_on and recorded_at may lie far apart)."""

    LIVE = "live", _("Recorded when it happened")
    BACKFILLED = "backfilled", _("Entered later")
    IMPORTED = "imported", _("Imported")


class DemoOrigin(models.TextChoices):
    """Label of demonstration data: what is taken from a public source and what is made up."""

    NONE = "", _("Not demonstration data")
    REAL = "real", _("Real, from a public source")
    INVENTED = "invented", _("Invented for the demonstration")
