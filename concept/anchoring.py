"""Anchors: where a quoted place of an old version stands in a new one.

First it is decided where the passage went (lineage), and the quote is sought only there: in
administrative text the same phrases stand everywhere. Inside, the words of the old passage are
aligned with those of its descendants, and the quote goes where its words went. A confident
placement that is wrong does more harm than one left to a person, so doubt says ``ambiguous``.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from concept.lineage_matching import Candidate, families, lineage, match_passages, moved_families
from concept.word_alignment import followed_words, spans

# Chosen on benchmarks/bench_text.py; see docs/performance.md for the curve.
CONFIDENT_SHARE = 0.5  # of the quote's letters found again; below this it is orphaned
DOUBTFUL_SHARE = 0.3  # between the two an editor decides
SIMILAR_WORD = 70  # rapidfuzz ratio of a word and its misspelt or inflected form
LONGEST_GAP = 12  # words between two parts of one target; beyond it there are two targets
SMALLEST_PART = 0.2  # share of the found letters that makes a part a target of its own
LONE_LETTERS = 8  # fewer found letters need a neighbour outside the quote that was found too
BETWEEN = "\0"  # canonical text holds no control characters
MOVED_ALONE_WORDS = 6  # a quote this long may be found outside the descendants, if unique


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage as the pure algorithms see it.

    ``cells`` are the rows of a table, each a tuple of cell texts; ``marks`` describe formatting
    (``concept.canonical.marks``): two passages with equal text and other marks differ in form only.
    """

    uid: str
    text: str
    kind: str = "paragraph"
    cells: tuple = ()
    marks: tuple = ()


