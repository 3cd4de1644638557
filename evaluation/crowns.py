"""Amounts of money as they are read."""

from decimal import Decimal

from django.utils.translation import gettext as _

from core import money


def crowns(amount: str | Decimal | None) -> str:
    """An amount in the active language, such as "14 605 116 Kč"; says when it is not known (None or "")."""
    if amount is None or amount == "":
        return _("not known")
    return money.crowns(Decimal(amount))
