"""Flats of the pilot. There is no address, nor a place for one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluation.enums.pilot import EnergyHolder, FlatSize, OutageReason, Programme
from evaluation.models.pilot import InsideQuerySet, Pilot
from people.models import Organisation


class Flat(models.Model):
    """A flat over [available_from, available_to): known by a code that says nothing of where it is."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="flats")
    code = models.CharField(
        pgettext_lazy("of a flat", "code"),
        max_length=9,
        help_text=_("Letters, a dash and a number, such as K-1. Never an address."),
    )
    programme = models.CharField(_("programme"), max_length=20, choices=Programme.choices)
    district = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="pilot_flats",
        verbose_name=_("city district"),
    )
    size = models.CharField(
        pgettext_lazy("of a flat", "size"), max_length=1, choices=FlatSize.choices
    )
    is_furnished = models.BooleanField(_("furnished"), default=False)
    energy_holder = models.CharField(
        _("who has the energy contract"), max_length=10, choices=EnergyHolder.choices
    )
    available_from = models.DateField(pgettext_lazy("flat", "in the pilot from"))
    available_to = models.DateField(
        pgettext_lazy("flat", "in the pilot until"), null=True, blank=True
    )
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = InsideQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("flat of the pilot")
        verbose_name_plural = _("flats of the pilot")
        constraints = [
            models.UniqueConstraint(fields=["pilot", "code"], name="flat_code_once_per_pilot"),
            models.CheckConstraint(
                condition=Q(available_to__isnull=True) | Q(available_to__gte=F("available_from")),
                name="flat_leaves_after_it_comes",
            ),
        ]

    def __str__(self) -> str:
        return f"flat {self.pk}"


class FlatOutage(models.Model):
    """Days [start, end) on which a flat cannot be used; a stay may go on meanwhile. ``end`` is empty while it lasts."""

    flat = models.ForeignKey(Flat, on_delete=models.PROTECT, related_name="outages")
    start = models.DateField(_("out of service from"))
    end = models.DateField(_("out of service until"), null=True, blank=True)
    reason = models.CharField(_("why"), max_length=10, choices=OutageReason.choices)

    objects = InsideQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("flat out of service")
        verbose_name_plural = _("flats out of service")
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="flat_outage_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"outage {self.pk}"
