"""Frames of the pages of focus groups: who may know of them, the way to them, and the log of who read them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from core.pages import About
from focus_groups.models import Participant, Series, Session
from focus_groups.queries.people import participant_by_uid
from focus_groups.queries.series import series_by_slug, session_by_number
from focus_groups.reads import log_read

WORK = "focus_groups.work_in_series"
LEAD = "focus_groups.lead_series"


class Logged(About):
    """A page with what only facilitators may read: opening it is logged as ``reads``, a kind of page (``Inside``)."""

    reads = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer, and log what was shown. No browser keeps what only some may read."""
        response = super().dispatch(request, *args, **kwargs)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        if self.reads and response.status_code == 200:
            log_read(series=self.of_series(), by=request.user, at=self.now, what=self.reads)
        return response

    def of_series(self) -> Series:
        """The series that is read in."""
        raise NotImplementedError


class InSeries(Logged):
    """A page about one series; for its facilitators unless it says otherwise, hidden from everybody else."""

    permission = WORK
    hides = True
    series: Series

    def find(self, **kwargs: Any) -> Any:
        """The series."""
        found = series_by_slug(kwargs["series"], self.request.user)
        if found is not None:
            self.series = found
        return found

    def of_series(self) -> Series:
        """The series."""
        return self.series

    def subject(self) -> str:
        """Its name."""
        return self.series.name

    def address(self, name: str = "series-detail", *args: Any) -> str:
        """Address of a page of the series."""
        return reverse(f"focus_groups:{name}", args=[self.series.slug, *args])

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return series_crumbs(self.series, *further)


class InPerson(InSeries):
    """A page about one participant, for the facilitators of their series."""

    participant: Participant

    def find(self, **kwargs: Any) -> Participant | None:
        """The participant."""
        if super().find(**kwargs) is None:
            return None
        found = participant_by_uid(self.series, kwargs["uid"], self.request.user)
        if found is not None:
            self.participant = found
        return found

    def subject(self) -> str:
        """The pseudonym."""
        return self.participant.pseudonym

    def address(self, name: str = "participant-detail", *args: Any) -> str:
        """Address of a page of the participant."""
        return super().address(name, self.participant.uid, *args)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        people = reverse("focus_groups:participant-list", args=[self.series.slug])
        return series_crumbs(
            self.series,
            (_("People"), people),
            (self.participant.pseudonym, self.address()),
            *further,
        )


class InSession(Logged):
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

    def of_series(self) -> Series:
        """The series of the session."""
        return self.session.series

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
