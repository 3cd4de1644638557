"""Passages of two versions while they are matched: what is paired, how alike two are and whether they are near."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import Indel, LCSseq
from rapidfuzz.fuzz import ratio

from concept.word_alignment import WORD

CERTAIN = 0.5  # above this nobody needs to look, unless another text is as good
WITHIN = 0.9  # a text that stands whole within another one counts like one as similar as this
CONTAINED = 0.75  # share of a part's words found, in order, in the whole: split and merged
SHORTEST_PART_WORDS = 3
FIRST_CODE = 0xE000  # words are written as characters from here on, for comparison only
MOST_CANDIDATES = 6
RARE_GRAM_PASSAGES = 12  # a word 3-gram in more passages says nothing
CLEAR_LEAD_FAR = 0.2  # two texts far apart must lead all other texts of the document by this much
NEAR_PASSAGES = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage of the old version (with ``uid``) or of the text to be frozen (without).

    ``hints`` are the editor's block id and ``data-block-key`` ("" when there is none); ``lookup``
    is equal for equal content ("" means: compare the text). Passages come in document order.
    """

    uid: str | None
    kind: str
    text: str
    section_uid: str = ""
    position: int = 0
    hints: tuple[str, str] = ("", "")
    lookup: str = ""


@dataclass(slots=True)
class MatchingState:
    """What is known so far while two versions are matched; texts are named by their index in the document."""

    old: Sequence[Candidate]
    new: Sequence[Candidate]
    partner: dict[int, int] = field(default_factory=dict)  # new index -> old index
    taken: dict[int, int] = field(default_factory=dict)  # old index -> new index
    score: dict[int, float] = field(default_factory=dict)
    lead: dict[int, float] = field(default_factory=dict)
    parts: dict[int, int] = field(default_factory=dict)  # further part (new) -> old
    joined: dict[int, int] = field(default_factory=dict)  # further source (old) -> new
    old_words: dict[int, list[str]] = field(default_factory=dict)
    new_words: dict[int, list[str]] = field(default_factory=dict)
    codes: "Codes | None" = None

    def pair(self, old: int, new: int, score: float, lead: float = 1.0) -> None:
        self.partner[new] = old
        self.taken[old] = new
        self.score[new] = score
        self.lead[new] = lead

    def free_old(self) -> list[int]:
        return [i for i in range(len(self.old)) if i not in self.taken and i not in self.joined]

    def free_new(self) -> list[int]:
        return [i for i in range(len(self.new)) if i not in self.partner and i not in self.parts]

    def words_of_old(self, index: int) -> list[str]:
        if index not in self.old_words:
            self.old_words[index] = WORD.findall(self.old[index].text)
        return self.old_words[index]

    def words_of_new(self, index: int) -> list[str]:
        if index not in self.new_words:
            self.new_words[index] = WORD.findall(self.new[index].text)
        return self.new_words[index]


def similarity(old: str, new: str) -> float:
    """Return how much two texts share, 0-1: of their words, or of their letters beyond chance.

    Letters alone would call any two Czech sentences half alike; words alone would miss an
    inflected heading.
    """
    return similarity_of(WORD.findall(old), WORD.findall(new), old, new)


def similarity_of(old_words: Sequence[str], new_words: Sequence[str], old: str, new: str) -> float:
    """Return the same for texts whose words are known already."""
    words = Indel.normalized_similarity(old_words, new_words)
    return max(words, 2 * ratio(old, new) / 100 - 1)


def content_of(candidate: Candidate) -> str:
    """Return what is equal for equal content."""
    return candidate.lookup or f"{candidate.kind}\0{candidate.text}"


def hints_agree(state: MatchingState, old: int, new: int) -> bool:
    """Say whether the editor's marks name both as one block."""
    return any(state.old[old].hints) and state.old[old].hints == state.new[new].hints


def same_section(state: MatchingState, old: int, new: int) -> bool:
    """Say whether both stand in one section."""
    section = state.old[old].section_uid
    return bool(section) and section == state.new[new].section_uid


def stands_near(state: MatchingState, old: int, new: int) -> bool:
    """Whether something beside the words says that it is the same passage: its section or a neighbour."""
    return same_section(state, old, new) or neighbours_agree(state, old, new) > 0


