"""Places quoted by comments: from what a form says to a checked quote with its context. Pure but for one read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from concept.models import Version, VersionPassage, VersionSection

CONTEXT = 32


class QuoteDoesNotMatch(Exception):
    """The quoted words do not stand there in the frozen version."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A checked place. Empty ``passage_uid``: a whole section; empty ``section_uid`` too: the whole document.

    ``start`` and ``end`` are code points of the passage's text, ``order`` is the passage's place in the version
    (the section's first passage for a section, 0 for the document).
    """

    section_uid: str
    passage_uid: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    label: str
    order: int

    def as_json(self) -> dict[str, Any]:
        """A mapping for ``Comment.draft_anchors``."""
        return asdict(self)


def check_quotes(version: Version, places: Sequence[Mapping[str, Any]]) -> list[Quote]:
    """Check what a form says against the frozen text: two queries at most.

    Each place is {"passage_uid", "start", "end", "exact"} (without ``exact`` the whole passage),
    {"section_uid"} or {} for the whole document. Raises QuoteDoesNotMatch.
    """
    passages = _passages(version, (str(p["passage_uid"]) for p in places if p.get("passage_uid")))
    sections = _sections(version, (str(p["section_uid"]) for p in places if p.get("section_uid")))
    return [_checked(place, passages, sections) for place in places]


def _uuids(values: Iterable[str]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError as error:
            raise QuoteDoesNotMatch(_("This part of the text is not in the version.")) from error
    return found


def _passages(version: Version, uids: Iterable[str]) -> dict[str, tuple[str, str, int, str]]:
    wanted = _uuids(uids)
    if not wanted:
        return {}
    rows = VersionPassage.objects.filter(version=version, passage_uid__in=wanted)
    return {
        str(uid): (str(section), label, order, text)
        for uid, section, label, order, text in rows.values_list(
            "passage_uid", "section__node_uid", "label", "order", "content__text"
        )
    }


def _sections(version: Version, uids: Iterable[str]) -> dict[str, tuple[str, int]]:
    wanted = _uuids(uids)
    if not wanted:
        return {}
    rows = VersionSection.objects.filter(version=version, node_uid__in=wanted).order_by(
        "passages__order"
    )
    found: dict[str, tuple[str, int]] = {}
    for uid, code, title, order in rows.values_list("node_uid", "code", "title", "passages__order"):
        found.setdefault(str(uid), (code or title[:80], order or 0))
    return found


def _checked(
    place: Mapping[str, Any],
    passages: Mapping[str, tuple[str, str, int, str]],
    sections: Mapping[str, tuple[str, int]],
) -> Quote:
    uid = str(place.get("passage_uid") or "")
    if not uid:
        section = str(place.get("section_uid") or "")
        if not section:
            return Quote("", "", 0, 0, "", "", "", "", 0)
        if section not in sections:
            raise QuoteDoesNotMatch(_("This part of the text is not in the version."))
        label, order = sections[section]
        return Quote(section, "", 0, 0, "", "", "", label, order)
    if uid not in passages:
        raise QuoteDoesNotMatch(_("This part of the text is not in the version."))
    section, label, order, text = passages[uid]
    exact = str(place.get("exact") or "")
    if not exact:
        start, end = 0, len(text)
    else:
        start, end = int(place.get("start") or 0), int(place.get("end") or 0)
        if text[start:end] != exact:
            raise QuoteDoesNotMatch(
                _("The quoted words are not in this paragraph. Choose them again.")
            )
    return Quote(
        section_uid=section,
        passage_uid=uid,
        start=start,
        end=end,
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        label=label,
        order=order,
    )
