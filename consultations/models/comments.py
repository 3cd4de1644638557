"""Comments: their words, the places they are about, what hangs on them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from concept.models import Contribution, Version
from consultations.enums import (
    CommentNature,
    CommentType,
    HiddenReason,
    Moderation,
    PersonalCase,
    Weight,
)
from consultations.models.rounds import Round
from consultations.models.statements import Statement
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record


class Theme(TagBase):
    """A theme of comments. The list is closed: themes are made by editors, never by typing."""

    free_tagging = False

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")


class CommentTheme(ItemBase):
    """A theme given to a comment."""

    tag = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="comment_themes")
    content_object = models.ForeignKey(
        "consultations.Comment", on_delete=models.CASCADE, related_name="comment_themes"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="comment_theme_once"),
        ]


class CommentCluster(models.Model):
    """Equal points of several people, answered once. Each author keeps an own number and answer page."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="clusters")
    title = models.CharField(pgettext_lazy("of equal comments", "title"), max_length=200)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class CommentQuerySet(models.QuerySet):
    """Reads of comments."""

    def submitted(self) -> "CommentQuerySet":
        """Comments that were sent (they have a number), also those withdrawn or hidden later."""
        return self.filter(contribution__isnull=False)

    def visible_to(self, user: Any) -> "CommentQuerySet":
        """Sent comments the user may know of. Whether the words are shown is ``shows_words``."""
        return self.filter(contribution__record__in=Record.objects.visible_to(user))


class Comment(models.Model):
    """One point of a statement. Sent words never change; only an erasure empties them.

    Where a part must not be shown, ``text``, ``reason`` and ``proposed_wording`` hold what may be read and the words as
    they were sent lie in ``SentWords``. ``flags``: values of ``ContentFlag`` divided by blanks.

    Draft comments keep the places they quote in ``draft_anchors``; at sending these become ``Anchor`` rows.
    ``likeness`` and ``stems`` (by which the desk finds equal points and words) are copies of the words: whoever
    erases a comment empties them too, the database insists.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="comments")
    contribution = models.OneToOneField(
        Contribution, null=True, blank=True, on_delete=models.PROTECT, related_name="comment"
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="comments")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="comments")
    number = models.PositiveIntegerField(null=True, blank=True)
    reference = models.CharField(max_length=20, blank=True, db_index=True)
    order = models.PositiveIntegerField(default=0)
    section_uid = models.UUIDField(null=True, blank=True)
    passage_uid = models.UUIDField(null=True, blank=True)
    place_order = models.PositiveIntegerField(default=0)
    place_label = models.CharField(max_length=80, blank=True)
    place_words = models.CharField(_("place as the author wrote it"), max_length=200, blank=True)
    draft_anchors = models.JSONField(default=list, blank=True)
    type = models.CharField(
        _("what it is about"),
        max_length=12,
        choices=CommentType.choices,
        default=CommentType.SUBSTANTIVE,
    )
    nature = models.CharField(
        pgettext_lazy("of a comment", "kind"),
        max_length=12,
        choices=CommentNature.choices,
        default=CommentNature.SUBSTANTIVE,
    )
    weight = models.CharField(
        _("weight"), max_length=10, choices=Weight.choices, default=Weight.ADVISORY
    )
    text = models.TextField(pgettext_lazy("on a text", "comment"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    wording_from = models.TextField(blank=True)
    proposed_wording = models.TextField(_("proposed wording"), blank=True)
    original_start = models.PositiveIntegerField(null=True, blank=True)
    original_end = models.PositiveIntegerField(null=True, blank=True)
    import_key = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    likeness = models.CharField(max_length=64, blank=True, db_index=True)
    stems = models.TextField(blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="comments_begun",
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    moderation = models.CharField(
        max_length=8, choices=Moderation.choices, default=Moderation.WAITING
    )
    hidden_reason = models.CharField(max_length=16, choices=HiddenReason.choices, blank=True)
    flags = models.CharField(max_length=80, blank=True, editable=False)
    has_withheld_words = models.BooleanField(default=False, editable=False)
    personal_case = models.CharField(max_length=12, choices=PersonalCase.choices, blank=True)
    personal_case_at = models.DateTimeField(null=True, blank=True)
    handover_consent_at = models.DateTimeField(null=True, blank=True)
    cluster = models.ForeignKey(
        CommentCluster, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    themes = TaggableManager(through=CommentTheme, blank=True, verbose_name=_("themes"))
    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("on a text", "comment")
        verbose_name_plural = pgettext_lazy("on a text", "comments")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"],
                condition=Q(number__isnull=False),
                name="comment_number_once_per_round",
            ),
            models.UniqueConstraint(
                fields=["round", "import_key"],
                condition=~Q(import_key=""),
                name="comment_imported_once_per_round",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, contribution__isnull=True, reference="")
                | (Q(number__isnull=False, contribution__isnull=False) & ~Q(reference="")),
                name="comment_sent_has_number_reference_and_contribution",
            ),
            models.CheckConstraint(
                condition=~Q(moderation=Moderation.HIDDEN) | ~Q(hidden_reason=""),
                name="comment_hidden_says_why",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(stems="", likeness=""),
                name="comment_erased_leaves_no_stems",
            ),
            models.CheckConstraint(
                condition=Q(personal_case="") | Q(personal_case_at__isnull=False),
                name="comment_personal_case_says_since_when",
            ),
        ]
        indexes = [
            models.Index(fields=["moderation", "round"], name="comment_to_be_checked"),
            models.Index(
                fields=["personal_case_at"],
                condition=Q(personal_case_at__isnull=False),
                name="comment_personal_case",
            ),
            models.Index(fields=["round", "place_order", "number"], name="comment_in_text_order"),
            models.Index(fields=["version", "passage_uid"], name="comment_of_passage"),
            models.Index(fields=["version", "section_uid"], name="comment_of_section"),
        ]

    def __str__(self) -> str:
        return self.reference or f"{self.statement_id}: {self.order}"

    @property
    def is_sent(self) -> bool:
        """Whether it was sent; from then on its words never change."""
        return self.contribution_id is not None

    @property
    def path(self) -> str:
        """Address of the comment's page without a language."""
        return f"/pripominky/{self.reference}/"

    @property
    def shows_words(self) -> bool:
        """Whether its words may be shown to those who may know of it. Its author and the desk see them all the same."""
        return (
            self.moderation == Moderation.VISIBLE
            and not self.personal_case
            and self.erased_at is None
            and self.withdrawn_at is None
        )


