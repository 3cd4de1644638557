"""Reads of conclusions: the register, one conclusion with everything about it, what is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from concept.models import Change, Version, VersionPassage
from concept.queries import changed_rows
from concept.queries.thread import links_of
from concept.reading import spoken_label
from core.enums import Visibility
from core.extension import FoundPlace, SearchSource
from core.models import Record
from core.search import query_stems, with_stems
from core.visibility import visible_records
from working_groups import wording
from working_groups.enums import AdoptionResult, DecisionState
from working_groups.models import Decision, DecisionAdoption, Group

NEWEST = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """Which conclusions are listed; empty values list all."""

    group: Group | None = None
    year: int | None = None
    state: str = ""
    kind: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A conclusion with the beginning of its sentence; its adoptions are loaded."""

    decision: Decision
    beginning: str

    @property
    def is_provisional(self) -> bool:
        """The minutes are not approved yet."""
        return self.decision.state == DecisionState.RECORDED


def register(user: Any, filters: Filters) -> QuerySet[Decision]:
    """Conclusions the user may know of that fit the filters, newest first; to be counted and cut."""
    found = Decision.objects.visible_to(user)
    if filters.group is not None:
        adopted = DecisionAdoption.objects.filter(decision=OuterRef("pk"), group=filters.group)
        found = found.filter(Q(host=filters.group) | Exists(adopted))
    if filters.year:
        found = found.filter(year=filters.year)
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.words:
        found = with_stems(found, query_stems(filters.words))
    return found.order_by("-record__occurred_on", "-year", "-number", "-pk")


def told(decisions: Any) -> list[DecisionFacts]:
    """A page of them as they are shown: two queries."""
    rows = decisions.select_related("record", "host").prefetch_related("adoptions__group")
    return [facts(row) for row in rows]


def facts(decision: Decision) -> DecisionFacts:
    """One of them; asks only for what is not loaded."""
    adopted = sorted(
        adoption.group.code
        for adoption in decision.adoptions.all()
        if adoption.result != AdoptionResult.NOT_ADOPTED
    )
    return DecisionFacts(
        decision, wording.beginning(decision.verb, adopted or [decision.host.code])
    )


def decision_by_address(address: str, user: Any) -> Decision | None:
    """The conclusion at ``/zavery/<address>/`` if the user may know of it: two queries."""
    return (
        Decision.objects.visible_to(user)
        .filter(record__path=f"/zavery/{address}/")
        .select_related(
            "record",
            "contribution",
            "host",
            "meeting__record",
            "item",
            "procedure__record",
            "procedure__group",
            "supersedes__record",
            "superseded_by__record",
        )
        .prefetch_related("adoptions__group")
        .first()
    )


def decision_by_reference(reference: str, user: Any) -> Decision | None:
    """The conclusion with a number people read, if the user may know of it: one query."""
    found = Decision.objects.visible_to(user).filter(record__reference=reference.strip())
    return found.select_related("record").first()


def years(user: Any) -> list[int]:
    """Years that have conclusions the user may know of, newest first: one query."""
    found = Decision.objects.visible_to(user).order_by("-year")
    return list(found.values_list("year", flat=True).distinct())


def groups_with_decisions(user: Any) -> list[Group]:
    """Groups the user may know of, by code: one query."""
    return list(Group.objects.visible_to(user).order_by("code"))


def latest_of_group(group: Group, user: Any, most: int = 5) -> list[DecisionFacts]:
    """The newest conclusions of a group the user may know of: two queries."""
    return told(register(user, Filters(group=group))[:most])


def changes_of(decision: Decision, user: Any) -> list[Change]:
    """Changes of texts the conclusion shaped, in versions the user may read: two queries."""
    changes = [link.change for link in links_of([decision.contribution_id])]
    readable = set(
        Version.objects.visible_to(user)
        .filter(pk__in=[change.to_version_id for change in changes])
        .values_list("pk", flat=True)
    )
    return [change for change in changes if change.to_version_id in readable]


def newest_public() -> list[DecisionFacts]:
    """What the feed tells: the newest public conclusions that were ever valid: two queries."""
    found = Decision.objects.filter(record__visibility=Visibility.PUBLIC)
    return told(found.order_by("-record__occurred_on", "-pk")[:NEWEST])


def _show(decisions: Any) -> list[FoundPlace]:
    return [
        FoundPlace(
            title=one.decision.record.reference,
            url=one.decision.record.path,
            where=one.decision.host.name,
            text=f"{one.beginning} {one.decision.text}\n{one.decision.rationale}".strip(),
        )
        for one in told(decisions)
    ]


def _find(stems: Sequence[str], reader: Any) -> QuerySet[Decision]:
    found = with_stems(Decision.objects.visible_to(reader), stems)
    return found.order_by("-record__occurred_on", "-pk")


SEARCH = SearchSource("zavery", gettext_lazy("In conclusions of groups"), _find, _show)


def shown_records(user: Any, *things: Any) -> set[int]:
    """Primary keys of the records of some conclusions, meetings or votes that the user may know of: one query at most.

    For pages that name what a thing was replaced by, comes from or was decided in; a thing that is None is left out.
    """
    keys = [thing.record_id for thing in things if thing is not None]
    if not keys:
        return set()
    found = Record.objects.filter(visible_records(user), pk__in=keys)
    return set(found.values_list("pk", flat=True))


def readable_versions(user: Any) -> QuerySet[Version]:
    """Versions the user may read, with their documents, to choose one from."""
    return Version.objects.visible_to(user).select_related("document")


def changed_passages(version: Version) -> list[tuple[str, str]]:
    """Passages that are new or changed in a version, in its order: (uid, label and beginning of its words).

    Two queries.
    """
    changed = {str(row.new) for row in changed_rows([version]) if row.new is not None}
    rows = VersionPassage.objects.filter(version=version, passage_uid__in=changed)
    told_as = rows.order_by("order").values_list("passage_uid", "label", "content__text")
    return [
        (str(uid), f"{spoken_label(label)}: {Truncator(words).chars(140)}")
        for uid, label, words in told_as
    ]
