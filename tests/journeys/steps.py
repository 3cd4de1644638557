"""Steps that more than one story takes."""

from playwright.sync_api import Page

from tests.factories.people import PASSWORD


def sign_in(page: Page, user, address: str = "/prehled/") -> None:
    """Sign in as somebody without a second factor (an account of the demonstration)."""
    page.goto(f"/ucet/login/?next={address}")
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"**{address}")


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