@immutable(emptied={"words": "''"})
class SentWords(ImmutableModel):
    """A field of a comment as it was sent, kept for those who run rounds since a part of it is not shown."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="sent_words")
    field = models.CharField(max_length=20)
    words = models.TextField(blank=True)

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "field"], name="sent_words_once"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.field}"


class WithheldPart(models.Model):
    """Code points [start, end) of a sent field that are not shown, and the reason everyone reads in their place."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="withheld_parts")
    field = models.CharField(max_length=20)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=16, choices=HiddenReason.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="withheld_part_not_empty"),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="withheld_part_lifted_by_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.field} {self.start}-{self.end}"


@immutable(emptied={"exact": "''", "prefix": "''", "suffix": "''"})
class Anchor(ImmutableModel):
    """A place a sent comment quotes: code points [start, end) of a passage's text. It never moves.

    Without a passage it is a whole section, without a section the whole document. The quote is emptied only when
    the passage's words are redacted.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="anchors")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="anchors")
    section_uid = models.UUIDField(null=True, blank=True)
    passage_uid = models.UUIDField(null=True, blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    exact = models.TextField(blank=True)
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["version", "passage_uid"], name="anchor_of_passage"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.passage_uid} {self.start}-{self.end}"


class Attachment(models.Model):
    """A file sent with a comment, or the original of a statement (a scan, an e-mail). Its bytes never change.

    Only an erasure empties them; the digest stays.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="attachments")
    comment = models.ForeignKey(
        Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    is_original = models.BooleanField(default=False)
    filename = models.CharField(max_length=200)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.pk}"
