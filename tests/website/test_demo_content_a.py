"""The demo's text files: changes refer to what exists, links hold, the text is long enough."""

import copy
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CONTENT = Path(__file__).resolve().parents[2] / "website" / "demo" / "content"
LABELS = ("0.1", "0.5", "0.6", "0.8", "0.9", "1.0")
FIELDS = {
    "text": {"html"},
    "heading": {"text", "level"},
    "table": {"caption", "header_row", "header_column", "rows"},
    "figure": {"image", "alt", "caption", "source"},
    "callout": {"title", "tone", "html"},
    "definition": {"term", "html"},
}
DESCRIPTIVE = ("uvod", "C", "D")

Section = dict[str, Any]


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def sections_of(folder: str) -> list[Section]:
    return [read(path) for path in sorted((CONTENT / folder).glob("[0-9]*-*.toml"))]


def block_at(section: Section, key: str) -> int:
    return [block["key"] for block in section["blocks"]].index(key)


def put(section: Section, after: str, block: dict[str, Any]) -> None:
    assert block["key"] not in {other["key"] for other in section["blocks"]}
    section["blocks"].insert(block_at(section, after) + 1 if after else 0, block)


def apply(text: dict[str, Section], op: dict[str, Any]) -> None:
    """One operation of a changes file; an unknown section or block raises."""
    section = text[op["section"]]
    match op["do"]:
        case "replace":
            block = section["blocks"][block_at(section, op["block"])]
            new = {
                name: value
                for name, value in op.items()
                if name not in {"do", "section", "block", "why", "wording_only"}
            }
            assert new.keys() <= block.keys(), op
            assert any(block[name] != value for name, value in new.items()), op
            block.update(new)
        case "insert":
            put(section, op["after"], dict(op["block"]))
        case "remove":
            section["blocks"].pop(block_at(section, op["block"]))
        case "move":
            block = section["blocks"].pop(block_at(section, op["block"]))
            put(text[op["to_section"]], op["after"], block)
        case "retitle":
            section.update({name: op[name] for name in ("title", "code") if name in op})
        case "move_section":
            assert not op["parent"] or op["parent"] in text
            assert not op["after"] or text[op["after"]]["parent"] == op["parent"]
            section["parent"] = op["parent"]
        case "remove_section":
            del text[op["section"]]
        case other:
            raise AssertionError(other)


def versions() -> Iterator[tuple[str, dict[str, Section]]]:
    """The concept's sections by key as they stand in each version."""
    sections = sections_of("koncepce")
    text: dict[str, Section] = {}
    for label in LABELS:
        text |= {s["key"]: copy.deepcopy(s) for s in sections if s["first_in"] == label}
        for path in sorted((CONTENT / "koncepce" / "changes").glob(f"{label}-*.toml")):
            for op in read(path)["op"]:
                assert op["why"]
                assert isinstance(op["wording_only"], bool)
                apply(text, op)
        yield label, copy.deepcopy(text)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def words(section: Section) -> int:
    readable = [
        value
        for block in section["blocks"]
        for name, field in block.items()
        if name not in {"key", "type", "tone", "image", "alt"}
        for value in strings(field)
    ]
    return len(re.sub(r"<[^>]+>", " ", " ".join(readable)).split())


@pytest.fixture(scope="module")
def by_label() -> dict[str, dict[str, Section]]:
    return dict(versions())


def test_every_label_has_a_version_and_its_changes_apply(
    by_label: dict[str, dict[str, Section]],
) -> None:
    listed = [v["label"] for v in read(CONTENT / "koncepce" / "versions.toml")["version"]]
    assert listed == list(LABELS) == list(by_label)
    assert "A9" in by_label["0.8"]
    assert "A9" not in by_label["0.9"]


def test_links_lead_to_sections_that_exist_in_that_version(
    by_label: dict[str, dict[str, Section]],
) -> None:
    cited = {
        folder.name: {section["key"] for section in sections_of(folder.name)}
        for folder in CONTENT.iterdir()
        if folder.is_dir() and folder.name not in {"koncepce", "images"}
    }
    for label, text in by_label.items():
        for section in text.values():
            assert not section["parent"] or section["parent"] in text, (label, section["key"])
            for value in strings(section["blocks"]):
                for key in re.findall(r'<a section="([^"]+)"', value):
                    assert key in text, (label, section["key"], key)
                for document, key in re.findall(r'<a document="([^"]+)" section="([^"]+)"', value):
                    assert key in cited[document], (label, section["key"], document, key)


def test_blocks_have_the_fields_of_their_kind(by_label: dict[str, dict[str, Section]]) -> None:
    every = [s for text in by_label.values() for s in text.values()]
    for section in [*every, *sections_of("podkladova-analyza")]:
        for block in section["blocks"]:
            if block["type"] in FIELDS:
                assert block.keys() - {"key", "type"} == FIELDS[block["type"]], block["key"]
            if block["type"] == "table":
                assert len({len(row) for row in block["rows"]}) == 1, block["caption"]
            if block["type"] == "figure":
                image = CONTENT / "images" / block["image"]
                assert image.stat().st_size < 150_000, block["image"]
                assert block["alt"], block["image"]


def test_addresses_are_unique_and_free() -> None:
    reserved = {"verze", "porovnani", "tisk", "hledat", "slovnik", "stahnout"}
    for folder in ("koncepce", "podkladova-analyza"):
        addresses = [section["address"] for section in sections_of(folder)]
        assert len(set(addresses)) == len(addresses)
        assert not reserved & set(addresses)
        assert all(re.fullmatch(r"[a-z0-9-]+", address) for address in addresses)


def test_the_text_is_long_enough(by_label: dict[str, dict[str, Section]]) -> None:
    final = by_label["1.0"]
    part = [s for s in final.values() if s["key"] in DESCRIPTIVE or s["key"].startswith("A")]
    assert sum(map(words, part)) >= 6_500
    assert sum(map(words, final.values())) >= 12_000
    assert sum(map(words, sections_of("podkladova-analyza"))) >= 1_500


def test_glossary_forms_differ_from_the_term() -> None:
    terms = read(CONTENT / "glossary.toml")["term"]
    assert len({term["term"] for term in terms}) == len(terms) >= 25
    assert all(term["term"] not in term["forms"] and term["definition"] for term in terms)


def test_real_organisations_stand_only_in_the_published_composition() -> None:
    organisations = read(CONTENT / "organisations.toml")
    assert {o["origin"] for o in organisations["organisation"]} == {"invented"}
    real = organisations["real_composition"]
    assert real["source"]
    assert {o["origin"] for o in real["organisation"]} == {"real"}
