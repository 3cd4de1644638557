"""Kinds of rows of the permission table, and the personas they speak of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.people.personas import KEYS

GROUPS: Mapping[str, frozenset[str]] = {
    # nobody is signed in
    "anonymous": frozenset({"visitor", "token_holder"}),
    # accounts that see public rows and their groups'
    "readers": frozenset(
        {
            "member",
            "other_member",
            "guest",
            "authorised_person",
            "facilitator",
            "other_facilitator",
            "pilot_officer",
            "measure_owner",
        }
    ),
    # accounts that see rows for staff too
    "staff": frozenset({"editor", "secretary", "chair", "evaluator", "project_manager"}),
    # accounts that enter the administration
    "administration": frozenset(
        {
            "editor",
            "secretary",
            "chair",
            "evaluator",
            "project_manager",
            "data_protection_officer",
            "administrator",
        }
    ),
}


@dataclass(frozen=True)
class Row:
    """One address with the answers to all personas (status codes)."""

    path: str
    everybody: int
    method: str = "get"
    others: Mapping[str, int] = field(default_factory=dict)

    def __init__(self, path: str, everybody: int, method: str = "get", **others: int) -> None:
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "everybody", everybody)
        object.__setattr__(self, "method", method)
        object.__setattr__(self, "others", others)
        unknown = set(others) - set(GROUPS) - set(KEYS)
        assert not unknown, f"no such persona or group: {unknown}"

    def expected(self, persona: str) -> int:
        """The answer this persona gets."""
        if persona in self.others:
            return self.others[persona]
        found = [code for name, code in self.others.items() if persona in GROUPS.get(name, ())]
        assert len(found) < 2, f"{self.path}: two groups with {persona}"
        return found[0] if found else self.everybody


MINUTES = "/jednani/PSZ-2026-"
PROCEDURE = "/hlasovani/PSZ-2026-H1/"


def public(path: str) -> Row:
    """A page for everybody."""
    return Row(path, everybody=200)


def staff_only(path: str) -> Row:
    """A page others must not know of."""
    return Row(path, everybody=404, staff=200)


def own_account(path: str, status: int = 200) -> Row:
    """A page for whoever is signed in; others are sent to sign in."""
    return Row(path, everybody=status, anonymous=302)


def in_administration(path: str, method: str = "get", **answers: int) -> Row:
    """A screen below /admin/: Wagtail sends away who may not enter at all, others must not know of it."""
    return Row(path, method=method, everybody=302, **{"administration": 404} | answers)


def at_organisations(path: str, status: int = 200, method: str = "get") -> Row:
    """A screen that changes organisations: others in the administration may only look at them."""
    return in_administration(
        f"/admin/organizace/{path}", method, administration=403, administrator=status
    )


def at_a_desk(path: str, method: str = "get", staff: int = 403, **answers: int) -> Row:
    """A screen of a desk in the administration: staff may know of it, some may act."""
    others = {"data_protection_officer": 404, "administrator": 404, "staff": staff} | answers
    return Row(f"/admin/{path}", method=method, everybody=302, **others)


def at_a_meeting(path: str, method: str = "get", **answers: int) -> list[Row]:
    """A screen of whoever runs the meeting, which is nobody of the personas: of a public and of an internal one."""
    if method == "get":
        answers = {"anonymous": 302} | answers
    return [
        Row(f"/jednani/{{meeting}}/{path}", method=method, everybody=403, **answers),
        Row(f"/jednani/{{inner_meeting}}/{path}", method=method, everybody=404, staff=403),
    ]


def at_a_conclusion(path: str, **answers: int) -> list[Row]:
    """An act of whoever runs the group, which is nobody of the personas: on a public conclusion and an internal one."""
    return [
        Row(f"/zavery/PSZ-2026-1/{path}", everybody=403, anonymous=302, **answers),
        Row(f"/zavery/PSZ-2026-2/{path}", everybody=404, staff=403, **answers),
    ]


def at_rounds(path: str, status: int, method: str = "get") -> Row:
    """A screen for those who run rounds; other staff may know of it."""
    return at_a_desk(path, method, editor=status, secretary=status)


def at_the_desk(path: str, method: str = "get", staff: int = 403, **answers: int) -> Row:
    """A screen of the desk of versions: staff may know of it, editors may act."""
    return at_a_desk(f"verze/{path}", method, staff, **answers)
