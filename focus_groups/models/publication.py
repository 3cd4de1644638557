"""What of a series may leave the circle of facilitators: quotes, checks by two people, editions of the report."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import DocumentPage, Version
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from focus_groups.models.findings import Finding, Recommendation
from focus_groups.models.series import Series, in_circle
from focus_groups.models.statements import SpokenStatement


class QuoteQuerySet(models.QuerySet):
    """Reads of quotes."""

    def visible_to(self, user: Any) -> "QuoteQuerySet":
        """Quotes of series the user facilitates now. Everybody else reads those that stand in a published edition."""
        return self.filter(in_circle(user, prefix="finding__series__"))

    def standing(self) -> "QuoteQuerySet":
        """Quotes nobody took back."""
        return self.filter(withdrawn_at=None)


class Quote(models.Model):
    """Words of a statement as they may be said under a finding: word by word, or in other words.

    One that was taken back stays as an empty row. ``uid`` names its block in the report.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="quotes")
    statement = models.ForeignKey(SpokenStatement, on_delete=models.PROTECT, related_name="quotes")
    text = models.TextField(pgettext_lazy("of a quote", "words as they may be said"), blank=True)
    is_verbatim = models.BooleanField(_("word by word"), default=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = QuoteQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("of a statement", "quote")
        verbose_name_plural = pgettext_lazy("of a statement", "quotes")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) & ~Q(text="")
                | Q(withdrawn_at__isnull=False, text=""),
                name="quote_withdrawn_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"quote {self.pk}"


class ReportEditionQuerySet(models.QuerySet):
    """Reads of editions of reports."""

    def visible_to(self, user: Any) -> "ReportEditionQuerySet":
        """Editions of series the user facilitates now. Everybody else reads their versions, once published."""
        return self.filter(in_circle(user, prefix="series__"))


class ReportEdition(models.Model):
    """An edition of the report of a series: a frozen version of a document, with what it was made of.

    ``facts`` are the counts as they were told in it; a later edition tells the same (ADR 0022). One that
    ``only_leaves_out`` says nothing that was not published before.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="editions")
    document = models.ForeignKey(DocumentPage, on_delete=models.PROTECT, related_name="+")
    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    findings = models.ManyToManyField(Finding, related_name="+", blank=True)
    recommendations = models.ManyToManyField(Recommendation, related_name="+", blank=True)
    facts = models.JSONField(default=dict)
    only_leaves_out = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = ReportEditionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("edition of a report")
        verbose_name_plural = _("editions of reports")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"], name="report_edition_number_issued_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}: {self.number}"


class QuotePlacement(models.Model):
    """A quote stands in a passage of a frozen version: where its words must go when it is taken back."""

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="placements")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    passage_uid = models.UUIDField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "passage_uid"], name="quote_alone_in_its_passage"
            ),
        ]

    def __str__(self) -> str:
        return f"placement {self.pk}"


class SourceLoss(models.Model):
    """A finding lost a source that was taken back. The public is told from an edition on, ``told_in``, not before."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="losses")
    at = models.DateTimeField()
    told_in = models.ForeignKey(
        ReportEdition, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"loss {self.pk}"


class PublicationCheckQuerySet(ImmutableQuerySet):
    """Reads of checks."""

    def visible_to(self, user: Any) -> "PublicationCheckQuerySet":
        """Checks in series the user facilitates now."""
        return self.filter(in_circle(user, prefix="series__"))


@immutable(emptied={"reason": "''"})
class PublicationCheck(ImmutableModel):
    """What one person found when they checked a text before its publication: of exactly one thing.

    ``digest`` is of the text as they read it: a changed text is checked anew. ``answers``: ``{item: bool}``.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="checks")
    finding = models.ForeignKey(
        Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="checks"
    )
    recommendation = models.ForeignKey(
        Recommendation, null=True, blank=True, on_delete=models.PROTECT, related_name="checks"
    )
    quote = models.ForeignKey(
        Quote, null=True, blank=True, on_delete=models.PROTECT, related_name="checks"
    )
    edition = models.ForeignKey(
        ReportEdition, null=True, blank=True, on_delete=models.PROTECT, related_name="checks"
    )
    digest = models.CharField(max_length=64)
    answers = models.JSONField()
    is_passed = models.BooleanField()
    reason = models.CharField(_("what is wrong"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PublicationCheckQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("check before publication")
        verbose_name_plural = _("checks before publication")
        indexes = [models.Index(fields=["digest"], name="check_of_a_text")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    finding__isnull=False,
                    recommendation__isnull=True,
                    quote__isnull=True,
                    edition__isnull=True,
                )
                | Q(
                    finding__isnull=True,
                    recommendation__isnull=False,
                    quote__isnull=True,
                    edition__isnull=True,
                )
                | Q(
                    finding__isnull=True,
                    recommendation__isnull=True,
                    quote__isnull=False,
                    edition__isnull=True,
                )
                | Q(
                    finding__isnull=True,
                    recommendation__isnull=True,
                    quote__isnull=True,
                    edition__isnull=False,
                ),
                name="check_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"check {self.pk}"
