"""Files of a round's published settlement: made at once when they are short, else by a job and kept.

A kept file is given out only while nothing that may be seen has changed since (generations of pages); then it is made
anew, or found to be the same. What is out of date is dropped by the tick, so that a name taken back lies nowhere.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from concept.models import Redaction
from consultations import settlement_exports
from consultations.actions.erasing import add_comment_eraser
from consultations.actions.rounds import CONCLUSIONS, PAGES
from consultations.models import Round, RoundArtifact
from consultations.queries.publication import BY_PLACE, Publication
from consultations.queries.published_rows import Filters
from core import jobs
from core.exports import ExportProblem
from core.issued_files import mark_outdated, note_issued
from core.pagecache import SITE, generations

PENDING_SECONDS = 300
# Shorter lists are written while the reader waits; print runs in a child process and always waits.
MOST_ROWS_AT_ONCE = 500
MOST_KEPT = 30
EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which file somebody asks for."""

    round: Round
    file_format: str
    language: str
    order: str = BY_PLACE
    filters: Filters = EVERYTHING

    def publication(self) -> Publication:
        """What the file lists."""
        return Publication(self.round, order=self.order, filters=self.filters)

    @property
    def variant(self) -> str:
        """Order and filters in one text, for the key of kept files."""
        parts = {"order": self.order, "outcome": self.filters.outcome}
        parts |= {
            "section": self.filters.section,
            "weight": self.filters.weight,
            "kind": self.filters.kind,
        }
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def key(self) -> str:
        """Key under which it is said how far the file is."""
        words = f"{self.file_format}:{self.language}:{self.variant}"
        return f"round-file:{self.round.pk}:{hashlib.sha256(words.encode()).hexdigest()[:20]}"


def generation_of(round: Round) -> str:
    """The state of everything a round's files tell of: one query."""
    return generations(SITE, *PAGES, CONCLUSIONS, round.document.slug)


def request_file(
    wanted: Wanted, *, at: datetime, may_begin: Callable[[], bool] = lambda: True
) -> tuple[bytes | None, Mapping[str, Any]]:
    """The file, or None and how far it is: {"state": "waiting" | "failed", "percent", "problem"}.

    ``may_begin`` is asked before a job is begun for it; refused, the file has failed with a sentence for the reader.
    """
    made = settlement_exports.FORMATS[wanted.file_format]
    publication = wanted.publication()
    if not made.writer and publication.totals.comments <= MOST_ROWS_AT_ONCE:
        data = settlement_exports.build(
            publication,
            wanted.file_format,
            language=wanted.language,
            day=timezone.localdate(at),
        )
        _note(wanted, data, at)
        return data, {}
    kept = _kept(wanted)
    if kept is not None and kept.generation == generation_of(wanted.round):
        return bytes(kept.data), {}
    waiting = {"state": "waiting", "percent": None}
    if cache.get(wanted.key) is None and not may_begin():
        words = _("Too many attempts from your network. Try again in an hour.")
        return None, {"state": "failed", "percent": None, "problem": words}
    if cache.add(wanted.key, waiting, PENDING_SECONDS):
        jobs.enqueue(
            "consultations.tasks.make_file",
            round_id=wanted.round.pk,
            file_format=wanted.file_format,
            language=wanted.language,
            order=wanted.order,
            filters={
                name: getattr(wanted.filters, name)
                for name in ("outcome", "section", "weight", "kind")
            },
        )
    return None, cache.get(wanted.key) or waiting


def _note(wanted: Wanted, data: bytes, at: datetime) -> None:
    note_issued(
        record=wanted.round.record,
        file_format=wanted.file_format,
        language=wanted.language,
        data=data,
        at=at,
    )


def _kept(wanted: Wanted) -> RoundArtifact | None:
    return RoundArtifact.objects.filter(
        round=wanted.round,
        format=wanted.file_format,
        language=wanted.language,
        variant=wanted.variant,
    ).first()


