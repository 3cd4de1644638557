"""Writes of new conclusions, of a meeting or in writing. What becomes of them: ``decision_steps``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.enums import ContributionOutcome
from concept.models import Contribution
from core.actions import create_record, raise_generation
from core.enums import Visibility
from core.models import Record
from core.sanitizing import clean_plain
from working_groups.actions.adoptions import (
    Adoption,
    TooManyVotes,
    Votes,
    check_votes,
    quorums_of,
    store_adoptions,
    with_counts,
)
from working_groups.actions.audiences import audience_of
from working_groups.enums import (
    APPROVED_MINUTES_STATES,
    COMING_MEETING_STATES,
    DecisionKind,
    DecisionMethod,
    DecisionState,
    ItemVisibility,
    MeetingState,
)
from working_groups.models import (
    AgendaItem,
    Decision,
    DecisionVersion,
    Dissent,
    Group,
    Meeting,
    Membership,
    Minutes,
    MinutesVersion,
    WrittenProcedure,
)
from working_groups.numbering import in_address, next_number, reference

__all__ = [
    "Adoption",
    "DifferentOpinion",
    "MeetingNotBegun",
    "MinutesApproved",
    "NotAMember",
    "NotOfThisMeeting",
    "TextMissing",
    "TooManyVotes",
    "Votes",
    "check_meeting",
    "clean_words",
    "keep_wording",
    "outcome_of",
    "record_decision",
    "record_written_decision",
    "store_dissent",
]

PAGES = "zavery"
LONGEST_TEXT = 10_000


class MeetingNotBegun(Exception):
    """A meeting that has not begun, or does not take place, has no conclusions."""


class MinutesApproved(Exception):
    """The minutes are approved: from then on there are corrections only."""


class TextMissing(Exception):
    """A conclusion says something."""


class NotOfThisMeeting(Exception):
    """The item or the group does not belong to the meeting."""


class NotAMember(Exception):
    """A different opinion is recorded of somebody who sits in one of the groups."""


@dataclass(frozen=True, slots=True)
class DifferentOpinion:
    """A different opinion a member asked to have recorded."""

    membership: Membership
    text: str


@transaction.atomic
def record_decision(
    *,
    meeting: Meeting,
    item: AgendaItem | None,
    verb: str,
    text: str,
    by: Any,
    at: datetime,
    kind: str = DecisionKind.RESOLUTION,
    method: str = DecisionMethod.CONSENSUS,
    adoptions: Sequence[Adoption] | None = None,
    rationale: str = "",
    alternatives: str = "",
    taken_at: datetime | None = None,
    review_on: date | None = None,
    dissents: Sequence[DifferentOpinion] = (),
) -> Decision:
    """Record a conclusion of a meeting under the next number of its host group; provisional until the minutes are
    approved. Without ``adoptions`` every group of the meeting adopted it. Who was there is taken from the attendance.

    Raises MeetingNotBegun, MinutesApproved, TextMissing, TooManyVotes, NotOfThisMeeting, NotAMember, ValidationError.
    """
    host = Group.objects.select_for_update().get(pk=meeting.host_id)
    groups = list(meeting.groups.select_related("audience").order_by("pk"))
    check_meeting(meeting, at)
    if item is not None and item.meeting_id != meeting.pk:
        raise NotOfThisMeeting(_("The item belongs to another meeting."))
    if adoptions is None:
        adoptions = [Adoption(group) for group in groups]
    if {adoption.group.pk for adoption in adoptions} - {group.pk for group in groups}:
        raise NotOfThisMeeting(_("A group that does not meet adopts nothing."))
    moment = taken_at or _moment_of(meeting)
    adoptions = with_counts(adoptions, quorums_of(meeting, groups, item, moment))
    visibility = item.visibility if item is not None else ItemVisibility.PUBLIC
    return _record(
        host=host,
        groups=groups,
        year=meeting.year,
        parent=meeting.record,
        is_restricted=visibility == ItemVisibility.RESTRICTED,
        source={"meeting": meeting, "item": item},
        verb=verb,
        text=text,
        kind=kind,
        method=method,
        adoptions=adoptions,
        rationale=rationale,
        alternatives=alternatives,
        taken_at=moment,
        review_on=review_on,
        dissents=dissents,
        state=DecisionState.RECORDED,
        by=by,
        at=at,
    )


@transaction.atomic
def record_written_decision(
    *,
    procedure: WrittenProcedure,
    adoption: Adoption,
    taken_at: datetime,
    by: Any,
    at: datetime,
    kind: str = DecisionKind.RESOLUTION,
) -> Decision:
    """Record what a group concluded in writing: valid at once, there are no minutes to wait for."""
    host = Group.objects.select_for_update().get(pk=procedure.group_id)
    return _record(
        host=host,
        groups=[procedure.group],
        year=timezone.localdate(taken_at).year,
        parent=procedure.record,
        is_restricted=procedure.record.visibility == Visibility.RESTRICTED,
        source={"procedure": procedure},
        verb=procedure.verb,
        text=procedure.text,
        kind=kind,
        method=DecisionMethod.WRITTEN,
        adoptions=[adoption],
        rationale=procedure.rationale,
        alternatives="",
        taken_at=taken_at,
        review_on=None,
        dissents=(),
        state=DecisionState.CONFIRMED,
        by=by,
        at=at,
    )


def check_meeting(meeting: Meeting, at: datetime) -> None:
    """Whether conclusions and tasks may be written down. Raises MeetingNotBegun, MinutesApproved."""
    is_off = meeting.state in {MeetingState.CANCELLED, MeetingState.RESCHEDULED}
    if is_off or (meeting.state in COMING_MEETING_STATES and meeting.starts_at > at):
        raise MeetingNotBegun(_("The meeting has not begun: there is nothing to write down yet."))
    if Minutes.objects.filter(meeting=meeting, state__in=APPROVED_MINUTES_STATES).exists():
        raise MinutesApproved(
            _("The minutes are approved. Correct them, or record it at the next meeting.")
        )


def _moment_of(meeting: Meeting) -> datetime:
    return meeting.held_from or meeting.starts_at


def _record(
    *,
    host: Group,
    groups: Sequence[Group],
    year: int,
    parent: Record,
    is_restricted: bool,
    source: dict[str, Any],
    verb: str,
    text: str,
    kind: str,
    method: str,
    adoptions: Sequence[Adoption],
    rationale: str,
    alternatives: str,
    taken_at: datetime,
    review_on: date | None,
    dissents: Sequence[DifferentOpinion],
    state: str,
    by: Any,
    at: datetime,
) -> Decision:
    text = clean_words(text)
    if not text:
        raise TextMissing(_("Write what the group concluded."))
    check_votes(adoptions)
    number = next_number(Decision, host, year)
    ref = reference(host, year, number)
    record = create_record(
        kind="decision",
        reference=ref,
        title=f"Závěr {ref}",
        path=f"/zavery/{in_address(ref)}/",
        visibility=Visibility.RESTRICTED if is_restricted else Visibility.GROUP,
        audience=audience_of(groups),
        by=by,
        at=at,
        verb="decision_recorded",
        occurred_on=timezone.localdate(taken_at),
        state=state,
        origin=parent.origin,
        demo_origin=parent.demo_origin,
        demo_source=parent.demo_source,
        search_text="" if is_restricted else f"{text} {rationale}",
    )
    contribution = Contribution.objects.create(record=record, outcome=outcome_of(kind))
    decision = Decision(
        record=record,
        contribution=contribution,
        host=host,
        year=year,
        number=number,
        kind=kind,
        verb=verb,
        text=text,
        rationale=clean_words(rationale),
        alternatives=clean_words(alternatives),
        method=method,
        taken_at=taken_at,
        state=state,
        review_on=review_on,
        **source,
    )
    decision.clean_fields(exclude=["record", "contribution", "host", *source])
    decision.save()
    if state == DecisionState.CONFIRMED:
        keep_wording(decision, by=by, at=at)
    store_adoptions(decision, adoptions)
    for opinion in dissents:
        store_dissent(decision, opinion, groups, at=at)
    raise_generation(PAGES)
    return decision


def keep_wording(
    decision: Decision,
    *,
    by: Any,
    at: datetime,
    note: str = "",
    minutes_version: MinutesVersion | None = None,
) -> DecisionVersion:
    """Keep the conclusion's text as its next wording; nothing changes it any more."""
    return DecisionVersion.objects.create(
        decision=decision,
        number=decision.versions.count() + 1,
        text=decision.text,
        note=note,
        minutes_version=minutes_version,
        by=by,
        at=at,
    )


