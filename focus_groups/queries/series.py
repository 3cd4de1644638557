"""Reads of series and sessions, as far as a person may know of them."""

from typing import Any

from focus_groups.models import Series, Session
from focus_groups.models.series import SeriesQuerySet


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
