"""Action plan and evaluation of the demonstration: followed to their results, and what is made up says so."""

from collections import Counter
from datetime import date
from itertools import groupby

import pytest
from django.db.models import F

from concept.enums import ContributionOutcome, InfluenceRelation, PassageKind, ReportState
from concept.models import (
    Change,
    Influence,
    Measure,
    MeasureDerivation,
    MeasureReport,
    PlanReport,
    PlanReportNotice,
    Version,
    VersionPassage,
    VersionStep,
)
from concept.queries.progress import standing_of
from consultations.models import Comment
from core.enums import DemoOrigin, Visibility
from evaluation.enums import ChangeState, MakingState, MeasurementState
from evaluation.models import (
    Alert,
    EvaluationFinding,
    EvaluationPlan,
    EvaluationRecommendation,
    Indicator,
    IndicatorDefinition,
    KeyActivity,
    LimitException,
    Measurement,
    MonitoringPeriod,
    PeriodLock,
    Pilot,
    PilotPublication,
    PreparedRows,
    ProjectChange,
    ProjectLedger,
    ProjectOutput,
    RecommendationAction,
    ReportMaking,
    Risk,
    Spending,
    Tenancy,
)
from evaluation.queries.indicators import page_of
from evaluation.revealing import Count, revealed
from people.models import Organisation
from tests.evaluation.working_out import (
    Published,
    alike_by_brute_force,
    small_by_algebra,
    small_by_brute_force,
    small_by_trying,
)
from tests.website.demonstration import load_once
from tests.worlds import built_once
from website.demo.acts import DOCUMENT, PLAN

pytestmark = [pytest.mark.slow, pytest.mark.demonstration, pytest.mark.django_db]

demo = built_once(load_once)


def test_the_plan_was_approved_and_its_measures_carry_out_those_of_the_concept(demo):
    assert Measure.objects.filter(document__slug=DOCUMENT).count() == 18
    planned = Measure.objects.filter(document__slug=PLAN)
    assert planned.count() == 24
    assert planned.get(code="AP-3.10").record.path == "/opatreni/AP-3.10/"
    assert set(planned.values_list("record__demo_origin", flat=True)) == {DemoOrigin.INVENTED}
    links = MeasureDerivation.objects.all()
    assert links.count() == 35
    assert not links.exclude(measure__in=planned, source__document__slug=DOCUMENT).exists()
    approved = VersionStep.objects.get(version__document__slug=PLAN, step="approved")
    assert (approved.body, str(approved.occurred_on), approved.resolution) == (
        "Zastupitelstvo města",
        "2019-06-19",
        "",
    )
    assert approved.demo_origin == DemoOrigin.REAL


def test_conclusions_of_the_group_changed_the_text_of_the_plan(demo):
    versions = Version.objects.filter(document__slug=PLAN)
    changes = Change.objects.filter(to_version__in=versions)
    links = Influence.objects.filter(change__in=changes, relation=InfluenceRelation.MANDATES)
    assert set(
        links.values_list("contribution__record__reference", "change__to_version__label")
    ) == {
        ("PSB/2019/2", "0.9"),
        ("PSB/2019/5", "0.9"),
        ("PSB/2019/5", "1.0"),
    }


def test_indicators_have_real_values_with_their_source_and_made_up_ones_that_say_so(demo):
    real = Indicator.objects.filter(record__demo_origin=DemoOrigin.REAL)
    assert real.count() == 14
    assert not real.filter(record__demo_source="").exists()
    assert not IndicatorDefinition.objects.filter(
        indicator__in=real, is_as_published=False
    ).exists()
    made_up = Indicator.objects.exclude(pk__in=real)
    assert made_up.count() == 7
    assert set(made_up.values_list("record__demo_origin", flat=True)) == {DemoOrigin.INVENTED}
    published = Measurement.objects.published().filter(indicator__in=real)
    assert {
        code: [str(value) for _code, value in rows]
        for code, rows in groupby(
            published.order_by("indicator", "period__start_on").values_list(
                "indicator__code", "approved__value"
            ),
            key=lambda row: row[0],
        )
    } == {
        "SB-1": ["439.0000", "503.0000", "508.0000"],
        "PZ-1": ["80.0000"],
        "PZ-2": ["92.0000"],
        "PZ-3": ["102.0000"],
        "PZ-4": ["215.0000"],
        "PZ-5": ["92.0000"],
        "PZ-6": ["52.0000"],
        "PZ-7": ["66.0000"],
        "PZ-8": ["28.0000"],
        "PZ-9": ["52.0000"],
        "PZ-10": ["38.0000"],
        "ZA-1": ["10.0000"],
        "ZA-2": ["4.0000"],
        "KO-1": ["4200.0000"],
    }


