"""Frames of the pages of groups and meetings: who may know of them, and the way to them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.pages import About
from working_groups import queries
from working_groups.models import Group, Meeting
from working_groups.numbering import in_address
from working_groups.queries import meetings

RUN = "working_groups.run_meetings"
VIEW = "working_groups.view_meeting"


class InGroup(About):
    """A page about one group."""

    permission = "working_groups.view_group"
    group: Group

    def find(self, **kwargs: Any) -> Group | None:
        """The group."""
        found = queries.group_by_slug(kwargs["group"], self.request.user)
        if found is not None:
            self.group = found
        return found

    def subject(self) -> str:
        """Its name."""
        return self.group.name

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return group_crumbs(self.group, *further)


def group_crumbs(group: Group, *further: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of a group."""
    rows = [
        (_("Working groups"), reverse("working_groups:group-list")),
        (group.name, reverse("working_groups:group-detail", args=[group.slug])),
        *further,
    ]
    return [{"title": title, "url": url} for title, url in rows]


class InMeeting(About):
    """A page about one meeting."""

    permission = VIEW
    meeting: Meeting

    def find(self, **kwargs: Any) -> Meeting | None:
        """The meeting."""
        found = meetings.meeting_by_address(kwargs["ref"], self.request.user)
        if found is not None:
            self.meeting = found
            self.ref = kwargs["ref"]
        return found

    def subject(self) -> str:
        """Its title."""
        return self.meeting.record.title

    def address(self, name: str = "meeting-detail", *args: Any) -> str:
        """Address of a page of the meeting."""
        return reverse(f"working_groups:{name}", args=[self.ref, *args])

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return group_crumbs(
            self.meeting.host,
            (_("Meetings"), reverse("working_groups:meeting-list", args=[self.meeting.host.slug])),
            (self.meeting.record.title, self.address()),
            *further,
        )


def meeting_url(meeting: Meeting) -> str:
    """Address of a meeting's page in the active language."""
    return reverse("working_groups:meeting-detail", args=[in_address(meeting.record.reference)])
