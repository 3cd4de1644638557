"""Realistic edits of administrative text, with the exact fate of every character.

The base text is the demo's own Czech (descriptive and proposal part, analysis, methodology), its
sentences recombined to the wanted size, so that phrases and whole sentences repeat as they do in
such documents. Each character remembers where it came from, so truth is known and not guessed.
"""

import html
import random
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from concept.anchoring import Anchor, PassageText, Placement

CONTENT = Path(__file__).resolve().parent.parent / "website" / "demo" / "content"
SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-ZÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ])")
LETTERS = "aábcčdďeéěfghiíjklmnňoópqrřsštťuúůvwxyýzž"
DISTRICTS = "Lípa Vrba Buk Jasan Javor Olše Habr Jilm Dub Bříza".split()  # noqa: SIM905  a list is longer
Origin = tuple[str, int] | None
SURVIVES = 0.7  # an anchor survives if this share of its characters exists in the new text
LOST = 0.3  # under this share a confident placement is wrong wherever it points
CONFIDENT = frozenset({"exact", "moved", "edited", "split"})


@dataclass(slots=True)
class Draft:
    """A passage under the pen: its characters and the origin of each."""

    uid: str
    text: str
    origins: list[Origin]

    def cut(self, start: int, end: int) -> "Draft":
        return Draft(self.uid, self.text[start:end], self.origins[start:end])

    def put(self, start: int, end: int, text: str, origins: list[Origin] | None = None) -> None:
        """Replace ``[start, end)``; new characters have no origin unless given."""
        self.text = self.text[:start] + text + self.text[end:]
        self.origins[start:end] = origins if origins is not None else [None] * len(text)


@dataclass(slots=True)
class Edition:
    """Two versions of a text and what is true about them."""

    old: list[PassageText]
    new: list[PassageText]
    lineage: dict[str, list[str]]
    went: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)

    def without_ids(self) -> "Edition":
        """The same texts after a re-import that lost every identity."""
        names = {passage.uid: f"import-{i}" for i, passage in enumerate(self.new)}
        return Edition(
            self.old,
            [PassageText(names[p.uid], p.text, p.kind) for p in self.new],
            {old: [names[n] for n in news] for old, news in self.lineage.items()},
            {origin: (names[uid], at) for origin, (uid, at) in self.went.items()},
        )


@dataclass(frozen=True, slots=True)
class Quality:
    """How good placements are; shares 0-1."""

    anchors: int
    surviving: int
    found: int
    confident: int
    wrong: int

    @property
    def found_share(self) -> float:
        return self.found / self.surviving

    @property
    def wrong_share(self) -> float:
        return self.wrong / self.confident


def sentences() -> list[str]:
    """Return the demo's sentences in a fixed order."""
    found = []
    for path in sorted(CONTENT.rglob("*.toml")):
        for markup in html_values(tomllib.loads(path.read_text())):
            for block in re.split(r"</(?:p|li|td|th|dd|h\d)>", markup):
                text = html.unescape(re.sub(r"<[^>]+>", "", block))
                text = " ".join(text.split(None)) if "\xa0" not in text else text.strip()
                found += [s for s in SENTENCE.split(text) if len(s.split()) >= 4]
    return found


def base_text(seed: int, passages: int = 1440) -> list[PassageText]:
    """Return a document of recombined sentences; each stands about as often as boilerplate does."""
    rng = random.Random(seed)
    pool: list[str] = []
    source = sentences()
    result = []
    for number in range(passages):
        chosen = []
        for _ in range(rng.choice((1, 2, 2, 3, 3, 4))):
            if not pool:
                pool = rng.sample(source, len(source))
            chosen.append(_varied(rng, pool.pop()))
        result.append(PassageText(f"p{number}", " ".join(chosen)))
    return result


