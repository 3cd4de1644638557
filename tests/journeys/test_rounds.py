"""A public round from preparing to its seal: two people open it, it is extended, closes and is sealed."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from consultations import tasks
from consultations.actions import rounds
from consultations.models import Round
from people.enums import Role
from tests.consultations import build
from tests.factories.people import UserFactory
from tests.journeys import steps

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Připomínky k návrhu koncepce"
FORMAT = "%Y-%m-%dT%H:%M"


# --- steps


def given_a_frozen_text_and_two_people():
    version = build.version(build.text())
    editor = UserFactory(name="Edita Nová", roles=[Role.EDITOR], is_demo=True)
    chair = UserFactory(name="Petra Předsedová", roles=[Role.CHAIR], is_demo=True)
    return version, editor, chair


def press(page, selector, key="Enter"):
    """Reach an element by Tab, starting behind the menu of the administration unless something is focused."""
    page.evaluate("""() => {
      const main = document.querySelector("#main");
      if (main.contains(document.activeElement)) return;
      main.tabIndex = -1;
      main.focus();
    }""")
    steps.press(page, selector, key)


def local(moment):
    return timezone.localtime(moment).strftime(FORMAT)


def when_the_editor_prepares_the_round(page):
    page.goto("/admin/kola/")
    press(page, ".desk__actions a.button")
    page.wait_for_url("**/admin/kola/nove/")
    page.get_by_label("Název").fill(TITLE)
    press(page, "input[name=versions]", "Space")
    page.locator("[name=introduction]").fill("O čem to je.")
    page.locator("[name=easy_text]").fill("Město píše plán.")
    page.locator("[name=kind]").select_option("public")
    page.locator("[name=is_public]").check()
    page.locator("[name=opens_at]").fill(local(timezone.now() - timedelta(hours=1)))
    page.locator("[name=closes_at]").fill(local(timezone.now() + timedelta(days=20)))
    press(page, ".desk-form button[type=submit]")
    page.wait_for_url(re.compile(r"/admin/kola/\d+/$"))
    return Round.objects.get()


def when_it_is_proposed(page, accessible):
    steps.until_told(page)
    accessible(page)
    press(page, "#act-propose summary")
    press(page, "#act-propose button[type=submit]")
    steps.until_told(page)
    assert page.locator("#act-agree").count() == 0


def when_the_chair_agrees(page, made):
    page.goto(f"/admin/kola/{made.pk}/")
    press(page, "#act-agree button[type=submit]")
    steps.until_told(page)


def when_the_editor_extends_it(page, made):
    page.goto(f"/admin/kola/{made.pk}/")
    press(page, "#act-extend summary")
    page.locator("#act-extend [name=closes_at]").fill(local(made.closes_at + timedelta(days=7)))
    page.locator("#act-extend [name=note]").fill("O prázdninách nestačil čas.")
    press(page, "#act-extend button[type=submit]")
    steps.until_told(page)


def when_its_time_is_over():
    now = timezone.now()
    Round.objects.update(opens_at=now - timedelta(days=2), closes_at=now - timedelta(seconds=1))
    rounds.refresh_pages(Round.objects.select_related("document").get())
    tasks.seal_closed_rounds.function()


def then_visitors_can(page, made, words, accessible):
    page.context.clear_cookies()
    page.goto(made.path)
    page.get_by_text(words).first.wait_for()
    accessible(page)


# --- the story


def test_a_public_round_is_opened_by_two_extended_closed_and_sealed(page, accessible):
    _version, editor, chair = given_a_frozen_text_and_two_people()
    steps.sign_in(page, editor)
    made = when_the_editor_prepares_the_round(page)
    when_it_is_proposed(page, accessible)

    steps.sign_in(page, chair)
    when_the_chair_agrees(page, made)
    then_visitors_can(page, made, "Právě teď se můžete vyjádřit.", accessible)
    build.sent(Round.objects.get(), "Doplnit lhůtu.")

    steps.sign_in(page, editor)
    when_the_editor_extends_it(page, made)
    accessible(page)
    then_visitors_can(page, made, "O prázdninách nestačil čas.", accessible)

    when_its_time_is_over()
    then_visitors_can(page, made, "Kolo skončilo.", accessible)
    page.get_by_role("link", name="Pečeť kola").click()
    page.get_by_role("heading", name="Jak si ji ověřit").wait_for()
    accessible(page)


def test_groups_and_bodies_are_kept_without_scripts(plain_page):
    organisation = build.body("Městský obvod Lípa")
    group = build.group("PS1", build.user("member"), on_behalf_of=organisation)
    made = build.prepared_round(build.version(build.text()), groups=[group])
    secretary = UserFactory(name="Tadeáš", roles=[Role.SECRETARY, Role.EDITOR], is_demo=True)
    page = plain_page
    steps.sign_in(page, secretary)

    page.goto(f"/admin/kola/{made.pk}/subjekty/")
    page.get_by_label("Přizvat: Městský obvod Lípa").check()
    page.get_by_role("button", name="Uložit").click()
    page.wait_for_url(re.compile(r"/admin/kola/\d+/$"))
    assert [str(body) for body in made.bodies.all()] == ["Městský obvod Lípa"]

    page.goto(f"/admin/skupiny/{group.pk}/clen/{group.memberships.get().pk}/")
    page.get_by_role("button", name="Ukončit členství").click()
    page.wait_for_url(re.compile(r"/admin/skupiny/\d+/$"))
    assert group.memberships.get().valid_to == timezone.localdate()
