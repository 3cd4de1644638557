"""Every place of this app that may hold a copy of redacted words.

Old drafts are erased by the redaction itself, which reads them before it takes its lock (``concept.draft_words``), what
editors write beside the text by ``concept.editor_comments``.
"""

from collections.abc import Iterable

from django.db.models import Max

from concept.actions.redaction import repeat_redactions
from concept.enums import PlanState
from concept.models import (
    DocumentPage,
    FreezePlan,
    Redaction,
    Version,
    VersionArtifact,
    VersionPassage,
)
from concept.search import refresh_search
from core.extension import Eraser, add_eraser, add_replay
from core.issued_files import mark_outdated


def _documents(contents: Iterable[str]) -> list[DocumentPage]:
    ids = VersionPassage.objects.filter(content__in=list(contents)).values("version__document_id")
    return list(DocumentPage.objects.filter(pk__in=ids))


def erase_artifacts(contents: Iterable[str]) -> None:
    """Cached exports of the versions that showed the words; they are made again without them.

    Those given out before are marked in the list of issued files.
    """
    contents = list(contents)
    versions = VersionPassage.objects.filter(content__in=contents).values("version_id")
    moment = Redaction.objects.filter(content__in=contents).aggregate(at=Max("at"))["at"]
    if moment is not None:
        records = Version.objects.filter(pk__in=versions).values_list("record_id", flat=True)
        mark_outdated(records, at=moment)
    VersionArtifact.objects.filter(version_id__in=versions).delete()


def erase_plans(_contents: Iterable[str]) -> None:
    """Prepared freezes, also of other documents: what was checked before the redaction may hold the sentences.

    A sealed plan holds no words but those its findings quoted; it stays, since it tells what is newer than the version.
    """
    FreezePlan.objects.exclude(state=PlanState.SEALED).delete()
    FreezePlan.objects.filter(state=PlanState.SEALED).update(issues=[])


def erase_search(contents: Iterable[str]) -> None:
    """Findable text."""
    for document in _documents(contents):
        refresh_search(document)


def register() -> None:
    """Called once the apps are ready."""
    add_eraser(Eraser("concept exports", erase_artifacts))
    add_eraser(Eraser("concept freeze plans", erase_plans))
    add_eraser(Eraser("concept search", erase_search))
    add_replay("redactions", repeat_redactions)
