"""Files of the settlement: every format says the same, read back by other programs."""

import csv
import json
import re
import subprocess
import zipfile
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pikepdf
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

from consultations import protection, settlement_exports
from consultations.actions import comments as comment_actions
from consultations.actions import files, statements
from consultations.enums import PublishConsent
from consultations.models import Comment, Round, RoundArtifact
from consultations.queries.publication import BY_NUMBER, Publication
from consultations.queries.published_rows import NO_SECTION, Filters
from consultations.views import publication as publication_views
from core.actions import raise_generation
from tests.consultations import build
from tests.consultations.test_publication import (
    answered,
    hide,
    make_personal,
    sealed,
    worked_in,
)
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

DAY = date(2026, 3, 17)
EVIL = '=HYPERLINK("http://x";"klik")'


@built_once
def round(clock):
    """Seven comments: changed text, answered, hidden, personal, taken back, open, evil; a statement without any."""
    section = build.text()
    old = build.version(section, "0.1")
    found = build.open_round(
        old, is_public=True, record_number="SMO/1/26", file_number="S-SMO/1/26"
    )
    comments = build.sent(
        found,
        {"words": "Šest měsíců nestačí.", "quote": "Podpora trvá šest měsíců."},
        "Odpovězená připomínka.",
        "Skrytá sprostá slova.",
        "Osobní příběh o dluzích.",
        "Vzatá zpět.",
        "Otevřená\nna dvou řádcích.",
        {"words": EVIL, "proposed_wording": "+420 je předvolba"},
        name="Jana Nováková",
        publish_consent=PublishConsent.FULL,
    )
    build.sent(found, token="druhy")
    found = sealed(found, clock)
    worked_in(comments[0], section)
    answered(comments[1], "not_accepted", "Odporuje cíli projektu.")
    hide(comments[2])
    make_personal(comments[3])
    comment_actions.withdraw_comment(comment=comments[4], by=None, at=timezone.now())
    return Round.objects.select_related("record", "document").get(pk=found.pk)


def made(round: Round, file_format: str, language: str = "cs", **which) -> bytes:
    publication = Publication(round, order=BY_NUMBER, **which)
    return settlement_exports.build(publication, file_format, language=language, day=DAY)


def sheet_rows(data: bytes, sheet: int = 0) -> list[list]:
    book = openpyxl.load_workbook(BytesIO(data))
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]


HEADINGS = [
    "Č.",
    "Datum",
    "Připomínkující (organizace / veřejnost)",
    "Část dokumentu",
    "Znění připomínky",
    "Navrhovaná úprava",
    "Odůvodnění",
    "Typ",
    "Druh",
    "Způsob vypořádání",
    "Zdůvodnění vypořádání",
    "Vypořádal / na jednání dne",
    "Úprava ve verzi",
    "Způsob podání",
    "Odkaz",
]
OUTCOMES = {
    "Akceptováno": 1,
    "Neakceptováno": 1,
    "Vzato zpět": 1,
    "Zatím nevypořádáno": 4,
}


def test_spreadsheet_has_the_czech_columns_and_the_totals(round):
    data = made(round, "xlsx")

    rows = sheet_rows(data)
    assert rows[0] == HEADINGS
    assert [row[0] for row in rows[1:]] == [f"R1-{n:04d}" for n in range(1, 8)]
    first = rows[1]
    assert first[1].date() == date(2026, 3, 2)
    assert first[2:5] == [
        "Jana Nováková",
        "3.2 Sociální bydlení; 3.2, odst. 1",
        "Šest měsíců nestačí.",
    ]
    assert first[7:10] == ["Doporučující", "Věcná", "Akceptováno"]
    assert first[12] == "0.2"
    assert first[14] == "http://localhost:8000/pripominky/R1-0001/"
    assert rows[3][2:5] == ["Veřejnost", "Celý dokument", "odstraněno: Urážky nebo výhrůžky"]
    assert rows[4][1:10] == [
        None,
        None,
        None,
        "osobní případ, nezveřejňuje se",
        None,
        None,
        None,
        None,
        "Zatím nevypořádáno",
    ]
    facts = dict(sheet_rows(data, 1))
    assert facts["Č. j."] == "SMO/1/26"
    assert facts["Sp. zn."] == "S-SMO/1/26"
    assert facts["Stav ke dni"] == "17. 3. 2026"
    assert facts["Připomínek celkem"] == 7
    assert facts["Podání"] == 2
    assert facts["Podání bez připomínek"] == 1
    assert {name: facts[name] for name in OUTCOMES} == OUTCOMES


