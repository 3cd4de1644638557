"""Two versions compared for readers: what each section gained, lost and moved.

One result for the three views; its shapes are described at the top of ``templates/concept/compare.html``.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concept import queries
from concept.anchoring import PassageText
from concept.canonical import plain_text
from concept.diffing import PassageChange, diff_passages
from concept.enums import LineageRelation, PassageKind
from concept.models import Redaction, Version
from concept.queries import Passage, Section
from concept.reading import spoken_label

KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Comparison:
    """``totals``: number and label per kind of change; ``sections`` in order; formatting-only changes counted."""

    totals: list[dict[str, Any]]
    sections: list[dict[str, Any]]
    formatting_count: int

    @property
    def differs(self) -> bool:
        """Whether anything changed: a word, a place, the look, or a section's name."""
        renamed = any(section["status_label"] for section in self.sections)
        return bool(self.totals or self.formatting_count or renamed)


@dataclass(frozen=True, slots=True)
class Place:
    """A passage with the section it stands in and the address where it is read."""

    passage: Passage
    section: Section
    url: str


def comparison(
    older: Version, newer: Version, *, old_base: str, new_base: str, with_formatting: bool
) -> Comparison:
    """Compare two versions of a document; kept, since both never change.

    A redaction makes it anew, and so does a corrected origin of a passage: two queries.
    """
    redactions = Redaction.objects.filter(content__places__version__in=[older, newer]).count()
    key = ":".join(
        [
            "comparison",
            older.digest[:20],
            newer.digest[:20],
            str(redactions),
            str(queries.newest_correction(older, newer)),
            new_base,
            str(with_formatting),
            translation.get_language() or "",
        ]
    )
    cache = caches["pages"]
    found = cache.get(key)
    if found is None:
        found = _compare(
            older, newer, old_base=old_base, new_base=new_base, with_formatting=with_formatting
        )
        cache.set(key, found, KEPT_SECONDS)
    return found


def _compare(
    older: Version, newer: Version, *, old_base: str, new_base: str, with_formatting: bool
) -> Comparison:
    old_sections = queries.read_version(older)
    new_sections = queries.read_version(newer)
    old_places = _places(old_sections, old_base)
    new_places = _places(new_sections, new_base)
    new_uids = {section.uid for section in new_sections}
    changes = diff_passages(
        [passage_text(place.passage) for place in old_places.values()],
        [passage_text(place.passage) for place in new_places.values()],
        lineage=queries.lineage_map(older, newer),
    )
    shown: dict[str, list[dict[str, Any]]] = {}
    counts: dict[str, Counter[str]] = {}
    formatting_count = 0
    for number, change in enumerate(changes, start=1):
        olds = [old_places[uid] for uid in change.old_uids]
        news = [new_places[uid] for uid in change.new_uids]
        formatting_only = change.relation == LineageRelation.SAME and _other_html(olds, news)
        if change.relation == LineageRelation.SAME and not change.moved and not formatting_only:
            continue
        formatting_count += formatting_only
        if formatting_only and not change.moved and not with_formatting:
            continue
        uid = news[0].section.uid if news else _section_of_deleted(olds[0], new_uids)
        shown.setdefault(uid, []).append(
            _change(number, change, olds, news, formatting_only=formatting_only)
        )
        counts.setdefault(uid, Counter())[_count_key(change, formatting_only=formatting_only)] += 1
    sections = _sections(old_sections, new_sections, shown, counts)
    totals = sum(counts.values(), Counter())
    return Comparison(
        totals=[
            {"number": totals[key], "label": _count_label(key)} for key in ORDER if totals[key]
        ],
        sections=sections,
        formatting_count=formatting_count,
    )


def _places(sections: Iterable[Section], base: str) -> dict[str, Place]:
    return {
        passage.uid: Place(passage, section, f"{base}{section.address}/#p-{passage.uid}")
        for section in sections
        for passage in section.passages
    }


