"""Participants, who exist only as pseudonyms, and what they consented to."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from focus_groups.enums import ConsentForm
from focus_groups.models.series import Series, in_circle


class CircleQuerySet(models.QuerySet):
    """Reads of rows that only the facilitators of their series may know of."""

    def visible_to(self, user: Any) -> "CircleQuerySet":
        """Rows of series the user facilitates now."""
        return self.filter(in_circle(user, prefix="series__"))


class Participant(models.Model):
    """Somebody heard in a series. There is no name, contact, birth date, address or ethnicity here, nor a place for it.

    ``uid`` is made where the pseudonym is made, also without network. Names stay on paper, outside the platform.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="participants")
    pseudonym = models.CharField(_("pseudonym"), max_length=12)
    needs = models.JSONField(_("what they need to take part"), default=list, blank=True)
    joined_on = models.DateField(_("joined"))
    left_on = models.DateField(_("left"), null=True, blank=True)

    objects = CircleQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("participant of a focus group")
        verbose_name_plural = _("participants of focus groups")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "pseudonym"], name="participant_pseudonym_once_per_series"
            ),
        ]

    def __str__(self) -> str:
        return f"participant {self.pk}"


@immutable
class ConsentSheet(ImmutableModel):
    """An edition of the information sheet people consent to, in one language: a new edition is a new row."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8, default="cs")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"], name="consent_sheet_number_issued_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}: {self.number}"


class ConsentQuerySet(ImmutableQuerySet):
    """Reads of consents."""

    def visible_to(self, user: Any) -> "ConsentQuerySet":
        """Consents in series the user facilitates now."""
        return self.filter(in_circle(user, prefix="participant__series__"))


@immutable
class Consent(ImmutableModel):
    """What a participant consented to on a day, to which sheet and how. Taken back by a ``ConsentLimit``."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="consents")
    sheet = models.ForeignKey(ConsentSheet, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=14, choices=ConsentForm.choices)
    scopes = models.JSONField()
    given_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = ConsentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("of a participant", "consent")
        verbose_name_plural = pgettext_lazy("of a participant", "consents")

    def __str__(self) -> str:
        return f"consent {self.pk}"


class ConsentLimitQuerySet(ImmutableQuerySet):
    """Reads of what was taken back."""

    def visible_to(self, user: Any) -> "ConsentLimitQuerySet":
        """Rows of series the user facilitates now."""
        return self.filter(in_circle(user, prefix="consent__participant__series__"))


@immutable
class ConsentLimit(ImmutableModel):
    """Scopes of a consent that a participant took back on a day."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="limits")
    scopes = models.JSONField()
    occurred_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = ConsentLimitQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"limit {self.pk}"
