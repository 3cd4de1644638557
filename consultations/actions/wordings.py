"""Taking over suggested wordings: the draft, the settlements and the thread in one step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept.actions import drafting
from concept.models import SectionPage, Version, VersionPassage
from consultations.actions import settlements
from consultations.enums import OUTCOMES_THAT_CHANGE_TEXT, Outcome, SettlementState
from consultations.models import Anchor, Settlement, TakenWording
from consultations.wordings import in_place_of_quote
from core.actions import log_event

PROPOSABLE = frozenset({SettlementState.OPEN, SettlementState.PROPOSED, SettlementState.REVIEWED})


class NothingTaken(Exception):
    """The words are the same as before, or no suggestion was chosen."""


@transaction.atomic
def take_wordings(
    *,
    version: Version,
    passage_uid: str,
    outcomes: Mapping[int, str],
    seen: str,
    new: str,
    reason: str,
    by: Any,
    at: datetime,
) -> SectionPage:
    """Write the words of one or more suggestions into the draft of the section, as they are or changed.

    ``outcomes``: key of a settlement -> accepted or partly_accepted. Each settlement gets that proposal with the reason
    (one decided so already keeps its decision), a row for the thread that the next freeze links, and an event. ``seen``
    are the words of the draft the person looked at. Raises NothingTaken, MoveRefused, ReasonMissing and what
    ``drafting.write_words`` raises; then nothing is stored.
    """
    if not outcomes or new.split() == seen.split():
        raise NothingTaken(_("Choose a wording, and change something in the text."))
    place = drafting.find_in_draft(version, passage_uid, also=[seen])
    draft = drafting.write_words(place=place, seen=seen, new=new, by=by)
    frozen = VersionPassage.objects.values_list("content__text", flat=True).get(
        version=version, passage_uid=passage_uid
    )
    written = " ".join(new.split()) if "\n" not in frozen else new
    for key, outcome in outcomes.items():
        settlement = settlements.lock_settlement(Settlement.objects.get(pk=key))
        if settlement.state in PROPOSABLE:
            settlement = settlements.propose_settlement(
                settlement=settlement, outcome=outcome, reason=reason, by=by, at=at
            )
        elif settlement.outcome not in OUTCOMES_THAT_CHANGE_TEXT:
            raise settlements.MoveRefused(
                _("Comment %(reference)s is decided otherwise, or disputed.")
                % {"reference": settlement.comment.reference}
            )
        _remember(settlement, version, passage_uid, frozen, written, outcome, by=by, at=at)
    return draft


def _remember(
    settlement: Settlement,
    version: Version,
    passage_uid: str,
    frozen: str,
    written: str,
    outcome: str,
    *,
    by: Any,
    at: datetime,
) -> None:
    comment = settlement.comment
    anchor = Anchor.objects.filter(comment=comment, passage_uid=passage_uid).first()
    start, end = (anchor.start, anchor.end) if anchor else (0, len(frozen))
    TakenWording.objects.create(
        settlement=settlement,
        version=version,
        passage_uid=passage_uid,
        wording=in_place_of_quote(frozen, start, end, written),
        is_partial=outcome != Outcome.ACCEPTED,
        taken_by=by,
        taken_at=at,
    )
    log_event(record=comment.contribution.record, verb="wording_taken", by=by, at=at)