def test_a_definition_changed_a_value_was_corrected_and_one_waits(demo):
    changed = IndicatorDefinition.objects.filter(number=2).values_list("indicator__code", flat=True)
    assert set(changed) == {"EV-3", "PI-1"}
    correction = Measurement.objects.get(corrects__isnull=False)
    assert (str(correction.corrects.approved.numerator), str(correction.approved.numerator)) == (
        "44.0000",
        "41.0000",
    )
    opened = PeriodLock.objects.get(is_locked=False)
    assert (opened.by.email, opened.period.is_locked) == ("vedouci@ukazka.example", True)
    waiting = Measurement.objects.get(state=MeasurementState.SUBMITTED)
    assert waiting.record.reference == "EV-3/6"
    # What is counted from households stays with staff: the public reads the pilot's tables only.
    pilot = Measurement.objects.filter(indicator__is_pilot=True, definition__is_as_published=False)
    assert pilot.count() == 9
    assert not pilot.exclude(record__visibility=Visibility.STAFF).exists()
    answered = Measurement.objects.get(indicator__code="EV-5").approved
    told = Comment.objects.submitted().exclude(withdrawn_at__isnull=False)
    assert (answered.numerator, answered.denominator) == (
        told.exclude(settlement__outcome=ContributionOutcome.OPEN).count(),
        told.count(),
    )


def test_the_pilot_has_its_flats_and_households_and_no_row_is_called_real(demo):
    pilot = Pilot.objects.get()
    assert pilot.record.demo_origin == DemoOrigin.INVENTED
    assert (pilot.flats.count(), pilot.households.count()) == (105, 92)
    assert {row.programme: row.count for row in pilot.planned.all()} == {
        "crisis": 5,
        "social_affordable": 100,
    }
    stays = Tenancy.objects.filter(household__pilot=pilot)
    assert stays.values("flat").distinct().count() == 102
    assert LimitException.objects.count() == 3
    districts = Organisation.objects.filter(pilot_flats__isnull=False)
    assert set(districts.values_list("demo_origin", flat=True)) == {DemoOrigin.INVENTED}


def test_measures_were_reported_to_three_dates_and_nobody_approved_their_own(demo):
    reports = MeasureReport.objects.filter(measure__document__slug=PLAN)
    assert Counter(reports.values_list("state", flat=True)) == {
        ReportState.APPROVED: 70,
        ReportState.SUBMITTED: 2,
        ReportState.DRAFT: 1,
    }
    assert not reports.filter(approved_by=F("written_by")).exists()
    assert reports.exclude(returned_at=None).get().measure.code == "AP-2.6"
    assert set(reports.values_list("record__demo_origin", flat=True)) == {DemoOrigin.INVENTED}
    assert {row.split()[0] for row in reports.values_list("body", flat=True)} == {"odbor"}
    corrected = reports.get(corrects__isnull=False)
    assert (corrected.corrects.spent_czk, corrected.spent_czk) == (1_400_000, 1_520_000)
    codes = dict(Measure.objects.filter(document__slug=PLAN).values_list("pk", "code"))
    of_4_2, of_3_2 = (
        [
            standing_of([pk], on=date(year, 12, 31))[pk]
            for year in (2019, 2020, 2021)
            for pk in [key for key, code in codes.items() if code == wanted]
        ]
        for wanted in ("AP-4.2", "AP-3.2")
    )
    assert [row.status for row in of_4_2] == ["not_started", "not_done", "cancelled"]
    assert [(row.status, row.is_overdue) for row in of_3_2] == [
        ("prepared", False),
        ("ongoing", True),
        ("ongoing", True),
    ]
    now = Counter(row.status for row in standing_of(codes).values())
    assert now == {
        "ongoing": 14,
        "done": 5,
        "partly_done": 4,
        "cancelled": 1,
    }


