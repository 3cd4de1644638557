"""A day of a facilitator without network: what she enters survives everything and arrives once."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from focus_groups.actions import syncing
from focus_groups.models import Series, SpokenStatement
from tests.concept import build as concept
from tests.focus_groups import build
from tests.journeys.conftest import violations, watched
from tests.journeys.hands import Keyboard, Mouse
from tests.journeys.steps import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

SHELL = "/fokusni-skupiny/zapis/"
PASSPHRASE = "čtyři slova stačí dnes"
WAITING = "V zařízení čeká na odeslání: {}. Server potvrdil: {}."


# --- steps


def given_a_series() -> Series:
    """A session is planned; two people consented to notes, one did not consent."""
    concept.home()
    at = timezone.now()
    series = build.panel(at=at)
    build.session(series, at=at)
    for scopes in (build.ALL_SCOPES, build.ALL_SCOPES, ()):
        build.participant(series, at=at, scopes=scopes)
    return series


def when_the_lead_makes_the_recovery_key(page: Page) -> str:
    """Answers what stands on the paper."""
    page.goto("/fokusni-skupiny/fs/obnova/")
    page.get_by_role("button", name="Vytvořit klíč").click()
    shown = page.locator("[data-key]")
    expect(shown).to_have_text(re.compile(r"^(\w{6} ?){9}$"))
    key = shown.inner_text()
    with page.expect_navigation():
        page.get_by_role("button", name="Klíč mám na papíře").click()
    return key


def when_she_prepares_the_device(page: Page) -> None:
    page.goto(SHELL)
    page.locator("#p-heslo").fill(PASSPHRASE)
    page.locator("#p-znovu").fill(PASSPHRASE)
    page.locator("[data-prepare] button").click()
    expect(page.locator("[data-told]")).to_contain_text(
        "scénáře 1, informační listy 1, pseudonymy 3, setkání 1"
    )
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")


def when_she_opens_it(page: Page) -> None:
    page.goto(SHELL)
    page.locator("[data-unlock] input").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.locator("span[data-count]")).not_to_be_empty()


def when_she_enters(page: Page, words: list[str]) -> None:
    """By Enter alone; the question and the speaker are chosen once."""
    page.locator("[data-go=write]").click()
    page.get_by_role("radio", name="Celá skupina").check()
    for text in words:
        page.locator("#z-slova").fill(text)
        page.keyboard.press("Enter")
        expect(page.locator("#z-slova")).to_have_value("")
    expect(page.locator("[data-told]")).to_have_text("Uloženo v tomto zařízení.")


def then_it_waits(page: Page, waiting: int, sent: int) -> None:
    expect(page.locator("span[data-count]")).to_have_text(WAITING.format(waiting, sent))


def then_all_arrived_once(words: list[str]) -> None:
    stored = SpokenStatement.objects.order_by("position", "pk")
    assert sorted(row.words for row in stored) == sorted(words)


def then_nothing_on_the_device_can_be_read(page: Page, *words: str) -> None:
    kept = json.dumps(page.evaluate(READ_EVERYTHING))
    assert '"sealed"' in kept
    assert [word for word in words if word in kept] == []


READ_EVERYTHING = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("osnova-zapis");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = async () => {
    const found = [];
    for (const name of opening.result.objectStoreNames) {
      const asked = opening.result.transaction(name).objectStore(name).getAll();
      found.push(await new Promise((done) => { asked.onsuccess = () => done(asked.result); }));
    }
    opening.result.close();
    resolve(found);
  };
})"""


# --- what the steps need


@pytest.fixture
def devices() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@contextmanager
def device(
    browser_type: BrowserType, arguments: dict, settings: dict, folder: Path
) -> Iterator[BrowserContext]:
    """A browser whose profile stays on the disk when it is closed."""
    context = browser_type.launch_persistent_context(str(folder), **arguments, **settings)
    try:
        yield context
    finally:
        context.close()


@pytest.fixture
def open_device(
    browser_type, browser_type_launch_args, browser_context_args, base_url, tmp_path
) -> Callable:
    settings = {**browser_context_args, "base_url": base_url}
    return lambda name: device(browser_type, browser_type_launch_args, settings, tmp_path / name)


def said(count: int, who: str = "První") -> list[str]:
    return [f"{who} výpověď číslo {n}" for n in range(count)]


# --- stories


