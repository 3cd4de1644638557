"""An administrator ends a role and closes an account; who is closed out cannot sign in any more."""

import pytest
from playwright.sync_api import expect

from people.enums import Role
from tests.factories.people import PASSWORD, UserFactory
from tests.journeys.steps import sign_in, until_told

pytestmark = pytest.mark.django_db(transaction=True)


def given_an_administrator_and_a_colleague():
    administrator = UserFactory(name="Slavomír Správce", roles=[Role.ADMINISTRATOR], is_demo=True)
    colleague = UserFactory(name="Edita Nová", roles=[Role.EDITOR, Role.SECRETARY], is_demo=True)
    return administrator, colleague


def when_the_role_is_ended(page):
    page.get_by_role("row").filter(has_text="Redaktor").get_by_role("button").click()
    until_told(page)


def when_the_account_is_closed(page):
    page.get_by_label("Vím, že uzavřený účet už nepůjde otevřít").check()
    page.get_by_role("button", name="Uzavřít účet").click()
    until_told(page)


def then_the_person_cannot_sign_in(page, person):
    page.goto("/ucet/login/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Heslo").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    page.goto("/prehled/")
    page.wait_for_url("**/ucet/login/**")


def test_role_is_ended_and_account_closed(page, new_context, base_url, accessible):
    administrator, colleague = given_an_administrator_and_a_colleague()
    other = new_context(base_url=base_url).new_page()
    sign_in(other, colleague)
    sign_in(page, administrator)
    page.goto("/admin/lide/")
    page.get_by_role("link", name="Edita Nová").click()
    page.get_by_role("heading", name="Uzavřít účet").wait_for()
    accessible(page)

    when_the_role_is_ended(page)
    assert page.get_by_role("row").filter(has_text="Redaktor").get_by_role("button").count() == 0
    other.goto("/prehled/")
    assert other.locator(".lead").inner_text() == "Edita Nová, tajemník"

    when_the_account_is_closed(page)
    expect(page.get_by_text("(uzavřený)")).to_be_visible()
    accessible(page)
    other.goto("/prehled/")
    assert "/ucet/login/" in other.url
    then_the_person_cannot_sign_in(other, colleague)


def test_account_is_closed_without_javascript(plain_page):
    administrator, colleague = given_an_administrator_and_a_colleague()
    sign_in(plain_page, administrator)
    plain_page.goto("/admin/")
    plain_page.get_by_role("navigation").get_by_role("link", name="Lidé").click()
    plain_page.get_by_role("link", name="Edita Nová").click()
    plain_page.get_by_label("Vím, že uzavřený účet už nepůjde otevřít").check()
    plain_page.get_by_role("button", name="Uzavřít účet").click()

    expect(plain_page.get_by_text("Účet byl uzavřen.")).to_be_visible()
    colleague.refresh_from_db()
    assert colleague.is_active is False
