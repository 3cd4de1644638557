"""What becomes of recorded conclusions: edited, confirmed with the minutes, published, corrected, replaced, revoked.

Every change of a conclusion's state goes through ``move_decision``, which asks ``ALLOWED_DECISION_MOVES``.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept.actions.thread import record_influence
from concept.enums import InfluenceState
from concept.models import Influence
from core import extension
from core.actions import log_event, raise_generation
from core.czech import search_stems
from core.enums import Visibility
from working_groups.actions.adoptions import (
    Adoption,
    Votes,
    check_votes,
    quorums_of,
    store_adoptions,
    with_counts,
)
from working_groups.actions.decisions import (
    PAGES,
    DifferentOpinion,
    TextMissing,
    clean_words,
    keep_wording,
    outcome_of,
    store_dissent,
)
from working_groups.enums import (
    ALLOWED_DECISION_MOVES,
    VALID_DECISION_STATES,
    DecisionState,
    ItemVisibility,
)
from working_groups.models import Decision, DecisionVersion, Meeting, MinutesVersion

EDITABLE = frozenset({"verb", "kind", "method", "review_on"})
EDITABLE_WORDS = frozenset({"text", "rationale", "alternatives"})


DECISION_CHANGED = "decision_changed"  # announced with the conclusion's primary key


class DecisionFixed(Exception):
    """The step does not follow from where the conclusion stands."""


class ReasonMissing(Exception):
    """A conclusion is revoked for a reason."""


class StaleDecision(Exception):
    """Somebody else changed the conclusion in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Decision) -> None:
        super().__init__(message)
        self.current = current


def lock_decision(decision: Decision, lock_version: int | None = None) -> Decision:
    """The conclusion under a lock with its record. Raises StaleDecision."""
    locked = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("record", "contribution", "host", "meeting", "item")
        .get(pk=decision.pk)
    )
    if lock_version is not None and locked.lock_version != lock_version:
        raise StaleDecision(
            _("Somebody else changed the conclusion in the meantime. Compare both and save again."),
            locked,
        )
    return locked


def move_decision(decision: Decision, state: str, *, by: Any, at: datetime) -> None:
    """The one door by which a conclusion's state changes; the caller holds its lock. Raises DecisionFixed."""
    if state not in ALLOWED_DECISION_MOVES[decision.state]:
        raise DecisionFixed(_("This step does not follow from where the conclusion stands now."))
    former, decision.state = decision.state, state
    decision.lock_version += 1
    decision.save(update_fields=["state", "lock_version"])
    decision.record.state = state
    decision.record.save(update_fields=["state"])
    log_event(
        record=decision.record,
        verb=f"decision_{state}",
        by=by,
        at=at,
        from_state=former,
        to_state=state,
    )
    raise_generation(PAGES)


@transaction.atomic
def edit_decision(
    *,
    decision: Decision,
    lock_version: int,
    by: Any,
    at: datetime,
    adoptions: Sequence[Adoption] = (),
    dissents: Sequence[DifferentOpinion] = (),
    **fields: Any,
) -> Decision:
    """Change a provisional conclusion. ``fields``: any of ``EDITABLE`` and ``EDITABLE_WORDS``; adoptions and different
    opinions replace those of the same group or person.

    Votes that are stored already change nothing, so that a group's confirmation in writing stays. Others are announced:
    what hangs on the adoption follows. Raises StaleDecision, DecisionFixed (it is valid already: correct the minutes),
    TextMissing, TooManyVotes.
    """
    decision = lock_decision(decision, lock_version)
    if decision.state != DecisionState.RECORDED:
        raise DecisionFixed(
            _("It is not provisional any more. Correct the minutes, or replace it.")
        )
    for name in EDITABLE & set(fields):
        setattr(decision, name, fields[name])
    for name in EDITABLE_WORDS & set(fields):
        setattr(decision, name, clean_words(fields[name]))
    if not decision.text:
        raise TextMissing(_("Write what the group concluded."))
    groups = list(decision.meeting.groups.all())
    adoptions = _without_stored(decision, adoptions)
    moment = decision.taken_at or decision.meeting.starts_at
    counts = quorums_of(decision.meeting, groups, decision.item, moment) if adoptions else {}
    adoptions = with_counts(adoptions, counts)
    check_votes(adoptions)
    decision.lock_version += 1
    decision.clean_fields()
    decision.save()
    if "kind" in fields and not decision.contribution.influences.exists():
        decision.contribution.outcome = outcome_of(decision.kind)
        decision.contribution.save(update_fields=["outcome"])
    store_adoptions(decision, adoptions)
    for opinion in dissents:
        store_dissent(decision, opinion, groups, at=at)
    _refresh_stems(decision)
    log_event(record=decision.record, verb="decision_edited", by=by, at=at)
    if adoptions:
        extension.announce(DECISION_CHANGED, decision_id=decision.pk)
    raise_generation(PAGES)
    return decision


