from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from core.enums import Visibility
from core.models import Event, Record
from core.permissions import allowed
from core.visibility import record_is_visible, visible_records
from people.models import TokenHolder
from people.tokens import token_digest
from tests.factories.people import AudienceFactory, AudienceMemberFactory, UserFactory
from tests.people import personas

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STAFF = {"editor", "secretary", "chair", "evaluator", "project_manager"}
IN_THE_GROUP = {"member", "guest", "token_holder", "facilitator"}


def make_record(visibility, audience=None, **fields):
    return Record.objects.create(
        kind="note",
        title="Poznámka",
        visibility=visibility,
        audience=audience,
        recorded_at=NOW,
        **fields,
    )


@pytest.fixture
def audience():
    return AudienceFactory()


def join(audience, user):
    if user.is_authenticated:
        AudienceMemberFactory(audience=audience, user=user)
    else:
        AudienceMemberFactory(audience=audience, token_digest=user.token_digest)


@pytest.mark.parametrize("visibility", Visibility.values)
@pytest.mark.parametrize("key", personas.KEYS)
def test_filter_and_permission_give_the_same_written_answer(key, visibility, audience):
    user = personas.make(key)
    if key in IN_THE_GROUP:
        join(audience, user)
    record = make_record(visibility, audience if visibility == Visibility.GROUP else None)
    expected = {
        Visibility.PUBLIC: True,
        Visibility.GROUP: key in IN_THE_GROUP | STAFF,
        Visibility.STAFF: key in STAFF,
        Visibility.RESTRICTED: False,
    }[visibility]

    assert list(Record.objects.visible_to(user)) == ([record] if expected else [])
    assert allowed(user, "core.view_record", record) is expected


@pytest.mark.parametrize(
    ("shift", "expected"),
    [(-1, False), (0, True), (1, True), (59, True), (60, False), (61, False)],
    ids=["before", "at start", "after start", "before end", "at end", "after end"],
)
def test_membership_counts_in_its_half_open_interval(shift, expected, audience):
    user = UserFactory()
    AudienceMemberFactory(
        audience=audience, user=user, valid_from=NOW, valid_to=NOW + timedelta(minutes=60)
    )
    record = make_record(Visibility.GROUP, audience)
    at = NOW + timedelta(minutes=shift)

    assert Record.objects.filter(visible_records(user, at)).exists() is expected
    assert record_is_visible(user, record, at) is expected


def test_other_audience_other_token_and_visitor_see_nothing_of_a_group(audience):
    record = make_record(Visibility.GROUP, audience)
    outsider = UserFactory()
    join(AudienceFactory(), outsider)
    AudienceMemberFactory(audience=audience, token_digest=token_digest("the right token"))

    for user in (outsider, TokenHolder("a wrong token"), AnonymousUser()):
        assert list(Record.objects.visible_to(user)) == []
        assert record_is_visible(user, record, NOW) is False
    assert list(Record.objects.visible_to(TokenHolder("the right token"))) == [record]


def test_record_of_a_group_is_listed_once_for_a_double_member(audience):
    user = UserFactory()
    join(audience, user)
    join(audience, user)
    record = make_record(Visibility.GROUP, audience)

    assert list(Record.objects.visible_to(user)) == [record]


def test_filter_reaches_the_record_through_a_relation():
    public, staff = make_record(Visibility.PUBLIC), make_record(Visibility.STAFF)
    for record in (public, staff):
        Event.objects.create(record=record, verb="created", recorded_at=NOW)

    shown = Event.objects.filter(visible_records(AnonymousUser(), NOW, prefix="record__"))

    assert [event.record for event in shown] == [public]


@pytest.mark.parametrize("count", [1, 3])
def test_filter_costs_one_query_beside_the_roles(count, audience, django_assert_num_queries):
    user = UserFactory()
    join(audience, user)
    for _ in range(count):
        make_record(Visibility.GROUP, audience)

    with django_assert_num_queries(2):  # roles once, records
        assert len(Record.objects.visible_to(user)) == count


def test_group_rows_cost_one_exists_and_no_join(audience):
    query = str(Record.objects.filter(visible_records(UserFactory(), NOW)).query)

    assert query.count("EXISTS") == 1
    assert "JOIN" not in query
    assert isinstance(visible_records(AnonymousUser(), NOW), Q)
