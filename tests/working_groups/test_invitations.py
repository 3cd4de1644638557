"""Invitations that were taken back: the link is dead, and the person can be invited again with another one."""

import pytest
from django.test import Client
from django.utils import timezone

from core.models import Event
from tests.browsers import text
from tests.working_groups.build import person_of, seated_group
from tests.working_groups.meetings_build import (
    address,
    fresh,
    invited,
    planned,
    secretary_of,
    sent_mails,
)
from tests.worlds import built_once
from working_groups import invitation_links
from working_groups.actions import invitations as acts
from working_groups.models import Invitation

pytestmark = pytest.mark.django_db

GUEST = {"name": "Host", "email": "host@example.org", "organisation": "Zpravodaj"}


def one_group():
    return seated_group("PS1", 2, at=timezone.now())


group = built_once(one_group)


@pytest.fixture
def secretary(group, client):
    client.force_login(secretary_of(group))
    return client


def who(group):
    return {"by": secretary_of(group), "at": timezone.now()}


def link(row: Invitation) -> str:
    return f"/pozvanka/{invitation_links.token_of(row)}/"


def test_guest_whose_invitation_was_taken_back_is_invited_again(group, secretary):
    meeting = invited(planned(group))
    first = acts.invite_guest(meeting=meeting, **GUEST, **who(group))
    acts.take_back_invitation(invitation=first, **who(group))
    sent_mails()
    url = address(meeting, "pozvanky/")
    page = text(secretary.get(url))
    assert "Zrušené pozvánky" in page
    assert secretary.post(url, {"krok": "znovu", "pozvanka": first.pk}).status_code == 302
    (again,) = meeting.invitations.filter(email=GUEST["email"], cancelled_at=None)
    assert (again.name, again.organisation) == ("Host", "Zpravodaj")
    assert [mail.to for mail in sent_mails()] == [["host@example.org"]]
    assert [secretary.get(link(row)).status_code for row in (first, again)] == [404, 200]
    assert "Zrušené pozvánky" not in text(secretary.get(url))
    events = Event.objects.filter(record=meeting.record, verb="invited_again")
    assert [event.payload for event in events] == [{"row": again.pk}]


def test_form_for_guests_takes_an_address_that_was_taken_back(group, secretary):
    meeting = planned(group)
    first = acts.invite_guest(meeting=meeting, **GUEST, **who(group))
    url = address(meeting, "pozvanky/host/")
    assert "už je pozvaná" in text(secretary.post(url, GUEST))
    acts.take_back_invitation(invitation=first, **who(group))
    assert secretary.post(url, GUEST).status_code == 302
    assert meeting.invitations.filter(cancelled_at=None).count() == 1


def test_member_is_invited_again_and_only_once(group, secretary):
    meeting = invited(planned(group))
    person = person_of(group)
    row = meeting.invitations.get(membership__user=person)
    acts.take_back_invitation(invitation=row, **who(group))
    acts.send_invitations(meeting=fresh(meeting), **who(group))  # what was taken back stays so
    assert meeting.invitations.filter(membership__user=person, cancelled_at=None).count() == 0
    url = address(meeting, "pozvanky/")
    for _press in range(2):
        assert secretary.post(url, {"krok": "znovu", "pozvanka": row.pk}).status_code == 302
    again = meeting.invitations.get(membership__user=person, cancelled_at=None)
    assert again.sent_at is not None
    assert "Odpovědět na pozvánku" in text(_page_of(person, meeting))
    with pytest.raises(acts.GuestInvitedAlready):
        acts.invite_again(invitation=row, **who(group))


def _page_of(person, meeting):
    client = Client()
    client.force_login(person)
    return client.get(address(meeting))


def test_nobody_is_invited_again_by_a_strange_number(group, secretary):
    meeting, other = planned(group), planned(group)
    row = acts.invite_guest(meeting=other, **GUEST, **who(group))
    acts.take_back_invitation(invitation=row, **who(group))
    for number in (row.pk, "x", ""):
        answer = secretary.post(
            address(meeting, "pozvanky/"), {"krok": "znovu", "pozvanka": number}
        )
        assert answer.status_code == 404
    assert meeting.invitations.count() == 0
