"""Writing of files for download, each in a child process of its own.

A writer is a function ``write(payload, files) -> bytes`` in a module that needs neither Django nor
the database. It runs in a fresh Python without our environment, in a private folder, with limits on
memory, processor time, file size and time, so that a hostile or merely huge document can neither
read the settings nor take the machine down.
"""

import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

WORKER = Path(__file__).with_name("export_worker.py")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
MIB = 1024 * 1024
#: All the environment a child has. Threads and their heaps are address space, which is limited:
#: a machine with many cores must not need more of it than a small one.
ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "RAYON_NUM_THREADS": "2", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one export may use. Memory is address space, which is larger than resident memory."""

    memory_bytes: int = 2048 * MIB
    cpu_seconds: int = 60
    file_bytes: int = 128 * MIB
    wall_seconds: float = 90


class ExportProblem(ValueError):
    """The data cannot be written; the message is meant for the person who asked for the file."""


class ExportFailed(RuntimeError):
    """The child process broke down or went over a limit; only the log has the details."""


def run(
    writer: str,
    payload: Mapping[str, Any],
    *,
    files: Mapping[str, bytes] | None = None,
    limits: Limits | None = None,
) -> bytes:
    """Run ``writer`` ("package.module:function") in a child process and return the bytes it made.

    ``payload`` is passed as JSON, ``files`` (plain name -> bytes) as files of the private folder.
    Raises ExportProblem with the writer's own message, ExportFailed for anything else.
    """
    limits = limits or Limits()
    files = files or {}
    for name in files:
        if not FILE_NAME.fullmatch(name):
            raise ValueError(f"Not a plain file name: {name!r}")

    with tempfile.TemporaryDirectory(prefix="osnova-export-") as name:
        folder = Path(name)
        (folder / "files").mkdir()
        for name, content in files.items():
            (folder / "files" / name).write_bytes(content)
        order = {"writer": writer, "payload": payload, "limits": asdict(limits)}
        (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")

        returncode = _run_worker(folder, limits)
        problem = folder / "problem.txt"
        if returncode == 0 and problem.exists():
            raise ExportProblem(problem.read_text(encoding="utf-8"))
        if returncode != 0:
            log = (folder / "log.txt").read_bytes()[-4000:].decode("utf-8", "replace")
            logger.error("Export %s ended with %s: %s", writer, returncode, log)
            raise ExportFailed("The file could not be made.")
        return (folder / "result").read_bytes()


def _run_worker(folder: Path, limits: Limits) -> int:
    """Start the worker in a process group of its own; nothing of the group outlives this call."""
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-I", str(WORKER), str(folder)],
            cwd=folder,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            return process.wait(timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired:
            logger.error("Export went over %s seconds", limits.wall_seconds)
            raise ExportFailed("Making the file took too long.") from None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
