"""Values of indicators: entered by one person, approved by another, corrected by a further row."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.enums import Visibility
from core.guards import Guard, guarded
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from evaluation.enums import STANDING_STATES, MeasurementState
from evaluation.formulas import Measured
from evaluation.models.indicators import DIGITS, Indicator, IndicatorDefinition, Period
from people.enums import Role

READERS = frozenset({Role.EVALUATOR, Role.PROJECT_MANAGER})


class Figures(models.Model):
    """What was measured: a value, a part of a whole, or words. ``parts``: {breakdown: {category: count}}."""

    value = models.DecimalField(
        pgettext_lazy("of an indicator", "value"), null=True, blank=True, **DIGITS
    )
    numerator = models.DecimalField(
        pgettext_lazy("of a share", "part"), null=True, blank=True, **DIGITS
    )
    denominator = models.DecimalField(
        pgettext_lazy("of a share", "whole"), null=True, blank=True, **DIGITS
    )
    narrative = models.TextField(_("in words"), blank=True)
    parts = models.JSONField(_("breakdowns"), default=dict, blank=True)
    data_as_of = models.DateField(_("data as of"), null=True, blank=True)
    comment = models.TextField(_("comment on the deviation"), blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__gt=0),
                name="%(class)s_part_of_a_whole",
            ),
        ]

    @property
    def measured(self) -> Measured:
        """The numbers, for computing."""
        return Measured(self.value, self.numerator, self.denominator)


class MeasurementQuerySet(models.QuerySet):
    """Reads of values."""

    def visible_to(self, user: Any) -> "MeasurementQuerySet":
        """Values the user may know of: published ones of public indicators everybody, approved ones staff, those on the
        way who measures, and of the pilot its officers.
        """
        rule = Q(record__in=Record.objects.visible_to(user))
        if user.is_authenticated:
            roles = user.roles_on(timezone.localdate())
            if roles & READERS:
                return self.all()
            if Role.PILOT_OFFICER in roles:
                rule |= Q(indicator__is_pilot=True)
        return self.filter(rule)

    def standing(self) -> "MeasurementQuerySet":
        """Approved values that no approved correction took the place of."""
        newer = self.model.objects.filter(
            corrects=models.OuterRef("pk"), state__in=sorted(STANDING_STATES)
        )
        return self.filter(~models.Exists(newer), state__in=sorted(STANDING_STATES))

    def published(self) -> "MeasurementQuerySet":
        """Published values that no published correction took the place of.

        A correction may never have been published itself, but what corrected it in turn.
        """
        newer = self.model.objects.filter(
            definition=models.OuterRef("definition"),
            period=models.OuterRef("period"),
            number__gt=models.OuterRef("number"),
            state=MeasurementState.PUBLISHED,
        )
        # asked first, since it is found at once: most values were never corrected
        correction = self.model.objects.filter(corrects=models.OuterRef("pk"))
        return self.filter(
            ~models.Exists(correction) | ~models.Exists(newer), state=MeasurementState.PUBLISHED
        )

    def publishable(self) -> "MeasurementQuerySet":
        """Approved values of public indicators that may be published: not those that were corrected since, nor those
        counted from households of the pilot (``Measurement.is_of_households``).
        """
        return (
            self.standing()
            .filter(
                state=MeasurementState.APPROVED, indicator__record__visibility=Visibility.PUBLIC
            )
            .exclude(indicator__is_pilot=True, definition__is_as_published=False)
        )

    def shown(self) -> "MeasurementQuerySet":
        """Values that count for readers: published ones of public indicators, approved ones of those for staff."""
        is_public = Q(indicator__record__visibility=Visibility.PUBLIC)
        ways = self.model.objects
        return self.filter(
            is_public & Q(pk__in=ways.published().values("pk"))
            | ~is_public & Q(pk__in=ways.standing().values("pk"))
        )


# What an approval was given to, and where it stands.
_SAID = (
    "definition_id", "period_id", "corrects_id", "value", "numerator", "denominator", "narrative", "parts",
    "data_as_of", "comment",
)  # fmt: skip
_CHANGED = " OR ".join(f"NEW.{column} {{differs}} OLD.{column}" for column in _SAID)


@guarded(
    Guard(
        "not_into_a_locked_period",
        "INSERT",
        "EXISTS (SELECT 1 FROM evaluation_period WHERE id = NEW.period_id AND is_locked)",
    ),
    # what was approved may still be published
    Guard(
        "not_in_a_locked_period",
        "UPDATE",
        f"({_CHANGED} OR "  # noqa: S608  names only
        "NEW.state <> OLD.state AND NOT (OLD.state = 'approved' AND NEW.state = 'published')) "
        "AND EXISTS (SELECT 1 FROM evaluation_period WHERE id IN (OLD.period_id, NEW.period_id) AND is_locked)",
    ),
    Guard(
        "approval_stands",
        "UPDATE",
        "OLD.state = 'approved' AND NEW.state NOT IN ('approved', 'published') "
        "OR OLD.state = 'published' AND NEW.state <> 'published'",
    ),
)
class Measurement(Figures):
    """A value of an indicator for a period, by one of its definitions, on its way from entry to the public.

    The database keeps a locked period and an approval, whoever writes. The figures of this row are what is typed; from
    approval on those of its ``ApprovedValue`` count, see ``figures``. ``entered_by`` typed them last. ``corrects``: the
    value whose place this one takes; that one stays.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="measurement")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measurements")
    number = models.PositiveIntegerField()
    definition = models.ForeignKey(
        IndicatorDefinition, on_delete=models.PROTECT, related_name="measurements"
    )
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="measurements")
    state = models.CharField(
        max_length=9, choices=MeasurementState.choices, default=MeasurementState.DRAFT
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(_("why it was returned"), max_length=500, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction"
    )
    correction_reason = models.CharField(_("why it is corrected"), max_length=500, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeasurementQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("of an indicator", "value")
        verbose_name_plural = pgettext_lazy("of an indicator", "values")
        constraints = [
            *Figures.Meta.constraints,
            models.UniqueConstraint(
                fields=["indicator", "number"], name="measurement_number_issued_once"
            ),
            models.UniqueConstraint(
                fields=["definition", "period"],
                condition=Q(corrects__isnull=True),
                name="measurement_of_a_period_once",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, correction_reason="")
                | Q(corrects__isnull=False) & ~Q(correction_reason=""),
                name="measurement_correction_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeasurementState.RETURNED) | ~Q(return_reason=""),
                name="measurement_returned_says_why",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True, submitted_at__isnull=True)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="measurement_submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=MeasurementState.PUBLISHED)
                & Q(published_by__isnull=False, published_at__isnull=False)
                | ~Q(state=MeasurementState.PUBLISHED)
                & Q(published_by__isnull=True, published_at__isnull=True),
                name="measurement_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.record.reference

    @property
    def figures(self) -> Figures:
        """What counts: the approved figures, before that what is typed. Load ``approved`` with the row."""
        return self.approved if self.state in STANDING_STATES else self

    @property
    def is_of_households(self) -> bool:
        """Whether it was counted from households of the pilot. Such figures are public by closed half-years only, where
        small counts are left out (ADR 25). Load indicator and definition with the row.
        """
        return self.indicator.is_pilot and not self.definition.is_as_published


@immutable(removable=("narrative", "comment"))
class ApprovedValue(Figures, ImmutableModel):
    """The figures of a value as they were approved, by somebody who did not enter them."""

    measurement = models.OneToOneField(
        Measurement, on_delete=models.PROTECT, related_name="approved"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            *Figures.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(by=F("entered_by")), name="value_approved_by_another_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measurement_id} approved"
