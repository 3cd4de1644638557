"""From the front page over one's overview to sending, and which mails one gets: as a person meets them."""

import pytest
from playwright.sync_api import expect

from consultations.models import HousingContact
from people import digests
from people.models import NotificationChoices, User
from tests.concept import build as text_build
from tests.consultations import build
from tests.factories.people import UserFactory
from tests.journeys import steps

pytestmark = pytest.mark.django_db(transaction=True)


def given_a_clerk_with_a_draft() -> User:
    UserFactory(name="Klára Úřednice", email="clerk@example.org", is_demo=True)
    clerk = build.colleague("clerk", build.body("Městský obvod Lípa"), authorised=True)
    text_build.home()
    HousingContact.objects.create(name="Kontaktní místo", address="Lípová 1", telephone="555 123")
    round = build.open_round(
        build.version(build.text()),
        bodies=[(build.body("Městský obvod Lípa"), True)],
        is_public=True,
        title="Druhé kolo",
    )
    build.written(build.draft(round, clerk, organisation=build.body("Městský obvod Lípa")))
    return clerk


def when_a_visitor_opens_the_front_page(page):
    page.goto("/")
    expect(page.locator("#kola ~ article").first).to_contain_text("Druhé kolo")
    expect(page.locator("[aria-labelledby=pomoc] [href='tel:555123']")).to_be_visible()


def then_the_overview_leads_straight_to_sending(page, accessible):
    accessible(page)
    page.locator("[aria-labelledby=ceka] .task a").click()
    page.wait_for_url("**/odeslat/**")
    expect(page.locator("main form button[type=submit]").first).to_be_visible()


def when_mails_are_chosen(page, clerk):
    page.goto("/ucet/oznameni/")
    page.get_by_label("Nové připomínky ostatních").uncheck()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/ucet/")
    assert NotificationChoices.objects.get(user=clerk).unwanted_parts == ["comments"]


def then_the_link_of_a_mail_asks_before_it_acts(page, accessible, clerk):
    page.context.clear_cookies()
    page.goto(f"/ucet/souhrn/{digests.leaving_token(clerk)}/")
    assert NotificationChoices.objects.get(user=clerk).wants_digest
    page.locator("main form button").click()
    expect(page.get_by_role("status")).to_contain_text("Souhrn vám už posílat nebudeme.")
    accessible(page)
    assert not NotificationChoices.objects.get(user=clerk).wants_digest


# --- story


def test_clerk_goes_from_the_overview_to_sending_and_chooses_the_mails(page, accessible):
    clerk = given_a_clerk_with_a_draft()

    when_a_visitor_opens_the_front_page(page)
    steps.sign_in(page, clerk)
    then_the_overview_leads_straight_to_sending(page, accessible)
    when_mails_are_chosen(page, clerk)
    then_the_link_of_a_mail_asks_before_it_acts(page, accessible, clerk)
