"""The content security policy forbids inline code; a template that has any would lose it."""

import re
from html.parser import HTMLParser

from tests.architecture.source import place, template_files

TEMPLATE_CODE = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)


class InlineCode(HTMLParser):
    """Collects inline scripts, styles and event attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        attributes = dict(attrs)
        data = attributes.get("type") in ("application/json", "application/ld+json")
        if tag == "style" or (tag == "script" and "src" not in attributes and not data):
            self.found.append((line, f"<{tag}>"))
        self.found += [
            (line, name) for name in attributes if name == "style" or name.startswith("on")
        ]
        if (attributes.get("href") or "").strip().lower().startswith("javascript:"):
            self.found.append((line, "javascript:"))


def inline_code(html: str) -> list[tuple[int, str]]:
    """Return (line, what) for each piece of inline code; template tags are blanked first."""
    parser = InlineCode()
    parser.feed(TEMPLATE_CODE.sub(lambda match: re.sub(r"[^\n]", "_", match[0]), html))
    return parser.found


def test_inline_code_is_found():
    html = '<p\nstyle="color:red">{# <b onclick> #}<a onclick="go()" href="javascript:x">x</a>\n'
    html += '<script src="{% static "a.js" %}"></script><script type="application/json">1</script>'
    html += "\n<script>go()</script><style></style>"
    assert inline_code(html) == [
        (1, "style"),
        (2, "onclick"),
        (2, "javascript:"),
        (4, "<script>"),
        (4, "<style>"),
    ]


def test_templates_have_no_inline_code():
    found = [
        f"{place(path, line)} {what}"
        for path in template_files()
        for line, what in inline_code(path.read_text())
    ]
    assert found == []
