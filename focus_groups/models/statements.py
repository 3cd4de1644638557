"""What people said in sessions."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concept.models import Version
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from focus_groups.enums import (
    CHECKED_STATES,
    Agreement,
    Publication,
    Sensitivity,
    Speaker,
    StatementKind,
    StatementState,
    TranslatorKind,
)
from focus_groups.models.people import Participant
from focus_groups.models.series import in_circle
from focus_groups.models.sessions import Session


class SpokenStatementQuerySet(models.QuerySet):
    """Reads of statements."""

    def visible_to(self, user: Any) -> "SpokenStatementQuerySet":
        """Statements of series the user facilitates now, and nobody else's."""
        return self.filter(in_circle(user, prefix="session__series__"))


class SpokenStatement(models.Model):
    """One statement as it was said, for the facilitators of its series only.

    ``uid`` is made on the device it was entered on, so that sending it twice stores it once. ``device_at`` is that
    device's clock, told and never trusted. ``version`` and ``passage_uid`` pin the text it reacts to. An erased
    statement stays as an empty row, so that a late copy from a device cannot bring the words back. One that was merged
    keeps its words and is worked on no more (``StatementPair``).
    """

    uid = models.UUIDField(unique=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="statements")
    question = models.CharField(_("question"), max_length=20, blank=True)
    position = models.PositiveIntegerField()
    speaker = models.CharField(
        pgettext_lazy("of a statement", "who said it"), max_length=11, choices=Speaker.choices
    )
    participant = models.ForeignKey(
        Participant,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements",
    )
    kind = models.CharField(
        pgettext_lazy("of a statement", "kind"),
        max_length=12,
        choices=StatementKind.choices,
        default=StatementKind.EXPERIENCE,
    )
    words = models.TextField(_("words as said"), blank=True)
    language = models.CharField(max_length=8, default="cs")
    working_text = models.TextField(_("working text"), blank=True)
    translator = models.CharField(
        max_length=12, choices=TranslatorKind.choices, default=TranslatorKind.NONE, blank=True
    )
    is_verbatim = models.BooleanField(_("word by word"), default=False)
    agreement = models.CharField(
        _("agreement in the room"),
        max_length=8,
        choices=Agreement.choices,
        default=Agreement.UNKNOWN,
        blank=True,
    )
    sensitivity = models.CharField(
        max_length=11, choices=Sensitivity.choices, default=Sensitivity.NORMAL
    )
    publication = models.CharField(
        max_length=10, choices=Publication.choices, default=Publication.INTERNAL
    )
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    passage_uid = models.UUIDField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=13, choices=StatementState.choices, default=StatementState.STORED
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    merged_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = SpokenStatementQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("spoken statement")
        verbose_name_plural = _("spoken statements")
        indexes = [models.Index(fields=["session", "position"], name="statement_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(speaker=Speaker.PARTICIPANT, participant__isnull=False)
                | (~Q(speaker=Speaker.PARTICIPANT) & Q(participant__isnull=True))
                | Q(erased_at__isnull=False),
                name="statement_of_a_participant_names_one",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(words="", working_text="", participant__isnull=True),
                name="statement_erased_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(passage_uid__isnull=True) | Q(version__isnull=False),
                name="statement_passage_names_its_version",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=sorted(CHECKED_STATES),
                    checked_by__isnull=False,
                    checked_at__isnull=False,
                )
                | ~Q(state__in=sorted(CHECKED_STATES))
                & Q(checked_by__isnull=True, checked_at__isnull=True),
                name="spoken_statement_checked_by_at",
            ),
        ]

    def __str__(self) -> str:
        return f"statement {self.pk}"


class StatementPairQuerySet(ImmutableQuerySet):
    """Reads of pairs."""

    def visible_to(self, user: Any) -> "StatementPairQuerySet":
        """Pairs in series the user facilitates now."""
        return self.filter(in_circle(user, prefix="first__session__series__"))


@immutable
class StatementPair(ImmutableModel):
    """What a facilitator decided of two statements alike: the other one was put away under ``kept``, or both stay.

    ``first`` was stored before ``second``. Both keep their words, so that nothing is lost by a wrong decision.
    """

    first = models.ForeignKey(SpokenStatement, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(SpokenStatement, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(
        SpokenStatement, null=True, blank=True, on_delete=models.PROTECT, related_name="merges"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = StatementPairQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="statement_pair_decided_once"),
            models.CheckConstraint(
                condition=Q(kept__isnull=True) | Q(kept=F("first")) | Q(kept=F("second")),
                name="statement_pair_keeps_one_of_both",
            ),
        ]

    def __str__(self) -> str:
        return f"pair {self.pk}"
