"""Everything that can be checked without running the application: ``python -m tests.check``.

All checks run, also after one has failed; each prints one line, and its output if it failed.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
SCRIPTS = Path(PYTHON).parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "BASE_URL": "https://osnova.example.org",
    "SECRET_KEY": "for the check only: " + "0123456789abcdefghij" * 3,
    "VAR_DIR": str(ROOT / "var" / "check"),
    "DEBUG": "0",
    "DATABASE_URL": "",
}
PYTEST = [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
PERMISSION_TABLE = "tests/architecture/test_permission_table.py"
CHECKS: tuple[tuple[str, list[str | Path]], ...] = (
    ("format", [PYTHON, "-m", "ruff", "format", "--check", "--output-format", "concise", "."]),
    ("lint", [PYTHON, "-m", "ruff", "check", "."]),
    ("layers", [SCRIPTS / "lint-imports"]),
    ("templates", [PYTHON, "-m", "djlint", "--lint", "templates"]),
    ("catalogues", [PYTHON, "-m", "config.catalogues", "check"]),
    ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("deployment", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
    # The permission table asks a running application: it belongs to `make test`.
    ("conventions", [*PYTEST, "tests/architecture", "--ignore", PERMISSION_TABLE]),
)
# Checked as a city would run it; everything else in the environment of the tests.
IN_PRODUCTION = {"migrations", "deployment"}


def main(names: list[str]) -> int:
    """Run the named checks, or all; return 0 if every one passed."""
    failed = []
    for name, command in CHECKS:
        if names and name not in names:
            continue
        started = time.monotonic()
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **PRODUCTION} if name in IN_PRODUCTION else dict(os.environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        verdict = "ok" if done.returncode == 0 else "FAILED"
        print(f"{name:<12} {verdict} ({time.monotonic() - started:.1f} s)", flush=True)
        if done.returncode:
            print(done.stdout, flush=True)
            failed.append(name)
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
