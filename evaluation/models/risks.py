"""The register of risks: what could happen, how large it is over time, what is done, and what warned of it."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import Measure
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from evaluation.enums import (
    OPEN_ACTION_STATES,
    ActionState,
    AlertEnd,
    Crossing,
    Proximity,
    RiskCategory,
    RiskResponse,
    RiskState,
)
from evaluation.models.indicators import DIGITS, Indicator
from evaluation.models.measurements import Measurement


class RiskQuerySet(models.QuerySet):
    """Reads of risks."""

    def visible_to(self, user: Any) -> "RiskQuerySet":
        """Risks the user may know of: by their record, those they raised and those they answer for."""
        rule = Q(record__in=Record.objects.visible_to(user))
        if user.is_authenticated:
            rule |= Q(raised_by=user.pk) | Q(owner=user.pk)
        return self.filter(rule)

    def open(self) -> "RiskQuerySet":
        """Those that are not closed."""
        return self.exclude(state=RiskState.CLOSED)

    def open_before(self, moment: datetime) -> "RiskQuerySet":
        """Those that were not closed at a moment, whatever became of them later."""
        steps = RiskStep.objects.filter(risk=models.OuterRef("pk"), at__lt=moment)
        last = steps.order_by("-at", "-pk").values("to_state")[:1]
        return self.alias(stood=Coalesce(models.Subquery(last), models.Value(""))).exclude(
            stood=RiskState.CLOSED
        )

    def review_due(self, on: date) -> "RiskQuerySet":
        """Open ones whose day of review has come."""
        return self.open().filter(review_on__lte=on)


class Risk(models.Model):
    """Something that could stop measures or the pilot: because of a cause an event happens, with an effect.

    ``owner`` answers for it; nobody does until an evaluator or a chair says who. A value of ``warning_indicator`` that
    crosses ``warning_threshold`` opens an ``Alert``.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="risk")
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(pgettext_lazy("of a risk", "title"), max_length=200)
    cause = models.TextField(pgettext_lazy("of a risk", "cause"))
    event = models.TextField(pgettext_lazy("of a risk", "what could happen"))
    effect = models.TextField(pgettext_lazy("of a risk", "what it would lead to"))
    category = models.CharField(
        pgettext_lazy("of a risk", "what it concerns"),
        max_length=10,
        choices=RiskCategory.choices,
    )
    proximity = models.CharField(
        pgettext_lazy("of a risk", "when it could happen"), max_length=6, choices=Proximity.choices
    )
    response = models.CharField(
        _("what we do about it"), max_length=8, choices=RiskResponse.choices, blank=True
    )
    response_text = models.TextField(_("how exactly"), blank=True)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="raised_risks"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_risks",
    )
    measures = models.ManyToManyField(Measure, related_name="risks", blank=True)
    indicators = models.ManyToManyField(Indicator, related_name="threatening_risks", blank=True)
    review_on = models.DateField(
        pgettext_lazy("risk", "look at it again on"), null=True, blank=True
    )
    state = models.CharField(max_length=12, choices=RiskState.choices, default=RiskState.IDENTIFIED)
    warning_indicator = models.ForeignKey(
        Indicator,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="warns_of",
    )
    warning_threshold = models.DecimalField(null=True, blank=True, **DIGITS)
    warning_crossing = models.CharField(max_length=5, choices=Crossing.choices, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = RiskQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("evaluation", "risk")
        verbose_name_plural = pgettext_lazy("evaluation", "risks")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    warning_indicator__isnull=True,
                    warning_threshold__isnull=True,
                    warning_crossing="",
                )
                | Q(
                    warning_indicator__isnull=False,
                    warning_threshold__isnull=False,
                    owner__isnull=False,
                )
                & ~Q(warning_crossing=""),
                name="risk_warning_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RiskState.TREATED, RiskState.WATCHED])
                | Q(owner__isnull=False) & ~Q(response=""),
                name="risk_dealt_with_has_an_owner_and_a_response",
            ),
        ]

    def __str__(self) -> str:
        return f"RZ/{self.number}"


def _on_scale(verbose_name: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        verbose_name, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


SIZES = ("inherent_probability", "inherent_impact", "residual_probability", "residual_impact")


@immutable(removable=("why",))
class RiskAssessment(ImmutableModel):
    """How large a risk was found to be on a day: without what is done about it (inherent), and with it (residual)."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveSmallIntegerField()
    inherent_probability = _on_scale(_("probability if nothing was done"))
    inherent_impact = _on_scale(_("impact if nothing was done"))
    residual_probability = _on_scale(_("probability with what is done"))
    residual_impact = _on_scale(_("impact with what is done"))
    why = models.TextField(_("why so"))
    assessed_on = models.DateField(_("assessed on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["risk", "number"], name="risk_assessment_in_order"),
            models.CheckConstraint(
                condition=Q(*[Q(**{f"{name}__range": (1, 5)}) for name in SIZES]),
                name="risk_assessment_on_the_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_id}: {self.number}"


@immutable(removable=("reason",))
class RiskStep(ImmutableModel):
    """A risk went from one state to another, and why."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=12, choices=RiskState.choices)
    to_state = models.CharField(max_length=12, choices=RiskState.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_state__in=[RiskState.MATERIALISED, RiskState.CLOSED])
                | ~Q(reason=""),
                name="risk_step_to_an_end_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_id}: {self.from_state} -> {self.to_state}"


class RiskAction(models.Model):
    """One thing that is done against a risk, by whom and until when. Dropped, never deleted."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(pgettext_lazy("against a risk", "what is to be done"))
    responsible = models.CharField(pgettext_lazy("against a risk", "who does it"), max_length=200)
    due_on = models.DateField(pgettext_lazy("against a risk", "by when"), null=True, blank=True)
    state = models.CharField(max_length=7, choices=ActionState.choices, default=ActionState.PLANNED)
    note = models.TextField(_("how it stands"), blank=True)
    ended_on = models.DateField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["risk", "number"], name="risk_action_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(OPEN_ACTION_STATES), ended_on__isnull=True)
                | ~Q(state__in=sorted(OPEN_ACTION_STATES)) & Q(ended_on__isnull=False),
                name="risk_action_ended_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_id}: {self.number}"


class AlertQuerySet(ImmutableQuerySet):
    """Reads of alerts."""

    def visible_to(self, user: Any) -> "AlertQuerySet":
        """Alerts of risks the user answers for: nobody else is told of a value that nobody approved."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(risk__owner=user.pk)

    def open(self) -> "AlertQuerySet":
        """Those that did not end."""
        return self.filter(closing__isnull=True)


@immutable
class Alert(ImmutableModel):
    """A value that was not approved yet crossed the threshold of a risk. For the owner of the risk only.

    ``record`` is restricted: that there is an alert tells of the value. ``value`` and ``threshold`` are what they were
    when it was opened. It ends by an ``AlertClosing``, it is never deleted.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="risk_alert")
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="alerts")
    number = models.PositiveSmallIntegerField()
    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="alerts")
    value = models.DecimalField(**DIGITS)
    threshold = models.DecimalField(**DIGITS)
    crossing = models.CharField(max_length=5, choices=Crossing.choices)
    opened_at = models.DateTimeField()

    objects = AlertQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["risk", "number"], name="risk_alert_in_order"),
        ]

    def __str__(self) -> str:
        return f"RZ alert {self.pk}"


@immutable(removable=("reason",))
class AlertClosing(ImmutableModel):
    """An alert ended, how and why. ``by`` whose act ended it."""

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, related_name="closing")
    how = models.CharField(max_length=10, choices=AlertEnd.choices)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="alert_closed_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.how}"
