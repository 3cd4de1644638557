"""Who may know of rounds, statements and comments: one place that sets their records' visibility."""

from collections.abc import Iterable

from consultations import queries
from consultations.enums import Moderation, OthersVisible, RoundStage
from consultations.models import Comment, Round
from core.enums import Visibility
from core.models import Record

AFTER_CLOSING = frozenset({RoundStage.SEALED, RoundStage.SETTLED, RoundStage.REPORTED})


def round_visibility(round: Round) -> str:
    """Staff until it is announced, then those it is for; everyone once its settlement is published.

    A round that was called off after its announcement stays known to those who were told of it.
    """
    if not round.is_announced and not (
        round.stage == RoundStage.CANCELLED and queries.was_announced(round)
    ):
        return Visibility.STAFF
    if round.is_public or (round.publishes_settlement and round.stage == RoundStage.REPORTED):
        return Visibility.PUBLIC
    return Visibility.GROUP


def comment_visibility(round: Round, comment: Comment) -> str:
    """Never wider than the round. A personal case is restricted; what waits for a check or for closing is for staff.

    A hidden comment stays known (its number counts), its words are not shown (``Comment.shows_words``).
    """
    if comment.personal_case:
        return Visibility.RESTRICTED
    if round.others_visible == OthersVisible.AFTER_CLOSING and round.stage not in AFTER_CLOSING:
        return Visibility.STAFF
    if comment.moderation == Moderation.WAITING:
        return Visibility.STAFF
    return round_visibility(round)


def refresh_comment_visibility(round: Round, comments: Iterable[Comment]) -> None:
    """Set the records of the given sent comments; one query per visibility."""
    wanted: dict[str, list[int]] = {}
    for comment in comments:
        wanted.setdefault(comment_visibility(round, comment), []).append(
            comment.contribution.record_id
        )
    for visibility, records in wanted.items():
        audience = round.audience_id if visibility == Visibility.GROUP else None
        for start in range(0, len(records), 500):
            Record.objects.filter(pk__in=records[start : start + 500]).update(
                visibility=visibility, audience_id=audience
            )


def refresh_round_visibility(round: Round) -> None:
    """Bring the records of the round and of all its sent comments in step with its rules and stage."""
    visibility = round_visibility(round)
    round.record.visibility = visibility
    round.record.audience_id = round.audience_id if visibility == Visibility.GROUP else None
    round.record.save(update_fields=["visibility", "audience"])
    refresh_comment_visibility(
        round, Comment.objects.filter(round=round).submitted().select_related("contribution")
    )
