"""Redaction: the one exception to immutability. The words go for good; the fact and the reason stay."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from concept import redaction_list
from concept.draft_words import DraftWords
from concept.models import (
    DocumentPage,
    PassageContent,
    RedactedPhrase,
    Redaction,
    SectionPage,
    Version,
    VersionPassage,
)
from concept.phrases import phrase_digest, remembered_phrases
from concept.repeats import erase_repeats, public_texts
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
    The traces in the database file itself are cleared by a job after the commit. Drafts are rendered before the lock is
    taken; under it only those that were written meanwhile.
    """
    if not reason.strip():
        raise RedactionRefused(_("Say why the words are removed; do not repeat them."))
    shown = DocumentPage.objects.filter(versions__passages__content=content).distinct()
    others = public_texts([document.pk for document in shown], but=content)
    phrases = remembered_phrases(content.text, others)
    drafts = DraftWords(shown, phrases)
    drafts.look()
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
        versions = list(
            Version.objects.filter(
                pk__in=VersionPassage.objects.filter(content=content).values("version_id")
            ).select_related("document", "record")
        )
        if not again and (page := drafts.section_that_says_them()) is not None:
            raise WordsStillWritten(page)
        redaction = Redaction(content=content, reason=reason, by=by, at=at)
        redaction.save()
        RedactedPhrase.objects.bulk_create(
            [
                RedactedPhrase(redaction=redaction, digest=phrase_digest(phrase))
                for phrase in phrases
            ]
        )
        words = content.text
        immutability.empty(PassageContent, PassageContent.objects.filter(pk=content.pk))
        for version in versions:
            log_event(record=version.record, verb="passage_redacted", by=by, at=at)
        Revision.objects.filter(pk__in=drafts.old_revisions_that_say_them()).delete()
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
