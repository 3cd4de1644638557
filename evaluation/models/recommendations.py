"""What the evaluation recommends, what was answered to it, and what is done because of it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import Contribution, Measure, Version
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from evaluation.enums.judgements import ENDED_ACTIONS, ActionState, Answer, JudgementState
from evaluation.models.findings import (
    ONE_PLACE,
    EvaluationFinding,
    FinalText,
    Judgement,
    JudgementQuerySet,
)


class EvaluationRecommendationQuerySet(JudgementQuerySet):
    """Reads of recommendations."""

    def visible_to(self, user: Any) -> models.QuerySet:
        """As of findings; final ones also whoever is to answer them or does something because of them."""
        known = super().visible_to(user)
        if not user.is_authenticated:
            return known
        asked = Q(state=JudgementState.FINAL) & (
            Q(answerer=user)
            | Q(pk__in=RecommendationAction.objects.filter(owner=user).values("recommendation"))
        )
        return self.filter(Q(pk__in=known.values("pk")) | asked)

    def unanswered(self) -> models.QuerySet:
        """Standing ones nobody answered yet."""
        return self.standing().filter(responses=None)

    def late(self, on: date) -> models.QuerySet:
        """Unanswered ones whose day of answer is over."""
        return self.unanswered().filter(answer_due_on__lt=on)


class EvaluationRecommendation(Judgement):
    """What the evaluation recommends from its findings, to whom, aimed at a passage of a frozen version or a measure.

    ``contribution``: once final it is a contribution of the thread; its outcome is the newest response.
    ``answerer``: an account that answers for the addressee, besides editors and project managers.
    """

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, related_name="evaluation_recommendation"
    )
    contribution = models.OneToOneField(
        Contribution,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evaluation_recommendation",
    )
    findings = models.ManyToManyField(EvaluationFinding, related_name="recommendations")
    addressee = models.CharField(_("to whom"), max_length=200)
    answerer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who answers for them"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answer_due_on = models.DateField(_("answer by"), null=True, blank=True)
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    passage_uid = models.UUIDField(null=True, blank=True)
    measure = models.ForeignKey(
        Measure,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evaluation_recommendations",
    )

    objects = EvaluationRecommendationQuerySet.as_manager()

    class Meta(Judgement.Meta):
        verbose_name = pgettext_lazy("of the evaluation", "recommendation")
        verbose_name_plural = pgettext_lazy("of the evaluation", "recommendations")
        constraints = [
            *Judgement.Meta.constraints,
            models.CheckConstraint(
                condition=ONE_PLACE, name="evaluation_recommendation_aims_at_one_thing"
            ),
        ]

    def is_late(self, on: date, *, is_answered: bool) -> bool:
        """Whether an answer is missing although its day is over."""
        return not is_answered and self.answer_due_on is not None and self.answer_due_on < on


@immutable(removable=("text",), removed_with={"digest": "''"})
class FinalRecommendation(FinalText):
    """The final wording of a recommendation. ``facts``: addressee, findings, where it aims."""

    recommendation = models.OneToOneField(
        EvaluationRecommendation, on_delete=models.PROTECT, related_name="final"
    )

    @property
    def row(self) -> EvaluationRecommendation:
        """What it is the wording of."""
        return self.recommendation

    def __str__(self) -> str:
        return f"final {self.recommendation_id}"


@immutable(removable=("reason",))
class RecommendationResponse(ImmutableModel):
    """What was answered to a recommendation for its addressee; the newest of several counts.

    ``due_on``: by when what was accepted will be done. ``answered_on``: when it was answered in the real world.
    """

    recommendation = models.ForeignKey(
        EvaluationRecommendation, on_delete=models.PROTECT, related_name="responses"
    )
    number = models.PositiveSmallIntegerField()
    answer = models.CharField(
        pgettext_lazy("of a recommendation", "answer"), max_length=8, choices=Answer.choices
    )
    reason = models.TextField(_("reasons of the answer"), blank=True)
    for_whom = models.CharField(_("for whom"), max_length=200)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "number"], name="recommendation_response_issued_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.answer}"


class RecommendationActionQuerySet(models.QuerySet):
    """Reads of actions."""

    def late(self, on: date) -> models.QuerySet:
        """Those of standing recommendations that are not ended although their day is over."""
        standing = EvaluationRecommendation.objects.standing()
        return self.exclude(state__in=sorted(ENDED_ACTIONS)).filter(
            due_on__lt=on, recommendation__in=standing
        )


class RecommendationAction(models.Model):
    """Something that is done because of a recommendation. ``state`` is that of its newest ``ActionStatus``."""

    recommendation = models.ForeignKey(
        EvaluationRecommendation, on_delete=models.PROTECT, related_name="actions"
    )
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("what will be done"), max_length=500)
    who = models.CharField(_("who does it"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who reports on it"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_on = models.DateField(_("deadline"), null=True, blank=True)
    state = models.CharField(
        max_length=18, choices=ActionState.choices, default=ActionState.NOT_STARTED
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = RecommendationActionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "number"], name="recommendation_action_issued_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}/{self.number}"

    def is_late(self, on: date) -> bool:
        """Whether it is not done although its day is over."""
        return self.state not in ENDED_ACTIONS and self.due_on is not None and self.due_on < on


@immutable(removable=("sentence",))
class ActionStatus(ImmutableModel):
    """A dated state of an action with a sentence."""

    action = models.ForeignKey(
        RecommendationAction, on_delete=models.PROTECT, related_name="statuses"
    )
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=18, choices=ActionState.choices)
    sentence = models.CharField(_("what happened"), max_length=500, blank=True)
    reported_on = models.DateField(_("as of"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "number"], name="action_status_issued_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.state}"
