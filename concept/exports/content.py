"""What a file of a version says, in the order it says it, without saying how it looks.

Every writer starts here: the version JSON and the labels become one tree of plain data with words
already chosen, dates and money formatted, html parsed and footnotes put where their marks are.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from concept.exports.nodes import Node, clean, parse_blocks, parse_inline, plain

SCHEMA = "osnova-version/1"
ZONE = ZoneInfo("Europe/Prague")
DEEPEST_LEVEL = 6
#: For the widths of columns, in characters: a line of a table, the padding of a cell, and the
#: longest number and piece of a word that must not be broken.
LINE, CELL_PADDING, LONGEST_NUMBER, LONGEST_SYLLABLES = 90, 4, 20, 12
BREAK = re.compile(r"[ \n/-]")
#: Kinds shown by their value; the others are shown by their html.
BY_VALUE = {"table", "figure", "callout", "quote", "definition", "measure"}
NO_BREAK = "\N{NO-BREAK SPACE}"


def content(version: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """Return the content of a file: language, title, facts, project, digest, blocks.

    ``facts`` is a list of [name, value]; ``blocks`` a flat list of dicts with ``type`` "section" or
    a kind of passage, in reading order; footnotes are inside the text that bears their mark.
    """
    if version.get("schema") != SCHEMA:
        raise ValueError(f"Not a version of schema {SCHEMA}")
    version = clean(version)
    document, frozen = version["document"], version["version"]
    language = labels["language"]
    return {
        "language": document["language"],
        "title": document["title"],
        "kind": labels[f"kind_{document['kind']}"],
        "label": frozen["label"],
        "version": labels["version"] % {"label": frozen["label"]},
        "standing": labels[f"standing_{frozen['standing']}"],
        "is_past": frozen["standing"] in ("superseded", "withdrawn"),
        "notice": version.get("notice") or "",
        "facts": _facts(frozen, labels, language),
        "project": _project(document.get("project"), labels, language),
        "digest": frozen["digest"],
        "digest_groups": _groups(frozen["digest"]),
        "date": _date(frozen["frozen_at"], language),
        "frozen_at": frozen["frozen_at"],
        "blocks": _Blocks(version, labels).blocks,
    }


def _facts(frozen: Mapping[str, Any], labels: Mapping[str, str], language: str) -> list[list[str]]:
    facts = [
        [labels["standing"], labels[f"standing_{frozen['standing']}"]],
        [labels["purpose"], labels[f"purpose_{frozen['purpose']}"]],
        [labels["frozen_at"], _date(frozen["frozen_at"], language)],
    ]
    for step in frozen["steps"]:
        if step["step"] == "publication_proposed":  # an internal matter
            continue
        resolution = step.get("resolution") or ""
        said = [
            _date(step["occurred_on"], language),
            step.get("body") or "",
            resolution and labels["resolution"] % {"number": resolution},
        ]
        facts.append([labels[f"step_{step['step']}"], ", ".join(part for part in said if part)])
    if frozen.get("reason"):
        facts.append([labels["reason"], frozen["reason"]])
    return facts


def _project(
    project: Mapping[str, Any] | None, labels: Mapping[str, str], language: str
) -> dict[str, Any] | None:
    if not project:
        return None
    period = " \N{EN DASH} ".join(
        _date(project[key], language) for key in ("starts_on", "ends_on") if project.get(key)
    )
    facts = [
        [labels["project"], project["title"]],
        [labels["registration_number"], project["registration_number"]],
        [labels["programme"], project["programme"]],
        [labels["period"], period],
    ]
    return {
        "facts": [fact for fact in facts if fact[1]],
        "publicity": project["publicity_sentence"],
        "logos": [
            {"asset": logo["asset"], "alt": logo["alt"] or labels["image"]}
            for logo in project["logos"]
        ],
    }


class _Blocks:
    """Builds the blocks of one version."""

    def __init__(self, version: Mapping[str, Any], labels: Mapping[str, str]) -> None:
        self.labels = labels
        self.language = labels["language"]
        sections = version["sections"]
        passages = [passage for section in sections for passage in section["passages"]]
        self.notes = {
            passage["uid"]: [node for node in parse_inline(passage["html"]) if node["t"] != "note"]
            for passage in passages
            if passage["kind"] == "footnote" and passage["html"]
        }
        self.placed: set[str] = set()
        self.section_uids = {section["uid"] for section in sections}
        self.passage_uids = {
            passage["uid"] for passage in passages if passage["kind"] != "footnote"
        }
        self.level = 0
        self.blocks: list[dict[str, Any]] = []
        for section in sections:
            self._section(section)
        # Footnotes stand at their marks. One whose mark was lost is still part of the version.
        self.blocks = [block for block in self.blocks if block["uid"] not in self.placed]

    def _section(self, section: Mapping[str, Any]) -> None:
        self.blocks.append(
            {
                "type": "section",
                "uid": section["uid"],
                "level": self._level(section["depth"]),
                "code": section["code"],
                "title": section["title"],
            }
        )
        for passage in section["passages"]:
            self._passage(passage, section)

    def _level(self, wanted: int) -> int:
        """Keep heading levels without gaps, as PDF/UA asks."""
        self.level = max(1, min(wanted, self.level + 1, DEEPEST_LEVEL))
        return self.level

    def _passage(self, passage: Mapping[str, Any], section: Mapping[str, Any]) -> None:
        kind = passage["kind"]
        if kind in BY_VALUE and not passage["value"]:  # written inside a text, not as its own block
            kind = "paragraph"
        block = {"type": kind, "uid": passage["uid"], "label": passage.get("label") or ""}
        if not passage["html"]:
            block |= {"type": "redacted", "text": self.labels["redacted"]}
        else:
            block |= getattr(self, f"_{kind}")(passage)
        if kind == "heading" and passage["html"]:
            block["level"] = self._level(section["depth"] + passage["value"]["level"] - 2)
        self.blocks.append(block)

    # kinds

    def _paragraph(self, passage: Mapping[str, Any]) -> dict[str, Any]:
        return {"content": self._rich(passage["html"])}

    _list = _footnote = _paragraph

    def _heading(self, passage: Mapping[str, Any]) -> dict[str, Any]:
        return {"content": self._inline(passage["html"])}

    def _table(self, passage: Mapping[str, Any]) -> dict[str, Any]:
        value = passage["value"]
        rows = [[self._inline(cell) for cell in row] for row in value["rows"]]
        width = max((len(row) for row in rows), default=0)
        rows = [row + [[]] * (width - len(row)) for row in rows]
        return {
            "caption": value.get("caption") or "",
            "header_row": bool(value.get("header_row")) and len(rows) > 1,
            "header_column": bool(value.get("header_column")),
            "rows": rows,
            "widths": _widths(rows),
        }

    def _figure(self, passage: Mapping[str, Any]) -> dict[str, Any]:
        value = passage["value"]
        caption, source = value.get("caption") or "", value.get("source") or ""
        return {
            "asset": value["asset"],
            "alt": value.get("alt") or caption or self.labels["image"],
            "caption": caption,
            "source": source and self.labels["source"] % {"source": source},
        }

    def _callout(self, passage: Mapping[str, Any]) -> dict[str, Any]:
        value = passage["value"]
        return {
            "tone": value["tone"],
            "tone_label": self.labels[f"tone_{value['tone']}"],
            "title": value.get("title") or "",
            "content": self._rich(value["body"]),
        }

    def _quote(self, passage: Mapping[str, Any]) -> dict[str, Any]:
        value = passage["value"]
        said_by = [part for part in (value.get("attribution"), value.get("source")) if part]
        return {"content": self._rich(value["body"]), "attribution": ", ".join(said_by)}

    def _definition(self, passage: Mapping[str, Any]) -> dict[str, Any]:
        value = passage["value"]
        return {"term": value["term"], "content": self._rich(value["body"])}

    def _measure(self, passage: Mapping[str, Any]) -> dict[str, Any]:
        value = passage["value"]
        rows = [
            [self.labels["responsible"], value.get("responsible")],
            [self.labels["political"], value.get("political")],
            [self.labels["partners"], ", ".join(value.get("partners") or [])],
            [self.labels["due"], self._due(value)],
            [self.labels["budget"], self._money(value.get("budget_czk"))],
            [self.labels["funding_sources"], ", ".join(value.get("funding_sources") or [])],
            [self.labels["indicator"], value.get("indicator_note")],
        ]
        return {
            "name": self.labels["measure"],
            "code": value["code"],
            "title": value["title"],
            "content": self._rich(value["description"]),
            "rows": [row for row in rows if row[1]],
        }

    def _due(self, value: Mapping[str, Any]) -> str:
        if value["due_kind"] == "date" and value.get("due_on"):
            return _date(value["due_on"], self.language)
        if value["due_kind"] == "ongoing":
            return self.labels["due_ongoing"]
        return value.get("due_text") or ""

    def _money(self, amount: str | None) -> str:
        if not amount:
            return ""
        locale = _locale(self.language)
        number = format_decimal(Decimal(amount), format="#,##0.00", locale=locale)
        return f"{number}{NO_BREAK}Kč" if self.language == "cs" else f"CZK{NO_BREAK}{number}"

    # text

    def _rich(self, html: str) -> list[Node]:
        blocks = parse_blocks(html)
        for block in _walk_blocks(blocks):
            block["c"] = self._resolve(block["c"])
        return blocks

    def _inline(self, html: str) -> list[Node]:
        return self._resolve(parse_inline(html))

    def _resolve(self, nodes: list[Node]) -> list[Node]:
        """Put footnotes at their marks and open references to what this version does not hold."""
        resolved: list[Node] = []
        for node in nodes:
            if node["t"] == "note":
                resolved += self._note(node["uid"])
                continue
            if "c" in node:
                node = {**node, "c": self._resolve(node["c"])}
            known = {"section": self.section_uids, "passage": self.passage_uids}.get(node["t"])
            if known is not None and node["uid"] not in known:
                resolved += node["c"]
            else:
                resolved.append(node)
        return resolved

    def _note(self, uid: str) -> list[Node]:
        if uid not in self.notes:
            return []
        again = uid in self.placed
        self.placed.add(uid)
        return [{"t": "note", "uid": uid, "again": again, "c": self.notes[uid]}]


def _walk_blocks(blocks: Iterable[Node]) -> Iterable[Node]:
    """Yield every paragraph node at any depth."""
    for block in blocks:
        if block["t"] == "p":
            yield block
        else:
            for item in block["items"]:
                yield from _walk_blocks(item)


def _widths(rows: list[list[list[Node]]]) -> list[int]:
    """Return the widths of the columns of a table in characters of a line of LINE.

    Each column first gets what its longest unbreakable run needs (words are hyphenated, numbers
    are not); what is left is shared by how much the longest cells still want.
    """
    least, wanted = [], []
    for column in zip(*rows, strict=True):
        texts = [plain(cell) for cell in column]
        runs = [run for text in texts for run in BREAK.split(text)]
        least.append(max(_least_width(run) for run in runs) + CELL_PADDING)
        wanted.append(min(max(map(len, texts)) + CELL_PADDING, LINE))
    spare = max(LINE - sum(least), 0)
    more = [max(want - need, 0) for want, need in zip(wanted, least, strict=True)]
    total = sum(more) or 1
    return [need + round(spare * part / total) for need, part in zip(least, more, strict=True)]


def _least_width(run: str) -> int:
    longest = LONGEST_NUMBER if any(map(str.isdigit, run)) else LONGEST_SYLLABLES
    return min(len(run), longest)


def _groups(digest: str) -> list[str]:
    return re.findall(".{1,8}", digest)


def _locale(language: str) -> Locale:
    return Locale.parse("en_GB" if language == "en" else language)


def _date(iso: str, language: str) -> str:
    """Return a date in the words of the language, of a date or an aware moment in ISO form."""
    if "T" in iso:
        day = datetime.fromisoformat(iso).astimezone(ZONE).date()
    else:
        day = date.fromisoformat(iso)
    pattern = "d. M. y" if language == "cs" else "d MMMM y"
    return format_date(day, pattern, locale=_locale(language)).replace(" ", NO_BREAK)
