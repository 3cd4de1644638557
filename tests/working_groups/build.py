"""Groups with seats for tests, made by the actions that make them in life."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from core.actions import create_record
from core.enums import Visibility
from people.models import Organisation, User
from tests.concept.build import editor, user
from tests.factories.people import OrganisationFactory
from working_groups import actions
from working_groups.actions.audiences import audience_of
from working_groups.enums import ItemKind, ItemState, MeetingState, MembershipRole
from working_groups.models import AgendaItem, Group, Meeting, Membership
from working_groups.numbering import in_address, next_number, reference

FOUNDED = date(2016, 6, 14)


def group(code: str = "PS1", name: str = "", *, at: datetime, **fields: Any) -> Group:
    """An active working group without members."""
    return actions.create_group(
        name=name or f"Pracovní skupina {code}", code=code, by=editor(), at=at, **fields
    )


def seat(
    made: Group,
    person: User | str,
    role: str = MembershipRole.MEMBER,
    *,
    at: datetime,
    since: date = FOUNDED,
    on_behalf_of: Organisation | None = None,
    **fields: Any,
) -> Membership:
    """A seat of a person (or of a new one with that name) since the founding; secretaries do not vote."""
    person = user(person) if isinstance(person, str) else person
    return actions.add_member(
        group=made,
        user=person,
        role=role,
        valid_from=since,
        is_voting=fields.pop("is_voting", role != MembershipRole.SECRETARY),
        on_behalf_of=on_behalf_of,
        by=editor(),
        at=at,
        **fields,
    )


def seated_group(code: str = "PS1", member_count: int = 3, *, at: datetime) -> Group:
    """A group with a secretary, a chair and as many further members, each of an organisation of their own."""
    made = group(code, at=at)
    key = code.lower()
    seat(made, f"tajemnice-{key}", MembershipRole.SECRETARY, at=at)
    seat(made, f"predsedkyne-{key}", MembershipRole.CHAIR, at=at)
    for number in range(1, member_count + 1):
        body = OrganisationFactory(name=f"Spolek {code} {number}")
        seat(made, f"clen-{key}-{number}", at=at, on_behalf_of=body)
    return made


def person_of(made: Group, role: str = MembershipRole.MEMBER, place: int = 0) -> User:
    """Who sits in the group with the role, the ``place``-th of them."""
    return made.memberships.filter(role=role).order_by("pk")[place].user


def held_meeting(*groups: Group, at: datetime, **fields: Any) -> Meeting:
    """A meeting of the groups, the first one its host, held in the two hours before the moment."""
    host = groups[0]
    starts_at = at - timedelta(hours=2)
    year = timezone.localdate(starts_at).year
    number = next_number(Meeting, host, year)
    ref = reference(host, year, number, "J")
    record = create_record(
        kind="meeting",
        reference=ref,
        title=f"Jednání {ref}",
        path=f"/jednani/{in_address(ref)}/",
        visibility=Visibility.GROUP,
        audience=audience_of(groups),
        occurred_on=timezone.localdate(starts_at),
        by=editor(),
        at=at,
    )
    made = Meeting.objects.create(
        record=record,
        host=host,
        year=year,
        number=number,
        starts_at=starts_at,
        ends_at=at,
        **{"state": MeetingState.HELD, "held_from": starts_at, "held_to": at, **fields},
    )
    made.groups.set(groups)
    return made


def agenda_item(meeting: Meeting, title: str = "Bod", **fields: Any) -> AgendaItem:
    """The next item of a meeting, dealt with."""
    position = meeting.items.count() + 1
    return AgendaItem.objects.create(
        meeting=meeting,
        position=position,
        label=str(position),
        title=title,
        **{"kind": ItemKind.DECISION, "state": ItemState.DISCUSSED, **fields},
    )
