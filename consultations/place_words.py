"""From what people write of a place ("3.2, odst. 2", "kap. 3.2 Sociální bydlení", "celý text") to the place. Pure.

Nothing is guessed: what fits no place, or several, has no answer, and a person chooses.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from core.czech import fold

WHOLE_TEXT = frozenset(
    {
        *(
            "cely dokument",
            "cely text",
            "cely material",
            "cela koncepce",
            "obecne",
            "obecna pripominka",
        ),
        *("dokument jako celek", "text jako celek", "koncepce jako celek"),
        *("whole document", "whole text", "general", "all"),
    }
)
PAGE = re.compile(
    r"\b(?:str|strana|stran|s|page|p)\b\.?\s*\d+(?:\s*[-–]\s*\d+)?[,;]?", re.IGNORECASE
)
KIND_OF_PLACE = re.compile(
    r"^(?:kapitola|kapitole|kap|oddil|oddile|cast|casti|sekce|clanek|cl|bod|opatreni|priorita|cil|section|clause|chapter"
    r"|part|measure)\b\.?\s*"
)
PARAGRAPH = re.compile(
    r"[\s,;/(]*(?:(?:odstavec|odstavci|odstavce|odst|paragraph|para|par|bod|odr|veta)\b\.?\s*)?(\d{1,3})\s*\)?\.?$"
)
NAMED_PARAGRAPH = re.compile(
    r"^(?:odstavec|odst|paragraph|para|par|bod)\b\.?\s*(\d{1,3})[\s,;]+(?:v\s+|oddilu\s+|kapitoly\s+|casti\s+|of\s+)*(.+)$"
)
NAMES_PARAGRAPH = re.compile(
    r"(?:odstavec|odst|paragraph|para|par|bod|odr)\b\.?\s*\d|/\s*\d{1,3}\s*$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A passage, a section, or with neither the whole text; ``label`` as it is printed ("3.2/2", "3.2", "")."""

    section_uid: str = ""
    passage_uid: str = ""
    label: str = ""

    def as_quote(self) -> dict[str, str]:
        """The place as ``anchors.check_quotes`` takes it."""
        if self.passage_uid:
            return {"passage_uid": self.passage_uid}
        return {"section_uid": self.section_uid} if self.section_uid else {}


class PlaceFinder:
    """Finds places of one version by words.

    ``sections``: (uid, code, title); ``passages``: (uid, section uid, printed label such as "3.2/2").
    """

    def __init__(
        self,
        sections: Iterable[tuple[str, str, str]],
        passages: Iterable[tuple[str, str, str]],
    ) -> None:
        found: dict[str, set[Place]] = defaultdict(set)
        for uid, code, title in sections:
            place = Place(section_uid=uid, label=code or title)
            for name in (code, title, f"{code} {title}"):
                if key := _key(name):
                    found[key].add(place)
        self._sections = {
            key: next(iter(places)) for key, places in found.items() if len(places) == 1
        }
        self._numbered: dict[tuple[str, int], Place] = {}
        for uid, section, label in passages:
            number = label.rpartition("/")[2]
            if number.isdigit():
                self._numbered[section, int(number)] = Place(section, uid, label)

    def find(self, words: str) -> Place | None:
        """The place meant, or None when nothing or more than one fits. No words mean the whole text."""
        key = _key(PAGE.sub(" ", words))
        if not key or key in WHOLE_TEXT:
            return Place() if key or not words.strip() else None
        if (section := self._section(key)) is not None:
            return section
        if named := NAMED_PARAGRAPH.match(key):
            return self._passage(named[2], int(named[1]))
        says_paragraph = NAMES_PARAGRAPH.search(key) or "," in key
        if says_paragraph and (tail := PARAGRAPH.search(key)):
            return self._passage(key[: tail.start()], int(tail[1]))
        return self._sections.get(_code(KIND_OF_PLACE.sub("", key)))

    def _section(self, key: str) -> Place | None:
        return self._sections.get(key) or self._sections.get(KIND_OF_PLACE.sub("", key))

    def _passage(self, section_words: str, number: int) -> Place | None:
        key = _key(section_words)
        section = self._section(key) or self._sections.get(_code(KIND_OF_PLACE.sub("", key)))
        return self._numbered.get((section.section_uid, number)) if section else None


def _key(words: str) -> str:
    """Folded words with single blanks and without the full stop, quotes and colon around them."""
    plain = re.sub(r"[„“”\"'«»]", "", fold(words).replace("\u00a0", " "))
    return re.sub(r"\s+", " ", plain).strip(" .,;:–-()")


def _code(key: str) -> str:
    """ "3.2. Sociální bydlení (opatření)" -> "3.2": a code with digits at the beginning, when words follow it."""
    found = re.match(r"([a-z]?\d+(?:\.\d+)*)\.?(?:\s*[:–-]\s*|\s+)(?=[^\W\d_])", key)
    return found[1] if found else ""
