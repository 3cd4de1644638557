"""Meetings as entries of calendars (iCalendar, RFC 5545). Pure: no database, no clock.

An entry's UID stays when its meeting is moved, since the successor takes it over with a higher SEQUENCE; a calendar
then shows one entry at the new time. What is for the group only is not in an entry: a link leads there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from icalendar import Calendar, Event, vText, vUri

PRODUCT = "-//Osnova//Osnova//CS"
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting in a calendar: aware moments [starts_at, ends_at), ``status`` one of the three above.

    ``stamped_at`` is when the entry got what it says, ``url`` an absolute address.
    """

    uid: UUID
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str
    description: str
    url: str
    status: str


def uid_of(ical_uid: UUID) -> str:
    """The entry's name all over the world; the same in mails and in feeds."""
    return f"{ical_uid}@osnova"


def event_of(entry: Entry) -> Event:
    """The entry as a component of a calendar."""
    event = Event()
    event.add("uid", uid_of(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamped_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", vText(entry.summary))
    if entry.place:
        event.add("location", vText(entry.place))
    if entry.description:
        event.add("description", vText(entry.description))
    event.add("url", vUri(entry.url))
    event.add("status", entry.status)
    return event


def calendar_of(title: str, entries: Iterable[Entry]) -> bytes:
    """A calendar to subscribe to, under the title; programs ask for it again after some hours."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", title)
    calendar.add("x-published-ttl", "PT4H")
    for entry in entries:
        calendar.add_component(event_of(entry))
    return calendar.to_ical()
