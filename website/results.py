"""What was promised, what happened, what changed in the text because of it: reads of the page of results."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from concept.enums import MeasureStatus
from concept.models import Influence, Version, VersionPassage
from concept.queries.action_plan import PlannedMeasure, planned_measures
from concept.queries.reasons import describe
from concept.queries.thread import STANDING_LINKS, newest_links
from concept.shelf import Shelf
from concept.word_alignment import Segment, diff_words
from core.extension import DescribedContribution
from evaluation.formulas import Verdict
from evaluation.queries.indicators import ListedIndicator, known_indicators, listed

MOST_LINKS = 200  # looked through for examples, the newest ones
TOLD_CHANGES = 6
TOLD_INDICATORS = 8
NAMED_VOICES = 300  # of a kind
LONGEST_WORDS = 900  # code points of a change that is shown as an example
AROUND = 160  # code points that stay before and after each change of an example
GAP = "…"


@dataclass(frozen=True, slots=True)
class PlanResults:
    """How far the measures of one document are: how many there are in each status, and what is late or not told."""

    document: str
    slug: str
    total: int
    statuses: list[tuple[str, str, int]]  # value, label, measures
    overdue: int
    unreported: int


@dataclass(frozen=True, slots=True)
class Voices:
    """Contributions of a kind, as the reader may know them, that are seen in the text, the first one first."""

    kind: str
    voices: Sequence[DescribedContribution]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.voices)

    @property
    def named(self) -> Sequence[DescribedContribution]:
        """Those a page names one by one."""
        return self.voices[:NAMED_VOICES]

    @property
    def unnamed_count(self) -> int:
        """How many more there are."""
        return self.count - len(self.named)


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change of the text with the voice behind it; ``segments`` compare the words before and after."""

    voice: DescribedContribution
    segments: Sequence[Segment]
    document: str
    version: str
    why_url: str


@dataclass(frozen=True, slots=True)
class TextResults:
    """What voices changed in the texts: how many of each kind, and examples."""

    voices: list[Voices]
    hidden_count: int
    examples: list[ToldChange]


def plan_results(reader: Any) -> list[PlanResults]:
    """How far the measures are that are followed by reports, by document: nine queries, however many there are.

    Of a document whose measures nobody reports on there is nothing to tell: another document carries them out.
    """
    documents: dict[str, list[PlannedMeasure]] = defaultdict(list)
    for measure in planned_measures(reader):
        if not measure.has_ended:
            documents[measure.document_title].append(measure)
    found = [_plan(document, measures) for document, measures in documents.items()]
    return [plan for plan in found if plan.total > plan.unreported]


def _plan(document: str, measures: Sequence[PlannedMeasure]) -> PlanResults:
    counts = Counter(measure.standing.status for measure in measures)
    return PlanResults(
        document=document,
        slug=measures[0].document_slug,
        total=len(measures),
        statuses=[
            (status.value, str(status.label), counts[status])
            for status in MeasureStatus
            if counts[status]
        ],
        overdue=sum(measure.is_overdue for measure in measures),
        unreported=counts[""],
    )


def indicator_results(reader: Any) -> list[ListedIndicator]:
    """Indicators with a value the reader may know of, those with a verdict first: five queries."""
    found = [row for row in listed(known_indicators(reader), reader) if row.last is not None]
    return sorted(found, key=lambda row: row.verdict == Verdict.NOT_MEASURED)[:TOLD_INDICATORS]


def text_results(shelves: Sequence[Shelf], reader: Any) -> TextResults:
    """What contributions changed in versions the reader may read, newest first: a constant number of queries.

    Examples are taken from each kind in turn, so that a few voices of one kind are not hidden by many of another.
    Sources are no voices.
    """
    versions = {version.pk: version for shelf in shelves for version in shelf.versions}
    links = Influence.objects.filter(
        change__to_version__in=list(versions), contribution__source__isnull=True
    )
    standing = [link for link in newest_links(links) if link.state in STANDING_LINKS]
    described = describe({link.contribution_id for link in standing}, reader)
    shown: dict[str, list[DescribedContribution]] = defaultdict(list)
    for _key, one in sorted(described.items()):
        if one.is_shown:
            shown[one.kind].append(one)
    return TextResults(
        voices=[Voices(kind, found) for kind, found in sorted(shown.items())],
        hidden_count=sum(not one.is_shown for one in described.values()),
        examples=_examples(
            [link for link in standing[::-1] if described[link.contribution_id].is_shown],
            described,
            versions,
        ),
    )


def _examples(
    links: Sequence[Influence],
    described: dict[int, DescribedContribution],
    versions: dict[int, Version],
) -> list[ToldChange]:
    """One query for the words."""
    words = _words(links[:MOST_LINKS])
    by_kind: dict[str, list[ToldChange]] = defaultdict(list)
    told: set[int] = set()
    for link in links[:MOST_LINKS]:
        change, voice = link.change, described[link.contribution_id]
        before = _joined(words, change.from_version_id, change.old_uids)
        after = _joined(words, change.to_version_id, change.new_uids)
        is_short = len(before) + len(after) <= LONGEST_WORDS
        if change.pk in told or not after or before == after or not is_short:
            continue
        told.add(change.pk)
        version = versions[change.to_version_id]
        by_kind[voice.kind].append(
            ToldChange(
                voice=voice,
                segments=_around_changes(diff_words(before, after)),
                document=version.document.title,
                version=version.label,
                why_url=reverse(
                    "concept:passage-reasons",
                    args=[version.document.slug, version.slug, change.new_uids[0]],
                ),
            )
        )
    return list(_in_turn(by_kind.values()))[:TOLD_CHANGES]


def _words(links: Iterable[Influence]) -> dict[tuple[int, str], str]:
    """Words of the passages of changes, by version and uid: one query."""
    wanted = {
        (version, uid)
        for link in links
        for version, uids in (
            (link.change.from_version_id, link.change.old_uids),
            (link.change.to_version_id, link.change.new_uids),
        )
        for uid in uids
    }
    rows = VersionPassage.objects.filter(
        version__in={version for version, _uid in wanted if version},
        passage_uid__in={uid for _version, uid in wanted},
    ).values_list("version_id", "passage_uid", "content__text")
    return {(version, str(uid)): text for version, uid, text in rows}


def _joined(words: dict[tuple[int, str], str], version: int, uids: Iterable[str]) -> str:
    return "\n".join(filter(None, (words.get((version, uid), "") for uid in uids)))


def _around_changes(segments: Sequence[Segment]) -> list[Segment]:
    """Segments without the middle of long words that stay: the page of the passage has all of them."""
    found = []
    for place, (op, text) in enumerate(segments):
        shown = text
        if op == "equal":
            head = "" if place == 0 else text[:AROUND]
            tail = "" if place == len(segments) - 1 else text[-AROUND:]
            if len(head) + len(tail) < len(text):
                shown = f"{_cut_end(head)}{GAP}{_cut_start(tail)}"
        found.append((op, shown))
    return found


def _cut_end(words: str) -> str:
    """Words without one that was cut in two at their end."""
    return words[: max(words.rfind(" "), words.rfind("\n")) + 1]


def _cut_start(words: str) -> str:
    """Words without one that was cut in two at their beginning."""
    blanks = [place for place in (words.find(" "), words.find("\n")) if place >= 0]
    return words[min(blanks) :] if blanks else ""


def _in_turn(groups: Iterable[Sequence[ToldChange]]) -> Iterable[ToldChange]:
    """The first of each group, then the second of each, and so on."""
    waiting = [list(group) for group in groups]
    while any(waiting):
        for group in waiting:
            if group:
                yield group.pop(0)
