"""Registries through which upper apps show themselves in lower ones, without being imported by them.

They are filled in ``AppConfig.ready`` and listed by ``manage.py extensions``.

- *panels*: a piece of a lower page drawn by an upper app.
- *reading tools*: links and notices on pages of frozen text, below each passage, below a section and above all.
- *subscribers*: jobs run after a committed event such as ``version_frozen``.
- *erasers*: functions that remove a person's words from every place of an app that may hold a copy.
- *erasers of repeats*: the same for words that repeat a passage or a comment erased elsewhere.
- *tick jobs*: what is looked after each minute (``manage.py tick``), such as publications whose moment has come.
- *replays*: what must be done again on data restored from a backup, such as redactions made since.
- *version data*: what the interface for machines tells of a version besides its frozen facts.
- *approval findings*: what must be decided before a version may be approved, and what else is not closed.
- *verifications*: check stored data against its digests (``manage.py verify_versions``), such as seals of rounds.
- *contribution kinds*: describe what gave a text its reasons, such as comments, on pages of the thread.
- *mail composers*: write a mail at the moment it is sent, from what its reader may know of then.
- *digest parts*: what happened that a person may want to be told of once a day.
- *search sources*: what can be found beside the texts, such as comments.
- *waiting*: what waits for a person, shown on their overview and in their digest.
- *freeze sources*: answer the figures of a block, such as an indicator, while a freeze is prepared (``FreezeSource``).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core import jobs
from core.repeats import Repeats
from core.verification import Finding


@dataclass(frozen=True, slots=True)
class Panel:
    """What an upper app draws on a lower page.

    ``place`` names the slot, ``permission`` is asked for the page's object, ``render(request, obj)`` answers html in a
    constant number of queries, ``valid_until(obj)`` tells when a cached page that shows it must be drawn again: for
    panels of modules to come that change by themselves on a kept page. Those of today are on pages that are not kept,
    or whose boundaries stand in their generation, and answer None.
    """

    place: str
    name: str
    permission: str
    render: Callable[[Any, Any], str]
    valid_until: Callable[[Any], datetime | None]


def _nothing(_passage: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class ReadingTools:
    """What an upper app adds to one page of frozen text, as safe html; ``facts`` stand among those of the version.

    ``passage`` is called with each passage shown (its ``uid``, ``label`` and ``kind``) and asks the database nothing.
    """

    banner: str = ""
    section: str = ""
    facts: str = ""
    passage: Callable[[Any], str] = _nothing


# (reader, version, the section being read or None on its contents) -> tools. One query at most. For a visitor without
# an account the answer must be the same as for any other, and hold no token: the page is kept.
ReadingOffer = Callable[[Any, Any, Any], ReadingTools]


@dataclass(frozen=True, slots=True)
class Eraser:
    """``erase(contents)`` removes the words of the given content digests from one place; it may run twice."""

    name: str
    erase: Callable[[Iterable[str]], None]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a version cannot be approved yet: a sentence for the person at the desk, and where it is settled.

    What does not ``block`` is only told: the body that approves should know of it.
    """

    text: str
    address: str = ""
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a person: what it is, where it belongs (``note``), and the one button that leads there.

    ``title`` and ``note`` are in the active language and hold no words of other people.
    """

    title: str
    url: str
    button: str
    note: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class MailAttachment:
    """A file of a mail, text as UTF-8. ``mime`` may have parameters, as in ``text/calendar; method=REQUEST``."""

    filename: str
    mime: str
    content: str | bytes


@dataclass(frozen=True, slots=True)
class ComposedMail:
    """A mail written at the moment it is sent; nothing of it is stored. ``headers`` are added to ours."""

    subject: str
    text: str
    headers: Mapping[str, str]
    attachments: Sequence[MailAttachment] = ()


# (the row of the outbox, now) -> the mail, None when there is nothing to say any more.
MailComposer = Callable[[Any, datetime], ComposedMail | None]


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """One thing that happened: ``head`` in our words, ``words`` of people as its reader may read them now, or "".

    Entries about one thing share ``about``: of several parts the last one tells of it.
    """

    head: str
    url: str
    words: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class DigestSubject:
    """What happened about one subject, such as a round. Subjects with the same address are shown as one."""

    title: str
    url: str
    entries: Sequence[DigestEntry]
    more_count: int = 0


@dataclass(frozen=True, slots=True)
class DigestPart:
    """A part of the daily digest, which people may do without.

    ``find(person, since, until)`` answers what became known to the person in (since, until], as they may know of it
    at the moment of asking, in the active language and a constant number of queries.
    """

    name: str
    label: Any
    find: Callable[[Any, datetime, datetime], list[DigestSubject]]


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """Where sought words stand: ``where`` says it in our words, ``text`` is what a piece is shown of."""

    title: str
    url: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class SearchSource:
    """Something beside the texts that can be found.

    ``find(stems, reader)`` answers what the reader may read now and has every stem, as a queryset that can be counted
    and cut; ``show(rows)`` tells of a page of it in a constant number of queries.
    """

    name: str
    label: Any
    find: Callable[[Sequence[str], Any], Any]
    show: Callable[[Any], list[FoundPlace]]


# (person, now) -> what waits for them, in a constant number of queries.
WaitingSource = Callable[[Any, datetime], list[Waiting]]


@dataclass(frozen=True, slots=True)
class DescribedContribution:
    """A contribution as one reader may know it. ``is_shown`` is false for one that is not public to them: then there
    is nothing but the fact. ``words`` are empty when they may not be shown. ``notice`` warns of a newer edition.
    ``behind``: what it came from, such as a finding, as (title, path).
    """

    contribution: int
    is_shown: bool = False
    kind: str = ""
    title: str = ""
    path: str = ""
    who: str = ""
    on: date | None = None
    words: str = ""
    outcome: str = ""
    reason: str = ""
    is_demo: bool = False
    notice: str = ""
    behind: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class ContributionCounts:
    """How far the contributions of a kind to one document are."""

    total: int
    without_outcome: int
    accepted_without_change: int


@dataclass(frozen=True, slots=True)
class PendingContribution:
    """A contribution nobody sees in the text yet: what it is, why, since when, and where it is mended at the desk."""

    title: str
    why: str
    address: str
    since: date | None = None


def _none_pending(_document: Any) -> list[PendingContribution]:
    return []


@dataclass(frozen=True, slots=True)
class ContributionKind:
    """How an upper app tells of its contributions (by primary key). Each function costs a constant number of queries.

    ``describe(keys, reader)`` answers a mapping key -> description for those of this kind, ``about(places)`` the keys
    of contributions that quote any of the passages, given as version key -> uids, ``counts(document)`` the numbers,
    ``pending(document)`` those without an outcome that is visible in the text, oldest first.
    """

    name: str
    describe: Callable[[Iterable[int], Any], Mapping[int, DescribedContribution]]
    about: Callable[[Mapping[int, Iterable[str]]], set[int]]
    counts: Callable[[Any], ContributionCounts]
    pending: Callable[[Any], list[PendingContribution]] = _none_pending


class SourceUnresolved(ValueError):
    """No figures for a block of figures; the message says why in the active language, for the editor."""


@dataclass(frozen=True, slots=True)
class SourcedTable:
    """Figures as they stood on a day, ready to be frozen as a table of the text.

    ``title`` is its caption, without the day. ``columns`` are the headings, ``rows`` the cells as plain words the way
    they are printed ("92,3 %", "–", "méně než 5"), each row as long as ``columns``, its first cell the heading of the
    row. ``note`` says below the table in a sentence or two what a reader must know (a break in the series, what was
    left out, who counted it); "" for none. ``as_of`` is the day the figures stood so, not later than the day asked for.
    ``definition`` names the version of the definition they follow ("definice 2 z 1. 9. 2020"); "" where there is none.
    ``path`` is the address on this site where the figures can be followed ("/hodnoceni/ukazatele/U-3/").
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    as_of: date
    path: str
    note: str = ""
    definition: str = ""

    def __post_init__(self) -> None:
        if not self.rows or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("A table of figures has rows, each with a cell for every column.")


