"""Cleaning of text from outside; nothing else in the product calls bleach.

bleach is inactive upstream: nh3 checks it in the tests, and only this module has to change when it
is replaced.
"""

import html
import re
from collections.abc import Callable, Iterator
from typing import Any
from unicodedata import normalize

from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner

ALLOWED_TAGS = frozenset(
    [
        "p",
        "br",
        "strong",
        "em",
        "sub",
        "sup",
        "ins",
        "del",
        "ul",
        "ol",
        "li",
        "blockquote",
        "h3",
        "h4",
        "a",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
)
RENAMED_TAGS = {"b": "strong", "i": "em", "u": "em", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
# Elements dropped with all they hold; bleach alone would keep the code as words. Media elements
# are not among them: their content is for people.
DROPPED_TAGS = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "noembed",
        "noframes",
        "object",
        "applet",
        "svg",
        "math",
        "head",
        "title",
        "textarea",
        "select",
        "xmp",
        "plaintext",
    ]
)
CELL_ATTRIBUTES = ("colspan", "rowspan", "scope")
LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s\x00-\x1f\x7f<>\"]+\Z", re.IGNORECASE)
SPAN = re.compile(r"[1-9][0-9]?\Z")
# Control characters, direction overrides and invisible blanks. The joiners that emoji and some
# scripts need stay.
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
UNFINISHED_TAG = re.compile("<+(?=[a-zA-Z/!?])")
LINE_END = re.compile("\r\n?|[\f\u2028\u2029]")
# Reading a text again may uncover further markup ("<<b>i>"); honest text is stable at once.
MOST_PASSES = 8
# The parser's time grows with the square of the number of elements; these take about a second.
MOST_CHARACTERS = 1_000_000
MOST_TAGS = 10_000


class TextTooLong(ValueError):
    """The text is longer, or holds more markup, than anyone writes by hand."""


def clean_rich(html: str) -> str:
    """Return html with a small set of elements, safe to show as it is.

    Kept: paragraphs, lists, emphasis, quotations, small headings, simple tables and links to http,
    https, mailto and tel addresses (with ``rel="noopener nofollow"``). Other elements are
    unwrapped; scripts, styles and embedded documents vanish with their content. Clean html comes
    back unchanged. Raises TextTooLong.
    """
    _check_length(html)
    return _until_stable(_clean_rich_once, html) or ""


def clean_plain(text: str) -> str:
    """Return text without any markup, control or direction characters, in NFC with LF line ends.

    The result is text, not html: templates still escape it. A lone "<" ("nájem < 5 000 Kč") and
    typed entities stay as written. Raises TextTooLong.
    """
    _check_length(text)
    cleaned = _until_stable(_without_tags, text)
    if cleaned is None:
        cleaned = _readable(text).replace("<", "")
    return cleaned.strip()


def _check_length(text: str) -> None:
    if len(text) > MOST_CHARACTERS or text.count("<") > MOST_TAGS:
        raise TextTooLong


def _until_stable(clean: Callable[[str], str], text: str) -> str | None:
    for _ in range(MOST_PASSES):
        cleaned = clean(text)
        if cleaned == text:
            return cleaned
        text = cleaned
    return None


def _readable(text: str) -> str:
    return normalize("NFC", UNWANTED.sub("", LINE_END.sub("\n", text)))


def _without_tags(text: str) -> str:
    text = _readable(text)
    if "<" not in text:
        return text
    # Entities are plain characters here, so their ampersands are protected from the parser.
    cleaned = html.unescape(_PLAIN.clean(text.replace("&", "&amp;")))
    return UNFINISHED_TAG.sub("", cleaned)


def _clean_rich_once(markup: str) -> str:
    # Entities are read before characters are checked, or "&#x202e;" would slip through.
    return _readable(_RICH.clean(_readable(markup))).strip()


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if tag == "a":
        return name == "href" and LINK.match(value.strip()) is not None
    if tag in {"td", "th"} and name in CELL_ATTRIBUTES:
        if name == "scope":
            return tag == "th" and value in {"col", "row"}
        return SPAN.match(value) is not None
    return False


class _ContentFilter(Filter):
    """Drops dangerous elements with their content, renames old ones, completes links."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        dropping = 0
        links: list[bool] = []
        for token in super().__iter__():
            kind = token["type"]
            name = token.get("name")
            if name in DROPPED_TAGS and kind in {"StartTag", "EndTag"}:
                dropping += 1 if kind == "StartTag" else -1
                continue
            if dropping or name in DROPPED_TAGS:
                continue
            if kind in {"Characters", "SpaceCharacters"}:
                token["data"] = UNWANTED.sub("", token["data"])
            if kind == "StartTag" and name == "a":
                address = token["data"].get((None, "href"))
                links.append(bool(address))
                if not address:
                    continue
                token["data"][(None, "href")] = address.strip()
                token["data"][(None, "rel")] = "noopener nofollow"
            if kind == "EndTag" and name == "a" and links and not links.pop():
                continue
            if name in RENAMED_TAGS:
                token["name"] = RENAMED_TAGS[name]
            yield token


_RICH = Cleaner(
    tags=ALLOWED_TAGS | RENAMED_TAGS.keys() | DROPPED_TAGS,
    attributes=_is_allowed,
    protocols={"http", "https", "mailto", "tel"},
    strip=True,
    strip_comments=True,
    filters=[_ContentFilter],
)
_PLAIN = Cleaner(
    tags=DROPPED_TAGS, attributes={}, protocols=(), strip=True, filters=[_ContentFilter]
)
