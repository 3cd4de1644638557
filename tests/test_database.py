"""The test databases themselves: rolled back or restored, never flushed, and on which engine."""

import os

import pytest
from django.db import connection, transaction
from wagtail.models import Page

from people.models import Organisation


def test_database_migrated_holds_wagtails_root_page(db):
    assert Page.objects.filter(depth=1).count() == 1


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_restoring_removes_what_a_transactional_test_committed_and_keeps_the_rest(turn):
    assert Page.objects.filter(depth=1).count() == 1
    assert list(Organisation.objects.values_list("name", flat=True)) == []
    with transaction.atomic():
        Organisation.objects.create(name=f"Spolek {turn}")


def test_database_is_of_the_engine_that_was_asked_for(db):
    asked_for = (
        "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    )
    assert connection.vendor == asked_for
