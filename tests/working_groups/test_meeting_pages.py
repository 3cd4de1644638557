"""Pages of meetings: for whoever runs them, for members, for the public, and behind a mailed link."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.browsers import text
from tests.working_groups.build import person_of, seated_group
from tests.working_groups.meetings_build import (
    address,
    fresh,
    held,
    invited,
    item,
    planned,
    secretary_of,
)
from tests.worlds import built_once
from working_groups import invitation_links
from working_groups.actions import agenda, attendance, meetings
from working_groups.enums import (
    AttendanceStatus,
    ItemState,
    ItemVisibility,
    MeetingState,
    MembershipRole,
    Rsvp,
)
from working_groups.models import AgendaItem, Attendance, Meeting
from working_groups.queries.agenda import items_for_guests, parents_for
from working_groups.queries.minutes_frame import agenda_of

pytestmark = pytest.mark.django_db


def one_group():
    return seated_group("PS1", at=timezone.now())


group = built_once(one_group)


@pytest.fixture
def secretary(group, client):
    """The client of the group's secretary."""
    client.force_login(secretary_of(group))
    return client


TIMES = {"starts_at": "2026-03-20T09:00", "ends_at": "2026-03-20T11:00", "mode": "onsite"}


def test_secretary_plans_edits_and_cancels_a_meeting(group, secretary):
    assert "Naplánovat jednání" in text(secretary.get("/skupiny/ps1/jednani/nove/"))
    said = TIMES | {"kind": "ordinary", "place": "Radnice", "is_public": "on"}
    answer = secretary.post("/skupiny/ps1/jednani/nove/", said)
    assert answer["Location"] == "/jednani/PS1-2026-J1/"
    meeting = Meeting.objects.get()
    assert (meeting.place, meeting.record.visibility) == ("Radnice", "public")
    edited = said | {"place": "Knihovna", "lock_version": meeting.lock_version}
    assert secretary.post(address(meeting, "upravit/"), edited).status_code == 302
    assert fresh(meeting).place == "Knihovna"
    assert secretary.post(address(meeting, "zrusit/"), {"reason": "Nemoc"}).status_code == 302
    page = text(secretary.get(address(meeting)))
    assert "Jednání je zrušeno." in page
    assert "Nemoc" in page


def test_meeting_that_ends_before_it_starts_is_refused_and_nothing_is_stored(group, secretary):
    said = TIMES | {"kind": "ordinary", "ends_at": "2026-03-20T08:00", "place": "Radnice"}
    page = text(secretary.post("/skupiny/ps1/jednani/nove/", said))
    assert "Jednání musí skončit později, než začne." in page
    assert 'value="Radnice"' in page
    assert Meeting.objects.count() == 0


def test_stale_save_of_a_meeting_shows_both_texts(group, secretary):
    meeting = planned(group, place="Radnice")
    form = TIMES | {"kind": "ordinary", "lock_version": meeting.lock_version}
    meetings.edit_meeting(
        meeting=meeting,
        lock_version=meeting.lock_version,
        place="Knihovna",
        by=secretary_of(group),
        at=timezone.now(),
    )
    page = text(secretary.post(address(meeting, "upravit/"), form | {"place": "Divadlo"}))
    assert "Knihovna" in page
    assert 'value="Divadlo"' in page
    assert fresh(meeting).place == "Knihovna"
    again = form | {"place": "Divadlo", "lock_version": fresh(meeting).lock_version}
    assert secretary.post(address(meeting, "upravit/"), again).status_code == 302
    assert fresh(meeting).place == "Divadlo"


def test_invited_meeting_goes_to_another_day_only_by_moving_it(group, secretary):
    meeting = invited(planned(group))
    form = TIMES | {"kind": "ordinary", "lock_version": meeting.lock_version}
    page = text(secretary.post(address(meeting, "upravit/"), form))
    assert "Jednání místo toho přesuňte" in page
    answer = secretary.post(address(meeting, "presunout/"), TIMES | {"reason": "Sál"})
    assert answer["Location"] == "/jednani/PS1-2026-J2/"


def test_past_meeting_is_entered_and_marked(group, secretary):
    said = {
        "starts_at": "2016-09-20T09:00",
        "ends_at": "2016-09-20T11:00",
        "mode": "onsite",
        "kind": "ordinary",
    }
    answer = secretary.post("/skupiny/ps1/jednani/doplnit/", said)
    assert answer["Location"] == "/jednani/PS1-2016-J1/"
    assert "Doplněno zpětně" in text(secretary.get("/skupiny/ps1/jednani/"))


