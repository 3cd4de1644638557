"""Personal data that got into approved words: they go from every place, the fact, the day and the reason stay.

Frozen words cannot be changed in part: a text that says them gives way as a whole to a tombstone. Which texts there are
tells ``core.removals``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from concept import removed_words
from concept.actions.redaction import repeats_words
from concept.phrases import masked
from concept.repeats import erase_repeats
from core import immutability, jobs
from core.actions import log_event, raise_generation
from core.czech import search_stems
from core.erasing import erase_caches
from core.extension import add_repeat_eraser, add_replay, add_verification
from core.issued_files import mark_outdated
from core.models import Event, OutboxMail, Record
from core.removals import Place, Says, source_of, sources
from core.repeats import Repeats
from core.repeats import masked as repeated
from core.verification import Finding
from people.models import User

SHORTEST_WORD = 3
LONGEST_REASON = 100
RECORDS = "records"  # the name of the list of removed words
REMOVED = "words_removed"
REPEATED = "slova opakovala text odstraněný jinde"
Clean = Callable[[str], str]


class RemovalRefused(Exception):
    """The words or the reason are missing, too short, or the reason repeats the words."""


class WordsNotFound(Exception):
    """The words stand in none of the texts."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text of a row that says what is to go."""

    place: Place
    pk: int
    record: int
    field: str
    text: str


@transaction.atomic
def remove_words(
    *, record: Record, words: Sequence[str], reason: str, by: Any, at: datetime
) -> int:
    """Remove words from all texts of a record and of those that belong to it; answers how many texts gave way.

    Whatever their case and blanks; a part of a word does not count. What repeats them elsewhere goes too, as after
    every erasure; files given out before are marked, waiting mails and the search lose them, the traces in the database
    file are cleared by a job after the commit. Raises RemovalRefused, WordsNotFound.
    """
    words = [word for word in (" ".join(one.split()) for one in words) if word]
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not words or min(map(len, words)) < SHORTEST_WORD:
        raise RemovalRefused(_("Write the words that are to go, three letters at least."))
    if not reason or any(
        masked(reason, [word]) != reason or repeats_words(reason, word) for word in words
    ):
        raise RemovalRefused(_("Say why the words are removed; do not repeat them."))
    count = _remove(record, partial(masked, words=words), reason, by=by, at=at)
    if not count:
        raise WordsNotFound(_("These words stand in none of the texts."))
    erase_repeats(_documents_of(record), words, at)
    line = {"record": record, "words": words, "reason": reason, "by": by, "at": at}
    transaction.on_commit(lambda: removed_words.append(RECORDS, **line))
    return count


def repeat_record_removals() -> list[str]:
    """Remove again from restored data what was removed after the backup was made; answers a line for each."""
    done = []
    for removal in removed_words.removals(RECORDS):
        record = Record.objects.filter(uid=removal.record).first()
        if record is None:
            continue
        clean = removed_words.Cleaner(removal)
        by = User.objects.filter(pk=removal.by).first()
        with transaction.atomic():
            if _remove(record, clean, removal.reason, by=by, at=removal.at):
                erase_repeats(_documents_of(record), list(clean.found), removal.at)
                done.append(f"Removal repeated: {record}, {removal.reason}")
    return done


def _remove(record: Record, clean: Clean, reason: str, *, by: Any, at: datetime) -> int:
    """Put tombstones for all that ``clean`` changes; answers in how many places."""
    record = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    source = source_of(record)
    if source is None:
        return 0
    row = source.model._default_manager.get(record=record)

    def says(text: str) -> bool:
        return clean(text) != text

    found = [one for place in source.places for one in _found(place, says, about=record)]
    _put_tombstones(found, reason, by=by, at=at)
    count = source.empty_copies(row, says, at)
    if count:
        told = {"reason": reason, "payload": {"copies": count}}
        log_event(record=record, verb=REMOVED, by=by, at=at, **told)
    if not found and not count:
        return 0
    _clean_mails(record, clean)
    mark_outdated([record.pk, *(one.record for one in found), *source.issued(row)], at=at)
    erase_caches([])
    raise_generation("site", *source.pages, *(one.slug for one in source.documents(row)))
    jobs.enqueue("core.tasks.clear_traces")
    return len(found) + count


