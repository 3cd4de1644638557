"""Situations of those who commented: a name taken back (X2), places in tables, in sections left out, on two places.

``SITUATIONS`` says which test stands for each situation of consultations in the list of the project, and for each bad
input named there; a test that is renamed or dropped is noticed.
"""

import importlib
import re
import zipfile
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import get_resolver
from django.utils import timezone

from consultations.actions import comments, reports, round_steps, statements
from consultations.actions import files as files_action
from consultations.enums import PublishConsent
from consultations.models import Comment, Round, RoundArtifact, Statement
from consultations.settlement_exports import FORMATS
from tests.concept import build as text_build
from tests.consultations import build, files
from tests.consultations.test_commenting import World, body, fill, kept_text, write
from tests.consultations.test_publication import answered, sealed, worked_in
from tests.consultations.test_settlement_exports import pdf_text
from tests.consultations.test_situations_thread import freeze, placements_of
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NAME = "Žofie Nováková"
SENTENCE = "Podpora trvá šest měsíců."
SITUATIONS = {
    "X1 split paragraph": [
        "test_situations_thread.test_x1_split_paragraph",
        "test_situations_thread.test_x1_every_anchor_has_one_placement_per_later_version_among_descendants",
        "test_situations_thread.test_x1_a_person_decides_doubtful_places_and_only_undecided_ones_block_settled",
    ],
    "X2 late letter, clusters, changed publication consent": [
        "test_situations_intake.test_x2_a_nine_page_letter_two_days_late_becomes_thirty_one_points",
        "test_situations_desk.test_x2_twelve_of_thirty_one_are_joined_and_each_author_is_answered",
        "test_situations_respondent.test_x2_a_name_is_gone_from_every_outlet_when_the_consent_changes",
    ],
    "X3 regression of an accepted change": [
        "test_situations_thread.test_x3_regression_of_an_accepted_change",
        "test_situations_thread.test_x3_a_conclusion_that_overrides_is_cited_told_and_carried_over",
    ],
    "comment on a table cell": ["test_situations_respondent.test_comment_on_a_table_cell"],
    "on a deleted section": ["test_situations_respondent.test_comment_on_a_section_left_out_later"],
    "on two places": ["test_situations_respondent.test_comment_on_two_places"],
    "contradictory accepted comments on one sentence": [
        "test_wordings.test_contradictory_accepted_comments_on_one_sentence_are_named"
    ],
    "comment written against Draft 3 sent after Draft 4": [
        "test_situations_commenting.test_comment_written_on_draft_3_is_sent_after_draft_4_was_frozen",
        "test_situations_thread.test_a_comment_on_draft_3_sent_after_draft_4_is_placed_too",
    ],
    "respondent withdraws one of five points": [
        "test_situations_desk.test_respondent_withdraws_one_of_five_points"
    ],
    "anonymous abuse": [
        "test_situations_intake.test_anonymous_abuse_is_hidden_with_a_reason_and_still_counted"
    ],
    "department leaves the mandate field empty": [
        "test_situations_commenting.test_department_leaves_the_mandate_empty"
    ],
    "import of a sheet edited by someone else": [
        "test_departments.test_import_of_a_sheet_edited_by_someone_else_lists_conflicts",
        "test_imports.test_a_sheet_edited_by_someone_else_is_a_list_of_conflicts",
    ],
    "round extended on the last day": [
        "test_situations_rounds.test_round_extended_on_the_last_day",
        "test_situations_commenting.test_round_extended_on_the_last_day_takes_what_was_begun_before",
    ],
    "time zone at midnight": [
        "test_situations_rounds.test_time_zone_at_midnight",
        "test_situations_commenting.test_midnight_is_midnight_in_prague_and_ends_the_day_before",
    ],
    "support comments without any wish": [
        "test_situations_commenting.test_support_without_any_wish_is_sent_and_counted"
    ],
}
BAD_INPUT = {
    "injection": [
        "test_imports.test_markup_and_formulas_are_words",
        "journeys.test_injection.test_an_attack_in_every_stored_field_runs_nowhere",
        "journeys.test_commenting.test_nothing_typed_into_any_field_runs_anywhere",
        "core.test_sanitizing.test_attacks_leave_nothing_that_nh3_would_remove",
    ],
    "1 MB of text": [
        "test_commenting.test_a_megabyte_of_text_is_refused_and_comes_back_whole",
        "test_situations_respondent.test_a_megabyte_in_any_field_is_answered_and_nothing_is_stored",
    ],
    "broken spreadsheet": [
        "test_imports.test_what_cannot_be_read_is_refused_and_not_kept",
        "test_departments.test_broken_huge_and_wrong_files_get_a_clear_answer",
    ],
    "wrong encoding": ["test_spreadsheets.test_czech_in_another_encoding_is_refused"],
    "a quote that does not match its passage": [
        "test_situations_respondent.test_a_quote_that_does_not_match_its_passage"
    ],
    "a comment one second after closing": [
        "test_commenting.test_one_second_after_closing_the_words_stay_on_the_page"
    ],
    "double submission": [
        "test_commenting.test_pressing_save_twice_makes_one_comment",
        "test_situations_respondent.test_sending_twice_makes_one_statement",
    ],
    "expired token": [
        "test_commenting.test_a_form_without_a_valid_token_is_shown_again_with_a_new_one"
    ],
    "wrong attachment type": [
        "test_situations_respondent.test_a_wrong_attachment_is_refused_and_words_are_kept",
        "test_intake_desk.test_a_wrong_kind_of_file_is_refused_and_what_was_typed_stays",
    ],
}


