"""Word-level alignment of two texts, shared by comparing and anchoring."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"\w+|[^\w\s]")
# Above this many pairs of words, difflib runs only between words that are unique on both sides.
MOST_PAIRS = 250_000
SHORT_RUN_LETTERS = 2
RUN_MOVED_INSIDE = 3

Segment = tuple[str, str]  # ("equal" | "delete" | "insert", text)


class Block(NamedTuple):
    """A run of ``size`` equal words from ``old`` and ``new`` (word numbers)."""

    old: int
    new: int
    size: int


def spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each word and punctuation mark."""
    return [match.span() for match in WORD.finditer(text)]


def matching_blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Return runs of equal items in increasing order; neighbouring runs are joined.

    Time stays near linear in long texts: they are cut at items unique on both sides.
    """
    blocks: list[Block] = []
    pending = [(0, len(old), 0, len(new))]
    while pending:
        blocks_found, gaps = _step(old, new, *pending.pop())
        blocks += blocks_found
        pending += gaps
    blocks.sort()
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and last.old + last.size == block.old and last.new + last.size == block.new:
            joined[-1] = Block(last.old, last.new, last.size + block.size)
        else:
            joined.append(block)
    return joined


def followed_words(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Return which word of ``new`` each word of ``old`` became: word number -> word number.

    Equal runs in order, then runs of at least ``RUN_MOVED_INSIDE`` words that crossed others (reordered sentences),
    unless they could be several places.
    """
    went = {
        block.old + offset: block.new + offset
        for block in matching_blocks(old, new)
        for offset in range(block.size)
    }
    taken = set(went.values())
    starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for run in _free_runs(len(new), taken):
        starts[tuple(new[number] for number in run)].append(run[0])
    for run in _free_runs(len(old), went.keys()):
        places = starts.get(tuple(old[number] for number in run), ())
        if len(places) == 1:
            for offset, number in enumerate(run):
                if number not in went and places[0] + offset not in taken:
                    went[number] = places[0] + offset
                    taken.add(places[0] + offset)
    return went


def _free_runs(length: int, taken: Collection[int]) -> list[range]:
    """Runs of ``RUN_MOVED_INSIDE`` neighbouring numbers below ``length`` of which none is taken."""
    free = [number for number in range(length) if number not in taken]
    runs = zip(free, free[RUN_MOVED_INSIDE - 1 :], strict=False)
    return [range(a, b + 1) for a, b in runs if b - a == RUN_MOVED_INSIDE - 1]


def diff_words(old: str, new: str) -> list[Segment]:
    """Return what becomes of a text word by word.

    The equal and delete segments joined are ``old``, the equal and insert ones ``new``, exactly.
    Deletions stand before insertions; equal runs of at most two letters between changes are
    counted as changed, for nobody reads "a" as what remained of a sentence.
    """
    if old == new:
        return [("equal", old)] if old else []
    old_spans, new_spans = spans(old), spans(new)
    blocks = matching_blocks([old[a:b] for a, b in old_spans], [new[a:b] for a, b in new_spans])
    pieces: list[list] = []  # [old text, new text] where they differ, [text] where equal
    old_at = new_at = 0
    for block in blocks:
        for offset in range(block.size):
            start, end = old_spans[block.old + offset]
            new_start, new_end = new_spans[block.new + offset]
            _append(pieces, old[old_at:start], new[new_at:new_start])
            _append(pieces, old[start:end], old[start:end])
            old_at, new_at = end, new_end
    _append(pieces, old[old_at:], new[new_at:])
    return _segments(_absorbed(pieces))


def longest_increasing(values: Sequence[int]) -> list[int]:
    """Return the indexes of a longest strictly increasing subsequence."""
    tails: list[int] = []  # tails[k]: index of the smallest end of a run of k + 1 values
    previous = [-1] * len(values)
    for index, value in enumerate(values):
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            if values[tails[middle]] < value:
                low = middle + 1
            else:
                high = middle
        previous[index] = tails[low - 1] if low else -1
        tails[low : low + 1] = [index]
    result = []
    index = tails[-1] if tails else -1
    while index >= 0:
        result.append(index)
        index = previous[index]
    return result[::-1]


