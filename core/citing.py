"""Records cited by people: typed as references or addresses, shown as far as each reader may know of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Record

MOST_CITED = 30


@dataclass(frozen=True, slots=True)
class Cited:
    """Records as one reader may know them: the others are a number only."""

    shown: list[Record]
    hidden_count: int


def as_reader_sees(records: Iterable[Record], reader: Any) -> Cited:
    """Records in their order, and how many more there are: one query, none for nothing."""
    records = list(records)
    if not records:
        return Cited([], 0)
    keys = [record.pk for record in records]
    known = set(Record.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True))
    shown = [record for record in records if record.pk in known]
    return Cited(shown, len(records) - len(shown))


def records_named(names: Iterable[str], reader: Any) -> dict[str, list[Record]]:
    """Records the reader may know of, by the reference or the address each name is: one query, none for no name."""
    names = list(dict.fromkeys(names))
    if not names:
        return {}
    asked = Q()
    for name in names:
        asked |= Q(reference__iexact=name) | Q(path__in=_paths(name))
    found = list(Record.objects.visible_to(reader).filter(asked).order_by("pk"))
    return {name: _named(found, name) for name in names}


def _paths(name: str) -> list[str]:
    """Paths an address may mean, without the language: as it is, then without its parameters; none for no address."""
    parts = urlsplit(name)
    if "/" not in name or not parts.path.startswith("/"):
        return []
    plain = parts.path.removeprefix("/en")
    paths = [plain, f"{plain}/"] if not plain.endswith("/") else [plain]
    return [f"{paths[-1]}?{parts.query}", *paths] if parts.query else paths


def _named(records: list[Record], name: str) -> list[Record]:
    """Records with the reference, or those at the address; one whose own address has parameters comes first."""
    paths = _paths(name)
    found = [
        record
        for record in records
        if record.reference.casefold() == name.casefold() or record.path in paths
    ]
    exact = [record for record in found if "?" in record.path]
    return exact or found


class CitedField(forms.CharField):
    """Records, one on a line, each by its reference ("PS1/2017/12") or the address of its page.

    ``reader`` is set by the form; what the reader may not know of is refused like what does not exist. The cleaned
    value is a list of records without doubles.
    """

    reader: Any = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        kwargs.setdefault(
            "help_text",
            gettext_lazy(
                "One on a line: a number such as PS1/2017/12, or the address of its page."
            ),
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[Record]:
        """The records; a ValidationError names each line that is none, or could be several."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_CITED:
            raise ValidationError(_("At most %(count)s can be cited here.") % {"count": MOST_CITED})
        found = records_named(lines, self.reader)
        errors = [self._error(line, rows) for line, rows in found.items() if len(rows) != 1]
        if errors:
            raise ValidationError(errors)
        return list({rows[0].pk: rows[0] for rows in found.values()}.values())

    def prepare_value(self, value: Any) -> Any:
        """Stored records as lines."""
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(record.reference or record.path for record in value)

    @staticmethod
    def _error(line: str, rows: list[Record]) -> str:
        if rows:
            return _(
                "“%(line)s” is the number of several things: give the address of the page."
            ) % {"line": line}
        return _("Nothing is known under “%(line)s”.") % {"line": line}