@pytest.mark.parametrize("situation", [*SITUATIONS, *BAD_INPUT])
def test_every_situation_has_its_named_test(situation):
    for name in (SITUATIONS | BAD_INPUT)[situation]:
        module, test = name.rsplit(".", 1)
        folder = "" if "." in module else "consultations."
        assert callable(getattr(importlib.import_module(f"tests.{folder}{module}"), test)), name


# --- X2: the consent to publish a name changes -------------------------------------------------------


def words_of(data: bytes, file_format: str, folder) -> str:
    """The words of a file of the settlement, as a reader sees them."""
    if file_format == "pdf":
        return " ".join(pdf_text(data, folder).split())
    if file_format == "docx":
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())
    if file_format == "xlsx":
        sheets = openpyxl.load_workbook(BytesIO(data)).worksheets
        rows = [row for sheet in sheets for row in sheet.iter_rows(values_only=True)]
        return " ".join(str(value) for row in rows for value in row)
    return data.decode("utf-8-sig")


def feeds_and_lists() -> list[str]:
    """Addresses that tell of many things: every feed there is, lists, figures, the front page."""
    patterns = [
        str(pattern.pattern)
        for resolver in get_resolver().url_patterns
        for pattern in [resolver, *getattr(resolver, "url_patterns", [])]
        for pattern in [pattern, *getattr(pattern, "url_patterns", [])]
    ]
    feeds = sorted({f"/{p}" for p in patterns if p.startswith("feeds/") and "<" not in p})
    assert len(feeds) >= 2
    return [*feeds, "/", "/konzultace/", "/konzultace/ucast/", "/konzultace/kontrola/"]


def test_x2_a_name_is_gone_from_every_outlet_when_the_consent_changes(client, clock, tmp_path):
    section = build.text()
    round = build.open_round(build.version(section), is_public=True, slug="kolo")
    comment, other = build.sent(
        round,
        {"words": "Šest měsíců nestačí.", "quote": SENTENCE},
        "Druhá.",
        name=NAME,
        publish_consent=PublishConsent.FULL,
    )
    text = "/koncepce/verze/0-1/socialni-bydleni/"
    uid = build.place(round.versions.get(), SENTENCE)["passage_uid"]
    section_uid = round.versions.get().sections.get().node_uid
    round = sealed(round, clock)
    worked_in(comment, section)
    answered(other, "explained", "Vysvětlení.")
    round = round_steps.settle_round(round=round, by=build.editor(), at=timezone.now())
    reports.publish_report(
        round=round, summary="Shrnutí.", easy_summary="", by=build.editor(), at=timezone.now()
    )
    told = [  # they say the name while they may
        f"/pripominky/{comment.reference}/",
        f"/en/pripominky/{other.reference}/",
        "/konzultace/kolo/",
        "/konzultace/kolo/vyporadani/",
        "/konzultace/kolo/zprava/",
        f"/konzultace/kolo/k-textu/?verze=0-1&oddil={section_uid}",
        f"/koncepce/verze/0-2/proc/{uid}/",
    ]
    silent = [text, "/koncepce/puvod/", "/konzultace/kolo/ucast/", "/hledat/?q=nestačí"]
    silent += feeds_and_lists()
    files_of_round = [f"/konzultace/kolo/vyporadani/stahnout/{kind}/" for kind in FORMATS]

    def outlets() -> dict[str, str]:
        found = {address: body(client.get(address)) for address in [*told, *silent]}
        for address, kind in zip(files_of_round, FORMATS, strict=True):
            response = client.get(address)
            if response.status_code == 202:
                found_round = Round.objects.select_related("record", "document").get()
                files_action.make_file(
                    files_action.Wanted(found_round, kind, "cs"), at=timezone.now()
                )
                response = client.get(address)
            found[address] = words_of(response.content, kind, tmp_path)
            target = tmp_path / f"vyporadani.{kind}"
            call_command("export_settlement", "kolo", "--format", kind, "--output", str(target))
            found[f"command {kind}"] = words_of(target.read_bytes(), kind, tmp_path)
        return found

    before = {name: NAME in words for name, words in outlets().items()}
    assert [name for name in [*told, *files_of_round] if not before[name]] == []
    assert RoundArtifact.objects.filter(round=round).exists()

    statements.change_consent(
        respondent=comment.statement.respondent,
        consent=PublishConsent.ANONYMOUS,
        by=None,
        at=timezone.now(),
    )

    assert not RoundArtifact.objects.filter(round=round).exists()
    after = outlets()
    assert [name for name, words in after.items() if "Nováková" in words] == []
    assert "Šest měsíců nestačí." in after[told[0]]


