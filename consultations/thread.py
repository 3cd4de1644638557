"""Comments told to the thread of reasons (registered in ``ConsultationsConfig.ready``)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.enums import (
    OUTCOMES_THAT_CHANGE_TEXT,
    SETTLED_STATES,
    Outcome,
    RespondentKind,
    SettlementState,
)
from consultations.models import Anchor, Comment, Settlement
from consultations.naming import public_name
from consultations.queries.focus_recommendations import Behind, behind_comments
from consultations.queries.published_words import removal_label
from consultations.queries.sent_comments import removal_of_comment
from core.extension import (
    ContributionCounts,
    ContributionKind,
    DescribedContribution,
    PendingContribution,
    add_contribution_kind,
)
from core.permissions import allowed

MOST_WORDS = 400


def describe(keys: Iterable[int], reader: Any) -> dict[int, DescribedContribution]:
    """Comments among the contributions, as the reader may know them: two queries, two more for focus groups."""
    comments = Comment.objects.filter(contribution__in=list(keys)).select_related(
        "contribution__record",
        "settlement",
        "statement__respondent__organisation",
        "statement__round",
        "round",
    )
    rows = list(comments)
    open_ones = set(
        Comment.objects.visible_to(reader)
        .filter(pk__in=[row.pk for row in rows])
        .values_list("pk", flat=True)
    )
    knows_decisions = allowed(reader, "consultations.view_settlements")
    of_focus_groups = [
        row for row in rows if row.statement.respondent.kind == RespondentKind.FOCUS_GROUP
    ]
    behind = behind_comments(of_focus_groups, reader) if of_focus_groups else {}
    return {
        row.contribution_id: _described(
            row, knows_decisions=knows_decisions, behind=behind.get(row.pk)
        )
        if row.pk in open_ones
        else DescribedContribution(contribution=row.contribution_id)
        for row in rows
    }


def _described(
    comment: Comment, *, knows_decisions: bool, behind: Behind | None
) -> DescribedContribution:
    """An outcome is told once the answer was given, to staff once it was decided; a reason only beside the words."""
    removed = removal_of_comment(comment)
    settlement = comment.settlement
    is_settled = comment.withdrawn_at is not None or settlement.state in (
        SETTLED_STATES if knows_decisions else {SettlementState.ANSWERED}
    )
    return DescribedContribution(
        contribution=comment.contribution_id,
        is_shown=True,
        kind=str(comment._meta.verbose_name).capitalize(),
        title=comment.reference,
        path=comment.path,
        who="" if removed else public_name(comment.statement.respondent),
        on=comment.statement.received_on or timezone.localdate(comment.statement.submitted_at),
        words=removal_label(removed) if removed else _shortened(comment),
        outcome=str(Outcome(settlement.outcome).label) if is_settled else "",
        reason=settlement.reason if is_settled and not removed else "",
        is_demo=bool(comment.contribution.record.demo_origin),
        behind=(behind.recommendation, *behind.findings) if behind else (),
    )


def _shortened(comment: Comment) -> str:
    words = comment.text or comment.proposed_wording
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS].rsplit(' ', 1)[0]}…"


def about(places: Mapping[int, Iterable[str]]) -> set[int]:
    """Contributions of comments that quote any of the passages: one query."""
    wanted = Q(pk__in=[])
    for version, uids in places.items():
        wanted |= Q(version=version, passage_uid__in=list(uids))
    anchors = Anchor.objects.filter(wanted, comment__contribution__isnull=False)
    return set(anchors.values_list("comment__contribution_id", flat=True))


def counts(document: Any) -> ContributionCounts:
    """How far comments on a document are: three queries."""
    settlements = Settlement.objects.filter(
        comment__round__document=document, comment__personal_case=""
    )
    accepted = settlements.filter(
        state=SettlementState.DECIDED, outcome__in=OUTCOMES_THAT_CHANGE_TEXT
    )
    return ContributionCounts(
        total=settlements.count(),
        without_outcome=settlements.exclude(state__in=SETTLED_STATES).count(),
        accepted_without_change=accepted.count(),
    )


def pending(document: Any) -> list[PendingContribution]:
    """Comments on a document without an outcome, and accepted ones that are not in the text yet: one query."""
    waiting = Q(state__in=SETTLED_STATES, outcome__in=OUTCOMES_THAT_CHANGE_TEXT) & Q(
        state=SettlementState.DECIDED
    )
    settlements = (
        Settlement.objects.filter(
            comment__round__document=document,
            comment__personal_case="",
            comment__withdrawn_at=None,
        )
        .filter(~Q(state__in=SETTLED_STATES) | waiting)
        .order_by("comment__number", "pk")
    )
    rows = settlements.values_list(
        "comment__reference", "state", "comment__statement__submitted_at"
    )
    return [
        PendingContribution(
            title=_("Comment %(reference)s") % {"reference": reference},
            why=_("accepted, not in the text yet")
            if state == SettlementState.DECIDED
            else _("without an outcome"),
            address=reverse("consultations_desk:settlement-detail", args=[reference]),
            since=timezone.localdate(sent_at) if sent_at else None,
        )
        for reference, state, sent_at in rows
    ]


def register() -> None:
    """Let comments be told on pages of the thread."""
    add_contribution_kind(ContributionKind("comment", describe, about, counts, pending))
