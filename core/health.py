"""Two addresses for whoever watches the site: is the process alive, can it do its work."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from core import guards, immutability, overlaps


@never_cache
def live(_request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process answers at all. Asks no database."""
    return JsonResponse({"alive": True})


@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 if the site can do its work, else 503 and what is wrong.

    Wrong is: the database does not answer, migrations are missing, or a trigger that keeps frozen rows or spans
    apart is gone (SQLite drops the triggers of a table that it rebuilds).
    """
    wrong = faults()
    return JsonResponse({"ready": not wrong, "wrong": wrong}, status=503 if wrong else 200)


def faults() -> list[str]:
    """Return what keeps the site from its work, one short line each."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return ["migrations are missing"]
        absent = [*immutability.missing_triggers(), *overlaps.missing(), *guards.missing()]
        return [f"trigger missing: {name}" for name in absent]
    except DatabaseError:
        return ["the database does not answer"]
