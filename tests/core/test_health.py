"""The addresses for watching the site."""

import pytest
from django.core.cache import caches
from django.db import connection

from core import immutability


def test_live_answers_without_asking_the_database(client):
    caches["pages"].clear()  # nothing is remembered of the database either
    response = client.get("/zdravi/live")
    assert (response.status_code, response.json()) == (200, {"alive": True})


def test_ready_answers_when_migrations_and_triggers_are_there(client, db):
    response = client.get("/zdravi/ready")
    assert (response.status_code, response.json()) == (200, {"ready": True, "wrong": []})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_ready_names_a_trigger_that_is_gone(client):
    model = immutability.immutable_models()[0]
    name = immutability._trigger_names(model._meta.db_table, connection.vendor)[0]
    with connection.cursor() as cursor:
        on_table = f" ON {model._meta.db_table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{on_table}")
    response = client.get("/zdravi/ready")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "wrong": [f"trigger missing: {name}"]}


def test_ready_names_missing_migrations(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'concept'")
    response = client.get("/zdravi/ready")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "wrong": ["migrations are missing"]}
