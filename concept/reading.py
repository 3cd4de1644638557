"""From frozen passages to what a reader sees: addresses, footnote numbers, explained terms. Pure.

Stored html holds references only (docs/architecture.md, canonical html). They are resolved here for the version and
the language being read. Nothing is added to the text itself: in the browser ``textContent`` of a passage equals its
stored text, so footnote numbers are shown by the style sheet from ``data-number``.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concept.enums import PassageKind
from concept.models import DocumentPage, Version
from concept.queries import Link, Places, Section

LINK = re.compile(r'<a(?: data-(?:asset|document|node|passage)="[^"]*")+>')
ATTRIBUTE = re.compile(r'data-(asset|document|node|passage)="([^"]*)"')
MARK = re.compile(r'<sup data-footnote="([^"]*)"></sup>')
IMAGE = re.compile(r'<img([^>]*?) data-asset="([^"]*)"([^>]*?)>')


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where references lead while one version is read.

    ``base`` is the address of the version's contents ("/koncepce/" for the current one). ``sections`` maps section uid
    -> address in this version, ``passages`` passage uid -> section uid, ``places`` other documents (queries.Places).
    """

    base: str
    files: str
    sections: Mapping[str, str]
    passages: Mapping[str, str] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    on_one_page: bool = False

    def section(self, uid: str) -> str | None:
        """Address of a section of this version."""
        address = self.sections.get(uid)
        if address is None:
            return None
        return f"#s-{address}" if self.on_one_page else f"{self.base}{address}/"

    def target(self, found: Mapping[str, str]) -> str | None:
        """Address of a link with the given references, or None when it leads nowhere in this version."""
        if "asset" in found:
            return f"{self.files}{found['asset']}/"
        if "passage" in found:
            section = self.section(self.passages.get(found["passage"], ""))
            if section is None:
                return None
            return (
                f"#p-{found['passage']}" if self.on_one_page else f"{section}#p-{found['passage']}"
            )
        if "document" in found:
            slug = self.places.documents.get(found["document"])
            if slug is None:
                return None
            home = reverse("concept:document-contents", args=[slug])
            path = self.places.foreign.get((found["document"], found.get("node", "")))
            return f"{home}{path}/" if path else home
        return self.section(found.get("node", ""))


@dataclass(slots=True)
class ReadablePassage:
    """A passage ready to be shown. ``html`` is safe: frozen canonical html with addresses put in.

    ``figures_path``: where the figures of a table can be followed; "" for any other passage.
    """

    uid: str
    kind: str
    label: str
    html: SafeString
    number: int | None = None
    removal: str | None = None
    tools: str = ""
    newest: dict[str, str] | None = None
    figures_path: str = ""

    @property
    def back(self) -> str:
        """Id of the mark that leads to this footnote."""
        return f"z-{self.uid}"


@dataclass(slots=True)
class ReadableSection:
    """A section ready to be shown; footnotes stand apart from the passages."""

    uid: str
    address: str
    code: str
    title: str
    depth: int
    passages: list[ReadablePassage] = field(default_factory=list)
    footnotes: list[ReadablePassage] = field(default_factory=list)


def spoken_label(label: str) -> str:
    """A printed label as people say it: "3.2/2" -> "3.2, odst. 2", "2" -> "odst. 2", "" -> ""."""
    if not label:
        return ""
    code, _slash, number = label.rpartition("/")
    return (
        _("%(code)s, para. %(number)s") % {"code": code, "number": number}
        if code
        else _("para. %(number)s") % {"number": number}
    )


def links_to_documents(sections: Iterable[Section]) -> set[Link]:
    """(document uid, section uid or "") of every link to another document."""
    links = (
        dict(ATTRIBUTE.findall(link))
        for section in sections
        for passage in section.passages
        for link in LINK.findall(passage.html)
    )
    return {(found["document"], found.get("node", "")) for found in links if "document" in found}


def addresses_for(
    version: Version,
    sections: Sequence[Section],
    places: Places,
    *,
    base: str,
    on_one_page: bool = False,
) -> Addresses:
    """Addresses for reading one version; ``places`` says where links to other documents lead."""
    return Addresses(
        base=base,
        files=files_base(version),
        sections={s.uid: s.address for s in sections},
        passages={p.uid: s.uid for s in sections for p in s.passages},
        places=places,
        on_one_page=on_one_page,
    )


