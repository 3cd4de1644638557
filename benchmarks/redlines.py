"""A second generator of edited text, built otherwise than benchmarks/edits.py, so that neither is fitted to.

Three corpora: municipal rules written from a grammar (the same phrases in every article), an action plan whose measures
are nearly the same line by line, with lists and tables, and the demo's own documents in their own order. An edition is
what several people do one after another: a term replaced everywhere, sentences rewritten with words of neighbouring
ones, passages copied, swapped, moved and pasted under new ids, list items and table rows put in another order. So most
changed passages carry several kinds of edits. Each character remembers where it came from.
"""

import html
import random
import re
import tomllib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Indel

from benchmarks.edits import (
    CONTENT,
    DISTRICTS,
    LETTERS,
    SENTENCE,
    Draft,
    Edition,
    html_values,
    word_spans,
)
from concept.anchoring import PassageText
from concept.word_alignment import diff_words

BODIES = (
    "odbor sociálních věcí",
    "odbor majetkový",
    "odbor investiční",
    "odbor financí a rozpočtu",
    "odbor strategického rozvoje",
    "magistrát",
    "městský obvod",
    "kontaktní místo pro bydlení",
    "komise pro sociální bydlení",
    "rada města",
)
SUBJECTS = ("žadatel", "nájemce", "domácnost", "vlastník bytu", "příjemce dotace", "pronajímatel")
OBJECTS = (
    "žádost o přidělení bytu",
    "smlouvu o nájmu bytu",
    "evidenci volných bytů",
    "přehled splátek dluhu",
    "zprávu o plnění opatření",
    "doklad o příjmech",
    "souhlas se zpracováním osobních údajů",
    "návrh na prodloužení nájmu",
)
WAYS = (
    "písemně",
    "elektronicky nebo osobně",
    "prostřednictvím datové schránky",
    "na předepsaném tiskopise",
    "bez zbytečného odkladu",
    "v souladu s touto koncepcí",
    "podle zákona č. {n}/2006 Sb.",
    "na základě usnesení rady města č. {n}/RM",
)
TERMS = (
    "do {d} dnů od doručení",
    "nejpozději do {d}. {m}. {y}",
    "jednou ročně, vždy k {d}. {m}.",
    "do konce kalendářního měsíce",
    "v každém kalendářním čtvrtletí",
    "po dobu nejvýše {d} měsíců",
)
CLAUSES = (
    "nestanoví-li zvláštní předpis jinak",
    "pokud tomu nebrání závažné důvody",
    "a to i opakovaně",
    "zejména jde-li o domácnost s dětmi",
    "popřípadě jím pověřená osoba",
    "nejde-li o případ podle odstavce {d}",
    "po projednání s dotčeným městským obvodem",
)
FRAMES = (
    "{body} {verb} {object} {term}, {clause}.",
    "{subject} je povinen předložit {object} {way} {term}.",
    "{subject} může {way} požádat o změnu, {clause}; {body} o ní rozhodne {term}.",
    "Není-li {object} předložen {term}, {body} vyzve {subject} k doplnění {way}.",
    "Za splnění podmínek podle odstavce {d} odpovídá {body}, {clause}.",
    "O výsledku {body} informuje {way} {subject} {term}.",
    "Náklady spojené s tímto úkonem nese {subject}, {clause}.",
    "Ustanovení odstavce {d} se použije obdobně, {clause}.",
)
VERBS = ("zajistí", "zveřejní", "vede", "projedná", "předkládá", "aktualizuje", "posoudí")
GOALS = (
    "Rozšířit nabídku bytů pro {who} o {d} bytů ročně",
    "Zavést jednotná pravidla pro {who}",
    "Zajistit sociální práci pro {who}",
    "Předcházet ztrátě bydlení u {who}",
    "Sledovat potřeby {who} a jednou ročně je vyhodnotit",
)
WHO = (
    "rodin s dětmi",
    "seniorů",
    "osob se zdravotním postižením",
    "osob opouštějících ústavní péči",
    "samoživitelů",
    "domácností v bytové nouzi",
)
REPLACED_TERMS = (
    ("městský obvod", "obvod"),
    ("magistrát", "městský úřad"),
    ("odbor sociálních věcí", "odbor sociálních služeb"),
    ("domácnost", "rodina"),
    ("bydlení", "ubytování"),
    ("měsíců", "kalendářních měsíců"),
    ("žadatel", "uchazeč"),
)
SHORT_LINE = 8  # words; a line this short is no place for another sentence
STRANGERS = 0.5  # share of words up to which two sentences are not the same one edited
Edit = Callable[[random.Random, Draft, list[str]], None]


