"""Anchors: where a quoted place of an old version stands in a new one.

First it is decided where the passage went (lineage), and the quote is sought only there: in
administrative text the same phrases stand everywhere. Inside, the words of the old passage are
aligned with those of its descendants, and the quote goes where its words went. Whether that is
more than chance is asked of its surroundings: the sentence must have stayed the same one, or the
words must be such as stand nowhere else. A confident placement that is wrong does more harm than
one left to a person, so doubt says ``ambiguous``.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from concept.anchoring_families import (
    Family,
    Vocabulary,
    aligned,
    as_good,
    parts_of,
    runs_across,
    unexplained,
    words_of,
)
from concept.lineage_matching import families, lineage, match_passages, moved_families
from concept.lineage_state import Candidate

# Chosen on benchmarks/bench_text.py; see docs/performance.md for the curve.
CONFIDENT_SHARE = 0.55  # of the quote's letters found again; below this it is orphaned
DOUBTFUL_SHARE = 0.3  # between the two an editor decides
SMALLEST_PART = 0.2  # share of the found letters that makes a part a target of its own
SAME_SENTENCE = 0.55  # share of the weight of the shorter of two sentences that both have
SAME_PASSAGE = 0.5  # the same of two passages


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
        self.groups = families(self.old_by_uid, self.new_by_uid, given)
        for olds, news in self.groups:
            for index in olds:
                self.members[index] = (olds, news)
        self.moved = {
            index for number in moved_families(self.groups) for index in self.groups[number][0]
        }
        self.old_texts = [passage.text for passage in old]
        self.new_texts = [passage.text for passage in new]
        self.words = Vocabulary(self.old_texts, self.new_texts)
        self.aligned: dict[tuple[int, int], Family] = {}
        self.strays: dict[int, list[tuple[int, int, Target]]] | None = None

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
            elsewhere = self._left_passage(index, start, end)
            if elsewhere:
                return elsewhere
        return placement or Placement("orphaned", (), 0.0)

    def _along_words(self, index: int, start: int, end: int) -> Placement:
        """Follow the words of the quote to where they stand in the descendants."""
        family = self._family(index)
        words, went = family.old_words, family.went
        numbers = [
            number
            for number in range(*family.numbers.get(index, (0, 0)))
            if words[number].end > start and words[number].start < end
        ]
        letters = sum(words[number].letters for number in numbers)
        found = [number for number in numbers if number in went]
        if not letters or not found:
            return Placement("orphaned", (), 0.0)
        parts = parts_of(family, found)
        sizes = [sum(words[n].letters * went[n][1] for n in part) for part in parts]
        kept = [
            (part, size)
            for part, size in zip(parts, sizes, strict=True)
            if size >= SMALLEST_PART * sum(sizes)
        ]
        share = min(sum(size for _, size in kept) / letters, 1.0)
        targets = tuple(self._target(family, part) for part, _ in kept)
        if share < DOUBTFUL_SHARE:
            return Placement("orphaned", (), share)
        proofs = [number for part, _ in kept for number in part]
        if share < CONFIDENT_SHARE or not self._is_proved(family, proofs):
            return Placement("ambiguous", targets, share)
        if len(kept) == 1 and (rivals := as_good(family, proofs)):
            others = (self._place_of(family, first, last) for first, last in rivals)
            return Placement("ambiguous", (*targets, *others), share)
        return self._confident(self.old[index], (start, end), targets, share)

    def _is_proved(self, family: Family, found: Sequence[int]) -> bool:
        """Say whether the found words are more than a phrase that stands in other sentences too."""
        words, went = family.old_words, family.went
        weight = sentence = passage = 0.0
        for n in found:
            word, at = words[n], family.new_words[went[n][0]]
            weight += word.weight
            sentence += word.weight * family.sentences[word.sentence, at.sentence]
            passage += word.weight * family.passages[word.passage, at.passage]
        if sentence >= SAME_SENTENCE * weight and passage >= SAME_PASSAGE * weight:
            return True
        return any(self.words.is_rare(run) for run in runs_across(family, found))

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

    def _target(self, family: Family, part: Sequence[int]) -> Target:
        places = [family.went[n][0] for n in part]
        return self._place_of(family, min(places), max(places))

    def _place_of(self, family: Family, first: int, last: int) -> Target:
        start, end = family.new_words[first], family.new_words[last]
        return Target(self.new[start.passage].uid, start.start, end.end)

    def _family(self, index: int) -> Family:
        return self._align(*self.members[index])

    def _align(self, olds: list[int], news: list[int]) -> Family:
        key = (olds[0], -1) if olds else (-1, news[0])
        if key not in self.aligned:
            rarity = self.words.rarity
            self.aligned[key] = aligned(
                words_of(self.old_texts, self.words.old, olds, rarity),
                words_of(self.new_texts, self.words.new, news, rarity),
            )
        return self.aligned[key]

    def _left_passage(self, index: int, start: int, end: int) -> Placement | None:
        """Find the sentences of a quote that went to a passage which does not descend from its own.

        They are sought among the sentences of the new text that have no other origin: the same
        words may stand elsewhere as often as they like, if it is known where those come from.
        """
        if self.strays is None:
            self.strays = self._find_strays()
        parts, found = [], 0
        for low, high, target in self.strays.get(index, ()):
            first, last = max(start, low), min(end, high)
            if first < last:
                offset = target.start - low
                parts.append(Target(target.passage_uid, first + offset, last + offset))
                found += last - first
        share = found / (end - start)
        if share < CONFIDENT_SHARE:
            return None
        return self._confident(self.old[index], (start, end), _touching(parts), min(share, 1.0))

    def _find_strays(self) -> dict[int, list[tuple[int, int, Target]]]:
        """Sentences that left their passage unchanged: old passage -> (start, end, new place)."""
        lost: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        fresh: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for olds, news in self.groups:
            if len(olds) == len(news) == 1 and self.old[olds[0]].text == self.new[news[0]].text:
                continue
            family = self._align(olds, news)
            explained = {at for at, _ in family.went.values()}
            for place in unexplained(family.old_words, family.went.keys()):
                lost[self.old[place[0]].text[place[1] : place[2]]].append(place)
            for place in unexplained(family.new_words, explained):
                fresh[self.new[place[0]].text[place[1] : place[2]]].append(place)
        strays: dict[int, list[tuple[int, int, Target]]] = defaultdict(list)
        for said, places in lost.items():
            if len(places) == len(fresh[said]) == 1 and self.words.is_distinct(said):
                [(index, low, high)], [(to, start, end)] = places, fresh[said]
                strays[index].append((low, high, Target(self.new[to].uid, start, end)))
        return strays


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


def _touching(parts: Sequence[Target]) -> tuple[Target, ...]:
    """Join targets that stand one after another in a passage."""
    joined: list[Target] = []
    for part in parts:
        last = joined[-1] if joined else None
        if last and last.passage_uid == part.passage_uid and 0 <= part.start - last.end <= 2:
            joined[-1] = Target(last.passage_uid, last.start, part.end)
        else:
            joined.append(part)
    return tuple(joined)