def files_base(version: Version) -> str:
    """Address under which the images and files of a version stand, by their digests."""
    return f"{version_base(version)}soubory/"


def resolve(html: str, addresses: Addresses, numbers: Mapping[str, int]) -> str:
    """Put addresses and footnote marks into canonical html; unknown targets become plain text."""

    def link(match: re.Match[str]) -> str:
        target = addresses.target(dict(ATTRIBUTE.findall(match.group())))
        return f'<a href="{escape(target)}">' if target else '<a class="is-gone">'

    def mark(match: re.Match[str]) -> str:
        uid = match.group(1)
        number = numbers.get(uid)
        if number is None:
            return ""
        label = escape(_("Footnote %(number)s") % {"number": number})
        return (
            f'<sup class="footnote-mark"><a href="#p-{uid}" id="z-{uid}" data-number="{number}" '
            f'aria-label="{label}" role="doc-noteref"></a></sup>'
        )

    def image(match: re.Match[str]) -> str:
        before, digest, after = match.groups()
        return f'<img{before} src="{addresses.files}{digest}/" loading="lazy"{after}>'

    return IMAGE.sub(image, MARK.sub(mark, LINK.sub(link, html)))


def readable_section(
    section: Section,
    addresses: Addresses,
    *,
    explain: Callable[[str], str] = lambda html: html,
    first_footnote: int = 1,
) -> ReadableSection:
    """A section as shown: footnotes numbered from ``first_footnote`` in order of their marks.

    ``explain`` wraps glossary terms in running text (never in headings and footnotes).
    """
    found = ReadableSection(
        section.uid, section.address, section.code, section.title, section.depth
    )
    numbers: dict[str, int] = {}
    for passage in section.passages:
        for uid in MARK.findall(passage.html):
            numbers.setdefault(uid, first_footnote + len(numbers))
    for passage in section.passages:
        readable = ReadablePassage(
            uid=passage.uid,
            kind=passage.kind,
            label=passage.label,
            html=SafeString(""),
            number=numbers.get(passage.uid),
            removal=passage.removal,
            figures_path=((passage.value or {}).get("figures") or {}).get("path", ""),
        )
        html = resolve(passage.html, addresses, numbers)
        if passage.kind == PassageKind.FOOTNOTE:
            readable.html = SafeString(html)
            found.footnotes.append(readable)
            continue
        if passage.kind != PassageKind.HEADING:
            html = explain(html)
        # Safe: canonical html of our own making, frozen and checked by its digest.
        readable.html = SafeString(html)
        found.passages.append(readable)
    found.footnotes.sort(key=lambda note: note.number or 0)
    return found


def current_base(document: DocumentPage) -> str:
    """Address of a document's current wording."""
    return reverse("concept:document-contents", args=[document.slug])


def version_base(version: Version) -> str:
    """Address of one version."""
    return reverse("concept:version-contents", args=[version.document.slug, version.slug])


def verification_steps(name: str, digest: str) -> list[dict[str, str]]:
    """The recipe by which anyone checks a version; a test runs exactly these commands."""
    return [
        {
            "title": _("Unpack the package"),
            "text": _("Save the package and open a command line in the folder where it is."),
            "command": f"unzip -q {name}.zip -d {name} && cd {name}",
            "expected": "",
        },
        {
            "title": _("Check that it is this version"),
            "text": _("The fingerprint of the manifest must be the fingerprint of the version."),
            "command": "sha256sum manifest.json",
            "expected": f"{digest}  manifest.json",
        },
        {
            "title": _("Check every passage"),
            "text": _(
                "Each file is named by its own fingerprint, and the manifest lists them all."
            ),
            "command": "sha256sum --quiet -c SHA256SUMS && echo OK",
            "expected": "OK",
        },
        {
            "title": _("Check that no passage was slipped in"),
            "text": _("The command must print nothing."),
            "command": (
                'for f in passages/*.json; do grep -q "$(basename "$f" .json)" manifest.json '
                '|| echo "$f"; done'
            ),
            "expected": "",
        },
    ]
