"""Redaction: the one exception to immutability. The words go for good; the fact and the reason stay."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept import freezing, redaction_list
from concept.models import (
    DocumentPage,
    PassageContent,
    RedactedPhrase,
    Redaction,
    SectionPage,
    Version,
    VersionPassage,
)
from concept.repeats import erase_repeats
from core import immutability, jobs
from core.actions import log_event, raise_generation
from core.czech import fold, tokens
from core.extension import erasers


class RedactionRefused(Exception):
    """The words still stand in the text editors work on, or the reason is missing or repeats them."""


class WordsStillWritten(RedactionRefused):
    """The words stand in a section: ``page``."""

    def __init__(self, page: SectionPage) -> None:
        super().__init__(_("Remove the words from the section “%s” first and release it.") % page)
        self.page = page


def repeats_words(reason: str, text: str) -> bool:
    """Whether a reason gives away what it removes: three words in a row, a name of two, or a number."""
    said = f" {' '.join(fold(word) for word in tokens(reason))} "
    words = list(tokens(text))
    telling = [[word] for word in words if any(sign.isdigit() for sign in word)]
    telling += [list(pair) for pair in pairwise(words) if all(word.istitle() for word in pair)]
    telling += [words[start : start + 3] for start in range(len(words) - 2)]
    if len(words) < 3:
        telling.append(words)
    return any(part and f" {' '.join(map(fold, part))} " in said for part in telling)


def redact_passage(
    *, content: PassageContent, reason: str, by: Any, at: datetime, again: bool = False
) -> Redaction:
    """Empty a content in every version that shows it and remove all copies.

    Refuses (RedactionRefused) while the words are in a live section or its newest draft: they would come back.
    ``again`` repeats a redaction on restored data, where they may be: a freeze refuses them.
    The traces in the database file itself are cleared by a job after the commit.
    """
    if not reason.strip():
        raise RedactionRefused(_("Say why the words are removed; do not repeat them."))
    with transaction.atomic():
        # As everything that copies frozen words does: files, findable text, the next seal. Documents come first.
        showing = VersionPassage.objects.filter(content=content).values("version__document_id")
        list(DocumentPage.objects.select_for_update().filter(pk__in=showing).order_by("pk"))
        content = PassageContent.objects.select_for_update().get(pk=content.pk)
        if repeats_words(reason, content.text):
            raise RedactionRefused(
                _("The reason repeats words of the passage. Write it without them.")
            )
        if content.redactions.exists():
            return content.redactions.first()
        phrases = freezing.phrases(content.text)
        versions = list(
            Version.objects.filter(
                pk__in=VersionPassage.objects.filter(content=content).values("version_id")
            ).select_related("document", "record")
        )
        if not again:
            _refuse_live_words(phrases, versions)
        redaction = Redaction(content=content, reason=reason, by=by, at=at)
        redaction.save()
        RedactedPhrase.objects.bulk_create(
            [
                RedactedPhrase(redaction=redaction, digest=freezing.phrase_digest(phrase))
                for phrase in dict.fromkeys(phrases)
            ]
        )
        words = content.text
        immutability.empty(PassageContent, PassageContent.objects.filter(pk=content.pk))
        for version in versions:
            log_event(record=version.record, verb="passage_redacted", by=by, at=at)
        for eraser in erasers():
            eraser.erase([content.pk])
        erase_repeats(sorted({version.document_id for version in versions}), [words], at)
        raise_generation("site", *{version.document.slug for version in versions})
        jobs.enqueue("core.tasks.clear_traces")
        transaction.on_commit(lambda: redaction_list.append(redaction))
    return redaction


def repeat_redactions() -> list[str]:
    """Redact again on restored data what was redacted after the backup was made; answers a line for each."""
    done = []
    for line in redaction_list.missing():
        content = PassageContent.objects.get(pk=line["content"])
        user = Redaction._meta.get_field("by").related_model
        place = content.places.select_related("version__frozen_by").first()
        redact_passage(
            content=content,
            reason=line["reason"],
            by=user._default_manager.filter(pk=line["by"]).first() or place.version.frozen_by,
            at=datetime.fromisoformat(line["at"]),
            again=True,
        )
        done.append(f"Redaction repeated: {content.pk[:12]}, {line['reason']}")
    return done


def _refuse_live_words(phrases: Iterable[str], versions: Iterable[Version]) -> None:
    """Look at each section, its released and its newest draft; older drafts are erased."""
    for document in {version.document for version in versions}:
        for page in freezing.sections_of(document):
            kept = {page.live_revision_id, page.latest_revision_id}
            drafts = [page, *(r.as_object() for r in page.revisions.filter(pk__in=kept - {None}))]
            if any(not freezing.live_phrases(draft).isdisjoint(phrases) for draft in drafts):
                raise WordsStillWritten(page)
