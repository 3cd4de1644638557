"""Indicators: what is measured, by which definition, and what is to be reached."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import Measure
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from evaluation.enums import Frequency, IndicatorKind, Joining, PeriodKind, Scale, Way
from people.enums import Role

DIGITS = {"max_digits": 18, "decimal_places": 4}
PERCENT = "%"


class RecordedQuerySet(models.QuerySet):
    """Reads of rows that are as visible as their record."""

    def visible_to(self, user: Any) -> "RecordedQuerySet":
        """Those the user may know of."""
        return self.filter(record__in=Record.objects.visible_to(user))


class IndicatorQuerySet(RecordedQuerySet):
    """Reads of indicators."""

    def visible_to(self, user: Any) -> "IndicatorQuerySet":
        """Those whose record the user may know of; of the pilot its officers know of all, for they enter the values."""
        rule = Q(record__in=Record.objects.visible_to(user))
        if user.is_authenticated and Role.PILOT_OFFICER in user.roles_on(timezone.localdate()):
            rule |= Q(is_pilot=True)
        return self.filter(rule)


class Indicator(models.Model):
    """Something that is measured, under a code of ours or of the funder. What it says stands in its definitions.

    ``is_pilot``: its values may be entered by pilot officers too. ``is_funders``: it is reported to the funder, in the
    funder's periods as well.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="indicator")
    code = models.CharField(pgettext_lazy("of an indicator", "code"), max_length=40, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(
        pgettext_lazy("of an indicator", "kind"), max_length=10, choices=IndicatorKind.choices
    )
    is_pilot = models.BooleanField(_("of the housing pilot"), default=False)
    is_funders = models.BooleanField(_("reported to the funder"), default=False)
    measures = models.ManyToManyField(Measure, blank=True, related_name="indicators")
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return self.code


@immutable(
    removable=(
        "plain_text",
        "included",
        "excluded",
        "baseline_unknown",
        "source",
        "responsible",
        "change_reason",
    )
)
class IndicatorDefinition(ImmutableModel):
    """What an indicator says, as of a number; a change is a further definition with a reason.

    ``breaks_series``: values by it do not compare with those before it. ``breakdowns``: allowed breakdowns as
    [{"key", "label", "categories": [{"key", "label"}]}]. ``tolerance``: the share of the target by which it may be
    missed. ``min_n``, ``group_min_n``: of breakdowns, see ``evaluation.breakdowns``. ``is_as_published``: figures taken
    from elsewhere, whose definition was not told.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="definitions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(pgettext_lazy("of an indicator", "title"), max_length=250)
    plain_text = models.TextField(_("in plain words"), blank=True)
    scale = models.CharField(_("what a value is"), max_length=11, choices=Scale.choices)
    numerator = models.TextField(_("what is counted"), blank=True)
    denominator = models.TextField(_("of what whole"), blank=True)
    may_exceed_whole = models.BooleanField(
        _("the part may be larger than the whole"), default=False
    )
    included = models.TextField(_("who or what counts"), blank=True)
    excluded = models.TextField(_("who or what does not count"), blank=True)
    direction = models.CharField(
        _("direction"), max_length=4, choices=Way.choices, default=Way.NONE
    )
    is_cumulative = models.BooleanField(_("counted from the beginning"), default=False)
    aggregation = models.CharField(
        _("value of a longer period"), max_length=15, choices=Joining.choices, default=Joining.NONE
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    baseline = models.DecimalField(_("baseline"), null=True, blank=True, **DIGITS)
    baseline_on = models.DateField(_("baseline as of"), null=True, blank=True)
    baseline_unknown = models.CharField(
        _("why the baseline is not known"), max_length=300, blank=True
    )
    source = models.CharField(_("source of the data"), max_length=300, blank=True)
    frequency = models.CharField(_("how often"), max_length=9, choices=Frequency.choices)
    responsible = models.CharField(_("who is responsible"), max_length=200, blank=True)
    breakdowns = models.JSONField(_("breakdowns"), default=list, blank=True)
    min_n = models.PositiveSmallIntegerField(
        _("smallest count that is published"), default=5, validators=[MinValueValidator(3)]
    )
    group_min_n = models.PositiveSmallIntegerField(
        _("smallest group of which it is told that all are alike"),
        default=10,
        validators=[MinValueValidator(3)],
    )
    tolerance = models.DecimalField(
        _("tolerance of the verdict"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.05"),
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    is_as_published = models.BooleanField(_("as published, definition not stated"), default=False)
    breaks_series = models.BooleanField(_("values do not compare with the former"), default=True)
    change_reason = models.CharField(_("why it changed"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="definition_issued_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(change_reason=""), name="definition_change_says_why"
            ),
            models.CheckConstraint(
                condition=Q(baseline__isnull=False, baseline_on__isnull=False, baseline_unknown="")
                | Q(baseline__isnull=True, baseline_on__isnull=True) & ~Q(baseline_unknown=""),
                name="definition_has_a_baseline_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=~Q(scale=Scale.RATIO)
                | Q(is_as_published=True)
                | ~Q(numerator="") & ~Q(denominator=""),
                name="definition_of_a_share_names_its_parts",
            ),
            models.CheckConstraint(condition=Q(min_n__gte=3), name="definition_hides_small_counts"),
            models.CheckConstraint(
                condition=Q(tolerance__gte=0, tolerance__lte=1), name="definition_tolerance_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.number}"

    @property
    def is_percent(self) -> bool:
        """Whether a share is told in per cent."""
        return self.scale == Scale.RATIO and self.unit == PERCENT

    @property
    def has_parts(self) -> bool:
        """Whether a value is entered as a part and a whole."""
        return self.scale == Scale.RATIO and not self.is_as_published


class PeriodQuerySet(RecordedQuerySet):
    """Reads of periods."""

    def in_order(self) -> "PeriodQuerySet":
        """By time, the shorter of two that begin at once first."""
        return self.order_by("start_on", "end_on", "pk")


class Period(models.Model):
    """Days [start_on, end_on) for which values are entered, by ``due_on``. A locked one takes no values.

    Periods of one kind and frequency do not overlap; those of the funder need not be those of the evaluation.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="indicator_period")
    kind = models.CharField(
        pgettext_lazy("of a period", "whose period"), max_length=6, choices=PeriodKind.choices
    )
    frequency = models.CharField(_("length"), max_length=9, choices=Frequency.choices)
    label = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(max_length=80, unique=True)
    start_on = models.DateField(_("first day"))
    end_on = models.DateField(_("first day after it"))
    due_on = models.DateField(_("values are due on"), null=True, blank=True)
    is_locked = models.BooleanField(default=False)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end_on__gt=F("start_on")), name="indicator_period_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["kind", "frequency", "start_on"], name="indicator_period_starts_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def last_on(self) -> date:
        """The last day of it."""
        return self.end_on - timedelta(days=1)


