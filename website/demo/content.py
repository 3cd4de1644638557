"""The demo's text as data: sections written once, then changed from version to version. Pure.

A folder of a document holds ``NNN-KEY.toml`` (one section as it stood when it first appeared),
``versions.toml`` and ``changes/<label>[-part].toml`` (operations that lead to a version). An
operation that does not fit the text as it stands is an error that names its file.
"""

import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

NAMESPACE = uuid5(NAMESPACE_URL, "osnova:demo")
NOTE = re.compile(r"<fn>(.*?)</fn>", re.S)
RICH_FIELDS = ("html", "description")  # the fields of a block that may hold footnotes


class ContentError(Exception):
    """The demo's files contradict each other; the message names the place."""


@dataclass(slots=True)
class Note:
    """A footnote of a block; its identity outlives edits of the block."""

    uid: str
    html: str


@dataclass(slots=True)
class Block:
    """A block of a section as the files write it; ``uid`` stays when it is edited or moved."""

    uid: str
    key: str
    kind: str
    fields: dict[str, Any]
    notes: list[Note] = field(default_factory=list)

    def change(self, fields: dict[str, Any]) -> None:
        """Take over new values; notes keep their identity by their words, then by their order."""
        self.fields = {**self.fields, **fields}
        found = [text for name in RICH_FIELDS for text in NOTE.findall(self.fields.get(name, ""))]
        old = list(self.notes)
        kept = {}
        for index, text in enumerate(found):
            same = next((note for note in old if note.html == text), None)
            if same is not None:
                old.remove(same)
                kept[index] = same.uid
        notes = []
        for index, text in enumerate(found):
            uid = kept.get(index) or (old.pop(0).uid if old else "")
            notes.append(Note(uid or self._new_note_uid(notes), text))
        self.notes = notes

    def _new_note_uid(self, taken: list[Note]) -> str:
        used = {note.uid for note in (*self.notes, *taken)}
        number = 1
        while (uid := str(uuid5(UUID(self.uid), f"note {number}"))) in used:
            number += 1
        return uid


@dataclass(slots=True)
class Section:
    """A section as it stands in a version. ``rank`` is its place among the files."""

    uid: str
    key: str
    code: str
    title: str
    parent: str
    address: str
    first_in: str
    origin: str
    source: str
    rank: int
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """A version to be frozen, with the steps that followed."""

    label: str
    slug: str
    frozen_at: datetime
    purpose: str
    reason: str
    origin: str
    source: str
    steps: tuple[dict[str, Any], ...]


@dataclass(slots=True)
class State:
    """A document as it stands in one version: sections by key, children of each in order."""

    sections: dict[str, Section] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=lambda: {"": []})

    def in_order(self, parent: str = "") -> Iterator[Section]:
        """Sections in reading order."""
        for key in self.children.get(parent, ()):
            yield self.sections[key]
            yield from self.in_order(key)


class DocumentContent:
    """The files of one document."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.slug = folder.name
        self.versions = [
            _version(entry) for entry in read_file(folder / "versions.toml")["version"]
        ]
        self.labels = [version.label for version in self.versions]
        files = sorted(folder.glob("[0-9]*.toml"))
        self.sections = [self._section(path, rank) for rank, path in enumerate(files)]

    def states(self) -> Iterator[tuple[VersionEntry, State]]:
        """Yield every version with the text as it then stood."""
        state = State()
        for version in self.versions:
            for section in self.sections:
                if section.first_in == version.label:
                    _add_section(state, section)
            for path in self._changes(version.label):
                for number, operation in enumerate(read_file(path).get("op", ()), start=1):
                    place = f"{path.relative_to(self.folder.parent)}, op {number}"
                    _apply(state, operation, place, self.slug)
            yield version, deepcopy(state)

    def _changes(self, label: str) -> list[Path]:
        folder = self.folder / "changes"
        return sorted([*folder.glob(f"{label}.toml"), *folder.glob(f"{label}-*.toml")])

    def _section(self, path: Path, rank: int) -> Section:
        data = read_file(path)
        try:
            if data["first_in"] not in self.labels:
                raise ContentError(f"{path}: first_in {data['first_in']} is no version")
            return Section(
                uid=str(uuid5(NAMESPACE, f"{self.slug}/{data['key']}")),
                key=data["key"],
                code=data["code"],
                title=data["title"],
                parent=data["parent"],
                address=data["address"],
                first_in=data["first_in"],
                origin=data.get("origin", ""),
                source=data.get("source", ""),
                rank=rank,
                blocks=[
                    _block(block, f"{self.slug}/{data['key']}", str(path))
                    for block in data.get("blocks", ())
                ],
            )
        except KeyError as error:
            raise ContentError(f"{path}: {error} is missing") from error


def read_documents(folder: Path) -> list[DocumentContent]:
    """Read every document of the demo."""
    return [DocumentContent(path.parent) for path in sorted(folder.glob("*/versions.toml"))]


def read_list(path: Path, name: str) -> list[dict[str, Any]]:
    """Read a list of tables, such as the terms of ``glossary.toml``; empty without the file."""
    return read_file(path).get(name, []) if path.exists() else []


def read_table(path: Path, name: str) -> dict[str, Any]:
    """Read one table, such as the project of ``project.toml``; empty without the file."""
    return read_file(path).get(name, {}) if path.exists() else {}


def split_rich(block: Block, name: str) -> list[str | Note]:
    """The rich text of a field as pieces of html and the notes whose marks stand between them."""
    notes = iter(block.notes[_notes_before(block, name) :])
    pieces = NOTE.split(block.fields.get(name, "").strip())
    return [next(notes) if index % 2 else piece for index, piece in enumerate(pieces)]


def _notes_before(block: Block, name: str) -> int:
    earlier = RICH_FIELDS[: RICH_FIELDS.index(name)]
    return sum(len(NOTE.findall(block.fields.get(other, ""))) for other in earlier)


def read_file(path: Path) -> dict[str, Any]:
    """The table of a file. Raises ContentError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, OSError) as error:
        raise ContentError(f"{path}: {error}") from error


