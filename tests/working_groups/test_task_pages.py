"""Pages of tasks: of a group, one task, its report, check, day and end."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from tests.browsers import signed_in, text
from tests.concept.build import editor
from tests.working_groups import build
from tests.worlds import built_once
from working_groups.actions import task_steps, tasks
from working_groups.enums import MembershipRole, TaskState
from working_groups.models import Group, Task

pytestmark = pytest.mark.django_db


def two_groups():
    at = timezone.now()
    build.seated_group("PS2", 1, at=at)
    return build.seated_group("PS1", at=at)


group = built_once(two_groups)


def seats(group):
    return group.memberships.filter(role=MembershipRole.MEMBER).order_by("pk")


def given(group, **fields) -> Task:
    said = {
        "owner": seats(group)[0],
        "text": "zjistit počet bytů",
        "due_on": timezone.localdate() + timedelta(days=14),
        "by": editor(),
        "at": timezone.now(),
    }
    return tasks.assign_task(group=group, **said | fields)


def people(group) -> dict[str, Client]:
    return {
        "visitor": Client(),
        "member of another group": signed_in(build.person_of(Group.objects.get(code="PS2"))),
        "other member": signed_in(build.person_of(group, place=1)),
        "owner": signed_in(build.person_of(group)),
        "secretary": signed_in(build.person_of(group, MembershipRole.SECRETARY)),
        "chair": signed_in(build.person_of(group, MembershipRole.CHAIR)),
    }


def address(task, rest="") -> str:
    return f"{task.record.path}{rest}"


def day(moment) -> str:
    return date_format(moment, "SHORT_DATE_FORMAT").replace("\xa0", " ")


def test_who_may_read_and_do_what(group):
    task = given(group)
    pages = ("", "hlaseni/", "termin/", "predat/", "zrusit/", "kontrola/")
    found = {
        who: [client.get(address(task, rest)).status_code for rest in pages]
        for who, client in people(group).items()
    }
    assert found == {
        "visitor": [404] * 6,
        "member of another group": [404] * 6,
        "other member": [200, 403, 403, 403, 403, 403],
        "owner": [200, 200, 403, 403, 403, 403],
        "secretary": [200, 200, 200, 200, 200, 403],
        "chair": [200] * 6,
    }


def test_owner_reports_and_the_chair_checks(group):
    task, by = given(group), people(group)
    assert by["owner"].post(address(task, "zahajit/")).status_code == 302
    task.refresh_from_db()
    assert task.state == TaskState.IN_PROGRESS
    said = {"text": "Bytů je 120.", "lock_version": task.lock_version}
    assert by["owner"].post(address(task, "hlaseni/"), said).status_code == 302
    assert "Bytů je 120." in text(by["other member"].get(address(task)))
    task.refresh_from_db()
    back = {"is_done": "no", "reason": "", "lock_version": task.lock_version}
    page = text(by["chair"].post(address(task, "kontrola/"), back))
    assert 'role="alert"' in page
    assert by["chair"].post(address(task, "kontrola/"), back | {"reason": "Chybí Lípa."}).url
    page = text(by["owner"].get(address(task, "hlaseni/")))
    assert "Bytů je 120.</textarea>" in page
    assert "Chybí Lípa." in text(by["owner"].get(address(task)))
    task.refresh_from_db()
    said = {"text": "I s Lípou 130.", "lock_version": task.lock_version}
    by["owner"].post(address(task, "hlaseni/"), said)
    task.refresh_from_db()
    done = {"is_done": "yes", "reason": "", "lock_version": task.lock_version}
    assert by["chair"].post(address(task, "kontrola/"), done).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.verified_by) == (
        TaskState.VERIFIED,
        build.person_of(group, MembershipRole.CHAIR),
    )


def test_nobody_checks_their_own_task(group):
    chair = group.memberships.get(role=MembershipRole.CHAIR)
    task = given(group, owner=chair)
    task = task_steps.report_task(
        task=task, text="Hotovo.", lock_version=1, by=chair.user, at=timezone.now()
    )
    said = {"is_done": "yes", "lock_version": task.lock_version}
    page = text(signed_in(chair.user).post(address(task, "kontrola/"), said))
    assert 'role="alert"' in page
    task.refresh_from_db()
    assert task.state == TaskState.REPORTED_DONE


def test_stale_report_shows_both_texts_and_loses_nothing(group):
    task, client = given(group), people(group)["owner"]
    task_steps.report_task(
        task=task, text="Hlásí tajemnice.", lock_version=1, by=editor(), at=timezone.now()
    )
    mine = {"text": "Hlásím já.", "lock_version": 1}
    page = text(client.post(address(task, "hlaseni/"), mine))
    assert "Hlásí tajemnice." in page
    assert "Hlásím já.</textarea>" in page
    assert 'name="lock_version" value="2"' in page
    task.refresh_from_db()
    assert task.report == "Hlásí tajemnice."


def test_moved_day_keeps_its_history(group):
    task, client = given(group), people(group)["secretary"]
    first = task.due_on
    moved = [first + timedelta(days=days) for days in (7, 21)]
    for number, (to, reason) in enumerate(zip(moved, ("Nemoc", "Dovolená"), strict=True), start=1):
        said = {"due_on": to.isoformat(), "reason": reason, "lock_version": number}
        assert client.post(address(task, "termin/"), said).status_code == 302
    page = text(client.get(address(task)))
    assert f"{day(first)} → {day(moved[0])}: " in page
    assert f"{day(moved[0])} → {day(moved[1])}: " in page
    assert page.index("Nemoc") < page.index("Dovolená")
    said = {"due_on": first.isoformat(), "reason": "Dřív", "lock_version": 1}
    page = text(client.post(address(task, "termin/"), said))
    assert f'value="{first.isoformat()}"' in page
    assert day(moved[1]) in page.replace(moved[1].isoformat(), day(moved[1]))
    said = {"due_on": "2016-01-01", "reason": "Omyl", "lock_version": 3}
    assert 'role="alert"' in text(client.post(address(task, "termin/"), said))
    task.refresh_from_db()
    assert (task.due_on, task.due_changes.count()) == (moved[1], 2)


def test_task_is_handed_over_and_cancelled(group):
    task, client = given(group), people(group)["secretary"]
    said = {"owner": seats(group)[1].pk, "reason": ""}
    assert 'role="alert"' in text(client.post(address(task, "predat/"), said))
    answer = client.post(address(task, "predat/"), said | {"reason": "Odchod"})
    new = Task.objects.exclude(pk=task.pk).get()
    assert answer["Location"] == address(new)
    assert task.record.reference in text(client.get(address(new)))
    assert new.record.reference in text(client.get(address(task)))
    assert client.post(address(new, "zrusit/"), {"reason": "Zbytečné"}).status_code == 302
    assert "Zbytečné" in text(client.get(address(new)))
    page = text(client.post(address(new, "zrusit/"), {"reason": "Znovu"}))
    assert "Znovu</textarea>" in page


def test_new_task_of_a_group_is_given_from_a_page(group):
    client = people(group)["secretary"]
    url = "/skupiny/ps1/ukoly/novy/"
    said = {"text": "zjistit počet bytů", "owner": "", "due_on": "2016-01-01"}
    page = text(client.post(url, said))
    assert "zjistit počet bytů</textarea>" in page
    assert Task.objects.count() == 0
    stranger = Group.objects.get(code="PS2").memberships.first()
    assert 'role="alert"' in text(client.post(url, said | {"owner": stranger.pk}))
    said = {"text": "zjistit", "owner": seats(group)[0].pk, "helpers": [seats(group)[1].pk]}
    assert client.post(url, said)["Location"] == "/skupiny/ps1/ukoly/"
    task = Task.objects.get()
    assert list(task.helpers.all()) == [seats(group)[1]]


@pytest.mark.parametrize("count", [1, 3])
def test_tasks_cost_the_same_for_any_number_of_rows(group, count, django_assert_num_queries):
    for number in range(count):
        task = given(group, text=f"úkol {number}", helpers=list(seats(group)[1 : 1 + count]))
    client = people(group)["owner"]
    client.get("/skupiny/ps1/ukoly/")
    with django_assert_num_queries(12):
        client.get("/skupiny/ps1/ukoly/")
    with django_assert_num_queries(10):
        client.get(address(task))
