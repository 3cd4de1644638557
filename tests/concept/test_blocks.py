"""Rules of blocks that an editor meets while saving."""

import pytest
from wagtail.blocks import StructBlockValidationError

from concept.blocks import MeasureBlock, SectionBody


def measure(**values):
    block = MeasureBlock()
    return block, block.to_python({"code": "1.1", "title": "Depistáž", **values})


@pytest.mark.parametrize(
    "values",
    [
        {"due_kind": "ongoing"},
        {"due_kind": "date", "due_on": "2018-06-30"},
        {"due_kind": "text", "due_text": "podle akčního plánu"},
    ],
)
def test_measure_with_a_whole_deadline(values):
    block, value = measure(**values)

    assert block.clean(value)["due_kind"] == values["due_kind"]


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"due_kind": "date"}, {"due_on"}),
        ({"due_kind": "text"}, {"due_text"}),
        ({"due_kind": "ongoing", "due_on": "2018-06-30"}, {"due_on"}),
        ({"due_kind": "date", "due_text": "brzy"}, {"due_on", "due_text"}),
    ],
)
def test_measure_says_what_is_wrong_with_its_deadline(values, fields):
    block, value = measure(**values)

    with pytest.raises(StructBlockValidationError) as error:
        block.clean(value)

    assert set(error.value.block_errors) == fields


def test_every_block_has_a_label_and_an_icon():
    body = SectionBody()

    assert {name for name, block in body.child_blocks.items() if not block.label} == set()
    assert list(body.child_blocks) == [
        "text",
        "heading",
        "table",
        "figure",
        "callout",
        "definition",
        "quote",
        "measure",
        "figures",
    ]
