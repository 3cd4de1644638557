"""Spreadsheets of comments: a preview with each row's fate, no doubles, conflicts a person decides."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from consultations.actions import imports, intake
from consultations.enums import Channel, ImportState, LatePolicy, RespondentKind, RowChoice
from consultations.models import Anchor, Comment, Respondent, SheetImport, Statement
from core import sheet_reading
from core.models import Event
from tests.consultations import build
from tests.consultations.test_spreadsheets import CZECH, STANDARDS, xlsx
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

TODAY = date(2026, 3, 2)
HEAD = ["č.", "Připomínkující", "Místo", "Znění připomínky", "Navrhovaná úprava", "Typ"]


def a_round(**fields):
    fields = {"is_public": True, "late_policy": LatePolicy.ACCEPT_FLAGGED} | fields
    return build.open_round(build.version(build.text()), **fields)


the_round = built_once(a_round)


def csv_of(*lines, head=HEAD) -> bytes:
    return "\n".join(";".join(line) for line in (head, *lines)).encode()


def previewed(round, data, *, filename="tabulka.csv", arrival=None, **options) -> SheetImport:
    return imports.preview_sheet(
        round=round,
        filename=filename,
        data=data,
        arrival=arrival or intake.Arrival(channel=Channel.SPREADSHEET, received_on=TODAY),
        by=build.secretary(),
        at=timezone.now(),
        **options,
    )


def confirmed(sheet, **choices) -> SheetImport:
    return imports.confirm_import(
        sheet=sheet,
        choices={int(number[1:]): choice for number, choice in choices.items()},
        by=build.secretary(),
        at=timezone.now(),
    )


def fates(sheet):
    return [(row["number"], row["fate"], row["reference"]) for row in sheet.rows]


def texts():
    return list(
        Comment.objects.filter(withdrawn_at=None)
        .order_by("number")
        .values_list("reference", "text")
    )


def test_rows_become_comments_only_when_confirmed(the_round):
    lipa = build.body("Městský obvod Lípa")
    round = the_round
    data = csv_of(
        ["1", "Městský obvod Lípa", "3.2/3", "Hlásit čtvrtletně.", "čtvrtletně", ""],
        ["2", "městský obvod lípa", "3.2", "Chybí přehled.", "", "doporučující"],
        ["1", "Jana Nová", "nikde", "Víc bytů.", "", ""],
        ["", "veřejnost", "", "Děkuji.", "", ""],
    )
    sheet = previewed(round, data)
    assert fates(sheet) == [(n, "new", "") for n in (2, 3, 4, 5)]
    assert [row["is_unplaced"] for row in sheet.rows] == [False, False, True, False]
    assert (Comment.objects.count(), Statement.objects.count(), Respondent.objects.count()) == (
        0,
        0,
        0,
    )

    done = confirmed(sheet)
    confirmed(sheet)

    assert texts() == [
        ("R1-0001", "Hlásit čtvrtletně."),
        ("R1-0002", "Chybí přehled."),
        ("R1-0003", "Víc bytů."),
        ("R1-0004", "Děkuji."),
    ]
    statements = Statement.objects.order_by("number")
    assert [(s.channel, s.original_digest, s.is_split) for s in statements] == [
        ("spreadsheet", sheet.digest, True)
    ] * 3
    assert list(Respondent.objects.order_by("pk").values_list("kind", "organisation", "name")) == [
        (RespondentKind.DISTRICT, lipa.pk, ""),
        (RespondentKind.PUBLIC_PERSON, None, "Jana Nová"),
        (RespondentKind.ANONYMOUS, None, ""),
    ]
    first, second, third, _fourth = Comment.objects.order_by("number")
    assert (first.place_label, second.place_label, third.place_label) == ("3.2/3", "3.2", "")
    assert (third.place_words, first.place_words) == ("nikde", "")
    assert Anchor.objects.get(comment=first).exact == build.PARAGRAPHS[2]
    assert done.rows[0] == {"number": 2, "fate": "new", "reference": "R1-0001"}
    assert Event.objects.get(verb="comments_imported").payload == {
        "new": 4,
        "changed": 0,
        "same": 0,
        "error": 0,
    }


def test_the_same_file_twice_makes_no_doubles(the_round):
    round = the_round
    data = csv_of(
        ["1", "Lípa", "3.2", "První.", "", ""],
        ["", "Lípa", "3.2", "Bez čísla.", "", ""],
        ["", "Lípa", "3.2", "Bez čísla.", "", ""],
    )
    confirmed(previewed(round, data))
    again = previewed(round, data)
    assert fates(again) == [(2, "same", "R1-0001"), (3, "same", "R1-0002"), (4, "same", "")]
    confirmed(again)
    assert Comment.objects.count() == 2
    assert Statement.objects.count() == 1


def test_two_previews_of_one_file_make_no_doubles_either(the_round):
    round = the_round
    data = csv_of(["1", "Lípa", "3.2", "První.", "", ""])
    first, second = previewed(round, data), previewed(round, data)
    confirmed(first)
    with pytest.raises(imports.PreviewOutOfDate):
        confirmed(second)
    second = SheetImport.objects.get(pk=second.pk)
    assert fates(second) == [(2, "same", "R1-0001")]
    confirmed(second)
    assert Comment.objects.count() == 1


def test_a_sheet_edited_by_someone_else_is_a_list_of_conflicts(the_round):
    """Situation of ``situations.md``: the same numbers with changed words are decided by a person."""
    round = the_round
    words = ["Ponechat.", "Přidat vedle.", "Nahradit.", "Beze změny."]
    comments = build.sent(round, *words)
    edited = [[c.reference, "Lípa", "", f"{c.text} A víc.", "", ""] for c in comments[:3]]
    data = csv_of(*edited, [comments[3].reference, "Lípa", "", "Beze změny.", "", ""])
    sheet = previewed(round, data)
    assert [fate for _n, fate, _r in fates(sheet)] == ["changed"] * 3 + ["same"]
    assert sheet.rows[0]["stored"]["text"] == "Ponechat."
    with pytest.raises(imports.ConflictsUndecided):
        confirmed(sheet, r2=RowChoice.KEEP)
    assert Comment.objects.count() == 4

    confirmed(sheet, r2=RowChoice.KEEP, r3=RowChoice.AS_NEW, r4=RowChoice.REPLACE)

    assert texts() == [
        ("R1-0001", "Ponechat."),
        ("R1-0002", "Přidat vedle."),
        ("R1-0004", "Beze změny."),
        ("R1-0005", "Přidat vedle. A víc."),
        ("R1-0006", "Nahradit. A víc."),
    ]
    assert Comment.objects.get(reference="R1-0003").text == "Nahradit."
    again = previewed(round, data)
    assert [fate for _n, fate, _r in fates(again)] == ["same"] * 4


def test_changed_rows_of_an_imported_sheet_are_conflicts(the_round):
    round = the_round
    confirmed(previewed(round, csv_of(["7", "Lípa", "3.2", "Šest měsíců nestačí.", "", ""])))
    sheet = previewed(round, csv_of(["7", "Lípa", "3.2", "Rok nestačí.", "", ""]))
    assert fates(sheet) == [(2, "changed", "R1-0001")]
    confirmed(sheet, r2=RowChoice.REPLACE)
    assert texts() == [("R1-0002", "Rok nestačí.")]
    without = ["", "Vrba", "3.2", "Žádáme doplnit lhůtu třiceti dnů.", "", ""]
    confirmed(previewed(round, csv_of(without)))
    alike = [*without[:3], "Žádáme doplnit lhůtu šedesáti dnů.", "", ""]
    assert fates(previewed(round, csv_of(alike))) == [(2, "changed", "R1-0003")]


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        (["1", "Lípa", "3.2", "", "", ""], "text", "The words of the comment are missing."),
        (
            ["R1-0009", "Lípa", "", "Slova.", "", ""],
            "number",
            "There is no comment of this number in the round.",
        ),
        (
            ["1", "Lípa", "", "Slova.", "", "hodně"],
            "type",
            "Write “zásadní” or “doporučující” (or ge, te, ed).",
        ),
        (
            ["1", "Lípa", "", "Slova.", "", "zásadní"],
            "type",
            "This body may not make essential comments in this round.",
        ),
        (["1", "Lípa", "", "x" * 20_001, "", ""], "text", "The text is too long."),
    ],
)
def test_errors_name_row_and_column_and_the_rest_goes_in(line, column, said, the_round):
    round = the_round
    with translation.override("en"):
        sheet = previewed(round, csv_of(line, ["2", "Lípa", "", "V pořádku.", "", ""]))
    bad, good = sheet.rows
    assert (bad["number"], bad["fate"], bad["column"], bad["message"]) == (2, "error", column, said)
    assert good["fate"] == "new"
    confirmed(sheet)
    assert texts() == [("R1-0001", "V pořádku.")]


def test_one_number_twice_in_a_file_is_an_error(the_round):
    sheet = previewed(
        the_round, csv_of(["1", "Lípa", "", "A.", "", ""], ["1", "Lípa", "", "B.", "", ""])
    )
    assert [row["fate"] for row in sheet.rows] == ["new", "error"]


def test_a_changed_row_that_stands_in_the_file_twice_is_taken_once(the_round):
    round = the_round
    confirmed(previewed(round, csv_of(["", "Lípa", "", "Šest měsíců nestačí.", "", ""])))
    row = ["R1-0001", "Lípa", "", "Rok nestačí.", "", ""]
    other = [*row[:3], "Dva roky nestačí.", "", ""]
    sheet = previewed(round, csv_of(row, row, other, ["", *row[1:]]))
    assert [fate for _n, fate, _r in fates(sheet)] == ["changed", "same", "error", "same"]
    confirmed(sheet, r2=RowChoice.REPLACE)
    assert texts() == [("R1-0002", "Rok nestačí.")]


def test_a_person_named_in_two_sheets_is_one_respondent(the_round):
    round = the_round
    for words in ("Lhůta chybí.", "Komise je malá."):
        confirmed(previewed(round, csv_of(["", "Jana Nová", "", words, "", ""])))
    assert Respondent.objects.count() == 1


def test_rows_of_nobody_known_are_opened_by_no_code(the_round):
    confirmed(previewed(the_round, csv_of(["", "veřejnost", "", "Lhůta chybí.", "", ""])))
    with pytest.raises(intake.NotEntered):
        intake.issue_code(
            statement=Statement.objects.get(), token="x", by=build.secretary(), at=timezone.now()
        )
    assert Respondent.objects.get().token_digest == ""


def test_essential_rows_need_an_entitled_body_and_its_mandate():
    lipa = build.body("Městský obvod Lípa")
    round = a_round(bodies=[(lipa, True)])
    data = csv_of(["1", "", "3.2", "Zásadní věc.", "", "zásadní"])
    assert previewed(round, data, organisation=lipa).rows[0]["fate"] == "error"
    confirmed(previewed(round, data, organisation=lipa, has_mandate=True))
    assert Comment.objects.get().weight == "essential"


def test_the_sheet_of_a_standards_body_is_read(the_round):
    round = the_round
    line = ["CZ", "", "3.2", "2", "ed", "A slip of the pen.", "Correct it.", "to be ignored"]
    confirmed(previewed(round, xlsx(STANDARDS, line), filename="table.xlsx"))
    comment = Comment.objects.get()
    assert (comment.place_label, comment.type, comment.nature, comment.proposed_wording) == (
        "3.2/2",
        "wording",
        "formal",
        "Correct it.",
    )
    assert comment.wording_from == build.PARAGRAPHS[1]


def test_the_czech_settlement_table_is_read_without_its_settlement(the_round):
    round = the_round
    line = ["1", "", "veřejnost", "3.2", "Chybí lhůta.", "", "Je třeba.", "doporučující", "věcná"]
    confirmed(previewed(round, xlsx(CZECH, [*line, "akceptováno", "Ano."])))
    comment = Comment.objects.get()
    assert (comment.text, comment.reason, comment.settlement.state) == (
        "Chybí lhůta.",
        "Je třeba.",
        "open",
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01", xlsx(["a"])[:300], "Dobrý den\nposíláme".encode(), xlsx(["Nic", "tu"])],
)
def test_what_cannot_be_read_is_refused_and_not_kept(data, the_round):
    with pytest.raises(sheet_reading.SheetNotRead) as refused:
        previewed(the_round, data)
    assert str(refused.value) != ""
    assert SheetImport.objects.count() == 0


def test_markup_and_formulas_are_words(the_round):
    round = the_round
    words = "'=HYPERLINK(1) <script>alert(1)</script>konec"
    confirmed(previewed(round, csv_of(["1", "<b>Lípa</b>", "", words, "", ""])))
    assert Comment.objects.get().text == "=HYPERLINK(1) konec"


def test_a_late_sheet_follows_the_rules_of_the_round(clock, the_round):
    round = the_round
    clock.move_to(round.closes_at + timedelta(days=1))
    today = timezone.localdate()
    late = intake.Arrival(channel=Channel.SPREADSHEET, received_on=today)
    data = csv_of(["1", "Lípa", "", "Slova.", "", ""])
    with pytest.raises(intake.LateReasonMissing):
        previewed(round, data, arrival=late)
    excused = intake.Arrival(channel=Channel.SPREADSHEET, received_on=today, late_reason="Dohoda.")
    confirmed(previewed(round, data, arrival=excused))
    assert Statement.objects.get().is_late is True


def test_a_discarded_preview_keeps_nothing(clock, the_round):
    round = the_round
    data = csv_of(["1", "Lípa", "", "Slova.", "", ""])
    sheet = previewed(round, data)
    imports.discard_import(sheet=sheet, by=build.secretary(), at=timezone.now())
    sheet = SheetImport.objects.get()
    assert (sheet.state, sheet.rows, bytes(sheet.data)) == (ImportState.DISCARDED, [], b"")
    with pytest.raises(imports.ImportIsOver):
        confirmed(sheet)
    previewed(round, data)
    clock.shift(timedelta(days=8))
    call_command("tick")
    assert set(SheetImport.objects.values_list("state", flat=True)) == {ImportState.DISCARDED}
