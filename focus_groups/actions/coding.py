"""Writes of codings: a code put on words of a statement, or taken off."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from core.sanitizing import clean_plain
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.enums import CodedField
from focus_groups.models import Code, Coding, SpokenStatement


class WordsNotFound(Exception):
    """A code is put on words that stand in the statement exactly once."""


class CodeMerged(Exception):
    """A code that was merged into another one is not used any more."""


@transaction.atomic
def put_coding(
    *,
    statement: SpokenStatement,
    code: Code,
    field: str,
    by: Any,
    at: datetime,
    quoted: str = "",
    start: int | None = None,
) -> Coding:
    """Put a code on the quoted words of a text of a statement, or on all of it. A repeat answers the first row.

    ``start`` (code points) says which of several equal places is meant. Raises WordsNotFound, CodeMerged,
    NotOfThisSeries.
    """
    statement = SpokenStatement.objects.select_related("session__series__inside").get(
        pk=statement.pk
    )
    code = Code.objects.get(pk=code.pk)
    if code.series_id != statement.session.series_id:
        raise NotOfThisSeries(_("This belongs to another series."))
    if code.merged_into_id is not None:
        raise CodeMerged(_("This code was merged into another one. Use that one."))
    text = getattr(statement, CodedField(field))
    begin, end = place_of(text, clean_plain(quoted), start)
    known = Coding.objects.filter(
        statement=statement, code=code, field=field, start=begin, end=end
    ).first()
    if known is not None:
        return known
    made = Coding(
        statement=statement, code=code, field=field, start=begin, end=end, coder=by, at=at
    )
    # the code was looked for above; asking again takes most of the time
    made.full_clean(exclude=["statement", "code", "coder"], validate_constraints=False)
    made.save()
    log_event(record=statement.session.series.inside, verb="coding_put", by=by, at=at)
    return made


def place_of(text: str, quoted: str, start: int | None = None) -> tuple[int, int]:
    """Where quoted words stand in a text as [start, end) in code points; all of it for none. Blanks and line ends in
    between may differ. Raises WordsNotFound.
    """
    if not text:
        raise WordsNotFound(_("There are no words to put a code on."))
    words = quoted.split()
    if not words:
        return 0, len(text)
    found = [match.span() for match in re.finditer(r"\s+".join(map(re.escape, words)), text)]
    if start is not None:
        found = [span for span in found if span[0] == start] or found
    if not found:
        raise WordsNotFound(_("These words do not stand in the statement. Copy them exactly."))
    if len(found) > 1:
        raise WordsNotFound(
            _("These words stand there more than once. Copy a few more words around them.")
        )
    return found[0]


@transaction.atomic
def remove_coding(*, coding: Coding, by: Any, at: datetime) -> None:
    """Take a code off a statement. A repeat does no harm."""
    row = Coding.objects.select_related("statement__session__series__inside").filter(pk=coding.pk)
    if (found := row.first()) is None:
        return
    found.delete()
    log_event(record=found.statement.session.series.inside, verb="coding_removed", by=by, at=at)


def follow_edit(*, statement: SpokenStatement, before: Mapping[str, str]) -> None:
    """Move codings of a statement whose texts were changed: to the same words where they stand once, else to all of it.

    ``before``: the texts as they were, by field. Two that fall together become one.
    """
    rows = list(Coding.objects.filter(statement=statement).order_by("pk"))
    taken = set()
    for row in rows:
        text = getattr(statement, row.field)
        if text != before[row.field]:
            try:
                row.start, row.end = place_of(text, before[row.field][row.start : row.end])
            except WordsNotFound:
                row.start, row.end = 0, len(text)
        place = (row.code_id, row.field, row.start, row.end)
        if row.end == 0 or place in taken:
            row.delete()
        else:
            taken.add(place)
    # one that moved may stand where another one stood before
    kept = [row for row in rows if row.pk is not None]
    Coding.objects.filter(pk__in=[row.pk for row in kept]).delete()
    Coding.objects.bulk_create(kept)
