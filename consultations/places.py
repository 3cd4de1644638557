"""Places a comment is about, in addresses and forms: ``?verze=0-5&odstavec=UID,12-40&odstavec=UID``. Pure."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from concept.models import Version
from consultations.models import Round

RANGE = re.compile(r"(\d{1,9})-(\d{1,9})\Z")
MOST_PLACES = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A passage (perhaps a range of it, code points [start, end)), a section, or with neither the whole text."""

    passage: str = ""
    section: str = ""
    start: int | None = None
    end: int | None = None

    @property
    def range(self) -> str:
        """ "12-40", or "" for all of it."""
        return "" if self.start is None else f"{self.start}-{self.end}"

    @property
    def parameter(self) -> tuple[str, str] | None:
        """Name and value in an address."""
        if self.passage:
            return "odstavec", ",".join(filter(None, [self.passage, self.range]))
        return ("oddil", self.section) if self.section else None


def read_range(words: str) -> tuple[int, int] | None:
    """ "12-40" -> (12, 40); None for anything else."""
    found = RANGE.match(words)
    if found is None:
        return None
    start, end = int(found[1]), int(found[2])
    return (start, end) if start < end else None


def read_places(passages: list[str], sections: list[str]) -> list[Place]:
    """Places named by an address or a form, each once; what is no identity is left out."""
    found: dict[tuple[str, str], Place] = {}
    for words in passages[:MOST_PLACES]:
        uid, _comma, wanted = words.partition(",")
        if uid := _uid(uid):
            start, end = read_range(wanted) or (None, None)
            found.setdefault((uid, wanted), Place(passage=uid, start=start, end=end))
    for words in sections[:MOST_PLACES]:
        if uid := _uid(words):
            found.setdefault(("", uid), Place(section=uid))
    return list(found.values())


def _uid(words: str) -> str:
    try:
        return str(UUID(words))
    except ValueError:
        return ""


def comment_url(round: Round, version: Version, *places: Place) -> str:
    """Address of the form for a new comment on the places."""
    parameters = [("verze", version.slug)]
    parameters += [place.parameter for place in places if place.parameter]
    base = reverse("consultations:comment-new", args=[round.slug])
    return f"{base}?{urlencode(parameters)}"