def edition(seed: int, passages: int = 1440, changed_share: float = 0.55) -> Edition:
    """Return a base text and an edited version of it with exact truth."""
    rng = random.Random(seed)
    old = base_text(seed, passages)
    words = [word for passage in old for word in passage.text.split(" ")]
    drafts = [Draft(p.uid, p.text, [(p.uid, i) for i in range(len(p.text))]) for p in old]
    parents: dict[str, list[str]] = {}
    result: list[Draft] = []
    number = 0
    while number < len(drafts):
        draft = drafts[number]
        number += 1
        if rng.random() >= changed_share:
            result.append(draft)
            continue
        kind = rng.choices(list(_KINDS), weights=list(_KINDS.values()))[0]
        if kind == "delete":
            continue
        if kind == "insert":
            text = _varied(rng, " ".join(rng.sample(words, rng.randint(8, 40))))
            result += [draft, Draft(f"n{number}", text, [None] * len(text))]
        elif kind == "split" and draft.text.count(" ") >= 8:
            at = _split_point(rng, draft.text)
            second = draft.cut(at + 1, len(draft.text))
            second.uid = f"n{number}"
            result += [draft.cut(0, at), second]
        elif kind == "merge" and number < len(drafts):
            following = drafts[number]
            number += 1
            draft.put(len(draft.text), len(draft.text), " ")
            draft.put(len(draft.text), len(draft.text), following.text, following.origins)
            result.append(draft)
        elif kind == "move":
            if rng.random() < 0.5:  # cut and pasted: the editor makes a new id
                draft.uid = f"n{number}"
            if rng.random() < 0.3:
                _light(rng, draft, words)
            result.insert(rng.randint(0, len(result)), draft)
        elif kind == "move sentence" and result:
            moved = _cut_sentence(rng, draft)
            other = rng.choice(result[-3:] if rng.random() < 0.7 else result)
            other.put(len(other.text), len(other.text), " ")
            other.put(len(other.text), len(other.text), moved.text, moved.origins)
            if draft.text.strip():
                result.append(draft)
        else:
            _EDITS.get(kind, _light)(rng, draft, words)
            if draft.text.strip():
                result.append(draft)
    went = {}
    for draft in result:
        for at, origin in enumerate(draft.origins):
            if origin is not None:
                went[origin] = (draft.uid, at)
                heirs = parents.setdefault(origin[0], [])
                if draft.uid not in heirs:
                    heirs.append(draft.uid)
    return Edition(old, [PassageText(d.uid, d.text) for d in result], parents, went)


def random_anchors(seed: int, old: Sequence[PassageText], count: int) -> list[Anchor]:
    """Return anchors of 2 to 40 words, short ones more often, as people select."""
    rng = random.Random(seed)
    result = []
    while len(result) < count:
        passage = rng.choice(old)
        words = [match.span() for match in re.finditer(r"\S+", passage.text)]
        if len(words) < 2:
            continue
        length = min(rng.choice((2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 30, 40)), len(words))
        first = rng.randint(0, len(words) - length)
        start, end = words[first][0], words[first + length - 1][1]
        result.append(
            Anchor(
                passage.uid,
                start,
                end,
                passage.text[start:end],
                passage.text[max(0, start - 32) : start],
                passage.text[end : end + 32],
            )
        )
    return result


def judge(edition: Edition, anchors: Sequence[Anchor], placed: Sequence[Placement]) -> Quality:
    """Count what is right and wrong.

    Right: the targets cover at least half of the surviving characters, which are at least 40 % of
    the targets. Wrong: confident, but touching none of them, or less than 30 % survive.
    """
    surviving = found = confident = wrong = 0
    for anchor, placement in zip(anchors, placed, strict=True):
        places = [
            edition.went[anchor.passage_uid, at]
            for at in range(anchor.start, anchor.end)
            if (anchor.passage_uid, at) in edition.went
        ]
        share = len(places) / (anchor.end - anchor.start)
        covered = sum(
            any(t.passage_uid == uid and t.start <= at < t.end for t in placement.targets)
            for uid, at in places
        )
        size = sum(target.end - target.start for target in placement.targets)
        is_confident = placement.status in CONFIDENT
        is_right = bool(places) and covered >= len(places) / 2 and covered >= 0.4 * size
        surviving += share >= SURVIVES
        confident += is_confident
        found += share >= SURVIVES and is_confident and is_right
        wrong += is_confident and (covered == 0 or share < LOST)
    return Quality(len(anchors), surviving, found, confident, wrong)


