"""Sheets for departments: what goes out, and what may come back."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from consultations.actions import assignments, clusters, imports, settlements
from consultations.department_sheets import OUTCOME_AT, REASON_AT, edited_columns, outcome_of
from consultations.enums import ImportState, Outcome, SettlementState, Weight
from consultations.models import Comment, Settlement, SheetImport
from consultations.queries import departments as queries
from core.models import Event
from people.enums import OrganisationKind, Role
from tests.browsers import signed_in, text_of, told
from tests.consultations import build
from tests.consultations.at_desk import person, url
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def department_and_round():
    department = build.body("Odbor bydlení", OrganisationKind.CITY_DEPARTMENT)
    lipa = build.body("Městský obvod Lípa")
    clerk = build.colleague("clerk", lipa, authorised=True)
    made = build.open_round(build.version(build.text()), bodies=[(lipa, True)], is_public=True)
    quote = "O žádosti rozhodne komise do třiceti dnů."
    build.sent(
        made,
        {
            "words": "=HYPERLINK(zlo)",
            "quote": quote,
            "weight": Weight.ESSENTIAL,
            "reason": "Proto.",
            "proposed_wording": "Rozhodne rada.",
        },
        {"words": "Druhá věc."},
        {"words": "Třetí věc."},
        {"words": "Čtvrtá věc."},
        person=clerk,
        organisation=lipa,
    )
    assignments.assign_settlements(
        settlements=Settlement.objects.filter(comment__number__lte=3),
        department=department,
        by=build.editor(),
        at=timezone.now(),
    )
    return department, made


department_with_round = built_once(department_and_round)


@pytest.fixture
def department(department_with_round):
    return department_with_round[0]


@pytest.fixture
def round(department_with_round):
    return department_with_round[1]


@pytest.fixture
def editor():
    return person(Role.EDITOR)


@pytest.fixture
def client(editor):
    return signed_in(editor)


def settlement(number: int) -> Settlement:
    return Settlement.objects.select_related("comment").get(comment__number=number)


def made_sheet(client, round, department) -> bytes:
    page = client.post(url("department-sheet", round.pk, department.pk))
    assert page.status_code == 200
    return page.content


def filled(data: bytes, answers: dict[int, tuple[str, str]], **edits: str) -> bytes:
    """The sheet with answers by number of the comment; ``edits``: cell -> text."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        number = int(row[0].value[-4:])
        if number in answers:
            row[OUTCOME_AT].value, row[REASON_AT].value = answers[number]
    for cell, text in edits.items():
        sheet[cell] = text
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def upload(client, round, data: bytes, name: str = "odbor.xlsx"):
    return client.post(url("department-list", round.pk), {"file": SimpleUploadedFile(name, data)})


def imported(client, round, data: bytes, *force: int):
    """Upload and confirm; answers the finished import."""
    page = upload(client, round, data)
    assert page.status_code == 302, text_of(page)
    client.post(page.url, {"force": list(force)})
    return SheetImport.objects.order_by("pk").last()


def fates(made: SheetImport) -> dict[str, str]:
    return {row["reference"][-1]: row["fate"] for row in made.rows}


def test_a_sheet_holds_the_undecided_comments_of_the_department(client, round, department):
    book = load_workbook(io.BytesIO(made_sheet(client, round, department)))
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:2] == ("osnova R1", str(department.pk))
    assert rows[0][2:] == (
        "Č.",
        "Připomínkující",
        "Část dokumentu",
        "Citovaný text",
        "Znění připomínky",
        "Navrhované znění",
        "Odůvodnění autora",
        "Váha",
        "Druh",
        "Způsob vypořádání",
        "Zdůvodnění vypořádání",
    )
    assert [row[0] for row in rows[1:]] == ["R1-0002", "R1-0003", "R1-0001"]
    last = rows[3]
    assert last[2:] == (
        "R1-0001",
        "Městský obvod Lípa",
        "3.2/2 · 3.2 Sociální bydlení",
        "O žádosti rozhodne komise do třiceti dnů.",
        "'=HYPERLINK(zlo)",
        "Rozhodne rada.",
        "Proto.",
        "Zásadní",
        "Věcná",
        None,
        None,
    )
    assert sheet.protection.sheet
    assert sheet.column_dimensions["A"].hidden
    assert sheet["C2"].protection.locked
    assert not sheet["L2"].protection.locked
    assert not sheet["M2"].protection.locked
    [rule] = sheet.data_validations.dataValidation
    assert str(rule.sqref) == "L2:L4"
    assert Event.objects.filter(verb="sheet_issued").get().payload == {
        "department": department.pk,
        "count": 3,
    }


def test_all_sheets_come_in_one_archive(client, round, department):
    page = client.post(url("department-sheets", round.pk))
    with zipfile.ZipFile(io.BytesIO(page.content)) as archive:
        assert archive.namelist() == ["r1-odbor-bydleni.xlsx"]


