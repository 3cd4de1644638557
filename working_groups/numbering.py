"""Numbers of meetings, conclusions, procedures and tasks: issued once for each group and year, never again."""

from typing import Any

from django.db.models import Max

from working_groups.models import Group


def next_number(model: Any, group: Group, year: int, *, field: str = "host") -> int:
    """The number after the highest one issued. The caller has locked the group's row; rows are never deleted."""
    issued = model.objects.filter(**{field: group, "year": year}).aggregate(Max("number"))
    return (issued["number__max"] or 0) + 1


def reference(group: Group, year: int, number: int, mark: str = "") -> str:
    """A number people read: ``PS1/2017/12``, with a ``mark`` where it is no conclusion, as in ``PS1/2017/J3``."""
    return f"{group.code}/{year}/{mark}{number}"


def in_address(reference: str) -> str:
    """A reference as part of an address: slashes become dashes."""
    return reference.replace("/", "-")