def _step(
    old: Sequence[str], new: Sequence[str], old_low: int, old_high: int, new_low: int, new_high: int
) -> tuple[list[Block], list[tuple[int, int, int, int]]]:
    """Align one range; return blocks and the ranges still to be aligned."""
    blocks = []
    start = old_low, new_low
    while old_low < old_high and new_low < new_high and old[old_low] == new[new_low]:
        old_low, new_low = old_low + 1, new_low + 1
    if old_low > start[0]:
        blocks.append(Block(*start, old_low - start[0]))
    tail = 0
    while (
        old_low < old_high - tail
        and new_low < new_high - tail
        and old[old_high - 1 - tail] == new[new_high - 1 - tail]
    ):
        tail += 1
    if tail:
        blocks.append(Block(old_high - tail, new_high - tail, tail))
        old_high, new_high = old_high - tail, new_high - tail
    if old_low == old_high or new_low == new_high:
        return blocks, []
    if (old_high - old_low) * (new_high - new_low) <= MOST_PAIRS:
        matcher = SequenceMatcher(
            None, old[old_low:old_high], new[new_low:new_high], autojunk=False
        )
        blocks += [
            Block(old_low + match.a, new_low + match.b, match.size)
            for match in matcher.get_matching_blocks()
            if match.size
        ]
        return blocks, []
    return blocks, _gaps_between_unique(old, new, old_low, old_high, new_low, new_high, blocks)


def _gaps_between_unique(
    old: Sequence[str],
    new: Sequence[str],
    old_low: int,
    old_high: int,
    new_low: int,
    new_high: int,
    blocks: list[Block],
) -> list[tuple[int, int, int, int]]:
    """Add blocks at items unique on both sides; return the ranges between them."""
    old_counts = Counter(old[old_low:old_high])
    new_counts = Counter(new[new_low:new_high])
    places = {
        new[index]: index for index in range(new_low, new_high) if new_counts[new[index]] == 1
    }
    pairs = [
        (index, places[old[index]])
        for index in range(old_low, old_high)
        if old_counts[old[index]] == 1 and old[index] in places
    ]
    gaps = []
    for chosen in longest_increasing([new_index for _, new_index in pairs]):
        old_index, new_index = pairs[chosen]
        blocks.append(Block(old_index, new_index, 1))
        gaps.append((old_low, old_index, new_low, new_index))
        old_low, new_low = old_index + 1, new_index + 1
    if not gaps:
        return []  # nothing in common that is unique: replaced as a whole
    return [*gaps, (old_low, old_high, new_low, new_high)]


def _append(pieces: list[list], old: str, new: str) -> None:
    if old == new:
        if not old:
            return
        if pieces and len(pieces[-1]) == 1:
            pieces[-1][0] += old
        else:
            pieces.append([old])
    elif pieces and len(pieces[-1]) == 2:
        pieces[-1][0] += old
        pieces[-1][1] += new
    else:
        pieces.append([old, new])


def _absorbed(pieces: list[list]) -> list[list]:
    """Turn short equal runs between two changes of words into changes."""
    result: list[list] = []
    for index, piece in enumerate(pieces):
        is_short = len(piece) == 1 and sum(c.isalnum() for c in piece[0]) <= SHORT_RUN_LETTERS
        if (
            is_short
            and result
            and index + 1 < len(pieces)
            and _changes_words(result[-1])
            and _changes_words(pieces[index + 1])
        ):
            result[-1] = [result[-1][0] + piece[0], result[-1][1] + piece[0]]
        elif result and len(piece) == 2 and len(result[-1]) == 2:
            result[-1] = [result[-1][0] + piece[0], result[-1][1] + piece[1]]
        else:
            result.append(piece)
    return result


def _changes_words(piece: list) -> bool:
    return len(piece) == 2 and any(c.isalnum() for c in piece[0] + piece[1])


def _segments(pieces: list[list]) -> list[Segment]:
    """Write pieces as segments; white space at both ends of a change that stays is equal."""
    segments: list[Segment] = []
    for piece in pieces:
        if len(piece) == 1:
            _write(segments, "equal", piece[0])
            continue
        old, new = piece
        head = _common_space(old, new)
        old, new = old[head:], new[head:]
        tail = _common_space(old[::-1], new[::-1])
        _write(segments, "equal", piece[0][:head])
        _write(segments, "delete", old[: len(old) - tail])
        _write(segments, "insert", new[: len(new) - tail])
        _write(segments, "equal", old[len(old) - tail :])
    return segments


def _common_space(one: str, other: str) -> int:
    """Return how many white space characters both texts begin with."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b or not a.isspace():
            break
        count += 1
    return count


def _write(segments: list[Segment], kind: str, text: str) -> None:
    if not text:
        return
    if segments and segments[-1][0] == kind:
        text = segments.pop()[1] + text
    segments.append((kind, text))
