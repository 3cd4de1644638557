"""The housing pilot itself: its rules and planned numbers as dated rows, and what was changed in its rows."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import ProjectPage
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from evaluation.enums.pilot import ChangeReason, Programme
from people.enums import Role

LEAST_MINIMUM = 3
PROPOSED_KEEP_YEARS = 10
READERS = frozenset({Role.PILOT_OFFICER, Role.EVALUATOR})


def reads_households(user: Any) -> bool:
    """Whether rows of households are for this person today: the one rule of the pilot, whatever else they are."""
    return user.is_authenticated and bool(user.roles_on(timezone.localdate()) & READERS)


# SQL of when rows of a household may be deleted: once it was erased (core.immutability)
_ERASED = "SELECT 1 FROM evaluation_household h WHERE h.erased_at IS NOT NULL AND h.id ="
OF_ERASED = f"EXISTS ({_ERASED} OLD.household_id)"
_STAY = "SELECT t.household_id FROM evaluation_tenancy t WHERE t.id = OLD.tenancy_id"
OF_ERASED_STAY = f"EXISTS ({_ERASED} ({_STAY}))"


class InsideQuerySet(models.QuerySet):
    """Reads of rows for pilot officers and evaluators only."""

    def visible_to(self, user: Any) -> "InsideQuerySet":
        """All of them, or none: nobody else may know that there are any."""
        return self if reads_households(user) else self.none()


class KeptQuerySet(ImmutableQuerySet):
    """Reads of rows for pilot officers and evaluators only that never change."""

    def visible_to(self, user: Any) -> "KeptQuerySet":
        """All of them, or none."""
        return self if reads_households(user) else self.none()


class PilotQuerySet(models.QuerySet):
    """Reads of pilots."""

    def visible_to(self, user: Any) -> "PilotQuerySet":
        """Pilots whose record the user may know of; whoever reads households knows of each."""
        if reads_households(user):
            return self
        return self.filter(record__in=Record.objects.visible_to(user))


class Pilot(models.Model):
    """A trial of housing. What is done with flats and households is logged on ``inside``, a restricted record, and
    never whose they are: a date in a log that staff may read must not tell that somebody lost their flat.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="pilot")
    inside = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="inside_of_pilot")
    project = models.ForeignKey(
        ProjectPage, null=True, blank=True, on_delete=models.PROTECT, related_name="pilots"
    )
    name = models.CharField(pgettext_lazy("of a pilot", "name"), max_length=200, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = PilotQuerySet.as_manager()

    class Meta:
        verbose_name = _("housing pilot")
        verbose_name_plural = _("housing pilots")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="pilot_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def ended_by(self, on: date) -> date | None:
        """Its last day, where that has passed; None while it goes on."""
        return self.ends_on if self.ends_on is not None and self.ends_on < on else None


@immutable
class PilotRules(ImmutableModel):
    """What was agreed from a day on; the row with the latest day holds. Defaults are Ostrava's (ostrava-facts, 5).

    Limits, reviews and the assessment hold for what begins from that day on (``stays.DatedRules``), the minimums for
    half-years that end from that day on.

    ``is_cooperation_compulsory_everywhere``: the sources differ. The page of the project asks every household to work
    with a social worker, the page of the city only those in social flats. ``keep_years`` after the last stay and the
    end of the pilot: no source says it, ten years are those of papers of projects of the European Social Fund.
    """

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="rules")
    valid_from = models.DateField(_("valid from"))
    crisis_months = models.PositiveSmallIntegerField(_("longest crisis stay, in months"), default=6)
    crisis_reviews = models.JSONField(_("months of reviews of a crisis stay"))
    assessment_months = models.PositiveSmallIntegerField(_("assessment, in months"), default=3)
    gap_days = models.PositiveSmallIntegerField(
        _("crisis stays with fewer days between them count together"), default=30
    )
    is_cooperation_compulsory_everywhere = models.BooleanField(
        _("cooperation with a social worker is compulsory in affordable flats too"), default=False
    )
    minimum = models.PositiveSmallIntegerField(_("least count that may be published"), default=5)
    crossed_minimum = models.PositiveSmallIntegerField(
        _("least count of a table of two features"), default=10
    )
    group_minimum = models.PositiveSmallIntegerField(
        _("smallest group of which it is told that all are alike"), default=10
    )
    keep_years = models.PositiveSmallIntegerField(
        _("years for which rows of households are kept"), default=PROPOSED_KEEP_YEARS
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum__gte=LEAST_MINIMUM, crossed_minimum__gte=models.F("minimum")),
                name="pilot_minimum_protects",
            ),
            models.CheckConstraint(
                condition=Q(crisis_months__gte=1, assessment_months__gte=1),
                name="pilot_limits_have_months",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pilot_id} {self.valid_from}"

    @property
    def is_keeping_proposed(self) -> bool:
        """Whether the years are those we propose, which the city still has to confirm or change."""
        return self.keep_years == PROPOSED_KEEP_YEARS


@immutable
class PlannedFlats(ImmutableModel):
    """How many flats were planned from a day on: a target, never a limit. The row with the latest day holds."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="planned")
    programme = models.CharField(max_length=20, choices=Programme.choices)
    valid_from = models.DateField(_("valid from"))
    count = models.PositiveSmallIntegerField(_("planned flats"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pilot_id} {self.programme} {self.valid_from}"


def holding(rows: list[Any], on: date) -> Any:
    """Of dated rows the one that holds on a day: the latest one begun by then; of one day the one written last."""
    begun = [row for row in rows if row.valid_from <= on]
    return max(begun, key=lambda row: (row.valid_from, row.pk), default=None)


@immutable(deletable_if=f"{OF_ERASED} OR {OF_ERASED_STAY}")
class RowChange(ImmutableModel):
    """A fact of a flat, household or stay that was changed: from what, to what, why. Values as stored; "": none."""

    flat = models.ForeignKey(
        "evaluation.Flat", null=True, on_delete=models.PROTECT, related_name="changes"
    )
    household = models.ForeignKey(
        "evaluation.Household", null=True, on_delete=models.PROTECT, related_name="changes"
    )
    tenancy = models.ForeignKey(
        "evaluation.Tenancy", null=True, on_delete=models.PROTECT, related_name="changes"
    )
    field = models.CharField(max_length=40)
    former = models.CharField(max_length=80, blank=True)
    new = models.CharField(max_length=80, blank=True)
    reason = models.CharField(_("why"), max_length=15, choices=ChangeReason.choices)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = KeptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(flat__isnull=False, household=None, tenancy=None)
                | Q(flat=None, household__isnull=False, tenancy=None)
                | Q(flat=None, household=None, tenancy__isnull=False),
                name="row_change_is_of_one_row",
            ),
        ]

    def __str__(self) -> str:
        return f"change {self.pk}"
