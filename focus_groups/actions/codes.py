"""Writes of the codebook: codes added, edited, moved, merged."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.actions import log_event
from core.sanitizing import clean_plain
from focus_groups.actions.coding import CodeMerged
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.models import Code, Coding, Finding, Series

NOTES = ("definition", "include", "exclude")


class CodeNameTaken(Exception):
    """The codebook of the series has a code of this name already."""


class CodeInCircle(Exception):
    """A code does not stand below itself, and is not merged into itself."""


class StaleCode(Exception):
    """Somebody else changed the code in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Code) -> None:
        super().__init__(message)
        self.current = current


@transaction.atomic
def add_code(
    *,
    series: Series,
    name: str,
    by: Any,
    at: datetime,
    parent: Code | None = None,
    definition: str = "",
    include: str = "",
    exclude: str = "",
) -> Code:
    """Add a code to the codebook of a series. Raises CodeNameTaken, CodeMerged, NotOfThisSeries, ValidationError."""
    series = Series.objects.select_for_update().select_related("inside").get(pk=series.pk)
    code = Code(series=series)
    _set(
        code,
        name=name,
        parent=parent,
        definition=definition,
        include=include,
        exclude=exclude,
    )
    code.slug = _free_slug(series, code.name)
    code.full_clean()
    code.save()
    log_event(record=series.inside, verb="code_added", by=by, at=at, payload={"code": code.pk})
    return code


def _free_slug(series: Series, name: str) -> str:
    base = f"{series.slug}-{slugify(name)}"[:90].strip("-")
    taken = set(Code.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _set(code: Code, *, name: str, parent: Code | None, **notes: str) -> None:
    code.name = " ".join(clean_plain(name).split())
    taken = Code.objects.filter(series=code.series_id, name__iexact=code.name).exclude(pk=code.pk)
    if taken.exists():
        raise CodeNameTaken(_("The codebook has a code of this name already. Choose another."))
    above = parent
    while above is not None:
        if above.series_id != code.series_id:
            raise NotOfThisSeries(_("This belongs to another series."))
        if above.merged_into_id is not None:
            raise CodeMerged(_("This code was merged into another one. Use that one."))
        if above.pk == code.pk:
            raise CodeInCircle(_("A code cannot stand below itself."))
        above = above.parent
    code.parent = parent
    for field in NOTES:
        setattr(code, field, clean_plain(notes[field]).strip())


def _lock(code: Code) -> Code:
    Series.objects.select_for_update().get(pk=code.series_id)
    return Code.objects.select_related("series__inside", "parent").get(pk=code.pk)


@transaction.atomic
def edit_code(
    *,
    code: Code,
    lock_version: int,
    name: str,
    parent: Code | None,
    definition: str,
    include: str,
    exclude: str,
    by: Any,
    at: datetime,
) -> Code:
    """Change a code or move it below another one; its address stays.

    Raises StaleCode, CodeMerged, CodeNameTaken, CodeInCircle, NotOfThisSeries, ValidationError.
    """
    code = _lock(code)
    if code.lock_version != lock_version:
        raise StaleCode(
            _("Somebody else changed the code in the meantime. Compare both and save again."), code
        )
    _in_use(code)
    _set(code, name=name, parent=parent, definition=definition, include=include, exclude=exclude)
    code.lock_version += 1
    code.full_clean()
    code.save()
    log_event(
        record=code.series.inside, verb="code_edited", by=by, at=at, payload={"code": code.pk}
    )
    return code


def _in_use(code: Code) -> None:
    if code.merged_into_id is not None:
        raise CodeMerged(_("This code was merged into another one. Use that one."))


@transaction.atomic
def merge_code(*, code: Code, into: Code, by: Any, at: datetime) -> Code:
    """Merge a code into another one, which gets its codings, the codes below it and its findings; answers that one.

    The merged code stays as an alias. A repeat does no harm. Raises CodeMerged, CodeInCircle, NotOfThisSeries.
    """
    code, into = _lock(code), _lock(into)
    if code.merged_into_id == into.pk:
        return into
    if code.series_id != into.series_id:
        raise NotOfThisSeries(_("This belongs to another series."))
    if code.pk == into.pk:
        raise CodeInCircle(_("A code cannot be merged into itself."))
    _in_use(code)
    _in_use(into)
    there = set(Coding.objects.filter(code=into).values_list("statement", "field", "start", "end"))
    for coding in Coding.objects.filter(code=code):
        if (coding.statement_id, coding.field, coding.start, coding.end) in there:
            coding.delete()
    Coding.objects.filter(code=code).update(code=into)
    _lift(into, code)
    Code.objects.filter(parent=code).update(parent=into)
    Code.objects.filter(merged_into=code).update(merged_into=into)
    Finding.objects.filter(theme=code).update(theme=into)
    code.merged_into, code.merged_by, code.merged_at = into, by, at
    code.lock_version += 1
    code.save()
    log_event(
        record=code.series.inside,
        verb="code_merged",
        by=by,
        at=at,
        payload={"code": code.pk, "into": into.pk},
    )
    return into


def _lift(into: Code, code: Code) -> None:
    """Take the code that stays out from below the one that goes, however deep it stands."""
    above = into.parent
    while above is not None and above.pk != code.pk:
        above = above.parent
    if above is not None:
        into.parent = code.parent
        into.save(update_fields=["parent"])
