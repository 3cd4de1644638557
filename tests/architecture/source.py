"""Our own source files, for the tests that read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# from the highest layer to the lowest; apps in one group are siblings
LAYERS: tuple[tuple[str, ...], ...] = (
    ("config",),
    ("website",),
    ("consultations",),
    ("working_groups", "focus_groups", "evaluation"),
    ("concept",),
    ("people",),
    ("core",),
)
APPS = tuple(name for group in LAYERS for name in group if (ROOT / name).is_dir())


def height(app: str) -> int:
    """Return the height of an app's layer: 0 for core, more for what stands above it."""
    return next(height for height, group in enumerate(reversed(LAYERS)) if app in group)


def python_files(*names: str, migrations: bool = False) -> list[Path]:
    """Return our Python files; given names, only the files called so or in a package called so."""
    files = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    return [
        path
        for path in files
        if (migrations or "migrations" not in path.parts)
        and (not names or path.stem in names or path.parent.name in names)
    ]


def template_files() -> list[Path]:
    """Return our templates, those of apps included."""
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]
    return [path for folder in folders for path in sorted(folder.rglob("*.html"))]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call in a file with the last part of the called name: ``a.b.save()``: "save"."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", None) or getattr(node.func, "id", ""), node


def place(path: Path, line: int | None = None) -> str:
    """Return how a finding is shown: ``people/views.py:12``."""
    return path.relative_to(ROOT).as_posix() + (f":{line}" if line else "")
