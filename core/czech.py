"""Czech words: folding, stems for searching, and sorting.

No database engine we support searches or sorts Czech without an extension, so both are done with
plain text computed here: the same for what is stored and for what is asked.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import combining, decimal, normalize

WORD = re.compile(r"[^\W_]+")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
UNDECOMPOSED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ð": "d", "æ": "ae", "œ": "oe"})

# Endings of nouns and adjectives after folding, longest first; a stem keeps three letters.
ENDINGS = (
    *(
        "eho",
        "emu",
        "iho",
        "imu",
        "ych",
        "ech",
        "ach",
        "ich",
        "ami",
        "emi",
        "ymi",
        "imi",
        "ovi",
    ),
    *("ym", "im", "em", "um", "am", "mi", "ou"),
    *("a", "e", "i", "o", "u", "y"),
)
SHORTEST_STEM = 3
CONSONANTS = frozenset("bcdfghjklmnpqrstvwxz")

# The infinitive would be found by everyone who looks for a flat (byt).
UNSEARCHABLE = frozenset({"být", "býti"})

# Folded words whose last letters only look like an ending, and their stems.
BASE_FORMS = {
    **{
        word: word
        for word in [
            "problem",
            "system",
            "ekosystem",
            "program",
            "diagram",
            "vyzkum",
            "pruzkum",
            "rozum",
            "uspech",
            "neuspech",
            "seznam",
            "vyznam",
            "zaznam",
            "rezim",
            "minimum",
            "maximum",
            "optimum",
        ]
    },
    "minima": "minimum",
    "minimu": "minimum",
    "minimem": "minimum",
    "najem": "najm",
    "podnajem": "podnajm",
    "pronajem": "pronajm",
    "zajem": "zajm",
    "nezajem": "nezajm",
    "prijem": "prijm",
    "objem": "objm",
    "pojem": "pojm",
    "dojem": "dojm",
    "norem": "norm",
    "forem": "form",
    "firem": "firm",
    "reforem": "reform",
    "platforem": "platform",
}
# Stems whose vowel changes with the case (dům - domu, dítě - děti, smlouva - smluv), and short
# or irregular words.
ALTERNATIONS = {
    "dum": "dom",
    "stul": "stol",
    "vuz": "voz",
    "kun": "kon",
    "nuz": "noz",
    "dul": "dol",
    "hul": "hol",
    "sul": "sol",
    "vul": "vol",
    "dvur": "dvor",
    "hnuj": "hnoj",
    "luj": "loj",
    "buh": "boh",
    "dit": "det",
    "ditet": "det",
    "penez": "peniz",
    "pratel": "pritel",
    "smluv": "smlouv",
    "clenov": "clen",
    "obcanov": "obcan",
    "zastupcov": "zastupc",
    "dne": "den",
    "dni": "den",
    "dny": "den",
    "dnu": "den",
    "dnech": "den",
}

ALPHABET = [*"abcč", *"defgh", "ch", *"ijklmnopqrřsštuvwxyzž"]
LETTER_CODES = {letter: str(20 + index) for index, letter in enumerate(ALPHABET)}
MARKS = {"\u0301": "1", "\u030c": "2", "\u030a": "3", "\u0308": "4"}
SORTED_UNIT = re.compile(r"ch|\d+|[^\W\d_]|[\W_]+")


def fold(text: str) -> str:
    """Return text in lower case without diacritics ("Žižkův dům" -> "zizkuv dum")."""
    folded = normalize("NFKD", normalize("NFKD", INVISIBLE.sub("", text)).casefold())
    return "".join(c for c in folded if not combining(c)).translate(UNDECOMPOSED)


def tokens(text: str) -> Iterator[str]:
    """Yield the words and numbers of a text as written, without punctuation."""
    return (match[0] for match in WORD.finditer(normalize("NFC", INVISIBLE.sub("", text))))


def search_stems(text: str) -> str:
    """Return the stems of a text's words, separated by blanks, for an index or for a query.

    Diacritics are folded first and endings stripped then, so "bydleni" finds "bydlením" and "byty"
    finds "bytů". Stems are no words: "obec" and "obce" both give "obk". A word with a digit
    is left as it is. A query of unsearchable words only ("být") gives an empty text.
    """
    return " ".join(stem for word in tokens(text) for stem in _stems(word))


@lru_cache(maxsize=20_000)  # the same words come in every text
def _stems(word: str) -> tuple[str, ...]:
    if word.lower() in UNSEARCHABLE:
        return ()
    return tuple(_stem(piece) for piece in WORD.findall(fold(word)))


def sort_key(text: str) -> str:
    """Return a key of digits and small letters that sorts as Czech does in any database.

    č, ř, š, ž are letters after c, r, s, z, ch stands after h; other marks (á, ě, ů) count only
    between words that are else equal; numbers sort by value ("1.2" before "1.10") and before
    letters. The key has at most three characters for each of the text, plus one.
    """
    codes: list[str] = []
    marks: list[str] = []
    for unit in SORTED_UNIT.findall(normalize("NFC", INVISIBLE.sub("", text)).casefold().strip()):
        if unit.isdecimal():
            number = "".join(str(decimal(digit)) for digit in unit).lstrip("0") or "0"
            codes.append("1" + chr(ord("a") + min(len(number), 26) - 1) + number)
        elif unit in LETTER_CODES:
            codes.append(LETTER_CODES[unit])
            marks.append("0")
        elif unit[0].isalpha():
            base, *rest = normalize("NFKD", unit)
            codes.append(LETTER_CODES.get(base.translate(UNDECOMPOSED), "99"))
            marks.append(MARKS.get(rest[0], "5") if rest else "0")
        else:
            codes.append("00")
    return "".join(codes) + "0" + "".join(marks).rstrip("0")


def _stem(word: str) -> str:
    if not word.isalpha() or len(word) < SHORTEST_STEM:
        return word
    stem = BASE_FORMS.get(word)
    if stem is None:
        stem = ALTERNATIONS.get(word) or _without_ending(word)
        stem = ALTERNATIONS.get(stem, stem)
    if (
        len(stem) > SHORTEST_STEM
        and stem[-2] == "e"
        and stem[-1] in CONSONANTS
        and stem[-3] in CONSONANTS
    ):
        stem = stem[:-2] + stem[-1]  # služeb - služba, obec - obce
    # matka - matce, Praha - Praze
    return stem[:-1] + {"c": "k", "z": "h"}.get(stem[-1], stem[-1])


def _without_ending(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word
