"""Findings made of statements, recommendations made of findings, and the texts of both that were published."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import Measure, Version
from core.enums import Visibility
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from focus_groups.enums import READ_STATES, Breadth, FindingState, Side
from focus_groups.models.codes import Code
from focus_groups.models.series import Series, in_circle
from focus_groups.models.sessions import Session
from focus_groups.models.statements import SpokenStatement
from people.enums import Role


def reads_confirmed(user: Any) -> bool:
    """Whether the user is a member of working groups, who read what participants confirmed before it is published."""
    return user.is_authenticated and Role.MEMBER in user.roles_on(timezone.localdate())


class WorkedOutQuerySet(models.QuerySet):
    """Reads of findings and of recommendations."""

    def visible_to(self, user: Any) -> models.QuerySet:
        """Those the user may know of: published ones everybody, confirmed ones staff and members of working groups,
        all of a series its facilitators.

        This says who may read the text; what it was made of is read by facilitators only (``FindingStatement``).
        """
        rule = Q(record__in=Record.objects.visible_to(user)) | in_circle(user, prefix="series__")
        if reads_confirmed(user):
            rule |= Q(state=FindingState.VALIDATED) & ~Q(
                series__record__visibility=Visibility.RESTRICTED
            )
        return self.filter(rule)

    def standing(self) -> models.QuerySet:
        """Those that were not retracted."""
        return self.exclude(state=FindingState.RETRACTED)


class WorkedOut(models.Model):
    """What findings and recommendations have in common: a text on its way to the public.

    ``text`` is what facilitators work on; everybody else reads the published text with ``public_number``, also while
    the next one is written. ``alone_reason`` stands for a second reader where only one person facilitates.
    """

    number = models.PositiveSmallIntegerField()
    text = models.TextField(pgettext_lazy("of a finding", "text"))
    state = models.CharField(
        max_length=11, choices=FindingState.choices, default=FindingState.DRAFT
    )
    second_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_read_at = models.DateTimeField(null=True, blank=True)
    alone_reason = models.CharField(_("why nobody else could read it"), max_length=300, blank=True)
    checked_in = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    needs_review_since = models.DateTimeField(null=True, blank=True)
    retract_reason = models.CharField(_("why it was retracted"), max_length=300, blank=True)
    public_number = models.PositiveSmallIntegerField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = WorkedOutQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"], name="%(class)s_number_issued_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(READ_STATES))
                | Q(second_reader__isnull=False, second_read_at__isnull=False)
                | ~Q(alone_reason=""),
                name="%(class)s_read_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[FindingState.VALIDATED, FindingState.PUBLISHED])
                | Q(checked_in__isnull=False),
                name="%(class)s_confirmed_in_a_session",
            ),
            models.CheckConstraint(
                condition=~Q(state=FindingState.PUBLISHED) | Q(public_number__isnull=False),
                name="%(class)s_published_has_a_text",
            ),
            models.CheckConstraint(
                condition=Q(state=FindingState.RETRACTED) & ~Q(retract_reason="")
                | ~Q(state=FindingState.RETRACTED) & Q(retract_reason=""),
                name="%(class)s_retracted_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.record.reference


class Finding(WorkedOut):
    """What a series found, from statements for and against. Its breadth is worked out from them, never typed.

    ``lost_sources`` counts statements behind it that were erased; only facilitators are told.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="focus_finding")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="findings")
    theme = models.ForeignKey(
        Code, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    plain_text = models.TextField(_("in plain words"), blank=True)
    limits = models.TextField(_("what limits it"), blank=True)
    lost_sources = models.PositiveSmallIntegerField(default=0)

    class Meta(WorkedOut.Meta):
        verbose_name = pgettext_lazy("of focus groups", "finding")
        verbose_name_plural = pgettext_lazy("of focus groups", "findings")


class Recommendation(WorkedOut):
    """What a series recommends, from its findings, aimed at a place of a frozen text or at a measure.

    ``section_uid`` is the ``node_uid`` of a section of the version. ``reported_back_in``: the session in which
    participants were told what came of it.
    """

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, related_name="focus_recommendation"
    )
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="recommendations")
    findings = models.ManyToManyField(Finding, related_name="recommendations")
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    section_uid = models.UUIDField(null=True, blank=True)
    passage_uid = models.UUIDField(null=True, blank=True)
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reported_back_in = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="reported_back"
    )

    class Meta(WorkedOut.Meta):
        verbose_name = pgettext_lazy("of focus groups", "recommendation")
        verbose_name_plural = pgettext_lazy("of focus groups", "recommendations")
        constraints = [
            *WorkedOut.Meta.constraints,
            models.CheckConstraint(
                condition=Q(section_uid__isnull=True, passage_uid__isnull=True)
                | Q(version__isnull=False),
                name="recommendation_place_names_its_version",
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=True) | Q(measure__isnull=True),
                name="recommendation_aims_at_one_thing",
            ),
        ]


class FindingStatementQuerySet(models.QuerySet):
    """Reads of what findings were made of."""

    def visible_to(self, user: Any) -> "FindingStatementQuerySet":
        """Rows of series the user facilitates now, also once the finding is published."""
        return self.filter(in_circle(user, prefix="finding__series__"))

    def with_words(self) -> "FindingStatementQuerySet":
        """Rows whose statement still has its words."""
        return self.filter(statement__erased_at=None)


class FindingStatement(models.Model):
    """A statement that speaks for a finding or against it."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="statements")
    statement = models.ForeignKey(
        SpokenStatement, on_delete=models.PROTECT, related_name="findings"
    )
    side = models.CharField(max_length=8, choices=Side.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = FindingStatementQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "statement"], name="finding_statement_on_one_side"
            ),
        ]

    def __str__(self) -> str:
        return f"base {self.pk}"


class PublishedText(ImmutableModel):
    """A text that was published, as it was read then. ``notice`` says what is different from the one before."""

    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    notice = models.CharField(_("what is different"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


@immutable(emptied={"text": "''", "plain_text": "''", "limits": "''", "notice": "''"})
class FindingText(PublishedText):
    """A published text of a finding with its breadth then. ``supports`` is told rounded down, see ``told_count``."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="texts")
    plain_text = models.TextField(blank=True)
    limits = models.TextField(blank=True)
    theme = models.CharField(max_length=100, blank=True)
    breadth = models.CharField(max_length=11, choices=Breadth.choices, blank=True)
    supports = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["finding", "number"], name="finding_text_issued_once"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.number}"


@immutable(emptied={"text": "''", "notice": "''"})
class RecommendationText(PublishedText):
    """A published text of a recommendation."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="texts"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "number"], name="recommendation_text_issued_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.number}"
