"""Series of focus groups and their sessions."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class SeriesKind(models.TextChoices):
    """Whether the same people meet again."""

    STANDING_PANEL = "standing_panel", pgettext_lazy("series", "The same people meet repeatedly")
    SINGLE_SESSIONS = "single_sessions", pgettext_lazy("series", "Other people each time")


class SeriesState(models.TextChoices):
    """Where a series of focus groups stands."""

    PLANNED = "planned", pgettext_lazy("series", "Planned")
    RUNNING = "running", pgettext_lazy("series", "Sessions are held")
    ANALYSIS = "analysis", pgettext_lazy("series", "What was said is worked on")
    REPORTED = "reported", pgettext_lazy("series", "Reported")
    CLOSED = "closed", pgettext_lazy("series", "Closed")
    ANONYMISED = "anonymised", pgettext_lazy("series", "Anonymised")


ALLOWED_SERIES_MOVES: Mapping[str, frozenset[str]] = {
    SeriesState.PLANNED: frozenset({SeriesState.RUNNING}),
    SeriesState.RUNNING: frozenset({SeriesState.ANALYSIS}),
    SeriesState.ANALYSIS: frozenset({SeriesState.RUNNING, SeriesState.REPORTED}),
    SeriesState.REPORTED: frozenset({SeriesState.CLOSED}),
    SeriesState.CLOSED: frozenset({SeriesState.ANONYMISED}),
    SeriesState.ANONYMISED: frozenset(),
}


class SessionState(models.TextChoices):
    """Where a session stands."""

    PLANNED = "planned", pgettext_lazy("session", "Planned")
    HELD = "held", pgettext_lazy("session", "Held")
    ENTERING = "entering", pgettext_lazy("session", "What was said is being entered")
    CHECKED = "checked", pgettext_lazy("session", "Checked")
    ANALYSED = "analysed", pgettext_lazy("session", "Worked on")
    REPORTED_BACK = "reported_back", pgettext_lazy("session", "Reported back to participants")


ALLOWED_SESSION_MOVES: Mapping[str, frozenset[str]] = {
    SessionState.PLANNED: frozenset({SessionState.HELD, SessionState.ENTERING}),
    SessionState.HELD: frozenset({SessionState.ENTERING}),
    SessionState.ENTERING: frozenset({SessionState.CHECKED}),
    SessionState.CHECKED: frozenset({SessionState.ENTERING, SessionState.ANALYSED}),
    SessionState.ANALYSED: frozenset({SessionState.ENTERING, SessionState.REPORTED_BACK}),
    SessionState.REPORTED_BACK: frozenset(),
}


class Recording(models.TextChoices):
    """Whether a recording of a session exists outside the platform."""

    NONE = "none", pgettext_lazy("recording", "None was made")
    KEPT = "kept", pgettext_lazy("recording", "Kept until a day")
    DELETED = "deleted", pgettext_lazy("recording", "Deleted")
