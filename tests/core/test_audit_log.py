from datetime import UTC, datetime, timedelta

import pytest

from core.actions import create_record, log_event
from core.enums import Visibility
from core.models import Event
from core.queries import events_shown_to
from people import actions
from people.enums import ADMIN_ROLES, Role
from tests.factories.people import AudienceFactory, AudienceMemberFactory, UserFactory
from tests.people import personas

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def audience():
    return AudienceFactory()


@pytest.fixture
def log(audience):
    """One event on a record of each visibility and one about an account: mapping name -> event."""
    for visibility in Visibility.values:
        create_record(
            kind="note",
            title=f"Poznámka {visibility}",
            visibility=visibility,
            audience=audience if visibility == Visibility.GROUP else None,
            by=None,
            at=NOW,
        )
    actions.register_account(user=UserFactory(), at=NOW)
    return {
        event.record.visibility if event.record.kind == "note" else "account": event
        for event in Event.objects.select_related("record")
    }


EVERYTHING = {"public", "group", "staff", "restricted", "account"}
SHOWN = {
    "editor": {"public", "group", "staff"},
    "secretary": {"public", "group", "staff"},
    "chair": {"public", "group", "staff"},
    "evaluator": {"public", "group", "staff"},
    "project_manager": {"public", "group", "staff"},
    "administrator": {"public", "account"},
    "data_protection_officer": EVERYTHING,
}


@pytest.mark.parametrize("key", personas.KEYS)
def test_everybody_reads_their_part_of_the_log(key, log):
    shown = events_shown_to(personas.make(key), NOW)

    expected = SHOWN.get(key, set())
    assert set(shown) == {log[name] for name in expected}


def test_member_of_an_audience_who_works_in_the_administration_reads_its_events(log, audience):
    editor = personas.make("editor")
    AudienceMemberFactory(audience=audience, user=editor)

    assert log["group"] in events_shown_to(editor, NOW)


def test_data_protection_officer_gets_neutral_rows_of_what_is_not_for_them(log):
    events = events_shown_to(personas.make("data_protection_officer"), NOW)

    assert {
        event.record.visibility: event.is_open for event in events if event.record.kind == "note"
    } == {
        "public": True,
        "group": False,
        "staff": False,
        "restricted": False,
    }


def open_log(client, *roles, **filters):
    client.force_login(UserFactory(roles=roles, is_demo=True, name="Čtenářka Záznamů"))
    return client.get("/admin/zaznamy/", filters)


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_page_exists_for_those_who_work_in_the_administration(client, role):
    response = open_log(client, role)

    assert response.status_code == (200 if role in ADMIN_ROLES else 302)


def test_title_and_reason_of_a_restricted_record_are_not_on_the_page(client, log):
    log_event(record=log["restricted"].record, verb="read", by=None, at=NOW, reason="tajný důvod")
    log_event(record=log["public"].record, verb="read", by=None, at=NOW, reason="veřejný důvod")

    page = text(open_log(client, Role.DATA_PROTECTION_OFFICER))

    assert "Poznámka public" in page
    assert "veřejný důvod" in page
    assert "Poznámka restricted" not in page
    assert "tajný důvod" not in page


def test_states_are_named_in_words(client):
    administrator = UserFactory(roles=[Role.ADMINISTRATOR], is_demo=True)
    invitation = actions.invite_person(
        email="nova@mesto.example", name="Nová", roles=[Role.EDITOR], by=administrator, at=NOW
    )
    actions.withdraw_invitation(invitation=invitation, by=administrator, at=NOW)
    client.force_login(administrator)

    page = client.get("/admin/zaznamy/").content.decode()

    assert "čeká → odvolaná" in page


def test_newest_event_comes_first(client, log):
    late = log_event(record=log["public"].record, verb="late", by=None, at=NOW + timedelta(hours=1))

    assert open_log(client, Role.EDITOR).context["object_list"][0] == late


def test_filters_choose_by_person_verb_kind_and_day(client, log):
    jana = UserFactory(name="Jana Nová", email="jana@example.org")
    record = log["public"].record
    tomorrow = NOW + timedelta(days=1)
    mine = log_event(record=record, verb="praised", by=jana, at=tomorrow)

    for filters in (
        {"actor": "nová"},
        {"actor": "JANA@"},
        {"verb": "praised"},
        {"recorded_at_from": "2026-03-03"},
    ):
        assert list(open_log(client, Role.EDITOR, **filters).context["object_list"]) == [mine], (
            filters
        )
    by_kind = open_log(client, Role.ADMINISTRATOR, kind="person").context["object_list"]
    assert list(by_kind) == [log["account"]]


def test_log_is_paged(client, log):
    for _ in range(60):
        log_event(record=log["public"].record, verb="read", by=None, at=NOW)

    first = open_log(client, Role.EDITOR)
    assert len(first.context["object_list"]) == 50
    assert len(client.get("/admin/zaznamy/", {"p": 2}).context["object_list"]) == 13


@pytest.mark.parametrize("count", [1, 3])
def test_log_costs_the_same_for_any_number(client, log, count, django_assert_num_queries):
    for _ in range(count):
        log_event(record=log["public"].record, verb="read", by=UserFactory(), at=NOW)
    open_log(client, Role.EDITOR)

    with django_assert_num_queries(14):
        client.get("/admin/zaznamy/")
