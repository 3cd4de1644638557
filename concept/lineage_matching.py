"""What became of each passage: which new passage continues which old one.

Nothing is stored here. Freezing gives the released text of the live side together with the hints
the editor left (block id and ``data-block-key``), the last version with its identities, and gets
proposals; those that are not ``certain`` go to an editor.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import process
from rapidfuzz.distance import Indel, LCSseq
from rapidfuzz.fuzz import ratio

from concept.word_alignment import WORD, longest_increasing

# Similarities 0-1 as ``similarity`` counts them; unrelated Czech sentences reach about 0.2.
SIMILAR_WITH_HINT = 0.25  # the editor says it is the same paragraph, the text does not contradict
SIMILAR = 0.35  # below this two texts are strangers
SIMILAR_FAR = 0.5  # the same for texts that stand far from each other
CERTAIN = 0.5  # above this nobody needs to look, unless another text is as good
CLEAR_LEAD = 0.08  # a match that leads the next best by less is not certain
WITHIN = 0.9  # a text that stands whole within another one counts like one as similar as this
CONTAINED = 0.75  # share of a part's words found, in order, in the whole: split and merged
SHORTEST_PART_WORDS = 3
FIRST_CODE = 0xE000  # words are written as characters from here on, for comparison only
MOST_CANDIDATES = 6
RARE_GRAM_PASSAGES = 12  # a word 3-gram in more passages says nothing
TELLING_WORDS = 12  # equal texts this long are the same wherever they stand
CLEAR_LEAD_FAR = 0.2  # the same for two texts far apart, against all texts of the document
NEAR_PASSAGES = 4
FIXED_WEIGHT = 1000.0  # of a pair known already, when others are to keep its order
MOST_EQUAL_PAIRS = 10_000  # of one content; more copies than that tell nothing
LARGEST_GAP = 2_500  # pairs of texts compared between two pairs that kept their order
NEARNESS_BONUS = 0.1  # for a text in the same section or between the same neighbours


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


@dataclass(frozen=True, slots=True)
class Match:
    """What a new passage comes from.

    ``relation``: same, edited, moved (unchanged, at another place), split, merged, replaced, new.
    ``taken_uid`` is the identity the new passage takes over, each at most once: the first part of
    a split has it, the first source of a merged one gives it. ``score`` is 0-1; what is not
    ``certain`` needs a person.
    """

    new_index: int
    old_uids: tuple[str, ...]
    relation: str
    score: float
    certain: bool
    moved: bool = False
    taken_uid: str | None = None


@dataclass(slots=True)
class _State:
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
    codes: "_Codes | None" = None

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


def match_passages(old: Sequence[Candidate], new: Sequence[Candidate]) -> list[Match]:
    """Return one match for each new passage, in order; old passages in none of them are deleted.

    Both sequences are in document order. First come equal hints with equal, then with similar text,
    then what kept its order: equal contents, and between them similar texts. What is left has moved
    (equal contents; the neighbours and the section decide between several), was rewritten, or is a
    part of split and merged passages: sought first between the same neighbours, then anywhere. What
    stands outside the longest increasing subsequence of places has moved.
    """
    state = _State(old, new)
    _pair_equal_hinted(state)
    _pair_hinted(state)
    _pair_equal_in_order(state)
    _pair_similar_in_gaps(state)
    _pair_equal(state)
    for is_far in (False, True):  # a likeness near by counts before one far off
        _pair_similar(state, is_far=is_far)
        _find_parts(state, is_far=is_far)
    return _matches(state)


def lineage(matches: Iterable[Match], new_uids: Sequence[str]) -> dict[str, list[str]]:
    """Return old uid -> uids of the new passages that continue it; deleted ones are missing."""
    result: dict[str, list[str]] = defaultdict(list)
    for match in matches:
        for uid in match.old_uids:
            result[uid].append(new_uids[match.new_index])
    return dict(result)


def families(
    old_by_uid: Mapping[str, int],
    new_by_uid: Mapping[str, int],
    lineage: Mapping[str, Sequence[str]],
) -> list[tuple[list[int], list[int]]]:
    """Return old and new indexes that lineage connects, each index in exactly one family.

    Families come in the order of their first old passage, then those of new passages only.
    """
    heirs: dict[int, list[int]] = defaultdict(list)
    ancestors: dict[int, list[int]] = defaultdict(list)
    for uid, descendants in lineage.items():
        if uid not in old_by_uid:
            continue
        for descendant in dict.fromkeys(descendants):
            if descendant in new_by_uid:
                heirs[old_by_uid[uid]].append(new_by_uid[descendant])
                ancestors[new_by_uid[descendant]].append(old_by_uid[uid])
    result = []
    seen: set[int] = set()
    for first in sorted(old_by_uid.values()):
        if first in seen:
            continue
        olds, news, waiting = {first}, set(), [first]
        while waiting:
            for heir in heirs[waiting.pop()]:
                if heir not in news:
                    news.add(heir)
                    waiting += [o for o in ancestors[heir] if o not in olds]
                    olds.update(ancestors[heir])
        seen |= olds
        result.append((sorted(olds), sorted(news)))
    result += [([], [index]) for index in sorted(new_by_uid.values()) if index not in ancestors]
    return result


def moved_families(groups: Sequence[tuple[list[int], list[int]]]) -> set[int]:
    """Return the numbers of families outside the longest run that kept its order."""
    kept = sorted(
        (olds[0], news[0], number) for number, (olds, news) in enumerate(groups) if olds and news
    )
    unmoved = {kept[i][2] for i in longest_increasing([new for _, new, _ in kept])}
    return {number for _, _, number in kept} - unmoved


def similarity(old: str, new: str) -> float:
    """Return how much two texts share, 0-1: of their words, or of their letters beyond chance.

    Letters alone would call any two Czech sentences half alike; words alone would miss an
    inflected heading.
    """
    return _similarity_of(WORD.findall(old), WORD.findall(new), old, new)


def _similarity_of(old_words: Sequence[str], new_words: Sequence[str], old: str, new: str) -> float:
    words = Indel.normalized_similarity(old_words, new_words)
    return max(words, 2 * ratio(old, new) / 100 - 1)


def _content(candidate: Candidate) -> str:
    return candidate.lookup or f"{candidate.kind}\0{candidate.text}"


def _pair_equal_hinted(state: _State) -> None:
    """Pair equal contents with equal hints; of a page and its copy the same section wins."""
    olds = defaultdict(list)
    for index, candidate in enumerate(state.old):
        if any(candidate.hints):
            olds[candidate.hints, _content(candidate)].append(index)
    found = [
        (not _same_section(state, o, n), n, o)
        for n, candidate in enumerate(state.new)
        for o in olds.get((candidate.hints, _content(candidate)), ())
    ]
    for _, n, o in sorted(found):
        if o not in state.taken and n not in state.partner:
            state.pair(o, n, 1.0)


def _pair_equal_in_order(state: _State) -> None:
    """Pair equal contents along the heaviest run of places that kept its order.

    Lines such as "Garant: magistrát" stand in a text many times; which is which only their order tells.
    """
    olds, news = _by_content(state.old), _by_content(state.new)
    pairs = {(o, n): FIXED_WEIGHT for n, o in state.partner.items()}
    for content, old_indexes in olds.items():
        new_indexes = news.get(content, [])
        count = max(len(old_indexes), len(new_indexes))
        if len(old_indexes) * len(new_indexes) > MOST_EQUAL_PAIRS:
            continue
        for o in old_indexes:
            for n in new_indexes:
                if o not in state.taken and n not in state.partner:
                    known = len(state.words_of_old(o)) / count
                    pairs[o, n] = known * (1 + _neighbours_agree(state, o, n))
    for o, n in _heaviest_chain(pairs):
        if o not in state.taken:
            state.pair(o, n, 1.0)


def _by_content(candidates: Sequence[Candidate]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for index, candidate in enumerate(candidates):
        found[_content(candidate)].append(index)
    return found


def _heaviest_chain(weights: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Return the pairs, increasing on both sides, that weigh most together."""
    size = max((n for _, n in weights), default=-1) + 1
    best = [(0.0, -1)] * (size + 1)  # a Fenwick tree of the heaviest chain that ends before a place
    ordered = sorted(weights, key=lambda pair: (pair[0], -pair[1]))
    previous = []
    for number, (o, n) in enumerate(ordered):
        at, heaviest = n, (0.0, -1)
        while at > 0:
            heaviest = max(heaviest, best[at])
            at -= at & -at
        previous.append(heaviest[1])
        weight = heaviest[0] + weights[o, n]
        at = n + 1
        while at <= size:
            best[at] = max(best[at], (weight, number))
            at += at & -at
    chain = []
    at, heaviest = size, (0.0, -1)
    while at > 0:
        heaviest = max(heaviest, best[at])
        at -= at & -at
    number = heaviest[1]
    while number >= 0:
        chain.append(ordered[number])
        number = previous[number]
    return chain[::-1]


