"""How each comment is settled: outcome and reason, disputes, standard answers, placements and re-tests."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import Version
from consultations.enums import (
    BulkKind,
    BulkState,
    CheckDecision,
    CheckResult,
    DecidedBy,
    DisputeLevel,
    ImportState,
    NoChangeKind,
    Outcome,
    PlacementDecision,
    PlacementStatus,
    SettlementState,
    SheetKind,
    SuggestionState,
)
from consultations.models.comments import Anchor, Comment
from consultations.models.rounds import Round
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from people.models import Organisation


class StandardAnswer(models.Model):
    """An answer used again and again. A change of its words is a new version; the former stays."""

    title = models.CharField(pgettext_lazy("of a standard answer", "title"), max_length=150)
    text = models.TextField(_("text"))
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    previous = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="next"
    )
    is_active = models.BooleanField(_("offered"), default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("standard answer")
        verbose_name_plural = _("standard answers")

    def __str__(self) -> str:
        return self.title


def _pair(name: str) -> Q:
    """Who and when are both set or both empty."""
    by, at = f"{name}_by__isnull", f"{name}_at__isnull"
    return Q(**{by: True, at: True}) | Q(**{at: False})


class Settlement(models.Model):
    """What is done with one sent comment. Members of a cluster have a row each with the same words.

    ``decided_in`` points to the meeting's conclusion when there is a row for it; ``decided_where`` says it in words.
    """

    is_locked = False  # set on what was read under a lock beforehand (``actions.settlements.lock_settlements``)

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="settlement")
    state = models.CharField(
        max_length=12, choices=SettlementState.choices, default=SettlementState.OPEN
    )
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=Outcome.choices, default=Outcome.OPEN
    )
    reason = models.TextField(_("reason of the settlement"), blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="settlements_assigned",
        verbose_name=_("assigned to"),
    )
    department = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="settlements_assigned",
        verbose_name=_("responsible department"),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    standard_answer = models.ForeignKey(
        StandardAnswer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="settlements",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_as = models.CharField(max_length=8, choices=DecidedBy.choices, blank=True)
    decided_on = models.DateField(_("settled on"), null=True, blank=True)
    decided_where = models.CharField(_("settled at"), max_length=200, blank=True)
    decided_in = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="settlements"
    )
    author_agreed_at = models.DateTimeField(null=True, blank=True)
    no_change_kind = models.CharField(max_length=16, choices=NoChangeKind.choices, blank=True)
    no_change_note = models.CharField(max_length=500, blank=True)
    target = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="deferred_settlements"
    )
    target_note = models.CharField(_("moved to"), max_length=200, blank=True)
    covered_passage_uid = models.UUIDField(null=True, blank=True)
    changed_in = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="settlements"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_pair("proposed"), name="settlement_proposed_by_at"),
            models.CheckConstraint(condition=_pair("decided"), name="settlement_decided_by_at"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | ~Q(outcome=Outcome.OPEN),
                name="settlement_decided_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="settlement_state_due"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.state}"


@immutable(emptied={"reason": "''", "note": "''"})
class SettlementVersion(ImmutableModel):
    """The history of an answer: outcome and reason as they stood after each act."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="history")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=SettlementState.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["settlement", "number"], name="settlement_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id}/{self.number}"