def neighbours_agree(state: MatchingState, old: int, new: int) -> int:
    """Return how many of the two neighbours are partners or else read the same (0-2)."""
    count = 0
    for step in (-1, 1):
        o, n = old + step, new + step
        at_edges = (not 0 <= o < len(state.old)) and (not 0 <= n < len(state.new))
        if at_edges:
            count += 1
        elif 0 <= o < len(state.old) and 0 <= n < len(state.new):
            count += state.partner.get(n) == o or content_of(state.old[o]) == content_of(
                state.new[n]
            )
    return count


def same_gap(state: MatchingState, old: int, new: int) -> bool:
    """Say whether the nearest pair before, or the nearest after, stands as near to both."""
    for step in (-1, 1):
        for distance in range(1, NEAR_PASSAGES + 1):
            partner = state.taken.get(old + step * distance)
            if partner is not None:
                if 0 < (partner - new) * step <= NEAR_PASSAGES:
                    return True
                break
    return False


def likeness(state: MatchingState, old: int, new: int) -> float:
    """Return ``similarity`` of an old and a new text."""
    return similarity_of(
        state.words_of_old(old),
        state.words_of_new(new),
        state.old[old].text,
        state.new[new].text,
    )


def contained_share(state: MatchingState, old: int, new: int) -> float:
    """Return the share of the shorter text's words that stand in the longer one, in order."""
    old_words, new_words = state.words_of_old(old), state.words_of_new(new)
    shorter = min(len(old_words), len(new_words))
    if shorter < SHORTEST_PART_WORDS:
        return 0.0
    return LCSseq.similarity(old_words, new_words) / shorter


def grams_of(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Return runs of three words."""
    return zip(words, words[1:], words[2:], strict=False)


class GramIndex:
    """Finds passages of one side that share rare runs of three words with a text."""

    def __init__(self, texts: Mapping[int, Sequence[str]]) -> None:
        self.places: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for index, words in texts.items():
            for gram in set(grams_of(words)):
                self.places[gram].append(index)

    def nearest(self, words: Sequence[str]) -> list[int]:
        counts: Counter[int] = Counter()
        for gram in set(grams_of(words)):
            places = self.places.get(gram, ())
            if len(places) <= RARE_GRAM_PASSAGES:
                for index in places:
                    counts[index] += 1
        return [index for index, _ in counts.most_common(MOST_CANDIDATES)]

    def only(self, words: Sequence[str]) -> list[int]:
        """Return the passages that alone hold at least half of the text's runs."""
        grams = set(grams_of(words))
        counts: Counter[int] = Counter()
        for gram in grams:
            places = self.places.get(gram, ())
            if len(places) == 1:
                counts[places[0]] += 1
        return [index for index, count in counts.items() if count * 2 >= len(grams)]


def lead_of_cousins(state: MatchingState, old: int, new: int, score: float) -> float:
    """Return how much better two texts far apart fit than any other of the document; 0 when not clearly.

    A line such as "Termín: do 30. 6." has a cousin in every chapter: that it is equal proves nothing.
    """
    if state.codes is None:
        state.codes = Codes(state)
    rest = state.codes.nearest_old(new, old), state.codes.nearest_new(old, new)
    lead = score - max(rest)
    return lead if lead >= CLEAR_LEAD_FAR else 0.0


class Codes:
    """Every text as a string of one character for each word, so that all can be compared at once."""

    def __init__(self, state: MatchingState) -> None:
        numbers: dict[str, int] = {}

        def coded(words: Sequence[str]) -> str:
            return "".join(chr(FIRST_CODE + numbers.setdefault(w, len(numbers))) for w in words)

        self.old = [coded(state.words_of_old(o)) for o in range(len(state.old))]
        self.new = [coded(state.words_of_new(n)) for n in range(len(state.new))]

    def nearest_old(self, new: int, but: int) -> float:
        """How similar the most similar old text is to a new one, but for one of them."""
        return _nearest(self.new[new], self.old, but)

    def nearest_new(self, old: int, but: int) -> float:
        """The same for an old text among the new ones."""
        return _nearest(self.old[old], self.new, but)


def _nearest(text: str, texts: Sequence[str], but: int) -> float:
    found = process.extract(text, texts, scorer=Indel.normalized_similarity, limit=2)
    return max((score for _, score, index in found if index != but), default=0.0)