def passage_text(passage: Passage) -> PassageText:
    """A frozen passage in the form the pure modules take; ``cells`` of a table are its rows of plain texts."""
    cells: tuple[tuple[str, ...], ...] = ()
    if passage.kind == PassageKind.TABLE and passage.value:
        rows = passage.value.get("rows", [])
        cells = tuple(tuple(plain_text(cell).strip() for cell in row) for row in rows)
    return PassageText(uid=passage.uid, text=passage.text, kind=passage.kind, cells=cells)


def _other_html(olds: Sequence[Place], news: Sequence[Place]) -> bool:
    return [p.passage.html for p in olds] != [p.passage.html for p in news]


def _section_of_deleted(place: Place, new_uids: Container[str]) -> str:
    """A left-out passage is shown where its section is now, else with the section that was left out."""
    uid = place.section.uid
    return uid if uid in new_uids else f"gone:{uid}"


def _change(
    number: int,
    change: PassageChange,
    olds: Sequence[Place],
    news: Sequence[Place],
    *,
    formatting_only: bool,
) -> dict[str, Any]:
    old, new = (olds[0] if olds else None), (news[0] if news else None)
    return {
        "anchor": f"z-{number}",
        "relation": str(change.relation),
        "relation_label": _relation_label(change),
        "old_label": _label(old),
        "new_label": _label(new),
        "old_spoken": _spoken(old),
        "new_spoken": _spoken(new),
        "old_url": old.url if old else "",
        "new_url": new.url if new else "",
        "segments": shown_segments(change.segments),
        "formatting_only": formatting_only,
        "places": _other_places(change, olds, news),
        "rows": _rows(change, new) or None,
        "replacements": replacements(change.segments),
    }


def _rows(change: PassageChange, new: Place | None) -> list[list[dict[str, Any]]]:
    """Cells of a compared table; ``scope`` says of what a cell is the heading ("col", "row" or "")."""
    value = new.passage.value if new is not None else {}

    def scope(row: int, column: int) -> str:
        if row == 0 and value.get("header_row"):
            return "col"
        return "row" if column == 0 and value.get("header_column") else ""

    return [
        [
            {"segments": list(cell), "scope": scope(number, column)}
            for column, cell in enumerate(row.cells)
        ]
        for number, row in enumerate(change.cells)
    ]


def _label(place: Place | None) -> str:
    if place is None:
        return ""
    section = place.section.code or place.section.title
    if place.passage.kind == PassageKind.FOOTNOTE:
        return _("%(section)s, footnote") % {"section": section}
    if place.passage.kind == PassageKind.HEADING:
        return _("%(section)s, heading") % {"section": section}
    return place.passage.label


def _spoken(place: Place | None) -> str:
    """What people call a passage; one without a number by what it is."""
    return spoken_label(place.passage.label) if place and place.passage.label else _label(place)


