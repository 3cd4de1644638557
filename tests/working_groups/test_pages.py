"""Working groups as readers see them and at the desk."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.uploads import read_upload
from people.enums import Role
from tests.consultations import build
from tests.factories.people import UserFactory
from tests.working_groups import meetings_build
from tests.working_groups.build import person_of
from tests.working_groups.many import busy_group
from working_groups import actions, queries
from working_groups.actions import agenda
from working_groups.desk.forms import GroupForm
from working_groups.enums import GroupState, PublicRoster
from working_groups.models import Decision, Group, Membership, Task
from working_groups.numbering import in_address

pytestmark = pytest.mark.django_db


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def found(code="PS1", **fields):
    return actions.create_group(
        name=f"Skupina {code}", code=code, by=build.editor(), at=timezone.now(), **fields
    )


def seat(group, person, **fields):
    return actions.add_member(
        group=group,
        user=person,
        by=build.editor(),
        at=timezone.now(),
        **{"valid_from": date(2016, 1, 1), **fields},
    )


def test_list_and_empty_list(client):
    assert "Zatím nebyla zřízena žádná pracovní skupina." in page(client, "/skupiny/")
    found()
    assert 'href="/skupiny/ps1/"' in page(client, "/skupiny/")


def test_predecessors_to_choose_are_in_czech_order():
    for code, name in (("A", "Hrad"), ("B", "Žena"), ("C", "Zdraví"), ("D", "Chata"), ("E", "Čas")):
        actions.create_group(name=name, code=code, by=build.editor(), at=timezone.now())
    form = GroupForm(groups=queries.groups_known_to(build.editor()))
    names = [name for _key, name in form.fields["predecessors"].choices]
    assert names == ["Čas", "Hrad", "Chata", "Zdraví", "Žena"]


def test_public_learns_organisations_members_learn_names(client):
    group = found(mandate="Připravuje koncepci.", appointed_by="Rada města")
    lipa, vrba = build.body("Lípa"), build.body("Vrba")
    seat(group, build.user("jana"), on_behalf_of=vrba)
    seat(group, build.user("petr"), on_behalf_of=lipa)
    seat(group, build.user("eva"), on_behalf_of=lipa)
    seat(group, build.user("karel"))

    response = client.get("/skupiny/ps1/")
    assert response.context["organisations"] == [("Lípa", 2), ("Vrba", 1), ("", 1)]
    words = page(client, "/skupiny/ps1/")
    assert "Připravuje koncepci." in words
    assert "Rada města" in words
    assert "Jana" not in words
    client.force_login(build.user("stranger"))
    assert "Jana" not in page(client, "/skupiny/ps1/")

    client.force_login(build.user("jana"))
    words = page(client, "/skupiny/ps1/")
    assert [name in words for name in ("Jana", "Petr", "Eva", "Karel")] == [True] * 4
    sign_in(client, Role.EDITOR)
    assert "Jana" in page(client, "/skupiny/ps1/")


def test_names_are_public_where_the_group_says_so(client):
    group = found(public_roster=PublicRoster.NAMES_AND_ORGANISATIONS)
    seat(group, build.user("jana"))

    assert "Jana" in page(client, "/skupiny/ps1/")


def test_a_seat_that_begins_tomorrow_is_shown_tomorrow(client, clock):
    group = found()
    seat(group, build.user("jana"), valid_from=timezone.localdate() + timedelta(days=1))
    assert "Ve skupině teď nikdo není." in page(client, "/skupiny/ps1/")

    clock.move_to(timezone.make_aware(timezone.datetime(2026, 3, 3)))

    assert "Členové sami za sebe" in page(client, "/skupiny/ps1/")


def test_groups_lead_to_those_before_and_after_and_to_their_rounds(client):
    old = found("STARA", state=GroupState.MERGED)
    new = found("NOVA", predecessors=[old])
    frozen = build.version(build.text())
    public = build.open_round(frozen, title="Veřejné kolo", is_public=True, groups=[new])
    closed = build.open_round(frozen, title="Jen pro skupinu", groups=[new])

    assert 'href="/skupiny/nova/"' in page(client, "/skupiny/stara/")
    words = page(client, "/skupiny/nova/")
    assert 'href="/skupiny/stara/"' in words
    assert f'href="{public.path}"' in words
    assert closed.title not in words


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_group_costs_the_same_for_any_number(client, count, django_assert_num_queries):
    group = found()
    frozen = build.version(build.text())
    for number in range(count):
        seat(group, build.user(f"person{number}"), on_behalf_of=build.body(f"Obvod {number}"))
        build.open_round(frozen, title=f"Kolo {number}", is_public=True, groups=[group])
    client.get("/hledat/")  # whether this is a demonstration is asked once a minute

    # generations, group, visible for the panel, organisations, two for relatives, rounds, conclusions, changes ahead
    with django_assert_num_queries(11):
        client.get("/skupiny/ps1/")
    with django_assert_num_queries(1):
        client.get("/skupiny/ps1/")


def test_space_of_a_group_shows_its_newest_conclusions_and_open_tasks_to_those_who_may_know(client):
    at = timezone.now()
    group = busy_group("PSB", seat_count=4, meeting_count=2, decision_count=14, at=at)
    next_one = meetings_build.invited(meetings_build.planned(group))
    paper = agenda.add_file(
        item=meetings_build.item(next_one, "Byty"),
        title="Přehled bytů",
        upload=read_upload("prehled.pdf", b"%PDF-1.7 byty"),
        by=meetings_build.secretary_of(group),
        at=timezone.now(),
    )

    def numbers(words):
        return re.findall(r"<strong>(PSB/\d{4}/\d+)</strong>", words)

    newest = [decision.record.reference for decision in Decision.objects.order_by("-pk")]
    tasks = [task.record.reference for task in Task.objects.order_by("due_on")]
    public = page(client, "/skupiny/psb/")
    assert numbers(public) == newest[7:12]  # minutes of the last meeting are not written yet
    assert tasks[0] not in public
    assert "Přehled bytů" not in public

    client.force_login(person_of(group))
    inside = page(client, "/skupiny/psb/")
    assert numbers(inside) == newest[:5]
    assert [reference for reference in tasks if f">{reference}</a>" in inside] == tasks
    assert f'href="/jednani/{in_address(next_one.record.reference)}/podklady/{paper.pk}/"' in inside


# --- desk


def sign_in(client, *roles):
    person = UserFactory(roles=roles or [Role.SECRETARY], is_demo=True)
    client.force_login(person)
    return person


def desk(name, *args):
    return reverse(f"groups_desk:{name}", args=args)


def typed(**changes):
    return {
        "name": "Pracovní skupina bytová",
        "code": "PSB",
        "mandate": "Byty.",
        "appointed_by": "Rada města",
        "appointed_on": "2026-01-15",
        "public_roster": "organisations_only",
        "max_members": "2",
        "kind": "steering",
        "quorum_rule": "fixed",
        "quorum_count": "2",
        "objection_days": "10",
        "reminder_days": "0",
        **changes,
    }


def test_a_group_is_founded_and_its_members_seated_and_ended(client):
    sign_in(client)
    client.post(desk("group-create"), typed())
    group = Group.objects.get()
    assert (group.slug, group.max_members, group.state) == ("psb", 2, GroupState.ACTIVE)
    assert (group.kind, group.quorum_rule, group.quorum_count) == ("steering", "fixed", 2)
    assert (group.objection_days, group.reminder_days) == (10, 0)
    unsaid = client.post(desk("group-create"), typed(code="X", quorum_count=""))
    assert list(unsaid.context["form"].errors) == ["quorum_count"]

    jana, lipa = build.user("jana"), build.body("Lípa")
    data = {"user": jana.pk, "on_behalf_of": lipa.pk, "role": "chair", "valid_from": "2026-03-02"}
    client.post(desk("member-add", group.pk), data)
    member = Membership.objects.get()
    assert (member.user, member.on_behalf_of, member.role) == (jana, lipa, "chair")
    twice = client.post(desk("member-add", group.pk), data)
    assert twice.context["member_form"].non_field_errors()
    assert twice.context["open_form"] == "member"

    past = client.post(desk("member-end", group.pk, member.pk), {"valid_to": "2026-03-01"})
    assert list(past.context["form"].errors) == ["valid_to"]
    client.post(
        desk("member-end", group.pk, member.pk), {"valid_to": "2026-03-05", "reason": "Odešla."}
    )
    member.refresh_from_db()
    assert (member.valid_to, member.end_reason) == (date(2026, 3, 5), "Odešla.")
    assert client.get(desk("member-end", group.pk, member.pk)).status_code == 404


def test_somebody_faster_both_are_shown(client):
    group = found()
    sign_in(client, Role.EDITOR)
    stale = group.lock_version
    actions.edit_group(
        group=group,
        lock_version=stale,
        mandate="Od kolegyně.",
        max_members=9,
        by=build.editor(),
        at=timezone.now(),
    )

    response = client.post(desk("group-edit", group.pk), typed(mandate="Moje.", lock_version=stale))

    differences = response.context["differences"]
    assert ("Poslání", "Od kolegyně.", "Moje.") in differences
    assert ("Nejvyšší počet členů", "9", "2") in differences
    words = response.content.decode()
    assert "Od kolegyně." in words
    assert "Moje." in words
    assert Group.objects.get().mandate == "Od kolegyně."
    again = response.context["lock_version"]
    client.post(desk("group-edit", group.pk), typed(mandate="Moje.", lock_version=again))
    assert Group.objects.get().mandate == "Moje."
    assert Group.objects.get().record.title == "Pracovní skupina bytová"


def test_states_move_only_where_they_may(client):
    group = found()
    sign_in(client)

    client.post(desk("group-state", group.pk), {"state": GroupState.SUSPENDED})
    assert Group.objects.get().state == Group.objects.get().record.state == GroupState.SUSPENDED
    refused = client.post(desk("group-state", group.pk), {"state": GroupState.PREPARATORY})
    assert refused.context["state_form"].errors
    assert Group.objects.get().state == GroupState.SUSPENDED


def test_a_taken_code_is_said_and_what_was_typed_is_kept(client):
    found("PSB")
    sign_in(client)

    response = client.post(desk("group-create"), typed())

    assert response.context["form"].non_field_errors()
    assert "Pracovní skupina bytová" in response.content.decode()
    assert Group.objects.count() == 1
