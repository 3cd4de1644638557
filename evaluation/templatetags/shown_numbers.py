"""Numbers of indicators in templates."""

from decimal import Decimal

from django import template

from evaluation.queries.shown import number_text

register = template.Library()


@register.filter
def with_unit(value: Decimal | None, unit: str = "") -> str:
    """The number in the active language with its unit."""
    return number_text(value, unit)
