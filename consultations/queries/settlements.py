"""Reads of one settlement: the places it is about, its history, notes, disputes and wordings taken over."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from concept.models import Version, VersionPassage, VersionSection
from concept.word_alignment import Segment, diff_words
from consultations.anchors import CONTEXT
from consultations.models import (
    Anchor,
    Comment,
    Dispute,
    Round,
    Settlement,
    SettlementNote,
    SettlementVersion,
    TakenWording,
)
from core.permissions import allowed

MOST_NEIGHBOURS = 20


def settlements_at_desk(round: Round, user: Any) -> QuerySet[Settlement]:
    """Settlements of a round the user may work with: personal cases are for those who run rounds only."""
    found = Settlement.objects.filter(comment__round=round)
    if not allowed(user, "consultations.view_private"):
        found = found.filter(comment__personal_case="")
    return found


def settlement_at_desk(reference: str, user: Any) -> Settlement | None:
    """The settlement of the comment with a number, with all that its page names: one query."""
    found = Settlement.objects.filter(comment__reference=reference)
    if not allowed(user, "consultations.view_private"):
        found = found.filter(comment__personal_case="")
    return (
        found.filter(comment__round__in=Round.objects.visible_to(user))
        .select_related(
            "comment__contribution__record",
            "comment__round__record",
            "comment__round__document",
            "comment__version__document",
            "comment__statement__respondent__organisation",
            "comment__cluster",
            "assignee",
            "department",
            "standard_answer",
            "proposed_by",
            "reviewed_by",
            "decided_by",
            "decided_in",
            "target",
            "changed_in",
        )
        .first()
    )


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """A place a comment quotes, in its passage: the words before, the quote, the words after.

    Without a passage (a whole section, the whole document) only ``section`` is filled.
    """

    label: str
    section: str
    before: str
    exact: str
    after: str
    version: Version


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One version of the answer with what changed in its words since the one before."""

    version: SettlementVersion
    segments: tuple[Segment, ...]
    is_changed: bool


def quoted_passages(comment: Comment) -> list[QuotedPassage]:
    """The places a comment quotes with the text around them: three queries."""
    anchors = list(Anchor.objects.filter(comment=comment).order_by("pk"))
    texts = {
        uid: (label, text, f"{code} {title}".strip())
        for uid, label, text, code, title in VersionPassage.objects.filter(
            version=comment.version_id,
            passage_uid__in=[a.passage_uid for a in anchors if a.passage_uid],
        ).values_list("passage_uid", "label", "content__text", "section__code", "section__title")
    }
    titles = {
        uid: f"{code} {title}".strip()
        for uid, code, title in VersionSection.objects.filter(
            version=comment.version_id,
            node_uid__in=[a.section_uid for a in anchors if a.section_uid],
        ).values_list("node_uid", "code", "title")
    }
    found = []
    for anchor in anchors:
        label, text, section = texts.get(anchor.passage_uid, ("", "", ""))
        if not text and anchor.passage_uid:
            # The passage's words were removed; the quote stands alone.
            text = f"{anchor.prefix}{anchor.exact}{anchor.suffix}"
            start = min(len(anchor.prefix), CONTEXT)
            end = start + len(anchor.exact)
        else:
            start, end = anchor.start, anchor.end
        found.append(
            QuotedPassage(
                label=label,
                section=section or titles.get(anchor.section_uid, ""),
                before=text[:start],
                exact=text[start:end],
                after=text[end:],
                version=comment.version,
            )
        )
    return found


def neighbours_on_passage(settlement: Settlement, user: Any) -> list[Settlement]:
    """Settlements of other comments on the same passages of the same version, at most twenty: two queries."""
    comment = settlement.comment
    passages = Anchor.objects.filter(comment=comment, passage_uid__isnull=False).values_list(
        "passage_uid", flat=True
    )
    others = Anchor.objects.filter(version=comment.version_id, passage_uid__in=list(passages))
    found = settlements_at_desk(comment.round, user).filter(comment__in=others.values("comment_id"))
    return list(
        found.exclude(pk=settlement.pk)
        .select_related("comment__statement__respondent__organisation")
        .order_by("comment__number")[:MOST_NEIGHBOURS]
    )


def answer_history(settlement: Settlement) -> list[HistoryEntry]:
    """Versions of the answer, newest first, each compared with the one before: one query."""
    rows = list(settlement.history.select_related("by").order_by("number"))
    found = []
    before = ""
    for row in rows:
        is_changed = row.reason != before
        segments = tuple(diff_words(before, row.reason)) if is_changed and before else ()
        found.append(HistoryEntry(row, segments, is_changed))
        before = row.reason
    return found[::-1]


def notes_of(settlement: Settlement) -> list[SettlementNote]:
    """Internal notes, oldest first: one query."""
    return list(settlement.notes.select_related("by").order_by("pk"))


def disputes_of(settlement: Settlement) -> list[Dispute]:
    """Disputes with their steps, newest first: two queries."""
    found = settlement.disputes.select_related("opened_by", "resolved_by", "decided_in")
    return list(found.prefetch_related("steps__by").order_by("-pk"))


def open_dispute_of(settlement: Settlement) -> Dispute | None:
    """The dispute that is not resolved, if there is one: one query."""
    return settlement.disputes.filter(resolved_on=None).first()


def covered_passage(settlement: Settlement) -> tuple[str, str] | None:
    """Number and words of the passage that says already what is asked: at most one query."""
    if settlement.covered_passage_uid is None:
        return None
    found = VersionPassage.objects.filter(
        version=settlement.comment.version_id, passage_uid=settlement.covered_passage_uid
    )
    return found.values_list("label", "content__text").first()


def taken_wordings(settlement: Settlement) -> list[TakenWording]:
    """Wordings of the comment that were written into a draft, oldest first: one query."""
    return list(
        settlement.taken_wordings.select_related("taken_by", "version", "linked_in").order_by("pk")
    )


def later_versions(comment: Comment) -> QuerySet[Version]:
    """Versions of the document frozen after the one commented on, newest first."""
    return Version.objects.filter(
        document=comment.version.document_id, number__gt=comment.version.number
    ).order_by("-number")


def passages_as_choices(version: Version) -> list[tuple[str, str]]:
    """Passages of a version as choices: label and first words: one query."""
    rows = VersionPassage.objects.filter(version=version).order_by("order")
    return [
        (str(uid), f"{label or code}: {' '.join(text.split())[:90]}")
        for uid, label, code, text in rows.values_list(
            "passage_uid", "label", "section__code", "content__text"
        )
    ]


def desk_summary(rounds: Iterable[Round]) -> dict[int, dict[str, int]]:
    """How many settlements of each round are in each state: one query."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = (
        Settlement.objects.filter(comment__round__in=list(rounds))
        .values_list("comment__round", "state")
        .annotate(count=Count("pk"))
    )
    for round, state, count in rows:
        found[round][state] = count
    return found
