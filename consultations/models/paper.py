"""Where letters and forms on paper are sent: data a city edits."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="mail")
class LetterAddress(BaseGenericSetting):
    """Ways to send comments without this site; printed on the form of every round."""

    recipient = models.CharField(
        pgettext_lazy("of a letter", "recipient"), max_length=150, blank=True, default=""
    )
    address = models.CharField(_("postal address"), max_length=200, blank=True, default="")
    office = models.CharField(
        _("filing office and its hours"), max_length=200, blank=True, default=""
    )
    email = models.EmailField(_("e-mail"), blank=True, default="")
    data_box = models.CharField(_("data box"), max_length=20, blank=True, default="")

    class Meta:
        verbose_name = _("address for letters")

    def __str__(self) -> str:
        return self.recipient

    @property
    def is_filled(self) -> bool:
        """Whether there is any way to say."""
        return any([self.recipient, self.address, self.office, self.email, self.data_box])
