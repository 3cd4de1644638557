"""Numbers as people type them in Czech tables and forms. Pure: no database, no clock."""

import re
from decimal import Decimal

BLANKS = "\u00a0\u202f\u2009 "
CZECH_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


class NotANumber(ValueError):
    """What was typed is no number."""


def read_number(text: str) -> Decimal | None:
    """The number in a cell or a field, None for an empty one: "1 234,5", "80,43 %", "1.234,50" and "80.43" are read.

    Raises NotANumber.
    """
    typed = text.translate(dict.fromkeys(map(ord, BLANKS))).replace("\u2212", "-")
    typed = typed.removesuffix("%")
    if not typed:
        return None
    if CZECH_THOUSANDS.fullmatch(typed):
        typed = typed.replace(".", "")
    typed = typed.replace(",", ".", 1)
    if not NUMBER.fullmatch(typed):
        raise NotANumber(text)
    return Decimal(typed)


def typed_number(value: Decimal | None) -> str:
    """The number as one would type it: a decimal comma, no needless zeros, nothing between thousands."""
    if value is None:
        return ""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