def test_secretary_builds_an_agenda_by_buttons(group, secretary):
    meeting = planned(group)
    form = {"kind": "discussion", "visibility": "public", "minutes_planned": "20"}
    for title in ("Zahájení", "Koncepce"):
        assert (
            secretary.post(address(meeting, "body/novy/"), form | {"title": title}).status_code
            == 302
        )
    first, second = meeting.items.order_by("position")
    below = form | {"title": "Kapitola 3", "parent": second.pk, "minutes_planned": ""}
    secretary.post(address(meeting, "body/novy/"), below)
    secretary.post(address(meeting, f"body/{second.pk}/krok/"), {"krok": "nahoru"})
    labels = list(meeting.items.order_by("label").values_list("label", "title"))
    assert labels == [("1", "Koncepce"), ("1.1", "Kapitola 3"), ("2", "Zahájení")]
    page = text(secretary.get(address(meeting)))
    assert "kolem 09:20" in page
    edit = {"title": "Úvod", "kind": "information", "visibility": "group", "lock_version": "1"}
    secretary.post(address(meeting, f"body/{first.pk}/upravit/"), edit)
    secretary.post(address(meeting, f"body/{first.pk}/krok/"), {"krok": "odebrat"})
    assert meeting.items.count() == 2
    # what has something below it stays
    secretary.post(address(meeting, f"body/{second.pk}/krok/"), {"krok": "odebrat"})
    assert meeting.items.count() == 2


def test_stale_save_of_an_item_shows_both_texts(group, secretary):
    meeting = planned(group)
    made = item(meeting, "Koncepce")
    agenda.edit_item(
        item=made,
        lock_version=1,
        title="Koncepce bydlení",
        by=secretary_of(group),
        at=timezone.now(),
    )
    form = {"kind": "discussion", "visibility": "public", "title": "Jiná", "lock_version": "1"}
    page = text(secretary.post(address(meeting, f"body/{made.pk}/upravit/"), form))
    assert "Koncepce bydlení" in page
    assert 'value="Jiná"' in page


def test_papers_are_files_or_things_of_the_site_and_late_after_their_day(group, secretary, client):
    meeting = planned(group, papers_due_on=timezone.localdate() - timedelta(days=1))
    made = item(meeting, "Koncepce", visibility=ItemVisibility.GROUP)
    path = address(meeting, f"body/{made.pk}/podklad/")
    file = SimpleUploadedFile("návrh.txt", "Návrh".encode())
    assert secretary.post(path, {"file": file}).status_code == 302
    assert secretary.post(path, {"reference": "PS1"}).status_code == 302
    assert "nic nemá" in text(secretary.post(path, {"reference": "XX/1"}))
    assert "Vyberte soubor" in text(secretary.post(path, {}))
    page = SimpleUploadedFile("stranka.html", b"<html><script>1</script></html>")
    assert "pdf" in text(secretary.post(path, {"file": page}))
    upload, record = made.materials.order_by("position")
    assert (upload.filename, upload.is_late, bytes(upload.data)) == (
        "návrh.txt",
        True,
        "Návrh".encode(),
    )
    assert (record.record, record.title) == (group.record, group.name)
    sent = secretary.get(address(meeting, f"podklady/{upload.pk}/"))
    assert (sent.content, sent["X-Content-Type-Options"]) == ("Návrh".encode(), "nosniff")
    assert "po termínu" in text(secretary.get(address(meeting)))
    client.logout()
    assert client.get(address(meeting, f"podklady/{upload.pk}/")).status_code == 404
    client.force_login(secretary_of(group))
    secretary.post(
        address(meeting, f"body/{made.pk}/krok/"),
        {"krok": "stahnout-podklad", "podklad": upload.pk},
    )
    assert secretary.get(address(meeting, f"podklady/{upload.pk}/")).status_code == 404


