"""What a person should look at before words are shown: links, numbers that name somebody, insults, repetition.

Pure. Nothing is refused or hidden by it: the author is told before sending, whoever checks sees the places marked.
Numbers are recognised by their control digits where they have any, so that a record number or a price is left alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from consultations.enums import ContentFlag
from core.czech import fold

HINTS = {
    ContentFlag.BIRTH_NUMBER: _("There seems to be a birth number. Please leave it out."),
    ContentFlag.PHONE: _("There seems to be a telephone number. Everyone could read it."),
    ContentFlag.EMAIL: _("There is an e-mail address. Everyone could read it."),
    ContentFlag.ACCOUNT: _("There seems to be a bank account number. Please leave it out."),
    ContentFlag.INSULT: _("Some words may hurt somebody. Comments that insult are not shown."),
    ContentFlag.LINK: _("There is a link. Say in words what stands behind it."),
    ContentFlag.REPEATED: _("The same text is there several times."),
}


@dataclass(frozen=True, slots=True)
class Flag:
    """A place [start, end) in code points of the text, and what was noticed there (a ``ContentFlag``)."""

    kind: str
    start: int
    end: int


BIRTH_NUMBER = re.compile(r"(?<![\d/-])(\d{2})(\d{2})(\d{2})(/| ?/ ?)?(\d{3,4})(?![\d/-])")
ACCOUNT = re.compile(r"(?<![\d/-])(?:(\d{1,6})\s?-\s?)?(\d{2,10})\s?/\s?(\d{4})(?![\d/])")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b")
PHONE = re.compile(
    r"(?<![\d/.,-])(?:(?:\+|00)\d{1,3}[ \u00a0.-]?)?[2-9]\d{2}([ \u00a0.-]?)\d{3}\1\d{3}(?![\d/])"
    r"(?![ \u00a0]?(?:Kč|korun|CZK|,-|EUR|€|%))"
)
# Runs begin only where they can begin: else a long run of one letter would take quadratic time.
EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+\s?(?:@|\(at\)|\[at\]|\(zavináč\))\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
LINK = re.compile(
    r"(?:\bhttps?://|\bwww\.)\S*[^\s.,;:!?)\]”“\"']|(?<![@\w.-])[\w-]+(?:\.[\w-]+)*\.(?:cz|sk|eu|com|org|net|info|io|ru)\b(?:/\S*)?",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
STUTTER = re.compile(r"([^\W\d_])\1{6,}|([!?])\2{4,}|\b(\w{2,})(?:\W+\3\b){4,}", re.IGNORECASE)
SHORTEST_SENTENCE = 20
TIMES_REPEATED = 3

# Codes of banks in payments within the country (Czech National Bank); without them a record number
# such as "SMO/123456/2017" would look like an account.
BANKS = frozenset(
    re.findall(
        r"\d{4}",
        "0100 0300 0600 0710 0800 2010 2060 2070 2100 2200 2220 2250 2260 2600 2700 3030 3050 3060 "
        "3500 4000 4300 5500 5800 6000 6100 6200 6210 6300 6363 6700 6800 7910 7950 7960 7970 7990 "
        "8030 8040 8060 8090 8150 8190 8198 8199 8200 8220 8250 8255 8265 8270 8280 8293 8299 8500",
    )
)
ACCOUNT_WEIGHTS = (6, 3, 7, 9, 10, 5, 8, 4, 2, 1)

# Beginnings of folded words. Short on purpose: whoever checks reads everything anyway.
INSULTS = (
    *("blbc", "blbec", "buzna", "cigos", "cikosk", "cubk", "curak", "debil", "dement", "devk"),
    *("doprdel", "fuck", "hajzl", "hovad", "hovno", "idiot", "imbecil", "jebat", "jebnut", "kokot"),
    *("kreten", "kripl", "kunda", "kurv", "magor", "mrch", "mrdat", "nacek", "negr", "parazit"),
    *("pica", "picovin", "picus", "posran", "posrat", "prdel", "smejd", "socka", "sracka"),
    *("sracky", "svin", "vyjeb", "vypatlan", "vysrat", "zasran", "zkurven", "zmetek", "zmrd"),
)
# Words that only begin like one of them; Svinov is a part of Ostrava.
HARMLESS = ("dementi", "dementov", "dementuj", "negramot", "svinov", "svinout", "svinut")
WORD = re.compile(r"[^\W\d_]+")


def flags(text: str) -> list[Flag]:
    """Everything noticed in a text, in the order of the text; places of one kind never overlap."""
    found: list[Flag] = []
    for flag in _noticed(text):
        if not any(flag.start < other.end and other.start < flag.end for other in found):
            found.append(flag)
    return sorted(found, key=lambda flag: flag.start)


def kinds(*texts: str) -> list[str]:
    """What was noticed in any of the texts, each kind once, in the order of ``ContentFlag``."""
    found = {flag.kind for text in texts for flag in flags(text)}
    return [kind.value for kind in ContentFlag if kind in found]


def hints(*texts: str) -> list[str]:
    """A sentence for the author about each kind noticed, in the active language."""
    return [str(HINTS[ContentFlag(kind)]) for kind in kinds(*texts)]


def marked_words(text: str) -> list[tuple[str, str]]:
    """The text in runs of (words, what was noticed there in the active language, or "")."""
    runs: list[tuple[str, str]] = []
    position = 0
    for flag in flags(text):
        runs.append((text[position : flag.start], ""))
        runs.append((text[flag.start : flag.end], str(ContentFlag(flag.kind).label)))
        position = flag.end
    return [run for run in [*runs, (text[position:], "")] if run[0]]


def _noticed(text: str) -> Iterator[Flag]:
    """The surest first: a later one that overlaps is dropped."""
    yield from _at(ContentFlag.EMAIL, EMAIL.finditer(text))
    yield from _at(ContentFlag.LINK, LINK.finditer(text))
    yield from _at(
        ContentFlag.BIRTH_NUMBER, (m for m in BIRTH_NUMBER.finditer(text) if _is_birth_number(m))
    )
    yield from _at(ContentFlag.ACCOUNT, (m for m in ACCOUNT.finditer(text) if _is_account(m)))
    yield from _at(ContentFlag.ACCOUNT, (m for m in IBAN.finditer(text) if _is_iban(m[0])))
    yield from _at(ContentFlag.PHONE, PHONE.finditer(text))
    yield from _at(ContentFlag.INSULT, (m for m in WORD.finditer(text) if is_insult(m[0])))
    yield from _at(ContentFlag.REPEATED, STUTTER.finditer(text))
    yield from _repeated(text)


def _at(kind: str, matches: Iterable[re.Match]) -> Iterator[Flag]:
    return (Flag(kind, match.start(), match.end()) for match in matches)


def _is_birth_number(match: re.Match) -> bool:
    """Act 133/2000 Coll., section 13: two digits each of year, month (women +50, from 2004 also +20) and day;
    nine digits before 1954, then ten divisible by eleven (until 1985 a remainder of ten was written as 0).

    Nine digits count only with a stroke, else they are a telephone number.
    """
    year, month, day, stroke, end = match.groups()
    if len(end) == 3 and not stroke:
        return False
    months = int(month) % 50
    months = months - 20 if months > 20 else months
    century = 1900 if len(end) == 3 or int(year) >= 54 else 2000
    try:
        date(century + int(year), months, int(day))
    except ValueError:
        return False
    if len(end) == 3:
        return int(year) < 54
    digits = int(year + month + day + end)
    return digits % 11 == 0 or (digits // 10 % 11 == 10 and digits % 10 == 0)


def _is_account(match: re.Match) -> bool:
    """Decree 169/2011 Coll.: weighted sums of the number and of the prefix are divisible by eleven."""
    prefix, number, bank = match.groups()
    return (
        bank in BANKS
        and any(digit != "0" for digit in number)
        and all(_weighted(digits) % 11 == 0 for digits in (prefix or "0", number))
    )


def _weighted(digits: str) -> int:
    return sum(
        int(digit) * weight for digit, weight in zip(digits.zfill(10), ACCOUNT_WEIGHTS, strict=True)
    )


def _is_iban(text: str) -> bool:
    """ISO 13616: the country and the control digits at the end, letters as numbers, remainder one modulo 97."""
    plain = text.replace(" ", "")
    turned = plain[4:] + plain[:4]
    return len(plain) >= 15 and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def is_insult(word: str) -> bool:
    """Whether a word begins like a rude one."""
    folded = fold(word)
    return folded.startswith(INSULTS) and not folded.startswith(HARMLESS)


def _repeated(text: str) -> Iterator[Flag]:
    """The second and further places of a sentence said three times or more."""
    places = [
        (" ".join(WORD.findall(fold(match[0]))), match)
        for match in SENTENCE.finditer(text)
        if len(match[0].strip()) >= SHORTEST_SENTENCE
    ]
    counts = Counter(words for words, _match in places if words)
    seen: set[str] = set()
    for words, match in places:
        if counts[words] < TIMES_REPEATED:
            continue
        if words in seen:
            yield Flag(ContentFlag.REPEATED, match.start(), match.end())
        seen.add(words)
