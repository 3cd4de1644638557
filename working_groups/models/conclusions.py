"""Conclusions of groups, written procedures and tasks."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import Contribution, Version
from core.enums import RecordOrigin, Visibility
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from people.models import AudienceMember
from working_groups.enums import (
    OPEN_TASK_STATES,
    AdoptionResult,
    DecisionKind,
    DecisionMethod,
    DecisionState,
    DecisionVerb,
    ProcedureAnswer,
    ProcedureState,
    QuorumRule,
    TaskState,
)
from working_groups.models.groups import Group, Membership
from working_groups.models.meetings import AgendaItem, Meeting
from working_groups.models.minutes import MinutesVersion


def known_to(user: Any) -> Q:
    """Filter for rows that reach their record by ``record``: those the user may know of.

    What is for members only (restricted) is for the people in its audience now, and not for staff.
    """
    rule = Q(record__in=Record.objects.visible_to(user))
    if not user.is_authenticated:
        return rule
    now = timezone.now()
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=now)
    circles = AudienceMember.objects.filter(lasting, user=user.pk, valid_from__lte=now)
    return rule | Q(
        record__visibility=Visibility.RESTRICTED, record__audience__in=circles.values("audience")
    )


class WrittenProcedureQuerySet(models.QuerySet):
    """Reads of written procedures."""

    def visible_to(self, user) -> "WrittenProcedureQuerySet":
        """Procedures the user may know of: those whose record they may know of, and those they vote in."""
        rule = known_to(user)
        if user.is_authenticated:
            rule |= Q(pk__in=ProcedureVoter.objects.filter(user=user.pk).values("procedure"))
        return self.filter(rule)

    def open(self, at: datetime) -> "WrittenProcedureQuerySet":
        """Those in which seats vote at the moment: half-open [opens_at, closes_at)."""
        return self.filter(state=ProcedureState.STARTED, opens_at__lte=at, closes_at__gt=at)

    def to_be_closed(self, at: datetime) -> "WrittenProcedureQuerySet":
        """Those whose time is over and whose outcome is not recorded; what is entered later its secretary closes."""
        return self.filter(state=ProcedureState.STARTED, closes_at__lte=at).exclude(
            record__origin=RecordOrigin.BACKFILLED
        )


class WrittenProcedure(models.Model):
    """A question the voting seats of one group answer in writing during [opens_at, closes_at).

    Who votes is frozen when it starts (``voters``). ``confirms`` is the conclusion of a meeting without a quorum it is
    to confirm. ``version`` pins the text it is about.
    """

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, related_name="written_procedure"
    )
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="procedures")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    verb = models.CharField(max_length=10, choices=DecisionVerb.choices)
    text = models.TextField(_("proposed conclusion"))
    rationale = models.TextField(pgettext_lazy("of a conclusion", "reason"), blank=True)
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirms = models.ForeignKey(
        "Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="confirmed_by"
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    state = models.CharField(
        max_length=9, choices=ProcedureState.choices, default=ProcedureState.STARTED
    )
    quorum_rule = models.CharField(max_length=10, choices=QuorumRule.choices)
    quorum_count = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("why it was called off"), max_length=300, blank=True)

    objects = WrittenProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = _("written procedure")
        verbose_name_plural = _("written procedures")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "year", "number"], name="procedure_number_issued_once"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="procedure_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.record.reference


class ProcedureVoter(models.Model):
    """A seat that votes in a written procedure, with the names it had when the procedure started."""

    procedure = models.ForeignKey(WrittenProcedure, on_delete=models.PROTECT, related_name="voters")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    organisation_name = models.CharField(max_length=200, blank=True)
    answer = models.CharField(
        max_length=9, choices=ProcedureAnswer.choices, default=ProcedureAnswer.NONE
    )
    note = models.CharField(pgettext_lazy("of a vote", "note"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "membership"], name="procedure_seat_votes_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.name}"


class DecisionQuerySet(models.QuerySet):
    """Reads of conclusions."""

    def visible_to(self, user) -> "DecisionQuerySet":
        """Conclusions the user may know of: those whose record they may know of."""
        return self.filter(known_to(user))


class Decision(models.Model):
    """A numbered conclusion of one or several groups (Czech "závěr"), from a meeting or a written procedure.

    Its number (``PS1/2017/12``) is issued once by the host group and never again. It is a contribution of the thread.
    Provisional until the minutes are approved. ``text`` is the newest of its ``versions``.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="decision")
    contribution = models.OneToOneField(
        Contribution, on_delete=models.PROTECT, related_name="decision"
    )
    host = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="hosted_decisions")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    procedure = models.OneToOneField(
        WrittenProcedure, null=True, blank=True, on_delete=models.PROTECT, related_name="decision"
    )
    kind = models.CharField(
        max_length=14, choices=DecisionKind.choices, default=DecisionKind.RESOLUTION
    )
    verb = models.CharField(max_length=10, choices=DecisionVerb.choices)
    text = models.TextField(pgettext_lazy("of a conclusion", "text"))
    rationale = models.TextField(pgettext_lazy("of a conclusion", "reason"), blank=True)
    alternatives = models.TextField(_("alternatives considered"), blank=True)
    method = models.CharField(
        max_length=12, choices=DecisionMethod.choices, default=DecisionMethod.CONSENSUS
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=DecisionState.choices, default=DecisionState.RECORDED
    )
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    review_on = models.DateField(_("to be reviewed on"), null=True, blank=True)
    end_reason = models.CharField(_("why it does not hold"), max_length=500, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a working group", "conclusion")
        verbose_name_plural = pgettext_lazy("of a working group", "conclusions")
        constraints = [
            models.UniqueConstraint(
                fields=["host", "year", "number"], name="decision_number_issued_once"
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, procedure__isnull=True)
                | Q(meeting__isnull=True, item__isnull=True, procedure__isnull=False),
                name="decision_of_a_meeting_or_a_procedure",
            ),
        ]

    def __str__(self) -> str:
        return self.record.reference


