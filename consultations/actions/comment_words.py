"""Words of a comment: cleaned, no longer than allowed, with their digest and what they are found by."""

import hashlib
import re

from django.utils.translation import gettext as _

from consultations.actions.seals import canonical_json
from consultations.enums import SettlementState
from consultations.models import Comment, SettlementVersion
from core import sanitizing
from core.sanitizing import clean_plain
from core.search import padded_stems

LONGEST_TEXT = 20_000
WORDS = ("text", "reason", "proposed_wording")


class TextTooLong(Exception):
    """A field is longer than anybody will read; ``field`` names it."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


def plain_words(name: str, words: str, longest: int = LONGEST_TEXT) -> str:
    """Words of a field without markup. Raises TextTooLong."""
    too_long = TextTooLong(
        _("A field may have at most %(count)d characters.") % {"count": longest}, name
    )
    if len(words) > 3 * longest:  # not even read: cleaning a megabyte takes a second
        raise too_long
    try:
        cleaned = clean_plain(words)
    except sanitizing.TextTooLong as error:
        raise too_long from error
    if len(cleaned) > longest:
        raise too_long
    return cleaned


def words_digest(comment: Comment) -> str:
    """SHA-256 over everything the author said: words, choices, quoted places.

    Of the words as they were sent, also where a part of them is not shown.
    """
    places = comment.draft_anchors or [
        {"passage_uid": str(a.passage_uid or ""), "start": a.start, "end": a.end, "exact": a.exact}
        for a in sorted(comment.anchors.all(), key=lambda anchor: anchor.pk)
    ]
    words = {
        **sent_words(comment),
        "type": comment.type,
        "nature": comment.nature,
        "weight": comment.weight,
        "version": comment.version_id,
        "places": [[str(p["passage_uid"] or ""), p["start"], p["end"], p["exact"]] for p in places],
    }
    return hashlib.sha256(canonical_json(words)).hexdigest()


def sent_words(comment: Comment) -> dict[str, str]:
    """The author's words by field as they were sent, only for the author and those who run rounds: one query."""
    words = {name: getattr(comment, name) for name in WORDS}
    if comment.has_withheld_words:
        words.update({row.field: row.words for row in comment.sent_words.all()})
    return words


def likeness_of(comment: Comment) -> str:
    """The same for comments that say the same in the same words, whatever their case and punctuation."""
    words = re.findall(r"\w+", f"{comment.text} {comment.proposed_wording}".casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if words else ""


def stems_of(comment: Comment, answer: str = "") -> str:
    """What the comment is found by: stems of its number, its words and the answer that was given, between blanks."""
    words = [comment.reference, comment.text, comment.reason, comment.proposed_wording, answer]
    return padded_stems(" ".join(words))


def given_answer(comment: Comment) -> str:
    """The reason that was given last and is published, "" when none was. One query."""
    given = SettlementVersion.objects.filter(
        settlement__comment=comment, state=SettlementState.ANSWERED
    ).order_by("-number")
    return given.values_list("reason", flat=True).first() or ""


def find_by_answer(comment: Comment, answer: str) -> None:
    """Let a comment be found by the words of its answer; an erased one is found by nothing."""
    Comment.objects.filter(pk=comment.pk, erased_at=None).update(stems=stems_of(comment, answer))


def refresh_stems() -> int:
    """Let every sent comment be found by its words and its answer as they are now; answers how many changed.

    For comments of the time before they could be found, or after the rules of stems changed. Safe to repeat.
    """
    answered = SettlementVersion.objects.filter(state=SettlementState.ANSWERED).order_by("number")
    answers = dict(answered.values_list("settlement__comment", "reason"))
    changed = 0
    for comment in Comment.objects.submitted().filter(erased_at=None).iterator(chunk_size=500):
        stems = stems_of(comment, answers.get(comment.pk, ""))
        if stems != comment.stems:
            changed += Comment.objects.filter(pk=comment.pk, erased_at=None).update(stems=stems)
    return changed
