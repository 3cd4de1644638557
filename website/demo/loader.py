"""Builds the demonstration in Wagtail and freezes its versions, as editors would have done it."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail_footnotes.models import Footnote

from concept.actions import freezing, lineage, sealing, versions
from concept.enums import AccessLevel, DocumentKind, ResolutionVerb, StepKind
from concept.findings import message
from concept.models import (
    DocumentPage,
    FreezePlan,
    ProjectPage,
    SectionPage,
    Version,
)
from core.actions import generations_raised_once, mails_left_out
from core.enums import DemoOrigin
from people.actions import create_demo_accounts
from people.models import User
from website.demo.acts import DOCUMENT, PLAN, ZONE, Act
from website.demo.content import (
    NAMESPACE,
    ContentError,
    DocumentContent,
    Section,
    State,
    VersionEntry,
    read_documents,
)
from website.demo.evaluation.files import EvaluationFiles
from website.demo.evaluation.loader import EvaluationLoader
from website.demo.evaluation.world import EvaluationWorld
from website.demo.focus.files import FocusFiles
from website.demo.focus.loader import FocusLoader
from website.demo.focus.world import FocusWorld
from website.demo.frozen import FrozenLoader
from website.demo.groups.files import GroupFiles
from website.demo.groups.loader import GroupsLoader
from website.demo.groups.seats import SeatsLoader
from website.demo.lists import load_lists
from website.demo.ordinary_pages import OrdinaryPages, publish, store_image
from website.demo.raw_blocks import RawBlocks
from website.demo.rounds import RoundsLoader
from website.demo.scaling import scaled
from website.demo.wholesale import wholesale
from website.models import HomePage

RECENT = timedelta(days=30)  # who is told of something older would wonder
LEVEL_NAMES = ["Část", "Oblast", "Opatření"]
SOURCE = "nadpisy a fakta podle veřejných zdrojů"
DOCUMENTS = {
    "koncepce": (
        DocumentKind.CONCEPT,
        "Koncepce sociálního bydlení statutárního města Ostravy",
        "Jak chce město předcházet ztrátě bydlení, kde vezme byty a jak bude podporovat "
        "domácnosti v bytové nouzi.",
        LEVEL_NAMES,
    ),
    PLAN: (
        DocumentKind.ACTION_PLAN,
        "Akční plán koncepce sociálního bydlení 2019–2021",
        "Kdo, do kdy a z jakých peněz udělá, co slíbila koncepce. Pět priorit, 24 opatření.",
        ["Priorita", "Opatření"],
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
    "prubezna-evaluacni-zprava": (
        DocumentKind.REPORT,
        "Průběžná evaluační zpráva",
        "Co se ví po prvním roce pilotního ověření a co se díky tomu změnilo.",
        ["Kapitola"],
    ),
    "zaverecna-evaluacni-zprava": (
        DocumentKind.REPORT,
        "Závěrečná evaluační zpráva",
        "Jak se osvědčil systém sociálního bydlení a co z toho plyne dál.",
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
    with wholesale():
        people = create_demo_accounts(at=datetime(2016, 6, 1, 8, tzinfo=ZONE))
        progress(f"Accounts: {len(people)}")
        loader = _Loader(folder, people, progress, crowd, now or timezone.now())
        load_lists(folder, progress)
        loader.project = OrdinaryPages(folder, loader.home, people["editor"], progress).load()
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
        files = GroupFiles.read(folder / "groups", timezone.localdate(now))
        seats = SeatsLoader(files, people)
        self.rounds = RoundsLoader(
            folder / "consultations",
            people,
            groups=seats.groups,
            meeting_days=files.settling_days(),
            resolved_keys=files.resolved_keys(),
            crowd=crowd,
        )
        self.groups = GroupsLoader(seats, self.rounds)
        said = FocusFiles.read(folder / "focus", timezone.localdate(now))
        self.focus = FocusLoader(FocusWorld(said, people, self.rounds))
        results = EvaluationFiles.read(folder / "evaluation")
        self.evaluation = EvaluationLoader(EvaluationWorld(results, people))
        self.frozen = FrozenLoader(people, self.rounds.entries, self.groups.conclusions)
        self.progress = progress
        self.documents: dict[str, DocumentPage] = {}
        self.pages: dict[tuple[str, str], SectionPage] = {}
        self.stored: dict[int, tuple] = {}
        self.images: dict[str, int] = {}
        self.blocks = RawBlocks(self.pages, self.documents, self.images)
        self.project: ProjectPage | None = None
        self.home = HomePage.objects.get()

    # --- documents --------------------------------------------------------------------------

    def load_documents(self, contents: list[DocumentContent], scale: int) -> None:
        """All documents, version by version in the order of their dates.

        Every section is created first as a draft that is not released, so that links may lead to
        sections which are written later.
        """
        for path in sorted((self.folder / "images").glob("*.*")):
            self.images[path.name] = store_image(path, self.editor).pk
        timeline: list[Act] = [*self.groups.acts(), *self.rounds.acts(), *self.focus.acts()]
        timeline += self.evaluation.acts()
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
        # A third of the time otherwise; kept pages are made anew once, at the end.
        with disable_reference_index_auto_update(), generations_raised_once():
            recent = self.groups.seats.files.today - RECENT
            for act in timeline:
                with nullcontext() if act.at.date() > recent else mails_left_out():
                    act.do()
        if self.groups.seats.groups:
            self.progress(self.groups.told())
        if self.focus.world.series:
            self.progress(self.focus.told())
        if self.evaluation.world.files.derivations:
            self.progress(self.evaluation.told())
        for page in (*self.documents.values(), *self.pages.values()):
            ReferenceIndex.create_or_update_for_object(page)

    def _freeze_state(self, slug: str, version: VersionEntry, state: State) -> None:
        changed = self._write(slug, state)
        frozen = self._freeze(slug, version)
        if slug == DOCUMENT:
            self.frozen.after_freeze(frozen, version.frozen_at)
        elif slug == PLAN:
            self.frozen.after_plan(frozen, version.frozen_at)
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
            demo_source=SOURCE,
            show_in_menus=True,
        )
        self.home.add_child(instance=document)
        publish(document, self.editor)
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
        self._arrange(slug, state, "", self._children(slug))
        changed = 0
        for section in state.in_order():
            page = self.pages[slug, section.key]
            if self._write_section(page, slug, section):
                changed += 1
        return changed

    def _children(self, slug: str) -> dict[int, list[int]]:
        """The sections under each page of the document, in their order: mapping primary key -> keys. One query."""
        under = self.documents[slug].get_descendants(inclusive=True).order_by("path")
        rows = list(under.values_list("pk", "path"))
        keys = {path: pk for pk, path in rows}
        found: dict[int, list[int]] = {pk: [] for pk, _path in rows}
        for pk, path in rows[1:]:
            found[keys[path[: -Page.steplen]]].append(pk)
        return found

    def _arrange(
        self, slug: str, state: State, parent_key: str, here: dict[int, list[int]]
    ) -> None:
        """Move pages where their order or parent differs from the state. ``here`` is what ``_children`` tells."""
        parent = self.pages[slug, parent_key] if parent_key else self.documents[slug]
        wanted = [self.pages[slug, key].pk for key in state.children.get(parent_key, ())]
        if [pk for pk in here[parent.pk] if pk in wanted] != wanted:
            previous: Page | None = None
            for pk in wanted:
                page = Page.objects.get(pk=pk)
                if previous is None:
                    page.move(Page.objects.get(pk=parent.pk), pos="first-child", user=self.editor)
                else:
                    page.move(Page.objects.get(pk=previous.pk), pos="right", user=self.editor)
                previous = page
            here.update(self._children(slug))
        for key in state.children.get(parent_key, ()):
            self._arrange(slug, state, key, here)

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
        publish(page, self.editor)
        self.stored[page.pk] = content
        return True

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
