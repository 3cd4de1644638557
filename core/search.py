"""Finding words in Czech text: the same stems are computed for text and query, so ``bydleni`` finds ``bydlení``.

The smallest thing that works the same on both databases: each query stem must begin a stem of the entry, and a stem of
three letters must be one, or "dům" would find every household (domácnost). A city's texts are some thousand entries of
a few hundred words; a scan of them takes milliseconds.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Concat

from core.czech import fold, search_stems
from core.models import SearchEntry
from core.visibility import visible_records

MAX_QUERY_STEMS = 12
SHORTEST_BEGINNING = 4
SNIPPET_CHARACTERS = 240


def padded_stems(text: str) -> str:
    """Stems of a text, each between blanks."""
    return f" {search_stems(text)} "


def query_stems(query: str) -> list[str]:
    """Distinct stems of a query, at most ``MAX_QUERY_STEMS``."""
    return list(dict.fromkeys(search_stems(query).split()))[:MAX_QUERY_STEMS]


def holds_stems(stems: Iterable[str], field: str) -> Q:
    """Filter for rows whose padded stems hold each of the given ones."""
    holds = Q()
    for stem in stems:
        sought = f" {stem}" if len(stem) >= SHORTEST_BEGINNING else f" {stem} "
        holds &= Q(**{f"{field}__contains": sought})
    return holds


def with_stems(
    rows: QuerySet, stems: Iterable[str], field: str = "record__search_stems"
) -> QuerySet:
    """Those rows whose record holds each of the stems; ``field`` leads to the stems of the record."""
    padded = Concat(Value(" "), field, Value(" "), output_field=TextField())
    return rows.annotate(padded_stems=padded).filter(holds_stems(stems, "padded_stems"))


def find(query: str, user: Any) -> QuerySet[SearchEntry]:
    """Entries visible to the user that hold every word of the query; hits in titles first. One query when read."""
    stems = query_stems(query)
    if not stems:
        return SearchEntry.objects.none()
    in_title = holds_stems(stems, "title_stems")
    return (
        SearchEntry.objects.filter(visible_records(user))
        .filter(holds_stems(stems, "stems"))
        .annotate(
            rank=Case(When(in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
        )
        .order_by("rank", "group", "order")
    )


def snippet(text: str, stems: Iterable[str]) -> list[tuple[str, bool]]:
    """A piece of the text around the first hit as (text, is_hit) parts, for display without markup in the data."""
    stems = tuple(stems)
    words = [
        (match.start(), match.end(), _hits(match.group(), stems))
        for match in re.finditer(r"\w+", text)
    ]
    first = next((start for start, _end, hit in words if hit), 0)
    start = max(0, text.rfind(" ", 0, max(0, first - 60)) + 1) if first > 60 else 0
    end = min(len(text), start + SNIPPET_CHARACTERS)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    parts: list[tuple[str, bool]] = [("… ", False)] if start else []
    position = start
    for word_start, word_end, hit in words:
        if not hit or word_start < start or word_end > end:
            continue
        parts.append((text[position:word_start], False))
        parts.append((text[word_start:word_end], True))
        position = word_end
    parts.append((text[position:end], False))
    if end < len(text):
        parts.append((" …", False))
    return [part for part in parts if part[0]]


def _hits(word: str, stems: tuple[str, ...]) -> bool:
    own = search_stems(word) or fold(word)
    return any(
        stem.startswith(found) if len(found) >= SHORTEST_BEGINNING else stem == found
        for stem in own.split()
        for found in stems
    )


def replace_entries(group: str, entries: Iterable[SearchEntry]) -> None:
    """Replace everything findable of one group (such as a document) in the caller's transaction."""
    SearchEntry.objects.filter(group=group).delete()
    SearchEntry.objects.bulk_create(entries, batch_size=200)
