"""Rows that never change: refused by the model, by the queryset and by triggers in the database."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.models.signals import post_migrate

from concept.models import PassageContent
from core import immutability
from core.apps import CoreConfig
from core.immutability import ImmutableRow, immutable_models
from tests.concept import build
from tests.core.frozen_rows import one_row_of_each
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EMPTIED = {"value": "'null'", "html": "''", "text": "''", "salt": "''", "lookup": "NULL"}


made_in_life = built_once(one_row_of_each)


@pytest.fixture
def rows(made_in_life):
    """A row of every protected model, by label."""
    assert sorted(made_in_life) == [model._meta.label for model in immutable_models()]
    if connection.vendor == "postgresql":
        # foreign keys are checked at the end; TRUNCATE would fail for that and not for our trigger
        run("SET CONSTRAINTS ALL IMMEDIATE")
    return made_in_life


def table_of(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def columns_of(model: type[models.Model]) -> list[str]:
    return [connection.ops.quote_name(f.column) for f in model._meta.concrete_fields]


def run(sql: str, *values: object) -> int:
    """Run one statement; the transaction of the test survives its failure."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def is_refused(sql: str, *values: object) -> bool:
    with pytest.raises(DatabaseError) as caught:
        run(sql, *values)
    return "immutable" in str(caught.value)


def test_a_row_is_not_saved_again_and_not_deleted(rows):
    for row in rows.values():
        with pytest.raises(ImmutableRow):
            row.save()
        with pytest.raises(ImmutableRow):
            type(row).objects.get(pk=row.pk).save()
        with pytest.raises(ImmutableRow):
            row.delete()
        assert type(row).objects.filter(pk=row.pk).count() == 1


def test_a_queryset_changes_nothing_in_bulk(rows):
    for row in rows.values():
        model = type(row)
        name = next(f.name for f in model._meta.concrete_fields if not f.primary_key)
        with pytest.raises(ImmutableRow):
            model.objects.filter(pk=row.pk).update(**{name: getattr(row, name)})
        with pytest.raises(ImmutableRow):
            model.objects.bulk_update([row], [name])
        with pytest.raises(ImmutableRow):
            model.objects.all().delete()
        with pytest.raises(ImmutableRow):
            model.objects.bulk_create(
                [row], update_conflicts=True, update_fields=[name], unique_fields=["pk"]
            )
        with pytest.raises(ImmutableRow):
            model.objects.update_or_create(pk=row.pk, defaults={name: getattr(row, name)})


def test_the_database_refuses_an_update_of_any_column(rows):
    for row in rows.values():
        for column in columns_of(type(row)):
            assert is_refused(f"UPDATE {table_of(type(row))} SET {column} = {column}"), column


def test_the_database_refuses_to_delete(rows):
    for row in rows.values():
        assert is_refused(f"DELETE FROM {table_of(type(row))}")


def test_the_database_refuses_to_insert_over_a_row(rows):
    for row in rows.values():
        model = type(row)
        columns = columns_of(model)
        key = connection.ops.quote_name(model._meta.pk.column)
        over = f"INSERT INTO {table_of(model)} SELECT * FROM {table_of(model)} WHERE TRUE"
        changed = f"{columns[1]} = excluded.{columns[1]}"
        assert is_refused(f"{over} ON CONFLICT ({key}) DO UPDATE SET {changed}")
        if connection.vendor == "sqlite":
            # needs recursive_triggers, else the row that is in the way goes without any trigger
            assert is_refused(
                f"INSERT OR REPLACE INTO {table_of(model)} SELECT * FROM {table_of(model)}"
            )
        else:
            assert is_refused(f"TRUNCATE {table_of(model)} CASCADE")


