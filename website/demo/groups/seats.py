"""Founds the groups of the demonstration and seats their made-up members."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import F

from people import actions as people_actions
from people.models import Organisation, User
from people.personas import DEMO_DOMAIN
from website.demo.acts import Act
from website.demo.content import ContentError
from website.demo.groups.files import GroupFiles
from working_groups import actions
from working_groups.enums import MembershipRole
from working_groups.models import Group, Membership


@dataclass(slots=True)
class SeatsLoader:
    """Groups and seats of the demonstration. ``people``: accounts of the personas by their key."""

    files: GroupFiles
    people: Mapping[str, User]
    groups: dict[str, Group] = field(default_factory=dict)
    _accounts: dict[str, User] = field(default_factory=dict)

    @property
    def secretary(self) -> User:
        """Who runs every group of the demonstration."""
        return self.people["secretary"]

    def acts(self) -> Iterator[Act]:
        """Founding of groups and changes of who sits in them; the end of merged groups is the tasks' matter."""
        for row in self.files.groups:
            at = datetime.fromisoformat(row["created_at"])
            yield Act(at, partial(self._found, row, at))
            for change in row.get("change", ()):
                at = datetime.fromisoformat(change["at"])
                yield Act(at, partial(self._change, row["code"], change, at))

    def person(self, key: str) -> User:
        """The account of somebody in the files. Raises ContentError."""
        if key not in self._accounts:
            found = User.objects.filter(email=f"{key}@{DEMO_DOMAIN}").first()
            if found is None:
                raise ContentError(f"groups: nobody is called {key}")
            self._accounts[key] = found
        return self._accounts[key]

    def seat(self, code: str, key: str, on: date) -> Membership:
        """The seat of somebody in a group on a day. Raises ContentError."""
        seats = self.groups[code].memberships.current(on).filter(user=self.person(key))
        own_first = F("substitute_for").asc(nulls_first=True)
        found = seats.select_related("user", "on_behalf_of").order_by(own_first).first()
        if found is None:
            raise ContentError(f"groups: {key} does not sit in {code} on {on}")
        return found

    def _enrol(self, at: datetime) -> None:
        for row in self.files.people:
            self._accounts[row["key"]] = people_actions.enrol_person(
                email=f"{row['key']}@{DEMO_DOMAIN}",
                name=row["name"],
                by=self.secretary,
                at=at,
                is_demo=True,
            )

    def _found(self, row: Mapping[str, Any], at: datetime) -> None:
        if not self._accounts:
            self._enrol(at)
        code = row["code"]
        self.groups[code] = actions.create_group(
            name=row["name"],
            code=code,
            mandate=row["mandate"],
            appointed_by=row.get("appointed_by", ""),
            predecessors=[self.groups[former] for former in row.get("predecessors", ())],
            by=self.secretary,
            at=at,
            demo_origin=row["origin"],
            demo_source=row["source"],
        )
        since = date.fromisoformat(row["seated_on"])
        for seat in row["seats"]:
            self._seat(code, seat, since, at)
        for substitute, replaced in row.get("substitutes", ()):
            seat = self.seat(code, replaced, since)
            actions.add_member(
                group=self.groups[code],
                user=self.person(substitute),
                on_behalf_of=seat.on_behalf_of,
                substitute_for=seat,
                valid_from=since,
                by=self.secretary,
                at=at,
            )

    def _seat(self, code: str, seat: tuple[str, str, str], since: date, at: datetime) -> None:
        key, role, body = seat
        actions.add_member(
            group=self.groups[code],
            user=self.person(key),
            role=role,
            is_voting=role != MembershipRole.SECRETARY,
            on_behalf_of=Organisation.objects.get(name=body),
            valid_from=since,
            by=self.secretary,
            at=at,
        )

    def _change(self, code: str, change: Mapping[str, Any], at: datetime) -> None:
        on = date.fromisoformat(change["on"])
        for key in change["leave"]:
            actions.end_membership(
                membership=self.seat(code, key, on - timedelta(days=1)),
                valid_to=on,
                reason=change["reason"],
                by=self.secretary,
                at=at,
            )
        for seat in change.get("join", ()):
            self._seat(code, seat, on, at)