def test_member_proposes_an_item_and_reads_why_it_was_left_out(group, secretary):
    meeting = planned(group)
    member, other = (person_of(group, MembershipRole.MEMBER, place) for place in (0, 1))
    secretary.force_login(member)
    secretary.post(address(meeting, "navrhnout/"), {"title": "Parkování"})
    proposed = AgendaItem.objects.get()
    assert (proposed.state, proposed.proposed_by) == (ItemState.PROPOSED, member)
    secretary.force_login(other)
    assert "Parkování" not in text(secretary.get(address(meeting)))
    secretary.force_login(secretary_of(group))
    assert "Parkování" in text(secretary.get(address(meeting)))
    path = address(meeting, f"body/{proposed.pk}/nezaradit/")
    assert secretary.post(path, {"reason": "Řeší obvod."}).status_code == 302
    secretary.force_login(member)
    assert "Řeší obvod." in text(secretary.get(address(meeting)))
    secretary.post(address(meeting, "navrhnout/"), {"title": "Lavičky"})
    secretary.force_login(secretary_of(group))
    taken = AgendaItem.objects.get(title="Lavičky")
    secretary.post(address(meeting, f"body/{taken.pk}/krok/"), {"krok": "zaradit"})
    taken.refresh_from_db()
    assert (taken.state, taken.label) == (ItemState.SCHEDULED, "1")


def test_left_over_items_are_taken_over_by_ticking_them(group, secretary, clock):
    before = planned(group, days=3)
    left = item(before, "Nájmy")
    before = held(before, clock)
    secretary.post(address(before, f"body/{left.pk}/vysledek/"), {"state": "postponed"})
    meeting = planned(group)
    assert "Převzít 1 zbylý bod" in text(secretary.get(address(meeting)))
    assert "odloženo 1×" in text(secretary.get(address(meeting, "prevzit/")))
    secretary.post(address(meeting, "prevzit/"), {"items": [str(left.pk)]})
    assert meeting.items.get().carried_from == left
    assert "odloženo 1×" in text(secretary.get(address(meeting)))


def test_secretary_sends_invitations_and_then_a_change_on_purpose(group, secretary):
    meeting = planned(group)
    item(meeting, "Koncepce")
    page = text(secretary.get(address(meeting, "pozvanky/")))
    assert "Zatím není nikdo pozván." in page
    guest = {"name": "Host", "email": "host@example.org"}
    assert secretary.post(address(meeting, "pozvanky/host/"), guest).status_code == 302
    assert "už je pozvaná" in text(secretary.post(address(meeting, "pozvanky/host/"), guest))
    secretary.post(address(meeting, "pozvanky/"), {"krok": "rozeslat"})
    assert fresh(meeting).state == MeetingState.INVITED
    assert meeting.invitations.filter(sent_at__isnull=False).count() == 6
    item(fresh(meeting), "Dodatek")
    assert "Poslat změnu všem pozvaným" in text(secretary.get(address(meeting, "pozvanky/")))
    secretary.post(address(meeting, "pozvanky/"), {"krok": "zmena"})
    assert fresh(meeting).sequence == 1
    assert "Poslat změnu všem pozvaným" not in text(secretary.get(address(meeting, "pozvanky/")))
    invited_guest = meeting.invitations.get(email="host@example.org")
    for rest in ("adresa/", "zrusit/"):
        assert (
            secretary.get(address(meeting, f"pozvanky/{invited_guest.pk}/{rest}")).status_code
            == 200
        )
    secretary.post(address(meeting, f"pozvanky/{invited_guest.pk}/zrusit/"))
    link = f"/pozvanka/{invitation_links.token_of(invited_guest)}/"
    assert secretary.get(link).status_code == 404


def test_where_nothing_is_left_the_way_leads_back_to_the_agenda(group, client):
    client.force_login(secretary_of(group))
    answer = client.get(address(planned(group), "prevzit/"), follow=True)
    assert "Z minulých jednání nic nezbylo." in text(answer)


def test_items_stand_everywhere_in_the_order_of_their_numbers(group):
    meeting = planned(group)
    first, second = item(meeting, "První"), item(meeting, "Druhý")
    part = item(meeting, "Část", parent=first)
    item(meeting, "Část části", parent=part)
    item(meeting, "Jiná část", parent=first)
    third = item(meeting, "Třetí")
    titles = ["První", "Část", "Část části", "Jiná část", "Druhý", "Třetí"]
    assert [row.title for row in items_for_guests(meeting)] == titles
    assert [row.title for row in agenda_of(meeting)] == titles
    assert [row.title for row in parents_for(meeting, third)] == [
        title for title in titles if title not in ("Část části", "Třetí")
    ]
    assert second.parent is None


@pytest.fixture
def mailed(group):
    """An invitation of a member with its link."""
    meeting = planned(group)
    item(meeting, "Neveřejné personální věci", visibility=ItemVisibility.RESTRICTED)
    meeting = invited(meeting)
    row = meeting.invitations.get(membership__user=person_of(group, MembershipRole.MEMBER))
    return row, f"/pozvanka/{invitation_links.token_of(row)}/"


