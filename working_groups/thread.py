"""Conclusions told to the thread of reasons (registered in ``WorkingGroupsConfig.ready``)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concept.enums import InfluenceState
from concept.models import DocumentPage, Influence
from core.extension import (
    ContributionCounts,
    ContributionKind,
    DescribedContribution,
    PendingContribution,
    add_contribution_kind,
    add_digest_part,
    add_search_source,
    add_waiting,
)
from core.pagecache import add_dependence
from core.templatetags.osnova import local_path
from working_groups import wording
from working_groups.enums import DecisionKind, DecisionState
from working_groups.models import AgendaMaterial, Decision
from working_groups.queries import decisions, news, tasks, waiting

MOST_WORDS = 400


def describe(keys: Iterable[int], reader: Any) -> dict[int, DescribedContribution]:
    """Conclusions among the contributions, as the reader may know them: three queries."""
    rows = list(
        Decision.objects.filter(contribution__in=list(keys))
        .select_related("record", "contribution")
        .prefetch_related("adoptions__group")
    )
    shown = set(
        Decision.objects.visible_to(reader)
        .filter(pk__in=[row.pk for row in rows])
        .values_list("pk", flat=True)
    )
    return {
        row.contribution_id: _described(row)
        if row.pk in shown
        else DescribedContribution(contribution=row.contribution_id)
        for row in rows
    }


def _described(decision: Decision) -> DescribedContribution:
    codes = [adoption.group.code for adoption in decision.adoptions.all()]
    words = f"{wording.beginning(decision.verb, codes)} {decision.text}"
    state = str(DecisionState(decision.state).label)
    return DescribedContribution(
        contribution=decision.contribution_id,
        is_shown=True,
        kind=pgettext("kind of record", "Conclusion"),
        title=decision.record.reference,
        path=decision.record.path,
        who=", ".join(codes),
        on=decision.record.occurred_on,
        words=words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS].rsplit(' ', 1)[0]}…",
        outcome=state,
        reason=decision.rationale,
        is_demo=bool(decision.record.demo_origin),
    )


def about(_places: Mapping[int, Iterable[str]]) -> set[int]:
    """Conclusions quote no passage: they are named where they changed one. No query."""
    return set()


def counts(document: Any) -> ContributionCounts:
    """Mandates to change a document that are linked to it already: one query."""
    linked = Decision.objects.filter(
        kind=DecisionKind.MANDATE, contribution__influences__change__to_version__document=document
    )
    return ContributionCounts(
        total=linked.values("pk").distinct().count(), without_outcome=0, accepted_without_change=0
    )


def pending(document: Any) -> list[PendingContribution]:
    """Mandates to change a document that are linked to no change, oldest first: one query.

    A mandate is about the documents whose versions were papers of its item or were voted on; one that names none
    stands with the first document of the site.
    """
    papers = AgendaMaterial.objects.filter(
        item=OuterRef("item"), version__isnull=False, withdrawn_at__isnull=True
    )
    later = Influence.objects.filter(
        contribution=OuterRef("contribution"), change=OuterRef("change"), pk__gt=OuterRef("pk")
    )
    links = Influence.objects.filter(~Exists(later), contribution=OuterRef("contribution"))
    links = links.exclude(state=InfluenceState.RETRACTED)  # the newest row of a pair counts
    is_named = Q(Exists(papers)) | Q(procedure__version__isnull=False)
    is_about = Q(Exists(papers.filter(version__document=document))) | Q(
        procedure__version__document=document
    )
    is_first = ~Exists(DocumentPage.objects.filter(path__lt=document.path))
    rows = (
        Decision.objects.filter(kind=DecisionKind.MANDATE, state=DecisionState.CONFIRMED)
        .filter(~Exists(links))
        .filter(is_about | (~is_named & Q(is_first)))
        .select_related("record")
        .order_by("record__occurred_on", "pk")
    )
    return [
        PendingContribution(
            title=_("Conclusion %(reference)s") % {"reference": row.record.reference},
            why=_("a mandate to change the text that is linked to no change"),
            address=local_path(row.record.path),
            since=row.record.occurred_on,
        )
        for row in rows
    ]


def register() -> None:
    """Let conclusions, votes and tasks be told on pages of the thread, overviews, digests and in the log."""
    add_contribution_kind(ContributionKind("decision", describe, about, counts, pending))
    add_waiting("tasks of working groups", tasks.waiting_for)
    add_waiting("votes in writing", waiting.waiting_for)
    add_waiting("minutes of working groups", news.waiting_for)
    add_digest_part(tasks.DIGEST)
    add_digest_part(news.DIGEST)
    add_search_source(decisions.SEARCH)
    wording.name_in_log()
    # names of groups stand on pages of conclusions
    add_dependence(lambda parts: ["skupiny"] if parts[:1] == ["zavery"] else [])
