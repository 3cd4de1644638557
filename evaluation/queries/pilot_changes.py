"""What was changed of rows of the pilot afterwards, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluation.models import Flat, Household, RowChange, Tenancy
from people.models import Organisation


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change: which fact, from what to what, why; "" where there was or is nothing."""

    recorded_at: datetime
    name: str
    former: str
    new: str
    reason: str


def changes_of_flat(flat: Flat, reader: Any) -> list[ToldChange]:
    """Changes of a flat, the last first: at most two queries."""
    return _told(RowChange.objects.visible_to(reader).filter(flat=flat), Flat)


def changes_of_household(household: Household, reader: Any) -> list[ToldChange]:
    """Changes of a household and of its stays, the last first: at most two queries."""
    return _told(
        RowChange.objects.visible_to(reader).filter(
            Q(household=household) | Q(tenancy__household=household)
        ),
        Household,
    )


def _told(rows: Any, model: type[models.Model]) -> list[ToldChange]:
    found = list(rows.order_by("-recorded_at", "-pk"))
    names = _names_behind(found)
    return [
        ToldChange(
            row.recorded_at,
            _name(_field(row, model)),
            _value(_field(row, model), row.former, names),
            _value(_field(row, model), row.new, names),
            row.get_reason_display(),
        )
        for row in found
    ]


def _field(row: RowChange, model: type[models.Model]) -> models.Field:
    return (Tenancy if row.tenancy_id else model)._meta.get_field(row.field)


def _name(field: models.Field) -> str:
    if field.name == "is_void":
        return _("entered by mistake")
    return str(field.verbose_name)


def _names_behind(rows: Iterable[RowChange]) -> dict[tuple[str, str], str]:
    """Names of flats and districts that changes speak of by their keys."""
    keys: dict[str, set[str]] = {"flat": set(), "district": set()}
    for row in rows:
        if row.field in keys:
            keys[row.field] |= {row.former, row.new} - {""}
    names = {}
    for name, model, told in (("flat", Flat, "code"), ("district", Organisation, "name")):
        if keys[name]:
            found = model.objects.filter(pk__in=keys[name]).values_list("pk", told)
            names.update({(name, str(pk)): text for pk, text in found})
    return names


def day_of(day: date) -> str:
    """A day as it is read in the active language, on one line."""
    return date_format(day, "SHORT_DATE_FORMAT").replace(" ", "\u00a0")


def _value(field: models.Field, stored: str, names: dict[tuple[str, str], str]) -> str:
    if not stored:
        return ""
    if (field.name, stored) in names:
        return names[field.name, stored]
    if isinstance(field, models.DateField):
        return day_of(date.fromisoformat(stored))
    if isinstance(field, models.BooleanField):
        return _("yes") if stored == "True" else _("no")
    return str(dict(field.flatchoices).get(stored, stored))
