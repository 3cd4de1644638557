"""Findings and recommendations of the evaluation told to the thread of reasons (registered in ``ready``)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concept.models import MeasurePlace
from core.extension import (
    ContributionCounts,
    ContributionKind,
    DescribedContribution,
    PendingContribution,
    add_contribution_kind,
)
from core.templatetags.osnova import local_path
from evaluation.enums.judgements import Answer, Bearing
from evaluation.models import (
    EvaluationFinding,
    EvaluationRecommendation,
    FindingBearing,
    RecommendationResponse,
)
from evaluation.queries.judging import (
    is_replaced,
    told,
    without_change,
    words_of,
)

MOST_WORDS = 400
FINDING, RECOMMENDATION = "evaluation_finding", "evaluation_recommendation"


def _shortened(words: str) -> str:
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS].rsplit(' ', 1)[0]}…"


def _rows(model: Any, keys: Iterable[int], reader: Any) -> tuple[list[Any], set[int]]:
    """Rows of the contributions, and keys of those the reader may know of: two queries."""
    found = model.objects.filter(contribution__in=list(keys)).select_related(
        "record", "final", "replaced_by__record"
    )
    rows = list(found)
    shown = model.objects.visible_to(reader).filter(pk__in=[row.pk for row in rows])
    return rows, set(shown.values_list("pk", flat=True)) if rows else set()


def _notice(row: Any) -> str:
    if not is_replaced(row):
        return ""
    return _("A correction took its place: %(reference)s") % {
        "reference": row.replaced_by.record.reference
    }


def describe_findings(keys: Iterable[int], reader: Any) -> dict[int, DescribedContribution]:
    """Findings among the contributions, as the reader may know them: three queries."""
    rows, shown = _rows(EvaluationFinding, keys, reader)
    sides: dict[int, set[str]] = defaultdict(set)
    if rows:
        bearings = FindingBearing.objects.filter(finding__in=shown)
        for finding, side in bearings.values_list("finding", "side"):
            sides[finding].add(str(Bearing(side).label))
    return {
        row.contribution_id: DescribedContribution(
            contribution=row.contribution_id,
            is_shown=True,
            kind=pgettext("kind of record", "Finding of the evaluation"),
            title=row.record.reference,
            path=row.record.path,
            on=row.found_on,
            words=_shortened(words_of(row)),
            # one that bears on several places in several ways says so on its own page
            outcome=next(iter(sides[row.pk])) if len(sides[row.pk]) == 1 else "",
            is_demo=bool(row.record.demo_origin),
            notice=_notice(row),
        )
        if row.pk in shown
        else DescribedContribution(contribution=row.contribution_id)
        for row in rows
    }


def describe_recommendations(keys: Iterable[int], reader: Any) -> dict[int, DescribedContribution]:
    """Recommendations among the contributions, as the reader may know them: four queries."""
    rows, shown = _rows(EvaluationRecommendation, keys, reader)
    if not rows:
        return {}
    answers: dict[int, RecommendationResponse] = {}
    for answer in RecommendationResponse.objects.filter(recommendation__in=shown).order_by(
        "number"
    ):
        answers[answer.recommendation_id] = answer
    behind: dict[int, list[tuple[str, str]]] = defaultdict(list)
    known = EvaluationFinding.objects.visible_to(reader).filter(recommendations__in=shown)
    columns = ("recommendations", "record__title", "record__path")
    for key, title, path in known.order_by("number").values_list(*columns):
        behind[key].append((title, path))
    return {
        row.contribution_id: _recommendation(row, answers.get(row.pk), behind[row.pk])
        if row.pk in shown
        else DescribedContribution(contribution=row.contribution_id)
        for row in rows
    }


def _recommendation(
    row: EvaluationRecommendation,
    answer: RecommendationResponse | None,
    behind: list[tuple[str, str]],
) -> DescribedContribution:
    return DescribedContribution(
        contribution=row.contribution_id,
        is_shown=True,
        kind=pgettext("kind of record", "Recommendation of the evaluation"),
        title=row.record.reference,
        path=row.record.path,
        on=timezone.localdate(row.final.at),
        words=_shortened(words_of(row)),
        outcome=str(Answer(answer.answer).label) if answer else "",
        reason=answer.reason if answer else "",
        is_demo=bool(row.record.demo_origin),
        notice=_notice(row),
        behind=behind,
    )


def _at(places: Mapping[int, Iterable[str]], prefix: str = "") -> Q:
    """Rows that hold one of the passages, or a measure that stands in one: no query of its own."""
    wanted = Q(pk__in=[])
    stands = Q(pk__in=[])
    for version, uids in places.items():
        wanted |= Q(**{f"{prefix}version": version, f"{prefix}passage_uid__in": list(uids)})
        stands |= Q(version=version, passage_uid__in=list(uids))
    measures = MeasurePlace.objects.current().filter(stands).values("measure")
    return wanted | Q(**{f"{prefix}measure__in": measures})


def findings_about(places: Mapping[int, Iterable[str]]) -> set[int]:
    """Final findings that support or contradict any of the passages: one query."""
    found = EvaluationFinding.objects.filter(_at(places, "bearings__"), contribution__isnull=False)
    return set(found.values_list("contribution", flat=True))


def recommendations_about(places: Mapping[int, Iterable[str]]) -> set[int]:
    """Final recommendations aimed at any of the passages: one query."""
    found = EvaluationRecommendation.objects.filter(_at(places), contribution__isnull=False)
    return set(found.values_list("contribution", flat=True))


def _of(document: Any) -> QuerySet[EvaluationRecommendation]:
    """Standing recommendations aimed at a document, or linked to a change of it; every one of them, whoever reads."""
    aimed = Q(version__document=document) | Q(measure__document=document)
    linked = Q(contribution__influences__change__to_version__document=document)
    return EvaluationRecommendation.objects.standing().filter(
        pk__in=EvaluationRecommendation.objects.filter(aimed | linked).values("pk")
    )


def count_findings(document: Any) -> ContributionCounts:
    """Final findings that bear on a document; they ask for no answer: one query."""
    bears = Q(bearings__version__document=document) | Q(bearings__measure__document=document)
    found = EvaluationFinding.objects.standing().filter(bears)
    return ContributionCounts(found.values("pk").distinct().count(), 0, 0)


def count_recommendations(document: Any) -> ContributionCounts:
    """How far recommendations to a document are: three queries."""
    rows = _of(document)
    return ContributionCounts(
        total=rows.count(),
        without_outcome=rows.unanswered().count(),
        accepted_without_change=without_change(told(rows)).count(),
    )


def pending(document: Any) -> list[PendingContribution]:
    """Recommendations to a document without an answer, and accepted ones that are not in the text yet: two queries."""
    rows = told(_of(document))
    unanswered = [(row, _("without an answer")) for row in rows.unanswered().order_by("number")]
    accepted = [
        (row, _("accepted, not in the text yet")) for row in without_change(rows).order_by("number")
    ]
    return [
        PendingContribution(
            title=_("Recommendation %(reference)s") % {"reference": row.record.reference},
            why=why,
            address=local_path(row.record.path),
            since=timezone.localdate(row.final.at),
        )
        for row, why in unanswered + accepted
    ]


def register() -> None:
    """Let both be told on pages of the thread."""
    add_contribution_kind(
        ContributionKind(FINDING, describe_findings, findings_about, count_findings)
    )
    add_contribution_kind(
        ContributionKind(
            RECOMMENDATION,
            describe_recommendations,
            recommendations_about,
            count_recommendations,
            pending,
        )
    )