def _without_stored(decision: Decision, adoptions: Sequence[Adoption]) -> list[Adoption]:
    stored = {
        row.group_id: Votes(row.for_count, row.against_count or 0, row.abstained_count or 0)
        for row in decision.adoptions.filter(for_count__isnull=False)
    }
    return [
        adoption
        for adoption in adoptions
        if adoption.votes is None or stored.get(adoption.group.pk) != adoption.votes
    ]


def _refresh_stems(decision: Decision) -> None:
    if decision.record.visibility == Visibility.RESTRICTED:
        return
    words = (
        f"{decision.record.reference} {decision.record.title} {decision.text} {decision.rationale}"
    )
    decision.record.search_stems = search_stems(words)
    decision.record.save(update_fields=["search_stems"])


@transaction.atomic
def confirm_decisions(
    *, meeting: Meeting, by: Any, at: datetime, minutes_version: MinutesVersion | None = None
) -> list[Decision]:
    """Make the provisional conclusions of a meeting valid because its minutes are approved; their wording is kept.

    A repeat changes nothing.
    """
    rows = meeting.decisions.filter(state=DecisionState.RECORDED).order_by("number")
    confirmed = [lock_decision(row) for row in rows]
    for decision in confirmed:
        move_decision(decision, DecisionState.CONFIRMED, by=by, at=at)
        keep_wording(decision, by=by, at=at, minutes_version=minutes_version)
    return confirmed


@transaction.atomic
def publish_decisions(*, meeting: Meeting, by: Any, at: datetime) -> list[Decision]:
    """Make conclusions of a meeting's public items public, those without an item too. A repeat changes nothing."""
    rows = (
        meeting.decisions.exclude(state=DecisionState.RECORDED)
        .exclude(item__visibility__in=[ItemVisibility.GROUP, ItemVisibility.RESTRICTED])
        .filter(record__visibility=Visibility.GROUP)
        .order_by("number")
    )
    published = [lock_decision(row) for row in rows]
    for decision in published:
        publish_one(decision, by=by, at=at)
    return published


def publish_one(decision: Decision, *, by: Any, at: datetime) -> None:
    """Make one conclusion public; the caller holds its lock."""
    decision.record.visibility = Visibility.PUBLIC
    decision.record.save(update_fields=["visibility"])
    log_event(record=decision.record, verb="decision_published", by=by, at=at)
    raise_generation(PAGES)


@transaction.atomic
def correct_decision(
    *,
    decision: Decision,
    text: str,
    note: str,
    by: Any,
    at: datetime,
    minutes_version: MinutesVersion | None = None,
) -> DecisionVersion:
    """Give a valid conclusion another wording because its minutes were corrected; the former one stays readable.

    Its links to changes of the text are to be checked again. Raises DecisionFixed, TextMissing.
    """
    decision = lock_decision(decision)
    if decision.state == DecisionState.RECORDED:
        raise DecisionFixed(_("It is provisional: edit it."))
    text = clean_words(text)
    if not text:
        raise TextMissing(_("Write what the group concluded."))
    decision.text = text
    decision.lock_version += 1
    decision.save(update_fields=["text", "lock_version"])
    wording = keep_wording(decision, by=by, at=at, note=note, minutes_version=minutes_version)
    _refresh_stems(decision)
    _make_links_stale(decision, by=by, at=at)
    log_event(
        record=decision.record,
        verb="decision_corrected",
        by=by,
        at=at,
        object_version=str(wording.number),
    )
    raise_generation(PAGES)
    return wording