@dataclass(frozen=True, slots=True)
class Anchor:
    """A quoted place: code points ``[start, end)`` of a passage's text.

    ``exact`` is the quote, ``prefix`` and ``suffix`` up to 32 code points around it.
    """

    passage_uid: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Target:
    """A place in the new text: code points ``[start, end)`` of a passage's text."""

    passage_uid: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an anchor stands now.

    ``status``: exact (same words, same place), moved (same words, elsewhere), edited (words
    changed), split (several targets), ambiguous (targets are proposals for a person), orphaned (no
    targets). ``score`` is the share of the quote's letters found again, 0-1.
    """

    status: str
    targets: tuple[Target, ...]
    score: float


class _Word(NamedTuple):
    passage: int
    start: int
    end: int
    text: str


@dataclass(slots=True)
class _Family:
    """Words of old passages and of their descendants, and which became which."""

    old_words: list[_Word]
    new_words: list[_Word]
    went: dict[int, tuple[int, float]]  # old word number -> new word number, likeness 0-1
    first_word: dict[int, int]  # old passage -> number of its first word


def place(
    anchors: Sequence[Anchor],
    old: Sequence[PassageText],
    new: Sequence[PassageText],
    *,
    lineage: Mapping[str, Sequence[str]] | None = None,
) -> list[Placement]:
    """Return one placement for each anchor of the old version, in order.

    ``lineage`` maps an old uid to the uids of its descendants: no quote is placed outside them.
    Without it, it is worked out from equal uids and the texts. A quote that does not stand at its
    offsets is first sought in its own passage, with its context.
    """
    return _Placer(old, new, lineage).place(anchors)


def worked_out_lineage(
    old: Sequence[PassageText], new: Sequence[PassageText]
) -> tuple[dict[str, list[str]], set[str]]:
    """Return old uid -> new uids, and the old uids of which that is not certain."""
    matches = match_passages(
        [Candidate(p.uid, p.kind, p.text, hints=(p.uid, "")) for p in old],
        [Candidate(None, p.kind, p.text, hints=(p.uid, "")) for p in new],
    )
    uncertain = {uid for match in matches if not match.certain for uid in match.old_uids}
    return lineage(matches, [passage.uid for passage in new]), uncertain


class _Placer:
    def __init__(
        self,
        old: Sequence[PassageText],
        new: Sequence[PassageText],
        given: Mapping[str, Sequence[str]] | None,
    ) -> None:
        self.old, self.new = old, new
        self.old_by_uid = {passage.uid: index for index, passage in enumerate(old)}
        self.new_by_uid = {passage.uid: index for index, passage in enumerate(new)}
        # Without any common identity only the order tells what has moved.
        self.is_reimport = self.old_by_uid.keys().isdisjoint(self.new_by_uid)
        self.uncertain: set[str] = set()
        self.may_leave = given is None  # given lineage is somebody's word
        if given is None:
            given, self.uncertain = worked_out_lineage(old, new)
        self.members: dict[int, tuple[list[int], list[int]]] = {}
        groups = families(self.old_by_uid, self.new_by_uid, given)
        for olds, news in groups:
            for index in olds:
                self.members[index] = (olds, news)
        self.moved = {index for number in moved_families(groups) for index in groups[number][0]}
        self.aligned: dict[int, _Family] = {}
        self.whole_old = BETWEEN.join(passage.text for passage in old)
        self.whole_new = BETWEEN.join(passage.text for passage in new)
        self.starts = [0, *accumulate(len(passage.text) + len(BETWEEN) for passage in new)]

    def place(self, anchors: Sequence[Anchor]) -> list[Placement]:
        return [self._place(anchor) for anchor in anchors]

    def _place(self, anchor: Anchor) -> Placement:
        index = self.old_by_uid.get(anchor.passage_uid)
        if index is None:
            return Placement("orphaned", (), 0.0)
        found = _interval(anchor, self.old[index].text)
        if found is None:
            return Placement("orphaned", (), 0.0)
        start, end = found
        news = self.members[index][1]
        passage = self.old[index]
        if len(news) == 1 and self.new[news[0]].text == passage.text:
            return self._confident(
                passage, (start, end), (Target(self.new[news[0]].uid, start, end),), 1.0
            )
        placement = self._along_words(index, start, end) if news else None
        if self.may_leave and (placement is None or placement.status == "orphaned"):
            alone = self._moved_alone(passage.text[start:end])
            if alone:
                return Placement("moved", (alone,), 1.0)
        return placement or Placement("orphaned", (), 0.0)

    def _along_words(self, index: int, start: int, end: int) -> Placement:
        """Follow the words of the quote to where they stand in the descendants."""
        family = self._family(index)
        numbers = [
            number
            for number in range(family.first_word[index], len(family.old_words))
            if family.old_words[number].passage == index
            and family.old_words[number].end > start
            and family.old_words[number].start < end
        ]
        letters = sum(_weight(family.old_words[number]) for number in numbers)
        went = {n: family.went[n] for n in numbers if n in family.went}
        if not letters or not went:
            return Placement("orphaned", (), 0.0)
        parts = _parts(family, went)
        sizes = [
            sum(_weight(family.old_words[n]) * family.went[n][1] for n in part) for part in parts
        ]
        total = sum(sizes)
        kept = [
            (part, size)
            for part, size in zip(parts, sizes, strict=True)
            if size >= SMALLEST_PART * total
        ]
        share = sum(size for _, size in kept) / letters
        targets = tuple(self._target(family, part) for part, _ in kept)
        if share < DOUBTFUL_SHARE:
            return Placement("orphaned", (), share)
        if share < CONFIDENT_SHARE or not self._has_support(family, numbers, went, share):
            return Placement("ambiguous", targets, share)
        return self._confident(self.old[index], (start, end), targets, min(share, 1.0))

    def _confident(
        self,
        passage: PassageText,
        interval: tuple[int, int],
        targets: tuple[Target, ...],
        share: float,
    ) -> Placement:
        if passage.uid in self.uncertain:
            return Placement("ambiguous", targets, share)
        if len(targets) > 1:
            return Placement("split", targets, share)
        [target] = targets
        text = self.new[self.new_by_uid[target.passage_uid]].text
        if text[target.start : target.end] != passage.text[interval[0] : interval[1]]:
            return Placement("edited", targets, share)
        is_elsewhere = target.passage_uid != passage.uid and not self.is_reimport
        is_moved = is_elsewhere or self.old_by_uid[passage.uid] in self.moved
        return Placement("moved" if is_moved else "exact", targets, share)

    def _has_support(
        self,
        family: _Family,
        numbers: Sequence[int],
        went: Mapping[int, tuple[int, float]],
        share: float,
    ) -> bool:
        """Say whether so few words can have met by chance only."""
        found_letters = sum(_weight(family.old_words[n]) for n in went)
        if found_letters >= LONE_LETTERS and share > 0.8:
            return True
        before, after = numbers[0] - 1, numbers[-1] + 1
        first, last = min(p for p, _ in went.values()), max(p for p, _ in went.values())
        context = 0
        for step in range(2):
            at = family.went.get(before - step)
            context += at is not None and abs(first - at[0]) <= step + 3
            at = family.went.get(after + step)
            context += at is not None and abs(at[0] - last) <= step + 3
        return context > 0 or found_letters >= 3 * LONE_LETTERS

    def _target(self, family: _Family, part: Sequence[int]) -> Target:
        places = [family.new_words[family.went[n][0]] for n in part]
        return Target(
            self.new[places[0].passage].uid,
            min(word.start for word in places),
            max(word.end for word in places),
        )

    def _family(self, index: int) -> _Family:
        if index not in self.aligned:
            olds, news = self.members[index]
            family = _aligned(_words(self.old, olds), _words(self.new, news))
            for member in olds:
                self.aligned[member] = family
        return self.aligned[index]

    def _moved_alone(self, quote: str) -> Target | None:
        """Find a long quote elsewhere, if it stands exactly once in the old and the new text."""
        if len(spans(quote)) < MOVED_ALONE_WORDS:
            return None
        if self.whole_old.count(quote) != 1 or self.whole_new.count(quote) != 1:
            return None
        at = self.whole_new.find(quote)
        index = bisect_right(self.starts, at) - 1
        start = at - self.starts[index]
        return Target(self.new[index].uid, start, start + len(quote))


def _interval(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """Return where the quote stands in its own passage; None if nowhere or twice as well."""
    if text[anchor.start : anchor.end] == anchor.exact and anchor.exact:
        return anchor.start, anchor.end
    if not anchor.exact:
        return None
    places = []
    at = text.find(anchor.exact)
    while at >= 0:
        end = at + len(anchor.exact)
        context = text[:at].endswith(anchor.prefix) + text[end:].startswith(anchor.suffix)
        places.append((context, at, end))
        at = text.find(anchor.exact, at + 1)
    places.sort(reverse=True)
    if not places or (len(places) > 1 and places[0][0] == places[1][0]):
        return None
    return places[0][1], places[0][2]


def _words(passages: Sequence[PassageText], indexes: Sequence[int]) -> list[_Word]:
    return [
        _Word(index, start, end, passages[index].text[start:end])
        for index in indexes
        for start, end in spans(passages[index].text)
    ]


def _weight(word: _Word) -> int:
    """Letters of a word; punctuation proves next to nothing."""
    return sum(map(str.isalnum, word.text))


def _aligned(old_words: list[_Word], new_words: list[_Word]) -> _Family:
    old_texts = [word.text for word in old_words]
    new_texts = [word.text for word in new_words]
    went = {old: (new, 1.0) for old, new in followed_words(old_texts, new_texts).items()}
    _add_similar_words(old_texts, new_texts, went)
    first_word: dict[int, int] = {}
    for number, word in enumerate(old_words):
        first_word.setdefault(word.passage, number)
    return _Family(old_words, new_words, went, defaultdict(int, first_word))


def _add_similar_words(
    old: Sequence[str], new: Sequence[str], went: dict[int, tuple[int, float]]
) -> None:
    """Add misspelt and inflected words that stand between the same neighbours."""
    taken = {place for place, _ in went.values()}
    number = 0
    while number < len(old):
        if number in went:
            number += 1
            continue
        end = number
        while end < len(old) and end not in went:
            end += 1
        low = went[number - 1][0] + 1 if number else 0
        high = went[end][0] if end < len(old) else len(new)
        if low < high <= low + LONGEST_GAP and end - number <= LONGEST_GAP:
            for n in range(number, end):
                for at in range(low, high):
                    if at not in taken and (like := ratio(old[n], new[at])) >= SIMILAR_WORD:
                        went[n] = (at, like / 100)
                        taken.add(at)
                        low = at + 1
                        break
        number = end


def _parts(family: _Family, went: Mapping[int, tuple[int, float]]) -> list[list[int]]:
    """Group the found words by where they stand now: by passage, and apart after a long gap."""
    ordered = sorted(went, key=lambda number: went[number][0])
    parts: list[list[int]] = []
    for number in ordered:
        place = went[number][0]
        if parts:
            last = went[parts[-1][-1]][0]
            same = family.new_words[last].passage == family.new_words[place].passage
            if same and place - last <= LONGEST_GAP:
                parts[-1].append(number)
                continue
        parts.append([number])
    return parts
