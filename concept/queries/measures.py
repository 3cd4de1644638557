"""Reads of measures: where they stand in the versions, what they came from and led to, and which contributions."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from concept.enums import AccessLevel, MeasureState, PassageKind, StepKind
from concept.models import (
    DocumentPage,
    Influence,
    Measure,
    MeasureDerivation,
    MeasurePlace,
    Version,
    VersionAccess,
    VersionPassage,
    VersionStep,
)
from concept.queries.lineage import follow_steps, lineage_rows, lineage_steps
from core.czech import search_stems

LONGEST_CODE = 100  # of a permanent code; a number behind it keeps it apart from an older one
# Words after /opatreni/ that are pages and no permanent code.
RESERVED_CODES = frozenset(
    {
        "api",
        "casova-osa",
        "export",
        "ke-schvaleni",
        "moje",
        "plan",
        "prehled",
        "soubory",
        "stahnout",
        "stav",
        "strom",
        "tabulka",
        "terminy",
        "vyrocni-zpravy",
    }
)
NAMES_OF_MEASURES = frozenset(search_stems("opatření číslo č measure measures number").split())


@dataclass(frozen=True, slots=True)
class MeasurePassage:
    """A passage that holds a measure; ``code`` and ``title`` as printed, empty when the words were removed."""

    uid: str
    label: str
    code: str
    title: str
    section_address: str = ""
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class MeasureLink:
    """A measure as one reader may know it: one that is not public to them is a bare fact.

    ``title`` is empty when its words were removed. ``is_latest``: nothing that may be told follows from it.
    """

    measure: int
    is_shown: bool = False
    code: str = ""
    title: str = ""
    path: str = ""
    state: str = ""
    document: str = ""
    is_latest: bool = False
    note: str = ""

    @property
    def state_label(self) -> str:
        """The state in the active language."""
        return str(MeasureState(self.state).label) if self.state else ""


def _passage(uid: Any, label: str, value: Any, address: str = "") -> MeasurePassage:
    value = value or {}
    return MeasurePassage(
        uid=str(uid),
        label=label,
        code=value.get("code", ""),
        title=value.get("title", ""),
        section_address=address,
        is_removed=not value,
    )


def measure_passages(version: Version) -> list[MeasurePassage]:
    """Passages of a version that hold a measure, in the order of the text: one query."""
    rows = VersionPassage.objects.filter(version=version, content__kind=PassageKind.MEASURE)
    columns = ("passage_uid", "label", "content__value", "section__address")
    return [_passage(*row) for row in rows.order_by("order").values_list(*columns)]


def unfollowed_versions() -> list[tuple[Version, VersionStep]]:
    """Approved versions with a measure that has no identity yet, and the approval, oldest first: one query for none."""
    placed = MeasurePlace.objects.filter(
        version=OuterRef("version"), passage_uid=OuterRef("passage_uid")
    )
    missing = VersionPassage.objects.filter(
        ~Exists(placed), version=OuterRef("version"), content__kind=PassageKind.MEASURE
    )
    steps = VersionStep.objects.filter(Exists(missing), step=StepKind.APPROVED)
    found = {}
    for step in steps.select_related("version__document", "version__record", "by").order_by("pk"):
        found.setdefault(step.version_id, step)
    return sorted(
        ((step.version, step) for step in found.values()),
        key=lambda row: (row[0].document_id, row[0].number),
    )


def followed_versions(document: DocumentPage) -> list[tuple[Version, VersionStep]]:
    """Versions of a document whose measures have their identity, and the approval, oldest first: one query."""
    steps = VersionStep.objects.filter(
        Exists(MeasurePlace.objects.filter(version=OuterRef("version"))),
        version__document=document,
        step=StepKind.APPROVED,
    )
    found: dict[int, VersionStep] = {}
    rows = steps.select_related("version__document", "version__record")
    for step in rows.order_by("version__number", "pk"):
        found.setdefault(step.version_id, step)
    return [(step.version, step) for step in found.values()]


def measure_by_code(code: str) -> Measure | None:
    """A measure by its permanent code, whoever may know of it: one query."""
    found = Measure.objects.filter(code=code)
    return found.select_related("record", "document", "ended_in__record").first()


def may_know_measure(measure: Measure, reader: Any) -> bool:
    """Whether the reader may know of the measure: one query."""
    return Measure.objects.visible_to(reader).filter(pk=measure.pk).exists()


def measure_of_key(key: int) -> Measure:
    """A measure chosen in a form: one query."""
    return Measure.objects.select_related("record", "document").get(pk=key)


def measures_named(query: str, reader: Any) -> list[MeasureLink]:
    """Measures whose permanent code somebody asks for ("3.2.1", "opatření 3.2.1"), as the reader may know them.

    Only the whole code counts, and only one with a digit. Four queries at most, one for a code no measure has, none for
    words without a digit.
    """
    words = [word for word in query.split() if search_stems(word) not in NAMES_OF_MEASURES]
    code = plain_code(" ".join(words))
    if not any(letter.isdecimal() for letter in code):
        return []
    keys = Measure.objects.filter(code__iexact=code).values_list("pk", flat=True)
    found = describe_measures(keys, reader).values()
    return [link for link in found if link.is_shown]


def plain_code(printed: str) -> str:
    """A printed code as it may stand in an address ("O 3/2" -> "O-3-2"); empty when nothing of it may."""
    return re.sub(r"[^\w.]+", "-", printed).strip("-.")[:LONGEST_CODE]


def was_public(measure: Measure) -> bool:
    """Whether everyone could read a version that holds the measure, once: one query."""
    versions = MeasurePlace.objects.filter(measure=measure).values("version_id")
    return VersionAccess.objects.filter(version__in=versions, level=AccessLevel.PUBLIC).exists()


def stands_anywhere(measure: Measure) -> bool:
    """Whether a version holds the measure, whoever may read it; one that began by mistake does not: one query."""
    return MeasurePlace.objects.current().filter(measure=measure).exists()


def places_of(
    measure: Measure, versions: Sequence[Version]
) -> list[tuple[Version, MeasurePassage]]:
    """Where the measure stands in the given versions, newest first: two queries."""
    by_key = {version.pk: version for version in versions}
    places = MeasurePlace.objects.current().filter(measure=measure, version__in=list(by_key))
    pairs = [(row.version_id, row.passage_uid) for row in places]
    passages = _passages(pairs)
    found = [(by_key[version], passages[version, str(uid)]) for version, uid in pairs]
    return sorted(found, key=lambda row: -row[0].number)


def _passages(pairs: Iterable[tuple[int, Any]]) -> dict[tuple[int, str], MeasurePassage]:
    """Passages by version and uid: one query, none for nothing."""
    pairs = list(pairs)
    if not pairs:
        return {}
    rows = VersionPassage.objects.filter(
        version__in={version for version, _uid in pairs},
        passage_uid__in={uid for _version, uid in pairs},
    )
    columns = ("version_id", "passage_uid", "label", "content__value", "section__address")
    return {
        (version, str(uid)): _passage(uid, *rest)
        for version, uid, *rest in rows.values_list(*columns)
    }


def describe_measures(
    keys: Iterable[int], reader: Any, notes: Mapping[int, str] | None = None
) -> dict[int, MeasureLink]:
    """Measures as the reader may know them, by primary key: three queries, none for nothing."""
    keys = set(keys)
    if not keys:
        return {}
    measures = Measure.objects.filter(pk__in=keys).visible_to(reader).select_related("document")
    shown = {measure.pk: measure for measure in measures}
    places = MeasurePlace.objects.current().filter(
        measure__in=list(shown), version__in=Version.objects.visible_to(reader)
    )
    newest: dict[int, tuple[int, Any]] = {}
    columns = ("measure_id", "version_id", "passage_uid")
    for measure, version, uid in places.order_by("version__number").values_list(*columns):
        newest[measure] = (version, uid)
    passages = _passages(newest.values())
    notes = notes or {}
    found = {}
    for key in keys:
        if key not in newest:
            found[key] = MeasureLink(measure=key)
            continue
        version, uid = newest[key]
        measure = shown[key]
        found[key] = MeasureLink(
            measure=key,
            is_shown=True,
            code=measure.code,
            title=passages[version, str(uid)].title,
            path=f"/opatreni/{measure.code}/",
            state=measure.state,
            document=measure.document.title,
            note=notes.get(key, ""),
        )
    return found


def relations_of(measure: Measure, reader: Any) -> tuple[list[MeasureLink], list[MeasureLink]]:
    """What a measure follows from, and what follows from it, as the reader may know it: four queries."""
    rows = list(MeasureDerivation.objects.standing().filter(measure=measure).order_by("pk"))
    later = list(MeasureDerivation.objects.standing().filter(source=measure).order_by("pk"))
    notes = {row.source_id: row.note for row in rows} | {row.measure_id: row.note for row in later}
    described = describe_measures(notes, reader, notes)
    return (
        [described[row.source_id] for row in rows],
        [described[row.measure_id] for row in later],
    )


def derivations_of(measure: Measure, reader: Any) -> list[tuple[MeasureDerivation, MeasureLink]]:
    """What a measure carries out or continues, with the rows that say so: four queries."""
    rows = list(MeasureDerivation.objects.standing().filter(measure=measure).order_by("pk"))
    notes = {row.source_id: row.note for row in rows}
    described = describe_measures(notes, reader, notes)
    return [(row, described[row.source_id]) for row in rows]


def measures_at(uids: Mapping[int, Iterable[str]], reader: Any) -> list[MeasureLink]:
    """Measures held by passages, given as version key -> uids: four queries at most, one for none."""
    wanted = {(version, str(uid)) for version, found in uids.items() for uid in found}
    rows = (
        MeasurePlace.objects.current()
        .filter(version__in=list(uids))
        .values_list("measure_id", "version_id", "passage_uid")
    )
    keys = dict.fromkeys(key for key, version, uid in rows if (version, str(uid)) in wanted)
    described = describe_measures(keys, reader)
    return [described[key] for key in keys]


def measures_behind(links: Sequence[Influence], reader: Any) -> dict[int, list[MeasureLink]]:
    """Where contributions led: contribution -> measures their changes became, and what follows from them.

    ``links`` as ``links_of`` answers them, to one document. From the changes through lineage to the passages of
    approved measures, and on through derivations to the latest one, whatever document holds it. Six queries, however
    many links there are; one when the document has no measure, none without a link.
    """
    if not links:
        return {}
    places: dict[int, dict[str, int]] = defaultdict(dict)
    document = links[0].change.to_version.document_id
    rows = MeasurePlace.objects.current().filter(version__document=document)
    columns = ("version__number", "passage_uid", "measure_id")
    for number, uid, measure in rows.values_list(*columns):
        places[number][str(uid)] = measure
    if not places:
        return {}
    first = min(link.change.to_version.number for link in links)
    lineage = lineage_rows(links[0].change.to_version, first, max(places))
    reached = _reached(links, places, lineage_steps(lineage))
    onwards: dict[int, list[int]] = defaultdict(list)
    for source, measure in (
        MeasureDerivation.objects.standing().order_by("pk").values_list("source_id", "measure_id")
    ):
        onwards[source].append(measure)
    chains = {key: _chain(measures, onwards) for key, measures in reached.items()}
    described = describe_measures({m for chain in chains.values() for m in chain}, reader)
    return {
        key: [
            _marked(described[measure], not any(described[n].is_shown for n in onwards[measure]))
            for measure in chain
        ]
        for key, chain in chains.items()
    }


def _marked(link: MeasureLink, is_latest: bool) -> MeasureLink:
    values = {name: getattr(link, name) for name in MeasureLink.__dataclass_fields__}
    return MeasureLink(**(values | {"is_latest": is_latest and link.is_shown}))


def _reached(
    links: Iterable[Influence],
    places: Mapping[int, Mapping[str, int]],
    steps: Mapping[int, Mapping[str, list[str]]],
) -> dict[int, list[int]]:
    """Measures whose passages descend from those the contributions changed, in the order of the versions."""
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for link in links:
        uids = set(map(str, link.change.new_uids))
        number = link.change.to_version.number
        for version in range(number, max(places) + 1):
            if version > number:
                moved = follow_steps(uids, steps, range(version, version + 1))
                uids = {heir for heirs in moved.values() for heir in heirs}
            for uid in sorted(uids & set(places.get(version, {}))):
                found[link.contribution_id][places[version][uid]] = None
    return {key: list(measures) for key, measures in found.items()}


def _chain(measures: Iterable[int], onwards: Mapping[int, Sequence[int]]) -> list[int]:
    """The measures and everything that follows from them, nearest first."""
    found = dict.fromkeys(measures)
    waiting = list(found)
    while waiting:
        for later in onwards.get(waiting.pop(0), []):
            if later not in found:
                found[later] = None
                waiting.append(later)
    return list(found)
