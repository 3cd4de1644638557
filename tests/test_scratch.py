"""Where the tests write what is thrown away."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.scratch import has_room, scratch_folder


@pytest.fixture
def no_folder_named(monkeypatch):
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr("tests.scratch.ROOM", 1)


@pytest.mark.usefixtures("no_folder_named")
def test_temporary_files_go_to_the_folder_here_and_in_processes_and_the_folder_goes(tmp_path):
    before = tempfile.gettempdir()
    asking = [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"]

    with scratch_folder(tmp_path) as folder:
        assert folder is not None
        assert folder.parent == tmp_path
        Path(folder, "something").mkdir()
        assert tempfile.gettempdir() == str(folder)
        assert subprocess.check_output(asking, text=True).strip() == str(folder)

    assert not folder.exists()
    assert tempfile.gettempdir() == before
    assert "TMPDIR" not in os.environ


@pytest.mark.usefixtures("no_folder_named")
def test_folder_goes_also_when_something_failed(tmp_path):
    with pytest.raises(ZeroDivisionError), scratch_folder(tmp_path):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_folder_named")
def test_folder_named_by_the_environment_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    with scratch_folder(tmp_path) as folder:
        assert folder is None
        assert os.environ["TMPDIR"] == "/elsewhere"


def test_folder_needs_room_and_to_be_there(tmp_path):
    assert has_room(tmp_path, room=1)
    assert not has_room(tmp_path, room=2**62)
    assert not has_room(tmp_path / "missing", room=1)
