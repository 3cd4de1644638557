"""The documents on the desk with their drafts: what waits to be released, which version is newest."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from concept import queries
from concept.enums import PlanState, Standing
from concept.freezing import released_state
from concept.models import (
    DocumentPage,
    FreezePlan,
    SectionPage,
    Version,
)


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
