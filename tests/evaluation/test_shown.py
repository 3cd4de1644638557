"""Values as readers are told them: numbers in Czech, verdicts, last values, series with breaks and corrections."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from core.enums import Visibility
from evaluation.actions import indicators, measurements
from evaluation.formulas import Verdict
from evaluation.queries.indicators import known_indicators, last_values, listed, page_of
from evaluation.queries.shown import number_text
from tests.evaluation import build
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

D = Decimal


class World:
    """A public share with two values, a count for staff with an approved one, and one that nobody measured."""

    def __init__(self) -> None:
        at = timezone.now()
        self.eva, self.viktor = build.evaluator(), build.evaluator("Viktor Evaluátor")
        self.kept = build.indicator(
            "2.10", self.eva, at=at, definition=build.SHARE, demo_origin="real", demo_source="RPP"
        )
        self.inside = build.indicator("2.9", self.eva, at=at, is_public=False)
        self.empty = build.indicator("A", self.eva, at=at)
        due = timezone.localdate(at)
        self.first = build.half_year(1, 2018, self.eva, at=at, due_on=due - timedelta(days=1))
        self.second = build.half_year(2, 2018, self.eva, at=at, due_on=due)
        for period, top in ((self.first, 74), (self.second, 70)):
            row = build.entered(self.kept, period, self.eva, at=at, numerator=top, denominator=92)
            build.published(row, self.eva, self.viktor, at=at)
        row = build.entered(self.inside, self.first, self.eva, at=at, value=439)
        build.approved(row, self.eva, self.viktor, at=at)
        build.entered(self.kept, build.half_year(1, 2019, self.eva, at=at), self.eva, at=at,
                      numerator=1, denominator=92)  # fmt: skip
        indicators.set_target(
            definition=build.definition_of(self.kept), year=2018, value=D(80), by=self.eva, at=at
        )


world = built_once(World)
VISITOR = AnonymousUser()


@pytest.mark.parametrize(
    ("value", "unit", "czech", "english"),
    [
        ("439", "bytů", "439\u00a0bytů", "439\u00a0bytů"),
        ("80.4300", "%", "80,43\u00a0%", "80.43\u00a0%"),
        ("4200", "", "4\u00a0200", "4,200"),
        ("100", "", "100", "100"),
        ("0.5000", "", "0,5", "0.5"),
        (None, "%", "", ""),
    ],
)
def test_numbers_are_read_in_the_language_of_the_page(value, unit, czech, english):
    number = None if value is None else D(value)
    with translation.override("cs"):
        assert number_text(number, unit) == czech
    with translation.override("en"):
        assert number_text(number, unit) == english


def test_last_values_are_those_that_count_and_that_the_reader_may_know_of(
    world, django_assert_num_queries
):
    rows = [world.kept, world.inside, world.empty]
    with django_assert_num_queries(3):
        last = last_values(rows, VISITOR)
    assert set(last) == {world.kept.pk}
    told = last[world.kept.pk]
    assert (told.value, told.parts_text, told.target, told.verdict) == (
        D("76.09"),
        "70 z 92",
        D(80),
        Verdict.ON_TRACK,
    )
    assert (told.period, told.is_late, told.number) == ("2. pololetí 2018", False, 2)
    # a staff reader knows the approved value of one for staff; nobody is told what is on its way
    inside = last_values(rows, world.eva)
    assert {key: value.text for key, value in inside.items()} == {
        world.kept.pk: "76,09\u00a0%",
        world.inside.pk: "439\u00a0bytů",
    }
    assert last_values([world.kept], world.eva)[world.kept.pk].verdict_label == "Na dobré cestě"


def test_a_list_is_in_the_order_of_codes_and_says_what_was_not_measured(
    world, django_assert_num_queries
):
    known = known_indicators(world.eva)
    assert [row.code for row in known] == ["2.9", "2.10", "A"]
    assert [row.code for row in known_indicators(VISITOR)] == ["2.10", "A"]
    with django_assert_num_queries(4):
        rows = listed(known, world.eva)
    assert [(row.verdict_label, row.baseline_text) for row in rows] == [
        ("Bez cíle nelze posoudit", "439\u00a0bytů"),
        ("Na dobré cestě", ""),
        ("Neměřeno", "439\u00a0bytů"),
    ]


def test_what_was_handed_over_late_says_so(world):
    page = page_of(world.kept)
    assert [(row.period, row.newest.is_late) for row in page.rows] == [
        ("1. pololetí 2018", True),
        ("2. pololetí 2018", False),
    ]
    assert page.targets == (("2018", "80\u00a0%"),)


def test_series_stand_side_by_side_where_a_definition_breaks_them(world, django_assert_num_queries):
    at = timezone.now()
    told = {**build.SHARE, "change_reason": "Úmrtí se nepočítají."}
    new = indicators.add_definition(
        indicator=world.kept, lock_version=1, definition=told, by=world.eva, at=at
    )
    row = build.entered(new, world.second, world.eva, at=at, numerator=70, denominator=88)
    build.published(row, world.eva, world.viktor, at=at)
    wording = {**build.SHARE, "change_reason": "Jen slova.", "breaks_series": False}
    indicators.add_definition(
        indicator=world.kept, lock_version=2, definition=wording, by=world.eva, at=at
    )
    with django_assert_num_queries(3):
        page = page_of(world.kept)
    assert [[one.number for one in series.definitions] for series in page.series] == [[1], [2, 3]]
    table = [(row.period, [point and point.value.text for point in row.cells]) for row in page.rows]
    assert table == [
        ("1. pololetí 2018", ["80,43\u00a0%", None]),
        ("2. pololetí 2018", ["76,09\u00a0%", "79,55\u00a0%"]),
    ]
    assert [row.newest.is_restated for row in page.rows] == [False, True]
    assert page.last.text == "79,55\u00a0%"


def test_a_corrected_value_is_shown_beside_what_it_was(world):
    at = timezone.now()
    old = world.kept.measurements.get(number=2)
    for top, reason in ((69, "Pozdní údaj."), (68, "Ještě jeden.")):
        figures = {"numerator": D(top), "denominator": D(92), "data_as_of": date(2019, 2, 1)}
        new = measurements.begin_correction(
            measurement=old, figures=figures, reason=reason, by=world.eva, at=at
        )
        old = build.published(new, world.eva, world.viktor, at=at)
    point = page_of(world.kept).rows[-1].cells[0]
    assert point.value.text == "73,91\u00a0%"
    assert [(former.text, former.reason) for former in point.formers] == [
        ("75\u00a0%", "Ještě jeden."),
        ("76,09\u00a0%", "Pozdní údaj."),
    ]


def whole_years(indicator) -> list[tuple]:
    return [
        (row.period, [point and (point.value.text, point.value.parts_text) for point in row.cells])
        for row in page_of(indicator).year_rows
    ]


def test_a_whole_year_is_worked_out_from_its_periods(world, client):
    at = timezone.now()
    # the second half of 2018 is the last that counts: 2019 has a draft only
    assert whole_years(world.kept) == [("2018", [("78,26\u00a0%", "144 z 184")])]
    (row,) = page_of(world.kept).year_rows
    assert (row.newest.target, row.newest.verdict) == (D(80), Verdict.ON_TRACK)
    # values up to 1. 7. 2019 by one definition, from then on by another that breaks the series: no year is whole
    half = world.kept.measurements.get(number=3)
    build.published(half, world.eva, world.viktor, at=at)
    new = indicators.add_definition(
        indicator=world.kept, lock_version=1, by=world.eva, at=at,
        definition={**build.SHARE, "change_reason": "Bez úmrtí."},
    )  # fmt: skip
    later = build.half_year(2, 2019, world.eva, at=at)
    row = build.entered(new, later, world.eva, at=at, numerator=80, denominator=88)
    build.published(row, world.eva, world.viktor, at=at)
    assert whole_years(world.kept) == [("2018", [("78,26\u00a0%", "144 z 184"), None])]
    page = client.get("/hodnoceni/ukazatele/2-10/").content.decode()
    assert "Celé roky, dopočítané" in page
    lines = client.get("/hodnoceni/ukazatele/2-10/soubor/csv/").content.decode("utf-8-sig")
    (line,) = [line for line in lines.splitlines() if line.startswith("2018;")]
    assert line.split(";")[1:8] == ["2018-01-01", "2019-01-01", "1", "78,26", "%", "144", "184"]
    assert line.split(";")[-2:] == [
        "Podíl se spočítá znovu ze součtů",
        "Skutečnost podle veřejného zdroje (RPP)",
    ]
    told = client.get("/api/v1/indicators/2-10/").json()
    assert told["notice"].startswith("Ukázka.")
    assert (told["origin"], told["origin_source"]) == ("real", "RPP")
    assert {(row["period_kind"], row["origin"]) for row in told["values"]} == {("own", "real")}
    assert [(row["period"], row["value"], row["path"]) for row in told["whole_years"]] == [
        ("2018", "78.26", "/hodnoceni/ukazatele/2-10/")
    ]


@pytest.mark.parametrize(
    ("aggregation", "told"),
    [("sum", "7"), ("latest", "4"), ("none", None)],
)
def test_periods_are_joined_as_the_definition_says(world, aggregation, told):
    at = timezone.now()
    definition = {**build.COUNT, "aggregation": aggregation, "unit": ""}
    made = build.indicator("B", world.eva, at=at, definition=definition)
    for period, value in ((world.first, 3), (world.second, 4)):
        row = build.entered(made, period, world.eva, at=at, value=value)
        assert page_of(made).year_rows == ()
        build.published(row, world.eva, world.viktor, at=at)
    assert whole_years(made) == ([("2018", [(told, "")])] if told else [])


def test_periods_of_the_funder_stand_apart(world):
    at = timezone.now()
    indicators.edit_indicator(
        indicator=world.kept, lock_version=1, kind="outcome", is_public=True, is_pilot=False,
        is_funders=True, measures=[], by=world.eva, at=at,
    )  # fmt: skip
    report = build.half_year(
        1, 2018, world.eva, at=at, kind="funder", label="3. zpráva", end_on=date(2018, 9, 1)
    )
    world.kept.refresh_from_db()
    row = build.entered(world.kept, report, world.eva, at=at, numerator=72, denominator=92)
    build.published(row, world.eva, world.viktor, at=at)
    page = page_of(world.kept)
    assert [row.period for row in page.rows] == ["1. pololetí 2018", "2. pololetí 2018"]
    assert [row.newest.text for row in page.funder_rows] == ["78,26\u00a0%"]
    assert page.last.period == "2. pololetí 2018"
    assert world.kept.record.visibility == Visibility.PUBLIC
