"""Indicators, definitions, targets, periods and values: what the actions let through and the database keeps."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import guards
from core.enums import Visibility
from core.health import faults
from core.permissions import allowed
from evaluation.actions import indicators, measurements, periods
from evaluation.models import ApprovedValue, Indicator, Measurement, Target
from tests.evaluation import build
from tests.people.personas import KEYS, make
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

D = Decimal


class World:
    """Two evaluators; a public count and a share of the pilot for staff; two half-years."""

    def __init__(self) -> None:
        at = timezone.now()
        self.eva, self.viktor = build.evaluator(), build.evaluator("Viktor Evaluátor")
        self.flats = build.indicator("2.1", self.eva, at=at)
        self.kept = build.indicator(
            "P1", self.eva, at=at, definition=build.SHARE, is_pilot=True, is_public=False
        )
        self.first = build.half_year(1, 2018, self.eva, at=at)
        self.second = build.half_year(2, 2018, self.eva, at=at)

    def value(self, **figures) -> Measurement:
        return build.entered(
            self.flats, self.first, self.eva, at=timezone.now(), **(figures or {"value": 439})
        )


world = built_once(World)


def verbs(row) -> list[str]:
    return list(row.record.events.order_by("pk").values_list("verb", flat=True))


def test_an_indicator_has_a_code_and_an_address_for_good(world):
    record = world.flats.record
    assert (record.title, record.path, record.visibility) == (
        "Počet sociálních bytů",
        "/hodnoceni/ukazatele/2-1/",
        Visibility.PUBLIC,
    )
    for code in ("2.1", "2-1", "nový"):
        with pytest.raises(ValidationError):
            build.indicator(code, world.eva, at=timezone.now())
    assert Indicator.objects.count() == 2


def test_a_definition_has_a_baseline_or_says_why_not(world):
    at = timezone.now()
    for baseline in (
        {"baseline": None, "baseline_on": None},
        {"baseline_on": None},
        {"baseline_unknown": "Neví se."},
    ):
        with pytest.raises(ValidationError):
            build.indicator("X", world.eva, at=at, definition={**build.COUNT, **baseline})
    for way in (
        "sum",
        "recompute_ratio",
    ):  # what is counted from the beginning would be added twice
        counted = {**build.COUNT, "is_cumulative": True, "aggregation": way}
        with pytest.raises(ValidationError, match="Počty od začátku se nesčítají"):
            build.indicator("X", world.eva, at=at, definition=counted)
    told = {**build.SHARE, "denominator": ""}
    with pytest.raises(ValidationError):
        build.indicator("X", world.eva, at=at, definition=told)
    with pytest.raises(ValidationError):
        build.indicator("X", world.eva, at=at, definition={**build.COUNT, "min_n": 2})


def test_a_new_definition_says_why_and_renames_the_indicator(world):
    at = timezone.now()
    common = {"indicator": world.flats, "lock_version": 1, "by": world.viktor, "at": at}
    told = {**build.COUNT, "title": "Sociální byty města"}
    with pytest.raises(indicators.ReasonMissing):
        indicators.add_definition(definition=told, **common)
    made = indicators.add_definition(
        definition={**told, "change_reason": "Jen byty města."}, **common
    )
    world.flats.refresh_from_db()
    assert (made.number, made.change_reason, made.breaks_series) == (2, "Jen byty města.", True)
    assert world.flats.record.title == "Sociální byty města"
    assert verbs(world.flats) == ["indicator_created", "indicator_defined"]
    with pytest.raises(indicators.StaleIndicator):
        indicators.add_definition(definition={**told, "change_reason": "Znovu."}, **common)


@pytest.mark.parametrize(
    "rows",
    [
        [{"label": "Pohlaví", "categories": [{"label": "Ženy"}]}],
        [{"label": "", "categories": [{"label": "Ženy"}, {"label": "Muži"}]}],
        [{"label": "Pohlaví", "categories": [{"label": "Ženy"}, {"label": "ženy"}]}],
        [{"label": "Obvod", "categories": [{"label": "A"}, {"label": "B"}]}] * 2,
    ],
)
def test_a_breakdown_has_a_name_and_different_categories(world, rows):
    with pytest.raises(indicators.BreakdownsWrong):
        build.indicator(
            "X", world.eva, at=timezone.now(), definition={**build.COUNT, "breakdowns": rows}
        )


def test_a_target_that_changes_says_why_and_the_former_stays(world):
    at = timezone.now()
    common = {"definition": build.definition_of(world.flats), "by": world.eva, "at": at}
    first = indicators.set_target(year=2022, value=D(505), reason="Nepoužije se.", **common)
    assert (first.number, first.reason) == (1, "")
    assert indicators.set_target(year=2022, value=D(505), **common) == first
    with pytest.raises(indicators.ReasonMissing):
        indicators.set_target(year=2022, value=D(509), **common)
    second = indicators.set_target(year=2022, value=D(509), reason="Nová výzva.", **common)
    of_period = indicators.set_target(period=world.first, value=D(450), **common)
    assert list(Target.objects.order_by("pk")) == [first, second, of_period]
    assert list(Target.objects.current().order_by("pk")) == [second, of_period]
    with pytest.raises(ValidationError):
        indicators.set_target(year=2022, period=world.first, value=D(1), **common)


def test_periods_of_one_kind_do_not_overlap_but_those_of_the_funder_may_differ(world):
    at = timezone.now()
    told = {"label": "Letní", "start_on": date(2018, 6, 30), "end_on": date(2018, 9, 1)}
    with pytest.raises(periods.PeriodsOverlap):
        build.half_year(1, 2018, world.eva, at=at, **told)
    funders = build.half_year(1, 2018, world.eva, at=at, kind="funder", **told)
    assert funders.slug == "zprava-letni"
    assert (
        build.half_year(1, 2019, world.eva, at=at).record.path
        == "/hodnoceni/obdobi/1-pololeti-2019/"
    )
    with pytest.raises(ValidationError):
        build.half_year(
            1, 2020, world.eva, at=at, start_on=date(2020, 1, 1), end_on=date(2020, 1, 1)
        )


def test_whoever_entered_a_value_does_not_approve_it(world):
    at = timezone.now()
    row = world.value()
    assert (row.record.reference, row.record.visibility) == ("2.1/1", Visibility.RESTRICTED)
    # another one changes it, a third hands it over: none of the three had no hand in it
    third = build.evaluator("Třetí")
    row = measurements.edit_value(
        measurement=row, lock_version=1, figures={"value": D(440)}, by=world.viktor, at=at
    )
    row = measurements.submit_value(measurement=row, lock_version=2, by=third, at=at)
    step = {"measurement": row, "lock_version": 3, "at": at}
    for person in (world.eva, world.viktor, third):
        with pytest.raises(measurements.OwnValue):
            measurements.approve_value(by=person, **step)
    fourth = build.evaluator("Čtvrtá")
    row = measurements.approve_value(by=fourth, **step)
    assert (row.state, row.approved.by, row.approved.value) == ("approved", fourth, D(440))
    assert row.record.visibility == Visibility.STAFF
    assert verbs(row) == ["value_entered", "value_edited", "value_submitted", "value_approved"]
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovedValue(
            measurement=build.entered(world.flats, world.second, world.eva, at=at, value=1),
            entered_by=world.eva,
            by=world.eva,
            at=at,
        ).save()


def test_an_approved_value_never_changes(world):
    at = timezone.now()
    row = build.published(world.value(), world.eva, world.viktor, at=at)
    assert row.record.visibility == Visibility.PUBLIC
    with pytest.raises(measurements.ValueStepRefused):
        measurements.edit_value(
            measurement=row, lock_version=4, figures={"value": D(1)}, by=world.eva, at=at
        )
    for step in (measurements.submit_value, measurements.approve_value, measurements.publish_value):
        with pytest.raises(measurements.ValueStepRefused):
            step(measurement=row, lock_version=4, by=build.evaluator("Jiná"), at=at)
    with (
        pytest.raises(Exception, match="immutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE evaluation_approvedvalue SET value = 1")
    # nor can it be made a draft again, whose typed figures would count
    unpublished = {"published_by": None, "published_at": None}
    for state in ("draft", "approved"):
        with pytest.raises(IntegrityError, match="approval_stands"), transaction.atomic():
            Measurement.objects.filter(pk=row.pk).update(state=state, **unpublished)


def test_what_guards_values_is_named_when_it_is_missing_and_installed_again(world):
    name = "evaluation_measurement_approval_stands"
    place = " ON evaluation_measurement" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{place}")
    assert guards.missing() == [name]
    assert [error.id for error in guards.check_guards(databases=["default"])] == ["core.E005"]
    assert faults() == [f"trigger missing: {name}"]
    guards.install()
    assert (guards.missing(), guards.check_guards(databases=["default"])) == ([], [])


def test_a_returned_value_is_mended_and_submitted_again(world):
    at = timezone.now()
    row = world.value()
    with pytest.raises(measurements.ValueStepRefused):
        measurements.return_value(
            measurement=row, lock_version=1, reason="Ne.", by=world.viktor, at=at
        )
    row = measurements.submit_value(measurement=row, lock_version=1, by=world.eva, at=at)
    with pytest.raises(indicators.ReasonMissing):
        measurements.return_value(
            measurement=row, lock_version=2, reason=" ", by=world.viktor, at=at
        )
    row = measurements.return_value(
        measurement=row, lock_version=2, reason="Chybí byty obvodů.", by=world.viktor, at=at
    )
    assert (row.state, row.return_reason) == ("returned", "Chybí byty obvodů.")
    row = measurements.edit_value(
        measurement=row, lock_version=3, figures={"value": D(445)}, by=world.eva, at=at
    )
    row = build.approved(row, world.eva, world.viktor, at=at)
    assert (row.state, row.return_reason, row.approved.value) == ("approved", "", D(445))


def test_there_is_one_value_for_a_definition_and_period(world):
    at = timezone.now()
    row = world.value()
    with pytest.raises(measurements.EnteredAlready) as caught:
        world.value(value=1)
    assert caught.value.current == row
    with pytest.raises(measurements.StaleValue) as stale:
        measurements.edit_value(
            measurement=row, lock_version=9, figures={"value": D(1)}, by=world.eva, at=at
        )
    assert stale.value.current == row
    year = build.half_year(
        1, 2018, world.eva, at=at, label="2018", frequency="year", end_on=date(2019, 1, 1)
    )
    with pytest.raises(measurements.PeriodNotMeant):
        build.entered(world.flats, year, world.eva, at=at, value=1)


def test_a_locked_period_takes_no_values(world):
    at = timezone.now()
    row = world.value()
    row = measurements.submit_value(measurement=row, lock_version=1, by=world.eva, at=at)
    with pytest.raises(periods.ValuesWait):
        periods.lock_period(period=world.first, by=world.eva, at=at)
    row = measurements.return_value(
        measurement=row, lock_version=2, reason="Ne.", by=world.viktor, at=at
    )
    locked = periods.lock_period(period=world.first, by=world.viktor, at=at)
    assert (locked.is_locked, verbs(locked)) == (True, ["period_added", "period_locked"])
    # the database keeps it too, whoever writes
    of_period = Measurement.objects.filter(pk=row.pk)
    beside = Measurement.objects.get(pk=row.pk)
    beside.pk, beside.number, beside.record = None, 9, world.first.record
    beside.definition = build.definition_of(world.kept)
    for write in (
        beside.save,
        lambda: of_period.update(value=D(1)),
        lambda: of_period.update(state="submitted"),
        lambda: of_period.update(period=world.second),
    ):
        with pytest.raises(IntegrityError, match="a_locked_period"), transaction.atomic():
            write()
    of_period.update(lock_version=3)
    step = {"by": world.eva, "at": at}
    with pytest.raises(periods.PeriodLocked):
        measurements.edit_value(measurement=row, lock_version=3, figures={}, **step)
    with pytest.raises(periods.PeriodLocked):
        measurements.submit_value(measurement=row, lock_version=3, **step)
    with pytest.raises(periods.PeriodLocked):
        world.value(value=1)
    with pytest.raises(periods.PeriodLocked):
        measurements.save_sheet(period=world.first, rows=[], **step)
    with pytest.raises(indicators.ReasonMissing):
        periods.reopen_period(period=world.first, reason=" ", **step)
    periods.reopen_period(period=world.first, reason="Pozdní údaj.", **step)
    assert list(world.first.locks.order_by("pk").values_list("is_locked", "reason", "by")) == [
        (True, "", world.viktor.pk),
        (False, "Pozdní údaj.", world.eva.pk),
    ]
    measurements.submit_value(measurement=row, lock_version=3, **step)


def test_a_sheet_is_stored_as_a_whole_or_not_at_all(world):
    at = timezone.now()
    flats = build.definition_of(world.flats)
    kept = indicators.create_indicator(
        code="3", kind="outcome", definition=build.SHARE, by=world.eva, at=at
    ).definitions.get()
    fine = measurements.TypedRow(flats, {"value": D(439)})
    wrong = measurements.TypedRow(kept, {"numerator": D(0), "denominator": D(0)})
    empty = measurements.TypedRow(build.definition_of(world.kept), {"value": None, "comment": ""})
    common = {"period": world.first, "by": world.eva, "at": at}
    with pytest.raises(measurements.SheetRefused) as caught:
        measurements.save_sheet(rows=[fine, wrong, empty], **common)
    assert {row: set(told) for row, told in caught.value.faults.items()} == {1: {"denominator"}}
    assert Measurement.objects.count() == 0
    (stored,) = measurements.save_sheet(rows=[fine, empty], **common)
    with pytest.raises(measurements.SheetRefused) as caught:
        measurements.save_sheet(
            rows=[measurements.TypedRow(flats, {"value": D(1)}, stored, lock_version=7)], **common
        )
    assert list(caught.value.faults) == [0]
    # the same sheet again changes nothing
    measurements.save_sheet(
        rows=[measurements.TypedRow(flats, {"value": D(439)}, stored, lock_version=1)], **common
    )
    stored.refresh_from_db()
    assert (stored.lock_version, verbs(stored)) == (1, ["value_entered"])


def test_too_many_digits_are_told_and_not_cut(world):
    with pytest.raises(measurements.FiguresWrong) as caught:
        world.value(value="0.12345")
    assert set(caught.value.faults) == {"value"}


def test_a_value_without_numbers_or_day_is_not_submitted(world):
    at = timezone.now()
    row = build.entered(
        world.flats, world.first, world.eva, at=at, comment="Čekáme.", data_as_of=None
    )
    with pytest.raises(measurements.FiguresWrong) as caught:
        measurements.submit_value(measurement=row, lock_version=1, by=world.eva, at=at)
    assert set(caught.value.faults) == {"value", "data_as_of"}


def test_values_are_hidden_with_their_indicator_and_never_published_without_it(world):
    at = timezone.now()
    shown = build.published(world.value(), world.eva, world.viktor, at=at)
    inside = build.entered(world.kept, world.first, world.eva, at=at, numerator=7, denominator=9)
    inside = build.approved(inside, world.eva, world.viktor, at=at)
    with pytest.raises(measurements.ValueStepRefused):
        measurements.publish_value(measurement=inside, lock_version=3, by=world.viktor, at=at)
    told = {"kind": "output", "is_pilot": False, "is_funders": False, "measures": [], "at": at}
    for lock_version, is_public in ((1, False), (2, True)):
        indicators.edit_indicator(
            indicator=world.flats,
            lock_version=lock_version,
            is_public=is_public,
            by=world.eva,
            **told,
        )
        shown.record.refresh_from_db()
        assert shown.record.visibility == ("public" if is_public else "staff")


STAFF = {"editor", "secretary", "chair", "evaluator", "project_manager"}
MEASURING = {"evaluator", "project_manager"}


def test_who_may_know_of_indicators_and_values(world):
    at = timezone.now()
    shown = build.published(world.value(), world.eva, world.viktor, at=at)
    on_the_way = build.entered(world.flats, world.second, world.eva, at=at, value=440)
    of_pilot = build.entered(world.kept, world.first, world.eva, at=at, numerator=7, denominator=9)
    inside = build.approved(of_pilot, world.eva, world.viktor, at=at)
    wanted = {
        (world.flats, "evaluation.view_indicator"): set(KEYS),
        (world.kept, "evaluation.view_indicator"): STAFF | {"pilot_officer"},
        (shown, "evaluation.view_value"): set(KEYS),
        (on_the_way, "evaluation.view_value"): MEASURING,
        (inside, "evaluation.view_value"): STAFF | {"pilot_officer"},
        (world.first, "evaluation.view_period"): MEASURING | {"pilot_officer"},
        (world.flats, "evaluation.enter_value"): MEASURING - {"project_manager"},
        (of_pilot, "evaluation.enter_value"): MEASURING - {"project_manager"} | {"pilot_officer"},
        (on_the_way, "evaluation.approve_values"): MEASURING,
    }
    people = {key: make(key) for key in KEYS}
    for (row, name), expected in wanted.items():
        assert {key for key in KEYS if allowed(people[key], name, row)} == expected, name
        if name in {"evaluation.view_indicator", "evaluation.view_value"}:
            seen = type(row).objects.filter(pk=row.pk)
            assert {key for key in KEYS if seen.visible_to(people[key]).exists()} == expected
