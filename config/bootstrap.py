"""Make the virtual environment and install the locked packages into it.

This is the only module that runs on the bare system Python, so it uses nothing but the standard
library and imports nothing from the project::

    python3 config/bootstrap.py base    # what the application needs
    python3 config/bootstrap.py dev     # the same plus tests and checks
    python3.13 config/bootstrap.py base --this-python    # of this Python, whatever else there is

A second run notices by the hash of the requirement file that there is nothing to do.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
INTERPRETER = ENVIRONMENT / "bin" / "python"
OLDEST, NEWEST = (3, 11), (3, 14)
THIS_PYTHON = "--this-python"
SYSTEM_PYTHON = Path("/usr/bin/python3")
# with what a small installation of the system may lack
VERSION = "import ssl, sqlite3, venv, sys; print(*sys.version_info[:2])"
CREATE = """
import sys, venv
venv.EnvBuilder(clear=True, symlinks=True, with_pip=False).create(sys.argv[1])
"""


class SetupFailed(Exception):
    """Set-up cannot go on; the message says what the person can do about it."""


def main(arguments: list[str]) -> int:
    """Bring ``.venv`` up to the wanted set of packages and return the exit code."""
    names = [argument for argument in arguments if argument != THIS_PYTHON]
    if names not in (["base"], ["dev"]):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        bring_up_to_date(names[0], sys.executable if THIS_PYTHON in arguments else chosen_python())
    except SetupFailed as error:
        print(f"Set-up stopped: {error}", file=sys.stderr)
        return 1
    return 0


def bring_up_to_date(name: str, python: str) -> None:
    """Install the locked set ``name`` unless the environment already holds exactly that set.

    An environment that is missing is made of ``python``.
    """
    if not interpreter_answers():
        create_environment(python)
    wanted = fingerprint(name)
    stamp = ENVIRONMENT / f"installed-{name}.sha256"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    started = time.monotonic()
    print(f"Installing the packages of requirements/{name}.txt (only the first time)", flush=True)
    run(*install_command(name))
    stamp.write_text(wanted)
    if name == "dev":  # the larger set contains the smaller one
        (ENVIRONMENT / "installed-base.sha256").write_text(fingerprint("base"))
    print(f"Packages installed in {time.monotonic() - started:.0f} s", flush=True)


def fingerprint(name: str) -> str:
    """Return a hash of the locked set; another set of packages gives another hash."""
    return hashlib.sha256((ROOT / "requirements" / f"{name}.txt").read_bytes()).hexdigest()


def interpreter_answers() -> bool:
    """Tell whether ``.venv`` holds a working Python (not after the system's was removed)."""
    if not INTERPRETER.exists():
        return False
    return subprocess.run([INTERPRETER, "-c", "import sys"], capture_output=True).returncode == 0


def create_environment(python: str) -> None:
    """Create ``.venv`` without pip: Debian ships Python without ``ensurepip``."""
    if python != sys.executable:
        print(f"Using {python}: {sys.executable} was compiled without optimisations", flush=True)
    elif not is_usable(sys.version_info[:2]):
        raise SetupFailed(
            f"this is Python {sys.version.split()[0]}; Osnova runs on 3.11 to 3.14. "
            "Name another one: make run PYTHON=python3.12"
        )
    run(python, "-c", CREATE, ENVIRONMENT)


def chosen_python() -> str:
    """Return the Python the environment is made of: this one, unless the system's own is faster.

    Distributions compile Python with the help of a profile; version managers do so only when told, and theirs
    takes a fifth more time for everything.
    """
    is_fast = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    if is_fast or not SYSTEM_PYTHON.exists() or SYSTEM_PYTHON.samefile(sys.executable):
        return sys.executable
    if not (working_uv() or module_exists("pip")):  # the system's may have no ensurepip
        return sys.executable
    asked = subprocess.run([SYSTEM_PYTHON, "-c", VERSION], capture_output=True, text=True)
    if asked.returncode or not is_usable(tuple(map(int, asked.stdout.split()))):
        return sys.executable
    return str(SYSTEM_PYTHON)


def is_usable(version: tuple[int, ...]) -> bool:
    """Tell whether Osnova runs on this version (two numbers) of Python."""
    return OLDEST <= version <= NEWEST


def install_command(name: str) -> list[str | Path]:
    """Return the command that installs the set: with uv, this Python's pip or the venv's own."""
    options = ["--require-hashes", "--only-binary", ":all:", "-r", f"requirements/{name}.txt"]
    if uv := working_uv():
        return [uv, "pip", "install", "--quiet", "--python", INTERPRETER, *options]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    if module_exists("pip"):
        pip = [sys.executable, "-m", "pip", "--python", INTERPRETER]
    elif module_exists("ensurepip"):
        run(INTERPRETER, "-m", "ensurepip", "--default-pip")
        pip = [INTERPRETER, "-m", "pip"]
    else:
        raise SetupFailed(
            f"{sys.executable} has neither pip nor ensurepip. Install pip (on Debian and Ubuntu: "
            "apt-get install python3-pip) or uv."
        )
    return [*pip, "install", *quiet, *options]


def run(*command: str | Path) -> None:
    """Run an installer, its output visible. Raises SetupFailed when it fails."""
    if subprocess.run(command, cwd=ROOT).returncode:
        raise SetupFailed("an installer failed; the lines above say why.")


def module_exists(name: str) -> bool:
    """Tell whether this Python can import a module, without importing it."""
    return importlib.util.find_spec(name) is not None


def working_uv() -> str | None:
    """Return the path of uv when it is there and starts (a version manager's shim may not)."""
    uv = shutil.which("uv")
    if uv and subprocess.run([uv, "--version"], capture_output=True).returncode == 0:
        return uv
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
