"""Series of focus groups and who facilitates them from when to when."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Record
from focus_groups.enums import FacilitatorRole, SeriesKind, SeriesState
from people.models import Audience, AudienceMember

LEAST_MINIMUM = 3


def in_circle(user: Any, *, prefix: str) -> Q:
    """Filter for rows that reach their series' audience by ``prefix``: those of series the user facilitates now.

    The one rule of what people said: nobody else reads it, staff and administrators included.
    """
    if not user.is_authenticated:
        return Q(pk__in=())
    now = timezone.now()
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=now)
    circles = AudienceMember.objects.filter(lasting, user=user.pk, valid_from__lte=now)
    return Q(**{f"{prefix}audience__in": circles.values("audience")})


class SeriesQuerySet(models.QuerySet):
    """Reads of series."""

    def visible_to(self, user: Any) -> "SeriesQuerySet":
        """Series the user may know of: those whose record they may know of, and those they facilitate."""
        return self.filter(
            Q(record__in=Record.objects.visible_to(user)) | in_circle(user, prefix="")
        )


class Series(models.Model):
    """Sessions with one purpose, one information sheet and one circle of facilitators (``audience``).

    ``mix`` describes who is heard in bands only: ``[{"label": str, "band": str}]``. ``minimum`` is the least count that
    may be published. ``recovery_key`` is the public half of the key the lead facilitator keeps on paper.
    What is done with participants, consents and statements is logged on ``inside``, a restricted record: a date in the
    log of what staff may know of must not tell that somebody took a consent back.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="focus_series")
    inside = models.OneToOneField(
        Record, on_delete=models.PROTECT, related_name="inside_of_focus_series"
    )
    audience = models.OneToOneField(Audience, on_delete=models.PROTECT, related_name="focus_series")
    name = models.CharField(pgettext_lazy("of a series", "name"), max_length=200, unique=True)
    code = models.CharField(_("short code"), max_length=20, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(
        pgettext_lazy("of a series", "kind"), max_length=15, choices=SeriesKind.choices
    )
    purpose = models.TextField(_("what it is for"), blank=True)
    lawful_basis = models.CharField(_("lawful basis"), max_length=300, blank=True)
    withdrawal_rule = models.TextField(_("until when consent can be withdrawn"), blank=True)
    mix = models.JSONField(_("who is heard, in bands"), default=list, blank=True)
    minimum = models.PositiveSmallIntegerField(_("least count that may be published"), default=5)
    retention_until = models.DateField(_("kept until"), null=True, blank=True)
    recovery_key = models.TextField(blank=True, editable=False)
    state = models.CharField(
        max_length=10, choices=SeriesState.choices, default=SeriesState.PLANNED
    )
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series of focus groups")
        verbose_name_plural = _("series of focus groups")
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum__gte=LEAST_MINIMUM), name="series_minimum_protects"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class FacilitatorQuerySet(models.QuerySet):
    """Reads of facilitators."""

    def current(self, on: date) -> "FacilitatorQuerySet":
        """Those who facilitate on the date: half-open interval [valid_from, valid_to)."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


class Facilitator(models.Model):
    """A person who leads, facilitates or writes in a series over [valid_from, valid_to). Ended, never deleted."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="facilitators")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="facilitated_series"
    )
    role = models.CharField(
        max_length=11, choices=FacilitatorRole.choices, default=FacilitatorRole.FACILITATOR
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = FacilitatorQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("series", "facilitator")
        verbose_name_plural = pgettext_lazy("series", "facilitators")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="facilitator_ends_after_they_start",
            ),
            models.UniqueConstraint(
                fields=["series", "user"],
                condition=Q(valid_to__isnull=True),
                name="facilitator_open_once_per_series",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}: {self.user_id}"
