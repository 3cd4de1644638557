"""Amounts of money as they are read."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

NBSP = "\u00a0"


def crowns(amount: str | Decimal | None) -> str:
    """An amount in the active language, such as "14 605 116,00 Kč"; says when it is not known (None or "")."""
    if amount is None or amount == "":
        return _("not known")
    plain = number_format(Decimal(amount), 2, use_l10n=True, force_grouping=True)
    return f"{plain}{NBSP}Kč"