def _pair_similar_in_gaps(state: _State) -> None:
    """Pair similar texts, in their order, between the pairs that kept theirs."""
    has_hints = any(_hints_agree(state, o, n) for n, o in state.partner.items())
    kept = sorted((o, n) for n, o in state.partner.items())
    frame = [kept[i] for i in longest_increasing([n for _, n in kept])]
    ends = (len(state.old), len(state.new))
    for before, after in zip([(-1, -1), *frame], [*frame, ends], strict=True):
        olds = [o for o in range(before[0] + 1, after[0]) if o not in state.taken]
        news = [n for n in range(before[1] + 1, after[1]) if n not in state.partner]
        if not olds or not news or len(olds) * len(news) > LARGEST_GAP:
            continue
        scores = {
            (o, n): score
            for o in olds
            for n in news
            if (score := _likeness_in_gap(state, o, n)) >= SIMILAR
        }
        chain = _heaviest_chain(scores)
        best_old = {o: scores[o, n] for o, n in chain}
        best_new = {n: scores[o, n] for o, n in chain}
        for o, n in chain:
            # Who has found a better partner is no rival.
            rivals = [
                score
                for (a, b), score in scores.items()
                if (a == o and b != n and score > best_new.get(b, 0.0))
                or (a != o and b == n and score > best_old.get(a, 0.0))
            ]
            near = min(scores[o, n] + NEARNESS_BONUS, 0.999)
            lead = scores[o, n] - max(rivals, default=0.0)
            if has_hints and len(state.words_of_old(o)) < TELLING_WORDS:
                # The editor's ids say that these are two passages.
                lead = min(lead, _lead_of_cousins(state, o, n, scores[o, n]))
            state.pair(o, n, near, lead)


