"""Places of this app that may repeat erased words: citations of sources, notes of links, reasons of reviews."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from concept.models import (
    ChangeReview,
    Contribution,
    Influence,
    PassageContent,
    Source,
)
from core import immutability
from core.czech import search_stems
from core.extension import add_repeat_eraser, repeat_erasers
from core.models import Record
from core.repeats import Repeats, masked, repeats_of


def public_texts(documents: Sequence[int], *, but: PassageContent | None = None) -> Iterable[str]:
    """Words of the documents' versions as they stand, but for one passage: what they say is no secret."""
    contents = PassageContent.objects.filter(places__version__document__in=documents)
    if but is not None:
        contents = contents.exclude(pk=but.pk)
    return contents.values_list("text", flat=True).distinct().iterator(chunk_size=2000)


def erase_repeats(documents: Sequence[int], texts: Sequence[str], at: datetime) -> None:
    """Erase in all apps what repeats texts that were erased just now; the texts themselves are kept nowhere."""
    found = repeats_of(texts, public_texts(documents))
    if found:
        for erase in repeat_erasers().values():
            erase(documents, found, at)


def _erase_here(documents: Sequence[int], repeats: Repeats, _at: datetime) -> None:
    links = Influence.objects.filter(change__to_version__document__in=documents)
    _empty(Influence, links, "note", repeats)
    reviews = ChangeReview.objects.filter(version__document__in=documents)
    _empty(ChangeReview, reviews, "reason", repeats)
    sources = Source.objects.filter(
        contribution__influences__change__to_version__document__in=documents
    ).distinct()
    for source in sources.select_related("contribution__record"):
        citation = masked(source.citation, repeats)
        if citation == source.citation:
            continue
        Source.objects.filter(pk=source.pk).update(citation=citation)
        summary = masked(source.contribution.summary, repeats)
        Contribution.objects.filter(pk=source.contribution_id).update(summary=summary)
        title = masked(source.contribution.record.title, repeats)
        stems = search_stems(title)
        Record.objects.filter(pk=source.contribution.record_id).update(
            title=title, search_stems=stems
        )


def _empty(model, rows, field: str, repeats: Repeats) -> None:
    """Frozen words cannot be changed in part: the whole note goes."""
    hit = [
        pk
        for pk, words in rows.exclude(**{field: ""}).values_list("pk", field)
        if masked(words, repeats) != words
    ]
    immutability.empty(model, model.objects.filter(pk__in=hit))


def register() -> None:
    """Called once the apps are ready."""
    add_repeat_eraser("notes of links and citations", _erase_here)
