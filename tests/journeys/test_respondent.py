"""A respondent reads what became of theirs, by code and on a phone, and says whether the new text meets it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from consultations import tasks
from consultations.actions import discussion, reports, round_steps, rounds, settlements
from consultations.models import Comment, Reaction, Round, Settlement
from people.tokens import new_code
from tests.concept.build import publish
from tests.consultations import build
from tests.consultations.test_publication import worked_in
from tests.journeys.steps import signed_in
from website import manual

pytestmark = pytest.mark.django_db(transaction=True)

ANSWERS = "/konzultace/kolo/nalozeni/"
SENTENCE = "Podpora trvá šest měsíců."


# --- steps


def given_a_round_with_a_published_report() -> str:
    """Two comments under one code, which is the answer: one changed the text, one was explained."""
    section = build.text()
    version = publish(build.version(section))
    round = build.open_round(version, is_public=True, slug="kolo")
    code = new_code()
    build.sent(
        round, {"words": "Šest měsíců nestačí.", "quote": SENTENCE}, "A co senioři?", token=code
    )
    given_the_round_is_over()
    first, second = Comment.objects.order_by("number")
    worked_in(first, section)
    build.decided(second, "explained", "Senioři jsou v oddílu 4.")
    settlements.answer_settlement(
        settlement=second.settlement, by=build.editor(), at=timezone.now()
    )
    settled = round_steps.settle_round(
        round=Round.objects.get(), by=build.editor(), at=timezone.now()
    )
    reports.publish_report(
        round=settled,
        summary="Podpora trvá déle.",
        easy_summary="",
        by=build.editor(),
        at=timezone.now(),
    )
    return code


def given_the_round_is_over():
    Round.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    rounds.refresh_pages(Round.objects.select_related("document").get())
    tasks.seal_closed_rounds.function()


def when_the_code_is_given(page, code: str):
    page.goto("/konzultace/kolo/")
    page.get_by_role("link", name="Jak bylo s mými připomínkami naloženo").click()
    page.get_by_role("textbox", name="Kód").fill(code.lower())
    page.get_by_role("main").get_by_role("button").first.click()


def then_own_words_stand_with_answer_and_change(page):
    first = page.locator("#R1-0001")
    expect(first.get_by_text("Šest měsíců nestačí.")).to_be_visible()
    expect(first.get_by_text("Akceptováno", exact=True)).to_be_visible()
    expect(first.locator("ins", has_text="jeden rok")).to_be_visible()
    expect(first.locator("del", has_text="šest měsíců")).to_be_visible()
    expect(page.locator("#R1-0002").get_by_text("Senioři jsou v oddílu 4.")).to_be_visible()


def when_they_say_that_the_new_text_meets_it(page):
    first = page.locator("#R1-0001")
    first.get_by_label("Ano").check()
    first.get_by_label("Jednou větou").fill("Děkuji, rok stačí.")
    first.get_by_role("button", name="Odeslat").click()
    expect(page.locator("#R1-0001").get_by_text("Co o novém znění říká autor")).to_be_visible()


def then_it_is_counted_once(page):
    expect(page.locator("#R1-0001 form")).to_have_count(0)
    assert list(Reaction.objects.values_list("satisfaction", "text")) == [
        ("yes", "Děkuji, rok stačí.")
    ]
    page.goto("/konzultace/kolo/zprava/")
    expect(page.get_by_role("main")).to_contain_text("Podpora trvá déle.")
    assert "Děkuji, rok stačí." not in page.content()


# --- stories


def test_a_respondent_reads_what_became_of_theirs_on_a_phone(page, accessible):
    code = given_a_round_with_a_published_report()
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(ANSWERS)
    when_the_code_is_given(page, code)
    then_own_words_stand_with_answer_and_change(page)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    when_they_say_that_the_new_text_meets_it(page)
    accessible(page)
    then_it_is_counted_once(page)
    accessible(page)


def test_a_respondent_reads_what_became_of_theirs_without_script(plain_page):
    code = given_a_round_with_a_published_report()
    when_the_code_is_given(plain_page, code)
    then_own_words_stand_with_answer_and_change(plain_page)
    when_they_say_that_the_new_text_meets_it(plain_page)
    then_it_is_counted_once(plain_page)


def test_published_screens_meet_the_baseline(page, accessible):
    given_a_round_with_a_published_report()
    page.goto("/konzultace/kolo/vyporadani/")
    expect(page.get_by_role("link", name="R1-0001").first).to_be_visible()
    uid = build.place(Round.objects.get().versions.get(), SENTENCE)["passage_uid"]
    for address in (
        "/konzultace/kolo/vyporadani/",
        "/konzultace/kolo/zprava/",
        "/konzultace/kolo/pecet/",
        "/pripominky/R1-0001/",
        f"/koncepce/verze/0-2/proc/{uid}/",
        "/en/konzultace/kolo/vyporadani/",
        *(page_of_help.path for page_of_help in manual.help_pages("cs")),
        "/en/napoveda/vyporadani/",
    ):
        answer = page.goto(address)
        assert answer.status == 200, address
        accessible(page)


def test_screens_of_ones_own_comments_meet_the_baseline(page, new_context, base_url, accessible):
    version = build.version(build.text())
    lipa = build.body("Městský obvod Lípa")
    clerk = build.colleague("clerk", lipa)
    head = build.colleague("head", lipa, authorised=True)
    round = build.open_round(version, bodies=[(lipa, True)], is_public=True, slug="kolo")
    draft = build.draft(round, clerk, organisation=lipa)
    written = build.written(draft, "Doplnit lhůtu.", quote=SENTENCE)
    (sent,) = build.sent(round, {"words": "Moje.", "quote": SENTENCE}, person=head)
    reply = discussion.add_reply(comment=sent, text="Souhlasím.", by=clerk, at=timezone.now())
    section = version.sections.get().node_uid
    Settlement.objects.update(assignee=head)
    signed_in(page, head)
    for address in (
        "/konzultace/pridelene/",
        f"/pripominky/{sent.reference}/navrh/",
        "/konzultace/kolo/moje/",
        f"/konzultace/kolo/moje/?za={lipa.pk}",
        "/konzultace/kolo/moje/?za=0",
        f"/konzultace/kolo/moje/{written.pk}/",
        f"/konzultace/kolo/moje/{written.pk}/smazat/",
        "/konzultace/kolo/podano/1/?za=0",
        "/konzultace/kolo/podano/1/vzit-zpet/?za=0",
        f"/pripominky/{sent.reference}/",
        f"/pripominky/{sent.reference}/vzit-zpet/",
        f"/pripominky/{sent.reference}/osobni-pripad/",
        f"/konzultace/kolo/k-textu/?verze=0-1&oddil={section}",
    ):
        answer = page.goto(address)
        assert answer.status == 200, address
        accessible(page)

    signed_in(page, clerk)
    page.goto(f"/pripominky/{sent.reference}/odpovedet/")
    accessible(page)
    assert reply.text == "Souhlasím."

    # Somebody else was faster: both texts stand on the page and nothing typed is lost. The answer is a conflict, which
    # the console of the watched page would complain of.
    faster = new_context(base_url=base_url).new_page()
    signed_in(faster, clerk)
    faster.goto(f"/konzultace/kolo/moje/{written.pk}/")
    faster.get_by_label("Vaše připomínka").fill("Doplnit lhůtu třiceti dnů.")
    Comment.objects.filter(pk=written.pk).update(text="Doplnit jinou lhůtu.", lock_version=2)
    faster.get_by_role("button", name="Uložit připomínku").last.click()
    expect(faster.get_by_role("heading", name=re.compile("mezitím změnil"))).to_be_visible()
    expect(faster.get_by_label("Vaše připomínka")).to_have_value("Doplnit lhůtu třiceti dnů.")
    faster.wait_for_load_state()
    accessible(faster)
