"""Spans of days that never overlap, kept by the database itself on both engines."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_pre_migrate_signal
from django.db import IntegrityError, connection, models, transaction

from core import immutability, overlaps
from core.health import faults
from evaluation.models import Household, Tenancy
from tests.evaluation import build_pilot as build
from tests.worlds import built_once

FIRST = date(2017, 3, 1)


def make_world():
    by = build.officer()
    pilot = build.a_pilot(by)
    flats = [build.flat(pilot, f"S-{n}", by) for n in (1, 2)]
    people = [build.household(pilot, by) for _n in (1, 2)]
    stay = build.stay(people[0], flats[0], FIRST, by, FIRST + timedelta(days=10))
    return by, flats, people, stay


world = built_once(make_world)


def insert(who: Household, where, start: date, end: date | None, by, **fields) -> Tenancy:
    """A row written past every action, as a faulty program or a person with a database client would."""
    reason = {} if end is None else {"end_reason": "other", "destination": "unknown"}
    with transaction.atomic():
        made = Tenancy(
            household=who, flat=where, programme=where.programme, start=start, actual_end=end,
            recorded_by=by, recorded_at="2017-03-01T08:00:00Z", **reason, **fields,
        )  # fmt: skip
        made.save()
    return made


@pytest.mark.parametrize(
    ("begins", "lasts", "fits"),
    [
        (0, 10, False),
        (-5, 6, False),
        (9, 5, False),
        (9, None, False),
        (-5, None, False),
        (3, 2, False),
        (-5, 5, True),
        (10, 5, True),
        (10, None, True),
        # no days, so none is shared
        (3, 0, True),
    ],
)
def test_the_database_refuses_a_day_in_two_rows(world, begins, lasts, fits):
    by, flats, people, _stay = world
    start = FIRST + timedelta(days=begins)
    end = None if lasts is None else start + timedelta(days=lasts)
    for who, where in ((people[1], flats[0]), (people[0], flats[1])):
        if fits:
            insert(who, where, start, end, by).delete()
        else:
            with pytest.raises(IntegrityError, match="no_overlap"):
                insert(who, where, start, end, by)
    # another household in another flat
    insert(people[1], flats[1], start, end, by)


def test_a_row_is_not_changed_into_an_overlap_either(world):
    by, flats, people, _stay = world
    later = insert(people[1], flats[0], FIRST + timedelta(days=10), None, by)
    for change in ({"start": FIRST + timedelta(days=9)}, {"flat": flats[0], "start": FIRST}):
        with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
            Tenancy.objects.filter(pk=later.pk).update(**change)
    Tenancy.objects.filter(pk=later.pk).update(flat=flats[1], start=FIRST)
    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        Tenancy.objects.filter(pk=later.pk).update(household=people[0])


def test_what_was_entered_by_mistake_is_in_nobodys_way(world):
    by, flats, people, stay = world
    Tenancy.objects.filter(pk=stay.pk).update(is_void=True)
    insert(people[1], flats[0], FIRST, None, by)
    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        Tenancy.objects.filter(pk=stay.pk).update(is_void=False)


def drop_one() -> str:
    name = next(overlaps._guards(connection.vendor))[2]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'ALTER TABLE "{Tenancy._meta.db_table}" DROP CONSTRAINT "{name}"')
        else:
            cursor.execute(f'DROP TRIGGER "{name}"')
    return name


@pytest.mark.django_db
def test_what_is_missing_is_named_and_installing_mends_it():
    assert overlaps.missing() == []
    name = drop_one()
    assert overlaps.missing() == [name]
    (error,) = overlaps.check_overlaps(databases=["default"])
    assert (error.id, name in error.msg) == ("core.E003", True)
    assert faults() == [f"trigger missing: {name}"]
    overlaps.install()
    assert (overlaps.missing(), overlaps.check_overlaps(databases=["default"])) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_it_is_back_after_a_migration_that_rebuilds_the_table():
    field = models.CharField(max_length=10, default="")
    field.set_attributes_from_name("added")
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")
    with connection.schema_editor() as editor:
        editor.add_field(Tenancy, field)
    call_command("migrate", verbosity=0)
    assert (overlaps.missing(), immutability.missing_triggers()) == ([], [])
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")
    with connection.schema_editor() as editor:
        editor.remove_field(Tenancy, field)
    call_command("migrate", verbosity=0)
    assert overlaps.missing() == []
