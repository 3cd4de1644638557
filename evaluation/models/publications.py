"""Figures of the pilot as they are published for a closed half-year: prepared by one person, agreed to by another."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from evaluation.models.pilot import KeptQuerySet, Pilot
from evaluation.pilot_sets import HalfYear


@immutable(removable=("note",))
class PilotPreparation(ImmutableModel):
    """Figures of a half-year that could be published: ``figures`` maps names to counts, null where one is left out.

    ``flats`` are counts of flats, which tell of nobody. ``note`` says in a further edition what is different.
    ``published_before``: key of the last publication they were worked out beside, 0 for none; beside a later one they
    could reveal somebody.
    """

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="preparations")
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    flats = models.JSONField()
    note = models.CharField(_("what is different"), max_length=500, blank=True)
    published_before = models.PositiveBigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = KeptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(half__in=(1, 2)), name="preparation_of_a_half_year"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.half}"

    @property
    def half_year(self) -> HalfYear:
        """The half-year it is of."""
        return HalfYear(self.year, self.half)


@immutable
class PreparedRows(ImmutableModel):
    """Who is counted in a figure as it was prepared, so that it can be followed also when rows are corrected later.

    ``rows`` are pseudonyms, of stays and people with what tells them apart. ``minimum`` is the one that held.
    """

    preparation = models.ForeignKey(
        PilotPreparation, on_delete=models.PROTECT, related_name="counted"
    )
    name = models.CharField(max_length=40)
    rows = models.JSONField()
    is_shown = models.BooleanField()
    minimum = models.PositiveSmallIntegerField()

    objects = KeptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["preparation", "name"], name="prepared_figure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.preparation_id} {self.name}"


class PublicationQuerySet(ImmutableQuerySet):
    """Reads of publications."""

    def visible_to(self, user: Any) -> "PublicationQuerySet":
        """Publications the user may know of: those whose record they may know of."""
        return self.filter(record__in=Record.objects.visible_to(user))

    def newest(self) -> "PublicationQuerySet":
        """The newest edition of each half-year."""
        later = self.model.objects.filter(
            pilot=models.OuterRef("pilot"),
            year=models.OuterRef("year"),
            half=models.OuterRef("half"),
            edition__gt=models.OuterRef("edition"),
        )
        return self.filter(~models.Exists(later))


@immutable
class PilotPublication(ImmutableModel):
    """Prepared figures that somebody else agreed to: public, and never changed. A correction is a further edition."""

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, related_name="pilot_publication"
    )
    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="publications")
    preparation = models.OneToOneField(
        PilotPreparation, on_delete=models.PROTECT, related_name="publication"
    )
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField()
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "year", "half", "edition"], name="publication_edition_once"
            ),
            models.CheckConstraint(
                condition=~Q(by=F("prepared_by")), name="publication_agreed_by_another_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.half}/{self.edition}"

    @property
    def half_year(self) -> HalfYear:
        """The half-year it is of."""
        return HalfYear(self.year, self.half)
