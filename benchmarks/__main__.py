"""Run all benchmarks and write ``docs/performance.md``: ``python -m benchmarks [name ...]``."""

import importlib
import json
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from benchmarks.figures import Figure

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "benchmark"
REPORT = ROOT / "docs" / "performance.md"
INTRODUCTION = """# Performance

Written by `make benchmark`; do not edit by hand. Times depend on the machine, so read them beside
the figure given for comparison, measured in the same run. A broken limit makes the command fail.
"""


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, or all and write the report. Returns 1 if a limit is broken."""
    if arguments[:1] == ["--child"]:
        return child(arguments[1], Path(arguments[2]))
    names = arguments or sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    sections, broken = [], []
    for name in names:
        print(f"{name} ...", flush=True)
        title, figures = measure(name)
        sections.append(f"## {title}\n\n{table(figures)}")
        print(table(figures), flush=True)
        broken += [f"{name}: {figure.what}" for figure in figures if not figure.holds]
    if not arguments:
        machine = f"{os.cpu_count()} cores, {platform.machine()}"
        machine += f", Python {platform.python_version()}"
        REPORT.write_text("\n".join([INTRODUCTION, f"Machine: {machine}.\n", *sections]))
    for line in broken:
        print(f"Limit broken: {line}")
    return 1 if broken else 0


def measure(name: str) -> tuple[str, list[Figure]]:
    """Run one benchmark in a process of its own; return its title and its figures."""
    answer = FOLDER / f"{name}.json"
    command = [sys.executable, "-m", "benchmarks", "--child", name, str(answer)]
    environment = {
        **os.environ,
        "VAR_DIR": str(FOLDER / name),
        "DATABASE_URL": "",
        "BASE_URL": "http://localhost:8000",
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    content = json.loads(answer.read_text())
    return content["title"], [Figure(**figure) for figure in content["figures"]]


def child(name: str, answer: Path) -> int:
    """Inside the process of one benchmark: prepare its database, run it, write what it returns."""
    django.setup()
    module = importlib.import_module(f"benchmarks.{name}")
    if module.DEMO_SCALE is not None:
        provide_demo(module.DEMO_SCALE)
    title = (module.__doc__ or name).strip().splitlines()[0].rstrip(".")
    figures = [asdict(figure) for figure in module.run()]
    answer.write_text(json.dumps({"title": title, "figures": figures}))
    return 0


def provide_demo(scale: int) -> None:
    """Give this benchmark its own database and files; the demo of one scale is made only once."""
    made, own = FOLDER / f"demo-{scale}", Path(settings.VAR_DIR)
    if not made.is_dir():
        own.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("demo", scale=scale)
        call_command("collectstatic", interactive=False, verbosity=0)
        connections.close_all()
        own.rename(made)
    shutil.copytree(made, own, dirs_exist_ok=True)


def table(figures: list[Figure]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| what | measured | limit | for comparison |", "| --- | --- | --- | --- |"]
    for figure in figures:
        sign = "at least" if figure.at_least else "at most"
        limit = "" if figure.limit is None else f"{sign} {figure.limit:g} {figure.unit}"
        broken = "" if figure.holds else " **broken**"
        measured = f"{figure.value:.4g} {figure.unit}{broken}"
        lines.append(f"| {figure.what} | {measured} | {limit} | {figure.beside} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
