"""Where people are sent who need a flat rather than a comment: data a city edits."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="home")
class HousingContact(BaseGenericSetting):
    """The contact point for housing, shown wherever people might tell their own story to the wrong desk."""

    name = models.CharField(_("name of the contact point"), max_length=150, blank=True, default="")
    address = models.CharField(_("address"), max_length=200, blank=True, default="")
    telephone = models.CharField(_("telephone"), max_length=60, blank=True, default="")
    hours = models.CharField(_("opening hours"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("contact point for housing")

    def __str__(self) -> str:
        return self.name

    @property
    def is_filled(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.name or self.address or self.telephone)
