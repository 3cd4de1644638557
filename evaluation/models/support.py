"""Support of households as dated history: levels, reviews, how they live after some months. Rows are never changed:
a wrong one is replaced by another.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.immutability import ImmutableModel, immutable
from evaluation.enums.pilot import (
    STATUS_MONTHS,
    Decider,
    HousedHow,
    Level,
    LevelReason,
    ReviewKind,
    ReviewResult,
)
from evaluation.models.households import Household
from evaluation.models.pilot import OF_ERASED, KeptQuerySet


class ReplacedQuerySet(KeptQuerySet):
    """Reads of rows that may be replaced."""

    def standing(self) -> "ReplacedQuerySet":
        """Rows that no other one replaces."""
        return self.filter(replaced_by__isnull=True)


@immutable(deletable_if=OF_ERASED)
class SupportLevel(ImmutableModel):
    """What level of support was decided, on what day (``decided_on``, by which lateness is told) and from what day on
    it holds (``valid_from``): the latter may lie before or after the former.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="levels")
    level = models.CharField(_("level of support"), max_length=10, choices=Level.choices)
    valid_from = models.DateField(_("holds from"))
    decided_on = models.DateField(_("decided on"))
    decided_by = models.CharField(_("decided by"), max_length=15, choices=Decider.choices)
    reason = models.CharField(_("why"), max_length=12, choices=LevelReason.choices)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = ReplacedQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("level of support")
        verbose_name_plural = _("levels of support")
        constraints = [
            models.CheckConstraint(
                condition=~Q(level=Level.ASSESSMENT), name="support_level_is_a_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"level {self.pk}"


@immutable(deletable_if=OF_ERASED)
class Review(ImmutableModel):
    """A review that was held. ``due_on`` is the day by which it was to be; ``month`` which one of a stay it was."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(
        pgettext_lazy("review", "kind"), max_length=10, choices=ReviewKind.choices
    )
    month = models.PositiveSmallIntegerField(
        pgettext_lazy("review", "month"), null=True, blank=True
    )
    due_on = models.DateField(pgettext_lazy("review", "was due"), null=True, blank=True)
    held_on = models.DateField(pgettext_lazy("review", "held on"))
    result = models.CharField(
        pgettext_lazy("review", "result"), max_length=15, choices=ReviewResult.choices
    )
    next_due = models.DateField(pgettext_lazy("review", "next one by"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = ReplacedQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("pilot", "review")
        verbose_name_plural = pgettext_lazy("pilot", "reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=(ReviewKind.CRISIS, ReviewKind.CHECK), month__isnull=False)
                | (~Q(kind__in=(ReviewKind.CRISIS, ReviewKind.CHECK)) & Q(month__isnull=True)),
                name="review_of_a_month_says_which",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"


@immutable(deletable_if=OF_ERASED)
class HousingStatus(ImmutableModel):
    """How a household lived so many months after it moved in. Of one month the row written last holds."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="statuses")
    month = models.PositiveSmallIntegerField(
        _("months after moving in"), choices=[(month, str(month)) for month in STATUS_MONTHS]
    )
    housed_how = models.CharField(
        _("how the household lives"), max_length=13, choices=HousedHow.choices
    )
    seen_on = models.DateField(_("learnt on"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = KeptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("housing after some months")
        verbose_name_plural = _("housing after some months")

    def __str__(self) -> str:
        return f"status {self.pk}"
