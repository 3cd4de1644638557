"""Organisations: kept in the administration, put out of use rather than deleted, with a history."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import Event, OutboxMail
from people import queries
from people.actions import organisations
from people.enums import OrganisationKind, Role
from people.models import Organisation
from tests.consultations import build
from tests.factories.people import OrganisationFactory, RoleGrantFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LIST = "/admin/organizace/"


def page(response) -> str:
    return response.content.decode()


@pytest.fixture
def administrator(client):
    user = UserFactory(name="Adéla Správcová", roles=[Role.ADMINISTRATOR], is_demo=True)
    client.force_login(user)
    return user


def add(name: str, by, kind: str = OrganisationKind.NGO) -> Organisation:
    return organisations.create_organisation(name=name, kind=kind, by=by, at=timezone.now())


def events_of(organisation: Organisation) -> list[tuple[str, str, str]]:
    rows = Event.objects.filter(record=organisation.record_id).order_by("pk")
    return [(row.verb, row.from_state, row.to_state) for row in rows]


# --- what is stored


def test_added_organisation_has_a_record_and_sorts_in_czech(clock):
    by = UserFactory()

    made = add("  Žebřík,   z. s. ", by)

    assert (made.name, made.kind, made.is_active) == ("Žebřík, z. s.", "ngo", True)
    assert made.sort_key > add("Zvon", by).sort_key
    assert (made.record.title, made.record.visibility) == ("Žebřík, z. s.", "staff")
    assert events_of(made) == [("organisation_added", "", "active")]


@pytest.mark.parametrize("name", ["Spolek Práh", "spolek prah", " SPOLEK  PRÁH "])
def test_same_name_in_other_letters_is_no_other_organisation(name, clock):
    by = UserFactory()
    known = add("Spolek Práh", by)

    with pytest.raises(organisations.OrganisationIsKnown) as refused:
        add(name, by)

    assert refused.value.known == known
    assert organisations.edit_organisation(
        organisation=known, name="Spolek PRÁH", kind=known.kind, by=by, at=timezone.now()
    )


def test_unknown_kind_is_refused(clock):
    with pytest.raises(ValidationError):
        add("Spolek", UserFactory(), kind="company")


def test_edit_renames_the_record_too_and_says_what_it_was(clock):
    by = UserFactory()
    made = add("Odbor bydlení", by)

    organisations.edit_organisation(
        organisation=made, name="Odbor bytový", kind="city_department", by=by, at=timezone.now()
    )
    organisations.edit_organisation(
        organisation=made, name="Odbor bytový", kind="city_department", by=by, at=timezone.now()
    )

    made.refresh_from_db()
    assert (made.name, made.kind, made.record.title) == (
        "Odbor bytový",
        "city_department",
        "Odbor bytový",
    )
    edits = Event.objects.filter(record=made.record, verb="organisation_edited")
    assert [event.payload for event in edits] == [
        {
            "former": {"name": "Odbor bydlení", "kind": "ngo"},
            "new": {"name": "Odbor bytový", "kind": "city_department"},
        }
    ]


def test_retired_organisation_ends_roles_and_tells_their_holders(clock):
    by = UserFactory(roles=[Role.ADMINISTRATOR])
    former, successor = add("Práh", by), add("Práh a Klíč", by)
    person = UserFactory(email="jana@example.org")
    grant = RoleGrantFactory(user=person, role=Role.AUTHORISED_PERSON, organisation=former)
    own = RoleGrantFactory(user=person, role=Role.MEMBER)

    for _repeat in range(2):
        organisations.retire_organisation(
            organisation=former, successor=successor, by=by, at=timezone.now()
        )

    former.refresh_from_db()
    grant.refresh_from_db()
    own.refresh_from_db()
    assert (former.is_active, former.successor) == (False, successor)
    assert (grant.valid_to, own.valid_to) == (timezone.localdate(), None)
    assert list(OutboxMail.objects.values_list("recipient", "kind")) == [
        ("jana@example.org", "role_ended")
    ]
    assert events_of(former) == [
        ("organisation_added", "", "active"),
        ("organisation_retired", "active", "retired"),
    ]
    assert former not in queries.active_organisations()


def test_organisation_that_was_there_before_its_records_is_not_said_to_be_added(clock):
    made = OrganisationFactory(name="Z ukázky")

    organisations.retire_organisation(organisation=made, by=UserFactory(), at=timezone.now())

    made.refresh_from_db()
    assert events_of(made) == [
        ("organisation_registered", "", "active"),
        ("organisation_retired", "active", "retired"),
    ]


def test_only_another_organisation_in_use_takes_over(clock):
    by = UserFactory()
    one, retired = add("Práh", by), add("Klíč", by)
    organisations.retire_organisation(organisation=retired, by=by, at=timezone.now())

    for unfit in (one, retired):
        with pytest.raises(organisations.SuccessorDoesNotFit):
            organisations.retire_organisation(
                organisation=one, successor=unfit, by=by, at=timezone.now()
            )

    one.refresh_from_db()
    assert one.is_active is True


def test_database_refuses_a_successor_of_an_organisation_in_use():
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(successor=OrganisationFactory())


def test_restored_organisation_has_no_successor(clock):
    by = UserFactory()
    one, other = add("Práh", by), add("Klíč", by)
    organisations.retire_organisation(organisation=one, successor=other, by=by, at=timezone.now())

    organisations.restore_organisation(organisation=one, by=by, at=timezone.now())

    one.refresh_from_db()
    assert (one.is_active, one.successor) == (True, None)
    assert events_of(one)[-1] == ("organisation_restored", "retired", "active")


def test_named_organisation_is_never_deleted_an_unnamed_one_is(clock):
    by = UserFactory()
    invited, mistaken = add("Práh", by), add("Prááh", by)
    build.open_round(build.version(build.text()), bodies=[(invited, False)])
    record = mistaken.record

    organisations.delete_organisation(organisation=mistaken, by=by, at=timezone.now())
    with pytest.raises(organisations.OrganisationIsNamed):
        organisations.delete_organisation(organisation=invited, by=by, at=timezone.now())

    assert list(Organisation.objects.filter(name__startswith="Pr")) == [invited]
    record.refresh_from_db()
    assert (record.state, record.events.count()) == ("deleted", 2)


# --- screens


def test_list_finds_by_name_without_accents_kind_and_standing(client, administrator):
    ngo = OrganisationFactory(name="Žebřík", kind=OrganisationKind.NGO)
    OrganisationFactory(name="Odbor žebříků", kind=OrganisationKind.CITY_DEPARTMENT)
    OrganisationFactory(name="Žebrák", kind=OrganisationKind.NGO, is_active=False)
    for _person in range(3):
        person = UserFactory()
        RoleGrantFactory(user=person, role=Role.AUTHORISED_PERSON, organisation=ngo)
        RoleGrantFactory(user=person, role=Role.MEMBER, organisation=ngo)

    def names(query: str) -> list[str]:
        return [found.name for found in client.get(LIST + query).context["page"]]

    assert names("?q=zebr") == ["Odbor žebříků", "Žebrák", "Žebřík"]
    assert names("?q=ZEBŘ&kind=ngo") == ["Žebrák", "Žebřík"]
    assert names("?kind=ngo&standing=in-use") == ["Žebřík"]
    assert names("?standing=out-of-use") == ["Žebrák"]
    assert names("?q=nic") == []
    assert names("?kind=company") == ["Odbor žebříků", "Žebrák", "Žebřík"]
    people = client.get(LIST + "?q=zebrik&kind=ngo").context["page"][0].people_count
    assert people == 3


def test_administrator_adds_edits_retires_and_restores(client, administrator):
    known = OrganisationFactory(name="Spolek Práh")

    twice = client.post(f"{LIST}nova/", {"name": "spolek práh", "kind": "ngo"})
    assert f"{LIST}{known.pk}/" in page(twice)
    assert 'value="spolek práh"' in page(twice)

    response = client.post(f"{LIST}nova/", {"name": "Spolek Klíč", "kind": "ngo"})
    made = Organisation.objects.get(name="Spolek Klíč")
    assert response.url == f"{LIST}{made.pk}/"
    client.post(f"{LIST}{made.pk}/upravit/", {"name": "Klíč, z. s.", "kind": "state_body"})
    unsure = client.post(f"{LIST}{made.pk}/vyradit/", {"successor": known.pk})
    assert unsure.status_code == 200
    client.post(f"{LIST}{made.pk}/vyradit/", {"successor": known.pk, "is_sure": "on"})

    shown = page(client.get(f"{LIST}{made.pk}/"))
    assert "Spolek Klíč → Klíč, z. s." in shown
    assert f'href="{LIST}{known.pk}/"' in shown
    assert "Klíč, z. s." in page(client.get(f"{LIST}{known.pk}/"))

    client.post(f"{LIST}{made.pk}/vratit/")
    made.refresh_from_db()
    assert (made.name, made.is_active, made.successor) == ("Klíč, z. s.", True, None)

    client.post(f"{LIST}{made.pk}/smazat/")
    assert not Organisation.objects.filter(pk=made.pk).exists()


def test_page_shows_people_seats_and_rounds_to_staff_who_may_not_change_it(client, clock):
    body = build.body("Spolek Práh", "ngo")
    colleague = build.colleague("jana", body, authorised=True)
    round = build.open_round(build.version(build.text()), bodies=[(body, True)])
    build.sent(round, "Chybí lhůta.", person=colleague, organisation=body)
    client.force_login(UserFactory(roles=[Role.SECRETARY], is_demo=True))

    shown = page(client.get(f"{LIST}{body.pk}/"))

    assert colleague.name in shown
    assert round.title in shown
    assert "1 podání" in shown
    assert "Místa v pracovních skupinách" in shown
    assert f"{LIST}{body.pk}/upravit/" not in shown
    assert client.post(f"{LIST}{body.pk}/smazat/").status_code == 403
    assert client.get(f"{LIST}999999/").status_code == 404


def test_list_costs_the_same_for_one_and_three(client, administrator, django_assert_num_queries):
    OrganisationFactory()
    client.get(LIST)
    with django_assert_num_queries(11):
        client.get(LIST)
    OrganisationFactory.create_batch(2)
    with django_assert_num_queries(11):
        client.get(LIST)
