"""Values of minutes and what is said about them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MinutesState(models.TextChoices):
    """Where minutes stand. After "approved" there are corrections only."""

    NOT_STARTED = "not_started", pgettext_lazy("minutes", "Not begun")
    DRAFTING = "drafting", pgettext_lazy("minutes", "Being written")
    CIRCULATED = "circulated", _("Sent to members for remarks")
    APPROVED = "approved", pgettext_lazy("minutes", "Approved")
    PUBLISHED = "published", pgettext_lazy("minutes", "Published")


ALLOWED_MINUTES_MOVES: dict[str, frozenset[str]] = {
    MinutesState.NOT_STARTED: frozenset({MinutesState.DRAFTING}),
    MinutesState.DRAFTING: frozenset({MinutesState.CIRCULATED}),
    MinutesState.CIRCULATED: frozenset({MinutesState.DRAFTING, MinutesState.APPROVED}),
    MinutesState.APPROVED: frozenset({MinutesState.PUBLISHED}),
    MinutesState.PUBLISHED: frozenset(),
}


APPROVED_MINUTES_STATES = frozenset({MinutesState.APPROVED, MinutesState.PUBLISHED})


class MinutesVersionKind(models.TextChoices):
    """Why a text of the minutes was kept."""

    CIRCULATED = "circulated", pgettext_lazy("text of minutes", "For remarks")
    APPROVED = "approved", pgettext_lazy("text of minutes", "Approved")
    CORRECTION = "correction", pgettext_lazy("text of minutes", "Corrected")
    REDACTION = "redaction", pgettext_lazy("text of minutes", "With personal data removed")


class ApprovedHow(models.TextChoices):
    """How minutes came to be approved."""

    AT_MEETING = "at_meeting", _("At the next meeting")
    SILENCE = "silence", _("Nobody objected in time")
    CHAIR = "chair", pgettext_lazy("minutes approved by", "By the chair")


class ObjectionState(models.TextChoices):
    """What became of a remark to minutes."""

    OPEN = "open", pgettext_lazy("remark to minutes", "Open")
    ACCEPTED = "accepted", pgettext_lazy("remark to minutes", "Accepted")
    REJECTED = "rejected", pgettext_lazy("remark to minutes", "Not accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("remark to minutes", "Taken back")


class CorrectionKind(models.TextChoices):
    """Why approved minutes got another text, and so who may do it."""

    CLERICAL = "clerical", _("Slip of the pen")
    SUBSTANTIVE = "substantive", _("Correction of substance")
    PRIVACY = "privacy", _("Removal of personal data")
