"""An editor settles forty comments: departments answer in their sheets, a meeting decides en bloc, keys do the rest."""

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import expect

from concept.models import SectionPage
from consultations import tasks
from consultations.actions import implementing, settlements, themes
from consultations.department_sheets import OUTCOME_AT, REASON_AT
from consultations.models import Comment, Round, Settlement
from people.enums import OrganisationKind, Role
from tests.concept.build import publish, rewrite
from tests.consultations import build
from tests.consultations.at_desk import url
from tests.consultations.many import fill_round
from tests.factories.people import UserFactory
from tests.journeys.steps import press, sign_in, until_focused, until_told

pytestmark = pytest.mark.django_db(transaction=True)

COMMENTS = 40
SENTENCE = "Podpora trvá šest měsíců."


# --- steps


def given_forty_comments_and_two_departments():
    for name in ("Odbor bydlení", "Odbor sociálních věcí"):
        build.body(name, OrganisationKind.CITY_DEPARTMENT)
    lipa = build.body("Městský obvod Lípa")
    version = build.version(build.text())
    round = build.open_round(version, bodies=[(lipa, True)], is_public=True)
    build.sent(
        round,
        {"words": "Šest nestačí.", "quote": SENTENCE, "proposed_wording": "Podpora trvá rok."},
        {"words": "Devět stačí.", "quote": SENTENCE, "proposed_wording": "Podpora trvá devět let."},
    )
    fill_round(round, COMMENTS - 2, at=timezone.now())
    themes.create_theme(name="Lhůty")
    build.standard_answer("Díky", "Děkujeme za podnět.")
    editor = UserFactory(name="Edita Nová", roles=[Role.EDITOR], is_demo=True)
    secretary = UserFactory(name="Sylva Tajemná", roles=[Role.SECRETARY], is_demo=True)
    return Round.objects.get(pk=round.pk), editor, secretary


def when_all_comments_are_assigned(page, round, accessible):
    """Half of them to each department, with a step over what the filter finds."""
    for query, label in (("", "Odbor bydlení"), ("type=question", "Odbor sociálních věcí")):
        page.goto(f"{url('settlement-list', round.pk)}?{query}")
        page.get_by_label(re.compile("Všechny odpovídající filtru")).check()
        page.locator("#bulk-kind").select_option("assign")
        page.get_by_role("button", name="Pokračovat").click()
        page.locator("#id_department").wait_for()
        page.wait_for_load_state()
        accessible(page)
        page.locator("#id_department").select_option(label=label)
        page.locator("#id_due_on").fill("2035-01-01")
        page.locator("form.desk-form button[type=submit]").click()
        page.wait_for_url(re.compile(r"/hromadne/\d+/$"))
    accessible(page)
    assert not Settlement.objects.filter(department=None).exists()


def when_sheets_go_out_and_come_back(page, round, accessible, tmp_path):
    page.goto(url("department-list", round.pk))
    for name in ("Odbor bydlení", "Odbor sociálních věcí"):
        page.goto(url("department-list", round.pk))
        row = page.locator("tr", has_text=name)
        with page.expect_download() as waiting:
            row.get_by_role("button").click()
        sent = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(sent)
        back = filled_in(sent, tmp_path / f"zpet-{sent.name}")
        page.locator("input[type=file]").set_input_files(back)
        page.get_by_role("button", name="Podívat se na tabulku").click()
        page.wait_for_url(re.compile(r"/gestori/import/\d+/$"))
        accessible(page)
        page.get_by_role("button", name=re.compile("Převzít návrhy")).click()
        page.locator(".messages .success").wait_for()
    assert Settlement.objects.filter(state="proposed").count() == COMMENTS


def filled_in(sheet_path, target):
    """What a clerk does in a spreadsheet program: an outcome from the list and a reason in each row."""
    book = load_workbook(io.BytesIO(sheet_path.read_bytes()))
    sheet = book.worksheets[0]
    for number, row in enumerate(sheet.iter_rows(min_row=2)):
        is_essential = row[9].value == "Zásadní"
        outcome = "Akceptováno" if number % 2 or is_essential else "Neakceptováno"
        row[OUTCOME_AT].value, row[REASON_AT].value = outcome, f"Důvod číslo {number}."
    book.save(target)
    return target


