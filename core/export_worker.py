"""The child process of core.exports: limits itself, calls one writer, leaves the bytes behind."""

import importlib
import json
import resource
import sys
import tempfile
from pathlib import Path


def limit(memory_bytes: int, cpu_seconds: int, file_bytes: int, **_) -> None:
    """Set the hard limits of this process and of all it starts."""
    for kind, value in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))


def main(folder: Path) -> None:
    """Do the order of ``folder``/order.json; a problem for people goes to problem.txt."""
    order = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    limit(**order["limits"])
    tempfile.tempdir = str(folder)
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from core.exports import ExportProblem  # noqa: PLC0415 - isolated Python has no path before

    files = {path.name: path.read_bytes() for path in (folder / "files").iterdir()}
    module, function = order["writer"].split(":")
    try:
        result = getattr(importlib.import_module(module), function)(order["payload"], files)
    except ExportProblem as problem:
        (folder / "problem.txt").write_text(str(problem), encoding="utf-8")
    else:
        (folder / "result").write_bytes(result)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
