"""Codes of a series and where they were put: for the facilitators of the series only."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.models import TagBase

from focus_groups.enums import CodedField
from focus_groups.models.people import CircleQuerySet
from focus_groups.models.series import Series, in_circle
from focus_groups.models.statements import SpokenStatement


class CodeQuerySet(CircleQuerySet):
    """Reads of codes."""

    def in_use(self) -> "CodeQuerySet":
        """Codes that were not merged into another one."""
        return self.filter(merged_into=None)


class Code(TagBase):
    """A code of the codebook of a series, with what it means and what belongs to it and what does not.

    The codebook is closed: codes are made by facilitators, never by typing. One merged into another stays as an alias.
    """

    free_tagging = False
    name = models.CharField(pgettext_lazy("of a code", "name"), max_length=100)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="codes")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    definition = models.TextField(_("what it means"), blank=True)
    include = models.TextField(_("what belongs to it"), blank=True)
    exclude = models.TextField(_("what does not belong to it"), blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="aliases"
    )
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    natural_key_fields = ["slug"]
    objects = CodeQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("of a codebook", "code")
        verbose_name_plural = pgettext_lazy("of a codebook", "codes")
        constraints = [
            models.UniqueConstraint(fields=["series", "name"], name="code_name_once_per_series"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="code_not_below_itself",
            ),
            models.CheckConstraint(
                condition=Q(
                    merged_into__isnull=True, merged_by__isnull=True, merged_at__isnull=True
                )
                | Q(merged_into__isnull=False, merged_by__isnull=False, merged_at__isnull=False)
                & ~Q(merged_into=F("id")),
                name="code_merged_into_another_by_at",
            ),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"


class CodingQuerySet(models.QuerySet):
    """Reads of codings."""

    def visible_to(self, user: Any) -> "CodingQuerySet":
        """Codings of statements of series the user facilitates now."""
        return self.filter(in_circle(user, prefix="statement__session__series__"))


class Coding(models.Model):
    """A code put on a part of a statement: [start, end) in code points of one of its texts.

    The words are read from the statement, never copied.
    """

    statement = models.ForeignKey(SpokenStatement, on_delete=models.PROTECT, related_name="codings")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="codings")
    field = models.CharField(max_length=12, choices=CodedField.choices)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CodingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("of a statement", "coding")
        verbose_name_plural = pgettext_lazy("of a statement", "codings")
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "code", "field", "start", "end"], name="coding_put_once"
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="coding_covers_something"),
        ]

    def __str__(self) -> str:
        return f"coding {self.pk}"
