"""Minutes as they are read, on a page and in a file: what Czech offices put at the head, then item by item. Pure words.

From a content as its reader is shown it (``minutes_content.shown``); codes become words of the active language.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from working_groups.enums import (
    AdoptionResult,
    ApprovedHow,
    AttendanceStatus,
    Capacity,
    DecisionMethod,
    DecisionVerb,
    ItemState,
    ItemVisibility,
    MeetingMode,
    MembershipRole,
)
from working_groups.minutes_content import Content, blocks
from working_groups.numbering import in_address


@dataclass(frozen=True, slots=True)
class ShownConclusion:
    """A conclusion: number, whole sentence, how it was reached, different opinions."""

    reference: str
    in_address: str
    address: str
    verb: str
    text: str
    how: str
    dissents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task: number, words, who answers for it and until when."""

    reference: str
    address: str
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item; of one that is not for the reader only the label is there. ``note`` tells of its state and publicity."""

    key: int
    label: str
    title: str
    is_hidden: bool
    note: str = ""
    text: tuple[tuple[str, tuple[str, ...]], ...] = ()
    internal: tuple[tuple[str, tuple[str, ...]], ...] = ()
    conclusions: tuple[ShownConclusion, ...] = ()
    tasks: tuple[ShownTask, ...] = ()

    @property
    def heading(self) -> str:
        """Label and title, or that it is not public."""
        title = _("Non-public item") if self.is_hidden else self.title or _("Outside the agenda")
        return f"{self.label}. {title}" if self.label else title


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """One line of the attendance sheet, for members and staff."""

    name: str
    organisation: str
    capacity: str
    status: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Minutes ready to be read."""

    title: str
    groups: str
    facts: tuple[tuple[str, str], ...]
    items: tuple[ShownItem, ...]
    people: tuple[ShownPerson, ...]
    closing: tuple[tuple[str, str], ...]


def paper(content: Content) -> Paper:
    """The minutes in the active language; ``content`` is not empty."""
    return Paper(
        title=_("Minutes of the meeting %(reference)s") % {"reference": content["reference"]},
        groups=", ".join(group["name"] for group in content["groups"]),
        facts=tuple(_facts(content)),
        items=tuple(map(_item, content["items"])),
        people=tuple(map(_present, content["people"])),
        closing=tuple(_closing(content)),
    )


def _facts(content: Content) -> list[tuple[str, str]]:
    begun, ended = parse_datetime(content["from"]), parse_datetime(content["to"])
    rows = [(_("Date and time"), _period(begun, ended))]
    if content["title"]:
        rows.append((pgettext("of a meeting", "Title"), content["title"]))
    mode = MeetingMode(content["mode"]).label
    place = content["place"]
    rows.append((_("Place"), f"{place} ({mode.lower()})" if place else str(mode)))
    if content["record_number"]:
        rows.append((_("Record number"), content["record_number"]))
    rows.append((_("Presided by"), _person(content["presided_by"]) or _("not stated")))
    for group in content["attendance"]["groups"]:
        rows.append(
            (
                _("Attendance") if len(content["groups"]) == 1 else group["name"],
                _("present %(present)d of %(seats)d, excused %(excused)d, absent %(absent)d")
                % group,
            )
        )
    for key, label in (("guests", _("Guests")), ("staff", _("Further staff"))):
        if content["attendance"][key]:
            rows.append((label, str(content["attendance"][key])))
    return rows


def _period(begun: datetime, ended: datetime) -> str:
    day = date_format(begun, "SHORT_DATE_FORMAT")
    return f"{day}, {time_format(begun.time(), 'H:i')}–{time_format(ended.time(), 'H:i')}"


def _closing(content: Content) -> list[tuple[str, str]]:
    rows = [(_("Minute-taker"), _person(content["minute_taker"]) or _("not stated"))]
    if content["verifier"]:
        rows.append((_("Verifier"), _person(content["verifier"])))
    approval = content["approval"]
    if approval:
        how = str(ApprovedHow(approval["how"]).label).lower()
        where = f", {approval['in']}" if approval["in"] else ""
        rows.append((_("Approved"), f"{_day(parse_date(approval['on']))} ({how}{where})"))
    return rows


def _person(person: Content | None) -> str:
    """Name and body; where names are not public, the role in the group and the body.

    A name stands without its role: in Czech the word for one depends on who the person is.
    """
    if not person:
        return ""
    who = person["name"]
    if not who and person["role"] == "verifier":
        who = _("a person named by the group")
    elif not who and person["role"] in MembershipRole:
        who = str(MembershipRole(person["role"]).label).lower()
    return ", ".join(filter(None, [who, person["organisation"]]))


