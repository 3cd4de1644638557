"""Statements: what one respondent says in a round at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.enums import Channel, StatementState
from consultations.models.respondents import Respondent
from consultations.models.rounds import Round
from core.models import Record


class Statement(models.Model):
    """What one respondent gathers and sends at once. It has a record from the moment it is sent.

    ``original_text`` is what came by another channel, untouched; its points quote it by offsets (code points). Points
    of an entered statement wait without a number until the splitting is finished (``is_split``).
    """

    record = models.OneToOneField(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="statement"
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="statements")
    respondent = models.ForeignKey(Respondent, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=StatementState.choices, default=StatementState.DRAFT
    )
    has_no_comments = models.BooleanField(default=False)
    channel = models.CharField(_("channel"), max_length=14, choices=Channel.choices)
    language = models.CharField(max_length=10, default="cs")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements_begun",
    )
    created_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements_sent",
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    is_late = models.BooleanField(_("late"), default=False)
    late_reason = models.CharField(_("why it was taken late"), max_length=300, blank=True)
    original_text = models.TextField(_("original text"), blank=True)
    original_digest = models.CharField(max_length=64, blank=True)
    record_number = models.CharField(_("record number (č. j.)"), max_length=80, blank=True)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    is_split = models.BooleanField(_("split into points"), default=True)
    receipt_digest = models.CharField(max_length=64, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    original_erased_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"],
                condition=Q(number__isnull=False),
                name="statement_number_once_per_round",
            ),
            models.UniqueConstraint(
                fields=["respondent"],
                condition=Q(state=StatementState.DRAFT),
                name="statement_one_draft_per_respondent",
            ),
            models.CheckConstraint(
                condition=Q(state=StatementState.DRAFT)
                | Q(submitted_at__isnull=False, number__isnull=False, record__isnull=False)
                | Q(state=StatementState.WITHDRAWN),
                name="statement_sent_has_number_and_record",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="statement_checked_by_at",
            ),
        ]
        indexes = [models.Index(fields=["round", "state"], name="statement_round_state")]

    def __str__(self) -> str:
        return self.reference or f"{self.round_id}: {self.pk}"

    @property
    def reference(self) -> str:
        """Printed number, such as "R2-P12"; empty before it is sent. Needs ``round`` loaded."""
        return f"{self.round.reference}-P{self.number}" if self.number else ""
