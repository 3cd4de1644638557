"""Sessions of focus groups and the guides they follow."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from core.models import Record
from focus_groups.enums import Recording, SessionState
from focus_groups.models.people import Participant
from focus_groups.models.series import Facilitator, Series, in_circle


@immutable
class TopicGuide(ImmutableModel):
    """An edition of what sessions of a series ask: a new edition is a new row, so that a session keeps its own.

    ``questions``: ``[{"key": "1", "text": str, "plain": str, "prompts": [str]}]``. ``passages`` to react to:
    ``[{"version": pk, "passage": uid}]``, as they stood in that frozen version.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="guides")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    questions = models.JSONField()
    passages = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic guide")
        verbose_name_plural = _("topic guides")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"], name="topic_guide_number_issued_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}: {self.number}"


class SessionQuerySet(models.QuerySet):
    """Reads of sessions."""

    def visible_to(self, user: Any) -> "SessionQuerySet":
        """Sessions the user may know of: those whose record they may know of, and those of series they facilitate.

        Field notes, who was there and what was said are for the latter only.
        """
        return self.filter(
            Q(record__in=Record.objects.visible_to(user)) | in_circle(user, prefix="series__")
        )


class Session(models.Model):
    """One session: a coarse place, a topic, the guide, who facilitated it, which pseudonyms were there.

    ``headcount`` is kept where people were not told apart. ``uid`` lets a session be opened without network.
    """

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="focus_session")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    topic = models.CharField(_("topic"), max_length=200)
    held_on = models.DateField(_("day"))
    place = models.CharField(_("coarse place"), max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), null=True, blank=True)
    guide = models.ForeignKey(
        TopicGuide, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    facilitators = models.ManyToManyField(Facilitator, related_name="sessions")
    participants = models.ManyToManyField(Participant, related_name="sessions", blank=True)
    headcount = models.PositiveSmallIntegerField(_("how many people"), null=True, blank=True)
    has_interpreter = models.BooleanField(_("an interpreter was there"), default=False)
    interpreter_is_relative = models.BooleanField(
        _("it was a relative or an acquaintance"), default=False
    )
    others_present = models.CharField(_("others who were there"), max_length=300, blank=True)
    field_notes = models.TextField(_("field notes"), blank=True)
    recording = models.CharField(max_length=7, choices=Recording.choices, default=Recording.NONE)
    recording_until = models.DateField(_("recording is deleted on"), null=True, blank=True)
    state = models.CharField(
        max_length=13, choices=SessionState.choices, default=SessionState.PLANNED
    )
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = SessionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("of a focus group", "session")
        verbose_name_plural = pgettext_lazy("of a focus group", "sessions")
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="session_number_issued_once"),
            models.CheckConstraint(
                condition=~Q(recording=Recording.KEPT) | Q(recording_until__isnull=False),
                name="session_recording_has_its_last_day",
            ),
            models.CheckConstraint(
                condition=Q(interpreter_is_relative=False) | Q(has_interpreter=True),
                name="session_relative_who_interpreted_is_an_interpreter",
            ),
        ]

    def __str__(self) -> str:
        return self.record.reference