def rules(seed: int, passages: int = 1440) -> list[PassageText]:
    """Municipal rules: articles of numbered paragraphs, some with lists, all from the same few phrases."""
    rng = random.Random(seed)
    result: list[PassageText] = []
    article = 0
    while len(result) < passages:
        article += 1
        title = f"Článek {article} {rng.choice(GOALS[1:4]).format(who=rng.choice(WHO), d=3)}"
        result.append(_passage(result, title, "heading"))
        for number in range(1, rng.randint(3, 8)):
            count = rng.choice((1, 1, 2, 2, 3, 4))
            sentences = " ".join(_sentence(rng) for _ in range(count))
            result.append(_passage(result, f"({number}) {sentences}"))
            if rng.random() < 0.2:
                items = (
                    f"{letter}) {rng.choice(OBJECTS)}, {_filled(rng, rng.choice(CLAUSES))},"
                    for letter in "abcde"[: rng.randint(2, 5)]
                )
                result.append(_passage(result, "\n".join(items), "list"))
    return result[:passages]


def plan(seed: int, passages: int = 1440) -> list[PassageText]:
    """An action plan: measures of the same eight lines, tables of indicators, and a few paragraphs between."""
    rng = random.Random(seed)
    result: list[PassageText] = []
    measure = 0
    while len(result) < passages:
        measure += 1
        code = f"{measure // 9 + 1}.{measure % 9 + 1}"
        who = rng.choice(WHO)
        goal = rng.choice(GOALS).format(who=who, d=rng.choice((5, 10, 20)))
        partners = ", ".join(rng.sample(BODIES, 2))
        lines = [
            f"Opatření {code} {goal}",
            f"Cílem opatření je {goal[0].lower()}{goal[1:]}. {_sentence(rng)}",
            f"Garant: {rng.choice(BODIES)}",
            f"Spolupracující subjekty: {partners}",
            f"Termín: {_filled(rng, rng.choice(TERMS))}",
            f"Zdroje financování: rozpočet města, dotace ve výši {rng.randint(1, 90) * 100} tis. Kč",
            f"Ukazatel: počet {who}, kterým bylo opatřením pomoženo {_filled(rng, rng.choice(TERMS))}",
        ]
        result += [
            _passage([*result, *lines[:n]], line, "paragraph") for n, line in enumerate(lines)
        ]
        if rng.random() < 0.25:
            rows = [
                f"{rng.choice(DISTRICTS)}\n{rng.randint(0, 40)}\n{rng.choice(WHO)}\n"
                for _ in "abcd"
            ]
            result.append(_passage(result, "".join(rows).rstrip("\n"), "table"))
        if rng.random() < 0.5:
            text = " ".join(_sentence(rng) for _ in range(rng.randint(1, 5)))
            result.append(_passage(result, text))
    return result[:passages]


def documents(_seed: int, _passages: int = 0) -> list[PassageText]:
    """The demo's documents as they stand, in their order: every paragraph, heading, list and table."""
    result: list[PassageText] = []
    for path in sorted(CONTENT.rglob("*.toml")):
        if "changes" in path.parts or path.parent == CONTENT:
            continue
        for kind, text in _blocks_of(path):
            result.append(_passage(result, text, kind))
    return result


CORPORA = {"rules": rules, "plan": plan, "documents": documents}


