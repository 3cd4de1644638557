"""Frames of the pages of focus groups: who may know of them, and the way to them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.pages import About
from focus_groups.models import Series, Session
from focus_groups.queries.series import series_by_slug, session_by_number

WORK = "focus_groups.work_in_series"


class InSeries(About):
    """A page about one series; for its facilitators unless it says otherwise, hidden from everybody else."""

    permission = WORK
    hides = True
    series: Series

    def find(self, **kwargs: Any) -> Series | None:
        """The series."""
        found = series_by_slug(kwargs["series"], self.request.user)
        if found is not None:
            self.series = found
        return found

    def subject(self) -> str:
        """Its name."""
        return self.series.name

    def address(self, name: str = "series-detail", *args: Any) -> str:
        """Address of a page of the series."""
        return reverse(f"focus_groups:{name}", args=[self.series.slug, *args])

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return series_crumbs(self.series, *further)


class InSession(About):
    """A page about one session; for the facilitators of its series unless it says otherwise."""

    permission = WORK
    hides = True
    session: Session

    def find(self, **kwargs: Any) -> Session | None:
        """The session."""
        found = session_by_number(kwargs["series"], kwargs["number"], self.request.user)
        if found is not None:
            self.session = found
        return found

    def subject(self) -> str:
        """Its title."""
        return self.session.record.title

    def address(self, name: str = "session-detail", *args: Any) -> str:
        """Address of a page of the session."""
        return reverse(
            f"focus_groups:{name}", args=[self.session.series.slug, self.session.number, *args]
        )

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return series_crumbs(
            self.session.series, (self.session.record.title, self.address()), *further
        )


def series_crumbs(series: Series, *further: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of a series."""
    rows = [
        (_("Focus groups"), reverse("focus_groups:series-list")),
        (series.name, reverse("focus_groups:series-detail", args=[series.slug])),
        *further,
    ]
    return [{"title": title, "url": url} for title, url in rows]
