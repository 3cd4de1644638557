"""What may be typed as a value of an indicator, by its definition. Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from evaluation.enums import Scale

NUMBERS = ("value", "numerator", "denominator")
FIELDS = (*NUMBERS, "narrative", "parts", "data_as_of", "comment")


class Defined(Protocol):
    """What is asked of a definition."""

    scale: str
    has_parts: bool
    may_exceed_whole: bool
    breakdowns: Sequence[Mapping[str, Any]]


def faults_of(definition: Defined, figures: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with typed figures: mapping field -> sentence for who types. Figures may be left out."""
    numbers = {name: figures.get(name) for name in NUMBERS}
    faults = _faults_of_scale(definition, numbers)
    for name, number in numbers.items():
        if number is not None and number < 0 and definition.scale != Scale.SCORE:
            faults.setdefault(name, _("Write a number that is not negative."))
        if number is not None and (fault := _fault_of_digits(definition, number)):
            faults.setdefault(name, fault)
    parts = figures.get("parts") or {}
    counted = numbers["numerator"] if definition.has_parts else numbers["value"]
    if parts and (fault := _fault_of_parts(definition, parts, counted)):
        faults["parts"] = fault
    return faults


def _fault_of_digits(definition: Defined, number: Decimal) -> str:
    """What is wrong with the digits of a number: as many are stored, and in Czech "1.234" may mean a thousand."""
    if abs(number) >= 10**14 or number != round(number, 4):
        return _("Write at most 14 digits and four decimal places.")
    if definition.scale == Scale.COUNT and number != int(number):
        return _("A count is a whole number. Write thousands with a space or with nothing between.")
    return ""


def _faults_of_scale(definition: Defined, numbers: Mapping[str, Decimal | None]) -> dict[str, str]:
    if definition.scale == Scale.QUALITATIVE:
        told = _("This indicator is told in words, not in numbers.")
        return {name: told for name, number in numbers.items() if number is not None}
    if not definition.has_parts:
        told = _("This indicator has one value, not a part and a whole.")
        return {name: told for name in NUMBERS[1:] if numbers[name] is not None}
    if numbers["value"] is not None:
        return {"value": _("A share is worked out: write the part and the whole.")}
    part, whole = numbers["numerator"], numbers["denominator"]
    if part is None and whole is None:
        return {}
    if whole is None:
        return {"denominator": _("Write the whole as well.")}
    if whole == 0:
        return {
            "denominator": _(
                "A share of nobody has no value. Leave both numbers empty and say in words why."
            )
        }
    if part is None:
        return {"numerator": _("Write the part as well.")}
    if part > whole and not definition.may_exceed_whole:
        return {"numerator": _("The part is larger than the whole.")}
    return {}


def _fault_of_parts(
    definition: Defined, parts: Mapping[str, Mapping[str, int]], counted: Decimal | None
) -> str:
    known = {row["key"]: {c["key"] for c in row["categories"]} for row in definition.breakdowns}
    for key, counts in parts.items():
        if key not in known or not set(counts) <= known[key]:
            return _("The definition allows no such breakdown.")
        if any(type(count) is not int or count < 0 for count in counts.values()):
            return _("Write whole numbers that are not negative.")
        if counted is None or sum(counts.values()) != counted:
            return _("The parts of a breakdown must make the whole number.")
    return ""


def is_complete(figures: Mapping[str, Any]) -> bool:
    """Whether there is something to submit: numbers, or words (also on why there are no numbers)."""
    has_number = figures.get("value") is not None or figures.get("denominator") is not None
    return has_number or bool((figures.get("narrative") or "").strip())