def shown_segments(segments: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The segments without the line break that ends a passage's text: it would show as an empty marked line."""
    shown = list(segments)
    ended: set[str] = set()  # sides of the comparison whose last words were seen
    for index in reversed(range(len(shown))):
        kind, words = shown[index]
        if kind not in ended:
            shown[index] = (kind, words.rstrip("\n"))
        if kind == "equal" and shown[index][1]:
            break
        if shown[index][1]:
            ended.add(kind)
    return [(kind, words) for kind, words in shown if words]


def _other_places(
    change: PassageChange, olds: Sequence[Place], news: Sequence[Place]
) -> list[dict[str, str]]:
    """Both ends of a move, the other parts of a split, the other sources of a merge."""
    places = []
    if change.moved and olds and news:
        places.append({"text": _("from %s") % _label(olds[0]), "url": olds[0].url})
    places += [{"text": _("also from %s") % _label(place), "url": place.url} for place in olds[1:]]
    places += [{"text": _("also in %s") % _label(place), "url": place.url} for place in news[1:]]
    return places


def replacements(segments: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """What was replaced by what, in order: neighbouring delete and insert segments as pairs."""
    pairs: list[dict[str, str]] = []
    is_open = False
    for kind, text in segments:
        words = " ".join(text.split())
        if kind == "equal":
            is_open = False
            continue
        if not words:
            continue
        side = "old" if kind == "delete" else "new"
        if not is_open or pairs[-1][side]:
            pairs.append({"old": "", "new": ""})
        pairs[-1][side] = words
        is_open = True
    return pairs


def _relation_label(change: PassageChange) -> str:
    names = {
        LineageRelation.SAME: _("Unchanged"),
        LineageRelation.EDITED: _("Edited"),
        LineageRelation.MOVED: _("Moved"),
        LineageRelation.SPLIT: _("Split"),
        LineageRelation.MERGED: _("Merged"),
        LineageRelation.REPLACED: _("Replaced"),
        LineageRelation.NEW: _("Added"),
        LineageRelation.DELETED: _("Left out"),
    }
    name = names[LineageRelation(change.relation)]
    if change.moved and change.relation not in {LineageRelation.MOVED, LineageRelation.SAME}:
        return _("%(change)s and moved") % {"change": name}
    return names[LineageRelation.MOVED] if change.moved else name


ORDER = ("new", "deleted", "edited", "moved", "split", "merged", "formatting")


def _count_key(change: PassageChange, *, formatting_only: bool) -> str:
    if change.relation in {LineageRelation.SAME, LineageRelation.MOVED}:
        return "formatting" if formatting_only and not change.moved else "moved"
    if change.relation == LineageRelation.REPLACED:
        return "edited"
    return str(change.relation)


def _count_label(key: str) -> str:
    labels = {
        "new": pgettext("changes", "added"),
        "deleted": pgettext("changes", "left out"),
        "edited": pgettext("changes", "edited"),
        "moved": pgettext("changes", "moved"),
        "split": pgettext("changes", "split"),
        "merged": pgettext("changes", "merged"),
        "formatting": pgettext("changes", "formatting only"),
    }
    return labels[key]


def _sections(
    old_sections: Sequence[Section],
    new_sections: Sequence[Section],
    shown: Mapping[str, list[dict[str, Any]]],
    counts: Mapping[str, Counter[str]],
) -> list[dict[str, Any]]:
    """Sections of the newer version in order, then those that were left out, at the place they had."""
    old_by_uid = {section.uid: section for section in old_sections}
    new_uids = {section.uid for section in new_sections}
    rows = []
    for section in new_sections:
        before = old_by_uid.get(section.uid)
        status = ""
        if before is None:
            status = _("new section")
        elif before.parent != section.parent:
            status = _("moved")
        elif (before.title, before.code) != (section.title, section.code):
            status = _("was: %s") % f"{before.code} {before.title}".strip()
        rows.append(_section_row(section, section.uid, status, shown, counts))
    for section in old_sections:
        if section.uid not in new_uids:
            row = _section_row(section, f"gone:{section.uid}", _("left out"), shown, counts)
            rows.insert(_place_of_gone(section, old_sections, rows), row)
    return rows


def _section_row(
    section: Section,
    key: str,
    status: str,
    shown: Mapping[str, list[dict[str, Any]]],
    counts: Mapping[str, Counter[str]],
) -> dict[str, Any]:
    counted = counts.get(key, Counter())
    return {
        "uid": section.uid,
        "anchor": f"s-{section.address}",
        "code": section.code,
        "title": section.title,
        "status_label": status,
        "counts": [{"number": counted[k], "label": _count_label(k)} for k in ORDER if counted[k]],
        "changes": shown.get(key, []),
    }


def _place_of_gone(
    section: Section, old_sections: Sequence[Section], rows: Sequence[Mapping[str, Any]]
) -> int:
    before = [s.uid for s in old_sections if s.order < section.order]
    places = {row["uid"]: index for index, row in enumerate(rows)}
    return next((places[uid] + 1 for uid in reversed(before) if uid in places), 0)
