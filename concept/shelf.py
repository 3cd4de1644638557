"""A document with the versions one reader may read, and the data its pages are drawn from.

The shapes are those the templates in ``templates/concept/`` describe at their top.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from concept import outline, queries, reading
from concept.enums import DocumentKind, Standing, StepKind, VersionPurpose
from concept.models import DocumentPage, Version, VersionStep
from concept.queries import Section
from core import extension
from core.enums import Visibility

LANGUAGE = "cs"


class VersionMissing(LookupError):
    """The label is unknown, or not for this reader."""


class Shelf:
    """What one reader may read of one document; versions as ``queries.readable_versions`` answers them."""

    def __init__(self, document: DocumentPage, versions: list[Version], reader: Any) -> None:
        self.document = document
        self.versions = versions
        self.reader = reader
        for version in versions:
            version.document = document
        self.steps: dict[int, list[VersionStep]] = {v.pk: v.shown_steps for v in versions}
        self.standings = {
            version.pk: queries.standing_of(step.step for step in self.steps[version.pk])
            for version in versions
        }
        self.current = queries.current_version(versions, self.standings)

    @property
    def home(self) -> str:
        """Address of the document's current wording."""
        return reading.current_base(self.document)

    def version(self, label: str) -> Version:
        """The readable version with this label in its address; else VersionMissing."""
        for version in self.versions:
            if version.slug == label:
                return version
        raise VersionMissing(label)

    def is_public(self, *versions: Version | None) -> bool:
        """Whether a page of these versions is the same for every anonymous visitor."""
        return all(v is not None and v.record.visibility == Visibility.PUBLIC for v in versions)

    def base(self, version: Version) -> str:
        """Where a version is read: the document's own address when it is the current one."""
        is_current = self.current is not None and version.pk == self.current.pk
        return self.home if is_current else reading.version_base(version)

    # --- data for every page ---------------------------------------------------------------------

    def page(self, *crumbs: tuple[str, str], **more: Any) -> dict[str, Any]:
        """Document, breadcrumbs and publicity."""
        trail = [(self.document.title, self.home), *crumbs]
        context = {
            "document": self.document_facts(),
            "breadcrumbs": [{"title": title, "url": url} for title, url in trail],
            **more,
        }
        shown = next((v for v in self.versions if v.project), None)
        if shown is not None:
            files = reading.files_base(shown)
            context["publicity"] = {
                "sentence": shown.project["publicity_sentence"],
                "registration_number": shown.project["registration_number"],
                "logos": [
                    {**logo, "url": f"{files}{logo['asset']}/"} for logo in shown.project["logos"]
                ],
            }
        return context

    def document_facts(self) -> dict[str, Any]:
        """The document as the templates name it."""
        return {
            "title": self.document.title,
            "kind_label": DocumentKind(self.document.kind).label,
            "summary": self.document.summary,
            "url": self.home,
            "language": LANGUAGE,
            "origin": self.document.demo_origin,
            "source": self.document.demo_source,
        }

    def version_facts(self, version: Version) -> dict[str, Any]:
        """A version as the templates name it."""
        standing = self.standings[version.pk]
        approved = next(
            (s for s in reversed(self.steps[version.pk]) if s.step == StepKind.APPROVED), None
        )
        return {
            "label": version.label,
            "slug": version.slug,
            "url": reading.version_base(version),
            "standing": standing,
            "standing_label": Standing(standing).label,
            "approved": approved,
            "frozen_at": version.frozen_at,
            "digest": version.digest,
            "previous_digest": version.previous.digest if version.previous_id else "",
            "language": version.language,
            "purpose_label": VersionPurpose(version.purpose).label,
            "reason": version.reason,
            "origin": version.record.demo_origin,
            "source": version.record.demo_source,
        }

    def newest(
        self, version: Version, uid: str = "", sections: Mapping[str, str] | None = None
    ) -> dict[str, str] | None:
        """Where to read the same place in the current wording; None when this is it.

        ``sections``: addresses in the current version by section uid.
        """
        if self.current is None or version.pk == self.current.pk:
            return None
        address = (sections or {}).get(uid)
        url = f"{self.home}{address}/" if address else self.home
        return {"label": self.current.label, "url": url}

    def version_crumbs(self, version: Version) -> list[tuple[str, str]]:
        """Trail to a page of one version."""
        return [
            (_("Versions"), reverse("concept:version-list", args=[self.document.slug])),
            (_("Version %(label)s") % {"label": version.label}, reading.version_base(version)),
        ]

    def compare_url(self, old: Version, new: Version) -> str:
        """Address of a comparison."""
        return reverse("concept:version-compare", args=[self.document.slug, old.slug, new.slug])

    def previous(self, version: Version) -> Version | None:
        """The readable version right before this one."""
        return next((v for v in self.versions if v.number == version.number - 1), None)

    def picker(self, old: Version | None, new: Version | None) -> dict[str, Any] | None:
        """Choice of two versions; None with fewer than two."""
        if len(self.versions) < 2:
            return None
        new = new or self.versions[0]
        old = old or self.previous(new) or self.versions[-1]
        return {
            "action": reverse("concept:version-compare-form", args=[self.document.slug]),
            "versions": [self.version_facts(v) for v in self.versions],
            "old": old.slug,
            "new": new.slug,
        }

    # --- pages --------------------------------------------------------------------------------------

    def contents(self, version: Version, *crumbs: tuple[str, str]) -> dict[str, Any]:
        """Contents of a version."""
        base = self.base(version)
        previous = self.previous(version)
        changed = queries.changed_sections(version) if previous else {}
        slug = self.document.slug
        project = self.document.project
        return self.page(
            *crumbs,
            version=self.version_facts(version),
            newest=self.newest(version),
            tools=extension.reading_tools(self.reader, version),
            nodes=outline.tree(queries.read_sections(version), base, changed=changed),
            whole_url=f"{base}cele/",
            changes={"since": previous.label, "url": self.compare_url(previous, version)}
            if previous
            else None,
            downloads=[
                {
                    "label": label,
                    "url": reverse("concept:version-download", args=[slug, version.slug, key]),
                    "hint": hint,
                }
                for key, label, hint in download_choices()
            ],
            versions_url=reverse("concept:version-list", args=[slug]),
            verify_url=reverse("concept:version-verify", args=[slug, version.slug]),
            other_versions=[
                self.version_facts(other) for other in self.versions if other.pk != version.pk
            ],
            project={"title": project.title, "path": f"/{project.slug}/"}
            if project and project.live
            else None,
        )

    def section(
        self, version: Version, sections: Sequence[Section], index: int, base: str
    ) -> dict[str, Any]:
        """One section with its passages; the others need none (``queries.read_section``)."""
        here = sections[index]
        current = self.current or version
        places = queries.read_places(
            None if version.pk == current.pk else current,
            reading.links_to_documents(sections),
            self.reader,
        )
        addresses = reading.addresses_for(version, sections, places, base=base)
        terms = queries.glossary_terms()
        marker = queries.term_marker(terms)
        readable = reading.readable_section(here, addresses, explain=marker.mark)
        changed, descendants = queries.passage_thread(
            version, current, [passage.uid for passage in here.passages]
        )
        if version.number < current.number:
            self._point_to_newest(readable.passages, descendants, places.passages)
        tools = extension.reading_tools(self.reader, version, here)
        for passage in [*readable.passages, *readable.footnotes]:
            passage.tools = SafeString("".join(tool.passage(passage) for tool in tools))
        in_version = base != self.home
        crumbs = self.version_crumbs(version) if in_version else []
        crumbs += [
            (outline.label(above), f"{base}{above.address}/")
            for above in outline.ancestors(sections, here)
        ]
        previous = self.previous(version)
        level_names = version.level_names
        return self.page(
            *crumbs,
            (outline.label(here), ""),
            version=self.version_facts(version),
            newest=self.newest(version, here.uid, places.sections),
            tools=tools,
            section={
                "code": here.code,
                "title": here.title,
                "origin": here.origin,
                "source": here.source,
                "level_name": level_names[here.depth - 1] if here.depth <= len(level_names) else "",
                "changed": previous is not None and bool(changed),
                "changes_url": f"{self.compare_url(previous, version)}#s-{here.address}"
                if previous
                else "",
            },
            nodes=outline.tree(sections, base, current=here.uid),
            passages=readable.passages,
            why_base=f"{reading.version_base(version)}proc/",
            footnotes=readable.footnotes,
            terms=outline.notes_of(terms, marker.seen),
            subsections=[outline.node(s, base) for s in sections if s.parent == here.uid],
            previous=outline.node(sections[index - 1], base) if index > 0 else None,
            next=outline.node(sections[index + 1], base) if index + 1 < len(sections) else None,
        )

    def _point_to_newest(
        self,
        passages: Iterable[reading.ReadablePassage],
        descendants: Mapping[str, Sequence[str]],
        places: Mapping[str, str],
    ) -> None:
        """Give each passage of an old version the address of the same passage in the current one."""
        for passage in passages:
            found = [uid for uid in descendants.get(passage.uid, []) if uid in places]
            passage.newest = {
                "label": self.current.label,
                "url": f"{self.home}{places[found[0]]}/#p-{found[0]}" if found else "",
            }

    def whole(self, version: Version) -> dict[str, Any]:
        """A version on one page; footnotes are numbered through."""
        sections = queries.read_version(version)
        base = self.base(version)
        places = queries.read_places(None, reading.links_to_documents(sections), self.reader)
        addresses = reading.addresses_for(version, sections, places, base=base, on_one_page=True)
        readable: list[reading.ReadableSection] = []
        footnotes: list[reading.ReadablePassage] = []
        for section in sections:
            found = reading.readable_section(section, addresses, first_footnote=len(footnotes) + 1)
            readable.append(found)
            footnotes += found.footnotes
        return self.page(
            (_("On one page"), ""),
            version=self.version_facts(version),
            newest=self.newest(version),
            nodes=outline.tree(sections, "", on_one_page=True),
            sections=readable,
            footnotes=footnotes,
            terms=[],
        )

    def reason_steps(self, steps: Iterable[queries.ReasonStep]) -> list[dict[str, Any]]:
        """What happened to a passage (``concept/_reason_steps.html``); a query for each step with a footnote."""
        return [
            {
                "step": step,
                "version": self.version_facts(step.version),
                "compare_url": self.compare_url(previous, step.version)
                if (previous := self.previous(step.version))
                else "",
                "notes": queries.notes_cited(step.places),
            }
            for step in steps
        ]

    def history(self) -> dict[str, Any]:
        """All readable versions."""
        rows = []
        for version in self.versions:
            previous = self.previous(version)
            rows.append(
                {
                    **self.version_facts(version),
                    "is_newest": version is self.versions[0],
                    "steps": [
                        {
                            "label": step.get_step_display(),
                            "body": step.body,
                            "occurred_on": step.occurred_on,
                            "resolution": step.resolution,
                            "origin": step.demo_origin,
                            "source": step.demo_source,
                        }
                        for step in self.steps[version.pk]
                    ],
                    "compare_url": self.compare_url(previous, version) if previous else "",
                }
            )
        shown = self.current or self.versions[0]
        return self.page(
            (_("Versions"), ""),
            versions=rows,
            picker=self.picker(None, None),
            verify_url=reverse("concept:version-verify", args=[self.document.slug, shown.slug]),
        )

    def card(self, version: Version) -> dict[str, Any]:
        """The document as a card that leads to its current wording."""
        standing = self.standings[version.pk]
        return {
            "title": self.document.title,
            "url": self.home,
            "kind_label": DocumentKind(self.document.kind).label,
            "summary": self.document.summary,
            "version_label": version.label,
            "standing": standing,
            "standing_label": Standing(standing).label,
        }


def shelves(user: Any) -> list[Shelf]:
    """Every document of which the user may read a version, in the order of the site: one query."""
    of_document: dict[int, list[Version]] = {}
    for version in queries.all_readable_versions(user):
        of_document.setdefault(version.document_id, []).append(version)
    return [Shelf(versions[0].document, versions, user) for versions in of_document.values()]


def document_cards(found: Iterable[Shelf]) -> list[dict[str, Any]]:
    """Cards of documents (``concept/_document_cards.html``); one whose versions are all withdrawn has none."""
    return [shelf.card(shelf.current) for shelf in found if shelf.current is not None]


def download_choices() -> list[tuple[str, str, str]]:
    """Formats offered to readers: key, label, hint."""
    return [
        ("pdf", "PDF", _("for reading and print, with tags for screen readers")),
        ("docx", "Word (docx)", _("for your own notes")),
        ("json", "JSON", _("for programs, with a schema")),
        ("zip", _("Package for verification (zip)"), _("proves that nothing was changed")),
    ]