def clean_words(text: str) -> str:
    """Typed words as they are stored: without markup, line ends and length in order."""
    return clean_plain(text).strip()[:LONGEST_TEXT]


def outcome_of(kind: str) -> str:
    """What the thread says of a new conclusion: a mandate waits for its change, the rest is noted."""
    is_mandate = kind == DecisionKind.MANDATE
    return ContributionOutcome.OPEN if is_mandate else ContributionOutcome.NOTED


def store_dissent(
    decision: Decision, opinion: DifferentOpinion, groups: Sequence[Group], *, at: datetime
) -> Dissent:
    """Store a different opinion with the names of that day. Raises NotAMember, TextMissing."""
    day = timezone.localdate(decision.taken_at or at)
    seat = (
        Membership.objects.current(day)
        .filter(pk=opinion.membership.pk, group__in=[group.pk for group in groups])
        .select_related("user", "on_behalf_of")
        .first()
    )
    if seat is None:
        raise NotAMember(_("This person did not sit in the group on that day."))
    words = clean_words(opinion.text)
    if not words:
        raise TextMissing(_("Write the different opinion."))
    stored, _made = Dissent.objects.update_or_create(
        decision=decision,
        membership=seat,
        defaults={
            "name": seat.user.name,
            "organisation_name": seat.on_behalf_of.name if seat.on_behalf_of else "",
            "text": words,
            "recorded_at": at,
        },
    )
    return stored
