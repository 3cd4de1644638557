"""What a version must and should have behind it before it is approved, and the papers that go with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from concept import reading
from concept.comparing import Comparison, comparison
from concept.enums import Standing, StepKind
from concept.models import Version, VersionStep
from concept.queries import standings
from consultations.enums import (
    SETTLED_STATES,
    CheckDecision,
    CheckResult,
    RoundStage,
)
from consultations.models import Dispute, Round, Settlement, SettlementCheck
from consultations.queries import place_counts
from consultations.queries.checks import untested_count
from consultations.queries.desk_words import name_for
from consultations.queries.place_counts import PlacementCounts, placement_counts
from consultations.queries.publication import Publication
from consultations.queries.published_rows import Totals
from consultations.queries.published_words import outcome_label
from core.extension import Obstacle, approval_findings
from core.permissions import allowed

# Rounds whose comments are there to be settled.
RUNNING_OR_OVER = (
    RoundStage.ANNOUNCED,
    RoundStage.SEALED,
    RoundStage.SETTLED,
    RoundStage.REPORTED,
)


def rounds_before(version: Version) -> Any:
    """Rounds on this version or an older one of the document that people could comment in."""
    return Round.objects.filter(
        document=version.document_id,
        stage__in=RUNNING_OR_OVER,
        versions__number__lte=version.number,
    ).distinct()


def lost_changes(version: Version) -> list[Obstacle]:
    """What blocks the approval: lost changes nobody decided on, settlements not re-tested yet. Four queries."""
    gone = SettlementCheck.objects.filter(
        version=version,
        result=CheckResult.GONE,
        decision=CheckDecision.NONE,
        settlement__comment__withdrawn_at=None,
    ).count()
    untested = untested_count(version)
    address = reverse("consultations_desk:check-list", args=[version.pk])
    found = []
    if gone:
        words = ngettext(
            "%(count)s accepted comment is no longer met by the text. Decide about it first.",
            "%(count)s accepted comments are no longer met by the text. Decide about them first.",
            gone,
        )
        found.append(Obstacle(words % {"count": gone}, address))
    if untested:
        words = ngettext(
            "%(count)s accepted comment was not looked for in this version yet. Wait a moment.",
            "%(count)s accepted comments were not looked for in this version yet. Wait a moment.",
            untested,
        )
        found.append(Obstacle(words % {"count": untested}, address))
    return found


def open_work(version: Version) -> list[Obstacle]:
    """What is not closed though it blocks no approval: places nobody decided, disputes, unsettled comments.

    Places keep the round from being settled (X1); a dispute that is not resolved goes to the body that approves, which
    has to know of it. Five queries.
    """
    found = []
    places = reverse("consultations_desk:placement-list", args=[version.pk])
    if count := place_counts.waiting_count(version):
        words = ngettext(
            "%(count)s comment has an uncertain place here or its text was left out. Nobody decided yet.",
            "%(count)s comments have an uncertain place here or their text was left out. Nobody decided yet.",
            count,
        )
        found.append(Obstacle(words % {"count": count}, places, blocks=False))
    if count := place_counts.unplaced_count(version):
        words = ngettext(
            "%(count)s place of a comment was not looked for in this version yet.",
            "%(count)s places of comments were not looked for in this version yet.",
            count,
        )
        found.append(Obstacle(words % {"count": count}, places, blocks=False))
    rounds = rounds_before(version)
    open_disputes = (
        Dispute.objects.filter(settlement__comment__round__in=rounds, resolved_on=None)
        .values_list("settlement__comment__round", flat=True)
        .order_by("settlement__comment__round")
    )
    if disputes := list(open_disputes):
        words = ngettext(
            "%(count)s dispute is not resolved.",
            "%(count)s disputes are not resolved.",
            len(disputes),
        )
        queue = reverse("consultations_desk:settlement-list", args=[disputes[0]])
        found.append(
            Obstacle(words % {"count": len(disputes)}, f"{queue}?state=in_dispute", blocks=False)
        )
    unsettled = (
        Settlement.objects.filter(
            comment__round__in=rounds, comment__personal_case="", comment__withdrawn_at=None
        )
        .exclude(state__in=SETTLED_STATES)
        .values_list("comment__round", flat=True)
        .order_by("comment__round")
    )
    if waiting := list(unsettled):
        words = ngettext(
            "%(count)s comment has no decided outcome.",
            "%(count)s comments have no decided outcome.",
            len(waiting),
        )
        queue = reverse("consultations_desk:settlement-list", args=[waiting[0]])
        found.append(
            Obstacle(words % {"count": len(waiting)}, f"{queue}?state=unsettled", blocks=False)
        )
    return found


# --- the papers -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoundPart:
    """What came of one round: its totals as they are published, and how many outcomes are decided but not told yet."""

    round: Round
    totals: Totals
    outcomes: tuple[tuple[str, int], ...]
    decided_untold: int
    url: str


@dataclass(frozen=True, slots=True)
class DisputePart:
    """One dispute with the comment it is about and the name of its author for this reader."""

    dispute: Dispute
    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class Package:
    """Everything the papers for the approval of a version say."""

    version: Version
    base: Version | None
    approval: VersionStep | None
    comparison: Comparison | None
    compare_url: str
    findings: tuple[Obstacle, ...]
    rounds: tuple[RoundPart, ...]
    places: PlacementCounts | None
    place_rows: tuple[tuple[str, int], ...]
    standing_count: int
    lost: tuple[SettlementCheck, ...]
    disputes: tuple[DisputePart, ...]
    opinions: tuple[VersionStep, ...]
    approvals: tuple[VersionStep, ...]

    @property
    def blocking(self) -> list[Obstacle]:
        """What must be decided first."""
        return [finding for finding in self.findings if finding.blocks]

    @property
    def noted(self) -> list[Obstacle]:
        """What is not closed though it blocks nothing."""
        return [finding for finding in self.findings if not finding.blocks]

    @property
    def changed_sections(self) -> list[Mapping[str, Any]]:
        """Sections in which something changed since the version approved last."""
        if self.comparison is None:
            return []
        return [s for s in self.comparison.sections if s["counts"] or s["status_label"]]


def read_package(version: Version, user: Any) -> Package:
    """The papers for the approval of a version: a constant number of queries but for four of each round."""
    base, approval = _approved_before(version)
    compared = None
    compare_url = ""
    if base is not None:
        compared = comparison(
            base,
            version,
            old_base=reading.version_base(base),
            new_base=reading.version_base(version),
            with_formatting=False,
        )
        compare_url = reverse(
            "concept:version-compare", args=[version.document.slug, base.slug, version.slug]
        )
    steps = list(version.steps.order_by("pk"))
    places = placement_counts([version.pk]).get(version.pk)
    checks = SettlementCheck.objects.filter(
        version=version,
        settlement__comment__withdrawn_at=None,
        settlement__comment__round__in=Round.objects.visible_to(user),
    )
    lost = checks.filter(result=CheckResult.GONE).select_related(
        "settlement__comment", "decided_by", "decided_in"
    )
    return Package(
        version=version,
        base=base,
        approval=approval,
        comparison=compared,
        compare_url=compare_url,
        findings=tuple(approval_findings(version)),
        rounds=tuple(_round_parts(version, user)),
        places=places,
        place_rows=tuple(place_counts.place_labels(places)) if places else (),
        standing_count=checks.filter(result=CheckResult.STANDS).count(),
        lost=tuple(
            lost.order_by("settlement__comment__round__number", "settlement__comment__number")
        ),
        disputes=tuple(_dispute_parts(version, user)),
        opinions=tuple(step for step in steps if step.step == StepKind.CONSIDERED),
        approvals=tuple(step for step in steps if step.step == StepKind.APPROVED),
    )


def _approved_before(version: Version) -> tuple[Version | None, VersionStep | None]:
    """The newest older version that was approved and not withdrawn since, with its approval: three queries at most."""
    steps = list(
        VersionStep.objects.filter(
            version__document=version.document_id,
            version__number__lt=version.number,
            step=StepKind.APPROVED,
        )
        .select_related("version__document", "version__record")
        .order_by("-version__number", "-pk")
    )
    where = standings([step.version for step in steps])
    for step in steps:
        if where[step.version_id] != Standing.WITHDRAWN:
            return step.version, step
    return None, None


def _round_parts(version: Version, user: Any) -> list[RoundPart]:
    rounds = list(
        rounds_before(version).filter(pk__in=Round.objects.visible_to(user)).order_by("number")
    )
    untold = dict(
        Settlement.objects.filter(
            comment__round__in=rounds,
            comment__withdrawn_at=None,
            state__in=SETTLED_STATES,
            answered_at=None,
        )
        .values_list("comment__round")
        .annotate(count=Count("pk"))
    )
    parts = []
    for round in rounds:
        totals = Publication(round).totals
        parts.append(
            RoundPart(
                round=round,
                totals=totals,
                outcomes=tuple(
                    (outcome_label(outcome), count) for outcome, count in totals.by_outcome.items()
                ),
                decided_untold=untold.get(round.pk, 0),
                url=reverse("consultations_desk:settlement-list", args=[round.pk]),
            )
        )
    return parts


def _dispute_parts(version: Version, user: Any) -> list[DisputePart]:
    """Disputes of the rounds, open ones first: one query."""
    rounds = rounds_before(version).filter(pk__in=Round.objects.visible_to(user))
    found = (
        Dispute.objects.filter(settlement__comment__round__in=rounds.values("pk"))
        .select_related("settlement__comment__statement__respondent__organisation", "decided_in")
        .annotate(is_resolved=Count("pk", filter=Q(resolved_on__isnull=False)))
        .order_by("is_resolved", "pk")
    )
    may_see_names = allowed(user, "consultations.view_private")
    return [
        DisputePart(
            dispute,
            dispute.settlement.comment.reference,
            name_for(dispute.settlement.comment, may_see_names=may_see_names),
        )
        for dispute in found
    ]