def test_words_give_way_to_a_tombstone_only_each_text_on_its_own(rows):
    stone = immutability.tombstone(date(2026, 11, 27), "osobní údaj")
    assert stone == "[odstraněno 27. 11. 2026, osobní údaj]"
    found = {row: immutability.removable_columns(type(row)) for row in rows.values()}
    assert {type(row).__name__: sorted(named) for row, named in found.items() if named} == {
        "ActionStatus": ["sentence"],
        "AlertClosing": ["reason"],
        "ApprovedValue": ["comment", "narrative"],
        "EsfParticipants": ["reason", "source"],
        "FinalFinding": ["implication", "text"],
        "FinalRecommendation": ["text"],
        "IndicatorDefinition": [
            "baseline_unknown",
            "change_reason",
            "excluded",
            "included",
            "plain_text",
            "responsible",
            "source",
        ],
        "MeasureReport": ["reason", "return_reason", "sentence"],
        "MonitoringReport": ["corrects_what"],
        "PeriodLock": ["reason"],
        "PilotPreparation": ["note"],
        "RecommendationResponse": ["reason"],
        "RiskAssessment": ["why"],
        "RiskStep": ["reason"],
        "Spending": ["purpose", "reason"],
        "Target": ["reason"],
    }
    for name in ("FinalFinding", "RiskAssessment", "MeasureReport"):
        row = next(row for row in rows.values() if type(row).__name__ == name)
        model, column = type(row), sorted(found[row])[-1]
        change = f"UPDATE {table_of(model)} SET {column} = %s"
        assert is_refused(change, "Vše je v pořádku.")
        assert is_refused(change, f"{stone} A další slova.")
        assert is_refused(change, f"[odstraněno {'x' * 150}]")
        assert is_refused(f"{change}, {columns_of(model)[0]} = 0", stone)
        immutability.remove(model, row.pk, [column], stone)
        row = model.objects.get(pk=row.pk)
        assert getattr(row, column) == stone
        assert getattr(row, "digest", "") == ""
        assert is_refused(f"UPDATE {table_of(model)} SET {column} = {column}")
        with pytest.raises(ImmutableRow):
            immutability.remove(model, row.pk, ["at"], stone)


def emptying(**changes: str) -> str:
    values = {**EMPTIED, **changes}
    assignments = ", ".join(f"{name} = {sql}" for name, sql in values.items())
    return f"UPDATE {table_of(PassageContent)} SET {assignments} WHERE digest = %s"


def test_content_is_emptied_as_a_whole_and_nothing_else_of_it_changes(rows):
    content = rows["concept.PassageContent"]
    for name in EMPTIED:
        only = f"UPDATE {table_of(PassageContent)} SET {name} = {EMPTIED[name]} WHERE digest = %s"
        assert is_refused(only, content.pk), name
        assert is_refused(emptying(**{name: "'x'" if name != "value" else "'1'"}), content.pk)
    for name in ("digest", "schema", "kind"):
        assert is_refused(emptying(**{name: "'x'"}), content.pk), name
    assert is_refused(emptying(assets="'[1]'"), content.pk)
    assert run(emptying(), content.pk) == 1
    emptied = PassageContent.objects.get(pk=content.pk)
    assert (emptied.value, emptied.html, emptied.text, emptied.salt, emptied.lookup) == (
        None, "", "", "", None,
    )  # fmt: skip
    assert is_refused(emptying(html="'back again'"), content.pk)


def drop_trigger(model: type[models.Model], which: int = 0) -> str:
    name = immutability._trigger_names(model._meta.db_table, connection.vendor)[which]
    on_table = f" ON {table_of(model)}" if connection.vendor == "postgresql" else ""
    run(f'DROP TRIGGER "{name}"{on_table}')
    return name


@pytest.mark.parametrize("which", [0, 1, -1])
def test_the_system_check_names_missing_triggers_and_installing_mends_it(which):
    names = [drop_trigger(model, which) for model in immutable_models()]

    assert immutability.missing_triggers() == names
    (error,) = immutability.check_triggers(databases=["default"])
    assert (error.id, [name for name in names if name not in error.msg]) == ("core.E001", [])

    immutability.install()
    assert immutability.missing_triggers() == []
    assert immutability.check_triggers(databases=["default"]) == []


def test_the_check_names_a_disabled_trigger_on_postgresql():
    model = immutable_models()[0]
    if connection.vendor == "postgresql":
        run(f"ALTER TABLE {table_of(model)} DISABLE TRIGGER USER")
        expected = immutability._trigger_names(model._meta.db_table, connection.vendor)
        assert immutability.missing_triggers() == expected
    else:
        assert immutability.missing_triggers() == []


@pytest.mark.django_db(transaction=True)
def test_triggers_are_back_after_a_migration_that_rebuilds_the_table():
    document = build.document()
    build.section(document, "Úvod", "První odstavec.")
    build.freeze(document)
    field = models.CharField(max_length=10, default="")
    field.set_attributes_from_name("added")
    with connection.schema_editor() as editor:
        editor.add_field(PassageContent, field)
    lost = [
        name
        for name in immutability.missing_triggers()
        if name.startswith("concept_passagecontent")
    ]
    assert lost == (
        [] if connection.vendor == "postgresql"
        else ["concept_passagecontent_no_update", "concept_passagecontent_no_delete"]
    )  # fmt: skip
    call_command("migrate", verbosity=0)
    assert immutability.missing_triggers() == []
    assert is_refused("UPDATE concept_passagecontent SET html = 'x'")
    assert is_refused("DELETE FROM concept_passagecontent")


def test_every_app_with_protected_models_installs_triggers_after_migrate():
    names = {model._meta.app_config.name for model in immutable_models()}
    assert CoreConfig.name in names
    assert post_migrate.has_listeners()
