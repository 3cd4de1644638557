"""Which comments say the same, or nearly. Pure: words in, groups out.

Never all pairs: two texts are compared only when they share a rare run of three words (or, in short texts, a rare
word), so the work grows with the texts, not with their square.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from core.czech import fold

NEAR = 88.0  # least similarity of near-equal texts, 0-100
SHORT_WORDS = 8  # shorter texts mean the same only at the same place
RUN = 3
RAREST_RUNS = 12  # of one text are looked up
MOST_SHARERS = 60  # a run that more texts share is not rare
MOST_CANDIDATES = 40
WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Point:
    """A comment as the search sees it. ``likeness`` is equal for equal words, ``place`` names the passage or ""."""

    key: int
    words: str
    likeness: str
    place: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Comments that say the same; the first one stands for all. ``score`` is the least similarity to it, 0-100."""

    keys: tuple[int, ...]
    is_equal: bool
    score: float


def find_alike(points: Sequence[Point]) -> list[Alike]:
    """Groups of at least two equal or near-equal comments, in the order of their first ones; each in one group only.

    Equal ones are those with the same likeness (short ones: at the same place too). Near-equal ones are at least
    ``NEAR`` alike to the one that stands for the group.
    """
    families: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for point in points:
        if point.likeness:
            families[_equal_key(point)].append(point)
    heads = [members[0] for members in families.values()]
    near = _near(heads)
    groups = []
    for head in heads:
        if head.key in near.follows:
            continue
        followers = near.followers.get(head.key, [])
        members = [p.key for p in families[_equal_key(head)]]
        for follower, _score in followers:
            members += [p.key for p in families[_equal_key(follower)]]
        if len(members) > 1:
            score = min((score for _follower, score in followers), default=100.0)
            groups.append(Alike(tuple(members), not followers, round(score, 1)))
    return groups


def _equal_key(point: Point) -> tuple[str, str]:
    is_short = len(WORD.findall(point.words)) < SHORT_WORDS
    return point.likeness, point.place if is_short else ""


@dataclass(slots=True)
class _Near:
    followers: dict[int, list[tuple[Point, float]]]
    follows: set[int]


def _near(heads: Sequence[Point]) -> _Near:
    folded = {head.key: " ".join(WORD.findall(fold(head.words))) for head in heads}
    runs = {key: _runs(text.split()) for key, text in folded.items()}
    spread: Counter[str] = Counter(run for found in runs.values() for run in found)
    sharers: dict[str, list[int]] = defaultdict(list)
    by_key = {head.key: head for head in heads}
    result = _Near(defaultdict(list), set())
    for head in heads:
        shared = [run for run in runs[head.key] if 1 < spread[run] <= MOST_SHARERS]
        rare = sorted(shared, key=lambda run: (spread[run], run))[:RAREST_RUNS]
        seen: Counter[int] = Counter(key for run in rare for key in sharers[run])
        best: tuple[float, int] | None = None
        for key, _count in seen.most_common(MOST_CANDIDATES):
            if key in result.follows or not _may_be_near(by_key[key], head):
                continue
            score = fuzz.ratio(folded[key], folded[head.key], score_cutoff=NEAR)
            if score and (best is None or score > best[0]):
                best = (score, key)
        if best is not None:
            result.followers[best[1]].append((head, best[0]))
            result.follows.add(head.key)
        for run in rare:
            sharers[run].append(head.key)
    return result


def _may_be_near(one: Point, other: Point) -> bool:
    """Short texts are compared only at the same place; other numbers ask for something else."""
    if NUMBER.findall(one.words) != NUMBER.findall(other.words):
        return False
    is_short = min(len(one.words.split()), len(other.words.split())) < SHORT_WORDS
    return not is_short or one.place == other.place


def _runs(words: Sequence[str]) -> set[str]:
    if len(words) < SHORT_WORDS:
        return set(words)
    return {" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def title_of(words: Iterable[str]) -> str:
    """A short name for a group: the first words of the one that stands for it."""
    text = " ".join(" ".join(words).split())
    return text if len(text) <= 90 else text[:90].rsplit(" ", 1)[0] + " …"
