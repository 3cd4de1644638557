"""Reads of what was said, for the facilitators of its series: lists by what is asked for, one statement, its codes.

The language of a statement is nothing to look for: it would find people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Prefetch

from core.czech import fold
from core.search import query_stems
from focus_groups.enums import (
    ALLOWED_STATEMENT_MOVES,
    CHECKED_STATES,
    CodedField,
    Speaker,
    StatementState,
)
from focus_groups.models import Code, Coding, Series, SpokenStatement, TopicGuide
from focus_groups.models.statements import SpokenStatementQuerySet
from focus_groups.queries.codes import codes_below

OF_PARTICIPANT = "participant:"


def statements_of(series: Series, user: Any) -> SpokenStatementQuerySet:
    """Statements of a series in the order in which they were said, none for who does not facilitate it.

    Those that were merged with another one are left out.
    """
    return (
        SpokenStatement.objects.visible_to(user)
        .filter(session__series=series, merged_at=None)
        .order_by("session__number", "position", "pk")
    )


def narrowed(rows: SpokenStatementQuerySet, wanted: Mapping[str, Any]) -> SpokenStatementQuerySet:
    """Statements that fit everything asked for: ``session``, ``question``, ``speaker``, ``kind``, ``code`` (with those
    below it), ``state``, ``sensitivity``, ``publication``, and ``words`` in any order and form. What is empty asks
    nothing.
    """
    for name in ("session", "question", "kind", "state", "sensitivity", "publication"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    speaker = wanted.get("speaker") or ""
    if speaker.startswith(OF_PARTICIPANT):
        rows = rows.filter(participant=speaker.removeprefix(OF_PARTICIPANT))
    elif speaker:
        rows = rows.filter(speaker=speaker)
    if wanted.get("code"):
        coded = Coding.objects.filter(code__in=codes_below(wanted["code"]))
        rows = rows.filter(pk__in=coded.values("statement"))
    if wanted.get("words"):
        rows = rows.filter(pk__in=_holding(rows, wanted["words"]))
    return rows


def _holding(rows: SpokenStatementQuerySet, words: str) -> list[int]:
    """Primary keys of statements that hold each of the words; nothing of them is kept for searching."""
    stems = query_stems(words)
    found = []
    for key, *texts in rows.order_by().values_list("pk", "words", "working_text"):
        held = fold(" ".join(texts)).split()
        if all(any(word.startswith(stem) for word in held) for stem in stems):
            found.append(key)
    return found


def with_codes(rows: SpokenStatementQuerySet) -> SpokenStatementQuerySet:
    """The same with session, participant and codes, for a list: one query more."""
    codings = Coding.objects.select_related("code").order_by("field", "start", "pk")
    return rows.select_related("session__record", "participant").prefetch_related(
        Prefetch("codings", queryset=codings)
    )


def waiting_count(series: Series, user: Any) -> int:
    """How many statements with words are not checked yet: one query."""
    rows = statements_of(series, user).filter(erased_at=None)
    return rows.exclude(state__in=CHECKED_STATES).count()


def next_to_check(statement: SpokenStatement, user: Any) -> SpokenStatement | None:
    """The next statement of the same session that is not checked, in order, then from its beginning: one query."""
    rows = statements_of(statement.session.series, user).filter(
        session=statement.session_id, erased_at=None
    )
    waiting = list(rows.exclude(state__in=CHECKED_STATES).exclude(pk=statement.pk))
    later = [row for row in waiting if row.position > statement.position]
    return next(iter([*later, *waiting]), None)


def statement_by_key(series: Series, key: int, user: Any) -> SpokenStatement | None:
    """One statement, None for who does not facilitate its series."""
    found = statements_of(series, user).filter(pk=key)
    return found.select_related(
        "session__record", "session__series__inside", "participant", "checked_by", "version"
    ).first()


def questions_of(series: Series) -> list[tuple[str, str]]:
    """Questions of all editions of the guide, the newest wording of each: (key, "key. text"): one query."""
    asked: dict[str, str] = {}
    for guide in TopicGuide.objects.filter(series=series).order_by("number"):
        asked |= {row["key"]: row["text"] for row in guide.questions}
    return [(key, f"{key}. {text}") for key, text in asked.items()]


def speakers_of(series: Series) -> list[tuple[str, str]]:
    """Who may have said something: the kinds, then each pseudonym: one query."""
    kinds = [(str(value), str(label)) for value, label in Speaker.choices]
    people = series.participants.order_by("pseudonym").values_list("pk", "pseudonym")
    return kinds + [(f"{OF_PARTICIPANT}{key}", pseudonym) for key, pseudonym in people]


def steps_from(state: str) -> list[tuple[str, str]]:
    """The states a check may be left in from this one, in the order of the check."""
    reachable = ALLOWED_STATEMENT_MOVES[state] | {state}
    return [
        (str(value), str(label)) for value, label in StatementState.choices if value in reachable
    ]


@dataclass(frozen=True, slots=True)
class CodedPiece:
    """A piece of a text between two ends of codings, and the names of the codes put on it."""

    text: str
    codes: tuple[str, ...] = ()


def coded_pieces(text: str, codings: Iterable[Coding]) -> list[CodedPiece]:
    """A text in pieces, so that each lies under the same codes from its beginning to its end."""
    rows = [row for row in codings if row.end <= len(text)]
    ends = sorted({0, len(text), *(row.start for row in rows), *(row.end for row in rows)})
    return [
        CodedPiece(
            text=text[start:end],
            codes=tuple(row.code.name for row in rows if row.start <= start and end <= row.end),
        )
        for start, end in pairwise(ends)
    ]


@dataclass(frozen=True, slots=True)
class CodedText:
    """A text of a statement as it is shown: in pieces, with the codings in it and the words each is on."""

    field: str
    label: str
    language: str
    pieces: Sequence[CodedPiece]
    codings: Sequence[tuple[Coding, str]]


def coded_texts(statement: SpokenStatement) -> list[CodedText]:
    """The texts of a statement with their codes: one query."""
    rows = list(
        statement.codings.select_related("code", "coder").order_by("field", "start", "end", "pk")
    )
    shown = []
    for field in CodedField:
        if text := getattr(statement, field):
            own = [row for row in rows if row.field == field]
            shown.append(
                CodedText(
                    field=field,
                    label=str(field.label),
                    language=statement.language if field == CodedField.WORDS else "cs",
                    pieces=coded_pieces(text, own),
                    codings=[(row, text[row.start : row.end]) for row in own],
                )
            )
    return shown


def coded_with(code: Code, user: Any) -> list[tuple[Coding, str]]:
    """What a code was put on, each with the words, in the order in which they were said: one query."""
    rows = Coding.objects.visible_to(user).filter(code=code)
    rows = rows.select_related("statement__session__series", "statement__participant", "coder")
    rows = rows.order_by("statement__session__number", "statement__position", "start", "pk")
    return [(row, getattr(row.statement, row.field)[row.start : row.end]) for row in rows]