def _likeness_in_gap(state: _State, old: int, new: int) -> float:
    """Similarity of two texts between the same neighbours; one may stand within the other, or be of another kind."""
    score = _similarity(state, old, new)
    if score < WITHIN and (contained := _contained(state, old, new)) >= CONTAINED:
        score = max(score, contained * WITHIN)
    if state.old[old].kind != state.new[new].kind and score < CERTAIN:
        return 0.0
    return score


def _pair_equal(state: _State) -> None:
    """Pair equal contents; where several are equal, the best place wins.

    What only happens to be left over is paired as well, but not for certain.
    """
    olds: dict[str, list[int]] = defaultdict(list)
    news: dict[str, list[int]] = defaultdict(list)
    for index in state.free_old():
        olds[_content(state.old[index])].append(index)
    for index in state.free_new():
        news[_content(state.new[index])].append(index)
    several = []
    all_olds, all_news = _by_content(state.old), _by_content(state.new)
    for content, old_indexes in olds.items():
        new_indexes = news.get(content, [])
        is_alone = len(all_olds[content]) == len(all_news.get(content, ())) == 1
        if is_alone and new_indexes:
            [o], [n] = old_indexes, new_indexes
            lead = 1.0
            if len(state.words_of_old(o)) < TELLING_WORDS and not _is_near(state, o, n):
                lead = _lead_of_cousins(state, o, n, 1.0)
            state.pair(o, n, 1.0, lead)
        elif new_indexes:
            several.append((old_indexes, new_indexes))
    for agree, lead in (
        (lambda o, n: _same_section(state, o, n) and _neighbours_agree(state, o, n) > 0, 1.0),
        (lambda o, n: _neighbours_agree(state, o, n) == 2, 1.0),
        (lambda o, n: _neighbours_agree(state, o, n) > 0, 1.0),
        (lambda o, n: _same_section(state, o, n), 1.0),
        (lambda o, n: _same_gap(state, o, n), 1.0),
        (lambda _o, _n: True, 0.0),
    ):
        for old_indexes, new_indexes in several:
            for o in list(old_indexes):
                fitting = [n for n in new_indexes if agree(o, n)]
                if fitting:
                    state.pair(o, fitting[0], 1.0, lead)
                    old_indexes.remove(o)
                    new_indexes.remove(fitting[0])


