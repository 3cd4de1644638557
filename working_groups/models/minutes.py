"""Minutes: the text being written, the texts that were kept, remarks and corrections."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from working_groups.enums import (
    ApprovedHow,
    AttendanceStatus,
    CorrectionKind,
    MinutesState,
    MinutesVersionKind,
    ObjectionState,
)
from working_groups.models.groups import Membership
from working_groups.models.meetings import AgendaItem, Attendance, Meeting


class MinutesQuerySet(models.QuerySet):
    """Reads of minutes."""

    def visible_to(self, user) -> "MinutesQuerySet":
        """Minutes the user may know of: those whose record they may know of, and of meetings they were entitled to.

        Whoever had a seat on the day or was there gets the minutes, also when they have no seat any more.
        """
        rule = Q(record__in=Record.objects.visible_to(user))
        return self.filter(rule | _entitled(user) if user.is_authenticated else rule)

    def sent_to(self, user) -> "MinutesQuerySet":
        """Minutes of meetings the person was entitled to: who had a seat on the day or was there."""
        return self.filter(_entitled(user))


def _entitled(user) -> Q:
    here = Attendance.objects.filter(
        meeting=OuterRef("meeting"),
        user=user.pk,
        status__in=[AttendanceStatus.PRESENT, AttendanceStatus.PART],
    )
    day = OuterRef("meeting__starts_at__date")
    seats = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        valid_from__lte=day,
        group__meetings=OuterRef("meeting"),
        user=user.pk,
    )
    return Q(Exists(here)) | Q(Exists(seats))


class Minutes(models.Model):
    """The minutes of one meeting. What is read once they are circulated are ``MinutesVersion`` rows, never the draft.

    Remarks are taken before ``objection_until``. ``approved_in`` is the item of a later meeting that approved them.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="minutes")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    state = models.CharField(
        max_length=11, choices=MinutesState.choices, default=MinutesState.NOT_STARTED
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("minute-taker"),
    )
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("verifier of the minutes"),
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    circulated_at = models.DateTimeField(null=True, blank=True)
    objection_until = models.DateTimeField(null=True, blank=True)
    approved_how = models.CharField(max_length=10, choices=ApprovedHow.choices, blank=True)
    approved_in = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="approves_minutes"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_how="")
                | Q(approved_at__isnull=False) & ~Q(approved_how=""),
                name="minutes_approved_say_how",
            ),
        ]

    def __str__(self) -> str:
        return self.record.reference


class MinutesSection(models.Model):
    """The text of one agenda item while the minutes are written. The internal text never leaves the group."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="sections")
    item = models.OneToOneField(
        AgendaItem, on_delete=models.PROTECT, related_name="minutes_section"
    )
    public_text = models.TextField(_("text"), blank=True)
    internal_text = models.TextField(_("internal text"), blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self) -> str:
        return f"{self.minutes_id}: {self.item_id}"


@immutable(emptied={"content": "'{}'", "note": "''"})
class MinutesVersion(ImmutableModel):
    """A text of the minutes as it was circulated, approved or corrected. Only a removal of personal data empties it.

    ``content`` is the whole text as data: head, counts of those present, items with public and internal text,
    conclusions and tasks. ``digest`` is the SHA-256 of its canonical JSON.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=MinutesVersionKind.choices)
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="minutes_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes_id}/{self.number}"


class MinutesObjection(models.Model):
    """A remark of a member to circulated minutes, with the wording they propose. ``reference`` is "P1", "P2", ..."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="objections")
    version = models.ForeignKey(MinutesVersion, on_delete=models.PROTECT, related_name="objections")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="objections"
    )
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("what is wrong"))
    proposed_wording = models.TextField(_("proposed wording"), blank=True)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField()
    state = models.CharField(
        max_length=9, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("remark to minutes")
        verbose_name_plural = _("remarks to minutes")
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="minutes_objection_once"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, answered_at__isnull=True)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="minutes_objection_answered_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes_id}: P{self.number}"


@immutable(emptied={"reason": "''"})
class MinutesCorrection(ImmutableModel):
    """Why minutes got another text: a slip, a conclusion of a later meeting, or a removal of personal data.

    ``by`` is nobody where words went because they repeated what was erased elsewhere.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="corrections")
    from_version = models.ForeignKey(
        MinutesVersion, on_delete=models.PROTECT, related_name="corrections_onwards"
    )
    to_version = models.OneToOneField(
        MinutesVersion, on_delete=models.PROTECT, related_name="correction"
    )
    kind = models.CharField(max_length=11, choices=CorrectionKind.choices)
    reason = models.CharField(_("reason"), max_length=500)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_in = models.ForeignKey(
        "working_groups.Decision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrects_minutes",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    occurred_on = models.DateField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=CorrectionKind.SUBSTANTIVE) | Q(decided_in__isnull=False),
                name="minutes_corrected_in_substance_by_a_conclusion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes_id}: {self.kind}"