def _make_links_stale(decision: Decision, *, by: Any, at: datetime) -> None:
    newest: dict[int, Influence] = {}
    links = decision.contribution.influences.select_related("change__to_version__document")
    for link in links.order_by("pk"):
        newest[link.change_id] = link
    for link in newest.values():
        if link.state in {InfluenceState.CONFIRMED, InfluenceState.PROPOSED}:
            record_influence(
                contribution=decision.contribution,
                change=link.change,
                relation=link.relation,
                state=InfluenceState.STALE,
                by=by,
                at=at,
            )


@transaction.atomic
def supersede_decision(
    *, decision: Decision, replaced_by: Decision, by: Any, at: datetime
) -> Decision:
    """Say that a newer conclusion replaces this one; both stay readable and name each other. Raises DecisionFixed."""
    first, second = sorted((decision.pk, replaced_by.pk))
    held = {key: lock_decision(Decision(pk=key)) for key in (first, second)}
    decision, newer = held[decision.pk], held[replaced_by.pk]
    if newer.supersedes_id == decision.pk:
        return decision
    is_free = not newer.supersedes_id and decision.state in VALID_DECISION_STATES
    if first == second or not is_free or newer.state not in VALID_DECISION_STATES:
        raise DecisionFixed(_("That conclusion cannot replace this one."))
    if newer.record.occurred_on < decision.record.occurred_on:
        raise DecisionFixed(_("An older conclusion cannot replace a newer one."))
    newer.supersedes = decision
    newer.lock_version += 1
    newer.save(update_fields=["supersedes", "lock_version"])
    move_decision(decision, DecisionState.SUPERSEDED, by=by, at=at)
    return decision


@transaction.atomic
def revoke_decision(*, decision: Decision, reason: str, by: Any, at: datetime) -> Decision:
    """Say that a conclusion does not hold any more, and why. Raises DecisionFixed, ReasonMissing."""
    return _end(decision, DecisionState.REVOKED, reason, by=by, at=at)


@transaction.atomic
def lapse_decision(*, decision: Decision, reason: str, by: Any, at: datetime) -> Decision:
    """Say that a conclusion has no object any more, and why. Raises DecisionFixed, ReasonMissing."""
    return _end(decision, DecisionState.LAPSED, reason, by=by, at=at)


def _end(decision: Decision, state: str, reason: str, *, by: Any, at: datetime) -> Decision:
    decision = lock_decision(decision)
    words = clean_words(reason)[:500]
    if not words:
        raise ReasonMissing(_("Say why."))
    decision.end_reason = words
    decision.save(update_fields=["end_reason"])
    move_decision(decision, state, by=by, at=at)
    extension.announce(DECISION_CHANGED, decision_id=decision.pk)
    return decision


@transaction.atomic
def keep_for_review(
    *, decision: Decision, review_on: date | None, by: Any, at: datetime
) -> Decision:
    """Say when a conclusion that holds is looked at again, or that it is not any more. Raises DecisionFixed."""
    decision = lock_decision(decision)
    if decision.state not in VALID_DECISION_STATES:
        raise DecisionFixed(_("This step does not follow from where the conclusion stands now."))
    decision.review_on = review_on
    decision.lock_version += 1
    decision.save(update_fields=["review_on", "lock_version"])
    log_event(record=decision.record, verb="decision_review_set", by=by, at=at)
    raise_generation(PAGES)
    return decision
