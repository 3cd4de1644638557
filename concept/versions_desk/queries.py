"""Reads for the desk of versions. Every list costs a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rapidfuzz import fuzz, process

from concept import queries
from concept.diffing import Segment, diff_words
from concept.enums import LineageRelation, PlanState, Standing, StepKind
from concept.findings import message
from concept.freeze_plans import ERROR
from concept.freezing import released_state
from concept.models import (
    DocumentPage,
    FreezePlan,
    Lineage,
    PassageContent,
    SectionPage,
    Version,
    VersionPassage,
    VersionStep,
)
from concept.reading import spoken_label
from core.czech import fold, sort_key
from people.enums import Role
from people.models import Audience, User

SUGGESTED_ANCESTORS = 30


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document on the desk. ``waiting_count``: sections whose newest draft is not in the latest version."""

    document: DocumentPage
    version: Version | None
    standing: str
    waiting_count: int
    plan_state: str


def document_rows(user: Any) -> list[DocumentRow]:
    """Every document with its latest version the user may know of: five queries."""
    documents = list(DocumentPage.objects.order_by("path"))
    latest: dict[int, Version] = {}
    for version in Version.objects.visible_to(user).order_by("number"):
        latest[version.document_id] = version
    where = queries.standings(list(latest.values()))
    plans = dict(
        FreezePlan.objects.exclude(state=PlanState.SEALED)
        .order_by("pk")
        .values_list("document_id", "state")
    )
    sealed: dict[int, dict[str, str]] = {}
    for plan in FreezePlan.objects.filter(state=PlanState.SEALED).order_by("pk"):
        sealed[plan.document_id] = plan.content.get("released", {})
    waiting: dict[int, int] = defaultdict(int)
    for page in SectionPage.objects.defer("body"):
        owner = next((d for d in documents if page.path.startswith(d.path)), None)
        if owner is not None:
            key = str(page.pk)
            is_same = released_state([page]).get(key) == sealed.get(owner.pk, {}).get(key)
            waiting[owner.pk] += page.has_unpublished_changes or not page.live or not is_same
    return [
        DocumentRow(
            document=document,
            version=latest.get(document.pk),
            standing=Standing(where[latest[document.pk].pk]).label if document.pk in latest else "",
            waiting_count=waiting[document.pk],
            plan_state=plans.get(document.pk, ""),
        )
        for document in documents
    ]


