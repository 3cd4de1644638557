"""The funded project: key activities with milestones and spending, changes, publicity, outputs.

Days of periods are both included, as the funder's papers write them ("od 1. 10. 2016 do 31. 3. 2017").
"""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import DocumentPage, ProjectPage
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from core.visibility import sees_staff_rows
from evaluation.enums import ActivityArea, ChangeState
from evaluation.models.indicators import RecordedQuerySet


class StaffQuerySet(models.QuerySet):
    """Reads of rows that are for people who work for the city."""

    def visible_to(self, user: Any) -> "StaffQuerySet":
        """All of them for people who work for the city, none for others."""
        return self.all() if sees_staff_rows(user, timezone.now()) else self.none()


class ImmutableStaffQuerySet(ImmutableQuerySet):
    """The same of rows that never change."""

    def visible_to(self, user: Any) -> "ImmutableStaffQuerySet":
        """All of them for people who work for the city, none for others."""
        return self.all() if sees_staff_rows(user, timezone.now()) else self.none()


class ProjectLedger(models.Model):
    """What is kept of a project beside its page: its record, the approved total, the last number of a document.

    Made with the first thing that is written. Whoever numbers something of the project locks it.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="project_ledger")
    project = models.OneToOneField(ProjectPage, on_delete=models.PROTECT, related_name="ledger")
    approved_czk = models.DecimalField(
        _("approved in total"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    last_spending_number = models.PositiveIntegerField(default=0, editable=False)
    last_change_number = models.PositiveIntegerField(default=0, editable=False)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a project", "ledger")
        verbose_name_plural = pgettext_lazy("of a project", "ledgers")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_czk__isnull=True) | Q(approved_czk__gte=0),
                name="project_approved_is_no_debt",
            ),
        ]

    def __str__(self) -> str:
        return f"project {self.project_id}"


class KeyActivity(models.Model):
    """A part of the project with its period and its money ("KA1"). What it approved may not be known."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="key_activity")
    project = models.ForeignKey(
        ProjectPage, on_delete=models.PROTECT, related_name="key_activities"
    )
    position = models.PositiveSmallIntegerField(_("order"))
    code = models.CharField(pgettext_lazy("of a key activity", "code"), max_length=20)
    title = models.CharField(pgettext_lazy("of a key activity", "title"), max_length=200)
    description = models.TextField(_("what it consists of"), blank=True)
    area = models.CharField(
        _("what it is about"), max_length=10, choices=ActivityArea.choices, default="other"
    )
    starts_on = models.DateField(pgettext_lazy("of a key activity", "first day"))
    ends_on = models.DateField(pgettext_lazy("of a key activity", "last day"))
    approved_czk = models.DecimalField(
        _("approved amount"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = _("key activity")
        verbose_name_plural = _("key activities")
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="key_activity_code_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="key_activity_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(approved_czk__isnull=True) | Q(approved_czk__gte=0),
                name="key_activity_approved_is_no_debt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Milestone(models.Model):
    """A day a key activity aims at, planned and real. Everybody sees it with its activity."""

    activity = models.ForeignKey(KeyActivity, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(_("what is to be reached"), max_length=200)
    planned_on = models.DateField(_("planned for"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    note = models.CharField(_("why on another day"), max_length=300, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")

    def __str__(self) -> str:
        return self.title


class SpendingQuerySet(ImmutableStaffQuerySet):
    """Reads of spending."""

    def standing(self) -> "SpendingQuerySet":
        """Rows no correction has replaced."""
        return self.filter(corrected_by=None)


@immutable(removable=("purpose", "reason"))
class Spending(ImmutableModel):
    """An amount spent in a key activity by a document. One that is wrong is replaced by a row that says why.

    ``corrects`` is the row it stands for; an amount of zero takes it out.
    """

    activity = models.ForeignKey(KeyActivity, on_delete=models.PROTECT, related_name="spending")
    number = models.PositiveIntegerField()
    spent_on = models.DateField(_("spent on"))
    amount_czk = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    document_number = models.CharField(_("number of the document"), max_length=80)
    purpose = models.CharField(_("what was paid for"), max_length=200)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    reason = models.CharField(_("why it is corrected"), max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    objects = SpendingQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a project", "spending")
        verbose_name_plural = pgettext_lazy("of a project", "spending")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "number"], name="spending_number_issued_once"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="", amount_czk__gt=Decimal(0))
                | Q(corrects__isnull=False, amount_czk__gte=Decimal(0)) & ~Q(reason=""),
                name="spending_corrected_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.number}"


class ProjectChange(models.Model):
    """A change of the project as the funder approved it: what, why, since when, what the funder said."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="project_change")
    project = models.ForeignKey(
        ProjectPage, on_delete=models.PROTECT, related_name="project_changes"
    )
    activity = models.ForeignKey(
        KeyActivity, null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    number = models.PositiveIntegerField()
    changed_on = models.DateField(_("in force from"))
    what = models.TextField(_("what changes"))
    why = models.TextField(pgettext_lazy("of a change of a project", "why"))
    state = models.CharField(max_length=8, choices=ChangeState.choices, default=ChangeState.WAITING)
    decided_on = models.DateField(_("day of the funder's answer"), null=True, blank=True)
    decided_where = models.CharField(_("number of the funder's answer"), max_length=120, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of the project")
        verbose_name_plural = _("changes of the project")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="project_change_number_issued_once"
            ),
            models.CheckConstraint(
                condition=Q(state=ChangeState.WAITING, decided_on__isnull=True)
                | ~Q(state=ChangeState.WAITING) & Q(decided_on__isnull=False),
                name="project_change_answered_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.record.reference


class PublicityItem(models.Model):
    """What the rules of publicity ask for, when it was done and what shows it: a file or an address."""

    project = models.ForeignKey(
        ProjectPage, on_delete=models.PROTECT, related_name="publicity_items"
    )
    position = models.PositiveSmallIntegerField()
    requirement = models.CharField(_("what is required"), max_length=300)
    basis = models.CharField(_("where it is required"), max_length=200, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    evidence_url = models.URLField(_("address that shows it"), max_length=500, blank=True)
    filename = models.CharField(max_length=200, blank=True, editable=False)
    mime = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveIntegerField(default=0, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    data = models.BinaryField(default=bytes, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of publicity")
        verbose_name_plural = _("items of publicity")

    def __str__(self) -> str:
        return self.requirement


class ProjectOutput(models.Model):
    """What the project publishes: a document that is read here, or one that is still waited for."""

    project = models.ForeignKey(
        ProjectPage, on_delete=models.PROTECT, related_name="project_outputs"
    )
    position = models.PositiveSmallIntegerField()
    title = models.CharField(pgettext_lazy("of an output of a project", "title"), max_length=200)
    note = models.CharField(
        pgettext_lazy("of an output of a project", "note"), max_length=300, blank=True
    )
    document = models.ForeignKey(
        DocumentPage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("document"),
    )
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("output of the project")
        verbose_name_plural = _("outputs of the project")

    def __str__(self) -> str:
        return self.title


class ActivityPart(models.Model):
    """A working group, series, document or round belongs to this key activity, or, without one, to none.

    What no row speaks of belongs to the activity of its area (``evaluation.queries.scope``).
    """

    project = models.ForeignKey(
        ProjectPage, on_delete=models.PROTECT, related_name="activity_parts"
    )
    activity = models.ForeignKey(
        KeyActivity, null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    record = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.ForeignKey(
        DocumentPage, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("part of a key activity")
        verbose_name_plural = _("parts of key activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(record__isnull=True, document__isnull=False)
                | Q(record__isnull=False, document__isnull=True),
                name="part_of_activity_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["project", "record"],
                condition=Q(record__isnull=False),
                name="part_record_in_one_activity",
            ),
            models.UniqueConstraint(
                fields=["project", "document"],
                condition=Q(document__isnull=False),
                name="part_document_in_one_activity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.record_id or self.document_id}"
