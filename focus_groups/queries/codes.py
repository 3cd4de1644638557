"""Reads of the codebook: a tree with how often each code was put on what people said."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from core.czech import sort_key
from focus_groups.models import Code, Coding, Series
from focus_groups.models.codes import CodeQuerySet


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code in the tree. ``depth`` from 0; counts are of itself, without the codes below it."""

    code: Code
    depth: int
    codings: int
    statements: int
    aliases: tuple[str, ...] = ()

    @property
    def indent(self) -> str:
        """Dashes before its name, one for each code it stands below."""
        return "– " * self.depth


def codebook(series: Series, user: Any) -> list[CodeRow]:
    """Codes in use, each behind the one it stands below, by name in Czech order: three queries."""
    codes = list(Code.objects.visible_to(user).filter(series=series).select_related("parent"))
    counted = {
        row["code"]: (row["codings"], row["statements"])
        for row in Coding.objects.filter(code__in=[code.pk for code in codes])
        .values("code")
        .annotate(codings=Count("pk"), statements=Count("statement", distinct=True))
    }
    aliases: dict[int, list[str]] = {}
    for code in codes:
        if code.merged_into_id is not None:
            aliases.setdefault(code.merged_into_id, []).append(code.name)
    used = [code for code in codes if code.merged_into_id is None]
    rows: list[CodeRow] = []
    for code, depth in _in_order(used):
        codings, statements = counted.get(code.pk, (0, 0))
        names = tuple(sorted(aliases.get(code.pk, ()), key=sort_key))
        rows.append(CodeRow(code, depth, codings, statements, names))
    return rows


def _in_order(codes: Iterable[Code]) -> list[tuple[Code, int]]:
    below: dict[int | None, list[Code]] = {}
    for code in codes:
        below.setdefault(code.parent_id, []).append(code)
    ordered: list[tuple[Code, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for code in sorted(below.get(parent, ()), key=lambda code: sort_key(code.name)):
            ordered.append((code, depth))
            walk(code.pk, depth + 1)

    walk(None, 0)
    return ordered


def codes_in_use(series: Series) -> CodeQuerySet:
    """Codes of a series that were not merged into another one."""
    return Code.objects.filter(series=series).in_use()


def choices_of(series: Series) -> list[tuple[int, str]]:
    """Codes in use for a choice, each behind those it stands below ("Peníze › Kauce"), in tree order: one query."""
    codes = list(codes_in_use(series))
    names = {code.pk: code for code in codes}

    def path(code: Code) -> str:
        above = names.get(code.parent_id)
        return f"{path(above)} › {code.name}" if above else code.name

    return [(code.pk, path(code)) for code, _depth in _in_order(codes)]


def codes_below(code: Code) -> list[int]:
    """Primary keys of a code and of all codes below it: one query."""
    below: dict[int | None, list[int]] = {}
    for key, parent in Code.objects.filter(series=code.series_id).values_list("pk", "parent"):
        below.setdefault(parent, []).append(key)
    found, left = [], [code.pk]
    while left:
        key = left.pop()
        found.append(key)
        left += below.get(key, [])
    return found


def code_by_slug(series: Series, slug: str, user: Any) -> Code | None:
    """A code of a series, None for who does not facilitate it; also one that was merged."""
    found = Code.objects.visible_to(user).filter(series=series, slug=slug)
    return found.select_related("parent", "merged_into", "series__inside").first()
