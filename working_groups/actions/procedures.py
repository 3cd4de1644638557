"""Writes of written procedures: started with a frozen list of voters, voted in, closed with what came out.

Whether one is open is told by its times, never by a job; the job only records what came out.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.models import Version
from core import extension
from core.actions import create_record, log_event, raise_generation
from core.enums import RecordOrigin, Visibility
from core.sanitizing import clean_plain
from working_groups.actions.adoptions import Adoption, Votes
from working_groups.actions.decisions import (
    PAGES,
    TextMissing,
    clean_words,
    record_written_decision,
)
from working_groups.ballots import Count, count_votes
from working_groups.enums import (
    AdoptionResult,
    DecisionKind,
    MembershipRole,
    ProcedureAnswer,
    ProcedureState,
)
from working_groups.models import (
    Decision,
    DecisionAdoption,
    Group,
    Membership,
    ProcedureVoter,
    WrittenProcedure,
)
from working_groups.notifications import conclusions as notifications
from working_groups.numbering import in_address, next_number, reference
from working_groups.quorum import seats_needed

DECISION_ADOPTED = "decision_adopted"  # announced with the conclusion's primary key


class NobodyVotes(Exception):
    """A group without voting seats cannot vote in writing."""


class TimesWrong(Exception):
    """A written procedure closes after it opens, and not in the past unless it is entered later."""


class NothingToConfirm(Exception):
    """The group's word on that conclusion is not missing, or it votes on it already."""


class ProcedureNotOpen(Exception):
    """Votes are taken from the opening to the closing only."""


class NotAVoter(Exception):
    """Only who stood in the list when the procedure started votes in it."""


class NoteMissing(Exception):
    """A vote entered for somebody says where it comes from."""


class ReasonMissing(Exception):
    """A procedure is called off for a reason."""


class StillOpen(Exception):
    """Before its end a procedure closes only once everybody has voted."""


@transaction.atomic
def start_procedure(
    *,
    group: Group,
    verb: str,
    text: str,
    opens_at: datetime,
    closes_at: datetime,
    by: Any,
    at: datetime,
    rationale: str = "",
    version: Version | None = None,
    confirms: Decision | None = None,
    entered_later: bool = False,
) -> WrittenProcedure:
    """Ask a group's voting seats in writing; who votes is frozen as it is when it opens. Voters are told by mail.

    ``confirms`` is a conclusion of a meeting without this group's quorum: its verb, text and reason are voted on.
    ``entered_later`` records what was voted by e-mail before: nobody is told, and the secretary closes it.
    Raises TextMissing, TimesWrong, NobodyVotes, NothingToConfirm.
    """
    group = Group.objects.select_for_update().select_related("audience", "record").get(pk=group.pk)
    if confirms is not None:
        _check_confirms(group, confirms)
        verb, text, rationale = confirms.verb, confirms.text, confirms.rationale
    text = clean_words(text)
    if not text:
        raise TextMissing(_("Write what the group is to conclude."))
    if closes_at <= opens_at or (closes_at <= at and not entered_later):
        raise TimesWrong(_("The vote must end after it begins, and not in the past."))
    day = timezone.localdate(opens_at)
    seats = list(
        Membership.objects.current(day)
        .filter(group=group, is_voting=True, substitute_for=None)
        .exclude(role=MembershipRole.PERMANENT_GUEST)
        .select_related("user", "on_behalf_of")
        .order_by("pk")
    )
    if not seats:
        raise NobodyVotes(_("The group has nobody who votes."))
    number = next_number(WrittenProcedure, group, day.year, field="group")
    ref = reference(group, day.year, number, "H")
    is_restricted = confirms is not None and confirms.record.visibility == Visibility.RESTRICTED
    record = create_record(
        kind="written_procedure",
        reference=ref,
        title=f"Písemné hlasování {ref}",
        path=f"/hlasovani/{in_address(ref)}/",
        visibility=Visibility.RESTRICTED if is_restricted else Visibility.GROUP,
        audience=group.audience,
        by=by,
        at=at,
        verb="procedure_started",
        occurred_on=day,
        state=ProcedureState.STARTED,
        origin=RecordOrigin.BACKFILLED if entered_later else RecordOrigin.LIVE,
        demo_origin=group.record.demo_origin,
        demo_source=group.record.demo_source,
        search_text="" if is_restricted else text,
    )
    procedure = WrittenProcedure(
        record=record,
        group=group,
        year=day.year,
        number=number,
        verb=verb,
        text=text,
        rationale=clean_words(rationale),
        version=version,
        confirms=confirms,
        opens_at=opens_at,
        closes_at=closes_at,
        quorum_rule=group.quorum_rule,
        quorum_count=seats_needed(group.quorum_rule, len(seats), group.quorum_count),
    )
    procedure.save()
    voters = ProcedureVoter.objects.bulk_create(
        ProcedureVoter(
            procedure=procedure,
            membership=seat,
            user=seat.user,
            name=seat.user.name,
            organisation_name=seat.on_behalf_of.name if seat.on_behalf_of else "",
        )
        for seat in seats
    )
    if not entered_later:
        notifications.procedure_started(procedure, voters, at=at)
    raise_generation(PAGES)
    return procedure


