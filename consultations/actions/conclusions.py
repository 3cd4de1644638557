"""Writes that follow what becomes of conclusions of working groups over comments (ADR 21)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.actions import at_meetings, settlements
from consultations.actions.settlements import ReasonMissing
from consultations.enums import SETTLED_STATES
from consultations.models import ConclusionCheck, Settlement
from consultations.queries import conclusions as queries
from core.actions import generations_raised_once, log_event
from core.sanitizing import clean_plain
from working_groups.enums import VALID_DECISION_STATES, DecisionState
from working_groups.models import Decision


class NothingToCheck(Exception):
    """What the conclusion settled does not wait to be looked at (any more)."""


@transaction.atomic
def follow_conclusion(*, decision: Decision, at: datetime) -> None:
    """Bring settlements in step with a conclusion whose votes or state changed. May run twice.

    - adopted by every group (the votes were corrected, a group confirmed it): what was on its list is decided;
    - not adopted any more, while provisional: what it had decided from its list is a proposal again;
    - revoked: everything it decided is a proposal again, to be decided anew, answers given are considered again;
    - replaced, lapsed or reworded: nothing changes by itself, an editor looks (``queries.conclusions.changed``).
    """
    decision = Decision.objects.select_related("record").get(pk=decision.pk)
    reference = decision.record.reference
    decided = Settlement.objects.filter(decided_in=decision.record_id, state__in=SETTLED_STATES)
    if decision.state == DecisionState.REVOKED:
        _take_back(decided, _("Conclusion %s was revoked.") % reference, by=None, at=at)
    elif decision.state in VALID_DECISION_STATES:
        if at_meetings.is_adopted(decision):
            at_meetings.settle_confirmed(decision=decision, at=at)
        else:
            listed = decided.filter(on_agendas__decision=decision).distinct()
            _take_back(listed, _("Conclusion %s is not adopted.") % reference, by=None, at=at)


def _take_back(rows: Iterable[Settlement], note: str, *, by: Any, at: datetime) -> int:
    count = 0
    with generations_raised_once():
        for settlement in list(rows):
            settlements.take_back_decision(settlement=settlement, note=note, by=by, at=at)
            count += 1
    return count


@transaction.atomic
def check_conclusion(
    *, decision: Decision, wording: int, reopens: bool, by: Any, at: datetime, note: str = ""
) -> ConclusionCheck:
    """Say that what a changed conclusion settled still stands, or open all of it again (with a note that says why).

    ``wording`` is the number of the wording that was read. Raises NothingToCheck, ReasonMissing.
    """
    Decision.objects.select_for_update().get(pk=decision.pk)
    found = queries.to_check(decision)
    if found is None or found.wording != wording:
        raise NothingToCheck(_("The conclusion changed again, or somebody looked at it already."))
    note = clean_plain(note).strip()[:500]
    if reopens and not note:
        raise ReasonMissing(_("Say why."))
    count = 0
    if reopens:
        decided = Settlement.objects.filter(decided_in=found.record_id, state__in=SETTLED_STATES)
        words = _("Conclusion %(conclusion)s changed: %(reason)s") % {
            "conclusion": found.record.reference,
            "reason": note,
        }
        count = _take_back(decided, words[:300], by=by, at=at)
    made = ConclusionCheck.objects.create(
        decision=found,
        state=found.state,
        wording=wording,
        reopened_count=count,
        note=note,
        by=by,
        at=at,
    )
    log_event(
        record=found.record,
        verb="conclusion_checked",
        by=by,
        at=at,
        object_version=str(wording),
        payload={"reopened": count},
    )
    return made
