"""Every address of the site against every persona. How to add yours: ``permission_table``."""

import logging
import re
from collections import defaultdict

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from concept.models import DocumentPage
from people.enums import ADMIN_ROLES, SECOND_FACTOR_ROLES, STAFF_ROLES, Role
from people.personas import PERSONAS
from tests.architecture.permission_focus import SECRET
from tests.architecture.permission_table import LIBRARIES, ROWS
from tests.architecture.permission_world import build
from tests.architecture.source import APPS, python_files
from tests.conftest import TEST_NOW
from tests.people import personas
from tests.worlds import built_once

OPENING_EVERY_ADDRESS = ("editor", "visitor", "administrator")
REFUSED = {403, 404}


def routes(resolver=None, prefix="", namespaces=()):
    """Route, name with namespaces and module of every address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from routes(pattern, route, inner)
        else:
            view = pattern.callback
            name = pattern.name or getattr(view, "view_class", view).__name__
            yield route, ":".join((*namespaces, name)), view.__module__


def library_of(route):
    return next((library for library in LIBRARIES if route.startswith(library.route)), None)


def is_ours(module):
    return module.partition(".")[0] in APPS


def test_every_address_of_ours_has_a_row_and_every_other_a_written_rule():
    found = list(routes())
    ours = {name for _, name, module in found if is_ours(module)}

    assert sorted(ours - set(ROWS)) == [], "add rows to tests/architecture/permission_table.py"
    assert sorted(set(ROWS) - ours) == [], "rows of addresses that do not exist"
    unknown = [route for route, _, module in found if not is_ours(module) and not library_of(route)]
    assert unknown == []


def browser_of(client, key):
    user = personas.make(key)
    if user.is_authenticated:
        client.force_login(user)
    return client


def rows_of(key):
    """The rows to ask as this persona, each with its name.

    Who may do what does not depend on the database, so on another than SQLite the second and the third ask what
    opens to them, and what the first was refused: a refusal reads nothing of an address.
    """
    first = OPENING_EVERY_ADDRESS[0]
    is_asked_all = connection.vendor == "sqlite" or key == first
    for name, rows in ROWS.items():
        for row in rows:
            opens = row.expected(key) == 200 or row.expected(first) in REFUSED
            if is_asked_all or (opens and row.expected(key) not in REFUSED):
                yield name, row


def named_roles():
    """The roles our code names anywhere but where it lists or explains them, or makes people for the demonstration."""
    sources = [
        path.read_text()
        for path in python_files()
        if path.name not in {"enums.py", "personas.py"} and "demo" not in path.parts
    ]
    return {Role[name] for source in sources for name in re.findall(r"\bRole\.([A-Z_]+)", source)}


def told_apart():
    """Lists of personas whom the code cannot tell from each other; one of each list stands for the others.

    Each is made after the world, so that none has a seat, a comment or anything else of it: they differ in being signed
    in, in holding a token and in roles, and roles only where the code names them or a set of roles that holds them.
    """
    named, sets = named_roles(), (STAFF_ROLES, ADMIN_ROLES, SECOND_FACTOR_ROLES)
    roles = {persona.key: frozenset(persona.roles) for persona in PERSONAS}
    found = defaultdict(list)
    for key in personas.KEYS:
        held = roles.get(key)
        signs = held is not None and (held & named, tuple(bool(held & some) for some in sets))
        found[key == "token_holder", signs].append(key)
    return list(found.values())


def test_personas_the_code_cannot_tell_apart_have_the_same_answers():
    differing = [
        f"{row.path}: {keys}"
        for keys in told_apart()
        for rows in ROWS.values()
        for row in rows
        if len({row.expected(key) for key in keys}) > 1
    ]
    assert differing == []


def build_world():
    return build(TEST_NOW)


world = built_once(build_world)
ASKED = [keys[0] for keys in told_apart()]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("key", ASKED if connection.vendor == "sqlite" else OPENING_EVERY_ADDRESS)
def test_every_persona_gets_the_written_answers(world, key, settings, monkeypatch):
    """And no answer holds the word that stands in everything only facilitators of the series may read."""
    settings.ROOT_URLCONF = "tests.architecture.plain_refusals"
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)  # each refusal
    client = browser_of(Client(), key)
    wrong, telling = [], []
    for name, row in rows_of(key):
        path = row.path.format(**world)
        answer = getattr(client, row.method)(path)
        if answer.status_code != row.expected(key):
            wrong.append(f"{name} {path}: {answer.status_code}, not {row.expected(key)}")
        if tells_secret(answer):
            telling.append(f"{name} {path}")
    assert (wrong, telling) == ([], [])


def tells_secret(answer):
    """Whether the secret of the focus group stands in an answer."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return SECRET.encode() in body.lower()


def plain_library_paths(*, closed):
    """Paths of libraries without arguments."""
    for route, _, module in routes():
        library = None if is_ours(module) else library_of(route)
        if library is None or library.closed is not closed or any(c in route for c in "<^("):
            continue
        if route not in library.open_routes:
            yield "/" + route


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["visitor", "member", "pilot_officer"])
def test_nobody_outside_the_administration_enters_it(client, key):
    browser_of(client, key)
    entered = [
        path
        for path in plain_library_paths(closed=True)
        for status in (client.get(path).status_code, client.post(path).status_code)
        if status not in {302, 403, 404}
    ]
    assert entered == []


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["visitor", "member"])
def test_library_pages_outside_the_administration_answer_without_fault(client, key):
    browser_of(client, key)
    faulty = [
        path for path in plain_library_paths(closed=False) if client.get(path).status_code >= 500
    ]
    assert faulty == []


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["administrator", "data_protection_officer", "evaluator"])
def test_only_editors_write_in_the_administration(world, client, key):
    browser_of(client, key)
    document = DocumentPage.objects.get(slug="koncepce")
    for path in ("edit/", "delete/", "unpublish/", "move/"):
        assert client.get(f"/admin/pages/{document.pk}/{path}").status_code == 302, path
