"""Reads of the check before publication: the queue, one comment with its history, monthly figures for everyone."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from consultations.content_checks import marked_words
from consultations.enums import (
    ContentFlag,
    HiddenReason,
    Moderation,
    PersonalCase,
)
from consultations.models import (
    Comment,
    ModerationDecision,
    ModerationObjection,
    Reply,
    Round,
    WithheldPart,
)
from consultations.naming import staff_name

WAITING, UNCHECKED, HIDDEN, WITHHELD = "cekaji", "nezkontrolovane", "skryte", "castecne"
OBJECTIONS, REPLIES, PERSONAL = "nesouhlasy", "odpovedi", "osobni"
QUEUES = (WAITING, UNCHECKED, OBJECTIONS, REPLIES, HIDDEN, WITHHELD, PERSONAL)
KEPT_CASES = (PersonalCase.KEPT, PersonalCase.HANDED_OVER)


def _decided() -> Exists:
    return Exists(ModerationDecision.objects.filter(comment=OuterRef("pk"), reply=None))


def _queue(name: str) -> QuerySet[Comment]:
    found = Comment.objects.submitted().filter(erased_at=None)
    if name == PERSONAL:
        return found.filter(personal_case__in=KEPT_CASES).order_by("personal_case_at")
    found = found.filter(personal_case="", withdrawn_at=None)
    match name:
        case "nezkontrolovane":
            found = found.filter(~_decided(), moderation=Moderation.VISIBLE)
        case "skryte":
            found = found.filter(moderation=Moderation.HIDDEN)
        case "castecne":
            found = found.filter(has_withheld_words=True)
        case "nesouhlasy":
            waiting = ModerationObjection.objects.filter(comment=OuterRef("pk"), decided_at=None)
            found = found.filter(Exists(waiting))
        case "odpovedi":
            unchecked = Reply.objects.filter(comment=OuterRef("pk"), moderation_decisions=None)
            found = found.filter(Exists(unchecked))
        case _:
            found = found.filter(moderation=Moderation.WAITING)
    return found.order_by("contribution__record__recorded_at", "number")


def queue(name: str, *, round_pk: int | None = None, flagged: bool = False) -> QuerySet[Comment]:
    """Sent comments of a queue (one of ``QUEUES``), oldest first, with what a row shows."""
    found = _queue(name)
    if round_pk is not None:
        found = found.filter(round=round_pk)
    if flagged:
        found = found.exclude(flags="")
    return found.select_related(
        "round", "contribution__record", "statement__respondent__organisation"
    ).defer("stems", "wording_from")


def queue_counts() -> dict[str, int]:
    """How many comments each queue holds: one query for each."""
    return {name: _queue(name).count() for name in QUEUES}


def rounds_with_comments() -> list[Round]:
    """Rounds into which something came, newest first: one query."""
    return list(Round.objects.filter(last_comment_number__gt=0).order_by("-number"))


def comments_by_key(keys: list[int]) -> list[Comment]:
    """Sent comments by primary key, in their order: one query."""
    return list(Comment.objects.submitted().filter(pk__in=keys).order_by("number"))


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A comment to be checked: its words in runs of (text, label of what was noticed there or "")."""

    comment: Comment
    sender: str
    words: list[tuple[str, list[tuple[str, str]]]]  # field, runs
    flags: list[str]
    erased_on: date | None


def queue_row(comment: Comment, *, with_words: bool = True) -> QueueRow:
    """What a row shows; no query. Words of personal cases stand on their own page only, whose reading is logged."""
    fields = (
        ("text", comment.text),
        ("proposed_wording", comment.proposed_wording),
        ("reason", comment.reason),
    )
    return QueueRow(
        comment=comment,
        sender=staff_name(comment.statement.respondent),
        words=[(name, marked_words(text)) for name, text in fields if text and with_words],
        flags=[str(ContentFlag(kind).label) for kind in comment.flags.split()],
        erased_on=erased_on(comment),
    )


