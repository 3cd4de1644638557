"""How measures are carried out: who answers for them, what they report, what waits for what, the yearly report."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from concept.enums import (
    CLOSED_REPORTS,
    REASONED_STATUSES,
    MeasureStage,
    MeasureStatus,
    ReportState,
    ResolutionVerb,
)
from concept.models.measures import Measure
from concept.models.pages import DocumentPage
from core.immutability import (
    ClosableModel,
    ClosableQuerySet,
    ImmutableModel,
    ImmutableQuerySet,
    immutable,
)
from core.models import Record


class MeasureOwnerQuerySet(models.QuerySet):
    """Reads of owners."""

    def on(self, day: date) -> "MeasureOwnerQuerySet":
        """Those who answer for their measure on the day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class MeasureOwner(models.Model):
    """Who reports on a measure, from a day to another one. Ended, never deleted.

    ``body`` is the name the department or organisation had when the owner was named. Readers are told the body, staff
    the person too.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="owners")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_measures"
    )
    body = models.CharField(_("department or organisation"), max_length=200)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = MeasureOwnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure owner")
        verbose_name_plural = _("measure owners")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "user"],
                condition=Q(valid_to__isnull=True),
                name="measure_owner_named_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="measure_owner_ends_after_beginning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.body}"


class MeasureReportQuerySet(ClosableQuerySet):
    """Reads of reports."""

    def visible_to(self, user: Any) -> "MeasureReportQuerySet":
        """Reports the user may know of: approved ones as their measure, others staff, their author, and owners of the
        measure today.
        """
        rule = Q(record__in=Record.objects.visible_to(user))
        if user.is_authenticated:
            owned = MeasureOwner.objects.on(timezone.localdate()).filter(user=user)
            rule |= Q(written_by=user) | Q(measure__in=owned.values("measure"))
        return self.exclude(state=ReportState.DISCARDED).filter(rule)

    def approved(self) -> "MeasureReportQuerySet":
        """Those that count."""
        return self.filter(state=ReportState.APPROVED)


@immutable(closed_by=("state", CLOSED_REPORTS), removable=("reason", "sentence", "return_reason"))
class MeasureReport(ClosableModel):
    """What the owner of a measure says of it as of a day. It counts once somebody else approved it; then it never
    changes, and a mistake is mended by another report that says which one it corrects.

    ``spent_czk`` is what was spent since the report before, empty when it is not known. ``body`` is the owner's
    department at the time. ``evidence_edition``: which rows of its evidence stand.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="measure_report")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    as_of = models.DateField(_("state as of"))
    status = models.CharField(_("status"), max_length=12, choices=MeasureStatus.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=MeasureStage.choices)
    sentence = models.CharField(_("what happened"), max_length=500, blank=True)
    spent_czk = models.DecimalField(
        _("spent since the last report in CZK"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    body = models.CharField(_("department or organisation"), max_length=200, blank=True)
    evidence_edition = models.PositiveIntegerField(default=0, editable=False)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    state = models.CharField(max_length=9, choices=ReportState.choices, default=ReportState.DRAFT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(_("what to complete"), max_length=500, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeasureReportQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report on a measure")
        verbose_name_plural = _("reports on measures")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "number"], name="measure_report_number_issued_once"
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(state=ReportState.APPROVED),
                name="measure_report_corrected_once",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(REASONED_STATUSES))
                | ~Q(reason="")
                | Q(state=ReportState.DISCARDED),
                name="measure_report_says_why_not_done",
            ),
            models.CheckConstraint(
                condition=Q(spent_czk__isnull=True) | Q(spent_czk__gte=0),
                name="measure_report_spent_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ReportState.APPROVED,
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                )
                | ~Q(state=ReportState.APPROVED)
                & Q(approved_by__isnull=True, approved_at__isnull=True),
                name="measure_report_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="measure_report_approved_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(returned_by__isnull=True, returned_at__isnull=True, return_reason="")
                | Q(returned_by__isnull=False, returned_at__isnull=False) & ~Q(return_reason=""),
                name="measure_report_returned_by_at_and_why",
            ),
        ]
        indexes = [models.Index(fields=["measure", "as_of"], name="measure_report_as_of")]

    def __str__(self) -> str:
        return self.record.reference


