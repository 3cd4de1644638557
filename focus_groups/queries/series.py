"""Reads of series and sessions, as far as a person may know of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from core.enums import Visibility
from core.models import Event
from focus_groups.enums import SessionState
from focus_groups.models import ConsentSheet, Facilitator, Series, Session, TopicGuide
from focus_groups.models.series import SeriesQuerySet
from focus_groups.reads import READ

NOT_ENTERED = (SessionState.PLANNED, SessionState.HELD)


def series_known_to(user: Any) -> SeriesQuerySet:
    """The series the user may know of, by name."""
    return Series.objects.visible_to(user).select_related("record", "inside").order_by("name")


def series_by_slug(slug: str, user: Any) -> Series | None:
    """The series of an address, None for whoever may not know of it."""
    return series_known_to(user).filter(slug=slug).first()


def session_by_number(slug: str, number: int, user: Any) -> Session | None:
    """A session of the series of an address, None for whoever may not know of it."""
    return (
        Session.objects.visible_to(user)
        .select_related("record", "guide", "series__record", "series__inside")
        .filter(series__slug=slug, number=number)
        .first()
    )


def _facilitated(user: Any, on: date) -> QuerySet[Facilitator]:
    return Facilitator.objects.current(on).filter(user=user.pk)


def listed_series(user: Any, on: date) -> list[Series]:
    """The series the user may know of, own ones (``is_own``) first, each with ``held_count``: one query."""
    own = _facilitated(user, on).filter(series=OuterRef("pk"))
    held = Count("sessions", filter=~Q(sessions__state=SessionState.PLANNED))
    rows = series_known_to(user).annotate(is_own=Exists(own), held_count=held)
    return list(rows.order_by("-is_own", "name"))


def own_series(user: Any, on: date) -> list[Series]:
    """Series the user facilitates on the day, by name: one query."""
    found = Series.objects.filter(facilitators__in=_facilitated(user, on))
    return list(found.select_related("record").order_by("name").distinct())


@dataclass(frozen=True, slots=True)
class PublicSessions:
    """What everybody may know of the sessions of a series: how many were held, and those shown to everybody."""

    held_count: int
    shown: Sequence[Session]


def public_sessions(series: Series) -> PublicSessions:
    """Two queries. Of a shown session one may tell its topic and its month, no more."""
    rows = series.sessions.exclude(state=SessionState.PLANNED)
    shown = rows.filter(record__visibility=Visibility.PUBLIC).select_related("record")
    return PublicSessions(rows.count(), shown.order_by("number"))


def sessions_of(series: Series, user: Any) -> QuerySet[Session]:
    """Sessions of a series the user may know of, in order: one query."""
    return (
        Session.objects.visible_to(user)
        .filter(series=series)
        .select_related("record")
        .order_by("number")
    )


def sheets_of(series: Series) -> QuerySet[ConsentSheet]:
    """Editions of the information sheet, newest first."""
    return series.sheets.select_related("by").order_by("-number")


def guides_of(series: Series) -> QuerySet[TopicGuide]:
    """Editions of the topic guide, newest first."""
    return series.guides.select_related("by").order_by("-number")


def facilitators_of(series: Series) -> QuerySet[Facilitator]:
    """Everybody who facilitates or did, whoever ended last."""
    return series.facilitators.select_related("user").order_by(
        F("valid_to").asc(nulls_first=True), "user__sort_key", "pk"
    )


def facilitators_on(series: Series, on: date) -> QuerySet[Facilitator]:
    """Who facilitates the series on the day, by name."""
    current = series.facilitators.current(on).select_related("user")
    return current.order_by("user__sort_key", "pk")


def reads_of(series: Series) -> QuerySet[Event]:
    """The log of reads of a series, newest first: who, when, which kind of page."""
    return (
        Event.objects.filter(record=series.inside_id, verb=READ)
        .select_related("actor")
        .order_by("-recorded_at", "-pk")
    )
