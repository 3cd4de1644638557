"""Builds the demonstration in Wagtail and freezes its versions, as editors would have done it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail_footnotes.models import Footnote

from concept.actions import freezing, lineage, sealing, versions
from concept.enums import AccessLevel, DocumentKind, ResolutionVerb, StepKind
from concept.findings import message
from concept.models import (
    DocumentPage,
    FreezePlan,
    ProjectLogo,
    ProjectPage,
    SectionPage,
    Version,
)
from consultations.models import HousingContact
from core.enums import DemoOrigin
from people.actions import create_demo_accounts
from people.models import User
from website.actions import PLACEHOLDER
from website.demo.acts import DOCUMENT, ZONE, Act
from website.demo.content import (
    NAMESPACE,
    ContentError,
    DocumentContent,
    Section,
    State,
    VersionEntry,
    read_documents,
    read_list,
    read_table,
)
from website.demo.frozen import FrozenLoader
from website.demo.groups.files import GroupFiles
from website.demo.groups.seats import SeatsLoader
from website.demo.lists import load_lists
from website.demo.raw_blocks import RawBlocks
from website.demo.rounds import RoundsLoader
from website.demo.scaling import scaled
from website.models import HomePage, StandardPage

LEVEL_NAMES = ["Část", "Oblast", "Opatření"]
DOCUMENTS = {
    "koncepce": (
        DocumentKind.CONCEPT,
        "Koncepce sociálního bydlení statutárního města Ostravy",
        "Jak chce město předcházet ztrátě bydlení, kde vezme byty a jak bude podporovat "
        "domácnosti v bytové nouzi.",
        LEVEL_NAMES,
    ),
    "podkladova-analyza": (
        DocumentKind.BACKGROUND_ANALYSIS,
        "Podkladová analýza ke Koncepci bydlení",
        "Co se ví o bydlení a jeho ztrátě ve městě. Podklad, o který se koncepce opírá.",
        ["Kapitola"],
    ),
    "metodika-socialni-prace": (
        DocumentKind.METHODOLOGY,
        "Metodika sociální práce v systému sociálního bydlení",
        "Jak pracovníci města podporují domácnosti, aby si udržely byt.",
        ["Kapitola"],
    ),
}
# How the files name what an assembly resolved.
VERBS = {"schvaluje": ResolutionVerb.APPROVE, "bere na vědomí": ResolutionVerb.TAKE_NOTE}


class DatabaseIsNotEmpty(Exception):
    """The demonstration is loaded only into a database without documents."""


@transaction.atomic
def load_demo(
    folder: Path,
    *,
    progress: Callable[[str], Any],
    scale: int = 1,
    crowd: int = 0,
    now: datetime | None = None,
) -> None:
    """Load everything under ``folder`` in one transaction. Some meetings stand around ``now``, or around this moment.

    ``scale`` repeats the sections of the concept under new addresses and codes; ``crowd`` is how many comments
    more come in the public round, whose settlement then waits. Raises DatabaseIsNotEmpty and ContentError;
    then nothing is stored.
    """
    if DocumentPage.objects.exists() or Version.objects.exists():
        raise DatabaseIsNotEmpty(
            "There are documents in the database. The demonstration goes only into an empty one: "
            "remove the file of the database, or set DATABASE_URL to another."
        )
    if not settings.DEMO_ACCOUNTS_ALLOWED:
        raise DatabaseIsNotEmpty("The demonstration runs only while BASE_URL is a local address.")
    contents = read_documents(folder)
    people = create_demo_accounts(at=datetime(2016, 9, 1, 8, tzinfo=ZONE))
    progress(f"Accounts: {len(people)}")
    loader = _Loader(folder, people, progress, crowd, now or timezone.now())
    load_lists(folder, progress)
    loader.load_pages()
    loader.load_documents(contents, scale)


class _Loader:
    """Holds what the parts of the demonstration refer to: people, pages, images."""

    def __init__(
        self,
        folder: Path,
        people: dict[str, User],
        progress: Callable[[str], Any],
        crowd: int,
        now: datetime,
    ) -> None:
        self.folder = folder
        self.editor = people["editor"]
        self.second = people["chair"]
        self.seats = SeatsLoader(
            GroupFiles.read(folder / "groups", timezone.localdate(now)), people
        )
        self.rounds = RoundsLoader(folder / "consultations", people, self.seats.groups, crowd)
        self.frozen = FrozenLoader(people, self.rounds.entries)
        self.progress = progress
        self.documents: dict[str, DocumentPage] = {}
        self.pages: dict[tuple[str, str], SectionPage] = {}
        self.stored: dict[int, tuple] = {}
        self.images: dict[str, int] = {}
        self.blocks = RawBlocks(self.pages, self.documents, self.images)
        self.project: ProjectPage | None = None
        self.home = HomePage.objects.get()

    # --- ordinary pages ---------------------------------------------------------------------

    def load_pages(self) -> None:
        """The front page, the project and the pages every site must have."""
        self.home.title = self.home.draft_title = "Koncepce sociálního bydlení v Ostravě"
        self.home.introduction = (
            "<p>Tady vzniká a žije koncepce, podle které chce Ostrava pomáhat lidem získat a "
            "udržet bydlení. Můžete ji celou přečíst, podívat se, jak se měnila od prvního návrhu, "
            "a zjistit, proč v ní stojí právě to, co v ní stojí.</p>"
        )
        self._publish(self.home)
        # an installation that began without the demo has the pages the footer links to, unwritten
        StandardPage.objects.child_of(self.home).filter(body=PLACEHOLDER).delete()
        self.home.refresh_from_db()
        for order, row in enumerate(read_list(self.folder / "pages.toml", "page")):
            body = (self.folder / "pages" / row["file"]).read_text(encoding="utf-8")
            page = StandardPage(
                title=row["title"],
                slug=row["slug"],
                introduction=row.get("introduction", ""),
                body=body.strip(),
                show_in_menus=row.get("in_menus", False),
                demo_origin=row.get("origin", DemoOrigin.INVENTED),
            )
            self.home.add_child(instance=page)
            self._publish(page)
            self.progress(f"Page {order + 1}: {page.title}")
        if contact := read_table(self.folder / "contact.toml", "contact"):
            HousingContact.objects.update_or_create(defaults=contact)
        self._load_project()

    def _load_project(self) -> None:
        card = read_table(self.folder / "project.toml", "project")
        if not card:
            return
        activities = "".join(
            f"<li><b>{escape(item['title'])}.</b> {escape(item['description'])}</li>"
            for item in card.get("activity", ())
        )
        outputs = "".join(f"<li>{escape(item['title'])}</li>" for item in card.get("output", ()))
        awards = "".join(f"<p>{escape(item['title'])}</p>" for item in card.get("award", ()))
        body = f"<h2>Klíčové aktivity</h2><ul>{activities}</ul><h2>Výstupy</h2><ul>{outputs}</ul>"
        self.project = ProjectPage(
            title=card["title"],
            slug="projekt",
            registration_number=card["registration_number"],
            programme=card["programme"],
            starts_on=date.fromisoformat(card["starts_on"]),
            ends_on=date.fromisoformat(card["ends_on"]),
            publicity_sentence=card["publicity_sentence"].strip(),
            introduction=f"<p>{escape(card['goal'].strip())}</p>",
            body=body + (f"<h2>Ocenění</h2>{awards}" if awards else ""),
            show_in_menus=True,
            demo_origin=card.get("origin", DemoOrigin.NONE),
            demo_source=card.get("source", ""),
        )
        self.project.logos = [
            ProjectLogo(
                image=self._store_image(self.folder / "logos" / logo["file"]), alt=logo["alt"]
            )
            for logo in card.get("logo", ())
        ]
        self.home.add_child(instance=self.project)
        self._publish(self.project)
        self.progress("Project card")

    def _store_image(self, path: Path) -> Any:
        image = get_image_model()(
            title=path.stem, file=ImageFile(BytesIO(path.read_bytes()), name=path.name)
        )
        image.uploaded_by_user = self.editor
        image.save()
        return image

    # --- documents --------------------------------------------------------------------------

    def load_documents(self, contents: list[DocumentContent], scale: int) -> None:
        """All documents, version by version in the order of their dates.

        Every section is created first as a draft that is not released, so that links may lead to
        sections which are written later.
        """
        for path in sorted((self.folder / "images").glob("*.*")):
            self.images[path.name] = self._store_image(path).pk
        timeline: list[Act] = [*self.seats.acts(), *self.rounds.acts()]
        for content in sorted(contents, key=lambda content: list(DOCUMENTS).index(content.slug)):
            repeat = scale if content.slug == "koncepce" else 1
            states = [(version, scaled(state, repeat)) for version, state in content.states()]
            self._create_document(content.slug)
            self._create_sections(content.slug, states)
            timeline += [
                Act(version.frozen_at, partial(self._freeze_state, content.slug, version, state))
                for version, state in states
            ]
            timeline += self._step_acts(content)
        timeline.sort(key=lambda act: act.at)
        with disable_reference_index_auto_update():  # a third of the time otherwise
            for act in timeline:
                act.do()
        for page in (*self.documents.values(), *self.pages.values()):
            ReferenceIndex.create_or_update_for_object(page)

    def _freeze_state(self, slug: str, version: VersionEntry, state: State) -> None:
        changed = self._write(slug, state)
        frozen = self._freeze(slug, version)
        if slug == DOCUMENT:
            self.frozen.after_freeze(frozen, version.frozen_at)
        self.progress(f"{slug} {version.label}: {len(state.sections)} sections, {changed} changed")

    def _step_acts(self, content: DocumentContent) -> Iterator[Act]:
        for version in content.versions:
            for step in version.steps:
                at = datetime.combine(step["occurred_on"], time(9), ZONE)
                yield Act(at, partial(self._step, content.slug, version.label, step))

    def _create_document(self, slug: str) -> None:
        kind, title, summary, level_names = DOCUMENTS[slug]
        document = DocumentPage(
            title=title,
            slug=slug,
            kind=kind,
            summary=summary,
            level_names=level_names,
            project=self.project,
            doc_uid=uuid5(NAMESPACE, slug),
            demo_origin=DemoOrigin.INVENTED,
            demo_source="nadpisy a fakta podle veřejných zdrojů",
            show_in_menus=True,
        )
        self.home.add_child(instance=document)
        self._publish(document)
        self.documents[slug] = document

    def _create_sections(self, slug: str, states: list[tuple[VersionEntry, State]]) -> None:
        # In the order of versions: a parent is always there before its children.
        for _, state in states:
            for section in state.in_order():
                if (slug, section.key) in self.pages:
                    continue
                parent: Page = (
                    self.pages[slug, section.parent] if section.parent else self.documents[slug]
                )
                page = SectionPage(
                    title=section.title,
                    slug=section.address,
                    code=section.code,
                    node_uid=UUID(section.uid),
                    demo_origin=section.origin,
                    demo_source=section.source,
                    live=False,
                    has_unpublished_changes=True,
                )
                parent.add_child(instance=page)
                self.pages[slug, section.key] = page

    def _write(self, slug: str, state: State) -> int:
        """Bring the live pages to a state; answers how many sections were released anew."""
        for key in [key for owner, key in self.pages if owner == slug]:
            page = self.pages[slug, key]
            if page.live and key not in state.sections:
                page.refresh_from_db()
                page.delete(user=self.editor)
                del self.pages[slug, key]
        self._arrange(slug, state, "")
        changed = 0
        for section in state.in_order():
            page = self.pages[slug, section.key]
            if self._write_section(page, slug, section):
                changed += 1
        return changed

    def _arrange(self, slug: str, state: State, parent_key: str) -> None:
        """Move pages where their order or parent differs from the state."""
        parent = self.pages[slug, parent_key] if parent_key else self.documents[slug]
        wanted = [self.pages[slug, key].pk for key in state.children.get(parent_key, ())]
        parent.refresh_from_db()
        here = list(parent.get_children().values_list("pk", flat=True))
        if [pk for pk in here if pk in wanted] != wanted:
            previous: Page | None = None
            for pk in wanted:
                page = Page.objects.get(pk=pk)
                if previous is None:
                    page.move(Page.objects.get(pk=parent.pk), pos="first-child", user=self.editor)
                else:
                    page.move(Page.objects.get(pk=previous.pk), pos="right", user=self.editor)
                previous = page
        for key in state.children.get(parent_key, ()):
            self._arrange(slug, state, key)

    def _write_section(self, page: SectionPage, slug: str, section: Section) -> bool:
        body = [self.blocks.raw(block, slug, section) for block in section.blocks]
        notes = [note for block in section.blocks for note in block.notes]
        texts = [(note.uid, self.blocks.links(note.html, slug, section.key)) for note in notes]
        content = (section.title, section.code, body, texts)
        if self.stored.get(page.pk) == content:
            return False
        # Not refresh_from_db: that keeps footnotes in memory which no database row stands behind.
        page = self.pages[slug, section.key] = SectionPage.objects.get(pk=page.pk)
        page.title, page.code = section.title, section.code
        page.body = page._meta.get_field("body").to_python(body)
        known = {str(note.uuid): note for note in page.footnotes.all()}
        page.footnotes = [
            known.get(uid) or Footnote(uuid=uid, locale_id=page.locale_id) for uid, _ in texts
        ]
        # By their ids: new notes stand behind those known before, wherever their marks are.
        places = {uid: (order, text) for order, (uid, text) in enumerate(texts)}
        for note in page.footnotes.all():
            note.sort_order, text = places[str(note.uuid)]
            note.text = f"<p>{text}</p>"
        self._publish(page)
        self.stored[page.pk] = content
        return True

    def _publish(self, page: Page) -> None:
        page.save_revision(user=self.editor, changed=True).publish(
            user=self.editor, skip_permission_checks=True
        )
        page.refresh_from_db()

    # --- versions ---------------------------------------------------------------------------

    def _freeze(self, slug: str, entry: VersionEntry) -> Version:
        plan = FreezePlan.objects.create(
            document=self.documents[slug], created_by=self.editor, created_at=entry.frozen_at
        )
        plan = freezing.prepare_plan(plan=plan)
        errors = [
            message(issue["code"], issue["params"])
            for issue in plan.issues
            if issue["severity"] == "error"
        ]
        if errors:
            raise ContentError(f"{slug} {entry.label}: {'; '.join(errors)}")
        if lineage.uncertain_passages(plan):
            plan = lineage.confirm_lineage(plan=plan, lock_version=plan.lock_version)
        version = sealing.seal_version(
            plan=plan,
            label=entry.label,
            purpose=entry.purpose,
            reason=entry.reason,
            by=self.editor,
            at=entry.frozen_at,
            demo_origin=entry.origin,
            demo_source=entry.source,
        )
        versions.set_access(
            version=version, level=AccessLevel.PUBLIC, by=self.second, at=entry.frozen_at
        )
        return version

    def _step(self, slug: str, label: str, step: dict[str, Any]) -> None:
        version = Version.objects.get(document__slug=slug, label=label)
        on = step["occurred_on"]
        at = datetime.combine(on, time(9), ZONE)
        origin = {
            "demo_origin": step.get("origin", DemoOrigin.INVENTED),
            "demo_source": step.get("source", ""),
        }
        if step["step"] == StepKind.APPROVED:
            versions.record_approval(
                version=version,
                body=step["body"],
                occurred_on=on,
                verb=VERBS[step["verb"]],
                resolution=step.get("resolution", ""),
                by=self.editor,
                at=at,
                **origin,
            )
        elif step["step"] == StepKind.PUBLISHED:
            versions.propose_publication(version=version, by=self.editor, at=at)
            versions.agree_publication(
                version=version, by=self.second, at=at + timedelta(hours=1), **origin
            )
        else:
            raise ContentError(f"{version}: step {step['step']!r} is not known")
