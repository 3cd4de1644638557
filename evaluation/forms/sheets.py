"""Uploaded spreadsheets of the pilot, and rows that were shown and wait in the browser, sealed, to be stored."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from evaluation.pilot_sheets import SheetRow

SALT = "evaluation.pilot.rows"
HOUR = 3600


class SheetForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=_("spreadsheet (xlsx or csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


def sealed_rows(rows: Sequence[SheetRow]) -> str:
    """Rows as the browser keeps them until they are stored."""
    packed = [[row.number, {name: _packed(v) for name, v in row.values.items()}] for row in rows]
    return signing.dumps(packed, salt=SALT, compress=True)


def opened_rows(sealed: str) -> list[SheetRow]:
    """The rows of ``sealed_rows``, for an hour. Raises BadSignature."""
    packed = signing.loads(sealed, salt=SALT, max_age=HOUR)
    return [
        SheetRow(number, {name: _unpacked(v) for name, v in values.items()})
        for number, values in packed
    ]


def _packed(value: Any) -> Any:
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _unpacked(value: Any) -> Any:
    return date.fromisoformat(value["day"]) if isinstance(value, dict) else value
