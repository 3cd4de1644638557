"""Families of passages for anchoring: words of old passages and of their descendants, and which became which. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import log
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from concept.word_alignment import followed_words, spans

# Chosen on benchmarks/bench_text.py; see docs/performance.md for the curve.
SIMILAR_WORD = 70  # rapidfuzz ratio of a word and its misspelt or inflected form
SIMILAR_OTHERWISE = 80  # the same for words whose first two letters differ
SIMILAR_ALONE = 50  # the same for the only word between two that stayed
WORDS_APART = 4  # how far a word may have jumped over its neighbours
CONTEXT_WORDS = 8  # on each side of a quote, to tell two equal places apart
LONGEST_GAP = 12  # words between two parts of one target; beyond it there are two targets
WIDEST_GAP = 1.2  # letters between two parts of one target, as a multiple of those found
STRANGE_SENTENCE = 0.25  # below this share the words two sentences have in common met by chance
COMMON_WORD = 0.15  # weight that is left to a word which stands in every passage
DISTINCT_SHARE = 0.5  # of a sentence's runs of words, to be found outside the descendants
SENTENCE_END = re.compile(r"[.!?;]\W*\s+(?=[^\W\d_a-záčďéěíňóřšťúůýž])|\n")


class Word(NamedTuple):
    """A word of a passage (by number) as written, ``[start, end)`` in code points."""

    passage: int
    start: int
    end: int
    text: str  # without case
    letters: int
    weight: float  # letters, less for words that stand everywhere
    sentence: int


class Vocabulary:
    """How common words and runs of three words are in both versions."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.old = [_cut(text) for text in old]
        self.new = [_cut(text) for text in new]
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
class Family:
    """Words of old passages and of their descendants, and which became which."""

    old_words: list[Word]
    new_words: list[Word]
    went: dict[int, tuple[int, float]]  # old word number -> new word number, likeness 0-1
    numbers: dict[int, tuple[int, int]]  # old passage -> numbers of its words [first, last)
    sentences: dict[tuple[int, int], float]  # old and new sentence -> share they have in common
    passages: dict[tuple[int, int], float]  # the same of passages


def words_of(
    texts: Sequence[str],
    cuts: Sequence[Sequence[tuple[int, int, str]]],
    indexes: Sequence[int],
    rarity: Mapping[str, float],
) -> list[Word]:
    """Words of the texts at ``indexes`` in their order; ``cuts`` and ``rarity`` are those of the vocabulary."""
    words: list[Word] = []
    sentence = 0
    for index in indexes:
        sentence += 1
        ends = [match.end() for match in SENTENCE_END.finditer(texts[index])]
        for start, end, text in cuts[index]:
            letters = sum(map(str.isalnum, text))
            if ends and start >= ends[0]:
                sentence += 1
                ends = [at for at in ends if at > start]
            words.append(Word(index, start, end, text, letters, letters * rarity[text], sentence))
    return words


def aligned(old: list[Word], new: list[Word]) -> Family:
    """Follow the words of old passages into their descendants."""
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
    return Family(old, new, went, numbers, sentences, passages)


def as_good(family: Family, found: Sequence[int]) -> list[tuple[int, int]]:
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


def _surroundings(family: Family, found: Sequence[int], first: int, last: int) -> int:
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


def unexplained(words: Sequence[Word], explained: Container[int]) -> Iterator[tuple[int, int, int]]:
    """Yield passage, start and end of each sentence of whose weight little is explained."""
    for _sentence, numbered in groupby(enumerate(words), key=lambda pair: pair[1].sentence):
        numbered = list(numbered)
        weight = sum(word.weight for _, word in numbered)
        known = sum(word.weight for number, word in numbered if number in explained)
        if known < STRANGE_SENTENCE * weight:
            first, last = numbered[0][1], numbered[-1][1]
            yield first.passage, first.start, last.end


def _in_common(
    old: Sequence[Word],
    new: Sequence[Word],
    went: Mapping[int, tuple[int, float]],
    whole: Callable[[Word], int],
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


def runs_across(family: Family, found: Sequence[int]) -> Iterator[tuple[str, ...]]:
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
    old: Sequence[Word], new: Sequence[Word], went: dict[int, tuple[int, float]]
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


def parts_of(family: Family, found: Sequence[int]) -> list[list[int]]:
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
