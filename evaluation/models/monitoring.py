"""What the funder is told: monitoring periods, counts of participants, reports with their files."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import ProjectPage
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from evaluation.enums import MakingState, ReportFormat
from evaluation.models.indicators import RecordedQuerySet
from evaluation.models.project import ImmutableStaffQuerySet, KeyActivity


class MonitoringPeriod(models.Model):
    """A period the funder is told about; both days belong to it. Periods of a project do not overlap."""

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, related_name="monitoring_period"
    )
    project = models.ForeignKey(
        ProjectPage, on_delete=models.PROTECT, related_name="monitoring_periods"
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("of a period", "number"))
    starts_on = models.DateField(pgettext_lazy("of a period", "first day"))
    ends_on = models.DateField(pgettext_lazy("of a period", "last day"))
    due_on = models.DateField(_("report is due on"), null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = _("monitoring period")
        verbose_name_plural = _("monitoring periods")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="monitoring_period_number_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="monitoring_period_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.record.reference


class PeriodNote(models.Model):
    """What the manager writes about a key activity in a period, beside what is counted. Goes into the report."""

    period = models.ForeignKey(MonitoringPeriod, on_delete=models.PROTECT, related_name="notes")
    activity = models.ForeignKey(KeyActivity, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(pgettext_lazy("of a period", "what happened"), blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("note on a key activity in a period")
        verbose_name_plural = _("notes on key activities in a period")
        constraints = [
            models.UniqueConstraint(fields=["period", "activity"], name="period_note_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period_id}: {self.activity_id}"


class EsfParticipantsQuerySet(ImmutableStaffQuerySet):
    """Reads of counts of participants."""

    def newest(self) -> "EsfParticipantsQuerySet":
        """The newest row of each indicator of a period, approved or not."""
        return self.filter(~Exists(self._newer()))

    def standing(self) -> "EsfParticipantsQuerySet":
        """The newest approved row of each indicator of a period: what counts."""
        newer = self._newer().filter(approval__isnull=False)
        return self.filter(~Exists(newer), approval__isnull=False)

    def waiting(self) -> "EsfParticipantsQuerySet":
        """Newest rows that nobody has approved."""
        return self.newest().filter(approval=None)

    def _newer(self) -> "EsfParticipantsQuerySet":
        return self.model.objects.filter(
            period=OuterRef("period"), code=OuterRef("code"), number__gt=OuterRef("number")
        )


@immutable(removable=("source", "reason"))
class EsfParticipants(ImmutableModel):
    """How many participants an indicator of the fund has in a period, entered with the source, never computed.

    A further row of the same indicator and period, with the next ``number``, replaces it and says why. A row counts
    once somebody else has approved it; until then the approved one before it does.
    """

    period = models.ForeignKey(
        MonitoringPeriod, on_delete=models.PROTECT, related_name="participants"
    )
    code = models.CharField(_("code of the indicator"), max_length=20)
    name = models.CharField(_("name of the indicator"), max_length=200)
    number = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(_("count of participants"))
    source = models.CharField(_("where the count comes from"), max_length=300)
    reason = models.CharField(_("why it is corrected"), max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    objects = EsfParticipantsQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of participants")
        verbose_name_plural = _("counts of participants")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "code", "number"], name="participants_number_issued_once"
            ),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | Q(number__gt=1) & ~Q(reason=""),
                name="participants_corrected_say_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id}: {self.code}/{self.number}"


@immutable
class EsfApproval(ImmutableModel):
    """A count of participants approved by somebody who did not enter it."""

    participants = models.OneToOneField(
        EsfParticipants, on_delete=models.PROTECT, related_name="approval"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("approval of a count of participants")
        verbose_name_plural = _("approvals of counts of participants")
        constraints = [
            models.CheckConstraint(
                condition=~Q(by=F("entered_by")), name="participants_approved_by_another_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participants_id} approved"


class MonitoringReportQuerySet(ImmutableQuerySet):
    """Reads of reports."""

    def visible_to(self, user) -> "MonitoringReportQuerySet":
        """Reports the user may know of: those whose record they may know of. Their files are for the manager only."""
        return self.filter(record__in=Record.objects.visible_to(user))


@immutable(emptied={"data": "'{}'"}, removable=("corrects_what",))
class MonitoringReport(ImmutableModel):
    """The base of the funder's report on a period as it was made: ``data`` never changes, ``digest`` is its SHA-256.

    ``corrects`` is the former one of the same period, ``corrects_what`` says what is different. ``data`` holds counts,
    sums and titles that staff may know of, and the list of files of the annexes, no names of people. It is emptied when
    personal data that got into it are removed; the digest stays as the name of the gap.
    """

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, related_name="monitoring_report"
    )
    period = models.ForeignKey(MonitoringPeriod, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    with_backfilled = models.BooleanField()
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    corrects_what = models.CharField(_("what is corrected"), max_length=500, blank=True)
    data = models.JSONField()
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = MonitoringReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("monitoring report")
        verbose_name_plural = _("monitoring reports")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "number"], name="monitoring_report_number_issued_once"
            ),
            models.CheckConstraint(
                condition=Q(number=1, corrects__isnull=True, corrects_what="")
                | Q(number__gt=1, corrects__isnull=False) & ~Q(corrects_what=""),
                name="monitoring_report_says_what_it_corrects",
            ),
        ]

    def __str__(self) -> str:
        return self.record.reference


class MonitoringFileQuerySet(ImmutableQuerySet):
    """Reads of files."""

    def with_length(self) -> "MonitoringFileQuerySet":
        """With the length of what is held now as ``held``; 0 for one that was emptied."""
        return self.annotate(held=Length("data"))

    def holding(self) -> "MonitoringFileQuerySet":
        """Those that were not emptied."""
        return self.with_length().filter(held__gt=0)


@immutable(emptied={"data": "''"})
class MonitoringFile(ImmutableModel):
    """A file of a report as it was made. Emptied when personal data that stand in it were removed at their source."""

    report = models.ForeignKey(MonitoringReport, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=4, choices=ReportFormat.choices)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    data = models.BinaryField()

    objects = MonitoringFileQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of a monitoring report")
        verbose_name_plural = _("files of monitoring reports")
        constraints = [
            models.UniqueConstraint(fields=["report", "format"], name="monitoring_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.format}"


class ReportMaking(models.Model):
    """A report being made in the background: how far it is, and what came of it."""

    period = models.ForeignKey(MonitoringPeriod, on_delete=models.PROTECT, related_name="makings")
    with_backfilled = models.BooleanField(default=False)
    corrects_what = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=7, choices=MakingState.choices, default=MakingState.WAITING)
    progress_percent = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    report = models.OneToOneField(
        MonitoringReport, null=True, blank=True, on_delete=models.PROTECT, related_name="making"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(state__in=[MakingState.WAITING, MakingState.RUNNING]),
                name="report_of_a_period_made_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id}: {self.state}"
