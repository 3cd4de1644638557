"""Owners, what measures wait for, reporting dates, and the yearly report that is kept as it was."""

import hashlib
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from concept import actions, queries
from concept.actions.redaction import redact_passage
from concept.models import (
    MeasureDependency,
    MeasureOwner,
    PassageContent,
    PlanReport,
    ReportingDate,
)
from concept.queries.plan_reports import verify_plan_reports
from core.enums import Visibility
from core.immutability import missing_triggers
from people.enums import Role
from tests.concept import build, plan
from tests.conftest import TEST_NOW
from tests.people import personas
from tests.worlds import built_once

TODAY = date(2026, 3, 2)


def three_measures(clock) -> None:
    clock.move_to("2019-06-19T09:00:00+00:00")
    plan.plan(
        plan.block("1.1", "Evidence žádostí", due_on="2020-06-30", budget_czk="250000.00"),
        plan.block("1.2", "Kulaté stoly"),
        plan.block("1.3", "Metodik"),
    )
    plan.owner("1.1")
    clock.move_to(TEST_NOW)


world = built_once(three_measures)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def who():
    return {"by": plan.manager(), "at": timezone.now()}


# --- owners --------------------------------------------------------------------------------------


def test_an_owner_is_named_once_and_ends_on_a_day():
    owner = MeasureOwner.objects.get()
    assert plan.owner("1.1") == owner.user
    assert (MeasureOwner.objects.count(), owner.body) == (1, plan.BODY)
    with pytest.raises(actions.OwnerRefused):
        actions.end_owner(owner=owner, valid_to=date(2016, 12, 31), **who())
    actions.end_owner(owner=owner, valid_to=date(2022, 1, 1), **who())
    measure = plan.measure("1.1")
    on = {day: len(queries.owners_of([measure.pk], day)[measure.pk]) for day in (
        date(2016, 12, 31), date(2017, 1, 1), date(2021, 12, 31), date(2022, 1, 1),
    )}  # fmt: skip
    assert list(on.values()) == [0, 1, 1, 0]
    with pytest.raises(actions.OwnerRefused):  # a time that runs into the former one
        plan.owner("1.1", since=date(2021, 1, 1))
    plan.owner("1.1", since=date(2022, 1, 1))
    assert plan.verbs(measure.record)[-3:] == [
        "measure_owner_named",
        "measure_owner_ended",
        "measure_owner_named",
    ]


def test_an_owner_has_the_role_and_a_department():
    values = {"measure": plan.measure("1.2"), "valid_from": TODAY, **who()}
    with pytest.raises(actions.OwnerRefused):
        actions.name_owner(user=build.editor(), body=plan.BODY, **values)
    with pytest.raises(actions.OwnerRefused):
        actions.name_owner(user=build.user("g", Role.MEASURE_OWNER), body=" ", **values)
    owner = MeasureOwner.objects.get()
    owner.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        owner.save(force_insert=True)


# --- dependencies --------------------------------------------------------------------------------


def test_measures_wait_for_others_and_never_in_a_circle(django_assert_num_queries):
    one, two, three = (plan.measure(code) for code in ("1.1", "1.2", "1.3"))
    first = actions.add_dependency(measure=two, needed=one, note="Nejdřív evidence.", **who())
    assert actions.add_dependency(measure=two, needed=one, **who()) == first
    actions.add_dependency(measure=three, needed=two, **who())
    for measure, needed in ((one, one), (one, two), (one, three)):
        with pytest.raises(actions.DependencyRefused):
            actions.add_dependency(measure=measure, needed=needed, **who())
    assert MeasureDependency.objects.count() == 2
    with django_assert_num_queries(1):
        waits_for, holds_up = queries.dependencies_of(two)
    assert [row.needed for row in waits_for] == [one]
    assert [row.measure for row in holds_up] == [three]

    actions.end_dependency(dependency=first, **who())
    actions.end_dependency(dependency=first, **who())
    actions.add_dependency(measure=one, needed=three, **who())
    assert queries.dependencies_of(two)[0] == []
    assert plan.verbs(two.record)[-2:] == ["measure_dependency_said", "measure_dependency_ended"]


# --- reporting dates -----------------------------------------------------------------------------


def test_a_document_is_reported_once_as_of_a_day():
    document = plan.measure("1.1").document
    values = {"document": document, "as_of": date(2025, 12, 31)}
    row = actions.set_reporting_date(due_on=date(2026, 1, 31), **values, **who())
    with pytest.raises(actions.ReportingDateRefused):
        actions.set_reporting_date(due_on=date(2026, 2, 28), **values, **who())
    with pytest.raises(actions.ReportingDateRefused):
        actions.set_reporting_date(
            document=document, as_of=TODAY, due_on=TODAY - timedelta(days=1), **who()
        )
    actions.cancel_reporting_date(reporting_date=row, **who())
    actions.cancel_reporting_date(reporting_date=row, **who())
    actions.set_reporting_date(due_on=date(2026, 2, 28), **values, **who())
    assert ReportingDate.objects.standing().get().due_on == date(2026, 2, 28)
    assert plan.verbs(row.record) == ["reporting_date_set", "reporting_date_cancelled"]


