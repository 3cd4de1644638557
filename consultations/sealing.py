"""Seals of rounds: what they hold, and whether what is stored still agrees with them to the letter."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from concept.models import Redaction, VersionPassage
from consultations.actions.comment_words import sent_words, words_digest
from consultations.actions.seals import canonical_json
from consultations.enums import RoundStage
from consultations.models import Comment, Round, RoundSeal
from consultations.repeats import REPEATED
from core.models import Event
from core.verification import Finding

CHUNK = 500
SEALED_STAGES = (RoundStage.SEALED, RoundStage.SETTLED, RoundStage.REPORTED)
COUNTED = (
    ("by_channel", "statement__channel"),
    ("by_type", "type"),
    ("by_nature", "nature"),
    ("by_weight", "weight"),
)


def file_name(round: Round) -> str:
    """Name of the file that holds a seal."""
    return f"pecet-{round.reference}.json"


def verification_steps(round: Round, seal: RoundSeal) -> list[dict[str, str]]:
    """The recipe by which anyone verifies a seal: title, text, command and what it prints. A test runs the command."""
    name = file_name(round)
    return [
        {
            "title": _("Download the seal"),
            "text": _(
                "The file lists every comment with its number and fingerprint, and the counts."
            ),
            "command": "",
            "expected": "",
        },
        {
            "title": _("Compute its fingerprint"),
            "text": _(
                "On Windows use “certutil -hashfile” instead. "
                "It must be the one on this page and in the feed of rounds."
            ),
            "command": f"sha256sum {name}",
            "expected": f"{seal.digest}  {name}",
        },
        {
            "title": _("Compare it with your receipt"),
            "text": _(
                "Your receipt shows the numbers of your comments. Each must stand in the list; "
                "if anybody changed a single letter of it, its fingerprint would be another."
            ),
            "command": "",
            "expected": "",
        },
    ]


def verify_seals() -> Iterator[Finding]:
    """Check every round that was sealed or has comments, with a note on those where nothing was altered."""
    for round in Round.objects.order_by("number"):
        findings = list(verify_round(round))
        yield from findings
        if round.last_comment_number and not any(f.is_fault for f in findings):
            message = f"{round.last_comment_number} comments are as they were sent"
            yield Finding(round.reference, message, is_fault=False)


def verify_round(round: Round) -> Iterator[Finding]:
    """Compute the digest of every sent comment again and compare it with the comment and with the seal of its round.

    Erased comments and redacted quotes cannot be computed; they are listed and are no faults as long as nothing is
    left of the words.
    """
    seal = RoundSeal.objects.filter(round=round).first()
    if seal is not None:
        yield from verify_seal(seal, round)
    elif round.stage in SEALED_STAGES:
        yield Finding(round.reference, "the seal is gone")
    yield from _comments(round)


def verify_seal(seal: RoundSeal, round: Round) -> Iterator[Finding]:
    """Compare one seal with itself and with the comments as they are stored: four queries."""
    contents = seal.contents
    place = f"{round.reference}, seal"
    if hashlib.sha256(canonical_json(contents)).hexdigest() != seal.digest:
        yield Finding(place, "its contents were altered")
    if contents["versions"] != sorted(round.versions.values_list("digest", flat=True)):
        yield Finding(place, "the round is about other versions now")
    stored = {
        row["reference"]: row
        for row in Comment.objects.filter(round=round, number__isnull=False).values(
            "reference", "number", "digest", *(name for _key, name in COUNTED)
        )
    }
    sealed = {row["reference"]: row["digest"] for row in contents["comments"]}
    for reference, digest in sealed.items():
        if reference not in stored:
            yield Finding(reference, "the comment is gone, the seal has it")
        elif stored[reference]["digest"] != digest:
            yield Finding(reference, "its digest is not the one in the seal")
    last = max((row["number"] for ref, row in stored.items() if ref in sealed), default=0)
    for reference, row in stored.items():
        if reference not in sealed and row["number"] < last:
            yield Finding(reference, "it stands among sealed comments, the seal does not have it")
    yield from _counts(place, contents["counts"], [stored[r] for r in sealed if r in stored])


def _counts(
    place: str, counts: Mapping[str, Any], rows: list[Mapping[str, Any]]
) -> Iterator[Finding]:
    for key, name in COUNTED:
        # seals of former releases do not count everything
        if key in counts and counts[key] != dict(Counter(row[name] for row in rows)):
            yield Finding(place, f"the comments are not those that were counted ({key})")


def _comments(round: Round) -> Iterator[Finding]:
    comments = Comment.objects.filter(round=round, number__isnull=False).order_by("number")
    redacted: set[tuple[int, Any]] | None = None
    events = Event.objects.filter(verb=REPEATED, record__contribution__comment__round=round)
    repeating = set(events.values_list("record__contribution", flat=True))
    for comment in comments.prefetch_related("anchors", "sent_words").iterator(chunk_size=CHUNK):
        if comment.erased_at is not None:
            if any(sent_words(comment).values()):
                yield Finding(comment.reference, "erased, but words are still stored")
            else:
                yield Finding(comment.reference, "erased", is_fault=False)
            continue
        if comment.contribution_id in repeating:
            message = "words that repeated erased ones were erased"
            yield Finding(comment.reference, message, is_fault=False)
            continue
        emptied = [a for a in comment.anchors.all() if a.end > a.start and not a.exact]
        if not emptied:
            if words_digest(comment) != comment.digest:
                yield Finding(comment.reference, "the words or the quoted places were altered")
            continue
        if redacted is None:
            redacted = _redacted_passages(round)
        if all((a.version_id, a.passage_uid) in redacted for a in emptied):
            yield Finding(comment.reference, "the quoted words were redacted", is_fault=False)
        else:
            yield Finding(comment.reference, "a quote was emptied without a redaction")


def _redacted_passages(round: Round) -> set[tuple[int, Any]]:
    contents = Redaction.objects.values("content_id")
    passages = VersionPassage.objects.filter(version__in=round.versions.all(), content__in=contents)
    return set(passages.values_list("version_id", "passage_uid"))
