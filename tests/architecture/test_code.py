"""Conventions of our Python code that a linter does not know."""

import ast

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


def test_imports_inside_functions_have_a_reason():
    """Ruff finds them (PLC0415); here: the noqa that allows one says why."""
    found = []
    for path in python_files():
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if "noqa: PLC0415" in line and not line.partition("noqa: PLC0415")[2].strip(" -,:"):
                found.append(place(path, number))
    assert found == []


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