@immutable(removable=("reason",))
class PeriodLock(ImmutableModel):
    """A period was locked, or opened again with a reason, by somebody."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="locks")
    is_locked = models.BooleanField()
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_locked=True) | ~Q(reason=""), name="period_opened_again_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id}: {self.is_locked}"


class TargetQuerySet(ImmutableQuerySet):
    """Reads of targets."""

    def current(self) -> "TargetQuerySet":
        """The newest of each period or year: what was set before stays readable."""
        newer = self.model.objects.filter(
            Q(period=models.OuterRef("period")) | Q(year=models.OuterRef("year")),
            definition=models.OuterRef("definition"),
            number__gt=models.OuterRef("number"),
        )
        return self.filter(~models.Exists(newer))


@immutable(removable=("reason",))
class Target(ImmutableModel):
    """What is to be reached by the end of a period or of a year. A further one for the same says why."""

    definition = models.ForeignKey(
        IndicatorDefinition, on_delete=models.PROTECT, related_name="targets"
    )
    period = models.ForeignKey(
        Period, null=True, blank=True, on_delete=models.PROTECT, related_name="targets"
    )
    year = models.PositiveSmallIntegerField(
        pgettext_lazy("of a target", "year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
    )
    number = models.PositiveSmallIntegerField(default=1)
    value = models.DecimalField(_("target"), **DIGITS)
    reason = models.CharField(_("why it changed"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(period__isnull=True, year__isnull=False)
                | Q(period__isnull=False, year__isnull=True),
                name="target_of_a_period_or_a_year",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="target_change_says_why"
            ),
            models.UniqueConstraint(
                fields=["definition", "period", "number"], name="target_of_a_period_once"
            ),
            models.UniqueConstraint(
                fields=["definition", "year", "number"], name="target_of_a_year_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition_id}: {self.period_id or self.year}"
