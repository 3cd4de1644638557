"""Calendar entries in mails (iMIP, RFC 6047): a request to put a meeting into the calendar, or to strike it out.

The entry is the same as in feeds (``calendars``), for one invited person. The agenda is not in it: it stands in the
mail and on the page, by what its reader may know.
"""

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from icalendar import Calendar, vCalAddress, vText

from core.extension import MailAttachment
from working_groups import calendars
from working_groups.enums import MeetingState
from working_groups.models import Invitation, Meeting


def entry_for(
    meeting: Meeting, row: Invitation, *, at: datetime, is_cancelled: bool
) -> MailAttachment:
    """The entry as a file of a mail to the invited person. One query."""
    method = "CANCEL" if is_cancelled else "REQUEST"
    calendar = Calendar()
    calendar.add("prodid", calendars.PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = calendars.event_of(_entry(meeting, at, is_cancelled=is_cancelled))
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{sender}")
    organizer.params["cn"] = vText(name or settings.WAGTAIL_SITE_NAME)
    event["organizer"] = organizer
    attendee = vCalAddress(f"mailto:{row.email}")
    attendee.params["cn"] = vText(row.name)
    attendee.params["partstat"] = vText("NEEDS-ACTION")
    attendee.params["rsvp"] = vText("FALSE")  # people answer by the button of the linked page
    event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    return MailAttachment(
        filename="jednani.ics",
        mime=f"text/calendar; method={method}",
        content=calendar.to_ical().decode(),
    )


def _entry(meeting: Meeting, at: datetime, *, is_cancelled: bool) -> calendars.Entry:
    page = f"{settings.BASE_URL}{meeting.record.path}"
    codes = " + ".join(sorted(group.code for group in meeting.groups.all()))
    status = calendars.TENTATIVE if meeting.state == MeetingState.PLANNED else calendars.CONFIRMED
    return calendars.Entry(
        uid=meeting.ical_uid,
        sequence=meeting.sequence,
        stamped_at=at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        summary=meeting.title or capfirst(f"{meeting._meta.verbose_name} {codes}"),
        place=meeting.place,
        description=_("Agenda and papers: %(page)s") % {"page": page},
        url=page,
        status=calendars.CANCELLED if is_cancelled else status,
    )