def _present(row: Content) -> ShownPerson:
    status = str(AttendanceStatus(row["status"]).label)
    times = [parse_datetime(row[key]) for key in ("from", "to") if row[key]]
    if times:
        told = "–".join(time_format(moment.time(), "H:i") for moment in times)
        status = f"{status} ({told})"
    return ShownPerson(
        name=row["name"],
        organisation=row["organisation"],
        capacity=", ".join(filter(None, [str(Capacity(row["capacity"]).label), row["group"]])),
        status=status,
    )


def _item(item: Content) -> ShownItem:
    if item["is_hidden"]:
        return ShownItem(item["item"], item["label"], "", is_hidden=True)
    notes = []
    if item["added"]:
        notes.append(_("added at the meeting"))
    if item["state"] not in (ItemState.DISCUSSED, ItemState.SCHEDULED):
        notes.append(str(ItemState(item["state"]).label).lower())
    if item["visibility"] != ItemVisibility.PUBLIC:
        notes.append(str(ItemVisibility(item["visibility"]).label).lower())
    if item["presenter"]:
        notes.append(_("presented by %(name)s") % {"name": item["presenter"]})
    return ShownItem(
        key=item["item"],
        label=item["label"],
        title=item["title"],
        is_hidden=False,
        note=", ".join(notes),
        text=_blocks(item["text"]),
        internal=_blocks(item.get("internal", "")),
        conclusions=tuple(map(_conclusion, item["conclusions"])),
        tasks=tuple(map(_task, item["tasks"])),
    )


def _blocks(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((kind, tuple(lines)) for kind, lines in blocks(text))


def _conclusion(conclusion: Content) -> ShownConclusion:
    is_joint = len(conclusion["votes"]) > 1
    how = [str(DecisionMethod(conclusion["method"]).label).lower()]
    for votes in conclusion["votes"]:
        told = []
        if votes["for"] is not None:
            told.append(
                _("for %(for)d, against %(against)d, abstained %(abstained)d")
                % {key: votes[key] or 0 for key in ("for", "against", "abstained")}
            )
        if is_joint or votes["result"] != AdoptionResult.ADOPTED:
            told.append(str(AdoptionResult(votes["result"]).label).lower())
        if told:
            words = ", ".join(told)
            how.append(f"{votes['group']}: {words}" if is_joint else words)
    return ShownConclusion(
        reference=conclusion["reference"],
        in_address=in_address(conclusion["reference"]),
        address=f"/zavery/{in_address(conclusion['reference'])}/",
        verb=str(DecisionVerb(conclusion["verb"]).label),
        text=conclusion["text"],
        how="; ".join(how),
        dissents=tuple(
            f"{', '.join(filter(None, [one['name'], one['organisation']]))}: {one['text']}"
            for one in conclusion["dissents"]
        ),
    )


def _task(task: Content) -> ShownTask:
    due_on = parse_date(task["due_on"]) if task["due_on"] else None
    owner = task["owner"]
    who = ", ".join(filter(None, [owner["name"], owner["organisation"]])) or _person(owner)
    return ShownTask(
        reference=task["reference"],
        address=f"/ukoly/{in_address(task['reference'])}/",
        text=task["text"],
        who=_("%(who)s, by %(day)s") % {"who": who, "day": _day(due_on)} if due_on else who,
    )


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def lines_of_problems(problems: Any) -> list[str]:
    """What could not be read in the lines of a text, in words for the person who wrote it."""
    words = {
        "unknown_verb": _("“%(about)s” is none of the words of a conclusion"),
        "unknown_person": _("nobody called “%(about)s” sat in the group on that day"),
        "several_people": _("“%(about)s” are several people"),
        "person_missing": _("it does not say who answers for it"),
        "bad_date": _("“%(about)s” is no day (write 12. 10. 2017)"),
        "date_passed": _("%(about)s is before the meeting"),
        "words_missing": _("there are no words after the colon"),
        "malformed": _("the bracket or the colon is missing"),
    }
    return [
        f"„{problem.source.strip()}“: {words[problem.code] % {'about': problem.about}}"
        for problem in problems
    ]


def made_of_lines(decision_count: int, task_count: int) -> list[str]:
    """What lines became, in words."""
    told = []
    if decision_count:
        told.append(
            ngettext(
                "%(count)d conclusion recorded", "%(count)d conclusions recorded", decision_count
            )
            % {"count": decision_count}
        )
    if task_count:
        told.append(
            ngettext("%(count)d task assigned", "%(count)d tasks assigned", task_count)
            % {"count": task_count}
        )
    return told
