"""The plan of a document's next version: what is wrong with it, what it would change, what is to be decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from concept.diffing import Segment, diff_words
from concept.enums import LineageRelation
from concept.findings import message
from concept.freeze_plans import ERROR
from concept.models import (
    FreezePlan,
    SectionPage,
    Version,
    VersionPassage,
)
from concept.reading import spoken_label

SUGGESTED_ANCESTORS = 30


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