class SettlementNote(models.Model):
    """An internal note of those who settle; never shown to the author or the public."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.settlement_id}: {self.pk}"


class Dispute(models.Model):
    """An open disagreement on an essential comment, and the ladder on which it is resolved."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="disputes")
    level = models.CharField(
        _("level"), max_length=14, choices=DisputeLevel.choices, default=DisputeLevel.EDITOR
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author_position = models.TextField(_("position of the author"), blank=True)
    city_position = models.TextField(_("position of the city"), blank=True)
    result = models.TextField(_("result"), blank=True)
    resolved_on = models.DateField(_("resolved on"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_in = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="disputes"
    )
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["settlement"],
                condition=Q(resolved_on__isnull=True),
                name="dispute_open_once_per_settlement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id}: {self.level}"


@immutable(emptied={"note": "''"})
class DisputeStep(ImmutableModel):
    """A dispute went up the ladder, or was resolved."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="steps")
    level = models.CharField(max_length=14, choices=DisputeLevel.choices)
    is_resolution = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    occurred_on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.dispute_id}: {self.level}"


class TakenWording(models.Model):
    """A proposed wording written into a section's draft; the next freeze turns it into a change of the thread."""

    settlement = models.ForeignKey(
        Settlement, on_delete=models.PROTECT, related_name="taken_wordings"
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    passage_uid = models.UUIDField()
    wording = models.TextField()
    is_partial = models.BooleanField(default=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField()
    linked_in = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.settlement_id}: {self.passage_uid}"


class AnchorPlacement(models.Model):
    """Where a comment's place stands in a later version: exactly one row per anchor and version.

    ``targets``: [{"passage_uid", "start", "end"}]; ``score`` is the share of the quote's letters found again, 0-1.
    """

    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="placements")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="placements")
    status = models.CharField(max_length=10, choices=PlacementStatus.choices)
    targets = models.JSONField(default=list)
    score = models.FloatField(default=0.0)
    computed_at = models.DateTimeField()
    decision = models.CharField(
        max_length=10,
        choices=PlacementDecision.choices,
        default=PlacementDecision.NONE,
        blank=True,
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["anchor", "version"], name="placement_once"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="placement_decided_with_its_time",
            ),
        ]
        indexes = [models.Index(fields=["version", "status"], name="placement_version_status")]

    def __str__(self) -> str:
        return f"{self.anchor_id} in {self.version_id}: {self.status}"


class SettlementCheck(models.Model):
    """A re-test at a later freeze: whether the change that met a comment still stands there."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="checks")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="settlement_checks")
    result = models.CharField(max_length=8, choices=CheckResult.choices)
    share = models.FloatField(default=1.0)
    checked_at = models.DateTimeField()
    decision = models.CharField(
        max_length=12, choices=CheckDecision.choices, default=CheckDecision.NONE, blank=True
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_in = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_where = models.CharField(_("conclusion"), max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "version"], name="settlement_check_once"),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id} in {self.version_id}: {self.result}"


class BulkStep(models.Model):
    """One step over many comments: what was to be done, to which, and the fate of each.

    ``kind`` is a value of ``BulkKind``, ``params`` its arguments as JSON. ``targets`` are primary keys of settlements.
    ``results``: [{"reference", "comment", "fate", "reason"}] with ``fate`` a value of ``BulkFate`` and a reason in our
    own words; nothing a person wrote is in it.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="bulk_steps")
    kind = models.CharField(max_length=10, choices=BulkKind.choices)
    params = models.JSONField(default=dict)
    targets = models.JSONField(default=list)
    results = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=BulkState.choices, default=BulkState.WAITING)
    done_count = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=10, default="cs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.round_id}: {self.kind} {self.pk}"


class ClusterSuggestion(models.Model):
    """Comments a search found to say the same; a person joins them or says that they do not.

    ``members`` are primary keys of comments, the first one stands for all; ``key`` is the digest of the sorted keys, so
    that what was parted once is not suggested again. ``score`` is 0-100.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="cluster_suggestions")
    is_equal = models.BooleanField()
    score = models.FloatField()
    members = models.JSONField(default=list)
    key = models.CharField(max_length=64)
    state = models.CharField(
        max_length=8, choices=SuggestionState.choices, default=SuggestionState.OPEN
    )
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "key"], name="cluster_suggestion_once"),
            models.CheckConstraint(
                condition=_pair("decided"), name="cluster_suggestion_decided_by_at"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.key[:8]}"


class SheetImport(models.Model):
    """An uploaded spreadsheet: first a preview with the fate of each row, then confirmed or discarded.

    ``data`` are the bytes as they came, kept once it is confirmed (nothing of a discarded one is kept); ``options`` is
    what was typed beside it, such as the day it came.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=10, choices=SheetKind.choices)
    department = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    filename = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    data = models.BinaryField(default=bytes)
    options = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.PREVIEW
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.filename
