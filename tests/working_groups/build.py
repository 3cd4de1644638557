"""Groups with seats for tests, made by the actions that make them in life."""

from datetime import date, datetime
from typing import Any

from people.models import Organisation, User
from tests.concept.build import editor, user
from tests.factories.people import OrganisationFactory
from working_groups import actions
from working_groups.enums import MembershipRole
from working_groups.models import Group, Membership

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