def _check_confirms(group: Group, decision: Decision) -> None:
    waits = decision.adoptions.filter(group=group, result=AdoptionResult.TO_BE_CONFIRMED).exists()
    running = decision.confirmed_by.filter(group=group, state=ProcedureState.STARTED).exists()
    if not waits or running:
        raise NothingToConfirm(_("This group has nothing to confirm, or votes on it already."))


def _lock(procedure: WrittenProcedure) -> WrittenProcedure:
    return (
        WrittenProcedure.objects.select_for_update(of=("self",))
        .select_related("record", "group__audience", "confirms")
        .get(pk=procedure.pk)
    )


@transaction.atomic
def cast_vote(
    *, procedure: WrittenProcedure, answer: str, by: Any, at: datetime, note: str = ""
) -> ProcedureVoter:
    """Cast one's own vote, or change it while the vote is open. Raises ProcedureNotOpen, NotAVoter."""
    procedure = _lock(procedure)
    if procedure.state != ProcedureState.STARTED or not (
        procedure.opens_at <= at < procedure.closes_at
    ):
        raise ProcedureNotOpen(_("The vote is not open."))
    voter = procedure.voters.filter(user=by.pk).first()
    if voter is None:
        raise NotAVoter(_("You do not stand in the list of voters."))
    return _store_vote(procedure, voter, answer, note, "vote_cast", by=by, at=at)


@transaction.atomic
def enter_vote(
    *,
    procedure: WrittenProcedure,
    voter: ProcedureVoter,
    answer: str,
    note: str,
    by: Any,
    at: datetime,
) -> ProcedureVoter:
    """Enter a vote somebody sent otherwise, with a note that says how (such as "e-mail of 3. 5.").

    Raises ProcedureNotOpen, NotAVoter, NoteMissing.
    """
    procedure = _lock(procedure)
    is_later = procedure.record.origin == RecordOrigin.BACKFILLED
    if procedure.state != ProcedureState.STARTED or not (
        is_later or procedure.opens_at <= at < procedure.closes_at
    ):
        raise ProcedureNotOpen(_("The vote is not open."))
    found = procedure.voters.filter(pk=voter.pk).first()
    if found is None:
        raise NotAVoter(_("This person does not stand in the list of voters."))
    if not note.strip():
        raise NoteMissing(_("Say how the vote came, such as an e-mail and its day."))
    return _store_vote(procedure, found, answer, note, "vote_entered", by=by, at=at)


def _store_vote(
    procedure: WrittenProcedure,
    voter: ProcedureVoter,
    answer: str,
    note: str,
    verb: str,
    *,
    by: Any,
    at: datetime,
) -> ProcedureVoter:
    voter.answer, voter.note = answer, clean_plain(note).strip()[:500]
    voter.answered_at = None if answer == ProcedureAnswer.NONE else at
    voter.clean_fields(exclude=["procedure", "membership", "user"])
    voter.save(update_fields=["answer", "note", "answered_at"])
    log_event(record=procedure.record, verb=verb, by=by, at=at, payload={"voter": voter.pk})
    return voter


