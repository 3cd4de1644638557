"""A real Chromium for the journeys: watched for errors, kept off the network, checked by axe."""

import os
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext, Page
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


def watched(context: BrowserContext) -> Iterator[Page]:
    """Open a page, hand it out, and fail at the end if the browser complained meanwhile."""
    complaints: list[str] = []
    context.add_init_script(REPORT_VIOLATIONS)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    page.on(
        "console",
        lambda m: complaints.append(f"{m.text} {m.location['url']}") if m.type == "error" else None,
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


def violations(page: Page, **options: object) -> list[str]:
    """What axe finds on the page, one readable line for each rule; ``options`` of axe beside the baseline's."""
    page.evaluate(ANIMATIONS_AT_REST)  # waiting for them takes half a second for each screen
    baseline = {
        "runOnly": {"type": "tag", "values": WCAG},
        "resultTypes": ["violations"],
        "preload": False,  # it would load the imports of our style sheets from wrong addresses
    }
    results = Axe().run(page, options=baseline | options)
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: "
        + "; ".join(", ".join(map(str, node["target"])) for node in violation["nodes"])
        for violation in results.response["violations"]
    ]


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Return a function that fails with a readable list if axe finds a violation on the page."""

    def check(page: Page) -> None:
        assert violations(page) == [], page.url

    return check
