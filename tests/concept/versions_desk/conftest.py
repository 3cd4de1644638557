"""An editor at the desk of versions with a document of one section."""

import pytest
from django.test import Client

from concept.actions.lineage import uncertain_passages
from concept.models import SectionPage
from people.enums import Role
from tests.browsers import signed_in
from tests.concept import build
from tests.concept.versions_desk.at_desk import (
    FIRST,
    NEW_TEXTS,
    OLD_TEXTS,
    SECOND,
    add_section,
    freeze,
    person,
    prepare,
)


@pytest.fixture
def editor():
    return person(Role.EDITOR, name="Edita Redaktorová")


@pytest.fixture
def second_editor():
    return person(Role.EDITOR, name="Dora Druhá")


@pytest.fixture
def desk(editor) -> Client:
    return signed_in(editor)


@pytest.fixture
def document():
    document = build.document(title="Koncepce bydlení")
    add_section(document, "1", "Východiska", FIRST, SECOND)
    return document


@pytest.fixture
def version(document, editor):
    return freeze(document, editor, "0.9")


@pytest.fixture
def uncertain(document, editor):
    """A plan with passages whose origin is not certain."""
    section = SectionPage.objects.get(title="Východiska")
    build.rewrite(section, *OLD_TEXTS)
    freeze(document, editor, "0.8")
    build.rewrite(section, *NEW_TEXTS)
    plan = prepare(document, editor)
    assert len(uncertain_passages(plan)) >= 2
    return plan
