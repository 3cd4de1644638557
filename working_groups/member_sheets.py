"""Lists of members from spreadsheets: what each row says, and what is wrong with it. Asks no database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from core.spreadsheets import Columns, Row, fold
from working_groups.enums import MembershipRole

COLUMNS = Columns(
    headings={
        "name": ("jmeno", "jmeno a prijmeni", "clen", "osoba", "name", "member", "person"),
        "email": ("e mail", "email", "mail", "adresa elektronicke posty", "e mail address"),
        "organisation": (
            *("organizace", "subjekt", "zastupuje", "za koho", "za organizaci"),
            *("organisation", "organization", "sits for", "represents"),
        ),
        "role": ("role", "funkce", "funkce ve skupine", "function"),
        "votes": ("hlasuje", "hlas", "hlasovaci pravo", "votes", "voting"),
        "since": ("od", "clenem od", "platnost od", "from", "since", "valid from"),
        "appointment": ("jmenovan dokumentem", "jmenovan", "usneseni", "appointed by document"),
    },
    needed=("email",),
    filling=("name", "email", "organisation"),
)
ROLES: Mapping[str, str] = {
    **dict.fromkeys(
        ("predseda", "predsedkyne", "vedouci", "vedouci skupiny", "chair"), MembershipRole.CHAIR
    ),
    **dict.fromkeys(("mistopredseda", "mistopredsedkyne", "vice chair"), MembershipRole.VICE_CHAIR),
    **dict.fromkeys(
        ("tajemnik", "tajemnice", "zapisovatel", "zapisovatelka", "secretary"),
        MembershipRole.SECRETARY,
    ),
    **dict.fromkeys(("", "clen", "clenka", "member"), MembershipRole.MEMBER),
    **dict.fromkeys(("staly host", "host", "permanent guest"), MembershipRole.PERMANENT_GUEST),
}
# How the list of today's members names roles: words ``ROLES`` knows.
ROLE_WORDS: Mapping[str, str] = {
    MembershipRole.CHAIR: "předseda",
    MembershipRole.VICE_CHAIR: "místopředseda",
    MembershipRole.SECRETARY: "tajemník",
    MembershipRole.MEMBER: "člen",
    MembershipRole.PERMANENT_GUEST: "stálý host",
}
VOTES: Mapping[str, bool] = {
    **dict.fromkeys(("ano", "yes", "x", "1", "true"), True),
    **dict.fromkeys(("ne", "no", "0", "false"), False),
}
WITHOUT_VOTE = frozenset({MembershipRole.SECRETARY, MembershipRole.PERMANENT_GUEST})
CZECH_DATE = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One row of a list: a person, for whom they sit and since when (None: the day chosen for the whole list).

    ``number`` is the row's in the file. ``problem`` says what is wrong with it; then nothing is done with it.
    """

    number: int
    name: str
    email: str
    organisation: str
    role: str
    is_voting: bool
    since: date | None
    appointment: str
    problem: str = ""

    def packed(self) -> list[Any]:
        """The row as JSON can hold it; ``unpacked`` reads it."""
        since = self.since.isoformat() if self.since else None
        rest = [self.role, self.is_voting, since, self.appointment, self.problem]
        return [self.number, self.name, self.email, self.organisation, *rest]

    @classmethod
    def unpacked(cls, values: list[Any]) -> "MemberRow":
        """The row ``packed`` made the list of."""
        *head, since, appointment, problem = values
        return cls(*head, date.fromisoformat(since) if since else None, appointment, problem)


def read_row(row: Row) -> MemberRow:
    """What a row of the file says of a member."""
    cells = row.cells
    role = ROLES.get(fold(cells.get("role", "")))
    votes = fold(cells.get("votes", ""))
    problems = []
    email = cells.get("email", "").strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        problems.append(_("The e-mail address is missing or is not an address."))
    if not cells.get("name", "").strip():
        problems.append(_("The name is missing."))
    if role is None:
        problems.append(_("This role is not known: use chair, vice-chair, secretary or member."))
    if votes and votes not in VOTES:
        problems.append(_("Whether the person votes: write yes or no."))
    since, is_day = _day(cells.get("since", ""))
    if not is_day:
        problems.append(_("The day is not a date such as 25. 1. 2018."))
    return MemberRow(
        number=row.number,
        name=cells.get("name", "").strip()[:150],
        email=email[:254],
        organisation=cells.get("organisation", "").strip(),
        role=role or MembershipRole.MEMBER,
        is_voting=VOTES.get(votes, role not in WITHOUT_VOTE),
        since=since,
        appointment=cells.get("appointment", "").strip()[:120],
        problem=" ".join(problems),
    )


def _day(typed: str) -> tuple[date | None, bool]:
    """A date as people write it, or None for an empty cell; whether it could be read."""
    typed = typed.strip()
    if not typed:
        return None, True
    czech = CZECH_DATE.fullmatch(typed)
    try:
        if czech:
            day, month, year = map(int, czech.groups())
            return date(year, month, day), True
        return date.fromisoformat(typed), True
    except ValueError:
        return None, False