def _documents_of(record: Record) -> list[int]:
    """Keys of documents whose text the record shaped."""
    source = source_of(record)
    row = source.model._default_manager.get(record=record)
    return sorted({document.pk for document in source.documents(row)})


def _clean_mails(record: Record, clean: Clean) -> None:
    mails = OutboxMail.objects.filter(subject_key=str(record.uid))
    for mail in mails:
        subject, text = clean(mail.subject), clean(mail.text)
        if (subject, text) != (mail.subject, mail.text):
            mails.filter(pk=mail.pk).update(subject=subject, text=text)


def _found(place: Place, says: Says, about: Record | None = None) -> Iterator[Said]:
    """Texts of a place that say what is to go, of one record and what belongs to it, or of all: one query."""
    rows = place.model._base_manager.all()
    if about is not None:
        asked = Q(**{place.record: about})
        if place.together:
            asked |= Q(**{place.together: about})
        rows = rows.filter(asked).distinct()
    for pk, record, *texts in rows.values_list("pk", place.record, *place.fields):
        for field, text in zip(place.fields, texts, strict=True):
            if text and not text.startswith(immutability.TOMBSTONE) and says(text):
                yield Said(place, pk, record, field, text)


def _put_tombstones(found: Sequence[Said], reason: str, *, by: Any, at: datetime) -> None:
    """Replace the texts, log it on the records they belong to, and take their words out of the search."""
    tombstone = immutability.tombstone(timezone.localdate(at), reason)
    texts: dict[int, list[Said]] = defaultdict(list)
    for one in found:
        _put(one.place.model, one.pk, one.field, tombstone)
        texts[one.record].append(one)
    for record in Record.objects.filter(pk__in=texts).order_by("pk"):
        log_event(
            record=record,
            verb=REMOVED,
            by=by,
            at=at,
            reason=reason,
            payload={"texts": sorted({_name(one) for one in texts[record.pk]})},
        )
        own = set(search_stems(f"{record.reference} {record.title}").split())
        gone = set(search_stems(" ".join(one.text for one in texts[record.pk])).split()) - own
        stems = " ".join(stem for stem in record.search_stems.split() if stem not in gone)
        if stems != record.search_stems:
            record.search_stems = stems
            record.save(update_fields=["search_stems"])


def _put(model: type[Model], pk: int, field: str, tombstone: str) -> None:
    if field in immutability.removable_columns(model):
        immutability.remove(model, pk, [field], tombstone)
    else:
        model._base_manager.filter(pk=pk).update(**{field: tombstone})


def _name(one: Said) -> str:
    return f"{one.place.model._meta.label_lower}.{one.field}"


def _erase_repeats(_documents: Sequence[int], repeats: Repeats, at: datetime) -> None:
    """Frozen texts that repeat words which were erased elsewhere give way too."""

    def says(text: str) -> bool:
        return repeated(text, repeats) != text

    for source in sources():
        found = [
            one
            for place in source.places
            for one in _found(place, says)
            if one.field in immutability.removable_columns(place.model)
        ]
        if found:
            _put_tombstones(found, REPEATED, by=None, at=at)
            raise_generation(*source.pages)


def _verify() -> Iterator[Finding]:
    """Every tombstone without the act that put it."""
    known = set(Event.objects.filter(verb=REMOVED).values_list("record", flat=True))
    for source in sources():
        for place in source.places:
            for field in place.fields:
                rows = place.model._base_manager.filter(
                    **{f"{field}__startswith": immutability.TOMBSTONE}
                )
                for pk, record in rows.values_list("pk", place.record).order_by("pk"):
                    if record not in known:
                        name = f"{place.model._meta.label_lower}.{field}"
                        yield Finding(f"{name} {pk}", "words were removed without an act")


def register() -> None:
    """Called once the apps are ready."""
    add_repeat_eraser("frozen texts of records", _erase_repeats)
    add_replay("words of records", repeat_record_removals)
    add_verification("removed words", _verify)