# --- places ------------------------------------------------------------------------------------------


def test_comment_on_a_table_cell():
    """The cell is quoted, not all equal ones; when the number in it changes, the comment is found at that cell."""

    def table(*counts: str) -> dict:
        rows = [{"values": list(row)} for row in zip(("Poruba", "Vítkovice"), counts, strict=True)]
        columns = [{"type": "text", "heading": name} for name in ("Obvod", "Počet")]
        value = {"caption": "Byty v obvodech", "columns": columns, "rows": rows}
        return text_build.block("table", {"table": value, "header_column": True})

    section = build.text()
    text_build.rewrite(section, table("7 bytů", "9 bytů"))
    version = build.version(section)
    round = build.open_round(version, is_public=True)
    (comment,) = build.sent(round, {"words": "Devět je málo.", "quote": "9 bytů"})
    assert [anchor.exact for anchor in comment.anchors.all()] == ["9 bytů"]

    text_build.rewrite(section, table("8 bytů", "9 bytů"))
    assert placements_of(freeze(section, "0.2"), comment) == [("exact", ["9 bytů"])]


def test_comment_on_a_section_left_out_later(client):
    """The comment keeps its version and words; in the next version it is orphaned and waits for a person."""
    section = build.text()
    other = text_build.section(section.get_parent(), "Pravidla", "Pravidla stanoví rada.", code="4")
    old = build.version(section)
    round = build.open_round(old, is_public=True)
    on_words, on_section = build.sent(round, {"words": "Která?", "quote": "rada"}, "Celé pryč.")
    assert on_section.reference
    type(other).objects.get(pk=other.pk).delete()

    new = freeze(section, "0.2")

    assert placements_of(new, on_words) == [("orphaned", [])]
    page = body(client.get(f"/pripominky/{on_words.reference}/"))
    assert "Která?" in page
    assert "<mark>rada</mark>" in page


def test_comment_on_two_places():
    section = build.text()
    version = build.version(section)
    first, second, third = build.PARAGRAPHS
    round = build.open_round(version, is_public=True)
    draft = build.draft(round, token="kod")
    comment = build.written(draft, "Sjednotit lhůty.", quote=SENTENCE)
    statement = Statement.objects.get()
    places = [build.place(version, SENTENCE), build.place(version, "počet volných bytů")]
    comments.save_comment(
        statement=statement,
        version=version,
        places=places,
        by=None,
        at=timezone.now(),
        comment=comment,
        lock_version=comment.lock_version,
        text=comment.text,
    )
    statements.submit_statement(statement=statement, by=None, at=timezone.now())
    text_build.rewrite(section, first, second, third.replace("volných", "všech volných"))

    comment = Comment.objects.get()
    assert [anchor.exact for anchor in comment.anchors.order_by("pk")] == [
        SENTENCE,
        "počet volných bytů",
    ]
    assert sorted(placements_of(freeze(section, "0.2"), comment)) == [
        ("edited", ["počet všech volných bytů"]),
        ("exact", [SENTENCE]),
    ]


# --- bad input ---------------------------------------------------------------------------------------


world = built_once(World)


@pytest.mark.parametrize("field", ["text", "reason", "proposed_wording"])
def test_a_megabyte_in_any_field_is_answered_and_nothing_is_stored(client, world, field):
    client.force_login(text_build.user("member"))
    words = {"text": "Slova.", field: "ž" * 1_000_000}

    response = write(client, world, **words)

    assert response.status_code == 200
    assert response.context["form"][field].value() == words[field]
    assert "nejvýše 20000 znaků" in body(response)
    assert not Comment.objects.exists()


def test_a_quote_that_does_not_match_its_passage(client, world):
    """A tampered or outdated form: the words said to be marked do not stand there."""
    client.force_login(text_build.user("member"))

    response = write(client, world, text="K tomu.", **{"cast-0": "0-5", "slova-0": "0-5:Jinak"})

    assert kept_text(response) == "K tomu."
    assert "Citovaná slova v tomto odstavci nejsou." in body(response)
    assert not Comment.objects.exists()


def test_sending_twice_makes_one_statement(client, world):
    client.force_login(text_build.user("member"))
    write(client, world, text="Jednou.")
    data = fill(client, world.send)

    receipts = {client.post(world.send, data).url for _ in range(2)}

    assert receipts == {"/konzultace/kolo/podano/1/"}
    assert (Statement.objects.count(), Comment.objects.submitted().count()) == (1, 1)


@pytest.mark.parametrize(
    "content", [files.PROGRAM, files.HTML, files.SVG], ids=["exe", "html", "svg"]
)
def test_a_wrong_attachment_is_refused_and_words_are_kept(client, world, content):
    """Named like a picture or not: what counts is what is inside."""
    client.force_login(text_build.user("member"))

    response = write(client, world, text="S přílohou.", files=SimpleUploadedFile("a.png", content))

    assert kept_text(response) == "S přílohou."
    assert response.context["form"].errors["files"]
    assert not Comment.objects.exists()
