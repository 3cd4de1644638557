"""Reads of recommendations of focus groups in rounds: where they may go, what became of them, who speaks for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.models import MeasurePlace, Version, VersionPassage, VersionSection
from consultations.enums import RoundKind, SettlementState
from consultations.models import (
    Comment,
    RecommendationInRound,
    Respondent,
    Round,
)
from consultations.queries.published_words import outcome_label
from core.enums import Visibility
from focus_groups.models import Facilitator, Finding, Recommendation, Series
from focus_groups.outcomes import Outcome


def facilitators_behind(respondent: Respondent, at: datetime) -> list[tuple[str, str]]:
    """Addresses and languages of who facilitates the series a respondent is; nobody for one entered by hand."""
    series = RecommendationInRound.objects.filter(comment__statement__respondent=respondent).values(
        "recommendation__series"
    )
    seats = Facilitator.objects.current(timezone.localdate(at)).filter(
        series__in=series, user__is_active=True
    )
    return sorted(set(seats.values_list("user__email", "user__mail_language")))


def respondent_of(series: Series, round: Round) -> Respondent | None:
    """As whom the series spoke in the round already: one query."""
    links = RecommendationInRound.objects.filter(
        recommendation__series=series, comment__round=round
    )
    return Respondent.objects.filter(pk__in=links.values("comment__statement__respondent")).first()


def rounds_for(recommendation: Recommendation, user: Any, at: datetime) -> QuerySet[Round]:
    """Open rounds a recommendation may go to: over the document it aims at, meant for focus groups or known to the
    person, and it is not in them yet.
    """
    rounds = Round.objects.open(at).filter(
        Q(kind=RoundKind.FOCUS_GROUP) | Q(pk__in=Round.objects.visible_to(user).values("pk"))
    )
    document = aimed_document(recommendation)
    if document is not None:
        rounds = rounds.filter(document=document)
    there = RecommendationInRound.objects.filter(recommendation=recommendation)
    return rounds.exclude(pk__in=there.values("comment__round")).order_by("closes_at", "pk")


def aimed_document(recommendation: Recommendation) -> int | None:
    """Primary key of the document a recommendation aims at."""
    if recommendation.version is not None:
        return recommendation.version.document_id
    return recommendation.measure.document_id if recommendation.measure is not None else None


def place_in(recommendation: Recommendation, round: Round) -> tuple[Version, dict[str, str]]:
    """Where in a round's newest version a recommendation stands: the passage it aims at if that is still there, else
    its section, else the whole document. The place as ``check_quotes`` wants it. Three queries at most.
    """
    version = round.versions.order_by("-number")[0]
    passage, section = recommendation.passage_uid, recommendation.section_uid
    if recommendation.measure is not None:
        passage = _passage_of_measure(recommendation, version)
    if passage is not None:
        there = VersionPassage.objects.filter(version=version, passage_uid=passage)
        if there.exists():
            return version, {"passage_uid": str(passage)}
    sections = VersionSection.objects.filter(version=version, node_uid=section)
    if section is not None and sections.exists():
        return version, {"section_uid": str(section)}
    return version, {}


def _passage_of_measure(recommendation: Recommendation, version: Version) -> UUID | None:
    places = MeasurePlace.objects.filter(measure=recommendation.measure).order_by(
        "version__number", "number"
    )
    known = {place.version_id: place.passage_uid for place in places}
    return known.get(version.pk, next(reversed(known.values()), None))


def links_of_recommendation(recommendation: Recommendation) -> list[RecommendationInRound]:
    """The comments a recommendation became, oldest first: one query."""
    rows = RecommendationInRound.objects.filter(
        recommendation=recommendation, comment__contribution__isnull=False
    )
    return list(rows.select_related("comment__round").order_by("pk"))


def outcomes_of_recommendations(keys: Iterable[int]) -> dict[int, list[Outcome]]:
    """Answers given to recommendations in rounds, as anybody may know them: one query."""
    rows = RecommendationInRound.objects.filter(
        recommendation__in=list(keys),
        comment__contribution__record__visibility=Visibility.PUBLIC,
        comment__settlement__state=SettlementState.ANSWERED,
        comment__withdrawn_at=None,
    ).select_related("comment__round", "comment__settlement")
    found: dict[int, list[Outcome]] = {}
    for row in rows.order_by("pk"):
        settlement = row.comment.settlement
        where = _("%(round)s, comment %(reference)s") % {
            "round": row.comment.round.title,
            "reference": row.comment.reference,
        }
        found.setdefault(row.recommendation_id, []).append(
            Outcome(where, str(outcome_label(settlement.outcome)), settlement.reason)
        )
    return found


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a comment of a focus group, as one reader may know of it: (title, path)."""

    recommendation: tuple[str, str]
    findings: tuple[tuple[str, str], ...] = ()


def behind_comments(comments: Iterable[Comment], reader: Any) -> dict[int, Behind]:
    """Recommendations and findings behind comments by primary key of the comment: two queries."""
    rows = RecommendationInRound.objects.filter(
        comment__in=[comment.pk for comment in comments],
        recommendation__in=Recommendation.objects.visible_to(reader),
    ).select_related("recommendation__record")
    links = list(rows)
    if not links:
        return {}
    findings: dict[int, list[tuple[str, str]]] = {}
    known = (
        Finding.objects.visible_to(reader)
        .filter(recommendations__in=[link.recommendation_id for link in links])
        .order_by("number")
    )
    columns = ("recommendations", "record__title", "record__path")
    for recommendation, title, path in known.values_list(*columns):
        findings.setdefault(recommendation, []).append((title, path))
    return {
        link.comment_id: Behind(
            (link.recommendation.record.title, link.recommendation.record.path),
            tuple(findings.get(link.recommendation_id, ())),
        )
        for link in links
    }