@dataclass(frozen=True, slots=True)
class FreezeSource:
    """Where a block "Figures" (``concept.blocks.FiguresBlock``) of one ``kind`` takes its table from.

    ``resolve(reference, as_of)`` answers the figures ``reference`` names ("U-3", "2020-2") as they were approved and
    known at the end of the day ``as_of``. It is called while a freeze is prepared and for previews, with the language
    of the document active, and may query. It must

    - answer only what everyone may know (approved, suppressed as on the public pages): the version may be published,
    - answer the same for the same reference and day, whenever it is asked (the plan is prepared more than once),
    - raise SourceUnresolved, with a sentence that says why, for anything else: nothing is frozen without its figures.

    What it answered is stored in the version and never asked again: a later correction changes later versions only.
    ``label`` names the kind, to editors and below the table ("Indicator" before "U-3"); ``reference_help`` tells an
    editor what to write, as words in brackets ("code, such as U-3").
    """

    kind: str
    label: Any
    reference_help: Any
    resolve: Callable[[str, date], SourcedTable]


# (document keys, what must not be repeated, moment): erases in one app what repeats words that were erased elsewhere.
RepeatErasure = Callable[[Sequence[int], Repeats, datetime], None]

_panels: dict[str, list[Panel]] = defaultdict(list)
_reading_offers: dict[str, ReadingOffer] = {}
_subscribers: dict[str, list[jobs.Job]] = defaultdict(list)
_erasers: list[Eraser] = []
_repeat_erasers: dict[str, RepeatErasure] = {}
_tick_jobs: list[jobs.Job] = []
_replays: dict[str, Callable[[], list[str]]] = {}
_verifications: dict[str, Callable[[], Iterable[Finding]]] = {}
_freeze_sources: dict[str, FreezeSource] = {}
_approval_finders: dict[str, Callable[[Any], list[Obstacle]]] = {}
_contribution_kinds: dict[str, ContributionKind] = {}
_mail_composers: dict[str, MailComposer] = {}
_digest_parts: dict[str, DigestPart] = {}
_search_sources: dict[str, SearchSource] = {}
_waiting: dict[str, WaitingSource] = {}
_version_data: dict[str, Callable[[Iterable[Any]], Mapping[int, Any]]] = {}


