"""Amounts of money in words."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

NO_BREAK = "\u00a0"


def crowns(amount: Decimal | None) -> str:
    """An amount as it is read, without hellers where there are none ("1 250 000 Kč"); "" for none."""
    if amount is None:
        return ""
    places = 0 if amount == amount.to_integral_value() else 2
    number = number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)
    return (_("CZK %(amount)s") % {"amount": number}).replace(" ", NO_BREAK)


def percent_of(part: Decimal | None, whole: Decimal | None) -> int | None:
    """How many percent of the whole a part is, rounded half up; None when one is not known or the whole is nothing."""
    if part is None or not whole:
        return None
    return int((part * 100 / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP))
