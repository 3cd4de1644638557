"""Amounts in words."""

from decimal import Decimal

import pytest
from django.utils import translation

from core.money import crowns, percent_of


@pytest.mark.parametrize(
    ("amount", "czech", "english"),
    [
        (None, "", ""),
        (Decimal(0), "0\u00a0Kč", "CZK\u00a00"),
        (Decimal("1250000.00"), "1\u00a0250\u00a0000\u00a0Kč", "CZK\u00a01,250,000"),
        (Decimal("1250.5"), "1\u00a0250,50\u00a0Kč", "CZK\u00a01,250.50"),
    ],
)
def test_crowns_as_they_are_read(amount, czech, english):
    with translation.override("cs"):
        assert crowns(amount) == czech
    with translation.override("en"):
        assert crowns(amount) == english


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (125, 1000, 13),
        (0, 1000, 0),
        (2000, 1000, 200),
        (None, 1000, None),
        (5, None, None),
        (5, 0, None),
    ],
)
def test_percent_is_rounded_half_up_and_unknown_without_a_whole(part, whole, percent):
    part = None if part is None else Decimal(part)
    whole = None if whole is None else Decimal(whole)
    assert percent_of(part, whole) == percent