def test_only_a_working_group_takes_note_of_a_made_up_report(demo):
    reports = PlanReport.objects.order_by("as_of")
    assert [str(row.as_of) for row in reports] == ["2019-12-31", "2020-12-31", "2021-12-31"]
    assert set(PlanReportNotice.objects.values_list("body", "report__as_of__year")) == {
        ("Pracovní skupina sociálního bydlení (smyšlené projednání)", 2019),
        ("Pracovní skupina sociálního bydlení (smyšlené projednání)", 2020),
    }
    acts = VersionStep.objects.filter(body__regex="Rada|Zastupitelstvo")
    assert set(acts.values_list("body", "occurred_on", "demo_origin")) == {
        ("Zastupitelstvo města", date(2017, 11, 15), DemoOrigin.REAL),
        ("Zastupitelstvo města", date(2019, 6, 19), DemoOrigin.REAL),
    }


def test_findings_of_the_evaluation_changed_the_text_of_the_concept(demo):
    plan = EvaluationPlan.objects.get()
    assert list(plan.versions.order_by("number").values_list("number", "values_count")) == [
        (1, 0),
        (2, 0),
    ]
    assert plan.questions.exclude(dropped_reason="").get().code == "EO 7"
    assert EvaluationFinding.objects.public().count() == 4
    advice = EvaluationRecommendation.objects.public().order_by("number")
    changes = Influence.objects.filter(
        contribution__evaluation_recommendation__in=advice,
        relation=InfluenceRelation.RESULTED_IN,
    )
    assert [
        (
            link.contribution.record.reference,
            link.contribution.outcome,
            link.change.from_version.label,
            link.change.to_version.label,
        )
        for link in changes.order_by("pk")
    ] == [
        ("HD/1", "accepted", "0.8", "0.9"),
        ("HD/2", "accepted", "0.8", "0.9"),
        ("HD/3", "partly_accepted", "0.9", "1.0"),
    ]
    answers = [
        answer for row in advice for answer in row.responses.values_list("answer", flat=True)
    ]
    assert Counter(answers) == {"accepted": 3, "partly": 1, "rejected": 1}
    assert EvaluationRecommendation.objects.unanswered().get().record.reference == "HD/6"
    assert EvaluationFinding.objects.get(state="discussed").record.reference == "HZ/5"
    actions = RecommendationAction.objects.all()
    assert set(actions.values_list("state", flat=True)) == {"done"}
    records = {row.record.demo_origin for row in (*EvaluationFinding.objects.all(), *advice)}
    assert records == {DemoOrigin.INVENTED}


def test_risks_were_assessed_over_time_and_a_value_warned_of_one(demo):
    risks = Risk.objects.order_by("number")
    assert risks.count() == 8
    assert set(risks.values_list("record__demo_origin", flat=True)) == {DemoOrigin.INVENTED}
    assert {risk.number: risk.assessments.count() for risk in risks} == {
        1: 3, 2: 2, 3: 2, 4: 2, 5: 1, 6: 3, 7: 2, 8: 3,
    }  # fmt: skip
    alert = Alert.objects.get()
    assert (alert.risk.title, str(alert.value)) == ("Odchod zkušených pracovníků", "48.0000")
    assert alert.closing.how == "dealt_with"
    assert alert.risk.record.visibility == Visibility.STAFF
    assert {risk.state for risk in risks} == {"treated", "closed"}