def when_a_meeting_decides_en_bloc(page, round, accessible):
    page.goto(url("meeting", round.pk))
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Vytvořit podklad .docx.")).click()
    assert waiting.value.suggested_filename == "r1-podklad-pro-jednani.docx"
    for box in page.locator("input[name=chosen]").all():
        box.check()
    page.locator("#id_decided_on").fill("2026-02-20")
    page.locator("#id_decided_where").fill("Společné jednání pracovních skupin")
    page.get_by_role("button", name="Zapsat rozhodnutí o vybraných").click()
    page.wait_for_url(re.compile(r"/hromadne/\d+/$"))
    accessible(page)


def then_forty_comments_are_decided():
    found = Settlement.objects.filter(state="decided", decided_as="meeting")
    assert found.count() == COMMENTS
    assert set(found.values_list("decided_where", flat=True)) == {
        "Společné jednání pracovních skupin"
    }


def given_the_next_version_is_frozen_after_the_round():
    """Every sentence somebody commented on reads differently in version 0.2; the round is over and sealed."""
    Round.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    tasks.seal_closed_rounds.function()
    section = SectionPage.objects.get()
    rewrite(section, *(f"Nově platí: {words}" for words in build.PARAGRAPHS))
    return publish(build.version(section, "0.2"))


def when_an_accepted_comment_is_linked_to_the_changed_text(page, accessible):
    accepted = Settlement.objects.filter(outcome="accepted", state="decided")
    settlement = accepted.order_by("comment__number").select_related("comment").first()
    page.goto(url("settlement-detail", settlement.comment.reference))
    page.locator("#act-zmena summary").click()
    accessible(page)
    page.locator("#act-zmena button[type=submit]").first.click()
    until_told(page)
    page.locator("#act-overeni summary").click()
    page.locator("#act-overeni button[type=submit]").first.click()
    until_told(page)
    settlement.refresh_from_db()
    assert settlement.state == "verified"


def given_the_other_accepted_ones_are_linked_too(version):
    """The same step as in the browser, for all that is left."""
    for settlement in Settlement.objects.filter(outcome="accepted", state="decided"):
        act = {"settlement": settlement, "by": build.editor(), "at": timezone.now()}
        implementing.implement_settlement(to_version=version, **act)
        implementing.verify_settlement(**act)


def when_the_report_is_published(page, round, accessible):
    page.goto(url("round-detail", round.pk))
    page.locator("#act-settle summary").click()
    page.locator("#act-settle button[type=submit]").click()
    until_told(page)
    page.goto(url("round-report", round.pk))
    page.locator("#id_summary").fill("Podpora je popsána přesněji.")
    page.get_by_role("button", name=f"Zveřejnit a dát {COMMENTS} odpovědí").click()
    until_told(page)
    accessible(page)


def then_everyone_reads_the_table_and_the_report(visitor, round, accessible, tmp_path):
    visitor.goto(f"{round.path}vyporadani/")
    expect(visitor.get_by_role("main")).to_contain_text("R1-0001")
    accessible(visitor)
    with visitor.expect_download() as waiting:
        visitor.get_by_role("link", name=re.compile("xlsx")).click()
    table = tmp_path / "vyporadani.xlsx"
    waiting.value.save_as(table)
    rows = list(load_workbook(table).worksheets[0].iter_rows(values_only=True))
    assert sum("R1-0" in str(row) for row in rows) == COMMENTS
    visitor.goto(f"{round.path}zprava/")
    expect(visitor.get_by_role("main")).to_contain_text("Podpora je popsána přesněji.")
    accessible(visitor)
    assert not Settlement.objects.exclude(state="answered").exists()


# --- stories


