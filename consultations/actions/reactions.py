"""What respondents say of the answer: once per point, whether the new text meets it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.actions.rounds import PAGES
from consultations.enums import Satisfaction, Weight
from consultations.models import Comment, Reaction, Settlement
from core.actions import log_event, raise_generation
from core.sanitizing import clean_plain

LONGEST_SENTENCE = 500


class NotAnsweredYet(Exception):
    """There is no answer to say anything about."""


class AlreadyReacted(Exception):
    """It was said once already."""


class NothingToMaintain(Exception):
    """Only an essential comment that the text does not fully meet can be maintained."""


@transaction.atomic
def react(
    *,
    comment: Comment,
    satisfaction: str,
    by: Any,
    at: datetime,
    text: str = "",
    is_maintained: bool = False,
) -> Reaction:
    """Say whether the answer meets a comment, in a word and perhaps a sentence. It is counted in the report.

    ``is_maintained``: the author of an essential comment insists on it. A repeat of the same word answers the first
    row. Raises NotAnsweredYet, AlreadyReacted, NothingToMaintain, ValidationError.
    """
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("contribution__record", "round__document")
        .get(pk=comment.pk)
    )
    known = Reaction.objects.filter(comment=comment).first()
    if known is not None:
        if known.satisfaction == satisfaction:
            return known
        raise AlreadyReacted(_("You have said this about the comment already."))
    settlement = Settlement.objects.get(comment=comment)
    if settlement.answered_at is None or comment.withdrawn_at is not None:
        raise NotAnsweredYet(_("The comment has not been answered yet."))
    if is_maintained and (comment.weight != Weight.ESSENTIAL or satisfaction == Satisfaction.YES):
        raise NothingToMaintain(
            _("Only an essential comment that the text does not fully meet can be insisted on.")
        )
    reaction = Reaction(
        comment=comment,
        satisfaction=satisfaction,
        text=clean_plain(text).strip()[:LONGEST_SENTENCE],
        is_maintained=is_maintained,
        at=at,
    )
    reaction.full_clean(exclude=["comment"])
    reaction.save()
    log_event(
        record=comment.contribution.record,
        verb="comment_maintained" if is_maintained else "answer_rated",
        by=by,
        at=at,
        to_state=satisfaction,
    )
    raise_generation(*PAGES)
    return reaction
