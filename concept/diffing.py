"""What changed between two versions: passage by passage, word by word, cell by cell."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from rapidfuzz.fuzz import ratio

from concept.anchoring import PassageText, worked_out_lineage
from concept.lineage_matching import families, moved_families
from concept.lineage_state import similarity
from concept.word_alignment import Segment, diff_words

SIMILAR_TEXTS = 0.15  # below this a passage was not edited but replaced
SIMILAR_ROWS = 0.5


@dataclass(frozen=True, slots=True)
class CellRow:
    """One row of a compared table: ``cells`` holds the segments of each cell."""

    relation: str  # same, edited, new, deleted
    cells: tuple[tuple[Segment, ...], ...]


@dataclass(frozen=True, slots=True)
class PassageChange:
    """What became of one passage, or of several that were split or merged.

    ``relation``: same, edited, moved (only moved), split, merged, replaced, new, deleted; ``moved``
    says for all of them whether the place changed as well. The equal and delete segments joined are
    the old members' texts joined by newlines, the equal and insert ones the new members'. With
    ``formatting_only`` no word changed. ``cells`` compares tables row by row.
    """

    relation: str
    old_uids: tuple[str, ...]
    new_uids: tuple[str, ...]
    segments: tuple[Segment, ...]
    moved: bool = False
    formatting_only: bool = False
    cells: tuple[CellRow, ...] = ()


def diff_passages(
    old: Sequence[PassageText],
    new: Sequence[PassageText],
    *,
    lineage: Mapping[str, Sequence[str]] | None = None,
) -> list[PassageChange]:
    """Return every change in the order of the new text, each passage in exactly one of them.

    Deleted passages stand after the passage that preceded them in the old text. ``lineage`` maps an
    old uid to the uids of its descendants (none: deleted); without it, it is worked out
    from equal uids and similar texts. Uids that are missing on either side are ignored.
    """
    if lineage is None:
        lineage, _ = worked_out_lineage(old, new)
    old_by_uid = {passage.uid: index for index, passage in enumerate(old)}
    new_by_uid = {passage.uid: index for index, passage in enumerate(new)}
    groups = families(old_by_uid, new_by_uid, lineage)
    moved = moved_families(groups)
    starts: dict[int, PassageChange] = {}
    deleted: dict[int, PassageChange] = {}
    for number, (olds, news) in enumerate(groups):
        change = _change([old[i] for i in olds], [new[i] for i in news], is_moved=number in moved)
        if news:
            starts[news[0]] = change
        else:
            deleted[olds[0]] = change
    return _in_order(starts, deleted, groups)


# --- passages ------------------------------------------------------------------------------------


def _change(old: list[PassageText], new: list[PassageText], *, is_moved: bool) -> PassageChange:
    old_text = "\n".join(passage.text for passage in old)
    new_text = "\n".join(passage.text for passage in new)
    change = PassageChange(
        relation="edited",
        old_uids=tuple(passage.uid for passage in old),
        new_uids=tuple(passage.uid for passage in new),
        segments=(),
        moved=is_moved,
    )
    if not new:
        return replace(change, relation="deleted", segments=_whole("delete", old_text))
    if not old:
        return replace(change, relation="new", segments=_whole("insert", new_text))
    change = replace(change, segments=tuple(diff_words(old_text, new_text)))
    if len(old) == 1 < len(new):
        return replace(change, relation="split")
    if len(old) > 1:
        return replace(change, relation="merged" if len(new) <= len(old) else "split")
    [before], [after] = old, new
    if before.cells and after.cells and before.cells != after.cells:
        change = replace(change, cells=_diff_cells(before.cells, after.cells))
    if before.text != after.text:
        if similarity(before.text, after.text) < SIMILAR_TEXTS:
            whole = _whole("delete", before.text) + _whole("insert", after.text)
            return replace(change, relation="replaced", segments=whole)
        return change
    if (before.kind, before.marks, before.cells) != (after.kind, after.marks, after.cells):
        return replace(change, formatting_only=True)
    return replace(change, relation="moved" if is_moved else "same")


def _whole(kind: str, text: str) -> tuple[Segment, ...]:
    return ((kind, text),) if text else ()


def _in_order(
    starts: Mapping[int, PassageChange],
    deleted: Mapping[int, PassageChange],
    groups: Sequence[tuple[list[int], list[int]]],
) -> list[PassageChange]:
    """Order changes by the new text, deleted passages after their old predecessor."""
    place_of_old = {o: news[0] for olds, news in groups if news for o in olds}
    after: dict[int, list[int]] = defaultdict(list)
    for index in sorted(deleted):
        before = index - 1
        while before >= 0 and before not in place_of_old:
            before -= 1
        after[place_of_old.get(before, -1)].append(index)
    result = [deleted[o] for o in after[-1]]
    for index in sorted(starts):
        result.append(starts[index])
        result += [deleted[o] for o in after[index]]
    return result


# --- tables --------------------------------------------------------------------------------------


def _diff_cells(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> tuple[CellRow, ...]:
    """Align rows, then columns, and compare the words of each cell."""
    rows = _aligned(old, new)
    columns = _aligned(_columns(old), _columns(new))
    result = []
    for old_row, new_row in rows:
        before = old[old_row] if old_row is not None else ()
        after = new[new_row] if new_row is not None else ()
        cells = tuple(
            tuple(diff_words(_cell(before, old_column), _cell(after, new_column)))
            for old_column, new_column in columns
        )
        if old_row is None:
            relation = "new"
        elif new_row is None:
            relation = "deleted"
        else:
            relation = "same" if list(before) == list(after) else "edited"
        result.append(CellRow(relation, cells))
    return tuple(result)


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _columns(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    width = max((len(row) for row in rows), default=0)
    return [tuple(_cell(row, column) for row in rows) for column in range(width)]


def _aligned(
    old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]
) -> list[tuple[int | None, int | None]]:
    """Pair rows (or columns) by their heading, then similar ones between, keeping both orders.

    The heading is the first cell; where headings repeat or are missing, the whole line counts.
    """
    old_keys: list = [line[0] if line else "" for line in old]
    new_keys: list = [line[0] if line else "" for line in new]
    for keys in (old_keys, new_keys):
        if len(set(keys)) < len(keys) or "" in keys[1:]:
            old_keys, new_keys = [tuple(line) for line in old], [tuple(line) for line in new]
            break
    old_lines = [" ".join(line) for line in old]
    new_lines = [" ".join(line) for line in new]
    result: list[tuple[int | None, int | None]] = []
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for tag, old_low, old_high, new_low, new_high in matcher.get_opcodes():
        if tag == "equal" or old_high - old_low == new_high - new_low:
            result += zip(range(old_low, old_high), range(new_low, new_high), strict=True)
            continue
        o = old_low
        for n in range(new_low, new_high):
            likeness = [ratio(line, new_lines[n]) / 100 for line in old_lines[o:old_high]]
            best = max(likeness, default=0.0)
            if best < SIMILAR_ROWS:
                result.append((None, n))
                continue
            likest = o + likeness.index(best)
            result += [(i, None) for i in range(o, likest)]
            result.append((likest, n))
            o = likest + 1
        result += [(i, None) for i in range(o, old_high)]
    return result