def _blocks_of(path: Path) -> Iterator[tuple[str, str]]:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    yield "heading", content.get("title", path.stem)
    for block in content.get("blocks", []):
        if "rows" in block:
            yield "table", "\n".join(cell for row in block["rows"] for cell in row)
            continue
        for value in html_values({k: v for k, v in block.items() if k in {"html", "text", "body"}}):
            for markup in re.split(r"</(?:p|ul|ol|h\d)>", value):
                text = re.sub(r"</li>", "\n", markup)
                text = html.unescape(re.sub(r"<[^>]+>", "", text)).strip()
                if len(text.split()) >= 2:
                    yield ("list" if "<li" in markup else "paragraph"), text


def _passage(before: list, text: str, kind: str = "paragraph") -> PassageText:
    return PassageText(f"p{len(before)}", text, kind)


def _filled(rng: random.Random, phrase: str) -> str:
    return phrase.format(
        d=rng.choice((5, 7, 10, 14, 15, 30, 60)),
        m=rng.randint(1, 12),
        y=rng.randint(2017, 2022),
        n=rng.randint(1, 400),
    )


def _sentence(rng: random.Random) -> str:
    frame = rng.choice(FRAMES).format(
        body=rng.choice(BODIES),
        verb=rng.choice(VERBS),
        object=rng.choice(OBJECTS),
        subject=rng.choice(SUBJECTS),
        way=rng.choice(WAYS),
        term=rng.choice(TERMS),
        clause=rng.choice(CLAUSES),
        d="{d}",
    )
    filled = _filled(rng, frame)
    return filled[0].upper() + filled[1:]


# --- what people do to a text -------------------------------------------------------------------------


