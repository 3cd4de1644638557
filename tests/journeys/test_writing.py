"""An editor writes a section, freezes a version, a second person agrees, and a visitor reads it."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from concept.models import Version
from people.enums import Role
from tests.concept import build
from tests.factories.people import UserFactory
from tests.journeys.steps import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Město každý rok spočítá volné byty."


# --- steps


def given_a_section_and_two_people():
    document = build.document(title="Koncepce bydlení")
    section = build.section(document, "Byty", "Město má devět bytů.", code="2.1")
    build.publish(build.freeze(document, "0.9"))
    editor = UserFactory(name="Edita Nová", roles=[Role.EDITOR], is_demo=True)
    chair = UserFactory(name="Petra Předsedová", roles=[Role.CHAIR], is_demo=True)
    return document, section, editor, chair


def when_the_editor_writes_and_releases(page, section):
    page.goto(f"/admin/pages/{section.pk}/edit/")
    text = page.locator(".public-DraftEditor-content").first
    text.wait_for()
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type(WORDS)
    # the editor hands its text to the form a quarter of a second later
    page.wait_for_function(
        "words => [...document.querySelectorAll('[name^=body-]')].some(e => e.value.includes(words))",
        arg=WORDS,
    )
    page.get_by_role("button", name=re.compile("Další akce|More actions|akce")).first.click()
    page.locator("button[name=action-publish]").first.click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/(\?.*)?$"))


def when_the_version_is_prepared_and_frozen(page, document):
    desk = {
        name: reverse(f"versions_desk:{name}", args=[document.pk])
        for name in ("plan-detail", "plan-start", "version-seal")
    }
    page.goto(desk["plan-detail"])
    page.locator(f"form[action='{desk['plan-start']}'] button").click()
    page.locator("#plan-progress").wait_for()
    call_command("run_jobs")
    page.goto(desk["plan-detail"])
    page.locator(f"a[href='{desk['version-seal']}']").click()
    page.locator("input[name=label]").fill("1.0")
    page.locator("select[name=purpose]").select_option("approval")
    page.locator("textarea[name=reason]").fill("Město bude počítat byty.")
    page.locator(f"form[action='{desk['version-seal']}'] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/admin/verze/\d+/$"))
    return Version.objects.get(label="1.0")


def when_the_editor_proposes_to_publish(page, version):
    page.locator("#act-propose summary").click()
    page.locator("#act-propose button[type=submit]").click()
    page.locator(".messages .success").wait_for()
    assert page.locator("#act-agree").count() == 0, version


def when_the_second_person_agrees(page, chair, version, accessible):
    sign_in(page, chair)
    accessible(page)
    page.locator("main").get_by_role("link", name="Koncepce bydlení, verze 1.0").click()
    page.wait_for_url(f"**{reverse('versions_desk:version-detail', args=[version.pk])}")
    page.locator("#act-agree button[type=submit]").click()
    page.locator(".messages .success").wait_for()


def then_a_visitor_reads_it(page, accessible):
    page.goto("/koncepce/byty/")
    expect(page.get_by_text(WORDS)).to_be_visible()
    expect(page.locator(".badge--published").first).to_be_visible()
    accessible(page)
    page.goto("/koncepce/porovnani/0-9/1-0/")
    assert WORDS in page.locator(".comparison ins").first.inner_text()


# --- story


def test_editor_writes_and_freezes_and_a_second_person_publishes(
    page, new_context, base_url, accessible
):
    document, section, editor, chair = given_a_section_and_two_people()
    visitor, second = (new_context(base_url=base_url).new_page() for _ in range(2))
    visitor.goto("/koncepce/byty/")
    expect(visitor.get_by_text(WORDS)).to_be_hidden()

    sign_in(page, editor)
    when_the_editor_writes_and_releases(page, section)
    version = when_the_version_is_prepared_and_frozen(page, document)
    when_the_editor_proposes_to_publish(page, version)
    when_the_second_person_agrees(second, chair, version, accessible)

    then_a_visitor_reads_it(visitor, accessible)
