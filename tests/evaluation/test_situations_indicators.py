"""Situations of indicators: a definition changes mid-way, an approved value is wrong, something has no number."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from evaluation.actions import indicators, measurements, periods
from evaluation.indicator_figures import resolve
from evaluation.models import Measurement
from evaluation.queries.entry import approved_values, differences_of, former_of
from evaluation.queries.indicators import page_of
from tests.evaluation import build
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

D = Decimal


class World:
    """Two evaluators, a share measured by half-years, two of them with published values."""

    def __init__(self) -> None:
        at = timezone.now()
        self.eva, self.viktor = build.evaluator(), build.evaluator("Viktor Evaluátor")
        self.kept = build.indicator("P1", self.eva, at=at, definition=build.SHARE, is_funders=True)
        self.first = build.half_year(1, 2018, self.eva, at=at)
        self.second = build.half_year(2, 2018, self.eva, at=at)
        self.values = [
            build.published(
                build.entered(self.kept, period, self.eva, at=at, numerator=top, denominator=92),
                self.eva,
                self.viktor,
                at=at,
            )
            for period, top in ((self.first, 74), (self.second, 70))
        ]


world = built_once(World)


def test_e1_the_definition_changes_midway_and_both_series_stand(world):
    at = timezone.now()
    new = indicators.add_definition(
        indicator=world.kept,
        lock_version=1,
        definition={
            **build.SHARE,
            "excluded": "Domácnosti, jejichž člen zemřel",
            "change_reason": "Úmrtí se nepočítají.",
        },
        by=world.eva,
        at=at,
    )
    # nothing is computed again by itself
    assert new.measurements.count() == 0
    restated = build.published(
        build.entered(new, world.second, world.eva, at=at, numerator=70, denominator=88),
        world.eva,
        world.viktor,
        at=at,
    )
    standing = Measurement.objects.published().filter(indicator=world.kept).order_by("number")
    assert [
        (row.definition.number, row.period.label, row.figures.measured.result(percent=True))
        for row in standing
    ] == [
        (1, "1. pololetí 2018", D("80.43")),
        (1, "2. pololetí 2018", D("76.09")),
        (2, "2. pololetí 2018", D("79.55")),
    ]
    assert restated.number == 3


def test_e2_an_approved_value_turns_out_wrong_in_a_locked_period(world):
    at = timezone.now()
    old = world.values[1]
    periods.lock_period(period=world.second, by=world.viktor, at=at)
    told = {
        "measurement": old,
        "figures": {"numerator": D(69), "denominator": D(92), "data_as_of": date(2019, 2, 1)},
        "reason": "Jeden konec nájmu byl zapsán pozdě.",
        "by": world.eva,
        "at": at,
    }
    with pytest.raises(periods.PeriodLocked):
        measurements.begin_correction(**told)
    periods.reopen_period(
        period=world.second, reason="Pozdě zapsaný konec nájmu.", by=world.viktor, at=at
    )
    with pytest.raises(indicators.ReasonMissing):
        measurements.begin_correction(**{**told, "reason": ""})
    correction = measurements.begin_correction(**told)
    with pytest.raises(measurements.ValueStepRefused):
        measurements.begin_correction(**told)
    # the old value stands until the new one is approved and published by somebody else
    published = Measurement.objects.published().filter(period=world.second)
    assert list(published) == [old]
    later = at + timedelta(hours=1)
    correction = build.approved(correction, world.eva, world.viktor, at=later)
    assert list(Measurement.objects.standing().filter(period=world.second)) == [correction]
    assert list(published) == [old]
    measurements.publish_value(measurement=correction, lock_version=3, by=world.viktor, at=later)
    assert list(published.all()) == [correction]
    old.refresh_from_db()
    assert (old.state, old.approved.numerator, old.correction) == ("published", D(70), correction)
    (told,) = differences_of(world.second)
    assert (told.before, told.after, told.reason) == (
        "76,09\u00a0%",
        "75\u00a0%",
        "Jeden konec nájmu byl zapsán pozdě.",
    )
    assert (told.entered_by, told.approved_by) == ("Eva Evaluátorová", "Viktor Evaluátor")


def test_e2_a_value_found_wrong_before_it_was_published_is_never_published(world):
    at = timezone.now()
    period = build.half_year(1, 2019, world.eva, at=at)
    told = {"data_as_of": date(2019, 8, 1), "denominator": D(92)}

    def corrected(row: Measurement, top: int) -> Measurement:
        new = measurements.begin_correction(
            measurement=row,
            figures={"numerator": D(top), **told},
            reason=f"Správně {top}.",
            by=world.eva,
            at=at,
        )
        return build.approved(new, world.eva, world.viktor, at=at)

    def public() -> list[Measurement]:
        return list(Measurement.objects.published().filter(period=period))

    wrong = build.entered(world.kept, period, world.eva, at=at, numerator=90, denominator=92)
    wrong = build.approved(wrong, world.eva, world.viktor, at=at)
    assert approved_values(world.eva) == [wrong]
    right = corrected(wrong, 60)
    assert approved_values(world.eva) == [right]
    with pytest.raises(measurements.ValueStepRefused) as refused:
        measurements.publish_value(measurement=wrong, lock_version=3, by=world.viktor, at=at)
    assert str(refused.value) == "Tato hodnota je chybná. Zveřejněte její opravu."
    right = measurements.publish_value(measurement=right, lock_version=3, by=world.viktor, at=at)
    # nor is it told beside what corrected it
    assert page_of(world.kept).rows[-1].cells[0].formers == ()
    # the published one stands until what corrected its correction is published
    between = corrected(right, 61)
    last = corrected(between, 62)
    assert public() == [right]
    measurements.publish_value(measurement=last, lock_version=3, by=world.viktor, at=at)
    assert public() == [last]
    (former,) = page_of(world.kept).rows[-1].cells[0].formers
    assert (former.text, former.reason) == ("65,22\u00a0%", "Správně 61.")
    told = resolve("P1", timezone.localdate(at)).rows
    assert [row[:2] for row in told][2:] == [["1. pololetí 2019", "67,39\u00a0%"]]
    assert former_of(last, AnonymousUser()) is None
    assert former_of(last, world.eva) == between


def test_the_funders_period_is_not_that_of_the_evaluation(world):
    at = timezone.now()
    # it overlaps with both half-years, and its value is entered, never added up from them
    told = {"kind": "funder", "label": "3. zpráva", "start_on": date(2018, 3, 1)}
    report = build.half_year(1, 2018, world.eva, at=at, end_on=date(2018, 9, 1), **told)
    row = build.entered(world.kept, report, world.eva, at=at, numerator=72, denominator=92)
    build.published(row, world.eva, world.viktor, at=at)
    page = page_of(world.kept)
    assert [row.period for row in page.rows] == ["1. pololetí 2018", "2. pololetí 2018"]
    assert [(row.period, row.newest.value) for row in page.funder_rows] == [
        ("3. zpráva", D("78.26"))
    ]
    # another indicator, which the funder did not ask for, has no values there
    other = build.indicator("Z", world.eva, at=at)
    with pytest.raises(measurements.PeriodNotMeant):
        build.entered(other, report, world.eva, at=at, value=1)


def test_an_indicator_without_a_baseline_says_why(world):
    definition = build.definition_of(world.kept)
    assert (definition.baseline, definition.baseline_unknown) == (
        None,
        "Před projektem se nesledovalo.",
    )


def test_a_share_of_nobody_is_told_in_words(world):
    at = timezone.now()
    period = build.half_year(1, 2019, world.eva, at=at)
    with pytest.raises(measurements.FiguresWrong):
        build.entered(world.kept, period, world.eva, at=at, numerator=0, denominator=0)
    row = build.entered(
        world.kept, period, world.eva, at=at, narrative="Nikdo se nenastěhoval před rokem."
    )
    row = build.approved(row, world.eva, world.viktor, at=at)
    assert row.figures.measured.result(percent=True) is None