def _hints_agree(state: _State, old: int, new: int) -> bool:
    return any(state.old[old].hints) and state.old[old].hints == state.new[new].hints


def _same_section(state: _State, old: int, new: int) -> bool:
    section = state.old[old].section_uid
    return bool(section) and section == state.new[new].section_uid


def _is_near(state: _State, old: int, new: int) -> bool:
    """Whether something beside the words says that it is the same passage: its section or a neighbour."""
    return _same_section(state, old, new) or _neighbours_agree(state, old, new) > 0


def _neighbours_agree(state: _State, old: int, new: int) -> int:
    """Return how many of the two neighbours are partners or else read the same (0-2)."""
    count = 0
    for step in (-1, 1):
        o, n = old + step, new + step
        at_edges = (not 0 <= o < len(state.old)) and (not 0 <= n < len(state.new))
        if at_edges:
            count += 1
        elif 0 <= o < len(state.old) and 0 <= n < len(state.new):
            count += state.partner.get(n) == o or _content(state.old[o]) == _content(state.new[n])
    return count


def _same_gap(state: _State, old: int, new: int) -> bool:
    """Say whether the nearest pair before, or the nearest after, stands as near to both."""
    for step in (-1, 1):
        for distance in range(1, NEAR_PASSAGES + 1):
            partner = state.taken.get(old + step * distance)
            if partner is not None:
                if 0 < (partner - new) * step <= NEAR_PASSAGES:
                    return True
                break
    return False


def _pair_hinted(state: _State) -> None:
    """Pair equal hints whose texts are similar or one within the other.

    A copied page carries the same hints twice; the text nearest to the old one wins.
    """
    olds = defaultdict(list)
    for index in state.free_old():
        if any(state.old[index].hints):
            olds[state.old[index].hints].append(index)
    found = []
    for n in state.free_new():
        for o in olds.get(state.new[n].hints, ()):
            score = _similarity(state, o, n)
            if score >= SIMILAR_WITH_HINT or _contained(state, o, n) >= CONTAINED:
                found.append((_same_section(state, o, n), score, -n, o, n))
    for _, score, _, o, n in sorted(found, reverse=True):
        if o not in state.taken and n not in state.partner:
            state.pair(o, n, max(score, CERTAIN))


def _similarity(state: _State, old: int, new: int) -> float:
    return _similarity_of(
        state.words_of_old(old),
        state.words_of_new(new),
        state.old[old].text,
        state.new[new].text,
    )


def _contained(state: _State, old: int, new: int) -> float:
    """Return the share of the shorter text's words that stand in the longer one, in order."""
    old_words, new_words = state.words_of_old(old), state.words_of_new(new)
    shorter = min(len(old_words), len(new_words))
    if shorter < SHORTEST_PART_WORDS:
        return 0.0
    return LCSseq.similarity(old_words, new_words) / shorter


