"""Calendars of meetings, read by icalendar and by a calendar program of Debian."""

import os
import subprocess
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from core.actions import create_record
from core.enums import RecordOrigin, Visibility
from people.models import User
from tests import machine
from tests.concept.build import editor
from tests.working_groups import build, meetings_build
from tests.worlds import built_once
from working_groups.actions import groups as group_actions
from working_groups.actions.calendars import drop_calendar_address, make_calendar_address
from working_groups.enums import ItemVisibility, MeetingState
from working_groups.models import AgendaItem, Group, Meeting
from working_groups.numbering import in_address, next_number, reference

pytestmark = pytest.mark.django_db


def meeting(
    group: Group, starts_at: datetime, *, visibility=Visibility.PUBLIC, origin="live", **fields
) -> Meeting:
    """A meeting of one group with one public and one confidential item."""
    number = next_number(Meeting, group, starts_at.year)
    ref = reference(group, starts_at.year, number, "J")
    record = create_record(
        kind="meeting",
        reference=ref,
        title=f"Jednání {ref}",
        path=f"/jednani/{in_address(ref)}/",
        visibility=visibility,
        audience=group.audience,
        by=editor(),
        at=timezone.now(),
        origin=origin,
    )
    made = Meeting.objects.create(
        record=record,
        host=group,
        year=starts_at.year,
        number=number,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="Radnice, sál 2; vchod zezadu",
        state=fields.pop("state", MeetingState.INVITED),
        **fields,
    )
    made.groups.add(group)
    for position, (title, seen) in enumerate(
        [("Stav bytů", ItemVisibility.PUBLIC), ("Spor s vlastníkem", ItemVisibility.RESTRICTED)]
    ):
        AgendaItem.objects.create(
            meeting=made, position=position, label=f"{position + 1}.", title=title, visibility=seen
        )
    return made


def prepared() -> dict:
    now = timezone.now()
    first, second = (build.seated_group(code, at=now) for code in ("PS1", "PS2"))
    soon = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=10)
    return {
        "soon": soon,
        "member": build.person_of(first),
        "public": meeting(first, soon, title="Řádné jednání"),
        "internal": meeting(first, soon + timedelta(days=1), visibility=Visibility.GROUP),
        "cancelled": meeting(first, soon + timedelta(days=2), state=MeetingState.CANCELLED),
        "moved": meeting(first, soon + timedelta(days=3), state=MeetingState.RESCHEDULED),
        "old": meeting(first, soon - timedelta(days=5), origin=RecordOrigin.BACKFILLED),
        "planned": meeting(first, soon + timedelta(days=4), state=MeetingState.PLANNED),
        "foreign": meeting(second, soon + timedelta(days=5), visibility=Visibility.GROUP),
    }


world = built_once(prepared)


def events(response):
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["UID"]).removesuffix("@osnova"): event for event in found}


def keys(*meetings):
    return {str(row.ical_uid) for row in meetings}


def personal(client, person: User):
    token = make_calendar_address(user=person, at=timezone.now())
    return client.get(f"/kalendar/{token}.ics")


def test_the_group_calendar_tells_what_everybody_may_know_even_to_members(client, world):
    wanted = keys(world["public"], world["cancelled"], world["planned"])
    assert set(events(client.get("/skupiny/ps1/jednani.ics"))) == wanted
    client.force_login(world["member"])
    assert set(events(client.get("/skupiny/ps1/jednani.ics"))) == wanted
    assert client.get("/skupiny/neni/jednani.ics").status_code == 404


def test_an_entry_says_when_where_and_what_is_public(client, world):
    event = events(client.get("/skupiny/ps1/jednani.ics"))[str(world["public"].ical_uid)]
    assert event["DTSTART"].dt == world["soon"].astimezone(UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)
    assert (event["SUMMARY"], event["LOCATION"], event["STATUS"], event["SEQUENCE"]) == (
        "Řádné jednání",
        "Radnice, sál 2; vchod zezadu",
        "CONFIRMED",
        0,
    )
    assert event["DESCRIPTION"] == "1. Stav bytů"
    assert event["URL"].endswith(world["public"].record.path)


def test_an_entry_of_a_meeting_without_title_names_its_group_as_it_is_written(client, world):
    event = events(client.get("/skupiny/ps1/jednani.ics"))[str(world["cancelled"].ical_uid)]
    assert event["SUMMARY"] == "Jednání PS1"


def test_agenda_is_in_the_group_calendar_once_the_page_of_the_meeting_tells_it(client, world):
    told = {}
    for name in ("public", "planned", "cancelled"):
        page = client.get(world[name].record.path).content.decode()
        entry = events(client.get("/skupiny/ps1/jednani.ics"))[str(world[name].ical_uid)]
        told[name] = ("Stav bytů" in page, "Stav bytů" in str(entry.get("DESCRIPTION", "")))
    assert told == {"public": (True, True), "planned": (False, False), "cancelled": (False, False)}
    entry = events(personal(client, world["member"]))[str(world["planned"].ical_uid)]
    assert "Stav bytů" in str(entry["DESCRIPTION"])


