"""Writes that link a conclusion to the change of a text it asked for."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept.actions.sources import SourceRefused, change_of
from concept.actions.thread import NothingChanged, record_influence
from concept.enums import ContributionOutcome, InfluenceRelation
from concept.models import Influence, Version
from core.actions import raise_generation
from core.sanitizing import clean_plain
from working_groups.actions.decision_steps import lock_decision
from working_groups.actions.decisions import PAGES
from working_groups.enums import VALID_DECISION_STATES, DecisionKind
from working_groups.models import Decision


class LinkRefused(Exception):
    """The conclusion does not hold, or the passage did not change in the version."""


@transaction.atomic
def link_to_change(
    *,
    decision: Decision,
    version: Version | None,
    passage_uid: str,
    by: Any,
    at: datetime,
    note: str = "",
) -> Influence:
    """Say that a conclusion mandated the change of a passage; a mandate is met by that. A repeat adds nothing.

    Raises LinkRefused.
    """
    decision = lock_decision(decision)
    if decision.state not in VALID_DECISION_STATES or version is None:
        raise LinkRefused(_("Choose a version, and a conclusion that holds."))
    try:
        change = change_of(version, passage_uid, by=by, at=at)
    except (SourceRefused, NothingChanged) as error:
        raise LinkRefused(str(error)) from error
    link = record_influence(
        contribution=decision.contribution,
        change=change,
        relation=InfluenceRelation.MANDATES,
        note=clean_plain(note).strip()[:500],
        by=by,
        at=at,
    )
    if decision.kind == DecisionKind.MANDATE:
        decision.contribution.outcome = ContributionOutcome.ACCEPTED
        decision.contribution.save(update_fields=["outcome"])
    raise_generation(PAGES)
    return link