def html_values(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if "<" in value or value.endswith(".") else []
    if isinstance(value, dict):
        return [text for item in value.values() for text in html_values(item)]
    if isinstance(value, list):
        return [text for item in value for text in html_values(item)]
    return []


def _varied(rng: random.Random, sentence: str) -> str:
    """Change some numbers and names, as boilerplate does from place to place."""
    sentence = re.sub(
        r"\b\d{1,3}\b", lambda m: str(rng.randint(1, 300)) if rng.random() < 0.4 else m[0], sentence
    )
    return re.sub(r"\bLípa\b|\bVrba\b", lambda _: rng.choice(DISTRICTS), sentence)


def _split_point(rng: random.Random, text: str) -> int:
    """Return the blank after a sentence, or any blank when there is only one sentence."""
    ends = [match.start() for match in SENTENCE.finditer(text)]
    blanks = [match.start() for match in re.finditer(" ", text)][3:-3]
    return rng.choice(ends or blanks)


def word_spans(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\w+", text)]


def _typo(rng: random.Random, draft: Draft, _words: Sequence[str]) -> None:
    spans = [span for span in word_spans(draft.text) if span[1] - span[0] >= 4]
    if not spans:
        return
    start, end = rng.choice(spans)
    at = rng.randrange(start, end - 1)
    kind = rng.random()
    if kind < 0.35:
        draft.put(at, at + 1, rng.choice(LETTERS))
    elif kind < 0.6:
        draft.put(at, at + 1, "")
    elif kind < 0.8:
        draft.put(at, at, rng.choice(LETTERS))
    else:
        pair, origins = draft.text[at : at + 2], draft.origins[at : at + 2]
        draft.put(at, at + 2, pair[::-1], origins[::-1])


def _replace_word(rng: random.Random, draft: Draft, words: Sequence[str]) -> None:
    spans = word_spans(draft.text)
    if spans:
        start, end = rng.choice(spans)
        draft.put(start, end, rng.choice(words).strip(".,;:()"))


def _replace_phrase(rng: random.Random, draft: Draft, words: Sequence[str]) -> None:
    spans = word_spans(draft.text)
    if len(spans) < 5:
        return
    first = rng.randrange(len(spans) - 3)
    last = min(first + rng.randint(1, 5), len(spans) - 1)
    phrase = " ".join(rng.sample(words, rng.randint(2, 7)))
    draft.put(spans[first][0], spans[last][1], phrase)


def _insert_clause(rng: random.Random, draft: Draft, words: Sequence[str]) -> None:
    blanks = [match.start() for match in re.finditer(" ", draft.text)]
    if blanks:
        at = rng.choice(blanks)
        draft.put(at, at, ", " + " ".join(rng.sample(words, rng.randint(3, 12))) + ",")


def _remove_words(rng: random.Random, draft: Draft, _words: Sequence[str]) -> None:
    spans = word_spans(draft.text)
    if len(spans) < 8:
        return
    first = rng.randrange(1, len(spans) - 4)
    last = first + rng.randint(0, 3)
    draft.put(spans[first][0], spans[last + 1][0], "")


def _light(rng: random.Random, draft: Draft, words: Sequence[str]) -> None:
    for _ in range(rng.randint(1, 3)):
        rng.choice((_typo, _typo, _replace_word, _replace_word, _insert_clause, _remove_words))(
            rng, draft, words
        )


def _heavy(rng: random.Random, draft: Draft, words: Sequence[str]) -> None:
    for _ in range(rng.randint(3, 6)):
        rng.choice((_replace_phrase, _replace_word, _insert_clause, _remove_words))(
            rng, draft, words
        )


def _rewrite(rng: random.Random, draft: Draft, words: Sequence[str]) -> None:
    """Keep some words in their order, write the others anew."""
    for start, end in reversed(word_spans(draft.text)):
        if rng.random() < 0.65:
            draft.put(start, end, rng.choice(words).strip(".,;:()"))


def _cut_sentence(rng: random.Random, draft: Draft) -> Draft:
    """Take the first or the last sentence out of a passage."""
    ends = [match.end() for match in SENTENCE.finditer(draft.text)]
    if not ends:
        moved = draft.cut(0, len(draft.text))
        draft.put(0, len(draft.text), "")
    elif rng.random() < 0.5:
        moved = draft.cut(0, ends[0] - 1)
        draft.put(0, ends[0], "")
    else:
        moved = draft.cut(ends[-1], len(draft.text))
        draft.put(ends[-1] - 1, len(draft.text), "")
    return moved


def _remove_sentence(rng: random.Random, draft: Draft, words: Sequence[str]) -> None:
    bounds = [0, *(match.end() for match in SENTENCE.finditer(draft.text)), len(draft.text)]
    if len(bounds) < 3:
        _remove_words(rng, draft, words)
        return
    at = rng.randrange(len(bounds) - 1)
    draft.put(bounds[at], bounds[at + 1], "")


def _reorder_sentences(rng: random.Random, draft: Draft, words: Sequence[str]) -> None:
    parts = SENTENCE.split(draft.text)
    if len(parts) < 2:
        _light(rng, draft, words)
        return
    at, pieces = 0, []
    for part in parts:
        pieces.append(draft.cut(at, at + len(part)))
        at += len(part) + 1
    rng.shuffle(pieces)
    text, origins = "", []
    for piece in pieces:
        if text:
            text, origins = text + " ", [*origins, None]
        text, origins = text + piece.text, [*origins, *piece.origins]
    draft.text, draft.origins = text, origins


def _add_sentence(rng: random.Random, draft: Draft, words: Sequence[str]) -> None:
    ends = [match.start() for match in SENTENCE.finditer(draft.text)] + [len(draft.text)]
    at = rng.choice(ends)
    draft.put(at, at, " " + " ".join(rng.sample(words, rng.randint(6, 20))).strip(",") + ".")


_EDITS: dict[str, Callable[[random.Random, Draft, Sequence[str]], None]] = {
    "light": _light,
    "heavy": _heavy,
    "rewrite": _rewrite,
    "remove sentence": _remove_sentence,
    "add sentence": _add_sentence,
    "reorder sentences": _reorder_sentences,
}
_KINDS = {
    "light": 36,
    "heavy": 10,
    "rewrite": 5,
    "remove sentence": 8,
    "add sentence": 10,
    "reorder sentences": 4,
    "split": 6,
    "merge": 5,
    "move": 6,
    "move sentence": 4,
    "delete": 5,
    "insert": 5,
}
