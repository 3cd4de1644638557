"""Decisions of the check before publication, and objections against them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.enums import HiddenReason, Moderation
from consultations.models.comments import Comment
from consultations.models.discussion import Reply
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable


@immutable
class ModerationDecision(ImmutableModel):
    """Somebody checked a comment, or a reply under it, before or after it was shown; or answered an objection.

    Shown with a reason: a part of the words is withheld.
    """

    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, related_name="moderation_decisions"
    )
    reply = models.ForeignKey(
        Reply,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="moderation_decisions",
    )
    decision = models.CharField(max_length=8, choices=Moderation.choices)
    reason = models.CharField(max_length=16, choices=HiddenReason.choices, blank=True)
    answers_objection = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.decision}"


class ModerationObjection(models.Model):
    """The author objects against hiding; another person decides (``answer``)."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField(_("why it should be shown"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.OneToOneField(
        ModerationDecision,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="objection",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comment"],
                condition=Q(decided_at__isnull=True),
                name="objection_open_once_per_comment",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, answer__isnull=True)
                | Q(decided_at__isnull=False, answer__isnull=False),
                name="objection_decided_with_its_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.pk}"
