"""Reads for the desk's screens about links and measures."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from concept.enums import SourceKind
from concept.models import Change, DocumentPage, Influence, Measure, Source, Version
from concept.queries import passage_texts


def _found(rows: QuerySet, pk: int) -> Any:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def influence(pk: int, user: Any) -> Influence:
    """A link to a change of a version the user may know of; else 404. One query."""
    links = Influence.objects.filter(change__to_version__in=Version.objects.visible_to(user))
    related = ("contribution__record", "change__to_version__document", "by")
    return _found(links.select_related(*related), pk)


def source(pk: int, user: Any) -> Source:
    """An outside source of a version the user may know of, with its newer edition; else 404."""
    versions = Version.objects.visible_to(user)
    found = Source.objects.filter(
        Q(contribution__influences__change__to_version__in=versions)
        | Q(contribution__influences=None)
    )
    return _found(found.select_related("contribution__record", "replaced_by").distinct(), pk)


def sources_of(document: DocumentPage) -> list[Source]:
    """Outside sources of a document's changes, by citation: one query."""
    sources = Source.objects.filter(
        contribution__influences__change__to_version__document=document
    ).exclude(kind=SourceKind.ORIGINAL)
    return list(sources.select_related("replaced_by").distinct().order_by("citation", "pk"))


def words_of_change(change: Change) -> list[str]:
    """The words of the passages a change led to, in order: one query."""
    return list(passage_texts(change.to_version, map(str, change.new_uids)).values())


def measure(pk: int, user: Any) -> Measure:
    """A measure the user may know of; else 404."""
    found = Measure.objects.visible_to(user).select_related("record", "document")
    return _found(found, pk)


def other_measures(measure: Measure) -> QuerySet:
    """Every measure this one could follow from."""
    return Measure.objects.exclude(pk=measure.pk).order_by("code")
