"""The files about the action plan and the evaluation, read and checked against each other. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from website.demo.content import ContentError, read_list


@dataclass(slots=True)
class EvaluationFiles:
    """Everything the files say of what came of the plan."""

    derivations: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> "EvaluationFiles":
        """Read the folder and check what names what. Raises ContentError."""
        files = cls(derivations=read_list(folder / "plan.toml", "derivation"))
        files._check()
        return files

    def _check(self) -> None:
        _once("plan.toml", [row["measure"] for row in self.derivations])


def _once(place: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ContentError(f"evaluation/{place}: {name} stands there twice")
        seen.add(name)
