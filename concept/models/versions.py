"""The frozen side: versions and everything that hangs on them. Rows are inserted and never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from concept.enums import (
    AccessLevel,
    LineageRelation,
    PassageKind,
    ResolutionVerb,
    StepKind,
    VersionPurpose,
)
from concept.models.pages import DocumentPage
from core.enums import DemoOrigin
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record


class VersionQuerySet(ImmutableQuerySet):
    """Reads of versions."""

    def of(self, document: DocumentPage) -> "VersionQuerySet":
        """Versions of one document, newest first."""
        return self.filter(document=document).order_by("-number")

    def visible_to(self, user) -> "VersionQuerySet":
        """Versions the user may know of: those whose record they may know of."""
        return self.filter(record__in=Record.objects.visible_to(user))


@immutable
class Version(ImmutableModel):
    """A named frozen state of a document. ``digest`` covers all its rows and the previous digest."""

    document = models.ForeignKey(DocumentPage, on_delete=models.PROTECT, related_name="versions")
    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="version")
    number = models.PositiveIntegerField()
    slug = models.SlugField(max_length=60)
    label = models.CharField(_("label"), max_length=60)
    purpose = models.CharField(_("purpose"), max_length=20, choices=VersionPurpose.choices)
    reason = models.TextField(_("why this version"))
    title = models.CharField(max_length=255)
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=10, default="cs")
    level_names = models.JSONField(default=list)
    project = models.JSONField(null=True, blank=True)
    previous = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="next"
    )
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="frozen_versions",
    )
    schema = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["document", "slug"], name="version_slug_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.label}"


@immutable
class VersionStep(ImmutableModel):
    """What happened to a version: approved by a body, published, superseded, withdrawn. Not in the digest."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=24, choices=StepKind.choices)
    body = models.CharField(_("body"), max_length=200, blank=True)
    occurred_on = models.DateField(_("on"))
    resolution = models.CharField(_("resolution number"), max_length=80, blank=True)
    verb = models.CharField(_("verb"), max_length=20, choices=ResolutionVerb.choices, blank=True)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    effective_at = models.DateTimeField(null=True, blank=True)
    demo_origin = models.CharField(
        max_length=10, choices=DemoOrigin.choices, default=DemoOrigin.NONE, blank=True
    )
    demo_source = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.version} {self.step} {self.occurred_on}"


@immutable
class VersionAccess(ImmutableModel):
    """Who may read a version from a moment on; the newest row counts. Without a row: staff."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="accesses")
    level = models.CharField(max_length=12, choices=AccessLevel.choices)
    audience = models.ForeignKey(
        "people.Audience",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level=AccessLevel.AUDIENCE, audience__isnull=False)
                | (~models.Q(level=AccessLevel.AUDIENCE) & models.Q(audience__isnull=True)),
                name="version_access_names_its_audience",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.level}"


@immutable
class SectionAddress(ImmutableModel):
    """Addresses once given to a section of a document; never reused for another section."""

    document = models.ForeignKey(DocumentPage, on_delete=models.PROTECT, related_name="addresses")
    address = models.SlugField(max_length=80)
    node_uid = models.UUIDField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "address"], name="section_address_once"),
        ]

    def __str__(self) -> str:
        return self.address


@immutable
class VersionSection(ImmutableModel):
    """A section as it stood in a version."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="sections")
    node_uid = models.UUIDField()
    address = models.SlugField(max_length=80)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    order = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=255)

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "node_uid"], name="version_section_once"),
            models.UniqueConstraint(fields=["version", "address"], name="version_address_once"),
            models.UniqueConstraint(fields=["version", "order"], name="version_section_order"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


EMPTY_JSON = "'null'"


@immutable(
    emptied={
        "value": EMPTY_JSON,
        "html": "''",
        "text": "''",
        "salt": "''",
        "lookup": "NULL",
    }
)
class PassageContent(ImmutableModel):
    """The words of a passage, stored once and shared by all versions that hold the same words."""

    digest = models.CharField(max_length=64, primary_key=True)
    schema = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=PassageKind.choices)
    value = models.JSONField()
    html = models.TextField()
    text = models.TextField()
    assets = models.JSONField(default=list)
    salt = models.CharField(max_length=32)
    lookup = models.CharField(max_length=64, unique=True, null=True)

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return self.digest[:12]


@immutable
class VersionPassage(ImmutableModel):
    """A passage in a version: its identity, place, printed label and content."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="passages")
    section = models.ForeignKey(VersionSection, on_delete=models.PROTECT, related_name="passages")
    passage_uid = models.UUIDField()
    order = models.PositiveIntegerField()
    label = models.CharField(max_length=40, blank=True)
    content = models.ForeignKey(PassageContent, on_delete=models.PROTECT, related_name="places")

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "passage_uid"], name="version_passage_once"),
            models.UniqueConstraint(fields=["version", "order"], name="version_passage_order"),
        ]

    def __str__(self) -> str:
        return f"{self.label or self.passage_uid}"


class PassageHint(models.Model):
    """Editor's ids of a passage, so that the next freeze finds its descendant. Disposable, not in the digest."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="hints")
    passage_uid = models.UUIDField()
    block_id = models.CharField(max_length=36, blank=True)
    block_key = models.CharField(max_length=36, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "passage_uid"], name="passage_hint_once"),
        ]

    def __str__(self) -> str:
        return f"{self.passage_uid}"


@immutable
class VersionAsset(ImmutableModel):
    """Original bytes of an image or file used by frozen text. Renditions are derived."""

    digest = models.CharField(max_length=64, primary_key=True)
    mime = models.CharField(max_length=100)
    filename = models.CharField(max_length=200)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    data = models.BinaryField()

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return self.filename


class VersionArtifact(models.Model):
    """A cached export of a version. Disposable."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="artifacts")
    format = models.CharField(max_length=8)
    language = models.CharField(max_length=10, default="cs")
    generator = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "format", "language", "generator"],
                name="version_artifact_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}.{self.format}"


@immutable
class Lineage(ImmutableModel):
    """Where a passage came from: a row per pair between a version and the next. A later confirmed row wins."""

    from_version = models.ForeignKey(
        Version,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lineage_onwards",
    )
    to_version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="lineage")
    from_uid = models.UUIDField(null=True, blank=True)
    to_uid = models.UUIDField(null=True, blank=True)
    relation = models.CharField(max_length=10, choices=LineageRelation.choices)
    score = models.FloatField(default=1.0)
    is_moved = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    recorded_at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["to_version", "to_uid"], name="lineage_to"),
            models.Index(fields=["from_version", "from_uid"], name="lineage_from"),
        ]

    def __str__(self) -> str:
        return f"{self.from_uid} {self.relation} {self.to_uid}"


@immutable
class Redaction(ImmutableModel):
    """The one exception to immutability: a content whose words were removed, with the reason."""

    content = models.ForeignKey(PassageContent, on_delete=models.PROTECT, related_name="redactions")
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.content_id[:12]}: {self.reason}"


@immutable
class RedactedPhrase(ImmutableModel):
    """Keyed hash of a redacted sentence: a later freeze refuses to bring it back."""

    redaction = models.ForeignKey(Redaction, on_delete=models.PROTECT, related_name="phrases")
    digest = models.CharField(max_length=64, db_index=True)

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return self.digest[:12]
