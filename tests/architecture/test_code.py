"""Conventions of our Python code that a linter does not know."""

import ast
import re

from tests.architecture.source import APPS, ROOT, calls, place, python_files, tree

TELL_NOTHING = {"utils", "util", "helpers", "helper", "common", "services", "manager", "misc"}
WRITERS = {"save", "delete", "create", "bulk_create", "bulk_update", "update_or_create"}
SUPERUSER_BLIND = {"has_perm", "has_perms", "user_passes_test", "permission_required"}


def test_files_have_names_that_tell_what_they_hold():
    assert [place(path) for path in python_files() if path.stem in TELL_NOTHING] == []


def test_files_are_not_empty():
    empty = [
        path
        for path in python_files()
        if path.name != "__init__.py" and not path.read_text().strip()
    ]
    assert [place(path) for path in empty] == []


def test_top_level_folders_are_those_of_the_architecture():
    known = {
        *("config", "core", "people", "concept", "working_groups", "focus_groups", "evaluation"),
        *("consultations", "website", "templates", "static", "locale", "tests", "benchmarks"),
        *("docs", "requirements"),
    }
    made_by_tools = {"var", "node_modules", "__pycache__"}
    folders = {
        path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")
    }
    assert folders - made_by_tools - known == set()


def test_permissions_are_asked_only_through_core_permissions():
    """Django answers has_perm with True for superusers before it asks any backend."""
    found = [
        place(path, node.lineno)
        for path in python_files()
        for node in ast.walk(tree(path))
        if (getattr(node, "attr", None) or getattr(node, "id", None)) in SUPERUSER_BLIND
        and place(path) != "core/permissions.py"
    ]
    assert found == []


def test_views_and_forms_read_through_querysets_given_to_them_and_write_through_actions():
    found = []
    for path in python_files("views", "forms"):
        found += [
            place(path, node.lineno)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute) and node.attr == "objects"
        ]
        found += [
            place(path, node.lineno)
            for name, node in calls(path)
            if name in WRITERS and isinstance(node.func, ast.Attribute)
        ]
    assert found == []


def test_what_the_linter_is_told_to_pass_over_has_a_reason():
    bare = re.compile(r"#\s*(noqa|type: ignore|pragma|nosec)(: ?[A-Z0-9, ]*[A-Z0-9])?[\s,:-]*$")
    files = [path for path in sorted(ROOT.rglob("*.py")) if "var" not in path.parts]
    ours = [path for path in files if ".venv" not in path.parts]
    found = [
        place(path, number)
        for path in ours
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


def test_only_what_asks_for_the_token_itself_or_stores_nothing_is_exempt_from_it():
    exempt = [place(path) for path in python_files() if "csrf_exempt(" in path.read_text()]
    decorated = [place(path) for path in python_files() if "[csrf_exempt" in path.read_text()]
    assert exempt == ["core/methods.py"]
    assert decorated == ["consultations/views/speaking.py", "people/views.py"]


def test_every_app_has_tests():
    untested = [app for app in APPS if not list((ROOT / "tests" / app).glob("test_*.py"))]
    assert untested == []


def test_no_test_is_skipped():
    """A missing browser or PostgreSQL is a failure, not a reason to skip."""
    skipping = {"skip", "skipif", "importorskip", "skipTest"}
    found = [
        place(path, node.lineno)
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in skipping
    ]
    assert found == []
