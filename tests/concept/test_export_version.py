"""``manage.py export_version`` writes a file or says what there is."""

import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from concept import queries
from tests.concept import build

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def version():
    document = build.document(title="Koncepce bydlení")
    build.section(document, "Byty", "Město má devět bytů.", code="2.1")
    return build.freeze(document, "1.0")


def export(folder, *arguments: str, file_format: str = "json") -> tuple[bytes, str]:
    output, said = folder / "file", StringIO()
    options = ["--format", file_format, "--output", str(output)]
    call_command("export_version", *arguments, *options, stdout=said)
    return output.read_bytes(), said.getvalue()


def test_json_is_that_of_the_version(version, tmp_path):
    data, said = export(tmp_path, "koncepce", "1.0")

    assert json.loads(data) == queries.version_json(version)
    assert said == f"{tmp_path / 'file'}: Koncepce bydlení 1.0, {len(data):,} bytes\n"


@pytest.mark.parametrize(
    ("file_format", "beginning"),
    [("pdf", b"%PDF-"), ("docx", b"PK"), ("html", b"<!DOCTYPE html>"), ("zip", b"PK")],
)
def test_every_format_is_written(version, tmp_path, file_format, beginning):
    data, _said = export(tmp_path, "koncepce", "1-0", file_format=file_format)

    assert data.lower().startswith(beginning.lower())


def test_package_holds_the_manifest_of_the_digest(version, tmp_path):
    data, _said = export(tmp_path, "koncepce", "1.0", file_format="zip")

    with ZipFile(BytesIO(data)) as package:
        assert package.read("manifest.json") == queries.manifest_of(version)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nic", "1.0"), "There is no document 'nic'. Documents: koncepce."),
        (("koncepce", "9.9"), "koncepce has no version '9.9'. Versions: 1.0."),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(version, tmp_path, arguments, said):
    with pytest.raises(CommandError) as error:
        export(tmp_path, *arguments)

    assert str(error.value) == said
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_is_named_before_anything_is_made(version, tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        export(tmp_path / "nowhere", "koncepce", "1.0")