def test_figures_of_the_pilot_are_published_so_that_nobody_is_told_of(demo):
    published = PilotPublication.objects.select_related("preparation").order_by("year", "half")
    assert [(row.year, row.half, row.edition) for row in published] == [(2017, 2, 1), (2019, 1, 1)]
    assert not any(row.prepared_by_id == row.by_id for row in published)
    # four of the 250 people of these households had moved in with the households they left later (P2)
    assert published[1].preparation.figures["people"] == 246
    counts = [
        Count(f"{row.preparation_id} {row.name}", frozenset(row.rows), row.minimum)
        for row in PreparedRows.objects.filter(
            preparation__in=published.values("preparation"), is_shown=True
        )
    ]
    assert sum(count.value > 0 for count in counts) == 28
    assert revealed(counts) == []
    assert small_by_brute_force(counts) == []
    figures = [
        {name: value for name, value in row.preparation.figures.items() if value is not None}
        for row in published
    ]
    assert alike_by_brute_force(figures, 10) == []
    # what is counted from the rows is public there and nowhere else
    elsewhere = Measurement.objects.published().filter(indicator__is_pilot=True)
    assert not elsewhere.filter(definition__is_as_published=False).exists()


def test_nothing_small_is_worked_out_of_breakdowns_everybody_reads(demo):
    """Everything that adding and subtracting makes of the told counts and the wholes, by exact algebra."""
    told = {}
    for indicator in Indicator.objects.filter(record__visibility=Visibility.PUBLIC):
        page = page_of(indicator)
        values = Measurement.objects.published().filter(indicator=indicator)
        for shown, defined in zip(page.breakdowns, page.definition.breakdowns, strict=True):
            keys = [category["key"] for category in defined["categories"]]
            true = {row.period.label: row.figures.parts.get(shown.key, {}) for row in values}
            rows = [
                Published(
                    label,
                    tuple(true[label][key] for key in keys),
                    tuple(count is not None for count in counts),
                )
                for label, counts in shown.rows
            ]
            least = page.definition.min_n
            assert small_by_algebra(rows, least, lambda one, other: other == one + 1) == []
            assert small_by_trying(rows, least) == []
            told[indicator.code, shown.key] = [counts for _label, counts in shown.rows]
    # 44, 47, 51 and 3, 4, 9 among the others: each changes by a few from one half-year to the next, or is few itself
    assert told == {
        ("EV-2", "velikost"): [(71, 68, None, None), (80, None, 47, None), (92, 79, None, None)]
    }


def test_the_project_tells_what_of_its_money_and_periods_is_made_up(demo):
    ledger = ProjectLedger.objects.get()
    assert str(ledger.approved_czk) == "14605116.00"
    activities = KeyActivity.objects.order_by("position")
    assert [row.code for row in activities] == ["KA1", "KA2", "KA3", "KA4", "KA5"]
    assert not activities.exclude(approved_czk=None).exists()
    made_up = [
        ledger.record,
        *(row.record for row in activities),
        *(row.record for row in ProjectChange.objects.all()),
        *(row.record for row in MonitoringPeriod.objects.all()),
    ]
    assert {record.demo_origin for record in made_up} == {DemoOrigin.INVENTED}
    assert not Spending.objects.exclude(purpose__endswith="(smyšleno)").exists()
    # No answer of the funder is made up.
    assert ProjectChange.objects.get().state == ChangeState.NOTICE
    outputs = ProjectOutput.objects.order_by("position")
    assert list(outputs.values_list("document__slug", flat=True)) == [
        "koncepce",
        "akcni-plan-2019-2021",
        "metodika-socialni-prace",
        "zprava-fs",
        "zaverecna-evaluacni-zprava",
    ]


def test_evaluation_reports_keep_the_figures_that_were_public_on_their_day(demo):
    kept = VersionPassage.objects.filter(content__text__contains="Krizové byty na konci pololetí")
    assert set(kept.values_list("version__document__slug", "content__kind")) == {
        ("prubezna-evaluacni-zprava", PassageKind.TABLE),
        ("zaverecna-evaluacni-zprava", PassageKind.TABLE),
    }
    used = VersionPassage.objects.get(
        content__kind=PassageKind.TABLE, content__value__figures__kind="indicator"
    )
    assert used.version.document.slug == "zaverecna-evaluacni-zprava"
    assert "102 bytů" in used.content.text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_report_to_the_funder_waits_for_the_jobs(demo):
    making = ReportMaking.objects.select_related("period").get()
    assert (making.period.starts_on, making.state) == (date(2018, 1, 1), MakingState.WAITING)
