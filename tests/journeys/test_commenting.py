"""People comment on a draft: a body by keyboard alone and without script, a resident on a phone without an account."""

import re

import pytest

from consultations.models import Comment, Statement
from tests.consultations import build
from tests.journeys.steps import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "/koncepce/verze/0-1/socialni-bydleni/"
OWN = "/konzultace/kolo/moje/"
ATTACK = """<script>window.hacked=1;alert(1)</script><img src=x onerror="alert(2)"><style>*{display:none}</style>
<a href="javascript:alert(3)">x</a>"><svg onload=alert(4)> {{ 7*7 }} ${7*7} 🏠"""


# --- steps


def given_an_open_round(**fields):
    section = build.text()
    version = build.version(section)
    lipa = build.body("Městský obvod Lípa")
    clerk = build.colleague("clerk", lipa)
    head = build.colleague("head", lipa, authorised=True)
    values = {"bodies": [(lipa, True)], "slug": "kolo", **fields}
    return build.open_round(version, **values), clerk, head


def press_until(page, key: str, selector: str, most: int = 120):
    """Move the focus by a key until it is on the element."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} was not reached by {key}")


def when_a_comment_is_written_by_keyboard(page, accessible, words: str):
    page.goto(TEXT)
    page.wait_for_load_state("networkidle")
    press_until(page, "Tab", ".passage a.comment-link")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] textarea[name=text]")
    accessible(page)
    # words are marked by Shift and the arrows in the quoted paragraph
    press_until(page, "Shift+Tab", "textarea.quoted")
    page.keyboard.press("Control+Home")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    assert page.locator("label.is-marked").inner_text().strip().endswith("„Město“")
    press_until(page, "Tab", "textarea[name=text]")
    page.keyboard.type(words)
    press_until(page, "Tab", "dialog .form__actions button")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog [data-comment-saved]")
    press_until(page, "Tab", "dialog a.button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(OWN))


def then_the_draft_is_sent_by_keyboard(page, accessible):
    page.goto(OWN)
    accessible(page)
    press_until(page, "Tab", "a.button[href*='odeslat']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("odeslat"))
    accessible(page)
    press_until(page, "Tab", ".form__actions button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("podano/1"))
    accessible(page)


WORD_IN_TEXT = """word => {
  for (const text of document.querySelectorAll("[data-passage-text]")) {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.data.indexOf(word);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + word.length);
      text.scrollIntoView({ block: "center", behavior: "instant" });
      document.getSelection().removeAllRanges();
      document.getSelection().addRange(range);
      return;
    }
  }
}"""


def when_a_word_is_marked_by_finger(page, word: str):
    """Chromium without a screen makes no selection of a long press, so the selection itself is made by script; all
    that follows is done by touches, without a mouse.
    """
    page.evaluate(WORD_IN_TEXT, word)


# --- stories


def test_a_body_comments_together_by_keyboard_alone(page, accessible):
    _round, clerk, head = given_an_open_round()
    signed_in(page, clerk)
    when_a_comment_is_written_by_keyboard(page, accessible, "Doplnit lhůtu.")
    assert "Připomínky odesílá jen zmocněná osoba organizace." in page.content()

    signed_in(page, head)
    when_a_comment_is_written_by_keyboard(page, accessible, "Doplnit odpovědnost.")
    then_the_draft_is_sent_by_keyboard(page, accessible)

    sent = Statement.objects.get()
    assert (sent.state, sent.submitted_by) == ("submitted", head)
    assert list(sent.comments.order_by("number").values_list("text", "created_by__name")) == [
        ("Doplnit lhůtu.", "Clerk"),
        ("Doplnit odpovědnost.", "Head"),
    ]
    assert {a.exact for c in sent.comments.all() for a in c.anchors.all()} == {"Město"}


def test_a_body_comments_together_without_script(plain_page):
    page = plain_page
    _round, clerk, head = given_an_open_round()
    for person, words in ((clerk, "Doplnit lhůtu."), (head, "Doplnit odpovědnost.")):
        signed_in(page, person)
        page.goto(TEXT)
        page.get_by_role("link", name="Napsat připomínku k odstavci 3.2/2").click()
        page.get_by_label("O žádosti rozhodne komise do třiceti dnů.").check()
        page.get_by_label("Vaše připomínka").fill(words)
        page.get_by_text("Navrhnout jiné znění").click()
        proposal = page.get_by_label("Navrhované znění")
        proposal.fill(proposal.input_value().replace("třiceti", "patnácti"))
        page.get_by_role("button", name="Zobrazit rozdíl").click()
        assert page.locator("#rozdil ins").inner_text().endswith("patnácti]") or (
            "patnácti" in page.locator("#rozdil ins").inner_text()
        )
        page.get_by_role("button", name="Uložit připomínku").click()
        page.wait_for_url(f"**{OWN}**")

    page.get_by_role("link", name="Zkontrolovat a odeslat").click()
    assert "O byt se tu nežádá." in page.content()
    page.get_by_role("button", name="Odeslat připomínky").click()

    page.wait_for_url("**/podano/1/")
    first = Comment.objects.get(number=1)
    assert (first.wording_from, first.proposed_wording) == (
        "O žádosti rozhodne komise do třiceti dnů.",
        "O žádosti rozhodne komise do patnácti dnů.",
    )


def test_a_resident_comments_on_a_phone_without_an_account(page, accessible, settings):
    settings.FASTEST_FORM_SECONDS = 0
    given_an_open_round(is_public=True)
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(TEXT)
    page.wait_for_load_state("networkidle")
    accessible(page)
    page.get_by_role("link", name="Napsat připomínku k odstavci 3.2/3").click()
    page.get_by_label("Vaše připomínka").fill("Jednou za rok je málo.")
    page.get_by_role("button", name="Uložit připomínku").click()
    page.get_by_role("link", name="Moje připomínky: zkontrolovat a odeslat").click()
    accessible(page)
    page.get_by_role("link", name="Zkontrolovat a odeslat").click()
    page.get_by_role("button", name="Odeslat připomínky").click()

    page.wait_for_url("**/podano/1/")
    accessible(page)
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", page.locator(".code-large").inner_text())
    for address in (page.url, OWN, TEXT, "/konzultace/kolo/napsat/?verze=0-1"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
    assert Comment.objects.get().text == "Jednou za rok je málo."


def test_words_marked_by_finger_become_the_place_of_a_comment(new_context, base_url, settings):
    """On a telephone with a touch screen only; the button that comes up beside the marked word is touched."""
    settings.FASTEST_FORM_SECONDS = 0
    given_an_open_round(is_public=True)
    page = new_context(base_url=base_url, has_touch=True, is_mobile=True).new_page()
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(TEXT)
    page.wait_for_load_state("networkidle")
    when_a_word_is_marked_by_finger(page, "komise")
    page.get_by_role("button", name="Napsat připomínku k označeným slovům").tap()
    page.get_by_label("Vaše připomínka").fill("Která komise?")
    page.get_by_role("button", name="Uložit připomínku").tap()
    page.wait_for_selector("dialog [data-comment-saved]")

    comment = Comment.objects.get()
    assert [quote["exact"] for quote in comment.draft_anchors] == ["komise"]


def test_nothing_typed_into_any_field_runs_anywhere(page, settings):
    settings.FASTEST_FORM_SECONDS = 0
    round, _clerk, _head = given_an_open_round(is_public=True)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto("/konzultace/kolo/napsat/?verze=0-1&cisla=" + "<script>alert(9)</script>")
    page.get_by_label("Vaše připomínka").fill(f"Slova. {ATTACK}")
    page.get_by_label("Zdůvodnění").fill(f"Proto. {ATTACK}")
    page.get_by_text("Připomínka se týká i jiného místa").click()
    page.get_by_label("Čísla odstavců").fill("3.2/1")
    page.get_by_role("button", name="Přidat místa").click()
    page.get_by_label("Vaše připomínka").fill(f"Slova. {ATTACK}")
    page.get_by_role("button", name="Uložit připomínku").click()
    page.goto("/konzultace/kolo/odeslat/")
    page.get_by_label("Jméno a příjmení").fill(f"Jan {ATTACK}"[:140])
    page.get_by_label("Pod mým jménem").check()
    page.get_by_role("button", name="Odeslat připomínky").click()
    page.wait_for_url("**/podano/1/")
    reference = Comment.objects.get(round=round).reference
    uid = str(round.versions.get().sections.get().node_uid)

    for address in (
        OWN,
        TEXT,
        f"/pripominky/{reference}/",
        f"/konzultace/kolo/k-textu/?verze=0-1&oddil={uid}",
        "/konzultace/kolo/",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.hacked") is None, address

    assert dialogs == []
    assert Comment.objects.get().text.startswith("Slova.")
    assert "<" not in Comment.objects.get().text
