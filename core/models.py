"""The hub every citable row hangs on (Record) and the append-only log of acts (Event)."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.enums import DemoOrigin, RecordOrigin, Visibility
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable


class RecordQuerySet(models.QuerySet):
    """Reads of records."""

    def visible_to(self, user) -> "RecordQuerySet":
        """Records the user may know of, by the one rule in ``core.visibility``."""
        from core.visibility import visible_records  # noqa: PLC0415  models <-> visibility

        return self.filter(visible_records(user))


class Record(models.Model):
    """One row for everything that can be cited, logged, searched or linked."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=300)
    path = models.CharField(max_length=300, blank=True)
    visibility = models.CharField(
        max_length=12, choices=Visibility.choices, default=Visibility.STAFF
    )
    audience = models.ForeignKey(
        "people.Audience",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="records",
    )
    occurred_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    origin = models.CharField(
        max_length=12, choices=RecordOrigin.choices, default=RecordOrigin.LIVE
    )
    demo_origin = models.CharField(
        max_length=10, choices=DemoOrigin.choices, default=DemoOrigin.NONE, blank=True
    )
    demo_source = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=40, blank=True)
    search_stems = models.TextField(blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "reference"],
                condition=~models.Q(reference=""),
                name="record_reference_issued_once_per_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(visibility=Visibility.GROUP, audience__isnull=False)
                | ~models.Q(visibility=Visibility.GROUP),
                name="record_for_a_group_has_an_audience",
            ),
        ]
        indexes = [models.Index(fields=["kind", "occurred_on"], name="record_kind_occurred")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference or self.uid}"


@immutable
class Event(ImmutableModel):
    """One act on a record. Append-only; never holds a person's words."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
    )
    recorded_at = models.DateTimeField(db_index=True)
    occurred_on = models.DateField(null=True, blank=True)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    object_version = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    payload = models.JSONField(default=dict, blank=True)

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.verb} {self.recorded_at:%Y-%m-%d %H:%M}"


class Generation(models.Model):
    """A counter raised by every act that changes what anyone may see: part of the key of cached pages.

    ``key`` is "site", the slug of a document or the first part of another address. ``boundaries`` are moments
    (ISO 8601, UTC) at which pages change by themselves, such as the opening of a round: each one passed counts
    like an act, so that no clockwork has to run for a page to be right.
    """

    key = models.CharField(max_length=255, primary_key=True)
    number = models.PositiveBigIntegerField(default=1)
    boundaries = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"{self.key} {self.number}"


class SearchEntry(models.Model):
    """Something that can be found: a section of a published text, later a comment, a conclusion.

    ``stems`` holds the stems of all words with a blank before and after each, so that " byt" finds word beginnings on
    every database without an extension (core.search).
    """

    group = models.CharField(max_length=255, db_index=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    context = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=300)
    text = models.TextField()
    title_stems = models.TextField()
    stems = models.TextField()
    order = models.PositiveIntegerField(default=0)
    visibility = models.CharField(
        max_length=12, choices=Visibility.choices, default=Visibility.STAFF
    )
    audience = models.ForeignKey(
        "people.Audience", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "path"], name="search_entry_once"),
        ]

    def __str__(self) -> str:
        return self.title


class IssuedFile(models.Model):
    """A file of public data that was given out: enough to know it again, none of its words.

    ``outdated_at``: words that stand in it were removed for good since; whoever holds it is to be told.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="issued_files")
    format = models.CharField(max_length=8)
    language = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    outdated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "digest"], name="issued_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}.{self.format} {self.digest[:12]}"


class MailState(models.TextChoices):
    """How far a mail is. A row left "sending" is shown to staff and never sent again blindly."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    CLOSED = "closed", _("Dealt with otherwise")


# A job that sends mails is stopped after five minutes; what is "sending" longer was left in the middle.
LEFT_AFTER = timedelta(minutes=10)


def pause_before(attempt: int) -> timedelta:
    """How long a mail waits after its ``attempt``-th refusal for the time being: 5 minutes, then twice as long."""
    return timedelta(minutes=5 * 2 ** (attempt - 1))


class OutboxQuerySet(models.QuerySet):
    """Reads of mails."""

    def due(self, at: datetime) -> list[int]:
        """Keys of at most 500 mails to be sent now, oldest first; a refused one only after its pause."""
        waiting = self.filter(state=MailState.WAITING).order_by("created_at")
        return [
            pk
            for pk, attempts, taken_at in waiting.values_list("pk", "attempts", "taken_at")[:500]
            if taken_at is None or at >= taken_at + pause_before(attempts)
        ]

    def stuck(self, at: datetime) -> "OutboxQuerySet":
        """Mails that go no further alone: refused, or left in the middle of sending."""
        since = at - LEFT_AFTER
        left = models.Q(taken_at__lt=since) | models.Q(taken_at=None, created_at__lt=since)
        return self.filter(
            models.Q(state=MailState.FAILED) | models.Q(state=MailState.SENDING) & left
        )


class OutboxMail(models.Model):
    """A mail to be sent: written in the transaction of the act it tells about, sent by a job."""

    recipient = models.EmailField()
    kind = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=120)
    period = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, default="cs")
    subject = models.CharField(max_length=300)
    text = models.TextField()
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.WAITING)
    created_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "subject_key", "period"],
                name="mail_sent_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="mail_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d}"