def redlined(corpus: str, seed: int, passages: int = 1440, share: float = 0.45) -> Edition:
    """A corpus and its next version, with exact truth; ``share``: of passages somebody rewrites."""
    rng = random.Random(f"{corpus} {seed}")
    old = CORPORA[corpus](seed, passages)
    drafts = [Draft(p.uid, p.text, [(p.uid, i) for i in range(len(p.text))]) for p in old]
    kinds: dict[str, Any] = {p.uid: p.kind for p in old} | {"copied": set()}
    pool = [s for p in old for s in SENTENCE.split(p.text) if 4 <= s.count(" ") <= 30]
    if corpus == "documents":
        # Nobody writes a sentence of ordinary prose a second time, word for word.
        pool = [_sentence(rng) for _ in pool]
    fresh = (f"n{n}" for n in range(10**6))
    for term, other in rng.sample(REPLACED_TERMS, 2):
        for draft in drafts:
            _replace_all(draft, term, other)
    for draft in drafts:
        if rng.random() < share:
            for edit in rng.choices(
                list(WRITING), weights=list(WRITING.values()), k=rng.choice((1, 1, 2, 2, 3, 5))
            ):
                edit(rng, draft, pool)
    for _ in range(max(2, len(drafts) // 24)):
        rng.choices(list(ORDERING), weights=list(ORDERING.values()))[0](rng, drafts, kinds, fresh)
    drafts = [draft for draft in drafts if draft.text.strip()]
    went, heirs = {}, {}
    for draft in drafts:
        for at, origin in enumerate(draft.origins):
            if origin is not None:
                went[origin] = (draft.uid, at)
                news = heirs.setdefault(origin[0], [])
                if draft.uid not in news:
                    news.append(draft.uid)
    new = [PassageText(d.uid, d.text, kinds.get(d.uid, "paragraph")) for d in drafts]
    return Edition(old, new, heirs, went)


def _replace_all(draft: Draft, term: str, other: str) -> None:
    """Write the other term; what both have at their beginning and end stays."""
    head = _shared(term, other)
    tail = _shared(term[head:][::-1], other[head:][::-1])
    for match in reversed(list(re.finditer(rf"\b{term}\b", draft.text))):
        start, end = match.start() + head, match.end() - tail
        draft.put(start, end, other[head : len(other) - tail])


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _typo(rng: random.Random, draft: Draft, _pool: list[str]) -> None:
    spans = [s for s in word_spans(draft.text) if s[1] - s[0] >= 4]
    if spans:
        start, end = rng.choice(spans)
        at = rng.randrange(start, end)
        if rng.random() < 0.5:
            draft.put(at, at + 1, rng.choice(LETTERS))
        else:
            draft.put(at, at + 1, "")


def _inflect(rng: random.Random, draft: Draft, _pool: list[str]) -> None:
    """Another ending of some words, as when the subject of a sentence changes."""
    for start, end in reversed(word_spans(draft.text)):
        if end - start >= 5 and rng.random() < 0.25:
            draft.put(end - rng.choice((1, 2)), end, rng.choice(("em", "u", "y", "ích", "ou", "a")))


def _swap_words(rng: random.Random, draft: Draft, _pool: list[str]) -> None:
    spans = word_spans(draft.text)
    if len(spans) >= 4:
        at = rng.randrange(len(spans) - 1)
        (a, b), (c, d) = spans[at], spans[at + 1]
        text = draft.text[c:d] + draft.text[b:c] + draft.text[a:b]
        origins = draft.origins[c:d] + draft.origins[b:c] + draft.origins[a:b]
        draft.put(a, d, text, origins)


def _borrow_clause(rng: random.Random, draft: Draft, pool: list[str]) -> None:
    """Insert some words of another sentence of the same text."""
    blanks = [match.start() for match in re.finditer(" ", draft.text)]
    if len(blanks) >= SHORT_LINE:
        words = rng.choice(pool).rstrip(".").split(" ")
        first = rng.randrange(max(1, len(words) - 4))
        at = rng.choice(blanks)
        draft.put(at, at, " " + " ".join(words[first : first + rng.randint(3, 9)]))


def _cut_clause(rng: random.Random, draft: Draft, _pool: list[str]) -> None:
    """Leave out what stands between two commas, or a few words."""
    commas = [match.start() for match in re.finditer(r"[,;]", draft.text)]
    if len(commas) >= 2:
        at = rng.randrange(len(commas) - 1)
        draft.put(commas[at], commas[at + 1], "")
    elif len(spans := word_spans(draft.text)) > 6:
        first = rng.randrange(1, len(spans) - 4)
        draft.put(spans[first][0], spans[first + rng.randint(1, 3)][0], "")


def _sentence_bounds(draft: Draft) -> list[int]:
    return [0, *(match.end() for match in SENTENCE.finditer(draft.text)), len(draft.text)]


def _cut_sentence(rng: random.Random, draft: Draft, _pool: list[str]) -> None:
    bounds = _sentence_bounds(draft)
    if len(bounds) > 2:
        at = rng.randrange(len(bounds) - 1)
        draft.put(bounds[at], bounds[at + 1], "")


def _replace_sentence(rng: random.Random, draft: Draft, pool: list[str]) -> None:
    bounds = _sentence_bounds(draft)
    if len(bounds) < 3:
        return
    at = rng.randrange(len(bounds) - 1)
    former = draft.text[bounds[at] : bounds[at + 1]].split()
    other = rng.choice(pool)
    # One that reads nearly the same would be an edit, whatever the generator thinks of it.
    if Indel.normalized_similarity(former, other.split()) < STRANGERS:
        draft.put(bounds[at], bounds[at + 1], other.rstrip() + " ")


def _add_sentence(rng: random.Random, draft: Draft, pool: list[str]) -> None:
    if draft.text.count(" ") >= SHORT_LINE:
        at = rng.choice(_sentence_bounds(draft)[1:])
        draft.put(at, at, f" {rng.choice(pool)} ")


def _join_sentences(rng: random.Random, draft: Draft, _pool: list[str]) -> None:
    """Make one sentence of two: the full stop and the capital go."""
    ends = list(SENTENCE.finditer(draft.text))
    if ends:
        at = rng.choice(ends).start()
        draft.put(at - 1, at + 2, f", přičemž {draft.text[at + 1].lower()}")


def _shuffle_lines(rng: random.Random, draft: Draft, _pool: list[str]) -> None:
    """Put items of a list, rows of a table, or sentences in another order."""
    mark = "\n" if "\n" in draft.text else None
    if mark:
        cuts = [0, *(m.end() for m in re.finditer("\n", draft.text)), len(draft.text)]
    else:
        cuts = _sentence_bounds(draft)
    pieces = [draft.cut(a, b) for a, b in pairwise(cuts) if b > a]
    if len(pieces) < 2:
        return
    at = rng.randrange(len(pieces))
    pieces.insert(rng.randrange(len(pieces)), pieces.pop(at))
    text, origins = "", []
    for piece in pieces:
        if text and not text[-1].isspace():
            text, origins = text + (mark or " "), [*origins, None]
        text, origins = text + piece.text, [*origins, *piece.origins]
    draft.text, draft.origins = text, origins


def _change_numbers(rng: random.Random, draft: Draft, _pool: list[str]) -> None:
    for match in reversed(list(re.finditer(r"\d+", draft.text))):
        if rng.random() < 0.5:
            draft.put(match.start(), match.end(), str(rng.randint(1, 99)))


def _placed_segments(old: str, new: str) -> list[tuple[tuple[int, int], str]]:
    """What to put where to make one text of another; words both have stay."""
    changes: list[tuple[tuple[int, int], str]] = []
    at = 0
    for kind, text in diff_words(old, new):
        if kind == "insert" and changes and changes[-1][0][1] == at:
            changes[-1] = (changes[-1][0], text)
        elif kind == "insert":
            changes.append(((at, at), text))
        elif kind == "delete":
            changes.append(((at, at + len(text)), ""))
        at += len(text) * (kind != "insert")
    return changes


def _change_value(rng: random.Random, draft: Draft, pool: list[str]) -> None:
    """Another value in a line such as "Garant: magistrát"."""
    name, colon, value = draft.text.partition(": ")
    others = [line for line in pool if line.startswith(f"{name}: ") and line != draft.text]
    if colon and others:
        other = rng.choice(others).partition(": ")[2]
        at = len(name) + 2
        for segment, words in reversed(_placed_segments(value, other)):
            draft.put(at + segment[0], at + segment[1], words)


def _rewrite_half(rng: random.Random, draft: Draft, pool: list[str]) -> None:
    """Write one half of the passage anew with words of other sentences."""
    spans = word_spans(draft.text)
    if len(spans) >= 2 * SHORT_LINE:
        middle = spans[len(spans) // 2][0]
        words = f"{rng.choice(pool).rstrip('.')}, "
        if rng.random() < 0.5:
            draft.put(0, middle, words)
        else:
            draft.put(middle, len(draft.text), words.rstrip(", ") + ".")


def _write_anew(rng: random.Random, draft: Draft, pool: list[str]) -> None:
    """Put an entirely other paragraph in the place of a longer one; the editor keeps its id."""
    if draft.text.count(" ") < 3 * SHORT_LINE:
        return
    other = " ".join(rng.sample(pool, rng.randint(1, 3)))
    if Indel.normalized_similarity(draft.text.split(), other.split()) < STRANGERS:
        draft.put(0, len(draft.text), other)


WRITING: dict[Edit, int] = {
    _typo: 14,
    _inflect: 6,
    _swap_words: 8,
    _borrow_clause: 14,
    _cut_clause: 12,
    _cut_sentence: 7,
    _replace_sentence: 6,
    _add_sentence: 10,
    _join_sentences: 5,
    _shuffle_lines: 6,
    _change_numbers: 8,
    _change_value: 6,
    _rewrite_half: 4,
    _write_anew: 3,
}


def _move_passage(
    rng: random.Random, drafts: list[Draft], kinds: dict, fresh: Iterator[str]
) -> None:
    draft = drafts.pop(rng.randrange(len(drafts)))
    if rng.random() < 0.6:
        _renamed(draft, kinds, fresh)
    drafts.insert(rng.randrange(len(drafts)), draft)


def _renamed(draft: Draft, kinds: dict, fresh: Iterator[str]) -> None:
    """Cut and pasted: the editor gives a new id."""
    kind = kinds.get(draft.uid, "paragraph")
    draft.uid = next(fresh)
    kinds[draft.uid] = kind


def _move_block(rng: random.Random, drafts: list[Draft], kinds: dict, fresh: Iterator[str]) -> None:
    at, size = rng.randrange(len(drafts) - 8), rng.randint(3, 8)
    block = drafts[at : at + size]
    del drafts[at : at + size]
    if rng.random() < 0.5:
        for draft in block:
            _renamed(draft, kinds, fresh)
    to = rng.randrange(len(drafts))
    drafts[to:to] = block


def _swap_neighbours(
    rng: random.Random, drafts: list[Draft], kinds: dict, fresh: Iterator[str]
) -> None:
    at = rng.randrange(len(drafts) - 1)
    drafts[at], drafts[at + 1] = drafts[at + 1], drafts[at]


def _delete_passage(
    rng: random.Random, drafts: list[Draft], kinds: dict, fresh: Iterator[str]
) -> None:
    at = rng.randrange(len(drafts))
    if drafts[at].uid not in kinds["copied"]:  # its copy would be its heir to any reader
        del drafts[at]


def _copy_passage(
    rng: random.Random, drafts: list[Draft], kinds: dict, fresh: Iterator[str]
) -> None:
    """Copy a passage to write another like it: the copy comes from nowhere, and is then changed a little."""
    source = rng.choice(drafts)
    kinds["copied"].add(source.uid)
    copy = Draft(next(fresh), source.text, [None] * len(source.text))
    kinds[copy.uid] = kinds.get(source.uid, "paragraph")
    _change_numbers(rng, copy, [])
    _typo(rng, copy, [])
    _inflect(rng, copy, [])
    drafts.insert(rng.randrange(len(drafts)), copy)


def _split_passage(
    rng: random.Random, drafts: list[Draft], kinds: dict, fresh: Iterator[str]
) -> None:
    at = rng.randrange(len(drafts))
    draft = drafts[at]
    cuts = _sentence_bounds(draft)[1:-1] or [m.end() for m in re.finditer("\n", draft.text)]
    if cuts:
        cut = rng.choice(cuts)
        second = draft.cut(cut, len(draft.text))
        first = draft.cut(0, cut)
        _renamed(rng.choice((first, second, second)), kinds, fresh)
        drafts[at : at + 1] = [first, second]


def _merge_passages(
    rng: random.Random, drafts: list[Draft], kinds: dict, fresh: Iterator[str]
) -> None:
    at = rng.randrange(len(drafts) - 1)
    first, second = drafts[at], drafts.pop(at + 1)
    first.put(len(first.text), len(first.text), " ")
    first.put(len(first.text), len(first.text), second.text, second.origins)


def _move_sentence(
    rng: random.Random, drafts: list[Draft], kinds: dict, fresh: Iterator[str]
) -> None:
    """Take a sentence to the end of another passage near by."""
    at = rng.randrange(len(drafts))
    bounds = _sentence_bounds(drafts[at])
    if len(bounds) > 2:
        one = rng.randrange(len(bounds) - 1)
        moved = drafts[at].cut(bounds[one], bounds[one + 1])
        drafts[at].put(bounds[one], bounds[one + 1], "")
        other = drafts[min(max(at + rng.choice((-3, -2, -1, 1, 2, 3)), 0), len(drafts) - 1)]
        other.put(len(other.text), len(other.text), " ")
        other.put(len(other.text), len(other.text), moved.text, moved.origins)


ORDERING = {
    _move_passage: 6,
    _move_block: 3,
    _swap_neighbours: 5,
    _delete_passage: 10,
    _copy_passage: 8,
    _split_passage: 12,
    _merge_passages: 8,
    _move_sentence: 5,
}
