"""What the evaluation found and recommends: the texts, their evidence, and their final wordings."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import Contribution, Measure, Version
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Event, Record
from evaluation.enums.judgements import Bearing, JudgementState, Strength
from evaluation.models.plan import EvaluationPlanVersion, EvaluationQuestion
from people.enums import Role

# at most one of a passage of a frozen version and a measure; a passage names its version
ONE_PLACE = Q(measure__isnull=True) & Q(version__isnull=False, passage_uid__isnull=False) | Q(
    version__isnull=True, passage_uid__isnull=True
)
SOME_PLACE = Q(measure__isnull=False) | Q(passage_uid__isnull=False)
# Verbs of who had a hand in a text: none of them publishes it, or answers it.
WRITING = (
    "evaluation_finding_written",
    "evaluation_finding_edited",
    "evaluation_recommendation_written",
    "evaluation_recommendation_edited",
)


class JudgementQuerySet(models.QuerySet):
    """Reads of findings and of recommendations."""

    def visible_to(self, user: Any) -> models.QuerySet:
        """Those the user may know of: public ones everybody, discussed and final ones staff, drafts evaluators."""
        rule = Q(record__in=Record.objects.visible_to(user))
        if user.is_authenticated and Role.EVALUATOR in user.roles_on(timezone.localdate()):
            rule = Q()
        return self.filter(rule)

    def public(self) -> models.QuerySet:
        """Those a second person made public."""
        return self.filter(published_at__isnull=False)

    def without_hand_of(self, person: Any) -> models.QuerySet:
        """Those whose text the person neither wrote nor changed at any time: ``written_by`` names the last one only."""
        theirs = Event.objects.filter(
            record=models.OuterRef("record"), actor=person, verb__in=WRITING
        )
        return self.filter(~models.Exists(theirs))

    def standing(self) -> models.QuerySet:
        """Final ones that no other final one replaced."""
        return self.filter(state=JudgementState.FINAL).exclude(
            replaced_by__state=JudgementState.FINAL
        )


class Judgement(models.Model):
    """What findings and recommendations have in common: a text on its way to a final wording and to the public.

    ``text`` is what evaluators work on; everybody else reads the final wording (``FinalFinding``,
    ``FinalRecommendation``). A correction of a final one is another that ``replaces`` it.
    """

    number = models.PositiveIntegerField(unique=True)
    text = models.TextField(pgettext_lazy("of a finding", "text"))
    state = models.CharField(
        max_length=9, choices=JudgementState.choices, default=JudgementState.DRAFT
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    discussed_on = models.DateField(_("discussed on"), null=True, blank=True)
    discussed_where = models.CharField(_("where and with whom"), max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    replace_reason = models.CharField(_("what is corrected and why"), max_length=500, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = JudgementQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state=JudgementState.DRAFT)
                | (Q(discussed_on__isnull=False) & ~Q(discussed_where="")),
                name="%(class)s_was_discussed",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, replace_reason="")
                | Q(replaces__isnull=False) & ~Q(replace_reason=""),
                name="%(class)s_correction_says_why",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True, published_at__isnull=True)
                | (
                    Q(published_by__isnull=False, published_at__isnull=False)
                    & Q(state=JudgementState.FINAL)
                    & ~Q(published_by=models.F("written_by"))
                ),
                name="%(class)s_published_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return self.record.reference

    def has_hand_of(self, person: Any) -> bool:
        """Whether the person ever wrote or changed its text: one query, none for a visitor."""
        if not person.is_authenticated:
            return False
        return not type(self).objects.filter(pk=self.pk).without_hand_of(person).exists()


class EvaluationFinding(Judgement):
    """What the evaluation found, as an answer to a question of a frozen plan.

    ``plan_version``: the version of the plan the question was read in. ``contribution``: a final finding stands in the
    thread of reasons beside the places it bears on.
    """

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, related_name="evaluation_finding"
    )
    contribution = models.OneToOneField(
        Contribution,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evaluation_finding",
    )
    question = models.ForeignKey(
        EvaluationQuestion, on_delete=models.PROTECT, related_name="findings"
    )
    plan_version = models.ForeignKey(
        EvaluationPlanVersion, on_delete=models.PROTECT, related_name="findings"
    )
    strength = models.CharField(
        _("strength of the evidence"), max_length=8, choices=Strength.choices
    )
    found_on = models.DateField(_("found on"))
    implication = models.TextField(_("what follows from it now"), blank=True)

    class Meta(Judgement.Meta):
        verbose_name = pgettext_lazy("of the evaluation", "finding")
        verbose_name_plural = pgettext_lazy("of the evaluation", "findings")


class FindingEvidence(models.Model):
    """What a finding rests on: something with a Record, or a passage of a frozen version.

    ``state_then``: the state of the record when it was cited, so that a later change is told.
    """

    finding = models.ForeignKey(
        EvaluationFinding, on_delete=models.PROTECT, related_name="evidence"
    )
    record = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    passage_uid = models.UUIDField(null=True, blank=True)
    state_then = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "record"], name="finding_cites_record_once"),
            models.UniqueConstraint(
                fields=["finding", "version", "passage_uid"], name="finding_cites_passage_once"
            ),
            models.CheckConstraint(
                condition=Q(record__isnull=False, version__isnull=True, passage_uid__isnull=True)
                | Q(record__isnull=True, version__isnull=False, passage_uid__isnull=False),
                name="finding_evidence_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class FindingBearing(models.Model):
    """A finding supports or contradicts a passage of a frozen version, or a measure."""

    finding = models.ForeignKey(
        EvaluationFinding, on_delete=models.PROTECT, related_name="bearings"
    )
    side = models.CharField(max_length=11, choices=Bearing.choices)
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    passage_uid = models.UUIDField(null=True, blank=True)
    measure = models.ForeignKey(
        Measure,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evaluation_bearings",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "measure"], name="finding_bears_on_measure"),
            models.UniqueConstraint(
                fields=["finding", "version", "passage_uid"], name="finding_bears_on_passage"
            ),
            models.CheckConstraint(
                condition=ONE_PLACE & SOME_PLACE, name="finding_bears_on_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.side}"


class FinalText(ImmutableModel):
    """A final wording. ``facts``: what it stood on then, as readers of later times must know it; ``digest`` covers
    both. Where words were removed, the digest went too: it would tell whoever guesses.
    """

    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


@immutable(removable=("text", "implication"), removed_with={"digest": "''"})
class FinalFinding(FinalText):
    """The final wording of a finding. ``facts``: question, strength, evidence as it was cited."""

    finding = models.OneToOneField(
        EvaluationFinding, on_delete=models.PROTECT, related_name="final"
    )
    implication = models.TextField(blank=True)

    @property
    def row(self) -> EvaluationFinding:
        """What it is the wording of."""
        return self.finding

    def __str__(self) -> str:
        return f"final {self.finding_id}"
