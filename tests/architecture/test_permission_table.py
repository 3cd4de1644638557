"""Every address of the site against every persona. How to add yours: ``permission_table``."""

import logging
import re
from collections import defaultdict
from typing import NamedTuple

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from rules.permissions import permissions

from concept.models import DocumentPage
from people.enums import ADMIN_ROLES, SECOND_FACTOR_ROLES, STAFF_ROLES, Role
from people.personas import PERSONAS
from tests.architecture.permission_focus import SECRET
from tests.architecture.permission_rows import GROUPS, Row
from tests.architecture.permission_table import LIBRARIES, ROWS
from tests.architecture.permission_world import build
from tests.architecture.source import APPS, python_files
from tests.conftest import TEST_NOW
from tests.people import personas
from tests.worlds import built_once

REFUSED = {403, 404}
# where the administration sends whom it does not let in
TO_SIGN_IN = ("/admin/login/", "/ucet/login/", "/ucet/password/reset/")


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


def is_refused(row, key):
    """Whether the answer says that the persona may not; whoever may not enter the administration is sent to sign in."""
    status = row.expected(key)
    is_sent_away = row.path.startswith("/admin/") and key not in GROUPS["administration"]
    return status in REFUSED or (status == 302 and is_sent_away)


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
    in and in roles, and roles only where the code names them or a set of roles that holds them. A token would stand in
    the address.
    """
    named, sets = named_roles(), (STAFF_ROLES, ADMIN_ROLES, SECOND_FACTOR_ROLES)
    roles = {persona.key: frozenset(persona.roles) for persona in PERSONAS}
    found = defaultdict(list)
    for key in personas.KEYS:
        held = roles.get(key)
        signs = held is not None and (held & named, tuple(bool(held & some) for some in sets))
        found[signs].append(key)
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
ACCOUNTS = [keys[0] for keys in told_apart() if keys[0] != "visitor"]
PLAIN = {"member", "guest", "authorised_person", "facilitator"}


class Question(NamedTuple):
    name: str
    row: Row
    status: int
    refuses: bool
    # the personas whose roles the asking has, or None for a visitor
    keys: tuple[str, ...] | None


def questions():
    """What is asked to see that the table is right.

    A role only ever gives (``test_a_role_only_ever_gives``). So what refuses some is asked of one who holds the roles
    of all of them; and what opens to plain accounts of every kind, of one without any role and of one with the roles of
    all to whom it opens. What opens to some is asked of each.
    """
    for name, rows in ROWS.items():
        for row in rows:
            yield Question(name, row, row.expected("visitor"), is_refused(row, "visitor"), None)
            answers = defaultdict(list)
            for key in ACCOUNTS:
                answers[row.expected(key), is_refused(row, key)].append(key)
            for (status, refuses), keys in answers.items():
                if refuses:
                    askers = [keys]
                elif set(keys) >= PLAIN:
                    askers = [[], keys]
                else:
                    askers = [[key] for key in keys]
                yield from (Question(name, row, status, refuses, tuple(asker)) for asker in askers)


def asked_here(status):
    """The questions of a status to ask on this database.

    Who may do what does not depend on it, so on another than SQLite each row is asked once, of somebody it opens to.
    """
    seen = set()
    for question in questions():
        asked = (question.row.path, question.row.method)
        is_news = connection.vendor == "sqlite" or not (question.refuses or asked in seen)
        if question.status == status and is_news:
            seen.add(asked)
            yield question


@pytest.fixture
def plain_refusals(settings, monkeypatch):
    """Refusals are drawn in one word and not logged: there are thousands."""
    settings.ROOT_URLCONF = "tests.architecture.plain_refusals"
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("plain_refusals")
@pytest.mark.parametrize("status", sorted({question.status for question in questions()}))
def test_everybody_gets_the_written_answer(world, status):
    """And no answer holds the word that stands in everything only facilitators of the series may read."""
    browsers = {None: Client()}
    wrong = []
    for name, row, _, refuses, keys in asked_here(status):
        if keys not in browsers:
            browsers[keys] = Client()
            browsers[keys].force_login(personas.make_with_all_roles_of(keys))
        answer = getattr(browsers[keys], row.method)(row.path.format(**world))
        leads_to = answer.headers.get("Location", "")
        faults = {
            f"answers {answer.status_code}": answer.status_code != status,
            f"leads to {leads_to}": refuses and leads_to and not leads_to.startswith(TO_SIGN_IN),
            "tells the secret": tells_secret(answer),
        }
        wrong += [f"{name} {row.path} {what} to {keys}" for what, told in faults.items() if told]
    assert wrong == []


def test_a_role_only_ever_gives():
    """No rule says of a role that who holds it may not: what rules say "not" of is whose the object is."""
    negated = {
        part for rule in permissions.values() for part in re.findall(r"~(\w+|\()", str(rule.name))
    }
    assert negated == {"is_oneself", "owns_comment"}


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


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("key", ["visitor", "member"])
def test_library_pages_outside_the_administration_answer_without_fault(client, key):
    browser_of(client, key)
    faulty = [
        path for path in plain_library_paths(closed=False) if client.get(path).status_code >= 500
    ]
    assert faulty == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("key", ["administrator", "data_protection_officer", "evaluator"])
def test_only_editors_write_in_the_administration(world, client, key):
    browser_of(client, key)
    document = DocumentPage.objects.get(slug="koncepce")
    for path in ("edit/", "delete/", "unpublish/", "move/"):
        assert client.get(f"/admin/pages/{document.pk}/{path}").status_code == 302, path
