"""Lines of minutes that are more than words: "Závěr:" and "Úkol:" at their beginning. Pure.

    Závěr: Skupina doporučuje doplnit lhůtu do kapitoly 3.2.
    Závěr (bere na vědomí): Zpráva o stavu bytového fondu.
    Úkol (Nováková, do 12. 10. 2017): Zaslat počty bytů.

A line that cannot be read as one of them stays in the text, with what is wrong with it: nothing is dropped.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.czech import fold
from working_groups.enums import DecisionVerb

UNKNOWN_VERB = "unknown_verb"
UNKNOWN_PERSON = "unknown_person"
SEVERAL_PEOPLE = "several_people"
PERSON_MISSING = "person_missing"
BAD_DATE = "bad_date"
DATE_PASSED = "date_passed"
WORDS_MISSING = "words_missing"
MALFORMED = "malformed"

LINE = re.compile(
    r"\s*(?:[-*•–]\s*)?(?P<kind>závěr|zaver|úkol|ukol)\s*(?:\((?P<told>[^()]*)\))?\s*:(?P<words>.*)\Z",
    re.IGNORECASE,
)
BEGUN = re.compile(r"\s*(?:[-*•–]\s*)?(?:závěr|zaver|úkol|ukol)\s*\(", re.IGNORECASE)
DUE = re.compile(
    r"\A(?P<who>.*?)(?:\s*,\s*|\s+|\A)(?:do|termín:?)\s+(?P<due>\S.*)\Z", re.IGNORECASE
)
DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.(?:\s*(\d{4}))?\Z")
SUBJECT = r"(?:(?:pracovni |ridici )?skupin[ay] |ps\S* |spolecne jednani |jednani )?"
# In the order in which they are tried: "ukládá svým členům" before "ukládá".
VERBS = (
    (DecisionVerb.TAKE_NOTE, r"(?:bere|berou) na vedomi"),
    (DecisionVerb.RECOMMEND, r"doporucuj[ei]"),
    (DecisionVerb.AGREE, r"souhlasi(?: s)?"),
    (DecisionVerb.ASSIGN, r"(?:uklada|ukladaji)(?: svym clenum)?"),
    (DecisionVerb.APPROVE, r"schvaluj[ei]"),
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A place a task can be given to: ``key`` comes back with it; one ``person`` may hold several."""

    key: int
    person: int
    name: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class ConclusionLine:
    """A conclusion. ``is_verb_assumed``: the line names none of the operative words, so it "agrees"."""

    source: str
    number: int
    verb: str
    text: str
    is_verb_assumed: bool = False


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task for the seat with the key ``owner``."""

    source: str
    number: int
    owner: int
    text: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that looks like one and cannot be read: which (from 0), a code of this module, and about which word."""

    source: str
    number: int
    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class ReadText:
    """``text`` without the lines that were recognised; those with a problem are still in it."""

    text: str
    found: tuple[ConclusionLine | TaskLine, ...]
    problems: tuple[Problem, ...]


def read_lines(text: str, seats: Sequence[Seat], on: date) -> ReadText:
    """Read a text of minutes. ``on`` is the day of the meeting: nothing is due before, and a day without a year is the
    next one after it.

    >>> read_lines("Bylo řečeno.\\nZávěr (doporučuje): doplnit lhůtu", [], date(2017, 9, 21)).text
    'Bylo řečeno.'
    """
    kept: list[str] = []
    found: list[ConclusionLine | TaskLine] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n")):
        read = _read(line, number, seats, on)
        if isinstance(read, ConclusionLine | TaskLine):
            found.append(read)
            continue
        if read is not None:
            problems.append(read)
        kept.append(line)
    return ReadText("\n".join(kept), tuple(found), tuple(problems))


def _read(
    line: str, number: int, seats: Sequence[Seat], on: date
) -> ConclusionLine | TaskLine | Problem | None:
    match = LINE.match(line)
    if match is None:
        return Problem(line, number, MALFORMED) if BEGUN.match(line) else None
    told = " ".join((match["told"] or "").split())
    words = match["words"].strip()
    if not words:
        return Problem(line, number, WORDS_MISSING)
    if fold(match["kind"]) == "zaver":
        return _conclusion(line, number, told, words)
    return _task(line, number, told, words, seats, on)


def _conclusion(line: str, number: int, told: str, words: str) -> ConclusionLine | Problem:
    if told:
        verb = next((v for v, said in VERBS if re.fullmatch(said, fold(told))), None)
        if verb is None:
            return Problem(line, number, UNKNOWN_VERB, told)
        return ConclusionLine(line, number, verb, words)
    for verb, said in VERBS:
        # folding may change lengths only where a sign is composed of several; then the words stay whole
        match = re.match(rf"{SUBJECT}{said}\b[:\s]*", fold(words))
        if match is not None and len(fold(words)) == len(words):
            rest = words[match.end() :].lstrip(" ,:")
            if rest:
                return ConclusionLine(line, number, verb, rest)
    return ConclusionLine(line, number, DecisionVerb.AGREE, words, is_verb_assumed=True)


def _task(
    line: str, number: int, told: str, words: str, seats: Sequence[Seat], on: date
) -> TaskLine | Problem:
    who, due_on = told, None
    match = DUE.match(told)
    if match is not None:
        who = match["who"].strip(" ,")
        due_on = _day(match["due"], on)
        if due_on is None:
            return Problem(line, number, BAD_DATE, match["due"])
        if due_on < on:
            return Problem(line, number, DATE_PASSED, match["due"])
    if not who:
        return Problem(line, number, PERSON_MISSING)
    fitting = [seat for seat in seats if _is_named(seat, who)]
    if len({seat.person for seat in fitting}) > 1:
        return Problem(line, number, SEVERAL_PEOPLE, who)
    if not fitting:
        return Problem(line, number, UNKNOWN_PERSON, who)
    return TaskLine(line, number, fitting[0].key, words, due_on)


def _is_named(seat: Seat, who: str) -> bool:
    """Whether the words are a part of the person's name ("Nováková", "J. Nováková"), or the name of their body."""
    said = fold(who).replace(".", " ").split()
    own = fold(seat.name).replace(".", " ").split()
    if said == fold(seat.organisation).split():
        return True
    is_more_than_initials = any(len(part) > 1 for part in said)
    return is_more_than_initials and all(
        part in own or (len(part) == 1 and any(name.startswith(part) for name in own))
        for part in said
    )


def _day(said: str, on: date) -> date | None:
    match = DAY.match(said.strip())
    if match is None:
        return None
    day, month, year = (int(part) if part else 0 for part in match.groups())
    try:
        if year:
            return date(year, month, day)
        found = date(on.year, month, day)
        return found if found >= on else date(on.year + 1, month, day)
    except ValueError:
        return None