def test_answers_become_proposals_and_never_decisions(client, round, department, editor):
    data = made_sheet(client, round, department)
    back = filled(data, {1: ("Neakceptováno", "Rozhoduje komise."), 2: ("AKCEPTOVANO", "")})
    page = upload(client, round, back)
    preview = client.get(page.url)
    assert "2 řádky se stanou návrhy." in text_of(preview)
    assert settlement(1).state == SettlementState.OPEN
    done = client.post(page.url)
    assert told(done)[-1] == "Z tabulky byla navržena 2 vypořádání."
    assert fates(SheetImport.objects.get()) == {"1": "done", "2": "done", "3": "empty"}
    first = settlement(1)
    assert (first.state, first.outcome, first.reason, first.proposed_by) == (
        SettlementState.PROPOSED,
        "not_accepted",
        "Rozhoduje komise.",
        editor,
    )
    assert first.history.get().note == "Z tabulky: Odbor bydlení"
    assert settlement(2).outcome == "accepted"


def test_the_same_file_twice_makes_no_doubles(client, round, department):
    back = filled(made_sheet(client, round, department), {2: ("Akceptováno", "")})
    imported(client, round, back)
    page = upload(client, round, back)
    assert "Stejný soubor už byl převzat" in text_of(client.get(page.url))
    again = imported(client, round, back)
    assert fates(again) == {"1": "empty", "2": "same", "3": "empty"}
    assert settlement(2).history.count() == 1


def test_a_preview_is_confirmed_once_and_can_be_put_aside(client, round, department):
    back = filled(made_sheet(client, round, department), {2: ("Akceptováno", "")})
    page = upload(client, round, back)
    client.post(page.url)
    assert "Tento import už byl dokončen." in told(client.post(page.url))
    other = upload(client, round, filled(back, {3: ("Akceptováno", "")}))
    client.post(other.url, {"discard": "1"})
    assert SheetImport.objects.order_by("pk").last().state == ImportState.DISCARDED
    assert settlement(3).state == SettlementState.OPEN


@pytest.mark.parametrize(
    ("answer", "fate", "words"),
    [
        (("", "Jen důvod."), "error", "způsob vypořádání"),
        (("Možná", "Důvod."), "error", "není žádný ze způsobů vypořádání"),
        (("Vysvětleno", ""), "error", "Napište proč"),
        (("Již obsaženo", "Tam."), "error", "není žádný ze způsobů"),
        (("Vzato zpět", ""), "error", "není žádný ze způsobů"),
        (("Přesunuto", "Akční plán"), "propose", ""),
    ],
)
def test_errors_name_row_and_column(client, round, department, answer, fate, words):
    back = filled(made_sheet(client, round, department), {2: answer})
    page = upload(client, round, back)
    assert fates(SheetImport.objects.get())["2"] == fate
    shown = text_of(client.get(page.url))
    assert words in shown
    if fate == "error":
        assert "Řádek 2, sloupec „" in shown


def test_a_deferred_comment_says_where_it_went(client, round, department):
    imported(
        client, round, filled(made_sheet(client, round, department), {2: ("Přesunuto", "AP 2.7")})
    )
    assert settlement(2).target_note == "AP 2.7"


def test_what_changed_meanwhile_is_a_conflict_a_person_decides(client, round, department, editor):
    data = made_sheet(client, round, department)
    settlements.propose_settlement(
        settlement=settlement(2),
        outcome="explained",
        reason="Mezitím jinak.",
        by=editor,
        at=timezone.now(),
    )
    build.decided(Comment.objects.get(number=3), "not_accepted", "Ne.")
    back = filled(data, {2: ("Akceptováno", ""), 3: ("Akceptováno", "")})
    page = upload(client, round, back)
    made = SheetImport.objects.get()
    assert fates(made) == {"1": "empty", "2": "conflict", "3": "decided"}
    shown = text_of(client.get(page.url))
    assert "Mezitím byla navržena jinak: " in shown
    assert "Mezitím o ní bylo rozhodnuto." in shown
    client.post(page.url)
    assert settlement(2).outcome == "explained"
    line = next(row["line"] for row in made.rows if row["reference"] == "R1-0002")
    imported(client, round, back, line)
    assert settlement(2).outcome == "accepted"
    assert settlement(3).outcome == "not_accepted"


def test_assigning_meanwhile_is_no_conflict(client, round, department, editor):
    data = made_sheet(client, round, department)
    assignments.assign_settlements(
        settlements=[settlement(2)], assignee=editor, by=editor, at=timezone.now()
    )
    assert fates(imported(client, round, filled(data, {2: ("Akceptováno", "")})))["2"] == "done"


def test_import_of_a_sheet_edited_by_someone_else_lists_conflicts(client, round, department):
    data = made_sheet(client, round, department)
    back = filled(data, {2: ("Akceptováno", ""), 3: ("Akceptováno", "")}, G2="Úplně jiná slova.")
    page = upload(client, round, back)
    made = SheetImport.objects.get()
    assert fates(made) == {"1": "empty", "2": "conflict", "3": "propose"}
    assert "Změněné sloupce: " in text_of(client.get(page.url))
    client.post(page.url)
    assert settlement(2).state == SettlementState.OPEN
    assert settlement(3).state == SettlementState.PROPOSED
    assert Comment.objects.get(number=2).text == "Druhá věc."


