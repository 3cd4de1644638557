import json
import re
import subprocess
import zipfile
from hashlib import sha256
from io import BytesIO

import pytest

from concept.exports.verification import verification_zip


def digest_of(content):
    return sha256(content).hexdigest()


@pytest.fixture
def contents():
    words = [b'{"text":"Depist\xc3\xa1\xc5\xbe"}', b'{"text":"Bydlen\xc3\xad"}']
    return {digest_of(content): content for content in words}


REMOVED = digest_of(b"removed")
PREVIOUS = digest_of(b"previous")


@pytest.fixture
def manifest(contents):
    passages = [{"content": name} for name in [*contents, REMOVED]]
    return json.dumps({"previous_digest": PREVIOUS, "passages": passages}).encode()


@pytest.fixture
def unpacked(manifest, contents, tmp_path):
    made = verification_zip(manifest, contents, redacted=[REMOVED])
    zipfile.ZipFile(BytesIO(made)).extractall(tmp_path)
    return tmp_path


def commands(guide):
    """Return the commands of the guide, as a reader would copy them."""
    return [line.strip() for line in re.findall(r"^ {7}(\S.*)$", guide, re.MULTILINE)]


def run(command, folder):
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("guide", ["CTI-ME.txt", "README.txt"])
def test_recipe_of_the_guide_holds(unpacked, manifest, guide):
    text = (unpacked / guide).read_text(encoding="utf-8")
    check, version, strangers, missing = commands(text)[:4]

    assert digest_of(manifest) in text
    assert run(check, unpacked).returncode == 0
    assert run(version, unpacked).stdout == f"{digest_of(manifest)}  manifest.json\n"
    assert run(strangers, unpacked).stdout == ""
    assert run(missing, unpacked).stdout.split() == sorted([PREVIOUS, REMOVED])


def test_recipe_finds_a_changed_letter(unpacked):
    passage = next((unpacked / "passages").iterdir())
    passage.write_bytes(passage.read_bytes().replace(b'"text"', b'"test"'))
    check = commands((unpacked / "README.txt").read_text(encoding="utf-8"))[0]
    answer = run(check, unpacked)

    assert answer.returncode == 1
    assert f"passages/{passage.name}: FAILED" in answer.stdout


def test_recipe_finds_a_text_put_in(unpacked):
    stranger = b'{"text":"vsunuto"}'
    (unpacked / "passages" / f"{digest_of(stranger)}.json").write_bytes(stranger)
    strangers = commands((unpacked / "README.txt").read_text(encoding="utf-8"))[2]

    assert run(strangers, unpacked).stdout == f"passages/{digest_of(stranger)}.json\n"


def test_recipe_finds_a_text_taken_out(unpacked):
    passage = next((unpacked / "passages").iterdir())
    passage.unlink()
    check, _, _, missing = commands((unpacked / "README.txt").read_text(encoding="utf-8"))[:4]

    assert run(check, unpacked).returncode == 1
    assert passage.stem in run(missing, unpacked).stdout


def test_package_lists_what_was_removed(unpacked):
    assert (unpacked / "REDACTED").read_text() == f"{REMOVED}\n"


def test_package_of_the_same_version_has_the_same_bytes(manifest, contents):
    turned = dict(reversed(contents.items()))

    assert verification_zip(manifest, contents) == verification_zip(manifest, turned)


def test_package_holds_the_exact_manifest(manifest, contents):
    archive = zipfile.ZipFile(BytesIO(verification_zip(manifest, contents)))

    assert archive.read("manifest.json") == manifest
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "REDACTED" not in archive.namelist()


def test_package_is_refused_for_a_content_with_another_digest(manifest, contents):
    name = next(iter(contents))

    with pytest.raises(ValueError, match="another digest"):
        verification_zip(manifest, {**contents, name: b"{}"})


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd"])
def test_package_is_refused_for_a_content_the_manifest_does_not_name(manifest, name):
    with pytest.raises(ValueError, match="does not name"):
        verification_zip(manifest, {name: b"{}"})