def _version(entry: dict[str, Any]) -> VersionEntry:
    return VersionEntry(
        label=entry["label"],
        slug=entry["slug"],
        frozen_at=datetime.fromisoformat(entry["frozen_on"]),
        purpose=entry["purpose"],
        reason=entry["reason"].strip(),
        origin=entry.get("origin", ""),
        source=entry.get("source", ""),
        steps=tuple(
            {**step, "occurred_on": date.fromisoformat(step["occurred_on"])}
            for step in entry.get("steps", ())
        ),
    )


def _block(data: dict[str, Any], owner: str, place: str) -> Block:
    fields = {name: value for name, value in data.items() if name not in {"key", "type"}}
    if "key" not in data or "type" not in data:
        raise ContentError(f"{place}: a block has no key or type")
    uid = str(uuid5(NAMESPACE, f"{owner}/{data['key']}"))
    block = Block(uid=uid, key=data["key"], kind=data["type"], fields={})
    block.change(fields)
    return block


def _add_section(state: State, section: Section) -> None:
    section = deepcopy(section)
    if section.parent and section.parent not in state.sections:
        raise ContentError(f"{section.key}: parent {section.parent} is not in the text yet")
    state.sections[section.key] = section
    siblings = state.children.setdefault(section.parent, [])
    place = 0
    for index, key in enumerate(siblings):
        if state.sections[key].rank < section.rank:
            place = index + 1
    siblings.insert(place, section.key)
    state.children.setdefault(section.key, [])


def _apply(state: State, operation: dict[str, Any], place: str, slug: str) -> None:
    known = {
        "insert": _insert,
        "replace": _replace,
        "remove": _remove,
        "move": _move,
        "move_section": _move_section,
        "remove_section": _remove_section,
        "retitle": _retitle,
    }
    do = operation.get("do")
    if do not in known:
        raise ContentError(f"{place}: unknown operation {do!r}")
    section = state.sections.get(operation.get("section", ""))
    if section is None:
        raise ContentError(f"{place}: section {operation.get('section')!r} is not in the text")
    try:
        known[do](state, section, operation, slug)
    except ContentError as error:
        raise ContentError(f"{place}: {error}") from None


def _find(section: Section, key: str) -> int:
    for index, block in enumerate(section.blocks):
        if block.key == key:
            return index
    raise ContentError(f"section {section.key} has no block {key!r}")


def _place(section: Section, operation: dict[str, Any]) -> int:
    """Index behind the block named by ``after``; "" is the beginning, nothing is the end."""
    if "after" not in operation:
        return len(section.blocks)
    return _find(section, operation["after"]) + 1 if operation["after"] else 0


def _insert(_: State, section: Section, operation: dict[str, Any], slug: str) -> None:
    block = _block(operation.get("block", {}), f"{slug}/{section.key}", "insert")
    if any(other.key == block.key for other in section.blocks):
        raise ContentError(f"section {section.key} already has a block {block.key!r}")
    section.blocks.insert(_place(section, operation), block)


def _replace(_: State, section: Section, operation: dict[str, Any], __: str) -> None:
    block = section.blocks[_find(section, operation["block"])]
    about = {"do", "section", "block", "why", "wording_only"}
    fields = {name: value for name, value in operation.items() if name not in about}
    block.change(fields)


def _remove(_: State, section: Section, operation: dict[str, Any], __: str) -> None:
    del section.blocks[_find(section, operation["block"])]


def _move(state: State, section: Section, operation: dict[str, Any], _: str) -> None:
    target = state.sections.get(operation.get("to_section") or section.key)
    if target is None:
        raise ContentError(f"section {operation['to_section']!r} is not in the text")
    block = section.blocks.pop(_find(section, operation["block"]))
    if any(other.key == block.key for other in target.blocks):
        raise ContentError(f"section {target.key} already has a block {block.key!r}")
    target.blocks.insert(_place(target, operation), block)


def _move_section(state: State, section: Section, operation: dict[str, Any], _: str) -> None:
    parent = operation.get("parent", section.parent)
    if parent and parent not in state.sections:
        raise ContentError(f"section {parent!r} is not in the text")
    state.children[section.parent].remove(section.key)
    siblings = state.children.setdefault(parent, [])
    after = operation.get("after", siblings[-1] if siblings else "")
    if after and after not in siblings:
        raise ContentError(f"section {after!r} is not under {parent!r}")
    siblings.insert(siblings.index(after) + 1 if after else 0, section.key)
    section.parent = parent


def _remove_section(state: State, section: Section, _: dict[str, Any], __: str) -> None:
    if state.children.get(section.key):
        raise ContentError(f"section {section.key} still has sections below it")
    state.children[section.parent].remove(section.key)
    del state.sections[section.key]


def _retitle(_: State, section: Section, operation: dict[str, Any], __: str) -> None:
    section.title = operation.get("title", section.title)
    section.code = operation.get("code", section.code)