class DecisionAdoption(models.Model):
    """What one group made of a conclusion: its votes, how many seats were there and how many were needed."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="adoptions")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="adoptions")
    result = models.CharField(max_length=15, choices=AdoptionResult.choices)
    present_count = models.PositiveSmallIntegerField(null=True, blank=True)
    quorum_count = models.PositiveSmallIntegerField(default=0)
    for_count = models.PositiveSmallIntegerField(_("for"), null=True, blank=True)
    against_count = models.PositiveSmallIntegerField(_("against"), null=True, blank=True)
    abstained_count = models.PositiveSmallIntegerField(_("abstained"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "group"], name="decision_adoption_once"),
            models.CheckConstraint(
                condition=Q(for_count__isnull=True)
                | Q(present_count__isnull=True)
                | Q(present_count__gte=F("for_count") + F("against_count") + F("abstained_count")),
                name="decision_has_no_more_votes_than_present",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.group_id}"


@immutable(emptied={"text": "''", "note": "''"})
class DecisionVersion(ImmutableModel):
    """A wording of a conclusion; version 2 and later come from corrected minutes."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    minutes_version = models.ForeignKey(
        MinutesVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="decision_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}/{self.number}"


class Dissent(models.Model):
    """A different opinion a member asked to have recorded with a conclusion."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="dissents")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    organisation_name = models.CharField(max_length=200, blank=True)
    text = models.TextField(_("different opinion"))
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "membership"], name="dissent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.name}"


class TaskQuerySet(models.QuerySet):
    """Reads of tasks."""

    def visible_to(self, user) -> "TaskQuerySet":
        """Tasks the user may know of: those whose record they may know of."""
        return self.filter(known_to(user))

    def open(self) -> "TaskQuerySet":
        """Neither checked as done, cancelled nor handed over."""
        return self.filter(state__in=OPEN_TASK_STATES)

    def overdue(self, on: date) -> "TaskQuerySet":
        """Open ones, not reported as done, whose day is before the given one."""
        return self.open().exclude(state=TaskState.REPORTED_DONE).filter(due_on__lt=on)

    def orphaned(self, on: date) -> "TaskQuerySet":
        """Open ones whose owner no longer sits in a group."""
        return self.open().filter(owner__valid_to__lte=on)


class Task(models.Model):
    """What one person has to do for a group, until when; number ``PS1/2017/U3``, never reused.

    ``origin`` is what it came from when that is neither a conclusion nor an item, such as a settlement. A task handed
    over to another group or seat is ``continued_by`` a new one.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="task")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="tasks")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    origin = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks_from_it"
    )
    text = models.TextField(pgettext_lazy("of a task", "what is to be done"))
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="tasks")
    owner_name = models.CharField(max_length=150)
    owner_organisation_name = models.CharField(max_length=200, blank=True)
    helpers = models.ManyToManyField(Membership, blank=True, related_name="tasks_helped")
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(max_length=13, choices=TaskState.choices, default=TaskState.OPEN)
    report = models.TextField(pgettext_lazy("of a task", "what was done"), blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reported_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(_("why it was sent back"), max_length=500, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    continues = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="continued_by"
    )
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a working group", "task")
        verbose_name_plural = pgettext_lazy("of a working group", "tasks")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "year", "number"], name="task_number_issued_once"
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="task_verified_by_and_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="task_state_due")]

    def __str__(self) -> str:
        return self.record.reference


@immutable(emptied={"reason": "''"})
class TaskDueChange(ImmutableModel):
    """A task's day was put off or brought forward, with the reason."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="due_changes")
    from_due = models.DateField(null=True, blank=True)
    to_due = models.DateField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.task_id}: {self.to_due}"