def add_panel(panel: Panel) -> None:
    """Register a panel for its place."""
    _panels[panel.place].append(panel)


def panels(place: str) -> list[Panel]:
    """Panels of a place in the order of registration."""
    return list(_panels[place])


def add_reading_tools(name: str, offer: ReadingOffer) -> None:
    """Register what an app adds to pages of frozen text."""
    _reading_offers[name] = offer


def reading_tools(reader: Any, version: Any, section: Any = None) -> list[ReadingTools]:
    """What all apps add to one page of frozen text: at most one query each."""
    return [offer(reader, version, section) for offer in _reading_offers.values()]


def subscribe(event: str, job: jobs.Job) -> None:
    """Run the job with the event's ids after each such event."""
    if job not in _subscribers[event]:
        _subscribers[event].append(job)


def announce(event: str, **ids: Any) -> None:
    """Queue every subscriber of the event; called inside the action, so it happens only if that commits."""
    for job in _subscribers[event]:
        job.enqueue(**ids)


def add_eraser(eraser: Eraser) -> None:
    """Register a place that may hold a copy of a person's words."""
    if eraser.name not in {known.name for known in _erasers}:
        _erasers.append(eraser)


def erasers() -> list[Eraser]:
    """All erasers."""
    return list(_erasers)


def add_repeat_eraser(name: str, erase: RepeatErasure) -> None:
    """Register a place that may repeat words which were erased elsewhere."""
    _repeat_erasers[name] = erase


def repeat_erasers() -> dict[str, RepeatErasure]:
    """All of them by name."""
    return dict(_repeat_erasers)


def add_tick(job: jobs.Job) -> None:
    """Run the job each minute; it must be quick when there is nothing to do and may run twice."""
    if job not in _tick_jobs:
        _tick_jobs.append(job)


def tick_jobs() -> list[jobs.Job]:
    """All jobs of the tick in the order of registration."""
    return list(_tick_jobs)


def add_replay(name: str, replay: Callable[[], list[str]]) -> None:
    """Call ``replay`` after a restore; it answers lines for whoever restores."""
    _replays[name] = replay


def replays() -> dict[str, Callable[[], list[str]]]:
    """All replays by name."""
    return dict(_replays)


def add_verification(name: str, check: Callable[[], Iterable[Finding]]) -> None:
    """Let ``check`` run with the verification of versions; ``name`` says in English what it proves."""
    _verifications[name] = check


def verifications() -> dict[str, Callable[[], Iterable[Finding]]]:
    """All checks by name."""
    return dict(_verifications)


