"""Run all benchmarks and write ``docs/performance.md``: ``python -m benchmarks``.

``python -m benchmarks name ...`` tries some of them; with ``--write`` their sections are put into the report.
"""

import importlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import django
from django.core.management import call_command

from benchmarks.figures import Figure

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "benchmark"
REPORT = ROOT / "docs" / "performance.md"
INTRODUCTION = """# Performance

Written by `make benchmark`; do not edit by hand. Times depend on the machine, so read them beside
the figure given for comparison, measured in the same run. A broken limit makes the command fail.
"""


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, or all. Returns 1 if a limit is broken."""
    if arguments[:1] == ["--child"]:
        return child(arguments[1], Path(arguments[2]))
    if arguments[:1] == ["--demo"]:
        return make_demo(int(arguments[1]))
    if arguments[:1] == ["--prepared"]:
        return make_prepared(arguments[1])
    named = [name for name in arguments if name != "--write"]
    names = named or sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    sections: dict[str, str] = {} if not named else sections_of(REPORT.read_text())
    broken = []
    for name in names:
        print(f"{name} ...", flush=True)
        title, figures = measure(name)
        sections[title] = table(figures)
        print(table(figures), flush=True)
        broken += [f"{name}: {figure.what}" for figure in figures if not figure.holds]
    if not named or "--write" in arguments:
        REPORT.write_text(report(sections))
    for line in broken:
        print(f"Limit broken: {line}")
    return 1 if broken else 0


def sections_of(text: str) -> dict[str, str]:
    """The tables of a report by their titles, in its order."""
    parts = re.split(r"^## (.+)\n\n", text, flags=re.MULTILINE)[1:]
    return {title: body.strip() + "\n" for title, body in zip(parts[::2], parts[1::2], strict=True)}


def report(sections: Mapping[str, str]) -> str:
    """The whole report, from the tables of its sections by their titles."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    tables = [f"## {title}\n\n{body}" for title, body in sections.items()]
    return "\n".join([INTRODUCTION, f"Machine: {machine}.\n", *tables])


def measure(name: str) -> tuple[str, list[Figure]]:
    """Run one benchmark in a process of its own; return its title and its figures."""
    source = (Path(__file__).parent / f"{name}.py").read_text()
    shared = re.search(r"^(DEMO_SCALE|PREPARED) = \"?(\w+)\"?$", source, re.MULTILINE)
    if shared and shared[2] != "None":
        kind = "demo" if shared[1] == "DEMO_SCALE" else "prepared"
        made = FOLDER / f"{kind}-{shared[2]}"
        if not made.is_dir():
            start(made, f"--{kind}", shared[2])
        shutil.copytree(made, FOLDER / name)
    answer = FOLDER / f"{name}.json"
    start(FOLDER / name, "--child", name, str(answer))
    content = json.loads(answer.read_text())
    return content["title"], [Figure(**figure) for figure in content["figures"]]


def start(folder: Path, *arguments: str) -> None:
    """Run this module in a process of its own that keeps all its data in ``folder``."""
    environment = {
        **os.environ,
        "VAR_DIR": str(folder),
        "DATABASE_URL": "",
        "BASE_URL": "http://localhost:8000",
        "DEBUG": "0",
        "RELEASE": "benchmark",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "-m", "benchmarks", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def child(name: str, answer: Path) -> int:
    """Inside the process of one benchmark: run it and write what it returns."""
    django.setup()
    module = importlib.import_module(f"benchmarks.{name}")
    title = (module.__doc__ or name).strip().splitlines()[0].rstrip(".")
    figures = [asdict(figure) for figure in module.run()]
    answer.write_text(json.dumps({"title": title, "figures": figures}))
    return 0


def make_demo(scale: int) -> int:
    """Inside a process of its own: make the database and the files of the demo."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("demo", scale=scale)
    call_command("collectstatic", interactive=False, verbosity=0)
    return 0


def make_prepared(name: str) -> int:
    """Inside a process of its own: make the database that several benchmarks share."""
    Path(os.environ["VAR_DIR"]).mkdir(parents=True, exist_ok=True)
    django.setup()
    importlib.import_module(f"benchmarks.{name}").make()
    return 0


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
