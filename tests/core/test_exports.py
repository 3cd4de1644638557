import os
import time
from pathlib import Path

import pytest

from core.exports import ENVIRONMENT, MIB, ExportFailed, ExportProblem, Limits, run
from tests.core import export_writers as writers


def writer(function):
    return f"{writers.__name__}:{function.__name__}"


def test_run_returns_the_bytes_made_of_payload_and_files():
    made = run(writer(writers.echo), {"word": "žluťoučký"}, files={"a.bin": b"\x00\xff"})

    assert made == "žluťoučký".encode() + b"\x00\xff"


def test_run_passes_nothing_of_our_environment_and_gives_a_private_folder(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for children")
    seen = run(writer(writers.surroundings), {}).decode().split("\n")

    assert sorted(seen[0].split()) == sorted(ENVIRONMENT)
    assert seen[1] == seen[2]
    assert Path(seen[1]).name.startswith("osnova-export-")
    assert not Path(seen[1]).exists()


def test_run_passes_on_a_problem_meant_for_people():
    with pytest.raises(ExportProblem, match=r"^Obrázek chybí\.$"):
        run(writer(writers.refuse), {})


def test_run_hides_the_traceback_of_a_broken_writer(caplog):
    with pytest.raises(ExportFailed) as failure:
        run(writer(writers.break_down), {"secret": "tajné heslo"})

    assert str(failure.value) == "The file could not be made."
    assert "tajné heslo" in caplog.text


@pytest.mark.parametrize(
    ("function", "limits"),
    [
        (writers.take_memory, Limits(memory_bytes=256 * MIB)),
        (writers.take_processor, Limits(cpu_seconds=1)),
        (writers.write_a_large_file, Limits(file_bytes=1 * MIB)),
    ],
)
def test_run_fails_over_a_limit(function, limits):
    with pytest.raises(ExportFailed):
        run(writer(function), {}, limits=limits)


@pytest.mark.slow
def test_run_kills_the_whole_group_when_time_is_up(tmp_path):
    pid_file = tmp_path / "pid"
    started = time.monotonic()

    with pytest.raises(ExportFailed, match="too long"):
        run(writer(writers.hang), {"pid_file": str(pid_file)}, limits=Limits(wall_seconds=5))

    assert time.monotonic() - started < 60
    grandchild = int(pid_file.read_text())
    deadline = time.monotonic() + 10  # a killed process ends when it is scheduled next
    while _runs(grandchild) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(grandchild)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        # Killed but not yet collected by init.
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "", "x" * 200, "a\n"])
def test_run_refuses_file_names_that_could_leave_the_folder(name):
    with pytest.raises(ValueError, match="Not a plain file name"):
        run(writer(writers.echo), {"word": ""}, files={name: b""})
