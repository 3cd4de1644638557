"""The manifest: the exact bytes under a version's digest."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from concept import manifest
from concept.models import Version, VersionPassage, VersionSection
from concept.queries import manifest_of
from tests.concept import build

LEFT_OUT = {
    "id",
    "digest",
    "version",
}  # surrogate key, the result itself, the manifest's own version


def names(model) -> set[str]:
    return {field.name for field in model._meta.concrete_fields} - LEFT_OUT


@pytest.fixture
def version(db) -> Version:
    document = build.document()
    first = build.section(document, "Úvod", "První.", "Druhý.", code="A")
    build.section(first, "Pojmy", "Třetí.", code="A.1")
    build.freeze(document, "1")
    return build.freeze(document, "2")


def test_the_manifest_names_every_column(version):
    content = json.loads(manifest_of(version))
    assert sorted(content) == ["passages", "sections", "version"]
    assert set(content["version"]) == names(Version)
    assert set(content["sections"][0]) == names(VersionSection)
    assert set(content["passages"][0]) == names(VersionPassage)


def test_the_digest_is_the_sha256_of_the_manifest_and_chains_the_one_before(version):
    raw = manifest_of(version)
    assert manifest.digest(raw) == version.digest
    assert json.loads(raw)["version"]["previous"] == version.previous.digest


def test_the_manifest_of_fresh_rows_and_of_stored_rows_are_the_same_bytes(version):
    assert manifest_of(Version.objects.get(pk=version.pk)) == manifest_of(version)


def test_a_moment_is_written_in_utc_with_microseconds():
    at = datetime(2017, 11, 15, 10, 0, 0, 5, tzinfo=timezone(timedelta(hours=1)))
    assert manifest.moment(at) == "2017-11-15T09:00:00.000005Z"
    assert manifest.moment(at.astimezone(UTC)) == manifest.moment(at)


def test_the_order_of_keys_does_not_matter_and_that_of_passages_does():
    one = manifest.manifest(version={"a": 1, "b": 2}, sections=[], passages=[{"x": 1}, {"x": 2}])
    two = manifest.manifest(version={"b": 2, "a": 1}, sections=[], passages=[{"x": 1}, {"x": 2}])
    other = manifest.manifest(version={"a": 1, "b": 2}, sections=[], passages=[{"x": 2}, {"x": 1}])
    assert one == two
    assert one != other
