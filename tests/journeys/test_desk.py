"""The desk of versions without a mouse and without scripts: a version is prepared, decided, frozen and published;
its origin is corrected; words that must not be kept are removed from it and from everything made of it.
"""

import re
import subprocess

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from concept.models import Version
from people.enums import Role
from tests.concept import build
from tests.factories.people import UserFactory
from tests.journeys.steps import press, sign_in, until_focused, until_told

pytestmark = pytest.mark.django_db(transaction=True)

OLD = "Město zřídí kontaktní místo pro bydlení, kde lidé dostanou radu a pomoc s hledáním bytu."
NEW = (
    "Město zřídí kontaktní místo pro seniory. Provoz od příštího roku převezme spolek z kraje "
    "a lidé tam zajdou."
)
SECRET = "Paní Nováková z Jirské ulice čeká na byt už tři roky a bydlí se synem na ubytovně."
REASON = "Osobní údaje domácnosti."


# --- steps


def given_a_published_version_and_people():
    document = build.document(title="Koncepce bydlení")
    section = build.section(document, "Byty", OLD, SECRET, code="2.1")
    version = build.publish(build.freeze(document, "0.9"))
    editor = UserFactory(name="Edita Nová", roles=[Role.EDITOR], is_demo=True)
    chair = UserFactory(name="Petra Předsedová", roles=[Role.CHAIR], is_demo=True)
    return document, section, version, editor, chair


def desk(name: str, *args) -> str:
    return reverse(f"versions_desk:{name}", args=args)


def when_the_version_is_prepared(page, document, act):
    page.goto(desk("document-list"))
    act(page, f"form[action='{desk('plan-start', document.pk)}'] button")
    page.locator("#plan-progress").wait_for()
    call_command("run_jobs")
    page.goto(desk("plan-detail", document.pk))


def then_the_version_is_frozen() -> Version:
    version = Version.objects.get(label="1.0")
    assert [str(p.content.text).strip() for p in version.passages.order_by("order")] == [NEW]
    assert version.reason == "Nový text o kontaktním místě."
    return version


def then_a_visitor_reads_the_new_words(new_context, base_url):
    visitor = new_context(base_url=base_url).new_page()
    visitor.goto("/koncepce/byty/")
    expect(visitor.get_by_text(NEW)).to_be_visible()
    expect(visitor.locator(".badge--published").first).to_be_visible()


def when_a_file_is_downloaded(page, version, file_format: str) -> bytes:
    """Ask for the file, let the job make it, take it."""
    address = reverse("concept:version-download", args=["koncepce", version.slug, file_format])
    page.goto(address)
    assert page.locator("h1").inner_text().startswith("Připravujeme")
    call_command("run_jobs")
    return page.request.get(address).body()


def text_of_pdf(made: bytes) -> str:
    told = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=made, check=True, capture_output=True
    )
    return " ".join(told.stdout.decode().split())


# --- stories


def test_version_is_made_and_published_with_the_keyboard_alone(
    page, new_context, base_url, accessible
):
    document, section, _version, editor, chair = given_a_published_version_and_people()
    build.rewrite(section, NEW)
    sign_in(page, editor)

    when_the_version_is_prepared(page, document, press)
    accessible(page)
    press(page, f"a[href='{desk('lineage-answer', document.pk)}']")
    page.wait_for_url(f"**{desk('lineage-answer', document.pk)}")
    accessible(page)
    until_focused(page, "input[name^=choice-]")
    page.keyboard.press("Space")
    press(page, "form:has(input[name=shown]) button[type=submit]")
    until_told(page)
    press(page, f"a[href='{desk('version-seal', document.pk)}']")
    page.wait_for_url(f"**{desk('version-seal', document.pk)}")
    accessible(page)
    until_focused(page, "input[name=label]")
    page.keyboard.type("1.0")
    until_focused(page, "select[name=purpose]")
    page.keyboard.press("ArrowDown")
    until_focused(page, "textarea[name=reason]")
    page.keyboard.type("Nový text o kontaktním místě.")
    press(page, f"form[action='{desk('version-seal', document.pk)}'] button[type=submit]")
    page.wait_for_url(re.compile(r"/admin/verze/\d+/$"))
    until_told(page)
    version = then_the_version_is_frozen()
    accessible(page)
    press(page, "#act-propose summary")
    press(page, "#act-propose button[type=submit]")
    page.locator(".desk .help-info").wait_for()

    second = new_context(base_url=base_url).new_page()
    sign_in(second, chair)
    press(second, f"main a[href$='{desk('version-detail', version.pk)}']")
    second.wait_for_url(f"**{desk('version-detail', version.pk)}")
    press(second, "#act-agree button[type=submit]")
    until_told(second)

    then_a_visitor_reads_the_new_words(new_context, base_url)


