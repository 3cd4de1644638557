import json

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from concept.exports.downloads import FORMATS, SCHEMA_FILE, generator, make
from core.exports import ExportProblem
from tests.concept.exports import samples

BEGINNINGS = {"pdf": b"%PDF-1.7", "docx": b"PK", "html": b"<!doctype html>", "json": b"{"}


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("file_format", FORMATS)
def test_make_writes_every_format(file_format):
    sample = samples.representative()
    made = make(file_format, sample.build(), sample.assets, language="cs")

    assert made.startswith(BEGINNINGS[file_format])


def test_make_refuses_a_version_whose_image_is_missing():
    sample = samples.representative()

    with pytest.raises(ExportProblem, match=sample.chart[:8]):
        make("pdf", sample.build(), {}, language="cs")


def test_make_writes_json_that_follows_the_schema_and_says_the_same(validator):
    version = samples.representative().build(notice="Ukázka")
    made = json.loads(make("json", version, {}, language="cs"))

    validator.validate(made)
    assert made == version


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "osnova-version/2"},
        {"unknown": 1},
        {"sections": [{"uid": "x"}]},
        {"assets": {"no digest": {}}},
    ],
)
def test_schema_refuses_what_it_does_not_know(validator, change):
    with pytest.raises(ValidationError):
        validator.validate({**samples.representative().build(), **change})


def test_schema_asks_for_the_values_of_a_kind(validator):
    version = samples.representative().build()
    table = next(p for s in version["sections"] for p in s["passages"] if p["kind"] == "table")
    del table["value"]["rows"]

    with pytest.raises(ValidationError, match="rows"):
        validator.validate(version)


def test_generator_names_the_program_that_made_the_file():
    assert generator("pdf").startswith("typst 0.15")
    assert generator("docx").startswith("pypandoc-binary 1.")
    assert len(generator("docx")) <= 80