def test_states_are_told_and_a_moved_meeting_stands_once(client, world):
    moved = world["moved"]
    Meeting.objects.filter(pk=moved.pk).update(ical_uid=world["public"].ical_uid)
    Meeting.objects.filter(pk=world["public"].pk).update(sequence=1)
    body = client.get("/skupiny/ps1/jednani.ics")
    found = events(body)
    assert body.content.count(b"BEGIN:VEVENT") == len(found) == 3
    assert found[str(world["public"].ical_uid)]["SEQUENCE"] == 1
    assert found[str(world["cancelled"].ical_uid)]["STATUS"] == "CANCELLED"
    assert found[str(world["planned"].ical_uid)]["STATUS"] == "TENTATIVE"


def test_the_personal_calendar_holds_all_meetings_of_ones_groups_and_no_others(client, world):
    answer = personal(client, world["member"])
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert set(events(answer)) == keys(
        world["public"], world["internal"], world["cancelled"], world["planned"]
    )
    assert set(events(personal(client, build.person_of(Group.objects.get(code="PS2"))))) == keys(
        world["foreign"]
    )


def test_meetings_after_the_seat_ended_are_not_in_the_personal_calendar(client, world):
    person = world["member"]
    group_actions.end_membership(
        membership=person.group_memberships.get(),
        valid_to=timezone.localdate(world["soon"]) + timedelta(days=1),
        by=editor(),
        at=timezone.now(),
    )
    assert set(events(personal(client, person))) == keys(world["public"])


def test_an_address_works_until_it_is_made_anew_given_up_or_the_account_closed(client, world):
    person = world["member"]
    first = make_calendar_address(user=person, at=timezone.now())
    second = make_calendar_address(user=person, at=timezone.now())
    assert client.get(f"/kalendar/{first}.ics").status_code == 404
    assert client.get(f"/kalendar/{second}.ics").status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(f"/kalendar/{second}.ics").status_code == 404
    User.objects.filter(pk=person.pk).update(is_active=True)
    drop_calendar_address(user=person)
    assert client.get(f"/kalendar/{second}.ics").status_code == 404


def test_the_address_is_shown_once_and_never_stored(client, world):
    person = world["member"]
    client.force_login(person)
    shown = client.post("/kalendar/", {"make": "1"}).context["address"]
    path = shown[shown.index("/kalendar/") :]
    assert client.get(path).status_code == 200
    later = client.get("/kalendar/")
    assert (later.context["address"], later.context["made_at"] is not None) == ("", True)
    assert (
        path.removeprefix("/kalendar/").removesuffix(".ics")
        not in person.calendar_address.token_digest
    )
    client.post("/kalendar/", {"drop": "1"})
    assert client.get(path).status_code == 404


def test_an_unchanged_calendar_is_not_sent_again(client, world):
    first = client.get("/skupiny/ps1/jednani.ics")
    again = client.get("/skupiny/ps1/jednani.ics", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304


def test_calendars_cost_the_same_whatever_they_hold(client, world, django_assert_num_queries):
    token = make_calendar_address(user=world["member"], at=timezone.now())
    addresses = {"/skupiny/ps1/jednani.ics": 5, f"/kalendar/{token}.ics": 7}
    for path in addresses:
        client.get(path)  # the site is looked up once per process
    for path, count in addresses.items():
        with django_assert_num_queries(count):
            client.get(path)
    for days in (20, 21):
        meeting(Group.objects.get(code="PS1"), world["soon"] + timedelta(days=days))
    for path, count in addresses.items():
        with django_assert_num_queries(count):
            client.get(path)


@pytest.fixture
def khal(tmp_path):
    """A calendar program with an empty calendar: give it the bytes of a file, then what to list of a day."""
    program = machine.KHAL.find()
    assert program is not None, "python -m tests installs it"
    calendar = tmp_path / "calendar"
    calendar.mkdir()
    (tmp_path / "khal.conf").write_text(
        f"[calendars]\n[[osnova]]\npath = {calendar}\n"
        "[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        "local_timezone = Europe/Prague\ndefault_timezone = Europe/Prague\n"
        f"[sqlite]\npath = {tmp_path / 'khal.db'}\n"
    )

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [program, "-c", tmp_path / "khal.conf", *arguments],
            env={**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def shown(content: bytes, day: date) -> str:
        (tmp_path / "jednani.ics").write_bytes(content)
        run("import", "--batch", "--include-calendar", "osnova", str(tmp_path / "jednani.ics"))
        return run("list", "--format", "{start-time} {title} | {location}", day.isoformat(), "1d")

    return shown


def test_a_calendar_program_shows_the_meetings(client, world, khal):
    shown = khal(personal(client, world["member"]).content, timezone.localdate(world["soon"]))
    begins = timezone.localtime(world["soon"]).strftime("%H:%M")
    assert f"{begins} Řádné jednání | Radnice, sál 2; vchod zezadu" in shown


def test_a_calendar_program_shows_the_mailed_invitation(khal, db):
    meeting = meetings_build.planned(build.seated_group("PS7", at=timezone.now()))
    meetings_build.item(meeting, "Byty")
    meetings_build.invited(meeting)
    message = meetings_build.sent_mails()[0]
    content = meetings_build.calendar_of(message)
    shown = khal(
        content.encode() if isinstance(content, str) else content,
        timezone.localdate(meeting.starts_at),
    )
    assert "09:00 Jednání" in shown
    assert shown.rstrip().endswith(f"| {meeting.place}")