def test_version_is_made_and_published_without_javascript(plain_page, new_context, base_url):
    page = plain_page
    document, section, _version, editor, chair = given_a_published_version_and_people()
    build.rewrite(section, NEW)
    sign_in(page, editor)

    when_the_version_is_prepared(
        page, document, lambda page, selector: page.locator(selector).click()
    )
    page.get_by_role("link", name="Rozhodnout, odkud pochází 1 odstavec").click()
    page.get_by_label("Je to nový odstavec").check()
    page.get_by_role("button", name="Uložit rozhodnutí").click()
    page.get_by_role("link", name="Pokračovat k uzavření").click()
    page.get_by_label("Název verze").fill("1.0")
    page.get_by_label("Účel").select_option("approval")
    page.get_by_label("Proč tato verze vzniká").fill("Nový text o kontaktním místě.")
    page.get_by_role("button", name="Uzavřít verzi").click()
    version = then_the_version_is_frozen()
    page.get_by_text("Navrhnout zveřejnění").first.click()
    page.locator("#act-propose button[type=submit]").click()
    expect(page.get_by_text("Zveřejnění je navrženo.")).to_be_visible()
    until_told(page)

    second = new_context(base_url=base_url, java_script_enabled=False).new_page()
    sign_in(second, chair)
    second.goto(desk("version-detail", version.pk))
    second.get_by_role("button", name="Souhlasit se zveřejněním").click()

    then_a_visitor_reads_the_new_words(new_context, base_url)


def test_origin_of_a_passage_is_corrected(page, accessible):
    document, section, _version, editor, _chair = given_a_published_version_and_people()
    build.rewrite(section, NEW)
    version = build.freeze(document, "1.0")
    sign_in(page, editor)

    page.goto(desk("version-detail", version.pk))
    page.get_by_role("link", name="Opravit, odkud odstavec pochází").click()
    page.wait_for_url(f"**{desk('correction-search', version.pk)}")
    accessible(page)
    page.get_by_role("row").filter(has_text="2.1/1").get_by_role("link").click()
    page.get_by_role("heading", name="2.1/1").wait_for()
    accessible(page)
    page.get_by_label("2.1/2: Paní Nováková").check()
    page.get_by_label("Jak").select_option("replaced")
    page.get_by_role("button", name="Opravit původ").click()

    until_told(page)
    assert "Nahrazeno" in page.locator(".desk-issues li").inner_text()
    page.get_by_role("link", name="Otevřít odstavec").click()
    page.get_by_role("heading", name="2.1/1").wait_for()
    assert page.locator(".desk-columns .desk-text").nth(1).inner_text().strip() == SECRET
    accessible(page)
    for name, *args in (
        ("change-review", version.pk),
        ("issued-file-list", version.pk),
        ("work-list", document.pk, "bez-zdroje"),
        ("work-list", document.pk, "opatreni"),
    ):
        page.goto(desk(name, *args))
        accessible(page)


def test_words_that_must_not_be_kept_are_gone_from_the_version_and_its_files(page, accessible):
    _document, section, version, editor, _chair = given_a_published_version_and_people()
    assert SECRET.encode() in when_a_file_is_downloaded(page, version, "json")
    sign_in(page, editor)

    page.goto(desk("version-detail", version.pk))
    page.get_by_role("link", name="Odstranit slova odstavce").click()
    page.get_by_label("Slova z odstavce").fill("novakova")
    page.locator("main").get_by_role("button", name="Hledat").click()
    page.get_by_role("row").filter(has_text="2.1/2").get_by_role("link").click()
    page.get_by_text("Tento krok nelze vrátit").wait_for()
    accessible(page)
    page.get_by_label("Důvod").fill(REASON)
    page.get_by_label("Vím, že odstranění nelze vrátit").check()
    page.get_by_role("button", name="Odstranit slova navždy").click()
    page.get_by_role("link", name="Otevřít „2.1 Byty“").wait_for()
    accessible(page)
    build.rewrite(section, OLD)  # the words leave the section first
    page.get_by_role("button", name="Odstranit slova navždy").click()
    until_told(page)
    expect(page.get_by_text("1 odstavec")).to_be_visible()

    page.goto("/koncepce/byty/")
    expect(page.get_by_text(f"Důvod: {REASON}")).to_be_visible()
    assert "Nováková" not in page.content()
    accessible(page)
    json = when_a_file_is_downloaded(page, version, "json").decode()
    pdf = text_of_pdf(when_a_file_is_downloaded(page, version, "pdf"))
    assert "Text tohoto odstavce byl ze zákonných důvodů odstraněn" in pdf
    for made in (json, pdf):
        assert OLD[:30] in made
        assert "Nováková" not in made