def add_freeze_source(source: FreezeSource) -> None:
    """Register where figures of a kind come from."""
    _freeze_sources[source.kind] = source


def freeze_source(kind: str) -> FreezeSource | None:
    """The source of a kind, if any."""
    return _freeze_sources.get(kind)


def freeze_sources() -> list[FreezeSource]:
    """All sources in the order of registration."""
    return list(_freeze_sources.values())


def add_approval_finder(name: str, find: Callable[[Any], list[Obstacle]]) -> None:
    """Ask ``find(version)`` what stands against approving a version; a constant number of queries."""
    _approval_finders[name] = find


def approval_findings(version: Any) -> list[Obstacle]:
    """Everything that is not closed about a version, what blocks its approval first."""
    found = [finding for find in _approval_finders.values() for finding in find(version)]
    return sorted(found, key=lambda finding: not finding.blocks)


def approval_obstacles(version: Any) -> list[Obstacle]:
    """Everything that blocks the approval of the version now."""
    return [finding for finding in approval_findings(version) if finding.blocks]


def add_version_data(name: str, find: Callable[[Iterable[Any]], Mapping[int, Any]]) -> None:
    """Tell plain data of versions under ``name``: ``find(versions)`` answers them by primary key in one query."""
    _version_data[name] = find


def version_data(versions: Iterable[Any]) -> dict[str, Mapping[int, Any]]:
    """What upper apps tell of versions, by name and the version's primary key: one query each."""
    found = list(versions)
    return {name: find(found) for name, find in _version_data.items()}


def add_contribution_kind(kind: ContributionKind) -> None:
    """Register how contributions of a kind are told."""
    _contribution_kinds[kind.name] = kind


def contribution_kinds() -> list[ContributionKind]:
    """All kinds in the order of registration."""
    return list(_contribution_kinds.values())


def add_mail_composer(kind: str, compose: MailComposer) -> None:
    """Register who writes the mails of a kind when they are sent."""
    _mail_composers[kind] = compose


def mail_composer(kind: str) -> MailComposer | None:
    """Who writes the mails of a kind, if they are not written beforehand."""
    return _mail_composers.get(kind)


def add_digest_part(part: DigestPart) -> None:
    """Register a part of the digest."""
    _digest_parts[part.name] = part


def digest_parts() -> list[DigestPart]:
    """All parts in the order of registration."""
    return list(_digest_parts.values())


def add_search_source(source: SearchSource) -> None:
    """Register something that can be found."""
    _search_sources[source.name] = source


def search_sources() -> list[SearchSource]:
    """All sources in the order of registration."""
    return list(_search_sources.values())


def add_waiting(name: str, find: WaitingSource) -> None:
    """Register what may wait for people in an app."""
    _waiting[name] = find


def waiting_for(person: Any, at: datetime) -> list[Waiting]:
    """Everything that waits for a person, what is due first; what has no day stays in the order of the apps."""
    found = [row for find in _waiting.values() for row in find(person, at)]
    return sorted(found, key=lambda row: (row.due_on is None, row.due_on or date.max))


def listing() -> list[tuple[str, str, str]]:
    """Everything registered, as (registry, slot, name) rows."""
    rows = [("panel", place, p.name) for place, found in _panels.items() for p in found]
    rows += [("reading tools", "", name) for name in _reading_offers]
    rows += [("subscriber", event, j.name) for event, found in _subscribers.items() for j in found]
    rows += [("eraser", "", e.name) for e in _erasers]
    rows += [("eraser of repeats", "", name) for name in _repeat_erasers]
    rows += [("tick", "", j.name) for j in _tick_jobs]
    rows += [("replay", "", name) for name in _replays]
    rows += [("verification", "", name) for name in _verifications]
    rows += [("approval findings", "", name) for name in _approval_finders]
    rows += [("version data", "", name) for name in _version_data]
    rows += [("contribution kind", "", name) for name in _contribution_kinds]
    rows += [("mail composer", kind, c.__qualname__) for kind, c in _mail_composers.items()]
    rows += [("digest part", "", name) for name in _digest_parts]
    rows += [("search source", "", name) for name in _search_sources]
    rows += [("waiting", "", name) for name in _waiting]
    rows += [("freeze source", "", kind) for kind in _freeze_sources]
    return sorted(rows)
