"""Conclusions of working groups that changed after they had settled comments."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from working_groups.enums import DecisionState
from working_groups.models import Decision


class ConclusionCheck(models.Model):
    """An editor looked at what a conclusion had settled after it changed: in which state and wording it was then.

    While there is none for the state and wording of today, the comments wait to be looked at.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="checks")
    state = models.CharField(max_length=10, choices=DecisionState.choices)
    wording = models.PositiveSmallIntegerField()
    reopened_count = models.PositiveIntegerField(default=0)
    note = models.CharField(
        pgettext_lazy("of a check of a conclusion", "note"), max_length=500, blank=True
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("check of a changed conclusion")
        verbose_name_plural = _("checks of changed conclusions")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "state", "wording"], name="conclusion_checked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.state}/{self.wording}"