def test_whoever_is_not_signed_in_is_shown_the_way_in(group, client):
    step = address(planned(group), "krok/")
    refused = client.post(step, {"krok": "zahajit"})
    assert refused.status_code == 403
    assert "Nejste přihlášeni, nebo vaše přihlášení skončilo." in refused.content.decode()
    client.force_login(person_of(group))
    assert "Nejste přihlášeni" not in client.post(step, {"krok": "zahajit"}).content.decode()


def test_link_of_a_mail_answers_only_by_its_button(mailed, client):
    row, link = mailed
    page = client.get(link)
    assert page["Referrer-Policy"] == "strict-origin"
    assert page["Cache-Control"] == "private, no-store"
    assert "Neveřejné personální věci" in text(page)
    row.refresh_from_db()
    assert (row.rsvp, row.answered_at) == (Rsvp.PENDING, None)
    assert row.token_digest not in link
    answer = client.post(link, {"rsvp": "accepted", "note": "Přijdu později"})
    assert (answer.status_code, answer["Location"]) == (302, link)
    row.refresh_from_db()
    assert (row.rsvp, row.note, row.answered_at) == (
        Rsvp.ACCEPTED,
        "Přijdu později",
        timezone.now(),
    )
    assert "Přijdu" in text(client.get(link))


def test_who_sends_a_substitute_says_whom(mailed, client):
    row, link = mailed
    assert "Uveďte, kdo přijde místo vás." in text(client.post(link, {"rsvp": "sends_substitute"}))
    client.post(link, {"rsvp": "sends_substitute", "substitute_name": "Jana Nová"})
    row.refresh_from_db()
    assert (row.rsvp, row.substitute_name) == (Rsvp.SENDS_SUBSTITUTE, "Jana Nová")


def test_link_takes_no_answer_once_the_meeting_began(mailed, client, clock):
    row, link = mailed
    clock.move_to(row.meeting.starts_at)
    assert "už nelze odpovídat" in text(client.get(link))
    assert "už nelze odpovídat" in text(client.post(link, {"rsvp": "accepted"}))
    row.refresh_from_db()
    assert row.rsvp == Rsvp.PENDING


def test_unknown_link_and_foreign_methods_tell_nothing(client):
    assert client.get("/pozvanka/neznamy/").status_code == 404


def test_member_answers_signed_in(mailed, client, group):
    row, _link = mailed
    client.force_login(row.membership.user)
    assert "Jste pozváni. Přijdete?" in text(client.get(address(row.meeting)))
    client.post(address(row.meeting, "odpoved/"), {"rsvp": "tentative"})
    row.refresh_from_db()
    assert row.rsvp == Rsvp.TENTATIVE


def test_attendance_by_one_press_each(group, secretary, clock):
    meeting = held(planned(group), clock)
    secretary.force_login(secretary_of(group))  # the session ended meanwhile
    path = address(meeting, "ucast/")
    assert "Prezenční listina ještě není otevřená." in text(secretary.get(path))
    secretary.post(path, {"krok": "otevrit"})
    row = meeting.attendances.get(membership__role=MembershipRole.CHAIR)
    answer = secretary.post(path, {"stav": f"{row.pk}:present"})
    assert answer["Location"] == f"{path}#ucast-{row.pk}"
    secretary.post(path, {"ridi": str(row.pk)})
    row.refresh_from_db()
    assert (row.status, row.presides, row.confirmed_by) == ("present", True, secretary_of(group))
    part = {
        "status": "part",
        "mode": "online",
        "present_from": "2026-03-16T10:00",
        "present_to": "2026-03-16T09:30",
    }
    assert "dříve, než přišel" in text(secretary.post(f"{path}{row.pk}/", part))
    secretary.post(f"{path}{row.pk}/", part | {"present_to": "2026-03-16T10:30"})
    secretary.post(f"{path}host/", {"name": "Host", "capacity": "guest"})
    page = text(secretary.get(path))
    assert "přítomen od 10:00 do 10:30" in page
    assert "1 z 4" in page
    other = meeting.attendances.filter(membership__role=MembershipRole.MEMBER).first()
    secretary.post(f"{path}{other.pk}/nahradnik/", {"name": "Jana Nová"})
    other.refresh_from_db()
    assert (other.name, other.capacity, other.user) == ("Jana Nová", "substitute", None)
    refused = secretary.post(
        f"{path}{meeting.attendances.filter(membership__role='member').last().pk}/nahradnik/",
        {"name": "Jana Nová"},
    )
    assert "nemůže v ní mít dva hlasy" in text(refused)


