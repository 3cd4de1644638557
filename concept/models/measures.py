"""Measures: what an approved document promises, followed under a code that outlives renumbering."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from concept.enums import MeasureState
from concept.models.pages import DocumentPage
from concept.models.versions import Version
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record


class MeasureQuerySet(models.QuerySet):
    """Reads of measures."""

    def visible_to(self, user) -> "MeasureQuerySet":
        """Measures the user may know of: those whose record they may know of."""
        return self.filter(record__in=Record.objects.visible_to(user))


class Measure(models.Model):
    """A tracked measure with a permanent code, born when a version with its passage is approved.

    Its words are read from the versions (``MeasurePlace``), never copied. A dropped or replaced one stays, with the
    reason; its code is never given to another.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="measure")
    document = models.ForeignKey(DocumentPage, on_delete=models.PROTECT, related_name="measures")
    code = models.CharField(_("permanent code"), max_length=120, unique=True)
    state = models.CharField(
        max_length=10, choices=MeasureState.choices, default=MeasureState.APPROVED
    )
    ended_in = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="measures_ended"
    )
    ended_reason = models.CharField(_("why it ended"), max_length=500, blank=True)
    ended_where = models.CharField(_("conclusion or resolution"), max_length=200, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=MeasureState.APPROVED) | ~models.Q(ended_reason=""),
                name="measure_ended_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class MeasurePlaceQuerySet(ImmutableQuerySet):
    """Reads of places."""

    def current(self) -> "MeasurePlaceQuerySet":
        """The newest row of each passage: what an approval said and no correction of lineage overruled since."""
        newer = self.model.objects.filter(
            version=models.OuterRef("version"),
            passage_uid=models.OuterRef("passage_uid"),
            number__gt=models.OuterRef("number"),
        )
        return self.filter(~models.Exists(newer))


@immutable
class MeasurePlace(ImmutableModel):
    """The passage that holds a measure in an approved version; the printed code may differ in each.

    A correction of lineage writes a further row of the passage, with the next ``number``; see ``current``.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="places")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="measure_places")
    passage_uid = models.UUIDField()
    number = models.PositiveSmallIntegerField(default=1)

    objects = MeasurePlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "passage_uid", "number"], name="measure_place_of_passage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} in {self.version_id}"


class MeasureDerivationQuerySet(ImmutableQuerySet):
    """Reads of derivations."""

    def standing(self) -> "MeasureDerivationQuerySet":
        """Those that hold: never taken back, or said anew since."""
        last = DerivationTurn.objects.filter(derivation=models.OuterRef("pk")).order_by("-number")
        return self.annotate(last_turn=models.Subquery(last.values("stands")[:1])).filter(
            models.Q(last_turn=None) | models.Q(last_turn=True)
        )


@immutable
class MeasureDerivation(ImmutableModel):
    """A measure carries out, continues or joins another one, in the same document or another.

    One made by mistake is taken back by a ``DerivationTurn``, and said anew by the next one.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="derived_from")
    source = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="led_to")
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = MeasureDerivationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "source"], name="measure_derived_once"),
            models.CheckConstraint(
                condition=~models.Q(measure=models.F("source")),
                name="measure_not_derived_from_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} -> {self.measure_id}"


@immutable
class DerivationTurn(ImmutableModel):
    """A derivation was taken back, or said anew; the turn with the highest ``number`` holds."""

    derivation = models.ForeignKey(
        MeasureDerivation, on_delete=models.PROTECT, related_name="turns"
    )
    number = models.PositiveSmallIntegerField()
    stands = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["derivation", "number"], name="derivation_turn_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.derivation_id}: {self.stands}"
