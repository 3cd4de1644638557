"""Comments and their answers in the search of the site: what may be read at the moment of asking, and nothing kept.

Whether words are shown, and under which name, is asked anew for each search; so hiding and consent count at once.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.enums import Moderation, SettlementState
from consultations.models import Comment
from consultations.queries.listing import LISTED, listed_comment
from core.extension import FoundPlace, SearchSource
from core.search import holds_stems


def find(stems: Sequence[str], reader: Any) -> QuerySet[Comment]:
    """Comments the reader may read that hold every stem, in their words or in the answer; the newest round first."""
    shown = Comment.objects.visible_to(reader).filter(
        moderation=Moderation.VISIBLE, personal_case="", erased_at=None, withdrawn_at=None
    )
    found = shown.filter(holds_stems(stems, "stems")).select_related("round", *LISTED)
    return found.order_by("-round__number", "number")


def show(comments: Iterable[Comment]) -> list[FoundPlace]:
    """A page of them: one query."""
    found = []
    for comment in comments:
        listed = listed_comment(comment, {})
        words = [listed.text, listed.proposed_wording, listed.reason]
        if comment.settlement.state == SettlementState.ANSWERED and comment.settlement.reason:
            words.append(_("Answer: %(words)s") % {"words": comment.settlement.reason})
        told = [comment.round.title, listed.respondent, listed.outcome_label]
        found.append(
            FoundPlace(
                title=", ".join(filter(None, [listed.reference, comment.place_label])),
                url=listed.url,
                where="; ".join(filter(None, told)),
                text="\n".join(filter(None, words)),
            )
        )
    return found


SOURCE = SearchSource("pripominky", gettext_lazy("In comments and their settlement"), find, show)
