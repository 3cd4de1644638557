"""Comments on the agenda of a working group's meeting."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.models.rounds import Round
from consultations.models.settlements import Settlement
from working_groups.enums import DecisionState
from working_groups.models import AgendaItem, Decision


class RoundOnAgenda(models.Model):
    """The proposed settlements of a round that a meeting is to decide under one item of its agenda."""

    item = models.OneToOneField(
        AgendaItem, on_delete=models.PROTECT, related_name="round_on_agenda"
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="on_agendas")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("comments on the agenda")
        verbose_name_plural = _("comments on the agenda")

    def __str__(self) -> str:
        return f"{self.item_id}: {self.round_id}"


class PointOnAgendaQuerySet(models.QuerySet):
    """Reads of comments on agendas."""

    def undecided(self) -> "PointOnAgendaQuerySet":
        """Those without a conclusion, or whose conclusion was revoked."""
        return self.filter(Q(decision=None) | Q(decision__state=DecisionState.REVOKED))


class PointOnAgenda(models.Model):
    """One proposed settlement a meeting decides: en bloc with the others, or singly once a member took it out.

    ``proposed_at`` pins the proposal members were shown. ``decision`` is the conclusion over it, also one that has yet
    to be confirmed, and one that was revoked since, until there is another; ``recorded_by`` wrote that down.
    """

    agenda = models.ForeignKey(RoundOnAgenda, on_delete=models.PROTECT, related_name="points")
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="on_agendas")
    position = models.PositiveSmallIntegerField()
    proposed_at = models.DateTimeField(null=True)
    taken_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_out_at = models.DateTimeField(null=True, blank=True)
    taken_out_note = models.CharField(_("why it is taken out"), max_length=300, blank=True)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="settled_points"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PointOnAgendaQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment on the agenda")
        verbose_name_plural = _("comments on the agenda")
        constraints = [
            models.UniqueConstraint(fields=["agenda", "settlement"], name="point_on_agenda_once"),
            models.CheckConstraint(
                condition=Q(taken_out_by__isnull=True, taken_out_at__isnull=True)
                | Q(taken_out_by__isnull=False, taken_out_at__isnull=False),
                name="point_taken_out_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=True, recorded_by__isnull=True)
                | Q(decision__isnull=False, recorded_by__isnull=False),
                name="point_decided_and_recorded_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agenda_id}/{self.position}"

    @property
    def is_decided(self) -> bool:
        """There is a conclusion over it that was not revoked; needs ``decision`` loaded."""
        return self.decision is not None and self.decision.state != DecisionState.REVOKED