def _grams(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    return zip(words, words[1:], words[2:], strict=False)


class _Index:
    """Finds passages of one side that share rare runs of three words with a text."""

    def __init__(self, texts: Mapping[int, Sequence[str]]) -> None:
        self.places: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for index, words in texts.items():
            for gram in set(_grams(words)):
                self.places[gram].append(index)

    def nearest(self, words: Sequence[str]) -> list[int]:
        counts: Counter[int] = Counter()
        for gram in set(_grams(words)):
            places = self.places.get(gram, ())
            if len(places) <= RARE_GRAM_PASSAGES:
                for index in places:
                    counts[index] += 1
        return [index for index, _ in counts.most_common(MOST_CANDIDATES)]

    def only(self, words: Sequence[str]) -> list[int]:
        """Return the passages that alone hold at least half of the text's runs."""
        grams = set(_grams(words))
        counts: Counter[int] = Counter()
        for gram in grams:
            places = self.places.get(gram, ())
            if len(places) == 1:
                counts[places[0]] += 1
        return [index for index, count in counts.items() if count * 2 >= len(grams)]


def _pair_similar(state: _State, *, is_far: bool) -> None:
    """Pair similar texts, the best first; only texts with something in common are compared."""
    free_old = state.free_old()
    free_new = state.free_new()
    index = _Index({o: state.words_of_old(o) for o in free_old})
    between = _gap_mates(state, free_old, free_new)
    scores: dict[tuple[int, int], float] = {}
    for n in free_new:
        for o in {*index.nearest(state.words_of_new(n)), *between.get(n, ())}:
            score = _similarity(state, o, n)
            is_near = o in between.get(n, ()) or _same_section(state, o, n)
            least = SIMILAR if is_near else SIMILAR_FAR
            if (is_near or is_far) and score >= least and state.old[o].kind == state.new[n].kind:
                scores[o, n] = min(score + NEARNESS_BONUS * is_near, 0.999)
    by_old, by_new = defaultdict(list), defaultdict(list)
    for o, n in scores:
        by_old[o].append(n)
        by_new[n].append(o)
    for (o, n), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if o not in state.taken and n not in state.partner:
            rivals = [scores[o, m] for m in by_old[o] if m != n and m not in state.partner]
            rivals += [scores[m, n] for m in by_new[n] if m != o and m not in state.taken]
            lead = score - max(rivals, default=0.0)
            if is_far and not _is_near(state, o, n):
                lead = min(lead, _lead_of_cousins(state, o, n, score))
            state.pair(o, n, score, lead)


def _lead_of_cousins(state: _State, old: int, new: int, score: float) -> float:
    """Return how much better two texts far apart fit than any other of the document; 0 when not clearly.

    A line such as "Termín: do 30. 6." has a cousin in every chapter: that it is equal proves nothing.
    """
    if state.codes is None:
        state.codes = _Codes(state)
    rest = state.codes.nearest_old(new, old), state.codes.nearest_new(old, new)
    lead = score - max(rest)
    return lead if lead >= CLEAR_LEAD_FAR else 0.0


class _Codes:
    """Every text as a string of one character for each word, so that all can be compared at once."""

    def __init__(self, state: _State) -> None:
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


def _gap_mates(
    state: _State, free_old: Sequence[int], free_new: Sequence[int]
) -> dict[int, list[int]]:
    """Return for each free new passage the free old ones between the same neighbours (few)."""
    free = set(free_old)
    result: dict[int, list[int]] = {}
    for n in free_new:
        mates = []
        before = n - 1
        while before >= 0 and before not in state.partner and n - before < MOST_CANDIDATES:
            before -= 1
        start = state.partner[before] + 1 if before in state.partner else None
        if start is None and before < 0:
            start = 0
        if start is not None:
            for o in range(start, min(start + MOST_CANDIDATES, len(state.old))):
                if o not in free:
                    break
                mates.append(o)
        result[n] = mates
    return result


def _find_parts(state: _State, *, is_far: bool) -> None:
    """Find further parts of split passages, then further sources of merged ones.

    Far from the other parts only a text counts whose words stand nowhere else.
    """
    index = _Index({o: state.words_of_old(o) for o in range(len(state.old))}) if is_far else None
    for n in state.free_new():
        words = state.words_of_new(n)
        near = [state.partner[m] for m in (n - 1, n + 1) if m in state.partner]
        near += [state.parts[m] for m in (n - 1, n + 1) if m in state.parts]
        for o in dict.fromkeys([*near, *(index.only(words) if index else ())]):
            heir = state.taken.get(o)
            heir_words = state.words_of_new(heir) if heir is not None else []
            if _is_part(words, state.words_of_old(o), heir_words):
                if heir is not None:
                    state.parts[n] = o
                elif o not in state.joined:
                    state.pair(o, n, CERTAIN)
                else:
                    continue
                break
    index = _Index({n: state.words_of_new(n) for n in range(len(state.new))}) if is_far else None
    waiting = state.free_old()
    while (
        waiting
    ):  # of three joined passages the first finds its neighbour only after that was found
        left = [o for o in waiting if not _join(state, o, index)]
        waiting = left if len(left) < len(waiting) else []


def _join(state: _State, old: int, index: "_Index | None") -> bool:
    """Find the merged passage that an old one went into."""
    words = state.words_of_old(old)
    near = [state.taken[p] for p in (old - 1, old + 1) if p in state.taken]
    near += [state.joined[p] for p in (old - 1, old + 1) if p in state.joined]
    for n in dict.fromkeys([*near, *(index.only(words) if index else ())]):
        source = state.partner.get(n)
        if source is None or n in state.parts:
            continue
        if _is_part(words, state.words_of_new(n), state.words_of_old(source)):
            state.joined[old] = n
            return True
    return False


def _is_part(part: Sequence[str], whole: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether ``part`` stands in ``whole`` beside what ``other`` already covers."""
    if len(part) < SHORTEST_PART_WORDS:
        return False
    shared = LCSseq.similarity(part, whole)
    if shared < CONTAINED * len(part):
        return False
    if not other:
        return True
    covered = LCSseq.similarity(other, whole)
    together = max(
        LCSseq.similarity([*other, *part], whole), LCSseq.similarity([*part, *other], whole)
    )
    return together - covered >= CONTAINED * len(part) * 0.8


def _matches(state: _State) -> list[Match]:
    ordered = sorted(state.partner)
    unmoved = {ordered[i] for i in longest_increasing([state.partner[n] for n in ordered])}
    parts_of = defaultdict(list)
    for n, o in state.parts.items():
        parts_of[o].append(n)
    sources_of = defaultdict(list)
    for o, n in state.joined.items():
        sources_of[n].append(o)
    replaced = _replaced(state)
    result = []
    free = {candidate.uid for candidate in state.old}
    for n in range(len(state.new)):
        if n in state.partner:
            match = _paired(state, n, n not in unmoved, parts_of, sources_of)
        elif n in state.parts:
            match = Match(n, (_uid(state, state.parts[n]),), "split", CONTAINED, certain=True)
        elif n in replaced:
            match = Match(n, (_uid(state, replaced[n]),), "replaced", 0.0, certain=False)
        else:
            match = Match(n, (), "new", 1.0, certain=True)
        if match.relation != "replaced":
            taken = next((uid for uid in match.old_uids if uid in free), None)
            free.discard(taken)
            match = replace(match, taken_uid=taken)
        result.append(match)
    return result


def _paired(
    state: _State,
    n: int,
    moved: bool,
    parts_of: Mapping[int, list[int]],
    sources_of: Mapping[int, list[int]],
) -> Match:
    o = state.partner[n]
    score = state.score[n]
    # The rivals of a part are the other parts; a text within the other one is as good as a similar one.
    certain = score >= CERTAIN or _contained(state, o, n) >= CONTAINED
    if sources_of.get(n):
        uids = tuple(_uid(state, i) for i in sorted([o, *sources_of[n]]))
        return Match(n, uids, "merged", score, certain, moved)
    uids = (_uid(state, o),)
    if parts_of.get(o):
        return Match(n, uids, "split", score, certain, moved)
    if _content(state.old[o]) == _content(state.new[n]):
        relation = "moved" if moved else "same"
        return Match(n, uids, relation, 1.0, certain=state.lead[n] > 0, moved=moved)
    certain = certain and state.lead[n] >= CLEAR_LEAD
    return Match(n, uids, "edited", score, certain, moved)


def _replaced(state: _State) -> dict[int, int]:
    """Return new -> old where a block kept its hint, but nothing of its text."""
    olds = defaultdict(list)
    for o in state.free_old():
        if any(state.old[o].hints):
            olds[state.old[o].hints].append(o)
    result = {}
    for n in state.free_new():
        waiting = olds.get(state.new[n].hints)
        if waiting:
            result[n] = waiting.pop(0)
    return result


def _uid(state: _State, old: int) -> str:
    uid = state.old[old].uid
    if uid is None:
        raise ValueError("a passage of the old version has a uid")
    return uid