@transaction.atomic
def close_procedure(
    *, procedure: WrittenProcedure, at: datetime, by: Any = None
) -> Decision | None:
    """Record what came out of a vote that is over (or in which everybody voted); answers the conclusion, if any.

    One that confirms a conclusion completes that one's adoption instead. A repeat changes nothing. Raises StillOpen.
    """
    procedure = _lock(procedure)
    if procedure.state == ProcedureState.CLOSED:
        return procedure.confirms or Decision.objects.filter(procedure=procedure).first()
    if procedure.state != ProcedureState.STARTED:
        return None
    votes = count_votes(procedure)
    if at < procedure.closes_at and votes.silent_count:
        raise StillOpen(_("The vote is open and not everybody has voted."))
    procedure.state, procedure.closed_at = ProcedureState.CLOSED, at
    _end(procedure, "procedure_closed", by=by, at=at)
    if procedure.confirms is not None:
        return _complete(procedure, votes, by=by, at=at)
    if not votes.is_adopted:
        return None
    adoption = Adoption(
        group=procedure.group,
        votes=Votes(votes.for_count, votes.against_count, votes.abstained_count),
        present_count=votes.answered_count,
        quorum_count=procedure.quorum_count,
        result=AdoptionResult.ADOPTED,
    )
    return record_written_decision(
        procedure=procedure,
        adoption=adoption,
        kind=DecisionKind.RESOLUTION,
        taken_at=min(procedure.closes_at, at),
        by=by,
        at=at,
    )


def _complete(procedure: WrittenProcedure, votes: Count, *, by: Any, at: datetime) -> Decision:
    decision = Decision.objects.select_related("record").get(pk=procedure.confirms_id)
    result = AdoptionResult.ADOPTED if votes.is_adopted else AdoptionResult.NOT_ADOPTED
    DecisionAdoption.objects.filter(
        decision=decision, group=procedure.group, result=AdoptionResult.TO_BE_CONFIRMED
    ).update(result=result)
    log_event(
        record=decision.record,
        verb="decision_confirmed_in_writing" if votes.is_adopted else "decision_not_confirmed",
        by=by,
        at=at,
        payload={"procedure": procedure.pk},
    )
    extension.announce(DECISION_ADOPTED, decision_id=decision.pk)
    return decision


@transaction.atomic
def cancel_procedure(
    *, procedure: WrittenProcedure, reason: str, by: Any, at: datetime
) -> WrittenProcedure:
    """Call off a vote whose outcome is not recorded. Raises ReasonMissing, ProcedureNotOpen."""
    procedure = _lock(procedure)
    if procedure.state != ProcedureState.STARTED:
        raise ProcedureNotOpen(_("The vote is over."))
    procedure.end_reason = clean_plain(reason).strip()[:300]
    if not procedure.end_reason:
        raise ReasonMissing(_("Say why."))
    procedure.state, procedure.closed_at = ProcedureState.CANCELLED, at
    _end(procedure, "procedure_cancelled", by=by, at=at)
    return procedure


def _end(procedure: WrittenProcedure, verb: str, *, by: Any, at: datetime) -> None:
    procedure.save(update_fields=["state", "closed_at", "end_reason"])
    procedure.record.state = procedure.state
    procedure.record.save(update_fields=["state"])
    log_event(
        record=procedure.record,
        verb=verb,
        by=by,
        at=at,
        from_state=ProcedureState.STARTED,
        to_state=procedure.state,
    )
    raise_generation(PAGES)


def close_due(*, at: datetime) -> int:
    """Record the outcome of every vote that is over, each in a transaction of its own; answers how many."""
    over = list(WrittenProcedure.objects.to_be_closed(at).order_by("closes_at", "pk"))
    for procedure in over:
        close_procedure(procedure=procedure, at=at)
    return len(over)
