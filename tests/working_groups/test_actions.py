"""Groups, memberships by date, and the audience that follows them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.models import Event
from core.visibility import record_is_visible
from tests.concept.build import editor, user
from tests.factories.people import OrganisationFactory
from tests.working_groups import build
from working_groups import actions, queries
from working_groups.enums import GroupState, MembershipRole
from working_groups.models import Group

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def group(**fields) -> Group:
    return actions.create_group(
        name="Pracovní skupina bytová",
        code="PS1",
        by=editor(),
        at=timezone.now(),
        **fields,
    )


def seat(made: Group, person, day: date, **fields):
    return actions.add_member(
        group=made, user=person, valid_from=day, by=editor(), at=timezone.now(), **fields
    )


def test_a_member_sees_rows_of_the_group_from_the_first_day_to_the_last():
    made, person = group(), user("clen")
    made.record.visibility, made.record.audience = "group", made.audience
    made.record.save()
    membership = seat(made, person, date(2026, 3, 1))
    actions.end_membership(
        membership=membership, valid_to=date(2026, 3, 3), by=editor(), at=timezone.now()
    )
    midnight = timezone.make_aware(timezone.datetime(2026, 3, 1))
    moments = (
        midnight - timedelta(seconds=1),
        midnight,
        midnight + timedelta(days=2, seconds=-1),
        midnight + timedelta(days=2),
    )
    assert [record_is_visible(person, made.record, at) for at in moments] == [
        False,
        True,
        True,
        False,
    ]


def test_an_end_stays_as_it_was_said_first_and_leaves_the_other_seat():
    made, person = group(), user("clen")
    made.record.visibility, made.record.audience = "group", made.audience
    made.record.save()
    own = seat(made, person, date(2026, 3, 1))
    seat(made, person, date(2026, 3, 1), substitute_for=seat(made, user("jiny"), date(2026, 3, 1)))
    for day in (date(2026, 3, 3), date(2026, 3, 9)):
        ended = actions.end_membership(membership=own, valid_to=day, by=editor(), at=timezone.now())
        assert ended.valid_to == date(2026, 3, 3)
    assert record_is_visible(person, made.record, timezone.now() + timedelta(days=20))
    assert Event.objects.filter(verb="membership_ended").count() == 1


def test_a_group_has_no_more_members_than_its_mandate_allows():
    made = group(max_members=1)
    seat(made, user("prvni"), date(2026, 1, 1))
    with pytest.raises(actions.GroupIsFull):
        seat(made, user("druha"), date(2026, 1, 1))


def test_nobody_sits_in_a_group_twice():
    made = group()
    seat(made, user("clen"), date(2026, 1, 1))
    with pytest.raises(actions.AlreadyMember):
        seat(made, user("clen"), date(2026, 2, 1))


def test_the_roster_is_that_of_the_day_and_organisations_go_with_the_seat():
    made, office = group(), OrganisationFactory(name="Městský obvod Lípa")
    person = user("clen")
    membership = seat(
        made, person, date(2026, 1, 1), role=MembershipRole.CHAIR, on_behalf_of=office
    )
    actions.end_membership(
        membership=membership, valid_to=date(2026, 2, 1), by=editor(), at=timezone.now()
    )
    assert queries.roster(made, date(2026, 1, 31)) == [membership]
    assert queries.roster(made, date(2026, 2, 1)) == []
    assert queries.organisations_of(person, date(2026, 1, 31)) == {office.pk}
    assert queries.organisations_of(person, date(2026, 2, 1)) == set()
    assert queries.colleagues([office.pk], date(2026, 1, 31)) == {person.pk}


@pytest.mark.parametrize(
    ("start", "end", "allowed"),
    [
        (GroupState.PREPARATORY, GroupState.ACTIVE, True),
        (GroupState.ACTIVE, GroupState.MERGED, True),
        (GroupState.MERGED, GroupState.ACTIVE, False),
        (GroupState.CONCLUDED, GroupState.SUSPENDED, False),
    ],
)
def test_a_group_moves_only_along_its_table(start, end, allowed):
    made = group(state=start)
    if end == GroupState.MERGED:
        build.group("PS2", at=timezone.now()).predecessors.add(made)
    if not allowed:
        with pytest.raises(actions.MoveRefused):
            actions.change_group_state(group=made, state=end, by=editor(), at=timezone.now())
        return
    actions.change_group_state(group=made, state=end, by=editor(), at=timezone.now())
    event = Event.objects.filter(record=made.record).order_by("pk").last()
    assert (event.verb, event.from_state, event.to_state) == ("group_state_changed", start, end)
