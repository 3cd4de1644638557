"""The public action plan: what is chosen and told, and that it tells no more than one may know."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

from concept import queries
from concept.actions import plan_files
from concept.actions.measures import derive_measure
from concept.enums import MeasureStage, MeasureStatus
from concept.models import Measure, Version
from concept.plan_exports import FORMATS, SCHEMA_FILE, PlanFile
from concept.plan_timeline import timeline
from concept.queries.action_plan import PlanFilters
from core.exports import ExportProblem
from core.models import IssuedFile
from people.enums import Role
from tests.concept import build, plan
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HOUSING = "Odbor majetkový"
VISITOR = AnonymousUser()
ADVICE = ("2.1", "Poradna pro dlužníky", {"partners": ["Úřad práce", "=obvody"]})
METHOD = ("2.2", "Metodika", {"due_kind": "text", "due_text": "podle dotace"})


def block(code: str, title: str, fields: dict) -> dict:
    return plan.block(code, title, **fields)


@built_once
def world():
    """Two priorities: 1.1 done, 1.2 past its deadline, 2.1 ongoing, 2.2 without a report, 2.7 dropped."""
    document = build.document("plan", title="Akční plán", kind="action_plan")
    build.section(
        document,
        "Dostupnost bydlení",
        plan.block(
            "1.1",
            "Sociální byty",
            responsible=HOUSING,
            due_on="2026-01-31",
            budget_czk="1000000",
            funding_sources=["rozpočet města", "OPZ"],
        ),
        plan.block("1.2", "Krizové byty", due_on="2026-02-28", political="náměstek primátora"),
        code="1",
        address="dostupnost",
    )
    dropped = plan.block("2.7", "Zprávy o bydlení")
    second = build.section(
        document, "Prevence", block(*ADVICE), block(*METHOD), dropped, code="2", address="prevence"
    )
    plan.approve(build.freeze(document, "1.0"))
    build.rewrite(second, block(*ADVICE), block(*METHOD))
    version = plan.approve(build.freeze(document, "2.0"))
    person = plan.owner("1.1")
    plan.approved(
        "1.1",
        person,
        status=MeasureStatus.DONE,
        stage=MeasureStage.FINISHED,
        sentence="Byty jsou obsazené.",
        spent_czk=Decimal("250000.50"),
    )
    plan.owner("2.1")
    plan.approved("2.1", person, sentence="Poradna otevřela.")
    return version, second


def codes(reader=VISITOR, **filters) -> list[str]:
    """Codes of the measures a reader gets."""
    found = queries.action_plan(reader, filters=PlanFilters(**filters))
    return [row.code for row in found.chosen]


def row(code: str, reader=VISITOR) -> queries.PlannedMeasure:
    (found,) = queries.planned_measures(reader, keys=[Measure.objects.get(code=code).pk])
    return found


def test_the_tree_follows_the_text_and_ended_measures_come_last(world):
    (document,) = queries.action_plan(VISITOR).documents
    assert (document.title, document.version_label) == ("Akční plán", "2.0")
    assert [
        (branch.priority.label, [found.code for found in branch.measures])
        for branch in document.branches
    ] == [("1 Dostupnost bydlení", ["1.1", "1.2"]), ("2 Prevence", ["2.1", "2.2"])]
    assert [(found.code, found.state_label) for found in document.ended] == [("2.7", "Vypuštěno")]


def test_facts_come_from_the_frozen_wording_and_the_standing_from_reports(world):
    found = row("1.1")
    assert (found.owner, found.budget_czk, found.funding_sources) == (
        HOUSING,
        Decimal("1000000.00"),
        ["rozpočet města", "OPZ"],
    )
    assert (found.due_label, found.standing.status, found.standing.spent_czk) == (
        "31. 1. 2026",
        "done",
        Decimal("250000.50"),
    )
    assert (row("1.2").political, row("2.1").due_label, row("2.2").due_label) == (
        "náměstek primátora",
        "Průběžně",
        "podle dotace",
    )


@pytest.mark.parametrize(
    ("filters", "chosen"),
    [
        ({}, ["1.1", "1.2", "2.1", "2.2", "2.7"]),
        ({"document": "plan"}, ["1.1", "1.2", "2.1", "2.2", "2.7"]),
        ({"document": "koncepce"}, []),
        ({"priority": "plan:prevence"}, ["2.1", "2.2", "2.7"]),
        ({"owner": HOUSING}, ["1.1"]),
        ({"status": "none"}, ["1.2", "2.2", "2.7"]),
        ({"status": "done"}, ["1.1"]),
        ({"stage": "realisation"}, ["2.1"]),
        ({"overdue": True}, ["1.2"]),
        ({"words": "poradnách otevřely"}, ["2.1"]),
        ({"words": "krizový", "overdue": True}, ["1.2"]),
        ({"words": "krizový", "status": "done"}, []),
    ],
)
def test_measures_are_chosen(world, filters, chosen):
    assert codes(**filters) == chosen


def test_the_day_after_the_deadline_is_past_it(world):
    key = Measure.objects.get(code="1.2").pk
    late = {
        day: queries.planned_measures(VISITOR, on=day, keys=[key])[0].is_overdue
        for day in (date(2026, 2, 28), date(2026, 3, 1))
    }
    assert late == {date(2026, 2, 28): False, date(2026, 3, 1): True}


def test_a_version_for_staff_is_told_to_staff_only(world):
    _version, second = world
    build.rewrite(second, plan.block("2.1", "Poradna pro dlužníky", due_on="2026-01-01"))
    plan.approve(build.freeze(second.get_parent().specific, "3.0"), is_public=False)
    assert codes() == ["1.1", "1.2", "2.1", "2.2", "2.7"]
    assert (row("2.1").is_overdue, row("2.2").has_ended) == (False, False)
    staff = build.user("vedouci", Role.PROJECT_MANAGER)
    assert (row("2.1", staff).is_overdue, row("2.2", staff).has_ended) == (True, True)


def test_the_section_above_is_the_priority_where_each_measure_has_a_section_of_its_own(db):
    document = build.document("plan", title="Akční plán", kind="action_plan")
    part = build.section(document, "Prevence", code="1", address="prevence")
    build.section(part, "Poradna", plan.block("1.1", "Poradna"), code="1.1", address="poradna")
    build.section(part, "Metodika", plan.block("1.2", "Metodika"), code="1.2", address="metodika")
    plan.approve(build.freeze(document, "1.0"))
    (found,) = queries.action_plan(VISITOR).documents
    assert [
        (branch.priority.label, branch.priority.path, [m.code for m in branch.measures])
        for branch in found.branches
    ] == [("1 Prevence", "/plan/verze/1-0/prevence/", ["1.1", "1.2"])]
    assert row("1.2").text_path.startswith("/plan/verze/1-0/metodika/#p-")


def test_a_measure_of_the_concept_shows_who_carries_it_out_until_it_is_reported_on_itself(world):
    plan.plan(plan.block("K.1", "Bydlení", due_on="2025-12-31"), slug="koncepce", title="Koncepce")
    assert (row("K.1").is_overdue, row("K.1").status_label) == (True, "zatím bez zprávy")
    for code in ("1.1", "2.1"):
        derive_measure(
            measure=plan.measure(code),
            source=plan.measure("K.1"),
            by=build.editor(),
            at=timezone.now(),
        )
    assert (row("K.1").is_overdue, row("K.1").status_label) == (False, "plní 1.1, 2.1")
    plan.approved("K.1", plan.owner("K.1"))
    assert (row("K.1").is_overdue, row("K.1").status_label) == (True, "plněno průběžně")


def test_action_plans_come_before_the_concept(world):
    plan.approve(freeze_of("prvni", "concept", "0.1"))
    plan.approve(freeze_of("posledni", "action_plan", "9.9"))
    titles = [document.title for document in queries.action_plan(VISITOR).documents]
    assert titles == ["Akční plán", "posledni", "prvni"]


def freeze_of(slug: str, kind: str, code: str) -> Version:
    document = build.document(slug, title=slug, kind=kind)
    build.section(document, "Priorita", plan.block(code, "Opatření"), code="1")
    return build.freeze(document, "1.0")


@pytest.mark.parametrize("address", ["", "tabulka/", "casova-osa/"])
def test_pages_cost_the_same_with_one_measure_and_with_many(
    client, world, django_assert_num_queries, address
):
    path = f"/opatreni/{address}?nic=1"  # what no view reads is not kept
    client.get(path)
    with django_assert_num_queries(10):
        assert client.get(path).status_code == 200
    plan.plan(plan.block("9.1", "Další"), slug="dalsi", title="Další plán")
    with django_assert_num_queries(10):
        assert client.get(path).content.decode().count("/opatreni/9.1/") == 1


def test_the_table_says_everything_in_words(client, world):
    page = " ".join(client.get("/opatreni/tabulka/").content.decode().split())
    assert "Zobrazeno je 5 opatření z celkových 5." in page
    assert "Po termínu je 1." in page
    assert 'data-label="Rozpočet" class="table__number nowrap">1 000 000 Kč</td>' in page
    assert (
        'data-label="Termín">28. 2. 2026 <strong class="nowrap">(po termínu)</strong></td>' in page
    )
    assert page.count("(po termínu)") == 1


def test_filters_work_without_script_and_stay_between_the_views(client, world):
    page = client.get("/opatreni/tabulka/", {"garant": HOUSING, "nic": "1"}).content.decode()
    assert page.count("/opatreni/1.1/") == 1
    assert "/opatreni/1.2/" not in page
    assert f"odpovídá: {HOUSING}." in page
    assert '<a class="tabs__link" href="/opatreni/casova-osa/?garant=Odbor+majetkov%C3%BD">' in page
    assert 'href="/opatreni/stahnout/pdf/?garant=Odbor+majetkov%C3%BD"' in page
    empty = client.get("/opatreni/", {"slova": "lanovka"}).content.decode()
    assert "Výběru neodpovídá žádné opatření." in empty


def test_without_a_plan_the_page_says_so(client, db):
    page = client.get("/opatreni/").content.decode()
    assert "Zatím nebyl schválen žádný dokument s opatřeními." in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]


def test_deadlines_stand_on_a_line_of_time(world):
    plan_of_all = queries.action_plan(VISITOR)
    found = timeline(plan_of_all.chosen, plan_of_all.on)
    assert [(m.measure.code, m.kind, m.x) for m in found.marks] == [
        ("1.1", "done", "13.2%"),
        ("1.2", "late", "20.0%"),
    ]
    assert [measure.code for measure in found.undated] == ["2.1", "2.2"]
    assert (found.years, found.today) == ([(2026, "6.0%"), (2027, "94.0%")], "20.5%")


def test_a_drawing_names_seven_years_at_most(world):
    rows = [row("1.1"), row("1.2")]
    rows[0].value["due_on"], rows[1].value["due_on"] = "2001-01-01", "2030-12-31"
    years = [year for year, _x in timeline(rows, date(2050, 1, 1)).years]
    assert years == [2001, 2006, 2011, 2016, 2021, 2026, 2031]
    assert timeline(rows, date(2050, 1, 1)).today == ""
    assert timeline([row("2.1")], date(2026, 1, 1)).height == 0


def file(file_format: str, language: str = "cs", **filters) -> bytes:
    told = PlanFile(queries.action_plan(VISITOR, filters=PlanFilters(**filters)), (), language)
    return plan_files.plan_file(told, file_format, at=timezone.now())


def test_json_fits_its_schema_and_the_interface_says_the_same(client, world):
    data = json.loads(file("json"))
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(data)
    assert client.get("/api/v1/measures/").json() == data
    assert client.get("/api/v1/plan.schema.json").json() == schema
    (first, *_others) = data["measures"]
    assert first["standing"] == {
        "status": "done",
        "stage": "finished",
        "as_of": "2026-03-02",
        "reason": "",
        "sentence": "Byty jsou obsazené.",
        "spent_czk": "250000.50",
        "is_overdue": False,
        "report_count": 1,
    }
    assert first["due"] == {"kind": "date", "on": "2026-01-31", "text": ""}


def test_the_spreadsheet_holds_numbers_dates_and_no_formula(world):
    book = openpyxl.load_workbook(io.BytesIO(file("xlsx")))
    heads, first, _second, third, *_ = book.worksheets[0].iter_rows(values_only=True)
    found = dict(zip(heads, first, strict=True))
    assert (found["Rozpočet v Kč"], found["Utraceno v Kč"]) == (1000000, 250000.5)
    assert (found["Termín"], found["Po termínu"]) == (
        datetime(2026, 1, 31, tzinfo=UTC).replace(tzinfo=None),
        "Ne",
    )
    assert dict(zip(heads, third, strict=True))["Spolupracující subjekty"] == "Úřad práce; =obvody"
    assert third[0] == "2.1"
    facts = dict(line for line in book.worksheets[1].iter_rows(values_only=True) if line[0])
    assert (facts["Vypsaná opatření"], facts["Po termínu"]) == (5, 1)


def test_csv_opens_in_czech_programs(world):
    data = file("csv", overdue=True)
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert [line[0] for line in lines] == ["Trvalé číslo", "1.2"]


@pytest.mark.parametrize(("file_format", "begins"), [("docx", b"PK"), ("pdf", b"%PDF-")])
def test_print_is_made_once_and_noted_as_given_out(world, file_format, begins):
    version, _second = world
    first = file(file_format)
    assert first.startswith(begins)
    told = PlanFile(queries.action_plan(VISITOR), (), "cs")
    again = plan_files.plan_file(
        told, file_format, at=timezone.now(), may_begin=lambda: pytest.fail("made twice")
    )
    assert again == first
    issued = IssuedFile.objects.filter(record=version.record)
    assert list(issued.values_list("format", flat=True)) == [file_format]


def test_whoever_asks_for_too_many_printed_files_waits(world):
    told = PlanFile(queries.action_plan(VISITOR, filters=PlanFilters(status="done")), (), "cs")
    with pytest.raises(ExportProblem):
        plan_files.plan_file(told, "pdf", at=timezone.now(), may_begin=lambda: False)


def test_downloads_are_named_by_their_day(client, world):
    answer = client.get("/opatreni/stahnout/csv/", {"stav": "done"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="opatreni-2026-03-02.csv"'
    assert answer.content.count(b"\r\n") == 2
    assert client.get("/opatreni/stahnout/exe/").status_code == 404
    assert set(FORMATS) == {"xlsx", "csv", "docx", "pdf", "json"}


def test_who_may_not_begin_another_file_is_told_so(client, world, monkeypatch):
    monkeypatch.setattr("concept.views.action_plan.FILES_PER_ADDRESS", 1)
    assert client.get("/opatreni/stahnout/pdf/", {"stav": "done"}).status_code == 200
    answer = client.get("/opatreni/stahnout/pdf/", {"stav": "ongoing"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Zkuste to znovu za hodinu." in page
    assert 'href="/opatreni/tabulka/?stav=ongoing"' in page
    assert client.get("/opatreni/stahnout/csv/").status_code == 200
