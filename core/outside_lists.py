"""Lists kept outside the database and its backups, one line of JSON each, so that a restore repeats what they name."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings


def path_of(name: str) -> Path:
    """The file of a list, beside the list of redactions."""
    return settings.REDACTION_LIST.with_name(f"{name}.jsonl")


def append(name: str, line: Mapping[str, Any]) -> None:
    """Add one line, written through to the disk."""
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def lines(name: str) -> list[dict[str, Any]]:
    """All lines, oldest first."""
    path = path_of(name)
    if not path.exists():
        return []
    return [json.loads(line) for line in filter(None, path.read_text("utf-8").split("\n"))]