def test_no_cell_is_run_as_a_formula(round):
    book = openpyxl.load_workbook(BytesIO(made(round, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert f"'{EVIL}" in [cell.value for cell in cells]
    text = made(round, "csv").decode("utf-8-sig")
    last = list(csv.reader(StringIO(text), delimiter=";"))[-1]
    assert last[4:6] == [f"'{EVIL}", "'+420 je předvolba"]


def test_csv_opens_in_czech_programs(round):
    data = made(round, "csv")

    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0] == HEADINGS
    assert len(rows) == 8
    assert rows[1][1] == "2026-03-02"
    assert rows[6][4] == "Otevřená\nna dvou řádcích."


def test_json_fits_its_schema_and_says_the_same(round):
    data = json.loads(made(round, "json"))

    schema = json.loads(settlement_exports.SCHEMA_FILE.read_text(encoding="utf-8"))
    errors = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(data)
    assert [error.message for error in errors] == []
    assert data["totals"] == {
        "comments": 7,
        "listed": 7,
        "statements": 2,
        "statements_without_comments": 1,
        "by_outcome": {"accepted": 1, "not_accepted": 1, "withdrawn": 1, "open": 4},
        "by_weight": {"advisory": 6},
        "removed": {"abuse": 1, "personal": 1, "taken_back": 1},
    }
    assert [row["removed"] for row in data["rows"]] == [
        "",
        "",
        "abuse",
        "personal",
        "taken_back",
        "",
        "",
    ]
    assert data["rows"][0]["quote"] == "Podpora trvá šest měsíců."
    assert data["rows"][3]["url"] == ""


def pdf_text(data: bytes, tmp_path) -> str:
    path = tmp_path / "made.pdf"
    path.write_bytes(data)
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
    )
    return " ".join(done.stdout.split())


def test_pdf_is_tagged_and_says_the_same(round, tmp_path):
    data = made(round, "pdf")

    opened = pikepdf.open(BytesIO(data))
    assert str(opened.Root.Lang) == "cs-CZ"
    assert opened.Root.MarkInfo.Marked
    metadata = opened.open_metadata()
    assert metadata["pdfuaid:part"] == "1"
    assert metadata["dc:title"] == "Vypořádání připomínek"
    words = pdf_text(data, tmp_path)
    assert "Připomínek celkem 7" in words
    for name, count in OUTCOMES.items():
        assert f"{name} {count}" in words
    assert "R1-0007" in words
    assert "Skrytá sprostá" not in words
    assert "dluzích" not in words


def test_docx_opens_in_another_program_and_says_the_same(round, tmp_path):
    path = tmp_path / "made.docx"
    path.write_bytes(made(round, "docx"))

    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    words = pdf_text((tmp_path / "made.pdf").read_bytes(), tmp_path)
    assert "Připomínek celkem 7" in words
    for name, count in OUTCOMES.items():
        assert f"{name} {count}" in words
    document = zipfile.ZipFile(BytesIO(path.read_bytes())).read("word/document.xml").decode()
    assert "w:tblHeader" in document
    assert 'w:orient="landscape"' in document
    assert "Skrytá sprostá" not in document


@pytest.mark.parametrize("file_format", ["xlsx", "csv", "json"])
def test_english_headings(round, file_format):
    data = made(round, file_format, language="en")

    if file_format == "xlsx":
        assert sheet_rows(data)[0][9] == "Outcome"
        assert sheet_rows(data)[1][14] == "http://localhost:8000/en/pripominky/R1-0001/"
    elif file_format == "csv":
        assert b"Not accepted" in data
    else:
        assert json.loads(data)["rows"][1]["outcome_label"] == "Not accepted"


def test_filters_are_stated_in_the_file(round):
    data = made(round, "xlsx", filters=Filters(outcome="not_accepted"))

    assert [row[0] for row in sheet_rows(data)[1:]] == ["R1-0002"]
    facts = dict(sheet_rows(data, 1))
    assert facts["Výběr"] == "způsob vypořádání: Neakceptováno"
    assert (facts["Připomínek celkem"], facts["Připomínek v tabulce"]) == (7, 1)


def test_demonstration_says_so_in_every_file(round, tmp_path):
    round.record.demo_origin = "invented"
    round.record.save()

    data = made(round, "xlsx")
    book = openpyxl.load_workbook(BytesIO(data))
    banner = "Ukázka. Toto není schválené znění koncepce."
    assert book.worksheets[0].title == "Ukázka - Vypořádání"
    assert book.worksheets[0].oddHeader.center.text == banner
    assert book.worksheets[1]["A1"].value == banner
    assert sheet_rows(data)[0][-1] == "Původ údaje"
    assert json.loads(made(round, "json"))["notice"] == banner
    assert banner in pdf_text(made(round, "pdf"), tmp_path)


@pytest.mark.parametrize("count", [1, 3])
def test_spreadsheet_costs_the_same_however_many_comments(clock, django_assert_num_queries, count):
    found = build.open_round(build.version(build.text()), is_public=True)
    build.sent(found, *[f"Připomínka {n}" for n in range(count)])
    found = sealed(found, clock)
    found = Round.objects.select_related("record", "document").get(pk=found.pk)

    with django_assert_num_queries(7):
        made(found, "xlsx")


def test_command_writes_the_file_and_names_the_rounds_there_are(round, tmp_path, capsys):
    target = tmp_path / "vyporadani.json"

    call_command("export_settlement", round.slug, "--format", "json", "--output", str(target))
    assert len(json.loads(target.read_text())["rows"]) == 7
    assert "comments: 7" in capsys.readouterr().out
    call_command("export_settlement", "R1", "--format", "csv", "--output", str(target))
    with pytest.raises(CommandError, match="There is no round 'R9'"):
        call_command("export_settlement", "R9", "--format", "csv", "--output", str(target))


# --- downloads ---------------------------------------------------------------------------------------------


def test_short_spreadsheet_comes_at_once(client, round):
    response = client.get(f"{round.path}vyporadani/stahnout/xlsx/?zpusob=accepted")

    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="r1-vyporadani.xlsx"'
    assert [row[0] for row in sheet_rows(response.content)[1:]] == ["R1-0001"]
    assert client.get(f"{round.path}vyporadani/stahnout/exe/").status_code == 404


def test_print_waits_for_its_job_and_is_kept(client, round):
    address = f"{round.path}vyporadani/stahnout/pdf/"

    waiting = client.get(address)
    assert (waiting.status_code, waiting["Refresh"]) == (202, "2")
    assert "Připravujeme PDF" in waiting.content.decode()
    make_waiting_files(round)
    response = client.get(address)
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF")
    kept = RoundArtifact.objects.get()
    assert bytes(kept.data) == response.content


def test_one_address_begins_only_so_many_files_in_an_hour(client, round, monkeypatch):
    monkeypatch.setattr(protection, "FILES_PER_ADDRESS", 1)
    address = f"{round.path}vyporadani/stahnout/"
    for _again in range(2):
        assert "Připravujeme PDF" in client.get(f"{address}pdf/").content.decode()
    refused = client.get(f"{address}docx/")
    assert "Zkuste to znovu za hodinu" in refused.content.decode()
    assert "Refresh" not in refused


def make_waiting_files(round: Round) -> None:
    """What the worker does with the queued job."""
    wanted = files.Wanted(
        Round.objects.select_related("record", "document").get(pk=round.pk), "pdf", "cs"
    )
    files.make_file(wanted, at=timezone.now())


def test_list_too_long_for_print_says_what_to_do(client, round, monkeypatch):
    monkeypatch.setattr(settlement_exports, "MOST_PRINTED_ROWS", 3)
    address = f"{round.path}vyporadani/stahnout/pdf/"
    client.get(address)
    make_waiting_files(round)

    shown = client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Tabulka má 7 připomínek." in shown
    assert "nejvýše 3" in shown


def test_list_too_long_for_print_is_offered_by_sections(client, round, monkeypatch):
    monkeypatch.setattr(publication_views, "MOST_PRINTED_ROWS", 6)
    address = f"{round.path}vyporadani/"

    shown = client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    section = round.versions.get().sections.get()
    parts = re.findall(rf'href="({address}stahnout/(\w+)/[^"]*)"', shown)
    expected = Publication(round).listed_by_section()

    assert "Tabulka má 7 připomínek." in shown
    assert [kind for url, kind in parts if "oddil=" not in url] == ["xlsx", "csv", "json"]
    assert [(kind, url.partition("?")[2]) for url, kind in parts if "oddil=" in url] == [
        (kind, f"oddil={uid}") for uid, _title, _count in expected for kind in ("pdf", "docx")
    ]
    assert [(uid, count) for uid, _title, count in expected] == [
        (str(section.node_uid), 1),
        (NO_SECTION, 6),
    ]
    data = made(round, "json", filters=Filters(section=NO_SECTION))
    assert len(json.loads(data)["rows"]) == 6


def test_kept_file_is_made_anew_only_when_it_would_say_something_else(round):
    make_waiting_files(round)
    first = RoundArtifact.objects.get()
    other = build.open_round(round.versions.get(), is_public=True, title="Jiné kolo")
    build.sent(other, "Jinde.", token="jinde")
    make_waiting_files(round)
    assert RoundArtifact.objects.get().pk == first.pk

    comment = Comment.objects.get(reference="R1-0006")
    answered(comment, "noted", "Děkujeme.")
    make_waiting_files(round)
    assert RoundArtifact.objects.get().pk != first.pk


def test_file_with_a_name_that_was_taken_back_is_gone_at_once(client, round):
    make_waiting_files(round)
    address = f"{round.path}vyporadani/stahnout/pdf/"
    assert client.get(address).status_code == 200
    statements.change_consent(
        respondent=Comment.objects.get(reference="R1-0001").statement.respondent,
        consent=PublishConsent.ANONYMOUS,
        by=None,
        at=timezone.now(),
    )

    assert RoundArtifact.objects.count() == 0
    assert client.get(address).status_code == 202


def test_out_of_date_file_is_never_given_out_and_dropped(client, round):
    make_waiting_files(round)
    address = f"{round.path}vyporadani/stahnout/pdf/"
    assert client.get(address).status_code == 200
    raise_generation("konzultace")

    assert client.get(address).status_code == 202
    assert files.drop_outdated_files() == 1
    assert RoundArtifact.objects.count() == 0


def test_settlement_of_an_open_round_has_no_files(client):
    found = build.open_round(build.version(build.text()), is_public=True)
    assert client.get(f"{found.path}vyporadani/stahnout/csv/").status_code == 404
