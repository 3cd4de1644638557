"""The evaluation plan: its questions as they are worked on, and the versions that were frozen before the data."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import ProjectPage
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from evaluation.enums.judgements import Criterion
from evaluation.models.indicators import Indicator


class EvaluationPlanQuerySet(models.QuerySet):
    """Reads of plans."""

    def visible_to(self, user: Any) -> models.QuerySet:
        """Plans the user may know of: those whose record they may know of."""
        return self.filter(record__in=Record.objects.visible_to(user))


class EvaluationPlan(models.Model):
    """What an evaluation asks and by what it will answer, as evaluators work on it.

    Readers read its frozen versions only. ``slug`` is its part of the address, never given to another.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="evaluation_plan")
    project = models.ForeignKey(
        ProjectPage,
        verbose_name=_("project"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evaluation_plans",
    )
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(pgettext_lazy("of an evaluation plan", "name"), max_length=200)
    purpose = models.TextField(_("purpose of the evaluation"), blank=True)
    method = models.TextField(_("how it will be found out"), blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = EvaluationPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation plan")
        verbose_name_plural = _("evaluation plans")

    def __str__(self) -> str:
        return self.name


class EvaluationQuestion(models.Model):
    """A question of a plan, with a code that is never given to another. A dropped one stays, with the reason."""

    plan = models.ForeignKey(EvaluationPlan, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("question"), max_length=500)
    criterion = models.CharField(_("criterion"), max_length=14, choices=Criterion.choices)
    judged_by = models.TextField(_("by what it will be answered"), blank=True)
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="questions")
    dropped_reason = models.CharField(_("why it was dropped"), max_length=500, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("evaluation question")
        verbose_name_plural = _("evaluation questions")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="evaluation_question_issued_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its permanent code within the plan: "EO 3"."""
        return f"EO {self.number}"


class EvaluationPlanVersionQuerySet(ImmutableQuerySet):
    """Reads of frozen versions."""

    def visible_to(self, user: Any) -> models.QuerySet:
        """Versions the user may know of: staff all, everybody those that a second person made public."""
        return self.filter(record__in=Record.objects.visible_to(user))


@immutable
class EvaluationPlanVersion(ImmutableModel):
    """The plan as it was frozen. ``content``: name, purpose, method and questions; see ``evaluation.plan_content``.

    ``digest`` covers everything and the version before. ``values_count``: values of its indicators that had been
    entered by then, so that one sees whether it was frozen before the data.
    """

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, related_name="evaluation_plan_version"
    )
    plan = models.ForeignKey(EvaluationPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    reason = models.CharField(_("what changes and why"), max_length=500, blank=True)
    values_count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = EvaluationPlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an evaluation plan")
        verbose_name_plural = _("versions of an evaluation plan")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="evaluation_plan_version_issued_once"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="evaluation_plan_change_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.number}"
