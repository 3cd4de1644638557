"""What became of each passage: which new passage continues which old one.

Nothing is stored here. Freezing gives the released text of the live side together with the hints
the editor left (block id and ``data-block-key``), the last version with its identities, and gets
proposals; those that are not ``certain`` go to an editor.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from concept.lineage_pairing import (
    pair_equal,
    pair_equal_hinted,
    pair_equal_in_order,
    pair_hinted,
    pair_similar,
    pair_similar_in_gaps,
)
from concept.lineage_parts import find_parts
from concept.lineage_state import (
    CERTAIN,
    CONTAINED,
    Candidate,
    MatchingState,
    contained_share,
    content_of,
)
from concept.word_alignment import longest_increasing

CLEAR_LEAD = 0.08  # a match that leads the next best by less is not certain


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


def match_passages(old: Sequence[Candidate], new: Sequence[Candidate]) -> list[Match]:
    """Return one match for each new passage, in order; old passages in none of them are deleted.

    Both sequences are in document order. First come equal hints with equal, then with similar text,
    then what kept its order: equal contents, and between them similar texts. What is left has moved
    (equal contents; the neighbours and the section decide between several), was rewritten, or is a
    part of split and merged passages: sought first between the same neighbours, then anywhere. What
    stands outside the longest increasing subsequence of places has moved.
    """
    state = MatchingState(old, new)
    pair_equal_hinted(state)
    pair_hinted(state)
    pair_equal_in_order(state)
    pair_similar_in_gaps(state)
    pair_equal(state)
    for is_far in (False, True):  # a likeness near by counts before one far off
        pair_similar(state, is_far=is_far)
        find_parts(state, is_far=is_far)
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


def _matches(state: MatchingState) -> list[Match]:
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
    state: MatchingState,
    n: int,
    moved: bool,
    parts_of: Mapping[int, list[int]],
    sources_of: Mapping[int, list[int]],
) -> Match:
    o = state.partner[n]
    score = state.score[n]
    # The rivals of a part are the other parts; a text within the other one is as good as a similar one.
    certain = score >= CERTAIN or contained_share(state, o, n) >= CONTAINED
    if sources_of.get(n):
        uids = tuple(_uid(state, i) for i in sorted([o, *sources_of[n]]))
        return Match(n, uids, "merged", score, certain, moved)
    uids = (_uid(state, o),)
    if parts_of.get(o):
        return Match(n, uids, "split", score, certain, moved)
    if content_of(state.old[o]) == content_of(state.new[n]):
        relation = "moved" if moved else "same"
        return Match(n, uids, relation, 1.0, certain=state.lead[n] > 0, moved=moved)
    certain = certain and state.lead[n] >= CLEAR_LEAD
    return Match(n, uids, "edited", score, certain, moved)


def _replaced(state: MatchingState) -> dict[int, int]:
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


def _uid(state: MatchingState, old: int) -> str:
    uid = state.old[old].uid
    if uid is None:
        raise ValueError("a passage of the old version has a uid")
    return uid
