"""Writes of recommendations of focus groups in rounds: sent as comments through the ordinary acts."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from consultations.actions.comments import save_comment
from consultations.actions.rounds import lock_round
from consultations.actions.statements import open_round, submit_statement
from consultations.enums import Channel, PublishConsent, RespondentKind
from consultations.models import (
    Comment,
    RecommendationInRound,
    Respondent,
    Round,
    Statement,
)
from consultations.queries.focus_recommendations import (
    aimed_document,
    place_in,
    respondent_of,
)
from core.actions import log_event, raise_generation
from core.enums import Visibility
from focus_groups.actions.series import PAGES
from focus_groups.models import Recommendation, Series
from focus_groups.queries.findings import is_public, public_texts


class NotPublishedYet(Exception):
    """Only a recommendation everybody may read goes into a round, as it was published."""


class AimsElsewhere(Exception):
    """The round is over another document than the recommendation."""


class NotOfAFocusGroup(Exception):
    """The comment was not sent by a focus group, or another recommendation stands behind it."""


@transaction.atomic
def submit_recommendation(
    *, recommendation: Recommendation, round: Round, by: Any, at: datetime
) -> RecommendationInRound:
    """Send a published recommendation into an open round as a comment of its series. A repeat answers the first row.

    It is settled at the same desk as any other. The respondent is the series: no person stands in it, and nothing of
    what was said goes along. Raises NotPublishedYet, RoundClosed, AimsElsewhere.
    """
    round = lock_round(round)
    row = Recommendation.objects.select_related(
        "record", "series__record", "version", "measure"
    ).get(pk=recommendation.pk)
    known = row.in_rounds.filter(comment__round=round).first()
    if known is not None:
        return known
    open_round(round, at)
    if not is_public(row):
        raise NotPublishedYet(_("Publish the recommendation first; it goes there as published."))
    if aimed_document(row) not in (None, round.document_id):
        raise AimsElsewhere(_("This round is over another document."))
    version, place = place_in(row, round)
    statement = Statement(
        round=round,
        respondent=_respondent(row.series, round, at),
        channel=Channel.WEB,
        created_by=by,
        created_at=at,
    )
    statement.save()
    comment = save_comment(
        statement=statement,
        version=version,
        places=[place],
        by=by,
        at=at,
        text=public_texts([row])[row.pk].text,
        reason=_reason(row),
    )
    link = RecommendationInRound(recommendation=row, comment=comment, by=by, at=at)
    link.full_clean()
    link.save()
    submit_statement(statement=statement, by=by, at=at)
    _log(row, round, by=by, at=at)
    # its comment has a number now
    return RecommendationInRound.objects.select_related("comment").get(pk=link.pk)


def _respondent(series: Series, round: Round, at: datetime) -> Respondent:
    found = respondent_of(series, round)
    if found is not None:
        return found
    is_known = series.record.visibility == Visibility.PUBLIC
    made = Respondent(
        round=round,
        kind=RespondentKind.FOCUS_GROUP,
        name=series.name[:150],
        publish_consent=PublishConsent.FULL if is_known else PublishConsent.ANONYMOUS,
        created_at=at,
    )
    made.full_clean()
    made.save()
    return made


def _reason(row: Recommendation) -> str:
    """Which public findings it follows from. Content, so in Czech."""
    numbers = [
        finding.record.reference
        for finding in row.findings.select_related("record").order_by("number")
        if is_public(finding)
    ]
    if not numbers:
        return ""
    with override("cs"):
        return ngettext(
            "It follows from the finding %(numbers)s of the focus group.",
            "It follows from the findings %(numbers)s of the focus group.",
            len(numbers),
        ) % {"numbers": ", ".join(numbers)}


def _log(row: Recommendation, round: Round, *, by: Any, at: datetime) -> None:
    log_event(
        record=row.record,
        verb="recommendation_sent",
        by=by,
        at=at,
        payload={"round": round.number},
    )
    raise_generation(PAGES)


@transaction.atomic
def link_recommendation(
    *, recommendation: Recommendation, comment: Comment, by: Any, at: datetime
) -> RecommendationInRound:
    """Say that a comment a focus group sent by another way, such as at a meeting, is a recommendation of a series.

    A repeat answers the first row. Raises NotOfAFocusGroup.
    """
    comment = Comment.objects.select_related("statement__respondent", "round").get(pk=comment.pk)
    known = RecommendationInRound.objects.filter(comment=comment).first()
    if known is not None and known.recommendation_id == recommendation.pk:
        return known
    if known is not None or comment.statement.respondent.kind != RespondentKind.FOCUS_GROUP:
        raise NotOfAFocusGroup(
            _("This is no comment of a focus group, or it is told already whose.")
        )
    link = RecommendationInRound(recommendation=recommendation, comment=comment, by=by, at=at)
    link.full_clean()
    link.save()
    _log(recommendation, comment.round, by=by, at=at)
    return link
