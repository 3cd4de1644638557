"""Numbers as they are read in the active language."""

from decimal import Decimal

from django.utils.formats import number_format


def plain_number(value: Decimal) -> str:
    """A decimal without zeros nobody needs: 80,5 and not 80,5000; 100 and not 1E+2."""
    digits = f"{value:f}"
    return number_format(digits.rstrip("0").rstrip(".") if "." in digits else digits)
