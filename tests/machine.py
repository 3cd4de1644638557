"""Find the programs the tests need on this machine, or install them where that is allowed.

Nothing is skipped for want of a program: what is missing is installed with the system's package
manager (as root, or with sudo where it asks for no password), else the run stops and names it.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Chromium without windows
HEADLESS_SHELL = "chromium-headless-shell"


class MissingPrograms(Exception):
    """The machine lacks programs and they may not be installed; the message says which."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the system: how to find it and which Debian packages bring it."""

    name: str
    find: Callable[[], Path | None]
    packages: tuple[str, ...]


def find_chromium() -> Path | None:
    """Return Chromium: the one of the variable CHROMIUM, else one found on the path.

    The one without windows comes first: it takes a fifth less time for the same pages.
    """
    named = os.environ.get("CHROMIUM", "")
    whole = ("chromium", "chromium-browser", "google-chrome-stable")
    return first_on_path(named, HEADLESS_SHELL, *whole)


def find_headless_shell() -> Path | None:
    return first_on_path(os.environ.get("CHROMIUM", ""), HEADLESS_SHELL)


def find_postgresql() -> Path | None:
    """Return the folder with ``initdb`` and ``postgres`` of the newest PostgreSQL installed."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    on_path = first_on_path("initdb")
    candidates = [*reversed(folders), *([on_path.resolve().parent] if on_path else [])]
    return next(
        (
            path
            for path in candidates
            if (path / "initdb").exists() and (path / "postgres").exists()
        ),
        None,
    )


def find_writer() -> Path | None:
    """Return LibreOffice if its word processor is installed too (the base alone opens no docx)."""
    office = first_on_path("soffice", "libreoffice")
    if office is None:
        return None
    folders = [office.resolve().parent, Path("/usr/lib/libreoffice/program")]
    return office if any((folder / "libswlo.so").exists() for folder in folders) else None


def find_poppler() -> Path | None:
    return first_on_path("pdftotext")


def find_khal() -> Path | None:
    return first_on_path("khal")


def first_on_path(*names: str) -> Path | None:
    return next((Path(path) for name in names if name and (path := shutil.which(name))), None)


CHROMIUM = Program("Chromium", find_chromium, ("chromium", "fonts-liberation"))
POSTGRESQL = Program("the PostgreSQL server", find_postgresql, ("postgresql",))
WRITER = Program("LibreOffice Writer", find_writer, ("libreoffice-writer",))
POPPLER = Program("the Poppler tools", find_poppler, ("poppler-utils",))
KHAL = Program("the calendar program khal", find_khal, ("khal",))
PROGRAMS = (CHROMIUM, POSTGRESQL, WRITER, POPPLER, KHAL)
# not needed beside Chromium and not in every distribution
FASTER_CHROMIUM = Program(
    "Chromium without windows", find_headless_shell, (HEADLESS_SHELL, "fonts-liberation")
)


def provide(programs: tuple[Program, ...] = PROGRAMS) -> None:
    """Make sure that every program is there. Raises MissingPrograms with the command to type.

    For root, as in a container, the faster Chromium is installed too where there is one; with sudo only what is needed.
    """
    if os.geteuid() == 0 and CHROMIUM in programs:
        with suppress(MissingPrograms):
            provide((FASTER_CHROMIUM,))
    missing = [program for program in programs if program.find() is None]
    if not missing:
        return
    packages = [package for program in missing for package in program.packages]
    names = ", ".join(program.name for program in missing)
    by_hand = f"apt-get install {' '.join(packages)}"
    prefix = privilege()
    if prefix is None or shutil.which("apt-get") is None:
        raise MissingPrograms(
            f"The tests need {names}. Install them, on Debian and Ubuntu with: {by_hand}"
        )
    print(f"Installing {names} with apt-get", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    )
    for command in commands:
        done = subprocess.run(
            [*prefix, *command], env=environment, capture_output=True, text=True, errors="replace"
        )
    still = [program.name for program in programs if program.find() is None]
    if still:
        raise MissingPrograms(
            f"Could not install {', '.join(still)} with: {by_hand}\n{done.stdout}{done.stderr}"
        )


def privilege() -> list[str] | None:
    """Return what to put before a command of the system's administrator, None if not allowed."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
        return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"] if allowed else None
    return None
