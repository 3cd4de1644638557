"""Writers that behave well and badly, run by test_exports.py in child processes."""

import os
import subprocess
import tempfile
from pathlib import Path

from core.exports import ExportProblem


def echo(payload, files):
    """Return what came in."""
    return payload["word"].encode() + b"".join(files.values())


def surroundings(payload, files):
    """Return the names of the environment, the current and the temporary folder."""
    return "\n".join([" ".join(os.environ), str(Path.cwd()), tempfile.gettempdir()]).encode()


def refuse(payload, files):
    """Refuse with words for people."""
    raise ExportProblem("Obrázek chybí.")


def break_down(payload, files):
    """Fail with the data in the message."""
    raise RuntimeError(payload["secret"])


def take_memory(payload, files):
    """Ask for more memory than any limit here."""
    return bytes(1024 * 1024 * 1024)


def take_processor(payload, files):
    """Never stop counting."""
    while True:
        pass


def write_a_large_file(payload, files):
    """Write two mebibytes."""
    Path("large").write_bytes(bytes(2 * 1024 * 1024))


def hang(payload, files):
    """Start a sleeping child and wait for it."""
    child = subprocess.Popen(["/bin/sleep", "300"])
    Path(payload["pid_file"]).write_text(str(child.pid))
    child.wait()
