"""Pages of votes in writing, and a substitute who would vote twice at a meeting."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.browsers import signed_in, text
from tests.concept import build as texts
from tests.working_groups import build
from tests.working_groups.meetings_build import address as at_meeting
from tests.worlds import built_once
from working_groups.actions import attendance, procedures
from working_groups.enums import (
    AttendanceStatus,
    DecisionVerb,
    MembershipRole,
    ProcedureAnswer,
    ProcedureState,
)
from working_groups.models import Decision, Group, WrittenProcedure

pytestmark = pytest.mark.django_db


def two_groups():
    at = timezone.now()
    build.seated_group("PS2", 1, at=at)
    return build.seated_group("PS1", at=at)


group = built_once(two_groups)


def started(group, **fields) -> WrittenProcedure:
    now = timezone.now()
    said = {
        "verb": DecisionVerb.RECOMMEND,
        "text": "zveřejnit přehled bytů",
        "opens_at": now,
        "closes_at": now + timedelta(days=7),
    }
    return procedures.start_procedure(group=group, by=texts.editor(), at=now, **said | fields)


def secretary(group) -> Client:
    return signed_in(build.person_of(group, MembershipRole.SECRETARY))


def address(procedure, rest="") -> str:
    return f"{procedure.record.path}{rest}"


def local(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_who_may_read_and_do_what(group):
    procedure = started(group)
    people = {
        "visitor": Client(),
        "member of another group": signed_in(build.person_of(Group.objects.get(code="PS2"))),
        "member": signed_in(build.person_of(group)),
        "secretary": secretary(group),
    }
    pages = ("", "hlas/", "zapsat/", "uzavrit/", "zrusit/")
    found = {
        who: [client.get(address(procedure, rest)).status_code for rest in pages]
        for who, client in people.items()
    }
    assert found == {
        "visitor": [404] * 5,
        "member of another group": [404] * 5,
        "member": [200, 200, 403, 403, 403],
        "secretary": [200, 403, 200, 200, 200],
    }


def test_secretary_starts_a_vote_about_a_version(group):
    document = texts.document()
    texts.section(document, "Byty", "Slova.")
    version = texts.freeze(document, "0.1")
    client, now = secretary(group), timezone.now()
    url = "/skupiny/ps1/hlasovani/nove/"
    said = {
        "verb": "agree",
        "text": "s návrhem",
        "version": version.pk,
        "opens_at": local(now),
        "closes_at": local(now - timedelta(days=1)),
    }
    page = text(client.get(url))
    assert "Verze dokumentu, o které se hlasuje" in page
    page = text(client.post(url, said))
    assert "s návrhem</textarea>" in page
    assert WrittenProcedure.objects.count() == 0
    said |= {"closes_at": local(now + timedelta(days=7))}
    assert 'role="alert"' in text(
        client.post(url, said)
    )  # members must not be shown it: staff only
    texts.publish(version)
    answer = client.post(url, said)
    made = WrittenProcedure.objects.get()
    assert answer["Location"] == address(made)
    assert made.version == version
    assert "Koncepce" in text(client.get(address(made)))


def test_member_votes_changes_it_and_no_more_once_it_is_over(group, clock):
    procedure = started(group)
    person = build.person_of(group)
    client = signed_in(person)
    assert "zveřejnit přehled bytů" in text(client.get(address(procedure, "hlas/")))
    assert 'role="alert"' in text(client.post(address(procedure, "hlas/"), {"note": "moje"}))
    for answer in (ProcedureAnswer.FOR, ProcedureAnswer.AGAINST):
        said = {"answer": answer, "note": "Draze"}
        assert client.post(address(procedure, "hlas/"), said).status_code == 302
    row = procedure.voters.get(user=person)
    assert (row.answer, row.note) == (ProcedureAnswer.AGAINST, "Draze")
    clock.move_to(procedure.closes_at)
    page = text(client.post(address(procedure, "hlas/"), {"answer": "for", "note": "Pozdě"}))
    assert 'value="Pozdě"' in page
    row.refresh_from_db()
    assert row.answer == ProcedureAnswer.AGAINST
    assert "Hlasovat" not in text(client.get(address(procedure)))


def test_secretary_enters_votes_and_records_what_came_out(group):
    procedure, client = started(group), secretary(group)
    assert 'role="alert"' in text(client.post(address(procedure, "uzavrit/")))
    first = procedure.voters.order_by("pk").first()
    said = {"voter": first.pk, "answer": "for", "note": ""}
    page = text(client.post(address(procedure, "zapsat/"), said))
    assert f'value="{first.pk}" selected' in page
    for voter in procedure.voters.all():
        said = {"voter": voter.pk, "answer": "for", "note": "e-mail 3. 1."}
        assert client.post(address(procedure, "zapsat/"), said).status_code == 302
    assert client.post(address(procedure, "uzavrit/")).status_code == 302
    decision = Decision.objects.get()
    assert decision.procedure == procedure
    assert decision.adoptions.get().for_count == 4
    assert decision.record.reference in text(client.get(address(procedure)))


def test_vote_is_called_off_for_a_reason(group):
    procedure, client = started(group), secretary(group)
    assert 'role="alert"' in text(client.post(address(procedure, "zrusit/"), {"reason": " "}))
    said = {"reason": "Návrh se mění."}
    assert client.post(address(procedure, "zrusit/"), said).status_code == 302
    procedure.refresh_from_db()
    assert procedure.state == ProcedureState.CANCELLED
    assert "Návrh se mění." in text(client.get(address(procedure)))
    page = text(client.post(address(procedure, "zrusit/"), {"reason": "Znovu"}))
    assert "Znovu</textarea>" in page


@pytest.mark.parametrize("count", [1, 3])
def test_vote_costs_the_same_for_any_number_of_voters(count, django_assert_num_queries, clock):
    procedure = started(build.seated_group("PS9", count, at=timezone.now()))
    client = secretary(procedure.group)
    client.get(address(procedure))
    with django_assert_num_queries(9):
        client.get(address(procedure))


def test_substitute_does_not_vote_for_two_seats(group):
    meeting = build.held_meeting(group, at=timezone.now())
    who = {"by": build.person_of(group, MembershipRole.SECRETARY), "at": timezone.now()}
    attendance.open_sheet(meeting=meeting, **who)
    client = secretary(group)
    first, second, third = meeting.attendances.filter(
        membership__role=MembershipRole.MEMBER
    ).order_by("pk")
    attendance.record_attendance(attendance=third, status=AttendanceStatus.PRESENT, **who)
    seat = build.seat(
        group, "nahradnice", at=timezone.now(), substitute_for=first.membership, is_voting=False
    )
    build.seat(
        group, seat.user, at=timezone.now(), substitute_for=second.membership, is_voting=False
    )
    for row, code in ((first, 302), (second, 200)):
        found = group.memberships.get(substitute_for=row.membership)
        answer = client.post(
            at_meeting(meeting, f"ucast/{row.pk}/nahradnik/"), {"substitute": found.pk}
        )
        assert answer.status_code == code
    assert 'role="alert"' in text(answer)
    second.refresh_from_db()
    assert second.user != seat.user


def test_all_the_others_are_present_by_one_press(group):
    meeting = build.held_meeting(group, at=timezone.now())
    who = {"by": build.person_of(group, MembershipRole.SECRETARY), "at": timezone.now()}
    client, url = secretary(group), at_meeting(meeting, "ucast/")
    assert "Ostatní přítomni" not in text(client.get(url))
    attendance.open_sheet(meeting=meeting, **who)
    away = meeting.attendances.order_by("pk").first()
    attendance.record_attendance(attendance=away, status=AttendanceStatus.EXCUSED, **who)
    assert "Ostatní přítomni" in text(client.get(url))
    page = text(client.post(url, {"krok": "ostatni"}, follow=True))
    assert "4 osoby jsou zapsány jako přítomné." in page
    found = meeting.attendances.order_by("pk").values_list("status", flat=True)
    assert list(found) == [AttendanceStatus.EXCUSED, *[AttendanceStatus.PRESENT] * 4]