def test_forty_comments_are_settled_with_the_sheets_of_departments_and_the_table_is_published(
    page, new_context, base_url, accessible, tmp_path
):
    round, editor, secretary = given_forty_comments_and_two_departments()
    sign_in(page, editor)
    page.goto(url("settlement-list", round.pk))
    accessible(page)
    when_all_comments_are_assigned(page, round, accessible)
    when_sheets_go_out_and_come_back(page, round, accessible, tmp_path)

    clerk = new_context(base_url=base_url).new_page()
    sign_in(clerk, secretary)
    when_a_meeting_decides_en_bloc(clerk, round, accessible)
    then_forty_comments_are_decided()

    page.goto(f"{url('settlement-list', round.pk)}?state=decided")
    expect(page.locator("[aria-current=page] strong")).to_have_text(str(COMMENTS))

    version = given_the_next_version_is_frozen_after_the_round()
    when_an_accepted_comment_is_linked_to_the_changed_text(page, accessible)
    given_the_other_accepted_ones_are_linked_too(version)
    when_the_report_is_published(page, round, accessible)
    visitor = new_context(base_url=base_url).new_page()
    then_everyone_reads_the_table_and_the_report(visitor, round, accessible, tmp_path)


def test_the_queue_is_worked_through_by_keys_alone(page, accessible):
    round, editor, _secretary = given_forty_comments_and_two_departments()
    sign_in(page, editor)
    page.goto(f"{url('settlement-list', round.pk)}?sort=number")
    switch = page.locator("[data-settling-switch]")
    switch.press("Enter")
    page.keyboard.press("j")
    expect(switch).to_be_focused()
    switch.press("Enter")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("x")
    assert page.locator("input[name=chosen]:checked").count() == 1
    page.locator("[data-settling-row] a:focus").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/vyporadani/R1-0001/**")
    accessible(page)
    page.keyboard.press("n")
    page.wait_for_url("**/vyporadani/R1-0002/**")
    page.keyboard.press("p")
    page.wait_for_url("**/vyporadani/R1-0001/**")
    page.keyboard.press("e")
    page.keyboard.press("v")  # chooses in the list of outcomes, moves nowhere
    assert page.evaluate("document.activeElement.name") == "navrh-outcome"
    page.locator("[name=navrh-outcome]").select_option("noted")
    until_focused(page, "[name=navrh-reason]")
    page.keyboard.type("Děkujeme, n a p jsou tu jen písmena.")
    press(page, "button[name=and_next]")
    page.wait_for_url("**/vyporadani/R1-0002/**")
    found = Settlement.objects.get(comment__number=1)
    assert (found.outcome, found.reason) == ("noted", "Děkujeme, n a p jsou tu jen písmena.")
    page.keyboard.press("q")
    page.wait_for_url(re.compile(r"/kola/\d+/vyporadani/\?sort=number$"))


def test_every_other_screen_meets_the_baseline(page, accessible):
    round, editor, _secretary = given_forty_comments_and_two_departments()
    comment = Comment.objects.get(number=1)
    settlements.propose_settlement(
        settlement=comment.settlement,
        outcome="accepted",
        reason="",
        by=build.editor(),
        at=timezone.now(),
    )
    sign_in(page, editor)
    answer = build.standard_answer("Jiná", "Jiná slova.")
    theme = themes.create_theme(name="Nájem")
    passage = url("wording-detail", round.pk, comment.version_id, comment.passage_uid)
    page.goto(url("cluster-list", round.pk))
    page.get_by_role("button", name="Vyhledat shodné připomínky").click()
    for address in (
        url("cluster-list", round.pk),
        f"{passage}?pripominka=R1-0001&pripominka=R1-0002",
        url("settlement-detail", "R1-0001"),
        url("answer-detail", answer.pk),
        url("theme-edit", theme.pk),
    ):
        page.goto(address)
        accessible(page)


def test_a_comment_is_settled_without_scripts(plain_page):
    round, editor, _secretary = given_forty_comments_and_two_departments()
    sign_in(plain_page, editor)
    plain_page.goto(f"{url('settlement-list', round.pk)}?q=devět")
    plain_page.get_by_role("link", name="R1-0002").click()
    plain_page.locator("[name=navrh-outcome]").select_option("noted")
    plain_page.locator("[name=navrh-standard_answer]").select_option(label="Díky")
    plain_page.locator("button[name=insert]").click()
    assert plain_page.locator("[name=navrh-reason]").input_value() == "Děkujeme za podnět."
    plain_page.get_by_role("button", name="Uložit návrh").click()
    plain_page.locator(".messages .success").wait_for(state="attached")
    assert Settlement.objects.get(comment__number=2).reason == "Děkujeme za podnět."
