"""docs/configuration.md lists exactly the environment variables that are read."""

import ast
import re

from tests.architecture.source import ROOT, calls, place, python_files

DOCUMENT = ROOT / "docs" / "configuration.md"
READERS = {"text", "flag", "number", "words", "address", "secret"}


def variables_read() -> set[str]:
    """Return every name given to ``config.environment``."""
    return {
        node.args[0].value
        for path in python_files()
        for name, node in calls(path)
        if name in READERS
        and isinstance(node.func, ast.Attribute)
        and getattr(node.func.value, "id", "") == "env"
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_variable_read_is_documented_and_every_documented_one_is_read():
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", DOCUMENT.read_text(), re.MULTILINE))
    assert documented == variables_read()


def test_environment_is_read_only_through_config_environment():
    # the supervisor hands its own environment on to the processes it starts
    allowed = {"config/environment.py", "config/supervisor.py"}
    found = [
        place(path, node.lineno)
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in ("environ", "getenv")
        and place(path) not in allowed
        and not is_default_of_settings_module(path.read_text().splitlines()[node.lineno - 1])
    ]
    assert found == []


def is_default_of_settings_module(line: str) -> bool:
    return 'os.environ.setdefault("DJANGO_SETTINGS_MODULE"' in line
