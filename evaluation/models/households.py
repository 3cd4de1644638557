"""Households of the pilot, known by a drawn pseudonym only, and their stays in flats."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.immutability import ImmutableModel, immutable
from core.overlaps import no_overlap
from evaluation.enums.pilot import (
    Decider,
    Destination,
    EndReason,
    EntryRoute,
    EntrySituation,
    LimitAnswer,
    LimitReason,
    Programme,
)
from evaluation.models.flats import Flat
from evaluation.models.pilot import (
    OF_ERASED,
    OF_ERASED_STAY,
    InsideQuerySet,
    KeptQuerySet,
    Pilot,
)


class HouseholdQuerySet(InsideQuerySet):
    """Reads of households."""

    def kept(self) -> "HouseholdQuerySet":
        """Those whose rows were not erased."""
        return self.filter(erased_at__isnull=True)


class Household(models.Model):
    """A household in the pilot. No name, contact, birth date, ethnicity, health, debts or note, nor a place for them.

    The list that says who it is stays with the social department, outside the platform. ``pseudonym`` is drawn and
    never used again. A part that left another household is one of its own, ``split_from`` it.

    Once it is no longer to be kept, nothing is left but the pseudonym, which published figures counted, and when it was
    erased and by whom.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="households")
    pseudonym = models.CharField(_("pseudonym"), max_length=10, unique=True)
    entry_situation = models.CharField(
        _("housing before"), max_length=10, choices=EntrySituation.choices
    )
    entry_route = models.CharField(
        _("way into the pilot"), max_length=12, choices=EntryRoute.choices
    )
    entered_on = models.DateField(_("entered on"), null=True)
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = HouseholdQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("household of the pilot")
        verbose_name_plural = _("households of the pilot")
        constraints = [
            models.CheckConstraint(
                condition=Q(split_from=None) | Q(entry_route=EntryRoute.SPLIT),
                name="household_split_says_so",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, entered_on__isnull=False)
                | Q(
                    erased_at__isnull=False,
                    entered_on__isnull=True,
                    entry_situation="",
                    entry_route="",
                ),
                name="household_erased_tells_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"household {self.pk}"


@immutable(deletable_if=OF_ERASED)
class HouseholdSize(ImmutableModel):
    """How many people a household has from a day on. The latest day holds; of one day the row written last."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="sizes")
    valid_from = models.DateField(_("since"))
    adults = models.PositiveSmallIntegerField(_("adults"), null=True)
    children = models.PositiveSmallIntegerField(_("children"), null=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = KeptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("size of a household")
        verbose_name_plural = _("sizes of households")
        constraints = [
            models.CheckConstraint(
                condition=Q(adults__isnull=True, children__isnull=True)
                | Q(adults__gte=1, adults__lte=20, children__gte=0, children__lte=20),
                name="household_has_an_adult",
            ),
        ]

    def __str__(self) -> str:
        return f"size {self.pk}"


class TenancyQuerySet(InsideQuerySet):
    """Reads of stays."""

    def standing(self) -> "TenancyQuerySet":
        """Stays that were not entered by mistake."""
        return self.filter(is_void=False)


@no_overlap(of=("flat", "household"), start="start", end="actual_end", unless="is_void")
class Tenancy(models.Model):
    """Days [start, actual_end) of a household in a flat. No two share a day in one flat or of one household: the
    database refuses it. ``programme`` is that of the flat when the stay began.

    ``destination`` is empty while it lasts and after a move within the pilot. ``is_void``: entered by mistake; it
    counts nowhere and stays in the history.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="tenancies")
    flat = models.ForeignKey(Flat, on_delete=models.PROTECT, related_name="tenancies")
    programme = models.CharField(_("programme"), max_length=20, choices=Programme.choices)
    start = models.DateField(pgettext_lazy("stay", "moved in"))
    contract_end = models.DateField(_("contract until"), null=True, blank=True)
    actual_end = models.DateField(
        pgettext_lazy("stay", "ended on"),
        null=True,
        blank=True,
        help_text=_("The first day on which the household does not hold the flat any more."),
    )
    end_reason = models.CharField(
        pgettext_lazy("stay", "why it ended"), max_length=25, blank=True, choices=EndReason.choices
    )
    destination = models.CharField(
        _("where the household went"), max_length=11, blank=True, choices=Destination.choices
    )
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    is_void = models.BooleanField(default=False, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = TenancyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("stay in a flat of the pilot")
        verbose_name_plural = _("stays in flats of the pilot")
        constraints = [
            models.CheckConstraint(
                condition=Q(actual_end__isnull=True) | Q(actual_end__gte=F("start")),
                name="tenancy_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(contract_end__isnull=True) | Q(contract_end__gt=F("start")),
                name="tenancy_contract_has_days",
            ),
            models.CheckConstraint(
                condition=Q(actual_end__isnull=True, end_reason="", destination="")
                | Q(actual_end__isnull=False, end_reason=EndReason.MOVED_WITHIN, destination="")
                | (
                    Q(actual_end__isnull=False)
                    & ~Q(end_reason__in=("", EndReason.MOVED_WITHIN))
                    & ~Q(destination="")
                ),
                name="tenancy_end_says_why_and_where_to",
            ),
        ]

    def __str__(self) -> str:
        return f"stay {self.pk}"


@immutable(deletable_if=OF_ERASED_STAY)
class LimitException(ImmutableModel):
    """What was said of a crisis stay that lasts over its limit: an exception or a plan until a day. It ends nothing."""

    tenancy = models.ForeignKey(Tenancy, on_delete=models.PROTECT, related_name="exceptions")
    answer = models.CharField(_("what is said"), max_length=10, choices=LimitAnswer.choices)
    until = models.DateField(pgettext_lazy("exception", "until"))
    reason = models.CharField(_("why"), max_length=15, choices=LimitReason.choices)
    decided_on = models.DateField(_("decided on"))
    approved_by = models.CharField(_("approved by"), max_length=15, choices=Decider.choices)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = KeptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("exception from the limit")
        verbose_name_plural = _("exceptions from the limit")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("decided_on")), name="limit_exception_has_days"
            ),
        ]

    def __str__(self) -> str:
        return f"exception {self.pk}"
