"""What may be typed as a value, by its definition."""

from decimal import Decimal
from typing import Any

import pytest

from evaluation.entering import faults_of, is_complete
from evaluation.models import IndicatorDefinition

D = Decimal
SEXES = [
    {
        "key": "sex",
        "label": "Pohlaví",
        "categories": [{"key": "f", "label": "Ženy"}, {"key": "m", "label": "Muži"}],
    }
]


def faulty(scale: str, figures: dict[str, Any], **fields: Any) -> set[str]:
    return set(faults_of(IndicatorDefinition(scale=scale, **fields), figures))


@pytest.mark.parametrize(
    ("figures", "fields"),
    [
        ({"numerator": D(74), "denominator": D(92)}, set()),
        ({"numerator": D(0), "denominator": D(92)}, set()),
        ({}, set()),
        ({"numerator": D(0), "denominator": D(0)}, {"denominator"}),
        ({"numerator": D(3)}, {"denominator"}),
        ({"denominator": D(3)}, {"numerator"}),
        ({"numerator": D(93), "denominator": D(92)}, {"numerator"}),
        ({"numerator": D(-1), "denominator": D(92)}, {"numerator"}),
        ({"value": D(80)}, {"value"}),
    ],
)
def test_a_share_is_a_part_of_a_whole_that_is_somebody(figures, fields):
    assert faulty("ratio", figures) == fields


def test_a_part_may_be_larger_than_its_whole_where_the_definition_says_so():
    figures = {"numerator": D(93), "denominator": D(92)}
    assert faulty("ratio", figures, may_exceed_whole=True) == set()


def test_a_share_as_published_has_a_value_and_no_parts():
    assert faulty("ratio", {"value": D(80)}, is_as_published=True) == set()
    parts = {"numerator": D(1), "denominator": D(2)}
    assert faulty("ratio", parts, is_as_published=True) == {"numerator", "denominator"}


def test_words_are_no_numbers_and_a_score_may_be_negative():
    assert faulty("qualitative", {"value": D(1)}) == {"value"}
    assert faulty("score", {"value": D("-0.5")}) == set()
    assert faulty("count", {"value": D(-1)}) == {"value"}


@pytest.mark.parametrize(
    ("parts", "is_right"),
    [
        ({"sex": {"f": 6, "m": 4}}, True),
        ({}, True),
        ({"sex": {"f": 6, "m": 5}}, False),
        ({"sex": {"f": 11, "m": -1}}, False),
        ({"sex": {"f": 6, "x": 4}}, False),
        ({"age": {"f": 6, "m": 4}}, False),
        ({"sex": {"f": 5.5, "m": 4.5}}, False),
    ],
)
def test_the_parts_of_a_breakdown_make_the_whole_number(parts, is_right):
    found = faulty("count", {"value": D(10), "parts": parts}, breakdowns=SEXES)
    assert found == (set() if is_right else {"parts"})


def test_words_alone_say_why_there_is_no_number():
    assert is_complete({"narrative": "Nikdo se nenastěhoval."})
    assert is_complete({"value": D(0)})
    assert is_complete({"numerator": D(0), "denominator": D(5)})
    assert not is_complete({"value": None, "narrative": " "})
