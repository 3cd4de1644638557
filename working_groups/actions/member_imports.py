"""Members of a group from a spreadsheet: what would become of each row, and doing it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.sheet_reading import read_table
from core.spreadsheets import fold
from people import actions as people_actions
from people.enums import Role
from people.models import Organisation, User
from working_groups.actions.groups import AlreadyMember, GroupIsFull, add_member
from working_groups.member_sheets import COLUMNS, MemberRow, read_row
from working_groups.models import Group


@dataclass(frozen=True, slots=True)
class PlannedSeat:
    """What becomes of a row: a seat for somebody with an account or for a new person, nothing, or a problem."""

    row: MemberRow
    is_known_person: bool = False
    sits_already: bool = False

    @property
    def will_be_seated(self) -> bool:
        """Whether the row leads to a new seat."""
        return not self.row.problem and not self.sits_already


@dataclass(frozen=True, slots=True)
class ImportedMembers:
    """How many were seated, for how many of them an account was made, and rows nothing was done with."""

    seated_count: int
    enrolled_count: int
    refused: list[MemberRow]


def read_members(data: bytes) -> list[MemberRow]:
    """The rows of an uploaded list, one person once. Raises SheetNotRead."""
    table = read_table(
        data,
        COLUMNS,
        no_headings=_(
            "The headings of the columns were not found. The columns “jméno” and “e-mail” are needed."
        ),
    )
    rows = [read_row(row) for row in table.rows]
    times = Counter(row.email for row in rows if row.email)
    twice = _("The same e-mail address stands in the list more than once.")
    return [
        replace(row, problem=f"{row.problem} {twice}".strip()) if times[row.email] > 1 else row
        for row in rows
    ]


def plan_seats(group: Group, rows: Sequence[MemberRow], on: date) -> list[PlannedSeat]:
    """What would become of each row if it were stored now, seats beginning on the day where a row names none.

    Three queries.
    """
    emails = [row.email for row in rows]
    known = dict(User.objects.filter(email__in=emails).values_list("email", "is_active"))
    bodies = _bodies()
    seated = group.memberships.filter(valid_to=None, substitute_for=None)
    sitting = set(seated.values_list("user__email", flat=True))
    return [
        PlannedSeat(
            replace(row, problem=row.problem or _problem(row, known, bodies)),
            is_known_person=row.email in known,
            sits_already=row.email in sitting,
        )
        for row in rows
    ]


def _problem(row: MemberRow, known: Mapping[str, bool], bodies: Mapping[str, Any]) -> str:
    """What the stored people and organisations have against a row: ``known`` tells whose accounts are open."""
    if row.organisation and fold(row.organisation) not in bodies:
        return _("This organisation is not in the list of organisations. An administrator adds it.")
    if not known.get(row.email, True):
        return _("The account with this address was closed.")
    return ""


def _bodies() -> dict[str, Organisation]:
    return {fold(body.name): body for body in Organisation.objects.filter(is_active=True)}


@transaction.atomic
def import_members(
    *, group: Group, rows: Sequence[MemberRow], on: date, invites: bool, by: Any, at: datetime
) -> ImportedMembers:
    """Seat the people of a list; who has no account gets one that waits for its owner.

    ``on`` is the first day where a row names none. With ``invites`` those are sent an invitation to take the account
    over. Rows with a problem are left out and answered; who sits in the group already stays as they are, so the same
    list may be stored twice.
    """
    bodies = _bodies()
    seated = enrolled = 0
    refused = []
    for plan in plan_seats(group, rows, on):
        row = plan.row
        if row.problem:
            refused.append(row)
        if not plan.will_be_seated:
            continue
        try:
            with transaction.atomic():
                person = people_actions.enrol_person(email=row.email, name=row.name, by=by, at=at)
                add_member(
                    group=group,
                    user=person,
                    role=row.role,
                    is_voting=row.is_voting,
                    on_behalf_of=bodies.get(fold(row.organisation)) if row.organisation else None,
                    valid_from=row.since or on,
                    appointment=row.appointment,
                    by=by,
                    at=at,
                )
        except (AlreadyMember, GroupIsFull) as error:
            refused.append(replace(row, problem=str(error)))
            continue
        except ValidationError as error:
            refused.append(replace(row, problem=" ".join(error.messages)))
            continue
        seated += 1
        if not plan.is_known_person:
            enrolled += 1
            if invites:
                people_actions.invite_person(
                    email=row.email, name=row.name, roles=[Role.MEMBER], by=by, at=at
                )
    return ImportedMembers(seated, enrolled, refused)