# --- the yearly report ---------------------------------------------------------------------------


def yearly(as_of=TODAY):
    return actions.make_plan_report(document=plan.measure("1.1").document, as_of=as_of, **who())


def test_a_yearly_report_keeps_what_was_known_when_it_was_made():
    owner = build.user("garantka")
    first = plan.approved("1.1", owner, as_of=date(2020, 1, 31), spent_czk=Decimal("1000.50"))
    report = yearly(date(2020, 12, 31))
    plan.approved("1.1", owner, corrects=first, as_of=first.as_of, status="done", reason="")
    plan.approved("1.2", owner, as_of=date(2020, 2, 1))

    content = json.loads(report.content)
    assert (content["document"], content["as_of"]) == ("plan", "2020-12-31")
    assert [(row["code"], row["status"], row["is_overdue"]) for row in content["measures"]] == [
        ("1.1", "ongoing", True),
        ("1.2", "", False),
        ("1.3", "", False),
    ]
    assert content["measures"][0]["spent_czk"] == "1000.50"
    assert hashlib.sha256(report.content.encode()).hexdigest() == report.digest
    assert "Práce pokračují" not in report.content
    read = queries.read_plan_report(report, plan.manager())
    assert [(row.code, row.title, row.sentence) for row in read.rows] == [
        ("1.1", "Evidence žádostí", "Práce pokračují."),
        ("1.2", "Kulaté stoly", ""),
        ("1.3", "Metodik", ""),
    ]
    assert (read.overdue_count, read.spent_czk, read.budget_czk) == (
        1,
        Decimal("1000.50"),
        Decimal("250000.00"),
    )
    newer = yearly(date(2020, 12, 31))
    assert (newer.number, newer.digest != report.digest) == (2, True)
    assert [r.status for r in queries.read_plan_report(newer, plan.manager()).rows] == [
        "done",
        "ongoing",
        "",
    ]


def test_a_yearly_report_is_read_in_a_constant_number_of_queries(django_assert_num_queries):
    owner = build.user("garantka")
    report = yearly()
    reader = plan.manager()
    reader.sees_staff_rows(timezone.now())
    with django_assert_num_queries(6):
        queries.read_plan_report(report, reader)
    for code in ("1.1", "1.2", "1.3"):
        plan.approved(code, owner)
    report = yearly()
    with django_assert_num_queries(6):
        queries.read_plan_report(report, reader)


def test_no_yearly_report_of_a_day_without_measures_or_to_come():
    for day in (date(2019, 6, 18), TODAY + timedelta(days=1)):
        with pytest.raises(actions.NothingToReport):
            yearly(day)
    assert not PlanReport.objects.exists()


def test_everybody_reads_a_yearly_report_once_a_body_took_note_of_it():
    report = yearly(date(2025, 12, 31))
    visitor = personas.make("visitor")
    assert list(PlanReport.objects.visible_to(visitor)) == []
    assert list(PlanReport.objects.visible_to(plan.manager())) == [report]
    values = {"report": report, "body": "Rada města"}
    for day in (date(2025, 12, 30), TODAY + timedelta(days=1)):
        with pytest.raises(actions.NoticeRefused):
            actions.record_plan_notice(occurred_on=day, **values, **who())
    with pytest.raises(actions.NoticeRefused):
        actions.record_plan_notice(report=report, body=" ", occurred_on=TODAY, **who())
    notice = actions.record_plan_notice(occurred_on=date(2026, 2, 10), **values, **who())
    again = actions.record_plan_notice(occurred_on=date(2026, 2, 10), **values, **who())

    assert (notice, notice.verb, notice.resolution) == (again, "take_note", "")
    report.record.refresh_from_db()
    assert report.record.visibility == Visibility.PUBLIC
    assert queries.listed_plan_reports(visitor) == [report]
    assert queries.plan_report("plan", 1, visitor) == report
    assert plan.verbs(report.record) == ["plan_report_made", "plan_report_noted"]


def test_words_removed_from_the_text_are_gone_from_the_yearly_report_too():
    report = yearly()
    section = report.document.get_children().get().specific
    build.rewrite(section, plan.block("1.1", "Evidence žádostí"))
    content = PassageContent.objects.get(value__title="Kulaté stoly")
    redact_passage(content=content, reason="Osobní údaj", by=build.editor(), at=timezone.now())
    read = queries.read_plan_report(report, plan.manager())
    assert [row.title for row in read.rows] == ["Evidence žádostí", "", "Metodik"]
    assert list(verify_plan_reports()) == []


def test_a_yearly_report_that_was_altered_is_found():
    report = yearly()
    with connection.cursor() as cursor:
        for trigger in ("no_update", "no_delete"):
            on_table = " ON concept_planreport" if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "concept_planreport_{trigger}"{on_table}')
        cursor.execute("UPDATE concept_planreport SET content = '{}'")
    assert len(missing_triggers()) == 2
    [finding] = verify_plan_reports()
    assert (finding.place, finding.is_fault) == (report.record.reference, True)