def test_member_reports_attendance_and_the_secretary_confirms_it(group, secretary, clock):
    meeting = held(planned(group), clock)
    attendance.open_sheet(meeting=meeting, by=secretary_of(group), at=timezone.now())
    member = person_of(group, MembershipRole.MEMBER)
    secretary.force_login(member)
    assert "zda jste se jednání účastnili" in text(secretary.get(address(meeting)))
    secretary.post(address(meeting, "ucast/moje/"), {"status": "present"})
    row = Attendance.objects.get(user=member)
    assert (row.status, row.confirmed_at) == (AttendanceStatus.PRESENT, None)
    secretary.force_login(secretary_of(group))
    assert "0 z 4" in text(secretary.get(address(meeting, "ucast/")))
    secretary.post(address(meeting, "ucast/"), {"stav": f"{row.pk}:present"})
    assert "1 z 4" in text(secretary.get(address(meeting, "ucast/")))


def test_scan_of_the_sheet_is_for_those_who_run_the_group_and_is_erased(group, secretary, clock):
    meeting = held(planned(group), clock)
    secretary.force_login(secretary_of(group))  # the session ended meanwhile
    file = SimpleUploadedFile("listina.pdf", b"%PDF-1.7 podpisy")
    secretary.post(address(meeting, "ucast/skeny/"), {"file": file})
    scan = meeting.scans.get()
    path = address(meeting, f"ucast/skeny/{scan.pk}/")
    assert secretary.get(path).content == b"%PDF-1.7 podpisy"
    secretary.force_login(person_of(group, MembershipRole.MEMBER))
    assert secretary.get(path).status_code == 404
    secretary.force_login(person_of(group, MembershipRole.CHAIR))
    assert secretary.get(path).status_code == 200
    secretary.post(path)
    scan.refresh_from_db()
    assert (bytes(scan.data), scan.filename, scan.erased_at) == (b"", "", timezone.now())
    assert secretary.get(path).status_code == 404


def test_public_reads_what_is_public(group, client):
    meeting = planned(group, online_address="https://online.example/tajne", note="Vchod ze dvora")
    item(meeting, "Koncepce")
    assert "Program se zveřejní spolu s pozvánkou." in text(client.get(address(meeting)))
    meeting = invited(meeting)
    page = text(client.get(address(meeting)))
    assert "Koncepce" in page
    assert "online.example" not in page
    assert "Vchod ze dvora" not in page
    for word in ("Upravit", "Pozvánky a odpovědi", "Navrhnout bod", "Práce s bodem"):
        assert word not in page
    assert address(meeting) in text(client.get("/skupiny/ps1/"))
    meetings.set_publicity(
        meeting=meeting, is_public=False, by=secretary_of(group), at=timezone.now()
    )
    assert client.get(address(meeting)).status_code == 404
    assert address(meeting) not in text(client.get("/skupiny/ps1/"))


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_meetings_costs_the_same_for_any_number(
    group, client, count, django_assert_num_queries
):
    for days in range(count):
        planned(group, days=days + 1)
    client.get("/skupiny/")
    with django_assert_num_queries(5):
        client.get("/skupiny/ps1/jednani/?strana=1&x=1")


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_meeting_costs_the_same_for_any_number_of_items(
    group, secretary, count, django_assert_num_queries
):
    meeting = planned(group)
    for number in range(count):
        made = item(meeting, f"Bod {number}")
        agenda.add_record(item=made, record=group.record, by=secretary_of(group), at=timezone.now())
    secretary.get(address(meeting))
    with django_assert_num_queries(24):
        secretary.get(address(meeting))


@pytest.mark.parametrize("count", [1, 3])
def test_sheet_and_answers_cost_the_same_for_any_number_of_members(
    client, count, clock, django_assert_num_queries
):
    made = seated_group("PS9", count, at=timezone.now())
    meeting = held(invited(planned(made)), clock)
    attendance.open_sheet(meeting=meeting, by=secretary_of(made), at=timezone.now())
    client.force_login(secretary_of(made))
    with django_assert_num_queries(10):
        client.get(address(meeting, "ucast/"))
    with django_assert_num_queries(10):
        client.get(address(meeting, "pozvanky/"))
