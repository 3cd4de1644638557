"""Comparing, matching and anchoring of 1,440 passages.

The text is the demo's own, recombined to 40,000 words; its edits are those of benchmarks/edits.py. Anchors are placed
in the texts of benchmarks/redlines.py as well, which were made otherwise: what holds here only would hold by chance.
"""

import time
from collections.abc import Callable
from difflib import SequenceMatcher

from benchmarks.edits import CONFIDENT, Edition, edition, judge, random_anchors
from benchmarks.figures import Figure, peak_memory_mb
from benchmarks.redlines import redlined
from concept.anchoring import Placement, place
from concept.diffing import diff_passages
from concept.lineage_matching import match_passages
from concept.lineage_state import Candidate
from concept.word_alignment import WORD

DEMO_SCALE = None
SEEDS = (11, 12, 13)
PASSAGES = 1440
ANCHORS = 10_000
DIFFLIB_WORDS = 4_000
PLACEMENT_SECONDS = 3
CUTS = (0.7, 0.8, 0.9)
TEXTS: dict[str, Callable[[int], Edition]] = {
    "sentences of the demo recombined": lambda seed: edition(seed, PASSAGES),
    "municipal rules": lambda seed: redlined("rules", seed, PASSAGES),
    "action plan of near-identical measures": lambda seed: redlined("plan", seed, PASSAGES),
    "the demo's documents": lambda seed: redlined("documents", seed),
}


def run() -> list[Figure]:
    """Measure times once and qualities over several seeds; limits are those of the issues."""
    figures = [*_comparing(), *_matching()]
    for are_ids_kept in (True, False):
        for name, edited in TEXTS.items():
            figures += _anchoring(name, edited, are_ids_kept)
    return figures


def timed(function: Callable[[], object]) -> float:
    """Return the better of two runs in seconds of this process, which does nothing but compute."""
    durations = []
    for _ in range(2):
        started = time.process_time()
        function()
        durations.append(time.process_time() - started)
    return min(durations)


def _comparing() -> list[Figure]:
    edited = edition(SEEDS[0], PASSAGES, changed_share=0.3)
    words = sum(len(passage.text.split()) for passage in edited.old)
    old = [w for passage in edited.old for w in WORD.findall(passage.text)][:DIFFLIB_WORDS]
    new = [w for passage in edited.new for w in WORD.findall(passage.text)][:DIFFLIB_WORDS]
    baseline = timed(lambda: SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    duration = timed(lambda: diff_passages(edited.old, edited.new))
    lost = edited.without_ids()
    return [
        Figure(
            f"compare {words:,} words, 30 % of passages changed",
            duration,
            "s",
            limit=2,
            beside=f"difflib on the first {DIFFLIB_WORDS:,} words alone {baseline:.2f} s",
        ),
        Figure(
            "the same with all identities lost",
            timed(lambda: diff_passages(lost.old, lost.new)),
            "s",
            limit=2,
        ),
        Figure("memory of the process, generator included", peak_memory_mb(), "MB", limit=300),
    ]


def _matching() -> list[Figure]:
    edited = edition(SEEDS[0], PASSAGES, changed_share=0.3)
    durations = []
    right = wrong = 0
    for are_ids_kept in (True, False):
        old = [Candidate(p.uid, p.kind, p.text, hints=("block", p.uid)) for p in edited.old]
        new = [
            Candidate(None, p.kind, p.text, hints=("block", p.uid) if are_ids_kept else ("", ""))
            for p in edited.new
        ]
        durations.append(timed(lambda o=old, n=new: match_passages(o, n)))
        for match in match_passages(old, new):
            if match.certain and not are_ids_kept:
                uid = edited.new[match.new_index].uid
                for ancestor in match.old_uids:
                    right += uid in edited.lineage.get(ancestor, ())
                    wrong += uid not in edited.lineage.get(ancestor, ())
    return [
        Figure("match 1,440 passages by their ids", durations[0], "s", limit=0.5),
        Figure("match 1,440 passages, all ids lost", durations[1], "s", limit=0.5),
        Figure(
            "certain matches that are wrong, all ids lost",
            100 * wrong / (right + wrong),
            "%",
            limit=1,
        ),
    ]


def _anchoring(name: str, make: Callable[[int], Edition], are_ids_kept: bool) -> list[Figure]:
    what = f"{name}, {'ids kept' if are_ids_kept else 'all ids lost'}"
    wrong, found, durations = [], [], []
    curves: dict[float, list[tuple[float, float]]] = {cut: [] for cut in CUTS}
    for seed in SEEDS:
        edited = make(seed)
        edited = edited if are_ids_kept else edited.without_ids()
        anchors = random_anchors(seed, edited.old, ANCHORS)
        started = time.process_time()
        placements = place(anchors, edited.old, edited.new)
        durations.append(time.process_time() - started)
        quality = judge(edited, anchors, placements)
        wrong.append(quality.wrong_share)
        found.append(quality.found_share)
        for cut in CUTS:
            at_cut = judge(edited, anchors, [_cut(placement, cut) for placement in placements])
            curves[cut].append((at_cut.wrong_share, at_cut.found_share))
    curve = "; ".join(
        f"score at least {cut}: wrong {100 * _mean(w for w, _ in pairs):.2f} %, "
        f"found {100 * _mean(f for _, f in pairs):.1f} %"
        for cut, pairs in curves.items()
    )
    return [
        Figure(
            f"place {ANCHORS:,} anchors, {what}",
            max(durations),
            "s",
            limit=PLACEMENT_SECONDS,
        ),
        Figure(
            f"confident placements that are wrong, {what}, worst of {len(SEEDS)} seeds",
            100 * max(wrong),
            "%",
            limit=0.3 if are_ids_kept else 1,
            beside=curve,
        ),
        Figure(
            f"surviving anchors found, {what}, worst of {len(SEEDS)} seeds",
            100 * min(found),
            "%",
            limit=98 if are_ids_kept else 95,
            at_least=True,
        ),
    ]


def _cut(placement: Placement, cut: float) -> Placement:
    if placement.status in CONFIDENT and placement.score < cut:
        return Placement("ambiguous", placement.targets, placement.score)
    return placement


def _mean(values) -> float:
    values = list(values)
    return sum(values) / len(values)


if __name__ == "__main__":
    for figure in run():
        sign = "at least" if figure.at_least else "at most"
        print(f"{figure.what}: {figure.value:.3g} {figure.unit} ({sign} {figure.limit})", end="")
        print(f" | {figure.beside}" if figure.beside else "")
