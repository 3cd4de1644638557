"""Anchors: where a quoted place of an old version stands in a new one.

First it is decided where the passage went (lineage), and the quote is sought only there: in
administrative text the same phrases stand everywhere. Inside, the words of the old passage are
aligned with those of its descendants, and the quote goes where its words went. Whether that is
more than chance is asked of its surroundings: the sentence must have stayed the same one, or the
words must be such as stand nowhere else. A confident placement that is wrong does more harm than
one left to a person, so doubt says ``ambiguous``.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import log
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from concept.lineage_matching import families, lineage, match_passages, moved_families
from concept.lineage_state import Candidate
from concept.word_alignment import followed_words, spans

# Chosen on benchmarks/bench_text.py; see docs/performance.md for the curve.
CONFIDENT_SHARE = 0.55  # of the quote's letters found again; below this it is orphaned
DOUBTFUL_SHARE = 0.3  # between the two an editor decides
SIMILAR_WORD = 70  # rapidfuzz ratio of a word and its misspelt or inflected form
SIMILAR_OTHERWISE = 80  # the same for words whose first two letters differ
SIMILAR_ALONE = 50  # the same for the only word between two that stayed
WORDS_APART = 4  # how far a word may have jumped over its neighbours
CONTEXT_WORDS = 8  # on each side of a quote, to tell two equal places apart
LONGEST_GAP = 12  # words between two parts of one target; beyond it there are two targets
WIDEST_GAP = 1.2  # letters between two parts of one target, as a multiple of those found
SMALLEST_PART = 0.2  # share of the found letters that makes a part a target of its own
SAME_SENTENCE = 0.55  # share of the weight of the shorter of two sentences that both have
SAME_PASSAGE = 0.5  # the same of two passages
STRANGE_SENTENCE = 0.25  # below this share the words two sentences have in common met by chance
COMMON_WORD = 0.15  # weight that is left to a word which stands in every passage
DISTINCT_SHARE = 0.5  # of a sentence's runs of words, to be found outside the descendants
SENTENCE_END = re.compile(r"[.!?;]\W*\s+(?=[^\W\d_a-záčďéěíňóřšťúůýž])|\n")


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
    text: str  # without case
    letters: int
    weight: float  # letters, less for words that stand everywhere
    sentence: int


class _Vocabulary:
    """How common words and runs of three words are in both versions."""

    def __init__(self, old: Sequence[PassageText], new: Sequence[PassageText]) -> None:
        self.old = [_cut(passage.text) for passage in old]
        self.new = [_cut(passage.text) for passage in new]
        passages = max(2, len(old) + len(new))
        count: Counter[str] = Counter()
        for cut in (*self.old, *self.new):
            count.update({word for _, _, word in cut})
        self.rarity = {
            word: COMMON_WORD + (1 - COMMON_WORD) * (1 - log(n) / log(passages))
            for word, n in count.items()
        }
        self.runs_old, self.runs_new = _runs(self.old), _runs(self.new)

    def is_rare(self, run: tuple[str, ...]) -> bool:
        """Whether a run of three words stands exactly once in each version."""
        return self.runs_old[run] == 1 and self.runs_new[run] == 1

    def is_distinct(self, sentence: str) -> bool:
        """Whether most runs of a sentence are its own, so that nobody wrote it twice by chance."""
        words = [word for _, _, word in _cut(sentence)]
        runs = list(zip(words, words[1:], words[2:], strict=False))
        return bool(runs) and sum(map(self.is_rare, runs)) >= DISTINCT_SHARE * len(runs)


def _cut(text: str) -> list[tuple[int, int, str]]:
    return [(start, end, text[start:end].casefold()) for start, end in spans(text)]


def _runs(passages: Iterable[Sequence[tuple[int, int, str]]]) -> Counter[tuple[str, ...]]:
    count: Counter[tuple[str, ...]] = Counter()
    for cut in passages:
        words = [word for _, _, word in cut]
        count.update(zip(words, words[1:], words[2:], strict=False))
    return count


@dataclass(slots=True)
class _Family:
    """Words of old passages and of their descendants, and which became which."""

    old_words: list[_Word]
    new_words: list[_Word]
    went: dict[int, tuple[int, float]]  # old word number -> new word number, likeness 0-1
    numbers: dict[int, tuple[int, int]]  # old passage -> numbers of its words [first, last)
    sentences: dict[tuple[int, int], float]  # old and new sentence -> share they have in common
    passages: dict[tuple[int, int], float]  # the same of passages


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
        self.words = _Vocabulary(old, new)
        self.aligned: dict[tuple[int, int], _Family] = {}
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
        parts = _parts(family, found)
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
        if len(kept) == 1 and (rivals := _as_good(family, proofs)):
            others = (self._place_of(family, first, last) for first, last in rivals)
            return Placement("ambiguous", (*targets, *others), share)
        return self._confident(self.old[index], (start, end), targets, share)

    def _is_proved(self, family: _Family, found: Sequence[int]) -> bool:
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
        return any(self.words.is_rare(run) for run in _runs_across(family, found))

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

    def _target(self, family: _Family, part: Sequence[int]) -> Target:
        places = [family.went[n][0] for n in part]
        return self._place_of(family, min(places), max(places))

    def _place_of(self, family: _Family, first: int, last: int) -> Target:
        start, end = family.new_words[first], family.new_words[last]
        return Target(self.new[start.passage].uid, start.start, end.end)

    def _family(self, index: int) -> _Family:
        return self._align(*self.members[index])

    def _align(self, olds: list[int], news: list[int]) -> _Family:
        key = (olds[0], -1) if olds else (-1, news[0])
        if key not in self.aligned:
            rarity = self.words.rarity
            self.aligned[key] = _aligned(
                _words(self.old, self.words.old, olds, rarity),
                _words(self.new, self.words.new, news, rarity),
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
            for place in _unexplained(family.old_words, family.went.keys()):
                lost[self.old[place[0]].text[place[1] : place[2]]].append(place)
            for place in _unexplained(family.new_words, explained):
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


def _words(
    passages: Sequence[PassageText],
    cuts: Sequence[Sequence[tuple[int, int, str]]],
    indexes: Sequence[int],
    rarity: Mapping[str, float],
) -> list[_Word]:
    words: list[_Word] = []
    sentence = 0
    for index in indexes:
        sentence += 1
        ends = [match.end() for match in SENTENCE_END.finditer(passages[index].text)]
        for start, end, text in cuts[index]:
            letters = sum(map(str.isalnum, text))
            if ends and start >= ends[0]:
                sentence += 1
                ends = [at for at in ends if at > start]
            words.append(_Word(index, start, end, text, letters, letters * rarity[text], sentence))
    return words


def _aligned(old: list[_Word], new: list[_Word]) -> _Family:
    old_texts, new_texts = [word.text for word in old], [word.text for word in new]
    went = {a: (b, 1.0) for a, b in followed_words(old_texts, new_texts).items()}
    _add_words_near(old, new, went)
    _add_similar_words(old_texts, new_texts, went)
    sentences = _in_common(old, new, went, lambda word: word.sentence)
    for number, (at, _) in list(went.items()):
        if sentences[old[number].sentence, new[at].sentence] < STRANGE_SENTENCE:
            del went[number]
    passages = _in_common(old, new, went, lambda word: word.passage)
    numbers: dict[int, tuple[int, int]] = {}
    for number, word in enumerate(old):
        numbers[word.passage] = (numbers.get(word.passage, (number, 0))[0], number + 1)
    return _Family(old, new, went, numbers, sentences, passages)


def _as_good(family: _Family, found: Sequence[int]) -> list[tuple[int, int]]:
    """Return other places where the found words stand as well, with surroundings as much like the old ones.

    Only words count that come from nowhere else: a repetition that was there before is known.
    """
    went, new = family.went, family.new_words
    first, last = (choose(went[n][0] for n in found) for choose in (min, max))
    said = [word.text for word in new[first : last + 1]]
    texts = [word.text for word in new]
    explained = {at for at, _ in went.values()}
    own = _surroundings(family, found, first, last)
    places = []
    for at in range(len(new) - len(said) + 1):
        end = at + len(said) - 1
        if texts[at] != said[0] or (at <= last and end >= first):
            continue
        if texts[at : end + 1] != said or not explained.isdisjoint(range(at, end + 1)):
            continue
        if _surroundings(family, found, at, end) >= own:
            places.append((at, end))
    return places


def _surroundings(family: _Family, found: Sequence[int], first: int, last: int) -> int:
    """Count the words before and after a quote that stand before and after a new place too."""
    old, new = family.old_words, family.new_words
    count = 0
    for number, at, step in ((min(found), first, -1), (max(found), last, 1)):
        for distance in range(1, CONTEXT_WORDS + 1):
            a, b = number + step * distance, at + step * distance
            if not (0 <= a < len(old) and 0 <= b < len(new)) or old[a].text != new[b].text:
                break
            count += old[a].letters > 0
    return count


def _unexplained(
    words: Sequence[_Word], explained: Container[int]
) -> Iterator[tuple[int, int, int]]:
    """Yield passage, start and end of each sentence of whose weight little is explained."""
    for _sentence, numbered in groupby(enumerate(words), key=lambda pair: pair[1].sentence):
        numbered = list(numbered)
        weight = sum(word.weight for _, word in numbered)
        known = sum(word.weight for number, word in numbered if number in explained)
        if known < STRANGE_SENTENCE * weight:
            first, last = numbered[0][1], numbered[-1][1]
            yield first.passage, first.start, last.end


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


def _in_common(
    old: Sequence[_Word],
    new: Sequence[_Word],
    went: Mapping[int, tuple[int, float]],
    whole: Callable[[_Word], int],
) -> dict[tuple[int, int], float]:
    """Return what pairs of sentences or passages have in common, as a share of the lighter one."""
    of_old, of_new = defaultdict(float), defaultdict(float)
    for word in old:
        of_old[whole(word)] += word.weight
    for word in new:
        of_new[whole(word)] += word.weight
    common: dict[tuple[int, int], float] = defaultdict(float)
    for number, (at, like) in went.items():
        common[whole(old[number]), whole(new[at])] += old[number].weight * like
    return {
        (a, b): weight / (min(of_old[a], of_new[b]) or 1.0) for (a, b), weight in common.items()
    }


def _runs_across(family: _Family, found: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """Yield runs of three words that stayed neighbours and hold one of the found words."""
    went, words = family.went, family.old_words
    seen = set()
    for number in found:
        for first in range(number - 2, number + 1):
            if first in seen:
                continue
            seen.add(first)
            places = [went.get(first + step) for step in range(3)]
            if None in places or any(like < 1 for _, like in places):
                continue
            if places[0][0] + 2 == places[1][0] + 1 == places[2][0]:
                yield tuple(words[first + step].text for step in range(3))


def _add_words_near(
    old: Sequence[_Word], new: Sequence[_Word], went: dict[int, tuple[int, float]]
) -> None:
    """Add words that jumped over a few neighbours, as when two of them are swapped."""
    taken = {at for at, _ in went.values()}
    free: dict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(new):
        if at not in taken:
            free[word.text].append(at)
    expected = 0
    for number, word in enumerate(old):
        if number in went:
            expected = went[number][0] + 1
            continue
        if word.letters > 1:
            near = [at for at in free.get(word.text, ()) if abs(at - expected) <= WORDS_APART]
            if len(near) == 1 and near[0] not in taken:
                went[number] = (near[0], 1.0)
                taken.add(near[0])


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
            least = SIMILAR_ALONE if high - low == end - number == 1 else SIMILAR_WORD
            for n in range(number, end):
                for at in range(low, high):
                    if at not in taken and (like := _word_likeness(old[n], new[at])) >= least:
                        went[n] = (at, like / 100)
                        taken.add(at)
                        low = at + 1
                        break
        number = end


def _word_likeness(old: str, new: str) -> float:
    """Return 0-100; words that begin otherwise must be the more alike."""
    like = ratio(old, new)
    return like if old[:2] == new[:2] or like >= SIMILAR_OTHERWISE else 0.0


def _parts(family: _Family, found: Sequence[int]) -> list[list[int]]:
    """Group the found words by where they stand now: by passage, and apart after a long gap."""
    went, new = family.went, family.new_words
    ordered = sorted(found, key=lambda number: went[number][0])
    letters = sum(family.old_words[number].letters for number in found)
    parts: list[list[int]] = []
    for number in ordered:
        word = new[went[number][0]]
        if parts:
            last = new[went[parts[-1][-1]][0]]
            apart = went[number][0] - went[parts[-1][-1]][0]
            if (
                last.passage == word.passage
                and apart <= LONGEST_GAP
                and word.start - last.end <= WIDEST_GAP * letters
            ):
                parts[-1].append(number)
                continue
        parts.append([number])
    return parts
