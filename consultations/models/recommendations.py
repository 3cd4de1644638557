"""Recommendations of focus groups in rounds of comments: each is a comment there, settled like any other."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.models.comments import Comment
from focus_groups.models import Recommendation


class RecommendationInRoundQuerySet(models.QuerySet):
    """Reads of recommendations in rounds."""

    def visible_to(self, user: Any) -> "RecommendationInRoundQuerySet":
        """Rows whose recommendation and whose comment the user may both know of."""
        return self.filter(
            recommendation__in=Recommendation.objects.visible_to(user),
            comment__in=Comment.objects.visible_to(user),
        )


class RecommendationInRound(models.Model):
    """A recommendation became a comment of a round. The series speaks there; no person is behind it.

    Who facilitates the series gets the receipt and the answer, and speaks for it.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="in_rounds"
    )
    comment = models.OneToOneField(
        Comment, on_delete=models.PROTECT, related_name="recommendation_behind"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = RecommendationInRoundQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("recommendation in a round")
        verbose_name_plural = _("recommendations in rounds")

    def __str__(self) -> str:
        return f"{self.recommendation_id} -> {self.comment_id}"
