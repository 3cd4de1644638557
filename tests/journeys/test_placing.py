"""An editor clears the queue of doubtful places, decides a lost change and approves, by keyboard alone."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from concept.models import VersionStep
from consultations.actions import implementing, round_steps
from consultations.actions.settlements import answer_settlement
from consultations.models import AnchorPlacement, SettlementCheck
from people.enums import Role
from tests.concept.build import rewrite, uid_of
from tests.consultations import build
from tests.consultations.at_desk import url
from tests.factories.people import UserFactory
from tests.journeys.steps import press, sign_in, until_focused

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, SECOND, THIRD = build.PARAGRAPHS
TWICE = "Obvod sdělí městu počet bytů."


def given_a_version_in_which_comments_lost_their_places():
    """0.3 for approval: one place gone, one ambiguous, one uncertain, and one accepted change that is lost."""
    section = build.text(paragraphs=[FIRST, SECOND, THIRD, f"{TWICE} Každý rok."])
    old = build.version(section)
    round = build.open_round(old, is_public=True)
    gone, uncertain, twice, accepted = build.sent(
        round,
        {"words": "Proč obvody?", "quote": "Obvody sdělí městu počet volných bytů"},
        {"words": "Kdy končí?", "quote": "Podpora trvá šest měsíců"},
        {"words": "Komu?", "quote": TWICE},
        {"words": "Rychleji.", "quote": "O žádosti rozhodne komise do třiceti dnů."},
    )
    accepted = build.decided(accepted)
    rewrite(section, FIRST, SECOND.replace("třiceti", "patnácti"), THIRD, f"{TWICE} Každý rok.")
    met = build.followed_version(section, "0.2")
    settlement, doing = accepted.settlement, {"by": build.editor(), "at": timezone.now()}
    implementing.implement_settlement(settlement=settlement, to_version=met, **doing)
    implementing.verify_settlement(settlement=settlement, **doing)
    answer_settlement(settlement=settlement, **doing)
    rewrite(
        section,
        FIRST.replace("trvá šest měsíců", "končí za půl roku"),
        SECOND.replace("třiceti", "šedesáti"),
        f"{TWICE} Potom další věta o něčem. {TWICE} Každý druhý rok.",
    )
    new = build.followed_version(section, "0.3")
    editor = UserFactory(name="Edita Nová", roles=[Role.EDITOR], is_demo=True)
    return round, new, editor, (gone, uncertain, twice)


def place_of(comment, version):
    return AnchorPlacement.objects.get(anchor__comment=comment, version=version)


def when_places_are_decided_by_keys(page, new, comments, accessible):
    gone, uncertain, twice = (place_of(comment, new) for comment in comments)
    page.goto(url("placement-list", new.pk))
    accessible(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("input[name=chosen]:checked")).to_have_count(1)
    press(page, f"input[name=cil][form=potvrdit-{twice.pk}][value='1']", "Space")
    press(page, f"#potvrdit-{twice.pk} button")
    expect(page.locator(".messages .success")).to_contain_text("R1-0003: místo je potvrzeno.")

    # several at once
    until_focused(page, f"input[name=chosen][value='{gone.pk}']")
    page.keyboard.press("Space")
    press(page, "#hromadne button[value=vypusteno]")
    expect(page.get_by_text("Změní se 1 místo.")).to_be_visible()
    accessible(page)
    press(page, "button[name=provest]")
    expect(page.get_by_text("je označen jako záměrně vypuštěný")).to_be_visible()

    # by hand
    page.goto(url("placement-detail", uncertain.pk))
    accessible(page)
    label = new.passages.get(passage_uid=uid_of(new, "končí za půl roku")).label
    until_focused(page, "#kde_cislo")
    page.keyboard.type(label)
    page.keyboard.press("Enter")
    page.wait_for_url("**cislo=**")
    until_focused(page, "#id_words")
    page.keyboard.type("Podpora končí za půl roku.")
    accessible(page)
    press(page, "form[action*='/rucne/'] button")
    expect(page.locator(".messages .success")).to_contain_text("umístěna ručně")


def when_the_lost_change_is_decided(page, new, accessible):
    check = SettlementCheck.objects.get(version=new)
    page.goto(url("check-list", new.pk))
    accessible(page)
    page.keyboard.press("j")
    page.locator("[data-settling-row] a:focus").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{url('check-detail', check.pk)}")
    press(page, "#act-prekonano summary")
    accessible(page)
    until_focused(page, "#id_prekonano-decided_where")
    page.keyboard.type("Společné jednání 21. 9. 2017")
    until_focused(page, "#id_prekonano-reason")
    page.keyboard.type("Na patnáct dnů není dost lidí.")
    press(page, "#act-prekonano button[type=submit]")
    page.wait_for_url(f"**{url('check-list', new.pk)}")


def test_an_editor_clears_the_queue_and_approves_by_keyboard(page, accessible):
    round, new, editor, comments = given_a_version_in_which_comments_lost_their_places()
    sign_in(page, editor)
    desk = reverse("versions_desk:version-detail", args=[new.pk])
    page.goto(desk)
    expect(page.get_by_text("Verzi zatím nelze schválit:")).to_be_visible()
    accessible(page)
    page.goto(url("placement-versions"))

    when_places_are_decided_by_keys(page, new, comments, accessible)
    when_the_lost_change_is_decided(page, new, accessible)

    page.goto(url("approval-package", new.pk))
    accessible(page)
    expect(page.get_by_text("Na patnáct dnů není dost lidí.")).to_be_visible()
    press(page, ".package a[href$='#act-approve']")
    page.wait_for_url(f"**{desk}#act-approve")
    if not page.locator("#act-approve[open]").count():
        press(page, "#act-approve summary")
    until_focused(page, "#act-approve [name=body]")
    page.keyboard.type("Zastupitelstvo města")
    page.locator("#act-approve [name=occurred_on]").fill(timezone.localdate().isoformat())
    page.locator("#act-approve [name=verb]").select_option("approve")
    press(page, "#act-approve button[type=submit]")
    expect(page.locator(".messages .success")).to_be_visible()
    assert VersionStep.objects.filter(version=new, step="approved").count() == 1
    # places in 0.2 were all found; nothing keeps the round from being settled but comments nobody decided
    assert round_steps.open_points(round) == (3, 0)


def test_a_place_is_decided_without_scripts(plain_page):
    _round, new, editor, (gone, *_others) = given_a_version_in_which_comments_lost_their_places()
    sign_in(plain_page, editor)
    plain_page.goto(url("placement-list", new.pk))
    row = plain_page.locator(f"#misto-{place_of(gone, new).pk}")
    row.get_by_role("button", name="Text záměrně vypuštěn").click()
    expect(plain_page.locator(".messages .success")).to_contain_text("R1-0001")
    assert place_of(gone, new).decision == "dropped"