@immutable
class MeasureReportEvidence(ImmutableModel):
    """A record that shows what a report says. Each saving of a report writes a new ``edition``; the one the report
    names stands, so that evidence of an approved report cannot change either.
    """

    report = models.ForeignKey(MeasureReport, on_delete=models.PROTECT, related_name="evidence")
    edition = models.PositiveIntegerField()
    order = models.PositiveSmallIntegerField()
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")

    objects = ImmutableQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "edition", "record"], name="measure_report_evidence_named_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.record_id}"


class MeasureDependencyQuerySet(models.QuerySet):
    """Reads of dependencies."""

    def standing(self) -> "MeasureDependencyQuerySet":
        """Those that were not taken back."""
        return self.filter(ended_at__isnull=True)


class MeasureDependency(models.Model):
    """A measure cannot go on before another one has; never in a circle. Taken back, never deleted."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="waits_for")
    needed = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="holds_up")
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MeasureDependencyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "needed"],
                condition=Q(ended_at__isnull=True),
                name="measure_dependency_said_once",
            ),
            models.CheckConstraint(
                condition=~Q(measure=F("needed")), name="measure_does_not_wait_for_itself"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="measure_dependency_ended_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} waits for {self.needed_id}"


class ReportingDateQuerySet(models.QuerySet):
    """Reads of reporting dates."""

    def standing(self) -> "ReportingDateQuerySet":
        """Those that were not called off."""
        return self.filter(cancelled_at__isnull=True)


class ReportingDate(models.Model):
    """A day as of which every measure of a document is reported, and until when its owners do so."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="reporting_date")
    document = models.ForeignKey(
        DocumentPage, on_delete=models.PROTECT, related_name="reporting_dates"
    )
    as_of = models.DateField(_("state as of"))
    due_on = models.DateField(_("reports are due on"))
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = ReportingDateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "as_of"],
                condition=Q(cancelled_at__isnull=True),
                name="reporting_date_set_once",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("as_of")), name="reporting_date_due_after_its_day"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by__isnull=True, cancelled_at__isnull=True)
                | Q(cancelled_by__isnull=False, cancelled_at__isnull=False),
                name="reporting_date_cancelled_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.as_of}"


class PlanReportQuerySet(ImmutableQuerySet):
    """Reads of yearly reports."""

    def visible_to(self, user: Any) -> "PlanReportQuerySet":
        """Reports the user may know of: staff all, everybody once a body took note."""
        return self.filter(record__in=Record.objects.visible_to(user))


@immutable
class PlanReport(ImmutableModel):
    """The report on a whole document as of a day, made of what was known at a moment and kept as it was.

    ``content`` is canonical JSON whose sha256 is ``digest``; it names reports and frozen passages and repeats none of
    their words, so that what is erased there is gone here too.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="plan_report")
    document = models.ForeignKey(
        DocumentPage, on_delete=models.PROTECT, related_name="plan_reports"
    )
    number = models.PositiveSmallIntegerField()
    as_of = models.DateField(_("state as of"))
    content = models.TextField()
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = PlanReportQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report on an action plan")
        verbose_name_plural = _("reports on action plans")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="plan_report_number_issued_once"
            ),
        ]

    def __str__(self) -> str:
        return self.record.reference


@immutable
class PlanReportNotice(ImmutableModel):
    """A body dealt with a yearly report, as a rule it took note of it. The resolution may be unknown."""

    report = models.ForeignKey(PlanReport, on_delete=models.PROTECT, related_name="notices")
    body = models.CharField(_("body"), max_length=200)
    occurred_on = models.DateField(_("on"))
    verb = models.CharField(
        _("verb"),
        max_length=20,
        choices=ResolutionVerb.choices,
        default=ResolutionVerb.TAKE_NOTE,
    )
    resolution = models.CharField(_("resolution number"), max_length=80, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "body", "occurred_on"], name="plan_report_notice_recorded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.body}"
