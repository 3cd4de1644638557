"""Passages that were split into several, or merged into one."""

from collections.abc import Sequence

from rapidfuzz.distance import LCSseq

from concept.lineage_state import CERTAIN, CONTAINED, SHORTEST_PART_WORDS, GramIndex, MatchingState


def find_parts(state: MatchingState, *, is_far: bool) -> None:
    """Find further parts of split passages, then further sources of merged ones.

    Far from the other parts only a text counts whose words stand nowhere else.
    """
    index = GramIndex({o: state.words_of_old(o) for o in range(len(state.old))}) if is_far else None
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
    index = GramIndex({n: state.words_of_new(n) for n in range(len(state.new))}) if is_far else None
    waiting = state.free_old()
    while (
        waiting
    ):  # of three joined passages the first finds its neighbour only after that was found
        left = [o for o in waiting if not _join(state, o, index)]
        waiting = left if len(left) < len(waiting) else []


def _join(state: MatchingState, old: int, index: "GramIndex | None") -> bool:
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
