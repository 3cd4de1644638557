"""Takes the pictures of help from a running demonstration: ``python -m tests.journeys.pictures http://localhost:8000``.

Run it after a change of the screens in question; pictures are part of the source and are not made anew by tests.
"""

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from people.personas import DEMO_PASSWORD
from tests import machine

FOLDER = Path(__file__).resolve().parent.parent.parent / "static" / "images" / "help"
WIDTH, HEIGHT, COLOURS = 960, 600, 64
INTO_VIEW = "node => node.scrollIntoView({behavior: 'instant'})"
SERIES = "/fokusni-skupiny/fs/"


def heading(page: Page, name: str) -> None:
    """Scroll so that a heading stands on top."""
    page.get_by_role("heading", name=name, exact=True).first.evaluate(INTO_VIEW)


def prepare_device(page: Page) -> None:
    """Prepare the browser for work without network and open the screen of entry; a key for the series comes first."""
    shell = page.url
    page.goto(shell.replace("/fokusni-skupiny/zapis/", f"{SERIES}obnova/"))
    page.locator("[data-make]").click()
    page.locator("form.recovery button[type=submit]").click()
    page.wait_for_url(lambda url: not url.endswith("obnova/"))
    page.goto(shell)
    page.select_option("select[name=series]", index=0)
    for field in ("#p-heslo", "#p-znovu"):
        page.fill(field, "čtyři slova pro ukázku")
    page.locator("[data-prepare] button").click()
    page.locator("[data-sessions] button").last.click(timeout=60_000)
    page.locator("[data-go=write]").click()
    page.locator("[data-opened]").scroll_into_view_if_needed()


PICTURES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "rada": (SERIES, lambda page: heading(page, "Lidé")),
    "vypovedi": (
        f"{SERIES}vyroky/",
        lambda page: page.get_by_role("table").first.evaluate(INTO_VIEW),
    ),
    "bez-site": ("/fokusni-skupiny/zapis/", prepare_device),
}


def main(base: str) -> None:
    """Take all pictures, as the lead facilitator of the demonstration sees them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(machine.find_chromium()), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(locale="cs-CZ", viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(f"{base}/ucet/login/")
        page.fill("input[name=login]", "moderatorka@ukazka.example")
        page.fill("input[name=password]", DEMO_PASSWORD)
        page.click("main button[type=submit]")
        for name, (path, prepare) in PICTURES.items():
            page.goto(base + path)
            prepare(page)
            picture = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
            picture.save(FOLDER / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
