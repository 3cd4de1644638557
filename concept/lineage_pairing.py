"""Passages of two versions are paired one to one: by hints, by equal content, by likeness."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from concept.lineage_state import (
    CERTAIN,
    CONTAINED,
    MOST_CANDIDATES,
    WITHIN,
    Candidate,
    GramIndex,
    MatchingState,
    contained_share,
    content_of,
    hints_agree,
    lead_of_cousins,
    likeness,
    neighbours_agree,
    same_gap,
    same_section,
    stands_near,
)
from concept.word_alignment import longest_increasing

# Similarities 0-1 as ``similarity`` counts them; unrelated Czech sentences reach about 0.2.
SIMILAR_WITH_HINT = 0.25  # the editor says it is the same paragraph, the text does not contradict
SIMILAR = 0.35  # below this two texts are strangers
SIMILAR_FAR = 0.5  # the same for texts that stand far from each other
TELLING_WORDS = 12  # equal texts this long are the same wherever they stand
FIXED_WEIGHT = 1000.0  # of a pair known already, when others are to keep its order
MOST_EQUAL_PAIRS = 10_000  # of one content; more copies than that tell nothing
LARGEST_GAP = 2_500  # pairs of texts compared between two pairs that kept their order
NEARNESS_BONUS = 0.1  # for a text in the same section or between the same neighbours


def pair_equal_hinted(state: MatchingState) -> None:
    """Pair equal contents with equal hints; of a page and its copy the same section wins."""
    olds = defaultdict(list)
    for index, candidate in enumerate(state.old):
        if any(candidate.hints):
            olds[candidate.hints, content_of(candidate)].append(index)
    found = [
        (not same_section(state, o, n), n, o)
        for n, candidate in enumerate(state.new)
        for o in olds.get((candidate.hints, content_of(candidate)), ())
    ]
    for _, n, o in sorted(found):
        if o not in state.taken and n not in state.partner:
            state.pair(o, n, 1.0)


def pair_equal_in_order(state: MatchingState) -> None:
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
                    pairs[o, n] = known * (1 + neighbours_agree(state, o, n))
    for o, n in _heaviest_chain(pairs):
        if o not in state.taken:
            state.pair(o, n, 1.0)


def _by_content(candidates: Sequence[Candidate]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for index, candidate in enumerate(candidates):
        found[content_of(candidate)].append(index)
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


def pair_similar_in_gaps(state: MatchingState) -> None:
    """Pair similar texts, in their order, between the pairs that kept theirs."""
    has_hints = any(hints_agree(state, o, n) for n, o in state.partner.items())
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
                lead = min(lead, lead_of_cousins(state, o, n, scores[o, n]))
            state.pair(o, n, near, lead)


def _likeness_in_gap(state: MatchingState, old: int, new: int) -> float:
    """Similarity of two texts between the same neighbours; one may stand within the other, or be of another kind."""
    score = likeness(state, old, new)
    if score < WITHIN and (contained := contained_share(state, old, new)) >= CONTAINED:
        score = max(score, contained * WITHIN)
    if state.old[old].kind != state.new[new].kind and score < CERTAIN:
        return 0.0
    return score


def pair_equal(state: MatchingState) -> None:
    """Pair equal contents; where several are equal, the best place wins.

    What only happens to be left over is paired as well, but not for certain.
    """
    olds: dict[str, list[int]] = defaultdict(list)
    news: dict[str, list[int]] = defaultdict(list)
    for index in state.free_old():
        olds[content_of(state.old[index])].append(index)
    for index in state.free_new():
        news[content_of(state.new[index])].append(index)
    several = []
    all_olds, all_news = _by_content(state.old), _by_content(state.new)
    for content, old_indexes in olds.items():
        new_indexes = news.get(content, [])
        is_alone = len(all_olds[content]) == len(all_news.get(content, ())) == 1
        if is_alone and new_indexes:
            [o], [n] = old_indexes, new_indexes
            lead = 1.0
            if len(state.words_of_old(o)) < TELLING_WORDS and not stands_near(state, o, n):
                lead = lead_of_cousins(state, o, n, 1.0)
            state.pair(o, n, 1.0, lead)
        elif new_indexes:
            several.append((old_indexes, new_indexes))
    for agree, lead in (
        (lambda o, n: same_section(state, o, n) and neighbours_agree(state, o, n) > 0, 1.0),
        (lambda o, n: neighbours_agree(state, o, n) == 2, 1.0),
        (lambda o, n: neighbours_agree(state, o, n) > 0, 1.0),
        (lambda o, n: same_section(state, o, n), 1.0),
        (lambda o, n: same_gap(state, o, n), 1.0),
        (lambda _o, _n: True, 0.0),
    ):
        for old_indexes, new_indexes in several:
            for o in list(old_indexes):
                fitting = [n for n in new_indexes if agree(o, n)]
                if fitting:
                    state.pair(o, fitting[0], 1.0, lead)
                    old_indexes.remove(o)
                    new_indexes.remove(fitting[0])


def pair_hinted(state: MatchingState) -> None:
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
            score = likeness(state, o, n)
            if score >= SIMILAR_WITH_HINT or contained_share(state, o, n) >= CONTAINED:
                found.append((same_section(state, o, n), score, -n, o, n))
    for _, score, _, o, n in sorted(found, reverse=True):
        if o not in state.taken and n not in state.partner:
            state.pair(o, n, max(score, CERTAIN))


def pair_similar(state: MatchingState, *, is_far: bool) -> None:
    """Pair similar texts, the best first; only texts with something in common are compared."""
    free_old = state.free_old()
    free_new = state.free_new()
    index = GramIndex({o: state.words_of_old(o) for o in free_old})
    between = gap_mates(state, free_old, free_new)
    scores: dict[tuple[int, int], float] = {}
    for n in free_new:
        for o in {*index.nearest(state.words_of_new(n)), *between.get(n, ())}:
            score = likeness(state, o, n)
            is_near = o in between.get(n, ()) or same_section(state, o, n)
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
            if is_far and not stands_near(state, o, n):
                lead = min(lead, lead_of_cousins(state, o, n, score))
            state.pair(o, n, score, lead)


def gap_mates(
    state: MatchingState, free_old: Sequence[int], free_new: Sequence[int]
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
