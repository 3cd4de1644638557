"""Who took part in a round and how it went, as numbers from which nobody can be told (small ones are not given).

Tables count statements or comments; a number below ``SMALLEST`` is not given, and neither is another one from which it
could be worked out (complementary suppression). Zeros are left out: they concern nobody.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consultations.enums import (
    OUTCOMES,
    Channel,
    Outcome,
    RespondentKind,
    Satisfaction,
    StatementState,
)
from consultations.models import Comment, Reaction, Round, Statement
from consultations.queries.publication import Publication, is_published
from consultations.queries.published_words import outcome_label

SMALLEST = 5
# Days from receipt to the first answer: upper bounds of the bands, then everything longer.
DAY_BANDS = (14, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Cell:
    """A line of a table. ``count`` is None when it is not given; ``share`` of the largest given one (0-1) for a bar."""

    label: str
    count: int | None
    share: float


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of one kind. ``total`` is None when even the sum is not given."""

    key: str
    title: str
    what: str
    cells: list[Cell]
    total: int | None

    @property
    def is_suppressed(self) -> bool:
        """Whether any number is left out."""
        return self.total is None or any(cell.count is None for cell in self.cells)


def suppressed(counts: Mapping[str, int], smallest: int = SMALLEST) -> dict[str, int | None]:
    """Counts with small ones left out, and as many others as it takes so that no difference to the sum tells them.

    Positive counts only. The sum is given beside them (unless it is small itself), hence the ones left out must be at
    least two and their sum must leave several possibilities. {"a": 3, "b": 9, "c": 20} -> a and b are left out.
    """
    found = {key: count for key, count in counts.items() if count > 0}
    hidden = {key for key, count in found.items() if count < smallest}
    if sum(found.values()) < smallest:
        return dict.fromkeys(found)
    for key in sorted(found, key=lambda name: (found[name], name)):
        if not hidden or _leaves_doubt([found[name] for name in hidden], smallest):
            break
        hidden.add(key)
    return {key: None if key in hidden else count for key, count in found.items()}


def _leaves_doubt(hidden: list[int], smallest: int) -> bool:
    """Whether knowing how many numbers are left out and their sum does not tell any of them."""
    return len(hidden) > 1 and sum(hidden) not in {len(hidden), len(hidden) * (smallest - 1)}


def _table(key: str, title: str, what: str, rows: Iterable[tuple[str, int]]) -> Table:
    counts = {label: count for label, count in rows if count}
    shown = suppressed(counts)
    largest = max((count for count in shown.values() if count), default=0)
    total = sum(counts.values())
    return Table(
        key=key,
        title=title,
        what=what,
        cells=[
            Cell(label, count, count / largest if count else 0.0) for label, count in shown.items()
        ],
        total=total if total >= SMALLEST or total == 0 else None,
    )


def participation(round: Round) -> list[Table]:
    """The tables of one round, those without a line left out. About seven queries, however many comments there are."""
    publication = Publication(round)
    heads = publication.heads
    sent = Statement.objects.filter(round=round, state=StatementState.SUBMITTED)
    channels = dict(sent.values_list("channel").annotate(count=Count("pk")))
    kinds = dict(
        sent.values_list("respondent__kind").annotate(count=Count("respondent", distinct=True))
    )
    sections = Counter(head.section for head in heads)
    outcomes = Counter(head.outcome for head in heads)
    said = Counter(
        Reaction.objects.filter(comment__round=round).values_list("satisfaction", flat=True)
    )
    comments, statements = (
        pgettext("what is counted", "comments"),
        pgettext("what is counted", "statements"),
    )
    tables = [
        _table(
            "kanal",
            _("How comments came"),
            statements,
            ((str(Channel(value).label), channels.get(value, 0)) for value in Channel.values),
        ),
        _table(
            "kdo",
            _("Who took part"),
            pgettext("what is counted", "respondents"),
            ((str(RespondentKind(value).label), kinds.get(value, 0)) for value in RespondentKind),
        ),
        _table(
            "oddil",
            _("Which sections they concerned"),
            comments,
            [
                (_("The whole document"), sections[""]),
                *((name, sections[uid]) for uid, name in publication.sections.items()),
            ],
        ),
        _table(
            "vysledek",
            _("How comments were settled"),
            comments,
            ((outcome_label(value), outcomes[value]) for value in (*OUTCOMES, Outcome.OPEN)),
        ),
        _table(
            "dny",
            _("How long an answer took"),
            comments,
            _day_rows(answer_days([round]).get(round.pk, [])),
        ),
        _table(
            "spokojenost",
            _("Whether the new text meets the comment, as its author says"),
            comments,
            ((str(Satisfaction(value).label), said[value]) for value in Satisfaction.values),
        ),
    ]
    return [table for table in tables if table.cells]


def answer_days(rounds: Iterable[Round]) -> dict[int, list[int]]:
    """Days from the receipt of each answered comment to its answer, by the round's primary key: one query."""
    rows = Comment.objects.filter(round__in=list(rounds), settlement__answered_at__isnull=False)
    found: dict[int, list[int]] = {}
    for round, answered, received, submitted in rows.values_list(
        "round_id",
        "settlement__answered_at",
        "statement__received_on",
        "statement__submitted_at",
    ):
        days = (timezone.localdate(answered) - _received(received, submitted)).days
        found.setdefault(round, []).append(max(days, 0))
    return found


def _received(received: date | None, submitted: Any) -> date:
    return received or timezone.localdate(submitted)


def _day_rows(days: Iterable[int]) -> list[tuple[str, int]]:
    bounds = (0, *DAY_BANDS)
    counts = Counter(next((b for b in DAY_BANDS if day <= b), None) for day in days)
    rows = [
        (
            _("%(first)d to %(last)d days") % {"first": before + 1 if before else 0, "last": bound},
            counts[bound],
        )
        for before, bound in zip(bounds, DAY_BANDS, strict=False)
    ]
    longer = _("more than %(last)d days") % {"last": DAY_BANDS[-1]}
    return [*rows, (longer, counts[None])]


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round in the table over rounds: whole numbers of the round only, so that no difference tells anybody."""

    title: str
    reference: str
    url: str
    statements: int | None
    comments: int | None
    answered_percent: int | None
    median_days: int | None


def over_rounds(rounds: Iterable[Round]) -> list[RoundLine]:
    """Closed rounds whose settlement is for everyone, beside each other: three queries, however many there are."""
    closed = [round for round in rounds if is_published(round) and round.publishes_settlement]
    sent = Statement.objects.filter(round__in=closed, state=StatementState.SUBMITTED)
    statements = dict(sent.values_list("round").annotate(count=Count("pk")))
    received = Comment.objects.filter(round__in=closed).submitted()
    comments = dict(received.values_list("round").annotate(count=Count("pk")))
    days = answer_days(closed)
    return [
        _line(round, statements.get(round.pk, 0), comments.get(round.pk, 0), days.get(round.pk, []))
        for round in closed
    ]


def _line(round: Round, statements: int, comments: int, days: list[int]) -> RoundLine:
    is_given = comments >= SMALLEST
    return RoundLine(
        title=round.title,
        reference=round.reference,
        url=f"/konzultace/{round.slug}/ucast/",
        statements=statements if statements >= SMALLEST else None,
        comments=comments if is_given else None,
        answered_percent=100 * len(days) // comments if is_given else None,
        median_days=int(median(days)) if len(days) >= SMALLEST else None,
    )