def test_thirty_statements_survive_a_closed_browser_and_a_server_that_dies(
    open_device, monkeypatch
):
    series = given_a_series()
    lead, words = build.lead_of(series), said(30)
    with open_device("tablet") as context:
        page = signed_in(context.new_page(), lead)
        when_the_lead_makes_the_recovery_key(page)
        when_she_prepares_the_device(page)
        context.set_offline(True)
        when_she_opens_it(page)
        when_she_enters(page, words)
        then_it_waits(page, 30, 0)
        then_nothing_on_the_device_can_be_read(page, "výpověď", "FS-", "Jak jste hledali")
    assert not SpokenStatement.objects.exists()

    store, calls = syncing.Batch.store, []

    def dying(self, entry):
        calls.append(entry)
        if len(calls) == 12:
            raise SystemError
        return store(self, entry)

    with open_device("tablet") as context:
        context.set_offline(True)
        page = signed_in(context.new_page(), lead)
        when_she_opens_it(page)
        then_it_waits(page, 30, 0)
        monkeypatch.setattr(syncing.Batch, "store", dying)
        context.set_offline(False)
        expect(page.locator("[data-wrong]")).to_contain_text("Server neodpověděl, jak měl.")
        assert SpokenStatement.objects.count() == 11
        then_it_waits(page, 30, 0)
        monkeypatch.setattr(syncing.Batch, "store", store)
        page.locator("[data-send]").click()
        expect(page.locator("[data-told]")).to_have_text("Všechno je na serveru.")
        then_it_waits(page, 0, 30)
        then_all_arrived_once(words)
        assert [row.position for row in SpokenStatement.objects.order_by("pk")] == list(
            range(1, 31)
        )
        page.locator("[data-go=device]").click()
        page.locator("[data-wipe]").click()
        page.locator("[data-yes]").click()
        expect(page.locator("[data-told]")).to_have_text("Smazáno z tohoto zařízení.")
        assert page.evaluate(READ_EVERYTHING) == [[], []]


def test_two_devices_send_what_each_heard(new_context, base_url):
    series = given_a_series()
    words = [said(3, "Levá"), said(3, "Pravá")]
    pages = [signed_in(new_context(base_url=base_url).new_page(), build.lead_of(series))]
    pages.append(signed_in(new_context(base_url=base_url).new_page(), build.lead_of(series)))
    when_the_lead_makes_the_recovery_key(pages[0])
    for page, own in zip(pages, words, strict=True):
        when_she_prepares_the_device(page)
        page.context.set_offline(True)
        when_she_enters(page, own)
    for page in pages:
        page.context.set_offline(False)
        then_it_waits(page, 0, 3)
    then_all_arrived_once(words[0] + words[1])


def test_a_forgotten_passphrase_is_no_loss_and_a_wrong_one_no_harm(new_context, base_url):
    series = given_a_series()
    page = signed_in(new_context(base_url=base_url).new_page(), build.lead_of(series))
    paper = when_the_lead_makes_the_recovery_key(page)
    when_she_prepares_the_device(page)
    page.context.set_offline(True)
    when_she_enters(page, said(1))
    page.goto(SHELL)
    page.locator("[data-unlock] input").fill("úplně jiné heslo")
    page.keyboard.press("Enter")
    expect(page.locator("[data-wrong]")).to_contain_text("Tímto heslem to otevřít nejde.")
    page.get_by_text("Zapomenuté heslo").click()
    form = page.locator("[data-recover]")
    form.locator("input").fill("nové dlouhé heslo")
    form.locator("textarea").fill(paper.lower().replace(" ", "-")[:-1] + "?")
    form.locator("button").click()
    expect(page.locator("[data-wrong]")).to_contain_text("Tímto záchranným klíčem")
    form.locator("textarea").fill(paper.lower().replace(" ", "-"))
    form.locator("button").click()
    expect(page.locator("[data-told]")).to_have_text("Otevřeno. Od teď platí nové heslo.")
    page.context.set_offline(False)
    then_it_waits(page, 0, 1)
    then_all_arrived_once(said(1))


