"""Reads of the report "what you said, what we did": what it freezes, what its page shows, when to issue it anew."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.enums import (
    OUTCOMES,
    OUTCOMES_THAT_CHANGE_TEXT,
    Moderation,
    PublishConsent,
    Satisfaction,
    SettlementState,
)
from consultations.models import (
    Comment,
    ConsentChange,
    ModerationDecision,
    Reaction,
    Round,
    RoundReport,
    Settlement,
    SettlementVersion,
)
from consultations.queries.publication import BY_NUMBER, Publication
from consultations.queries.published_rows import Row
from consultations.queries.published_words import outcome_label

SCHEMA = "osnova-report/1"
ROWS_PER_OUTCOME = 5
# From the most to the least of a name.
OPENNESS = [PublishConsent.ANONYMOUS, PublishConsent.ORGANISATION_ONLY, PublishConsent.FULL]


def report_contents(round: Round) -> dict[str, Any]:
    """What an edition freezes: counts and the outcome of every comment; no words and no names. About five queries."""
    publication = Publication(round, order=BY_NUMBER)
    comments = Comment.objects.filter(round=round).submitted().order_by("number")
    digests = dict(comments.values_list("pk", "digest"))
    return {
        "schema": SCHEMA,
        "round": round.reference,
        "versions": sorted(round.versions.values_list("digest", flat=True)),
        "totals": publication.totals.as_json(),
        "comments": [
            {
                "reference": f"{round.reference}-{head.number:04d}",
                "outcome": head.outcome,
                "digest": digests[head.pk],
            }
            for head in publication.heads
        ],
    }


def editions(round: Round) -> list[RoundReport]:
    """All editions, newest first: one query."""
    return list(RoundReport.objects.filter(round=round).order_by("-edition"))


@dataclass(frozen=True, slots=True)
class Unready:
    """What keeps a report from being published, as counts of comments."""

    undecided: int
    not_worked_in: int
    not_verified: int

    def __bool__(self) -> bool:
        return bool(self.undecided or self.not_worked_in or self.not_verified)


def unready(round: Round) -> Unready:
    """Comments that cannot be answered yet: accepted means changed, and somebody must have looked. One query.

    Personal cases are no comments on the text: the contact point deals with them.
    """
    rows = (
        Settlement.objects.filter(
            comment__round=round, comment__withdrawn_at=None, comment__personal_case=""
        )
        .values_list("state", "outcome")
        .annotate(count=Count("pk"))
    )
    counts: Counter[str] = Counter()
    for state, outcome, count in rows:
        if state == SettlementState.ANSWERED or state == SettlementState.VERIFIED:
            continue
        if state == SettlementState.DECIDED:
            if outcome in OUTCOMES_THAT_CHANGE_TEXT:
                counts["not_worked_in"] += count
        elif state == SettlementState.IMPLEMENTED:
            counts["not_verified"] += count
        else:
            counts["undecided"] += count
    return Unready(counts["undecided"], counts["not_worked_in"], counts["not_verified"])


def to_be_answered(round: Round) -> int:
    """How many comments get their answer with the report: one query."""
    return Settlement.objects.filter(
        comment__round=round,
        comment__withdrawn_at=None,
        state__in=[SettlementState.DECIDED, SettlementState.VERIFIED],
    ).count()


# --- issuing anew ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Since:
    """What happened since an edition that its readers should be told of."""

    names_removed: int
    names_added: int
    words_removed: int
    answers_changed: int

    def __bool__(self) -> bool:
        return bool(
            self.names_removed or self.names_added or self.words_removed or self.answers_changed
        )

    def note(self) -> str:
        """The proposed note of the next edition, in the active language."""
        parts = [
            ngettext("%(count)d name removed", "%(count)d names removed", self.names_removed)
            % {"count": self.names_removed}
            if self.names_removed
            else "",
            ngettext("%(count)d name added", "%(count)d names added", self.names_added)
            % {"count": self.names_added}
            if self.names_added
            else "",
            ngettext(
                "words of %(count)d comment removed",
                "words of %(count)d comments removed",
                self.words_removed,
            )
            % {"count": self.words_removed}
            if self.words_removed
            else "",
            ngettext("%(count)d answer changed", "%(count)d answers changed", self.answers_changed)
            % {"count": self.answers_changed}
            if self.answers_changed
            else "",
        ]
        return ", ".join(filter(None, parts))


def since(report: RoundReport) -> Since:
    """Changes of consent, hidden words and answers given since the edition: four queries."""
    first: dict[int, str] = {}
    changes = ConsentChange.objects.filter(
        respondent__round=report.round_id, at__gt=report.published_at
    )
    now: dict[int, str] = {}
    for respondent, former, present in changes.order_by("pk").values_list(
        "respondent_id", "former", "respondent__publish_consent"
    ):
        first.setdefault(respondent, former)
        now[respondent] = present
    steps = [OPENNESS.index(now[key]) - OPENNESS.index(former) for key, former in first.items()]
    is_hidden = Q(comment__moderation=Moderation.HIDDEN, decision=Moderation.HIDDEN)
    is_partial = Q(comment__has_withheld_words=True, decision=Moderation.VISIBLE) & ~Q(reason="")
    hidden = ModerationDecision.objects.filter(
        is_hidden | is_partial,
        comment__round=report.round_id,
        reply=None,
        answers_objection=False,
        at__gt=report.published_at,
    )
    erased = Comment.objects.filter(round=report.round_id, erased_at__gt=report.published_at)
    removed = set(hidden.values_list("comment_id", flat=True)) | set(
        erased.values_list("pk", flat=True)
    )
    answered = SettlementVersion.objects.filter(
        settlement__comment__round=report.round_id,
        state=SettlementState.ANSWERED,
        at__gt=report.published_at,
    )
    return Since(
        names_removed=sum(step < 0 for step in steps),
        names_added=sum(step > 0 for step in steps),
        words_removed=len(removed),
        answers_changed=answered.values("settlement").distinct().count(),
    )


# --- the page -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OutcomePart:
    """Comments with one outcome: some of them, how many there are, and what was frozen."""

    outcome: str
    label: str
    count: int
    rows: list[Row]


def outcome_parts(round: Round, report: RoundReport) -> list[OutcomePart]:
    """The first comments of each outcome with the words and names of today. About seven queries."""
    publication = Publication(round)
    chosen = []
    counts: Counter[str] = Counter()
    for head in publication.heads:
        counts[head.outcome] += 1
        if not head.removed and counts[head.outcome] <= ROWS_PER_OUTCOME:
            chosen.append(head)
    rows: dict[str, list[Row]] = {}
    for row in publication.rows(chosen):
        rows.setdefault(row.outcome, []).append(row)
    frozen = report.contents["totals"]["by_outcome"]
    return [
        OutcomePart(value, outcome_label(value), frozen[value], rows.get(value, []))
        for value in OUTCOMES
        if frozen.get(value)
    ]


def reaction_counts(round: Round) -> tuple[dict[str, int], int]:
    """What authors say of the answers, and how many insist on an essential comment: one query."""
    rows = Reaction.objects.filter(comment__round=round).values_list(
        "satisfaction", "is_maintained"
    )
    found = list(rows)
    counts = Counter(satisfaction for satisfaction, _maintained in found)
    return (
        {value: counts[value] for value in Satisfaction.values},
        sum(maintained for _satisfaction, maintained in found),
    )


def reports_to_reissue() -> list[tuple[Round, str]]:
    """Reported rounds whose newest edition is out of date, with the proposed note. Four queries for each round."""
    found = []
    newest: dict[int, RoundReport] = {}
    for report in RoundReport.objects.select_related("round").order_by("edition"):
        newest[report.round_id] = report
    for report in newest.values():
        changes = since(report)
        if changes:
            found.append((report.round, changes.note()))
    return found


def unready_words(found: Unready) -> list[str]:
    """What must be done first, in words."""
    words = [
        ngettext(
            "%(count)d comment has no decided outcome.",
            "%(count)d comments have no decided outcome.",
            found.undecided,
        )
        % {"count": found.undecided}
        if found.undecided
        else "",
        ngettext(
            "%(count)d accepted comment is not worked into the text.",
            "%(count)d accepted comments are not worked into the text.",
            found.not_worked_in,
        )
        % {"count": found.not_worked_in}
        if found.not_worked_in
        else "",
        ngettext(
            "%(count)d change nobody has verified.",
            "%(count)d changes nobody has verified.",
            found.not_verified,
        )
        % {"count": found.not_verified}
        if found.not_verified
        else "",
    ]
    return [word for word in words if word] or [_("Nothing is missing.")]