def make_file(wanted: Wanted, *, at: datetime) -> None:
    """Make a file and keep it, or find that the kept one still says the same. Called by the job.

    A list too long for print is no fault: whoever asked is told so.
    """
    generation = generation_of(wanted.round)
    publication = wanted.publication()
    fingerprint = _fingerprint(wanted, publication)
    kept = _kept(wanted)
    if kept is not None and kept.fingerprint == fingerprint:
        kept.generation = generation
        kept.save(update_fields=["generation"])
        cache.delete(wanted.key)
        return
    try:
        data = settlement_exports.build(
            publication,
            wanted.file_format,
            language=wanted.language,
            day=timezone.localdate(at),
            progress=_teller(wanted.key),
        )
    except ExportProblem as problem:
        cache.set(wanted.key, {"state": "failed", "problem": str(problem)}, PENDING_SECONDS)
        return
    _keep(wanted, data, generation=generation, fingerprint=fingerprint, at=at)
    cache.delete(wanted.key)


def _fingerprint(wanted: Wanted, publication: Publication) -> str:
    """SHA-256 of everything the file would say and of what writes it."""
    digest = hashlib.sha256(settlement_exports.generator().encode())
    digest.update(json.dumps(publication.totals.as_json(), sort_keys=True).encode())
    digest.update(
        repr(
            [
                wanted.round.title,
                wanted.round.record_number,
                wanted.round.file_number,
                wanted.round.closes_at,
                wanted.round.document.title,
            ]
        ).encode()
    )
    for row in publication.rows():
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _teller(key: str) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        percent = round(90 * done / total) if total else None
        cache.set(key, {"state": "waiting", "percent": percent}, PENDING_SECONDS)

    return tell


@transaction.atomic
def _keep(
    wanted: Wanted, data: bytes, *, generation: str, fingerprint: str, at: datetime
) -> RoundArtifact:
    _note(wanted, data, at)
    kept = RoundArtifact.objects.filter(round=wanted.round)
    kept.filter(
        format=wanted.file_format, language=wanted.language, variant=wanted.variant
    ).delete()
    oldest = kept.order_by("-created_at", "-pk").values_list("pk", flat=True)[MOST_KEPT:]
    RoundArtifact.objects.filter(pk__in=list(oldest)).delete()
    return RoundArtifact.objects.create(
        round=wanted.round,
        format=wanted.file_format,
        language=wanted.language,
        variant=wanted.variant,
        generation=generation,
        fingerprint=fingerprint,
        digest=hashlib.sha256(data).hexdigest(),
        data=data,
        created_at=at,
    )


def tell_failure(wanted: Wanted) -> None:
    """The job broke down; asking again after a while tries anew."""
    cache.set(wanted.key, {"state": "failed", "problem": ""}, PENDING_SECONDS)


def drop_outdated_files() -> int:
    """Delete kept files that are not known to be right any more; answers how many. Two queries when there are none."""
    dropped = 0
    kept = RoundArtifact.objects.select_related("round__document").only(
        "generation", "round__id", "round__document__slug"
    )
    for artifact in kept:
        if artifact.generation != generation_of(artifact.round):
            artifact.delete()
            dropped += 1
    return dropped


def erase_quotes(contents: Iterable[str]) -> None:
    """Words of a passage were redacted: files of settlements may quote them, also those given out."""
    contents = list(contents)
    moment = Redaction.objects.filter(content__in=contents).aggregate(at=Max("at"))["at"]
    if moment is not None:
        rounds = Round.objects.filter(versions__passages__content__in=contents)
        mark_outdated(rounds.values_list("record_id", flat=True).distinct(), at=moment)
    RoundArtifact.objects.all().delete()


def _erase_words(pks: Sequence[int], at: datetime) -> None:
    rounds = Round.objects.filter(comments__in=pks)
    mark_outdated(rounds.values_list("record_id", flat=True).distinct(), at=at)
    RoundArtifact.objects.filter(round__comments__in=pks).delete()


add_comment_eraser("files of settlements", _erase_words)