def erased_on(comment: Comment) -> date | None:
    """The day on which the words of a personal case are erased."""
    if comment.personal_case_at is None:
        return None
    return timezone.localdate(
        comment.personal_case_at + timedelta(days=settings.PERSONAL_CASE_DAYS)
    )


def comment_to_check(pk: int) -> Comment | None:
    """A sent comment with all its page needs: one query."""
    return (
        Comment.objects.submitted()
        .filter(pk=pk)
        .select_related(
            "round__document",
            "version",
            "contribution__record",
            "statement__respondent__organisation",
        )
        .first()
    )


def next_in_queue(name: str, comment: Comment, *, round_pk: int | None = None) -> Comment | None:
    """The comment after this one in a queue: one query."""
    found = queue(name, round_pk=round_pk)
    return (
        found.exclude(pk=comment.pk)
        .filter(contribution__record__recorded_at__gte=comment.contribution.record.recorded_at)
        .first()
        or found.exclude(pk=comment.pk).first()
    )


def decisions_of(comment: Comment) -> list[ModerationDecision]:
    """What was decided about the comment, oldest first: one query."""
    return list(comment.moderation_decisions.filter(reply=None).select_related("by").order_by("pk"))


def replies_of(comment: Comment) -> list[Reply]:
    """Replies with whether somebody checked them (``is_checked``): one query."""
    decided = ModerationDecision.objects.filter(reply=OuterRef("pk"))
    return list(
        comment.replies.exclude(text="")
        .select_related("by")
        .annotate(is_checked=Exists(decided))
        .order_by("pk")
    )


def reply_of(comment: Comment, pk: int) -> Reply | None:
    """A reply under the comment."""
    return comment.replies.filter(pk=pk).first()


def open_objection(comment: Comment) -> ModerationObjection | None:
    """The author's objection that waits for an answer."""
    return comment.objections.filter(decided_at=None).select_related("made_by").first()


def withheld_parts(comment: Comment) -> list[WithheldPart]:
    """Parts not shown now, in the order of the words: one query."""
    return list(
        comment.withheld_parts.filter(lifted_at=None)
        .select_related("by")
        .order_by("field", "start")
    )


# --- figures for everyone ---------------------------------------------------------------------------------


@dataclass(slots=True)
class MonthFigures:
    """Decisions of one month. ``by_reason``: how often words were hidden, by value of ``HiddenReason``."""

    month: datetime
    shown: int = 0
    shown_in_part: int = 0
    by_reason: Counter[str] = field(default_factory=Counter)
    objections: int = 0
    granted: int = 0
    refused: int = 0

    @property
    def hidden(self) -> int:
        """All that were hidden."""
        return sum(self.by_reason.values())

    @property
    def checked(self) -> int:
        """Every check, also those that found nothing to object to."""
        return self.shown + self.shown_in_part + self.hidden

    @property
    def reasons(self) -> list[int]:
        """Counts in the order of the published reasons."""
        return [self.by_reason[reason] for reason in HiddenReason]


def monthly_figures() -> list[MonthFigures]:
    """Figures by month (Prague time), newest first: two queries.

    They count acts of the city, not people, so small numbers are not suppressed.
    """
    months: dict[datetime, MonthFigures] = {}
    decisions = (
        ModerationDecision.objects.annotate(month=TruncMonth("at"))
        .values_list("month", "decision", "reason", "answers_objection")
        .annotate(count=Count("pk"))
        .order_by("month")
    )
    for month, decision, reason, answers, count in decisions:
        row = months.setdefault(month, MonthFigures(month))
        if answers:
            row.refused += count if reason else 0
            row.granted += 0 if reason else count
        elif decision == Moderation.HIDDEN:
            row.by_reason[reason] += count
        elif reason:
            row.shown_in_part += count
        else:
            row.shown += count
    objections = (
        ModerationObjection.objects.annotate(month=TruncMonth("made_at"))
        .values_list("month")
        .annotate(count=Count("pk"))
        .order_by("month")
    )
    for month, count in objections:
        months.setdefault(month, MonthFigures(month)).objections += count
    return [months[month] for month in sorted(months, reverse=True)]
