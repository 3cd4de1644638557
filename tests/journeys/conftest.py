"""A real Chromium for the journeys: watched for errors, kept off the network, checked by axe."""

import os
from collections.abc import Callable, Iterator, Mapping

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from tests import machine

# Playwright's loop runs in this thread; Django would refuse the ORM beside it
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", event =>
  console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Start the system's Chromium (nothing is downloaded); root needs it without its sandbox."""
    chromium = machine.find_chromium()
    assert chromium, "Chromium is missing; python -m tests installs it"
    return {
        "executable_path": str(chromium),
        "args": [
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            "--disable-gpu",
            # axe runs once in each document: compiling it for speed costs more than it saves
            "--js-flags=--no-opt --no-maglev",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {
        "locale": "cs-CZ",
        "timezone_id": "Europe/Prague",
        "viewport": {"width": 1280, "height": 900},
        # else pages scroll smoothly, and a click on the way there misses
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def live_server(django_db_setup) -> Iterator[LiveServer]:
    """Serve static and media files as production does: by WhiteNoise and by our own views.

    pytest-django's server would serve both itself, without hashed names and without asking who may.
    """
    settings.WHITENOISE_AUTOREFRESH = False
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = lambda handler: handler.application
    server.start()
    yield server
    server.stop()


@pytest.fixture
def base_url(live_server) -> str:
    """Let ``page.goto("/koncepce/")`` reach the live server of this test."""
    return live_server.url


@pytest.fixture
def context(new_context: Callable[..., BrowserContext], base_url: str) -> BrowserContext:
    return new_context(base_url=base_url)


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose test fails on script errors, policy violations and requests elsewhere."""
    yield from watched(context)


@pytest.fixture
def plain_page(new_context: Callable[..., BrowserContext], base_url: str) -> Iterator[Page]:
    """A page without JavaScript."""
    yield from watched(new_context(base_url=base_url, java_script_enabled=False))


def is_complaint(message: ConsoleMessage) -> bool:
    """Tell whether the browser found a fault; that a fragment opened alone names no icon is none."""
    return message.type == "error" and not message.location["url"].endswith("/favicon.ico")


def watched(context: BrowserContext) -> Iterator[Page]:
    """Open a page, hand it out, and fail at the end if the browser complained meanwhile."""
    complaints: list[str] = []
    context.add_init_script(REPORT_VIOLATIONS)
    context.add_init_script(OFFER_AXE)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    page.on(
        "console",
        lambda m: complaints.append(f"{m.text} {m.location['url']}") if is_complaint(m) else None,
    )
    page.on(
        "requestfailed",
        lambda request: (
            complaints.append(f"failed: {request.url}")
            if request.failure != "net::ERR_ABORTED"
            else None
        ),
    )
    yield page
    assert complaints == []


# A message that is still fading in has not its contrast yet. Endless animations go on.
ANIMATIONS_AT_REST = """() => document.getAnimations()
  .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
  .forEach((animation) => animation.finish())"""
# Contrast is half of what axe costs. A text is left to the other rules when one like it passed before: the same names
# and classes from the root of the document down, shown in the same colours and sizes on the same backgrounds. What has
# no text of its own and is no field is not asked: axe would look long at it and then leave it.
LOOKS = """(passed) => {
  const known = new Set(passed.split(" ")), found = new Map(), fresh = new Set();
  const look = (element) => {
    if (!element) return "";
    if (!found.has(element)) {
      const style = getComputedStyle(element);
      const words = [
        look(element.parentElement), element.localName, element.getAttribute("class"),
        style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode,
        style.position, style.color, style.fontSize, style.fontWeight, style.textShadow,
        element.type, element.matches(":disabled, [aria-disabled=true], [inert]"),
      ].join();
      let one = 0xdeadbeef, two = 0x41c6ce57;
      for (let at = 0; at < words.length; at++) {
        one = Math.imul(one ^ words.charCodeAt(at), 2654435761);
        two = Math.imul(two ^ words.charCodeAt(at), 1597334677);
      }
      found.set(element, (one >>> 0).toString(36) + (two >>> 0).toString(36));
    }
    return found.get(element);
  };
  const elements = new Set(document.querySelectorAll("input, select, textarea"));
  const texts = document.createTreeWalker(document.body ?? document, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    if (texts.currentNode.data.trim()) elements.add(texts.currentNode.parentElement);
  }
  for (const element of elements) {
    if (!element?.checkVisibility({ visibilityProperty: true }) || known.has(look(element))) continue;
    element.dataset.contrast = "asked";
    fresh.add(look(element));
  }
  return [...fresh].join(" ");
}"""
ASK_AXE = """async (options) => {
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-contrast]" }] });
  const { violations } = await axe.run(options);
  document.querySelectorAll("[data-contrast]").forEach((element) => delete element.dataset.contrast);
  return violations;
}"""
# A function in each document costs little; sending axe or running it where nobody asks costs a fifth of an answer.
OFFER_AXE = f"globalThis.bringAxe = () => {{ {AXE_SCRIPT} }}"
BRING_AXE = (
    "() => { if (!globalThis.axe) globalThis.bringAxe?.(); return Boolean(globalThis.axe); }"
)
# It asks for a look by hand at most and never finds anything, at a tenth of the cost.
NEVER_FOUND = {"hidden-content": {"enabled": False}}
passed_looks: set[str] = set()


def violations(page: Page, rules: Mapping[str, object] | None = None) -> list[str]:
    """What axe finds on the page, one readable line for each rule; ``rules`` of axe beside the baseline's."""
    page.evaluate(ANIMATIONS_AT_REST)  # waiting for them takes half a second for each screen
    baseline = {
        "runOnly": {"type": "tag", "values": WCAG},
        "resultTypes": ["violations"],
        "preload": False,  # it would load the imports of our style sheets from wrong addresses
        "rules": NEVER_FOUND | (rules or {}),
    }
    if not page.evaluate(BRING_AXE):
        page.evaluate(AXE_SCRIPT)
    looks = page.evaluate(LOOKS, " ".join(passed_looks))
    found = page.evaluate(ASK_AXE, baseline)
    if not found:
        passed_looks.update(looks.split())
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: "
        + "; ".join(", ".join(map(str, node["target"])) for node in violation["nodes"])
        for violation in found
    ]


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Return a function that fails with a readable list if axe finds a violation on the page."""

    def check(page: Page) -> None:
        assert violations(page) == [], page.url

    return check
