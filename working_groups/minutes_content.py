"""Minutes as plain data: what a kept text holds, what of it whom it is shown to, its fingerprints. Pure.

    schema, salt (hex), public_digest
    reference, title, record_number, kind, place, mode, from, to (ISO 8601), groups [{code, name}]
    presided_by, minute_taker, verifier     a person {name, role, organisation} or null
    attendance  {groups: [{name, seats, present, excused, absent}], guests, staff}
    people      [{name, organisation, group, capacity, status, from, to}]
    items       [{item, label, title, kind, state, visibility, added, presenter, text, internal, conclusions, tasks}]
    conclusions [{reference, verb, text, method, votes: [{group, result, for, against, abstained}], dissents: [{name,
                organisation, text}]}]
    tasks       [{reference, text, owner: {name, role, organisation}, due_on}]
    approval    {how, on, in} once it is approved, else null

Words are those of people; codes are named in the language of the reader. The salt keeps an erased text from being
guessed by its fingerprint.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any

from concept.anchoring import PassageText
from concept.diffing import PassageChange, diff_passages
from concept.digests import canonical_json
from working_groups.enums import ItemVisibility

SCHEMA = "osnova-minutes/1"
# Codes, numbers and moments: what they hold are no words of people.
CODES = frozenset(
    {"schema", "salt", "public_digest", "reference", "code", "kind", "state", "visibility", "mode"}
    | {"label", "verb", "method", "result", "capacity", "status", "role", "from", "to", "due_on"}
    | {"how", "on", "in"}
)

Content = dict[str, Any]


class Circle(Enum):
    """Who reads: everybody, staff of the city, or members of the groups."""

    PUBLIC = "public"
    STAFF = "staff"
    MEMBERS = "members"


SHOWN_ITEMS = {
    Circle.PUBLIC: frozenset({ItemVisibility.PUBLIC}),
    Circle.STAFF: frozenset({ItemVisibility.PUBLIC, ItemVisibility.GROUP}),
    Circle.MEMBERS: frozenset(ItemVisibility),
}


def sealed(content: Mapping[str, Any]) -> tuple[Content, str]:
    """The content with a new salt and the fingerprint of its public part, and the fingerprint of the whole."""
    made = {**content, "schema": SCHEMA, "salt": secrets.token_hex(16)}
    made["public_digest"] = fingerprint(public_data(made))
    return made, fingerprint(made)


def fingerprint(data: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON."""
    return hashlib.sha256(canonical_json(data)).hexdigest()


def public_data(content: Mapping[str, Any]) -> Content:
    """What anybody may have as data once the minutes are published: bodies and roles, no names of people.

    Names stand beside it only where a group shows its members (``shown``), which may change; so they are no part of
    the fingerprint.
    """
    data = shown(content, Circle.PUBLIC, with_names=False)
    return {key: value for key, value in data.items() if key not in {"salt", "public_digest"}}


def shown(content: Mapping[str, Any], circle: Circle, *, with_names: bool) -> Content:
    """What of a content a circle of readers is shown. Of an item that is not for them only its number is left.

    A content that was narrowed already may be narrowed again.

    ``with_names`` counts for the public; the others know who sits in the group.
    """
    if not content:
        return {}
    named = with_names or circle is not Circle.PUBLIC
    made = {**content, "items": [_item(item, circle, named) for item in content["items"]]}
    for key in ("presided_by", "minute_taker", "verifier"):
        made[key] = _person(content[key], named)
    if circle is Circle.PUBLIC:
        made["people"] = []
    return made


def _item(item: Mapping[str, Any], circle: Circle, named: bool) -> Content:
    if item.get("is_hidden") or item["visibility"] not in SHOWN_ITEMS[circle]:
        return {"item": item["item"], "label": item["label"], "is_hidden": True}
    made = {**item, "is_hidden": False}
    if circle is not Circle.MEMBERS:
        made.pop("internal", None)
    made["tasks"] = [{**task, "owner": _person(task["owner"], named)} for task in item["tasks"]]
    made["conclusions"] = [
        {
            **conclusion,
            "dissents": [
                {**dissent, "name": dissent["name"] if named else ""}
                for dissent in conclusion["dissents"]
            ],
        }
        for conclusion in item["conclusions"]
    ]
    if not named:
        made["presenter"] = ""
    return made


def _person(person: Mapping[str, Any] | None, named: bool) -> Content | None:
    if person is None:
        return None
    return {**person, "name": person["name"] if named else ""}


# --- comparing ------------------------------------------------------------------------------------


def item_words(item: Mapping[str, Any]) -> str:
    """Everything that is said at an item, a line for each thing; "" for one the reader is not shown."""
    if item.get("is_hidden"):
        return ""
    lines = [item["title"], item["text"], item.get("internal", "")]
    lines += [conclusion["text"] for conclusion in item["conclusions"]]
    lines += [task["text"] for task in item["tasks"]]
    return "\n".join(line for line in lines if line)


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[int, PassageChange]:
    """Items whose words differ between two contents as they are shown to one reader: item -> what changed."""
    before, after = ([_passage(item) for item in data.get("items", [])] for data in (old, new))
    lineage = {passage.uid: [passage.uid] for passage in before}
    return {
        int((change.new_uids or change.old_uids)[0]): change
        for change in diff_passages(before, after, lineage=lineage)
        if any(operation != "equal" for operation, _text in change.segments)
    }


def _passage(item: Mapping[str, Any]) -> PassageText:
    return PassageText(str(item["item"]), item_words(item))


# --- words ----------------------------------------------------------------------------------------


def public_words(content: Mapping[str, Any]) -> str:
    """Words of the public part, for finding."""
    items = shown(content, Circle.PUBLIC, with_names=False).get("items", [])
    return "\n".join(filter(None, map(item_words, items)))


def with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """A content with each of its texts changed; codes, numbers and moments stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: one if key in CODES else with_texts(one, change) for key, one in value.items()}
    if isinstance(value, list):
        return [with_texts(one, change) for one in value]
    return value


# --- paragraphs and lists -------------------------------------------------------------------------

BULLET = re.compile(r"\s*[-*•–]\s+(?P<words>.+)\Z")
POINT = re.compile(r"\s*(?P<number>\d{1,2})[.)]\s+(?P<words>.+)\Z")


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """A plain text as paragraphs ("p", with their lines) and lists ("ul", "ol", with their points).

    Points of an "ol" count up from 1 and are two at least: "21. 9. 2017 se skupina sešla." is a paragraph.

    >>> blocks("Bylo řečeno:\\n- byty\\n- peníze\\n\\nKonec.")
    [('p', ['Bylo řečeno:']), ('ul', ['byty', 'peníze']), ('p', ['Konec.'])]
    """
    found: list[tuple[str, list[str]]] = []
    lines = [line.strip() for line in text.split("\n")]
    place, is_open = 0, False
    while place < len(lines):
        line = lines[place]
        points = _points(lines[place:])
        if len(points) > 1:
            found.append(("ol", points))
            place, is_open = place + len(points), False
            continue
        place += 1
        if not line:
            is_open = False
            continue
        match = BULLET.match(line)
        kind, words = ("ul", match["words"]) if match else ("p", line)
        if is_open and found[-1][0] == kind:
            found[-1][1].append(words)
        else:
            found.append((kind, [words]))
        is_open = True
    return found


def _points(lines: Sequence[str]) -> list[str]:
    """The points of a numbered list at the beginning of the lines."""
    points: list[str] = []
    for line in lines:
        match = POINT.match(line)
        if match is None or int(match["number"]) != len(points) + 1:
            break
        points.append(match["words"])
    return points
