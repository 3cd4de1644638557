"""The thread of reasons: contributions, changes of passages between two versions, and which shaped which."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.enums import (
    ChangeKind,
    ContributionOutcome,
    InfluenceRelation,
    InfluenceState,
    SourceKind,
)
from concept.models.versions import Version
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record


class Contribution(models.Model):
    """What somebody gave to the text: a comment's point, a conclusion, a recommendation, a source."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="contribution")
    outcome = models.CharField(
        max_length=20,
        choices=ContributionOutcome.choices,
        default=ContributionOutcome.OPEN,
    )
    summary = models.CharField(_("summary"), max_length=500, blank=True)

    def __str__(self) -> str:
        return str(self.record)


@immutable
class Change(ImmutableModel):
    """A change of passages between two versions. The words are read from the versions, never copied."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="change")
    from_version = models.ForeignKey(
        Version,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="changes_onwards",
    )
    to_version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="changes")
    old_uids = models.JSONField(default=list)
    new_uids = models.JSONField(default=list)
    kind = models.CharField(max_length=12, choices=ChangeKind.choices)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.from_version_id} -> {self.to_version_id}"


@immutable(emptied={"note": "''"})
class Influence(ImmutableModel):
    """A contribution shaped a change. Corrections are new rows; the newest row of a pair counts."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.PROTECT, related_name="influences"
    )
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="influences")
    relation = models.CharField(max_length=30, choices=InfluenceRelation.choices)
    state = models.CharField(max_length=10, choices=InfluenceState.choices)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.contribution_id} -> {self.change_id}: {self.state}"


@immutable(emptied={"reason": "''"})
class ChangeReview(ImmutableModel):
    """An editor's word on changes of one version: wording only or of substance, with one reason for all of them.

    ``uids`` are uids of the changed passages in the version, of left-out ones in the version before. The newest review
    of a passage counts.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="change_reviews")
    kind = models.CharField(max_length=12, choices=ChangeKind.choices)
    uids = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.version_id}: {self.kind}"


class Source(models.Model):
    """A source outside the thread: a passage of an analysis, a statute, a statistic, the original wording.

    A new edition is a new source that replaces the former; links of the former stay as they are.
    """

    contribution = models.OneToOneField(
        Contribution, on_delete=models.PROTECT, related_name="source"
    )
    kind = models.CharField(
        pgettext_lazy("of a source", "kind"), max_length=12, choices=SourceKind.choices
    )
    citation = models.CharField(_("citation"), max_length=500)
    address = models.URLField(_("address on the web"), max_length=500, blank=True)
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="sources"
    )
    passage_uid = models.UUIDField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(passage_uid__isnull=True) | models.Q(version__isnull=False),
                name="source_passage_names_its_version",
            ),
        ]

    def __str__(self) -> str:
        return self.citation[:80]
