"""Rounds: when, on which frozen text, for whom, by which rules; and the seal put on at closing."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import DocumentPage, Version
from consultations.enums import (
    AskedFor,
    DecidingDay,
    LatePolicy,
    OthersVisible,
    RoundKind,
    RoundStage,
    RoundState,
    RoundStepKind,
)
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from people.models import Audience, Organisation
from working_groups.models import Group

PAST_ANNOUNCEMENT = frozenset(
    {RoundStage.ANNOUNCED, RoundStage.SEALED, RoundStage.SETTLED, RoundStage.REPORTED}
)


class RoundQuerySet(models.QuerySet):
    """Reads of rounds."""

    def visible_to(self, user: Any) -> "RoundQuerySet":
        """Rounds the user may know of: those whose record they may know of."""
        return self.filter(record__in=Record.objects.visible_to(user))

    def announced(self) -> "RoundQuerySet":
        """Rounds people were told of, also those that are over; not those called off."""
        return self.filter(stage__in=PAST_ANNOUNCEMENT)

    def open(self, at: datetime) -> "RoundQuerySet":
        """Rounds that take comments at the moment: announced, in [opens_at, closes_at)."""
        return self.filter(stage=RoundStage.ANNOUNCED, opens_at__lte=at, closes_at__gt=at)

    def to_be_sealed(self, at: datetime) -> "RoundQuerySet":
        """Announced rounds whose time is over."""
        return self.filter(stage=RoundStage.ANNOUNCED, closes_at__lte=at)

    def closing_within(self, span: timedelta, at: datetime) -> "RoundQuerySet":
        """Open rounds that close in less than the span."""
        return self.open(at).filter(closes_at__lte=at + span)


class Round(models.Model):
    """A comment round over frozen versions. Open and closed follow from its times and are stored nowhere."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="round")
    audience = models.OneToOneField(Audience, on_delete=models.PROTECT, related_name="round")
    document = models.ForeignKey(DocumentPage, on_delete=models.PROTECT, related_name="rounds")
    versions = models.ManyToManyField(Version, through="RoundVersion", related_name="rounds")
    number = models.PositiveIntegerField(unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(pgettext_lazy("of a round", "title"), max_length=200)
    kind = models.CharField(_("meant for"), max_length=24, choices=RoundKind.choices)
    stage = models.CharField(max_length=12, choices=RoundStage.choices, default=RoundStage.PREPARED)
    introduction = models.TextField(_("introduction"), blank=True)
    easy_text = models.TextField(_("easy-to-read text"), blank=True)
    questions = models.JSONField(_("guiding questions"), default=list, blank=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    answer_promised_on = models.DateField(_("answer promised by"), null=True, blank=True)
    deciding_day = models.CharField(
        _("which day decides"),
        max_length=10,
        choices=DecidingDay.choices,
        default=DecidingDay.DELIVERED,
    )
    late_policy = models.CharField(
        _("late comments"), max_length=16, choices=LatePolicy.choices, default=LatePolicy.REJECT
    )
    others_visible = models.CharField(
        _("comments of others are shown"),
        max_length=14,
        choices=OthersVisible.choices,
        default=OthersVisible.AFTER_CHECK,
    )
    is_public = models.BooleanField(_("anyone may comment"), default=False)
    members_may_comment_alone = models.BooleanField(
        _("members may also comment for themselves"), default=True
    )
    name_asked = models.CharField(
        _("name"), max_length=10, choices=AskedFor.choices, default=AskedFor.OPTIONAL
    )
    email_asked = models.CharField(
        _("e-mail"), max_length=10, choices=AskedFor.choices, default=AskedFor.OPTIONAL
    )
    publishes_settlement = models.BooleanField(
        _("the settlement is published for everyone"), default=True
    )
    record_number = models.CharField(_("record number (č. j.)"), max_length=80, blank=True)
    file_number = models.CharField(_("file number (sp. zn.)"), max_length=80, blank=True)
    groups = models.ManyToManyField(Group, blank=True, related_name="rounds")
    supplements = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supplements_to"
    )
    last_comment_number = models.PositiveIntegerField(default=0, editable=False)
    last_statement_number = models.PositiveIntegerField(default=0, editable=False)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of comments")
        verbose_name_plural = _("rounds of comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="round_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        """Printed number of the round, such as "R2"."""
        return f"R{self.number}"

    @property
    def path(self) -> str:
        """Address of the round's page without a language."""
        return f"/konzultace/{self.slug}/"

    def state_at(self, at: datetime) -> str:
        """Where the round stands at a moment (a value of ``RoundState``)."""
        match self.stage:
            case RoundStage.ANNOUNCED if at < self.opens_at:
                return RoundState.PLANNED
            case RoundStage.ANNOUNCED if at < self.closes_at:
                return RoundState.OPEN
            case RoundStage.ANNOUNCED:
                return RoundState.CLOSED
            case RoundStage.SEALED:
                return RoundState.SETTLING
            case RoundStage.PREPARED | RoundStage.PROPOSED:
                return RoundState.PREPARED
            case _:
                return RoundState(self.stage)

    def is_open(self, at: datetime) -> bool:
        """Whether comments are taken at the moment: [opens_at, closes_at)."""
        return self.state_at(at) == RoundState.OPEN

    @property
    def is_announced(self) -> bool:
        """Whether those it is meant for may know of it."""
        return self.stage in PAST_ANNOUNCEMENT


class RoundVersion(models.Model):
    """A frozen version a round is about; the text of a round cannot change."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="round_versions")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="round_versions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "version"], name="round_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.version_id}"


class RoundBody(models.Model):
    """A body invited to a round; entitled ones may make essential comments."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="bodies")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="round_invitations"
    )
    may_be_essential = models.BooleanField(_("may make essential comments"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation"], name="round_body_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


@immutable
class RoundStep(ImmutableModel):
    """What happened to a round and when; a change of rules says the former and the new value in words."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=16, choices=RoundStepKind.choices)
    former = models.CharField(max_length=200, blank=True)
    new = models.CharField(max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.round_id} {self.step} {self.at:%Y-%m-%d}"


@immutable
class RoundSeal(ImmutableModel):
    """What lay on the table when a round closed: every comment with the digest of its words, and the counts."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="seal")
    sealed_at = models.DateTimeField()
    contents = models.JSONField()
    digest = models.CharField(max_length=64)

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return self.digest[:12]


@immutable(emptied={"summary": "''", "easy_summary": "''", "note": "''"})
class RoundReport(ImmutableModel):
    """An edition of "what you said, what we did". Names are never in it; they are put in when it is read."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reports")
    edition = models.PositiveSmallIntegerField()
    summary = models.TextField(_("summary"), blank=True)
    easy_summary = models.TextField(_("easy-to-read summary"), blank=True)
    note = models.CharField(_("what changed in this edition"), max_length=500, blank=True)
    contents = models.JSONField()
    digest = models.CharField(max_length=64)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "edition"], name="round_report_edition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.edition}"


class RoundArtifact(models.Model):
    """A kept file of a round's published settlement; made anew when anything of it changed.

    ``generation`` tells up to which state it is known to be right, ``fingerprint`` of what it was made.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="artifacts")
    format = models.CharField(max_length=8)
    language = models.CharField(max_length=10)
    variant = models.CharField(max_length=300, blank=True)
    generation = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "format", "language", "variant"], name="round_artifact_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.format} {self.language}"