def document(pk: int) -> DocumentPage:
    """A document, else Http404."""
    found = DocumentPage.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def version(pk: int, user: Any) -> Version:
    """A version the user may know of, with its document and people, else Http404."""
    found = (
        Version.objects.visible_to(user)
        .select_related("document", "record__audience", "frozen_by", "previous")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def open_plan(document: DocumentPage) -> FreezePlan | None:
    """The plan of the document's next version, if anybody began one."""
    return (
        FreezePlan.objects.filter(document=document)
        .exclude(state=PlanState.SEALED)
        .select_related("base", "document", "created_by")
        .order_by("pk")
        .last()
    )


def latest_version(document: DocumentPage) -> Version | None:
    """The newest version of a document, whoever may read it: its label and number are no secret here."""
    return Version.objects.of(document).select_related("frozen_by").first()


def versions_of(document: DocumentPage, user: Any) -> list[tuple[Version, str]]:
    """Versions the user may know of, newest first, each with the name of its standing."""
    found = queries.readable_versions(document.slug, user)
    where = queries.standings(found)
    return [(each, Standing(where[each.pk]).label) for each in found]


def sections_by_id(document: DocumentPage, ids: Iterable[str]) -> list[SectionPage]:
    """The document's sections with these ids, in order; ids of anything else are ignored."""
    wanted = [int(pk) for pk in ids if str(pk).isdigit()]
    return list(SectionPage.objects.descendant_of(document).filter(pk__in=wanted).order_by("path"))


def unreleased_sections(document: DocumentPage) -> list[SectionPage]:
    """Sections whose newest draft is not released, in order: one query."""
    sections = SectionPage.objects.descendant_of(document).order_by("path").defer("body")
    return [page for page in sections if not page.live or page.has_unpublished_changes]


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """Findings of the preflight of one severity."""

    severity: str
    issues: list[dict[str, Any]]


def issue_groups(plan: FreezePlan) -> list[IssueGroup]:
    """The preflight list, errors first; each finding with its words and the name of its section: one query."""
    pages = SectionPage.objects.defer("body").in_bulk({issue["page_id"] for issue in plan.issues})
    groups: dict[str, list] = {ERROR: []}
    for issue in plan.issues:
        section = str(pages.get(issue["page_id"], plan.document))
        words = message(issue["code"], issue["params"])
        shown = issue | {"section": section, "message": words}
        groups.setdefault(issue["severity"], []).append(shown)
    return [IssueGroup(severity, issues) for severity, issues in groups.items() if issues]


# --- What a plan would change ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OldPassage:
    """A passage of the version a plan builds on."""

    uid: str
    label: str
    text: str
    section: str
    section_title: str

    @property
    def name(self) -> str:
        """Where it stood."""
        if "/" in self.label:
            return self.label
        return f"{self.section_title} {spoken_label(self.label)}".strip()


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A passage that would differ from the last version."""

    relation: str
    label: str
    before: str
    after: str
    is_moved: bool
    came_from: str = ""

    @property
    def relation_label(self) -> str:
        """The relation in words."""
        return LineageRelation(self.relation).label

    @property
    def segments(self) -> list[Segment]:
        """The words before and after, aligned."""
        return diff_words(self.before, self.after)

    @property
    def is_look_only(self) -> bool:
        """No word changed, only how it looks."""
        return self.relation == LineageRelation.EDITED and self.before == self.after


@dataclass(slots=True)
class SectionChanges:
    """What would change in one section."""

    uid: str
    title: str
    is_dropped: bool = False
    new_count: int = 0
    edited_count: int = 0
    moved_count: int = 0
    deleted_count: int = 0
    changes: list[PlannedChange] = field(default_factory=list)

    def add(self, change: PlannedChange) -> None:
        """Count and keep a change."""
        self.changes.append(change)
        if change.relation == LineageRelation.NEW:
            self.new_count += 1
        elif change.relation == LineageRelation.DELETED:
            self.deleted_count += 1
        elif change.relation in {LineageRelation.SAME, LineageRelation.MOVED}:
            self.moved_count += 1
        else:
            self.edited_count += 1


def old_passages(base: Version | None) -> dict[str, OldPassage]:
    """Passages of the version a plan builds on, by uid, in order: one query."""
    if base is None:
        return {}
    rows = (
        VersionPassage.objects.filter(version=base)
        .order_by("order")
        .values_list(
            "passage_uid",
            "label",
            "content__text",
            "section__node_uid",
            "section__code",
            "section__title",
        )
    )
    return {
        str(uid): OldPassage(str(uid), label, text, str(section), f"{code} {title}".strip())
        for uid, label, text, section, code, title in rows
    }


def planned_changes(plan: FreezePlan, old: Mapping[str, OldPassage]) -> list[SectionChanges]:
    """What the plan changes, by sections of the new text; dropped sections at the end. No query."""
    sections = {
        s["node_uid"]: SectionChanges(s["node_uid"], f"{s['code']} {s['title']}".strip())
        for s in plan.content["sections"]
    }
    for passage in plan.content["passages"]:
        relation = passage["relation"]
        if relation == LineageRelation.SAME and not passage["is_moved"]:
            continue
        ancestors = [old[uid] for uid in passage["old_uids"] if uid in old]
        moved_from = ancestors[0].name if passage["is_moved"] and ancestors else ""
        sections[passage["section"]].add(
            PlannedChange(
                relation=LineageRelation.MOVED if relation == LineageRelation.SAME else relation,
                label=passage["label"],
                before="\n".join(ancestor.text for ancestor in ancestors),
                after=passage["text"],
                is_moved=passage["is_moved"],
                came_from=moved_from,
            )
        )
    for uid in plan.content["deleted"]:
        gone = old.get(uid)
        if gone is None:
            continue
        if gone.section not in sections:
            sections[gone.section] = SectionChanges(
                gone.section, gone.section_title, is_dropped=True
            )
        sections[gone.section].add(
            PlannedChange(LineageRelation.DELETED, gone.label, gone.text, "", is_moved=False)
        )
    return [section for section in sections.values() if section.changes]


# --- Uncertain lineage ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UncertainPassage:
    """A passage whose origin an editor decides. ``choices``: other ancestors to choose from, likely ones first."""

    key: str
    label: str
    section_title: str
    text: str
    proposed: list[OldPassage]
    choices: list[OldPassage]
    relation: str
    score: float
    decided: str | None = None

    @property
    def proposed_text(self) -> str:
        """The text of the proposed ancestors."""
        return "\n".join(passage.text for passage in self.proposed)

    @property
    def segments(self) -> list[Segment]:
        """The words of the proposed ancestors and of the passage, aligned."""
        return diff_words(self.proposed_text, self.text)

    @property
    def proposal(self) -> str:
        """The answer that keeps the proposal."""
        return " ".join(passage.uid for passage in self.proposed)

    @property
    def score_percent(self) -> int:
        """How alike the texts are."""
        return round(self.score * 100)


def lineage_questions(
    plan: FreezePlan, old: Mapping[str, OldPassage], keys: Sequence[str]
) -> list[UncertainPassage]:
    """The passages with these answer keys, ready to be decided. No query."""
    titles = {s["node_uid"]: f"{s['code']} {s['title']}".strip() for s in plan.content["sections"]}
    wanted = set(keys)
    free = {uid: old[uid] for uid in plan.content["deleted"] if uid in old}
    texts = {uid: passage.text for uid, passage in free.items()}
    questions = []
    for passage in plan.content["passages"]:
        if passage["answer_key"] not in wanted:
            continue
        proposed = [old[uid] for uid in passage["old_uids"] if uid in old]
        likely = process.extract(
            passage["text"], texts, scorer=fuzz.ratio, limit=SUGGESTED_ANCESTORS
        )
        questions.append(
            UncertainPassage(
                key=passage["answer_key"],
                label=passage["label"],
                section_title=titles[passage["section"]],
                text=passage["text"],
                proposed=proposed,
                choices=[free[uid] for _text, _score, uid in likely],
                relation=LineageRelation(passage["relation"]).label,
                score=passage["score"],
                decided=plan.answers.get(passage["answer_key"]),
            )
        )
    return questions


# --- One version --------------------------------------------------------------------------------------


def steps_of(version: Version) -> list[VersionStep]:
    """Everything that happened to a version, oldest first."""
    return list(version.steps.select_related("by").order_by("pk"))


def access_of(version: Version) -> Any:
    """The row that says who may read the version now, or None: staff."""
    return version.accesses.select_related("audience", "by").order_by("-pk").first()


def redacted_count(version: Version) -> int:
    """How many passages of the version have lost their words."""
    return version.passages.filter(content__redactions__isnull=False).count()


def people_who_may_agree(proposer: Any, on: date) -> list[User]:
    """Editors and chairs other than the proposer, as Czech sorts their names."""
    people = User.objects.filter(
        is_active=True,
        role_grants__in=_current_grants(on, Role.EDITOR, Role.CHAIR),
    )
    others = people.exclude(pk=proposer.pk).distinct()
    return sorted(others, key=lambda person: sort_key(person.name))


def _current_grants(on: date, *roles: str) -> QuerySet:
    grants = User._meta.get_field("role_grants").related_model.objects
    return grants.current(on).filter(role__in=roles)


def audiences() -> QuerySet:
    """Circles of readers a version can be opened to."""
    return Audience.objects.order_by("name")


def search_passages(version: Version, words: str) -> QuerySet:
    """Passages of a version whose text holds the words, whatever case and accents; all without words."""
    found = (
        VersionPassage.objects.filter(version=version)
        .select_related("content", "section")
        .order_by("order")
    )
    if not words.strip():
        return found
    wanted = fold(words).split()
    rows = VersionPassage.objects.filter(version=version).values_list("pk", "content__text")
    keys = [pk for pk, text in rows if all(word in fold(text) for word in wanted)]
    return found.filter(pk__in=keys)


def content(version: Version, digest: str) -> PassageContent:
    """A content a passage of the version shows, else Http404."""
    found = PassageContent.objects.filter(pk=digest, places__version=version).first()
    if found is None:
        raise Http404
    return found


def places_of(content: PassageContent) -> list[VersionPassage]:
    """Where a content is shown: every version and place, newest version first."""
    return list(
        VersionPassage.objects.filter(content=content)
        .select_related("version__document", "section")
        .order_by("-version__document_id", "-version__number", "order")
    )


def passage(version: Version, uid: Any) -> VersionPassage:
    """A passage of a version, else Http404."""
    found = (
        VersionPassage.objects.filter(version=version, passage_uid=uid)
        .select_related("content", "section")
        .first()
    )
    if found is None:
        raise Http404
    return found


def ancestors_of(version: Version, uid: Any) -> list[VersionPassage]:
    """The passages of the previous version a passage descends from, corrections included."""
    if version.previous is None:
        return []
    heirs = queries.lineage_map(version.previous, version)
    uids = [old for old, news in heirs.items() if str(uid) in news]
    return list(
        VersionPassage.objects.filter(version=version.previous, passage_uid__in=uids)
        .select_related("content", "section")
        .order_by("order")
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage of the version before that a passage may come from."""

    uid: str
    name: str
    text: str


def likely_ancestors(version: Version, passage: VersionPassage, words: str) -> list[Candidate]:
    """Passages of the version before: those holding the words, else the most similar ones first."""
    if version.previous is None:
        return []
    old = old_passages(version.previous)
    if words.strip():
        wanted = fold(words).split()
        found = [p for p in old.values() if all(word in fold(p.text) for word in wanted)]
        found = found[:SUGGESTED_ANCESTORS]
    else:
        texts = {uid: p.text for uid, p in old.items()}
        likely = process.extract(
            passage.content.text, texts, scorer=fuzz.ratio, limit=SUGGESTED_ANCESTORS
        )
        found = [old[uid] for _text, _score, uid in likely]
    return [Candidate(p.uid, p.name, p.text) for p in found]


def newest_proposal(version: Version) -> VersionStep | None:
    """The newest proposal to publish, answered or not."""
    return version.steps.filter(step=StepKind.PUBLICATION_PROPOSED).order_by("-pk").first()


def newer_in_force(version: Version) -> Version | None:
    """A version with a higher number that is published now: publishing this one would supersede it. Two queries."""
    newer = list(Version.objects.of(version.document).filter(number__gt=version.number))
    where = queries.standings(newer)
    return next((other for other in newer if where[other.pk] == Standing.PUBLISHED), None)


def lineage_corrections(version: Version) -> list[Lineage]:
    """Corrections made after the freeze, newest first."""
    return list(
        Lineage.objects.filter(
            to_version=version, confirmed_by__isnull=False, recorded_at__gt=version.frozen_at
        )
        .select_related("confirmed_by")
        .order_by("-pk")
    )
