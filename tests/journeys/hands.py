"""Two ways through the same story: the keyboard alone, and form posts without script."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import FOCUS_SHOWS

IS_FOCUSED = "element => element === document.activeElement"
LIMIT = 150


@dataclass(slots=True)
class Mouse:
    """A person who clicks; scripts are not needed for anything they do."""

    page: Page
    look: Callable[[Page], None] = lambda page: None

    def part(self, inside: str = "main") -> Locator:
        """Where on the page something is looked for."""
        return self.page.locator(inside)

    def press(self, name: str | re.Pattern, role: str = "button", inside: str = "main") -> None:
        """Press a button, or follow a link, and wait for the page that answers."""
        target = self.part(inside).get_by_role(role, name=name, exact=isinstance(name, str))
        expect(target).to_have_count(1)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.activate(target)
        self.look(self.page)

    def follow(self, name: str | re.Pattern, inside: str = "main") -> None:
        self.press(name, "link", inside)

    def go(self, address: str) -> None:
        """Open an address somebody was given."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        self.look(self.page)

    def activate(self, target: Locator) -> None:
        target.click()

    def field(self, label: str, inside: str = "main") -> Locator:
        """A field by its whole label, which may say that it is optional."""
        return self.part(inside).get_by_label(
            re.compile(rf"^\s*{re.escape(label)}(\s+\(nepovinné\))?\s*$")
        )

    def write(self, label: str, words: str, inside: str = "main") -> None:
        """Put words into a field in place of what stands there."""
        self.field(label, inside).fill(words)

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.field(label).select_option(label=option)

    def tick(self, label: str, role: str = "checkbox") -> None:
        """Tick a box or one of several choices."""
        self.part().get_by_role(role, name=label, exact=True).check()

    def sees(self, words: str) -> None:
        """Read something on the page, messages included; it stands where the person looks."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def told(self, words: str) -> None:
        """Read what the last press answered, without having to look for it."""
        expect(self.page.get_by_role("status").get_by_text(words)).to_be_in_viewport()

    def unfold(self, summary: str | re.Pattern) -> None:
        """Open what is folded."""
        self.activate(self.part().locator("summary", has_text=summary))


class Keyboard(Mouse):
    """A person without a mouse: reaches everything by Tab, sees where they are, and presses keys."""

    def reach(self, target: Locator) -> int:
        """Press Tab until the element has the focus; answers how often."""
        handle = target.element_handle()
        for pressed in range(LIMIT):
            if handle.evaluate(IS_FOCUSED):
                assert self.page.evaluate(FOCUS_SHOWS), f"the focus on {target} cannot be seen"
                return pressed
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached by the keyboard")

    def activate(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, label: str, words: str, inside: str = "main") -> None:
        self.reach(self.field(label, inside))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)

    def choose(self, label: str, option: str) -> None:
        """In a closed list letters choose what begins with them."""
        target = self.field(label)
        self.reach(target)
        self.page.keyboard.type(option)
        assert target.locator("option:checked").inner_text() == option

    def tick(self, label: str, role: str = "checkbox") -> None:
        """Tab stops at a group of choices once; arrows move in it."""
        target = self.part().get_by_role(role, name=label, exact=True)
        if role == "checkbox":
            self.reach(target)
            self.page.keyboard.press("Space")
        else:
            group = self.page.locator(f"input[name={target.get_attribute('name')}]")
            self.reach(group.first)
            self.page.keyboard.press("Space")
            while not target.is_checked():
                self.page.keyboard.press("ArrowDown")
        expect(target).to_be_checked()