def test_a_row_of_a_department_that_lost_the_comment_is_a_conflict(client, round, department):
    data = made_sheet(client, round, department)
    other = build.body("Odbor sociálních věcí", OrganisationKind.CITY_DEPARTMENT)
    assignments.assign_settlements(
        settlements=[settlement(2)], department=other, by=build.editor(), at=timezone.now()
    )
    back = filled(data, {2: ("Akceptováno", "")})
    assert fates(imported(client, round, back))["2"] == "conflict"


def test_unknown_and_doubled_numbers_are_errors(client, round, department):
    back = filled(made_sheet(client, round, department), {}, A2="R1-9999", A3="R1-0001")
    page = upload(client, round, back)
    shown = text_of(client.get(page.url))
    assert "V kole není připomínka s tímto číslem." in shown
    assert "Tato připomínka je v tabulce dvakrát." in shown


def xlsx(*rows: list[str]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"neni to tabulka", "nelze přečíst"),
        (b"PK\x03\x04 rozbite", "nelze přečíst"),
        (xlsx(), "Tabulka je prázdná."),
        (xlsx(["osnova R7", "1", *["x"] * 11]), "Toto není tabulka vytvořená zde pro R1."),
        (xlsx(["cokoli"]), "Toto není tabulka vytvořená zde pro R1."),
        (xlsx(["osnova R1", "999999", *["x"] * 11]), "Odbor, pro který tabulka vznikla"),
        (b"x" * (5 * 1024 * 1024 + 1), "Soubor je příliš velký."),
    ],
)
def test_broken_huge_and_wrong_files_get_a_clear_answer(client, round, data, words):
    page = upload(client, round, data)
    assert page.status_code == 200
    assert words in text_of(page)
    assert SheetImport.objects.count() == 0


def test_a_bomb_is_refused(client, round):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (201 * 1024 * 1024))
    page = upload(client, round, target.getvalue())
    assert "Soubor je příliš velký." in text_of(page)


def test_a_preview_nobody_confirmed_is_dropped_after_a_week(client, round, department):
    upload(client, round, filled(made_sheet(client, round, department), {2: ("Akceptováno", "")}))
    [preview] = SheetImport.objects.all()
    now = timezone.now()
    for before, count in ((now, 0), (now + timedelta(minutes=1), 1)):
        assert imports.discard_old_previews(before=before, at=now) == count
    preview.refresh_from_db()
    assert (preview.state, preview.rows, bytes(preview.data)) == ("discarded", [], b"")


def test_personal_cases_withdrawn_and_hidden_words_go_to_no_department(client, round, department):
    now = timezone.now()
    Comment.objects.filter(number=1).update(personal_case="kept", personal_case_at=now)
    Comment.objects.filter(number=2).update(withdrawn_at=now)
    Comment.objects.filter(number=3).update(moderation="hidden", hidden_reason="abuse")
    [row] = queries.sheet_rows(round, department)
    assert row.reference == "R1-0003"
    assert row.closed["comment"] == "Slova se nezobrazují."


def test_of_equal_comments_one_is_asked_about_and_all_are_proposed(client, round, department):
    clusters.join_cluster(
        comments=Comment.objects.filter(number__in=[2, 3]),
        title="Dvě",
        by=build.editor(),
        at=timezone.now(),
    )
    data = made_sheet(client, round, department)
    assert fates(imported(client, round, filled(data, {2: ("Akceptováno", "")}))) == {
        "1": "empty",
        "2": "done",
    }
    assert settlement(3).outcome == "accepted"


def test_who_may_make_and_who_may_take_back(round, department):
    for role, make, take in (
        (Role.EDITOR, 200, 200),
        (Role.SECRETARY, 200, 403),
        (Role.CHAIR, 200, 403),
        (Role.EVALUATOR, 403, 403),
    ):
        client = signed_in(person(role))
        assert client.post(url("department-sheet", round.pk, department.pk)).status_code == make
        assert upload(client, round, b"x").status_code == take


def test_columns_are_compared_without_white_space_and_names():
    written = dict.fromkeys(
        ["number", "by", "place", "quote", "comment", "wording", "why", "weight", "nature"], "=a b"
    )
    assert edited_columns(written, dict.fromkeys(written, "'=a  b\n")) == []
    assert edited_columns(written, dict.fromkeys(written, "'=a b") | {"by": "x", "why": "y"}) == [
        "why"
    ]


def test_outcomes_are_known_in_both_languages():
    names = queries.outcome_names()
    assert outcome_of(" akceptovano ČÁSTEČNĚ ", names) == Outcome.PARTLY_ACCEPTED
    assert outcome_of("akceptovano", names) == Outcome.ACCEPTED
    assert outcome_of("Accepted", names) == Outcome.ACCEPTED
    assert outcome_of("ano", names) is None
