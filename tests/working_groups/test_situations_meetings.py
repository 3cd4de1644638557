"""Hard situations of meetings, by the names they have in the list of situations."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from icalendar import Calendar

from core.enums import RecordOrigin
from core.models import Event, MailState, OutboxMail
from tests.concept.build import editor
from tests.factories.pages import ProjectPageFactory
from tests.working_groups.build import person_of, seat, seated_group
from tests.working_groups.meetings_build import (
    address,
    calendar_of,
    fresh,
    held,
    invited,
    item,
    moment,
    planned,
    secretary_of,
    sent_mails,
)
from tests.worlds import built_once
from working_groups import tasks
from working_groups.actions import agenda, attendance, invitations, meetings
from working_groups.enums import (
    AttendanceStatus,
    Capacity,
    ItemState,
    ItemVisibility,
    MeetingState,
    MembershipRole,
    QuorumRule,
    Rsvp,
)
from working_groups.models import Attendance, Meeting
from working_groups.queries import agenda as agenda_queries
from working_groups.queries import attendance as sheets
from working_groups.queries import invitations as lists
from working_groups.queries import meetings as queries
from working_groups.quorum import Quorum

pytestmark = pytest.mark.django_db

SECRET = "Odvolání ředitele Nováka"


def two_groups():
    """PS1 with a secretary, a chair and three members; PS2 the same; one person sits in both."""
    at = timezone.now()
    one, two = seated_group("PS1", at=at), seated_group("PS2", at=at)
    both = person_of(one, MembershipRole.MEMBER, 0)
    seat(two, both, at=at)
    return one, two, both


groups = built_once(two_groups)


def row(meeting: Meeting, name: str, group) -> Attendance:
    return meeting.attendances.get(name=name, group=group)


def test_w2_joint_meeting_part_time_presence_quorum_per_group_and_item(groups, clock):
    one, two, both = groups
    at = timezone.now()
    stand_in = seat(
        one,
        both,
        at=at,
        substitute_for=one.memberships.get(user=person_of(one, MembershipRole.MEMBER, 1)),
    )
    by = secretary_of(one)
    meeting = planned(one, two)
    first, second = item(meeting, "Vypořádání připomínek"), item(meeting, "Další postup")
    meeting = held(meeting, clock)
    assert attendance.open_sheet(meeting=meeting, by=by, at=timezone.now()) == 11
    assert attendance.open_sheet(meeting=meeting, by=by, at=timezone.now()) == 0

    # who sits in both groups is there twice; the same person cannot have a second vote in the first one
    assert sorted(meeting.attendances.filter(user=both).values_list("group", flat=True)) == sorted(
        [one.pk, two.pk]
    )
    other_seat = meeting.attendances.get(membership=stand_in.substitute_for)
    with pytest.raises(attendance.TwoVotes):
        attendance.seat_substitute(
            attendance=other_seat, substitute=stand_in, by=by, at=timezone.now()
        )

    half = moment(meeting, 10)
    leaving = [person_of(two, MembershipRole.MEMBER, place) for place in (0, 1)]
    for sheet_row in meeting.attendances.exclude(membership=None).order_by("pk"):
        leaves = sheet_row.group_id == two.pk and sheet_row.user in leaving
        attendance.record_attendance(
            attendance=sheet_row,
            status=AttendanceStatus.PART if leaves else AttendanceStatus.PRESENT,
            present_to=half if leaves else None,
            by=by,
            at=timezone.now(),
        )
    absent = meeting.attendances.get(group=two, user=person_of(two, MembershipRole.MEMBER, 2))
    attendance.record_attendance(
        attendance=absent, status=AttendanceStatus.EXCUSED, by=by, at=timezone.now()
    )

    # PS1: chair and three members vote; PS2: chair, three members and the one of both
    assert [
        (timezone.localtime(part.start).hour, part.groups[one.pk], part.groups[two.pk])
        for part in sheets.quorum_series(meeting)
    ] == [(9, Quorum(4, 4, 3), Quorum(4, 5, 3)), (10, Quorum(4, 4, 3), Quorum(2, 5, 3))]
    agenda.record_result(
        item=first,
        state=ItemState.DISCUSSED,
        started_at=moment(meeting, 9),
        ended_at=half,
        by=by,
        at=timezone.now(),
    )
    agenda.record_result(
        item=second,
        state=ItemState.DISCUSSED,
        started_at=half,
        ended_at=moment(meeting, 11),
        by=by,
        at=timezone.now(),
    )
    reached = [
        {key: found.is_reached for key, found in sheets.quorum_of_item(each).items()}
        for each in meeting.items.select_related("meeting").order_by("position")
    ]
    assert reached == [{one.pk: True, two.pk: True}, {one.pk: True, two.pk: False}]


def test_meeting_moved_twice_is_one_calendar_entry_for_the_reader(groups):
    one, _two, _both = groups
    by = secretary_of(one)
    meeting = planned(one)
    item(meeting, "Koncepce")
    meeting = invited(meeting)
    first = [Calendar.from_ical(calendar_of(message)) for message in sent_mails()]
    link = meeting.invitations.first().token_digest
    moved = meeting
    for days in (7, 14):
        moved = meetings.reschedule_meeting(
            meeting=moved,
            starts_at=moved.starts_at + timedelta(days=days),
            ends_at=moved.ends_at + timedelta(days=days),
            reason="Sál je obsazený.",
            by=by,
            at=timezone.now(),
        )
    messages = sent_mails()
    # the mail about the first move is overtaken by the one about the second
    assert len(messages) == len(first) == 5
    entries = [Calendar.from_ical(calendar_of(message)).walk("VEVENT")[0] for message in messages]
    assert {str(entry["uid"]) for entry in entries} == {
        str(calendar.walk("VEVENT")[0]["uid"]) for calendar in first
    }
    assert {entry["sequence"] for entry in entries} == {2}
    assert {entry["dtstart"].dt for entry in entries} == {moved.starts_at}

    old = fresh(meeting)
    assert old.state == MeetingState.RESCHEDULED
    assert old.successor.successor == moved
    assert [old.items.count(), moved.items.count()] == [0, 1]
    assert moved.invitations.filter(token_digest=link, rsvp=Rsvp.PENDING).count() == 1
    assert [row.pk for row in Meeting.objects.coming()] == [moved.pk]


def test_tombstone_page_of_a_moved_meeting_links_on(groups, client):
    one, _two, _both = groups
    meeting = planned(one)
    moved = meetings.reschedule_meeting(
        meeting=meeting,
        starts_at=meeting.starts_at + timedelta(days=7),
        ends_at=meeting.ends_at + timedelta(days=7),
        reason="Sál je obsazený.",
        by=secretary_of(one),
        at=timezone.now(),
    )
    page = client.get(address(meeting)).content.decode()
    assert "Jednání bylo přesunuto." in page
    assert f'href="{address(moved)}"' in page
    assert "Sál je obsazený." in page


@pytest.fixture
def confidential(groups):
    """An invited public meeting with an item for members only."""
    one, _two, _both = groups
    meeting = planned(one)
    item(meeting, "Zahájení", minutes_planned=10)
    item(meeting, SECRET, visibility=ItemVisibility.RESTRICTED, minutes_planned=30)
    item(meeting, "Různé", minutes_planned=10)
    return invited(meeting)


def test_confidential_item_whose_title_itself_is_confidential_is_on_no_page(
    confidential, groups, client
):
    _one, two, both = groups
    outside = (None, person_of(two, MembershipRole.SECRETARY))
    for reader in outside:
        client.logout()
        if reader is not None:
            client.force_login(reader)
        for path in (
            address(confidential),
            "/skupiny/ps1/",
            "/skupiny/ps1/jednani/",
            "/hledat/?q=ředitele",
        ):
            assert "Odvolání" not in client.get(path).content.decode(), (reader, path)
        assert "Neveřejný bod" in client.get(address(confidential)).content.decode()
    known = agenda_queries.known_to(editor(), confidential)
    assert known == {ItemVisibility.PUBLIC, ItemVisibility.GROUP}
    client.force_login(both)
    assert "Odvolání" in client.get(address(confidential)).content.decode()


def test_confidential_item_is_in_no_mail_to_guests_no_calendar_and_no_file(confidential, groups):
    one, _two, _both = groups
    invitations.invite_guest(
        meeting=confidential,
        name="Redaktor",
        email="redaktor@denik.example",
        by=secretary_of(one),
        at=timezone.now(),
    )
    bodies = {message.to[0]: message.body for message in sent_mails()}
    assert SECRET not in bodies.pop("redaktor@denik.example")
    assert all(SECRET in body for body in bodies.values())
    assert not OutboxMail.objects.filter(text__contains="Novák").exists()
    assert not any("Novák" in calendar_of(message) for message in sent_mails())
    assert not Event.objects.filter(payload__icontains="Novák").exists()
    rows = agenda_queries.rows_for(AnonymousUser(), confidential)
    assert [(shown.label, shown.item and shown.item.title) for shown in rows] == [
        ("1", "Zahájení"),
        ("2", None),
        ("3", "Různé"),
    ]
    # the length of a hidden item is not told by the times of the others: its own is not shown
    assert rows[1].starts_at is None


def test_guest_from_the_press_is_invited_to_one_item_and_written_down_without_a_vote(groups, clock):
    one, _two, _both = groups
    by = secretary_of(one)
    meeting = planned(one)
    item(meeting, "Interní příprava", visibility=ItemVisibility.GROUP)
    open_item = item(meeting, "Tisková zpráva", visibility=ItemVisibility.GROUP)
    meeting = invited(meeting)
    sent_mails()
    invitations.invite_guest(
        meeting=meeting,
        name="Redaktor Deníku",
        email="redaktor@denik.example",
        organisation="Deník",
        items=[open_item],
        by=by,
        at=timezone.now(),
    )
    (message,) = sent_mails()
    assert "Tisková zpráva" in message.body
    assert "Interní příprava" not in message.body
    assert "Neveřejný bod" in message.body
    meeting = held(meeting, clock)
    attendance.open_sheet(meeting=meeting, by=by, at=timezone.now())
    (guest,) = meeting.attendances.filter(capacity=Capacity.GUEST)
    attendance.record_attendance(
        attendance=guest, status=AttendanceStatus.PRESENT, by=by, at=timezone.now()
    )
    assert (guest.name, guest.organisation_name, guest.is_voting) == (
        "Redaktor Deníku",
        "Deník",
        False,
    )
    assert sheets.quorum_now(meeting, moment(meeting, 10))[one.pk].present == 0


def test_chair_absent_another_one_presides(groups, clock):
    one, _two, _both = groups
    by = secretary_of(one)
    meeting = held(planned(one), clock)
    attendance.open_sheet(meeting=meeting, by=by, at=timezone.now())
    chair = meeting.attendances.get(membership__role=MembershipRole.CHAIR)
    attendance.record_attendance(
        attendance=chair, status=AttendanceStatus.EXCUSED, by=by, at=timezone.now()
    )
    elected = meeting.attendances.filter(membership__role=MembershipRole.MEMBER).first()
    attendance.let_preside(attendance=chair, by=by, at=timezone.now())
    attendance.let_preside(attendance=elected, by=by, at=timezone.now())
    assert sheets.presiding(meeting) == elected
    assert meeting.attendances.filter(presides=True).count() == 1


def test_agenda_item_carried_over_four_times_is_listed_with_its_count(groups, clock):
    one, _two, _both = groups
    by = secretary_of(one)
    meeting = planned(one, days=7)
    item(meeting, "Nájemní smlouvy")
    for _time in range(4):
        meeting = held(meeting, clock)
        agenda.record_result(
            item=meeting.items.get(), state=ItemState.POSTPONED, by=by, at=timezone.now()
        )
        following = planned(one, days=7)
        ((left, _count),) = agenda_queries.left_over(following)
        agenda.carry_over(items=[left], meeting=following, by=by, at=timezone.now())
        assert agenda_queries.left_over(following) == []
        meeting = following
    assert [(shown.title, count) for shown, count in agenda_queries.aging(one)] == [
        ("Nájemní smlouvy", 4)
    ]


def test_back_filled_meeting_is_marked_and_sends_nothing(groups):
    one, _two, _both = groups
    by, at = secretary_of(one), timezone.now()
    meeting = meetings.backfill_meeting(
        host=one, starts_at=at - timedelta(days=900), ends_at=at - timedelta(days=899), by=by, at=at
    )
    assert meeting.record.origin == RecordOrigin.BACKFILLED
    with pytest.raises(invitations.NothingToInviteTo):
        invitations.send_invitations(meeting=meeting, by=by, at=at)
    tasks.remind_of_meetings.function()
    assert OutboxMail.objects.filter(kind__startswith="meeting").count() == 0
    with pytest.raises(meetings.NotHeldYet):
        meetings.backfill_meeting(
            host=one, starts_at=at, ends_at=at + timedelta(hours=1), by=by, at=at
        )


def test_w3_statistics_of_a_funded_period_leave_out_what_was_entered_afterwards(
    groups, clock, client
):
    """Two meetings in the period, one entered afterwards; one before it, and one nobody has held yet."""
    one, _two, _both = groups
    by, at = secretary_of(one), timezone.now()
    today = timezone.localdate(at)
    ProjectPageFactory(
        title="Projekt", starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=60)
    )
    for days in (10, 900):
        meetings.backfill_meeting(
            host=one,
            starts_at=at - timedelta(days=days),
            ends_at=at - timedelta(days=days) + timedelta(hours=1),
            by=by,
            at=at,
        )
    held(planned(one), clock)
    planned(one, days=40)
    (found,) = queries.meetings_by_project(one, by)
    assert (found.held_count, found.backfilled_count) == (1, 1)
    client.force_login(by)
    page = client.get(f"/skupiny/{one.slug}/jednani/").content.decode().replace("\xa0", " ")
    assert "1 jednání, nezapočítáno (doplněno zpětně): 1" in page
    client.force_login(person_of(one))
    assert "nezapočítáno" not in client.get(f"/skupiny/{one.slug}/jednani/").content.decode()


def test_bounced_address_is_shown_to_the_secretary_and_sent_again(groups, monkeypatch):
    one, _two, _both = groups
    by = secretary_of(one)
    meeting = planned(one)
    guest = invitations.invite_guest(
        meeting=meeting, name="Host", email="preklep@example.org", by=by, at=timezone.now()
    )
    deliver = EmailBackend.send_messages

    def refuse(self, messages):
        if messages[0].to == ["preklep@example.org"]:
            raise SMTPRecipientsRefused({"preklep@example.org": (550, b"no such mailbox")})
        return deliver(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    meeting = invited(meeting)
    sent_mails()
    found = lists.answers(meeting, timezone.now())
    assert found.refused_count == 1
    assert [row.invitation for row in found.rows if row.is_refused] == [guest]

    invitations.send_again(invitation=guest, email="host@example.org", by=by, at=timezone.now())
    assert [message.to for message in sent_mails()] == [["host@example.org"]]
    assert lists.answers(meeting, timezone.now()).refused_count == 0
    assert OutboxMail.objects.get(recipient="preklep@example.org").state == MailState.CLOSED


def test_invitation_is_not_sent_twice(groups):
    one, two, _both = groups
    by = secretary_of(one)
    meeting = planned(one, two)
    assert invitations.send_invitations(meeting=meeting, by=by, at=timezone.now()) == 10
    assert invitations.send_invitations(meeting=meeting, by=by, at=timezone.now()) == 0
    assert len(sent_mails()) == 10  # eleven seats, ten people
    assert sent_mails() == []
    seat(two, "nova-clenka", at=timezone.now())
    assert invitations.send_invitations(meeting=meeting, by=by, at=timezone.now()) == 1
    assert [message.to[0].partition("@")[0] for message in sent_mails()] == ["nova-clenka"]


def test_reminder_goes_once_to_those_who_did_not_decline(groups, clock):
    one, _two, _both = groups
    meeting = invited(planned(one))
    sent_mails()
    away = meeting.invitations.order_by("pk").first()
    invitations.answer_invitation(invitation=away, rsvp=Rsvp.DECLINED, by=None, at=timezone.now())
    clock.move_to(meeting.starts_at - timedelta(days=one.reminder_days, seconds=1))
    tasks.remind_of_meetings.function()
    assert sent_mails() == []
    clock.move_to(meeting.starts_at - timedelta(days=one.reminder_days))
    tasks.remind_of_meetings.function()
    tasks.remind_of_meetings.function()
    reminded = [message.to[0] for message in sent_mails()]
    assert len(reminded) == 4
    assert away.email not in reminded


def test_item_added_at_the_meeting_stays_marked(groups, clock):
    one, _two, _both = groups
    meeting = planned(one)
    item(meeting, "Zahájení")
    meeting = invited(meeting)
    clock.move_to(meeting.starts_at)
    meetings.start_meeting(meeting=meeting, by=secretary_of(one), at=timezone.now())
    added = item(meeting, "Havárie kotelny")
    assert (added.label, added.added_at_meeting) == ("2", True)


def test_one_group_without_a_quorum_rule_is_always_able(groups, clock):
    one, _two, _both = groups
    one.quorum_rule = QuorumRule.NONE
    one.save()
    meeting = held(planned(one), clock)
    attendance.open_sheet(meeting=meeting, by=secretary_of(one), at=timezone.now())
    assert sheets.quorum_now(meeting, moment(meeting, 10)) == {one.pk: Quorum(0, 4, 0)}