def test_an_unplanned_session_by_the_keyboard_alone(new_context, base_url, devices):
    series = given_a_series()
    context = new_context(base_url=base_url)
    page = devices.enter_context(contextmanager(watched)(context))
    page.set_viewport_size({"width": 320, "height": 640})
    signed_in(page, build.lead_of(series))
    when_the_lead_makes_the_recovery_key(page)
    page.goto(SHELL)
    expect(page.locator("[data-prepare]")).to_be_visible()
    assert violations(page) == []
    when_she_prepares_the_device(page)
    context.set_offline(True)
    hands = Keyboard(page)
    hands.unfold("Otevřít neplánované setkání")
    hands.write("Téma", "Na ubytovně")
    hands.activate(page.get_by_role("button", name="Otevřít setkání"))
    expect(page.get_by_role("heading", name="Lidé a souhlasy")).to_be_focused()
    hands.activate(page.get_by_role("button", name="Přidat účastníka"))
    expect(page.locator("[data-consent] h3")).to_be_focused()
    assert violations(page) == []
    for scope in ("notes", "verbatim_quote"):
        hands.reach(page.locator(f"[data-consent] [value={scope}]"))
        page.keyboard.press("Space")
    hands.activate(page.get_by_role("button", name="Zaznamenat souhlas", exact=True))
    hands.activate(page.locator("[data-go=write]"))
    expect(page.locator("#z-slova")).to_be_focused()
    assert page.evaluate("() => document.documentElement.scrollWidth") == 320
    assert violations(page) == []
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")  # from the last choice of a group on to its first one
    expect(page.locator("[name=speaker]").first).to_be_checked()
    hands.reach(page.locator("#z-slova"))
    page.keyboard.type("Tady se nedá vařit.")
    for key in ("F2", "F4", "F4", "F4", "F8"):
        page.keyboard.press(key)
    expect(page.locator("[data-switch=agreement]")).to_have_text("Shoda v místnosti: Většina (F4)")
    page.keyboard.press("Enter")
    then_it_waits(page, 5, 0)
    hands.activate(page.locator("[data-go=device]"))
    assert violations(page) == []
    context.set_offline(False)
    then_it_waits(page, 0, 5)
    row = SpokenStatement.objects.get()
    assert (row.session.topic, row.words, row.is_verbatim, row.agreement, row.sensitivity) == (
        "Na ubytovně",
        "Tady se nedá vařit.",
        True,
        "most",
        "sensitive",
    )
    assert row.participant.pseudonym.startswith("FS-")


def test_without_script_the_form_of_the_session_posts(plain_page):
    series = given_a_series()
    hands = Mouse(signed_in(plain_page, build.lead_of(series)))
    hands.go(SHELL)
    hands.sees("Bez JavaScriptu tato stránka nic neuchová.")
    hands.go("/fokusni-skupiny/fs/1/zapis/")
    hands.tick("Celá skupina", "radio")
    hands.write("Slova, jak zazněla", "Platíme za tři.")
    hands.press("Uložit a psát další")
    hands.told("Uloženo. Můžete psát další.")
    then_all_arrived_once(["Platíme za tři."])


def test_what_goes_wrong_is_said_and_another_device_can_send_it(new_context, base_url, tmp_path):
    series = given_a_series()
    lead, other = build.lead_of(series), build.lead_of(build.panel("JINA", at=timezone.now()))
    page, second = (signed_in(new_context(base_url=base_url).new_page(), lead) for _n in range(2))
    when_the_lead_makes_the_recovery_key(page)
    when_she_prepares_the_device(second)
    when_she_prepares_the_device(page)
    page.context.set_offline(True)
    when_she_enters(page, said(2))

    page.locator("[data-go=device]").click()
    page.locator("[data-wipe]").click()
    expect(page.locator("[data-wrong]")).to_contain_text("ani uložené do souboru")
    with page.expect_download() as saved:
        page.locator("[data-export=sealed]").click()
    file = tmp_path / "zapecetene.json"
    saved.value.save_as(file)
    assert "výpověď" not in file.read_text()

    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.locator("[data-wrong]")).to_contain_text("Už nejste přihlášeni.")
    signed_in(page, other)
    page.locator("[data-send]").click()
    expect(page.locator("[data-wrong]")).to_contain_text("přihlášen někdo jiný")
    then_it_waits(page, 2, 0)
    assert not SpokenStatement.objects.exists()

    second.locator("[data-go=device]").click()
    second.locator("#d-soubor").set_input_files(file)
    second.locator("#d-heslo").fill(PASSPHRASE)
    second.get_by_role("button", name="Převzít soubor").click()
    then_it_waits(second, 0, 2)
    signed_in(page, lead)
    page.locator("[data-send]").click()
    then_it_waits(page, 0, 2)
    then_all_arrived_once(said(2))
