"""Reads of minutes: who reads which text of them, who is entitled to them, which text counts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from core.czech import tokens
from people.models import User
from people.rules import is_city_staff
from working_groups.enums import (
    VALID_DECISION_STATES,
    AttendanceStatus,
    CorrectionKind,
    ItemKind,
    MeetingState,
    MinutesState,
    MinutesVersionKind,
    ObjectionState,
    PublicRoster,
)
from working_groups.minutes_content import Circle, Content, shown
from working_groups.minutes_lines import Seat
from working_groups.models import (
    AgendaItem,
    Decision,
    Meeting,
    Membership,
    Minutes,
    MinutesCorrection,
    MinutesObjection,
    MinutesSection,
    MinutesVersion,
)

HERE = (AttendanceStatus.PRESENT, AttendanceStatus.PART)
BEGUN_MEETING_STATES = (MeetingState.IN_PROGRESS, MeetingState.HELD, MeetingState.CLOSED)
PUBLIC_KINDS = frozenset({MinutesVersionKind.APPROVED, MinutesVersionKind.CORRECTION})
_MEETING = ("record", "meeting__record", "meeting__host", "written_by", "verifier", "approved_by")


def minutes_at(address: str, user: Any) -> Minutes | None:
    """Minutes at ``/jednani/<address>/zapis/`` with their texts, if the user may know of them: four queries."""
    rows = Minutes.objects.visible_to(user).filter(record__path=f"/jednani/{address}/zapis/")
    corrections = MinutesCorrection.objects.select_related(
        "decided_in__record", "decided_in__meeting__record", "decided_in__item", "by"
    )
    texts = ("versions", Prefetch("corrections", corrections))
    return rows.select_related(*_MEETING).prefetch_related("meeting__groups", *texts).first()


def meeting_at(address: str, user: Any) -> Meeting | None:
    """The meeting at ``/jednani/<address>/``, if the user may know of it: two queries."""
    rows = Meeting.objects.visible_to(user).filter(record__path=f"/jednani/{address}/")
    return rows.select_related("record", "host").prefetch_related("groups").first()


def minutes_of(meeting: Meeting, user: Any) -> Minutes | None:
    """The minutes of a meeting, if there are any the user may know of: one query."""
    return Minutes.objects.visible_to(user).filter(meeting=meeting).first()


def day_of(meeting: Meeting) -> date:
    """The day of a meeting: roles and seats count as they were then."""
    return timezone.localdate(meeting.held_from or meeting.starts_at)


def seats_on_the_day(meeting: Meeting) -> QuerySet[Membership]:
    """Seats in the groups of the meeting on its day."""
    return Membership.objects.current(day_of(meeting)).filter(group__in=meeting.groups.all())


def seats_for_tasks(meeting: Meeting) -> list[Seat]:
    """Whom a task can be given to, for the lines of minutes: one query."""
    rows = seats_on_the_day(meeting).select_related("user", "on_behalf_of").order_by("pk")
    # The host group's seat first: a person in both groups gets the task there.
    ordered = sorted(rows, key=lambda seat: seat.group_id != meeting.host_id)
    return [
        Seat(
            seat.pk,
            seat.user_id,
            seat.user.name,
            seat.on_behalf_of.name if seat.on_behalf_of else "",
        )
        for seat in ordered
    ]


def entitled(meeting: Meeting) -> QuerySet[User]:
    """Who gets the minutes and may object: those with a seat on the day, and those who were there."""
    seated = Q(pk__in=seats_on_the_day(meeting).values("user"))
    here = Q(pk__in=meeting.attendances.filter(status__in=HERE, user__isnull=False).values("user"))
    return User.objects.filter(seated | here)


def minute_takers(minutes: Minutes) -> QuerySet[User]:
    """Who may be named as minute-taker: those entitled and whoever is named now, in Czech order."""
    entitled_keys = entitled(minutes.meeting).values("pk")
    rows = User.objects.filter(Q(pk__in=entitled_keys) | Q(pk=minutes.written_by_id))
    return rows.order_by("sort_key")


def circle_of(minutes: Minutes, user: Any) -> Circle:
    """As whom the user reads the minutes: at most three queries.

    Members are those who sit in one of the groups now, or did on the day; a guest who was there reads the public part.
    """
    if not user.is_authenticated:
        return Circle.PUBLIC
    groups = minutes.meeting.groups.all()
    sits = Membership.objects.filter(user=user, group__in=groups)
    now, then = timezone.localdate(), day_of(minutes.meeting)
    if sits.current(now).exists() or sits.current(then).exists():
        return Circle.MEMBERS
    return Circle.STAFF if is_city_staff(user) else Circle.PUBLIC


def names_are_public(minutes: Minutes) -> bool:
    """Whether every group of the meeting shows the public who sits in it."""
    return all(
        group.public_roster == PublicRoster.NAMES_AND_ORGANISATIONS
        for group in minutes.meeting.groups.all()
    )


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text of the minutes as it is read now: ``version`` is the one that was made, ``content`` what its reader is
    shown of it, ``masked`` the version without personal data that stands for it, ``correction`` why it was made.
    """

    version: MinutesVersion
    masked: MinutesVersion | None
    correction: MinutesCorrection | None
    removal: MinutesCorrection | None
    content: Content

    @property
    def read(self) -> MinutesVersion:
        """The version whose words are read."""
        return self.masked or self.version

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of it."""
        return not self.content


def kept_texts(
    minutes: Minutes, circle: Circle, *, with_names: bool | None = None
) -> list[KeptText]:
    """The texts of the minutes, oldest first, as a circle reads them: two queries, none where they were fetched.

    The public reads what was approved and corrected, once that is published; members what was circulated too.
    """
    if with_names is None:
        with_names = names_are_public(minutes)
    ordered = sorted(minutes.versions.all(), key=lambda version: version.number)
    versions = {version.pk: version for version in ordered}
    made_by = {row.to_version_id: row for row in minutes.corrections.all()}
    removed = {
        row.from_version_id: row for row in made_by.values() if row.kind == CorrectionKind.PRIVACY
    }
    is_public = circle is Circle.PUBLIC and minutes.state == MinutesState.PUBLISHED
    found = []
    for version in versions.values():
        if version.kind == MinutesVersionKind.REDACTION:
            continue
        if is_public and version.kind not in PUBLIC_KINDS:
            continue
        masked, removal = None, None
        last = version
        while last.pk in removed:
            removal = removed[last.pk]
            masked = last = versions[removal.to_version_id]
        content = shown(last.content, circle, with_names=with_names)
        found.append(KeptText(version, masked, made_by.get(version.pk), removal, content))
    return found


def current_version(minutes: Minutes) -> MinutesVersion | None:
    """The text that counts now: the newest one, or what stands for it without personal data. Two queries."""
    texts = kept_texts(minutes, Circle.MEMBERS, with_names=True)
    return texts[-1].read if texts else None


def sections_of(minutes: Minutes) -> dict[int, MinutesSection]:
    """Texts being written: item -> section. One query."""
    return {row.item_id: row for row in minutes.sections.select_related("edited_by")}


def objections_of(minutes: Minutes) -> list[MinutesObjection]:
    """Remarks to the minutes in the order they came: one query."""
    rows = minutes.objections.select_related("item", "raised_by", "answered_by", "version")
    return list(rows.order_by("number"))


def open_objections(minutes: Minutes) -> QuerySet[MinutesObjection]:
    """Remarks nobody answered yet."""
    return minutes.objections.filter(state=ObjectionState.OPEN)


def names_in(words: str, meeting: Meeting) -> list[str]:
    """Names of people of the meeting that stand in words for the public, so that somebody looks before they go out.

    A surname counts, in any ending of up to three letters: one query for seats, one for those who were there.
    """
    people = {seat.name for seat in seats_for_tasks(meeting)}
    people.update(meeting.attendances.values_list("name", flat=True))
    return sorted(name for name in people if _is_said(name, words))


def _is_said(name: str, words: str) -> bool:
    surname = list(tokens(name.split()[-1])) if name.split() else []
    said = list(tokens(words))
    return bool(surname) and all(any(_is_form_of(word, part) for word in said) for part in surname)


def _is_form_of(word: str, name: str) -> bool:
    if len(name) < 4:
        return word == name
    stem = name.rstrip("áaeěiíoóuůúyý")
    return word.startswith(stem) and len(word) <= len(stem) + 3


def approval_items(minutes: Minutes) -> QuerySet[AgendaItem]:
    """Items of later meetings of the same groups at which minutes are approved, the latest first."""
    rows = AgendaItem.objects.filter(
        meeting__in=Meeting.objects.filter(
            groups__in=minutes.meeting.groups.all(),
            starts_at__gt=minutes.meeting.starts_at,
            state__in=BEGUN_MEETING_STATES,
        ),
        kind=ItemKind.MINUTES_APPROVAL,
    )
    return rows.select_related("meeting__record").order_by("-meeting__starts_at", "position")


def later_decisions(minutes: Minutes) -> QuerySet[Decision]:
    """Valid conclusions of later meetings of the same groups, by which minutes can be corrected in substance."""
    rows = Decision.objects.filter(
        meeting__in=Meeting.objects.filter(
            groups__in=minutes.meeting.groups.all(), starts_at__gt=minutes.meeting.starts_at
        ),
        state__in=VALID_DECISION_STATES,
    )
    return rows.select_related("record", "meeting__record", "item").order_by("-pk")
