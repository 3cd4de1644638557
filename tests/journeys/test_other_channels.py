"""A secretary enters a late letter and splits it into points; a sheet is imported; a moderator works by keyboard."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.enums import LatePolicy, Moderation, OthersVisible
from consultations.models import Comment, Statement
from people.enums import Role
from tests.consultations import build
from tests.consultations.test_spreadsheets import xlsx
from tests.factories.people import UserFactory
from tests.journeys.steps import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

LETTER = "Vážení,\n1. Podpora šest měsíců nestačí.\n2. Obvody ať hlásí byty čtvrtletně.\nStarostka"
SHEET = [
    ["č.", "připomínkující", "část dokumentu", "znění připomínky"],
    ["1", "Jana Nová", "3.2/2", "Kdo sedí v komisi?"],
    ["2", "Jana Nová", "3.2/9", "Kde je kontaktní místo?"],
]


# --- steps


def given_a_round_and_a_secretary(*, closed: bool = False):
    at = timezone.now() - timedelta(days=17 if closed else 0)
    version = build.version(build.text(), at=at)
    round = build.open_round(
        version,
        at=at,
        is_public=True,
        late_policy=LatePolicy.ACCEPT_FLAGGED,
        others_visible=OthersVisible.AFTER_CHECK,
    )
    return round, UserFactory(name="Tadeáš Tajemník", roles=[Role.SECRETARY], is_demo=True)


def when_a_late_letter_is_entered(page, round):
    page.goto(f"/admin/kola/{round.pk}/podani/zapsat/")
    page.locator("[name=channel]").select_option("letter")
    page.locator("[name=who][value=person]").check()
    page.locator("[name=original_text]").fill(LETTER)
    page.locator(".desk-form button[type=submit]").last.click()
    page.get_by_text("Uveďte, proč se přesto přijímá").wait_for()
    assert page.locator("[name=original_text]").input_value() == LETTER
    page.locator("[name=late_reason]").fill("Pošta měla výluku.")
    page.locator(".desk-form button[type=submit]").last.click()
    page.wait_for_url("**/body/")


def when_its_points_are_marked(page, accessible):
    accessible(page)
    # by keyboard: the box of a sentence
    page.locator("[name=sentence]").nth(1).focus()
    page.keyboard.press("Space")
    page.locator("[name=place]").fill("3.2/1")
    page.get_by_role("button", name="Uložit bod").click()
    page.locator(".desk-point").wait_for()
    # by selecting words
    page.locator("[data-start]").nth(2).evaluate(
        """sentence => {
          const range = document.createRange();
          range.setStart(sentence.firstChild, 3);
          range.setEnd(sentence.firstChild, sentence.firstChild.length);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.locator("[data-marked]:not([value=''])").wait_for(state="attached")
    page.locator("[name=place]").fill("3.2, odst. 3")
    page.get_by_role("button", name="Uložit bod").click()
    page.locator(".desk-point").nth(1).wait_for()
    assert page.locator(".original mark").count() == 2


def then_the_points_have_numbers_and_the_letter_is_late(page, round, accessible):
    page.get_by_role("button", name=re.compile("Dokončit")).first.click()
    page.locator(".messages .success").wait_for()
    accessible(page)
    statement = Statement.objects.get()
    assert (statement.is_late, statement.is_split) == (True, True)
    assert statement.original_text == LETTER
    assert list(
        Comment.objects.order_by("number").values_list("reference", "text", "place_label")
    ) == [
        ("R1-0001", "1. Podpora šest měsíců nestačí.", "3.2/1"),
        ("R1-0002", "Obvody ať hlásí byty čtvrtletně.", "3.2/3"),
    ]
    page.goto(f"/admin/kola/{round.pk}/podani/")
    accessible(page)


# --- stories


def test_a_secretary_enters_a_late_letter_and_splits_it(page, accessible):
    round, secretary = given_a_round_and_a_secretary(closed=True)
    sign_in(page, secretary)
    when_a_late_letter_is_entered(page, round)
    when_its_points_are_marked(page, accessible)
    then_the_points_have_numbers_and_the_letter_is_late(page, round, accessible)


def test_a_sheet_is_previewed_and_imported_without_script(plain_page):
    page = plain_page
    round, secretary = given_a_round_and_a_secretary()
    sign_in(page, secretary)
    page.goto(f"/admin/kola/{round.pk}/tabulky/")
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": "tabulka.xlsx", "mimeType": mime, "buffer": xlsx(*SHEET)}
    page.locator("[name=file]").set_input_files(file)
    page.locator(".desk-form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/tabulky/\d+/$"))
    page.get_by_text("nenalezeno:").wait_for()
    assert Comment.objects.count() == 0
    page.get_by_role("button", name=re.compile("Potvrdit: uložit 2")).click()
    page.locator(".messages .success").wait_for()
    assert list(Comment.objects.order_by("number").values_list("place_label", "place_words")) == [
        ("3.2/2", ""),
        ("", "3.2/9"),
    ]


def test_a_moderator_works_the_queue_by_keyboard(page, accessible):
    round, secretary = given_a_round_and_a_secretary()
    build.sent(round, "Chybí lhůta.", "Jste banda idiotů.", "Volejte 602 123 456.")
    sign_in(page, secretary)
    page.goto("/admin/kontrola/")
    page.locator("[data-moderation] > li").first.focus()
    page.keyboard.press("z")
    page.keyboard.press("s")
    page.keyboard.type("Urážky")
    page.get_by_role("button", name="Provést rozhodnutí").press("Enter")
    page.locator(".messages .success").first.wait_for()
    assert list(Comment.objects.order_by("number").values_list("moderation", flat=True)) == [
        Moderation.VISIBLE,
        Moderation.HIDDEN,
        Moderation.WAITING,
    ]
    page.get_by_role("link", name="R1-0003").click()
    page.locator("#act-withhold summary").press("Enter")
    accessible(page)
    page.locator("[name=noticed]").check()
    page.locator("#act-withhold [name=reason]").select_option("personal_data")
    page.locator("#act-withhold button[type=submit]").press("Enter")
    page.locator(".messages .success").first.wait_for()
    assert Comment.objects.get(number=3).text == ("Volejte [odstraněno: osobní údaje jiných lidí].")
    page.goto("/konzultace/kontrola/")
    page.goto(f"{round.path}formular/")
