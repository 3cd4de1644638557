"""What rows of the permission table about meetings speak of."""

from datetime import datetime, timedelta
from typing import Any

from core.uploads import read_upload
from working_groups import invitation_links
from working_groups.actions import agenda, attendance, invitations, meetings, outputs
from working_groups.enums import ItemKind, ItemVisibility
from working_groups.models import Group, Meeting
from working_groups.numbering import in_address
from working_groups.themes import Theme


def build(group: Group, by: Any, at: datetime) -> dict[str, str | int]:
    """A public meeting people are invited to, one for the group only, and what hangs on the former.

    ``inner_paper`` belongs to an item for members and staff, ``settling_item`` is for comments, ``inner_output`` is not
    public either; ``meeting_token`` opens the answer of a guest.
    """
    meeting = _planned(group, by, at, is_public=True)
    inner = _planned(group, by, at, is_public=False)
    file = read_upload("podklad.txt", b"Podklad")
    papers = []
    for visibility in (ItemVisibility.PUBLIC, ItemVisibility.GROUP):
        item = agenda.add_item(meeting=meeting, title="Bod", visibility=visibility, by=by, at=at)
        papers.append(agenda.add_file(item=item, upload=file, by=by, at=at))
    settling = agenda.add_item(
        meeting=meeting, title="Bod", kind=ItemKind.COMMENT_SETTLEMENT, by=by, at=at
    )
    guest = invitations.invite_guest(
        meeting=meeting, name="Host", email="host@example.org", by=by, at=at
    )
    invitations.send_invitations(meeting=meeting, by=by, at=at)
    attendance.open_sheet(meeting=meeting, by=by, at=at)
    made = [
        outputs.add_output(
            meeting=meeting,
            title="Mapa",
            themes=[Theme("Vstup", 0)],
            upload=file,
            is_public=is_public,
            by=by,
            at=at,
        )
        for is_public in (True, False)
    ]
    image = read_upload("listina.pdf", b"%PDF-1.7")
    return {
        "meeting": in_address(meeting.record.reference),
        "inner_meeting": in_address(inner.record.reference),
        "meeting_item": item.pk,
        "settling_item": settling.pk,
        "meeting_paper": papers[0].pk,
        "inner_paper": papers[1].pk,
        "meeting_invited": guest.pk,
        "meeting_output": made[0].pk,
        "inner_output": made[1].pk,
        "meeting_theme": made[0].themes.get().pk,
        "inner_theme": made[1].themes.get().pk,
        "meeting_token": invitation_links.token_of(guest),
        "meeting_attended": meeting.attendances.get(group=group).pk,
        "meeting_scan": attendance.keep_scan(meeting=meeting, upload=image, by=by, at=at).pk,
    }


def _planned(group: Group, by: Any, at: datetime, *, is_public: bool) -> Meeting:
    starts_at = at + timedelta(days=14)
    return meetings.plan_meeting(
        host=group,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        is_public=is_public,
        by=by,
        at=at,
    )
