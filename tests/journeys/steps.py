"""Steps that more than one story takes."""

from django.conf import settings
from playwright.sync_api import Page

from people.models import User
from tests import browsers


def signed_in(page: Page, person: User | None) -> Page:
    """The page of somebody who has signed in (which has a journey of its own), or of a visitor."""
    if person is not None:
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": browsers.signed_in(person).cookies[name].value}
        page.context.add_cookies([{**cookie, "domain": "localhost", "path": "/"}])
    return page


def sign_in(page: Page, person: User, address: str = "/prehled/") -> None:
    """Sign somebody in and open their first page."""
    signed_in(page, person).goto(address)


def until_focused(page: Page, selector: str, limit: int = 60) -> None:
    """Press Tab until the element has the focus, as a person without a mouse does, and see that it shows."""
    for _ in range(limit):
        if page.evaluate("s => document.activeElement === document.querySelector(s)", selector):
            assert page.evaluate(FOCUS_SHOWS), f"the focus on {selector} cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by the keyboard")


FOCUS_SHOWS = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Reach an element by Tab and press a key on it."""
    until_focused(page, selector)
    page.keyboard.press(key)


def until_told(page: Page) -> None:
    """Wait until a message of success of the administration has come in and stands."""
    page.locator(".messages .success").wait_for()
    page.wait_for_function(
        "() => getComputedStyle(document.querySelector('.messages > ul')).opacity === '1'"
    )
