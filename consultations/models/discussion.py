"""What others do with a comment, and its author with the answer: replies, support, reactions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.enums import HiddenReason, Moderation, Satisfaction
from consultations.models.comments import Comment


class Reply(models.Model):
    """A reply of a member or of staff under a comment. Without text it was taken away by its author, or erased."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField(_("reply"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="replies_to_comments"
    )
    at = models.DateTimeField()
    moderation = models.CharField(
        max_length=8, choices=Moderation.choices, default=Moderation.VISIBLE
    )
    hidden_reason = models.CharField(max_length=16, choices=HiddenReason.choices, blank=True)

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.pk}"


class Support(models.Model):
    """One person supports one comment, once."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="supports")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supported_comments"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "user"], name="support_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.user_id}"


class Reaction(models.Model):
    """What a respondent says of the new text: once per point, after the answer."""

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="reaction")
    satisfaction = models.CharField(max_length=8, choices=Satisfaction.choices)
    text = models.CharField(_("in a sentence"), max_length=500, blank=True)
    is_maintained = models.BooleanField(_("I insist on the comment"), default=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.satisfaction}"
