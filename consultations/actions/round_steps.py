"""Steps of a round: proposed, announced, extended, cancelled, settled, supplemented."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations import notifications, queries
from consultations.actions.audiences import open_versions, sync_audience
from consultations.actions.rounds import (
    EDITABLE,
    RoundMoveRefused,
    StaleRound,
    add_step,
    create_round,
    lock_round,
    move_round,
    refresh_pages,
)
from consultations.actions.visibility import refresh_round_visibility
from consultations.enums import (
    DOUBTFUL_PLACEMENTS,
    SETTLED_STATES,
    PlacementDecision,
    RoundStage,
    RoundStepKind,
    StatementState,
)
from consultations.models import AnchorPlacement, Round, Settlement, Statement

# What may change after a round was announced, publicly and with a reason; the rest is fixed.
CHANGEABLE = ("answer_promised_on", "deciding_day", "late_policy", "others_visible")
CHANGEABLE_AFTER_CLOSING = frozenset({"answer_promised_on"})


class RoundNotReady(Exception):
    """The round lacks something without which nobody could comment."""


class ShorteningRefused(Exception):
    """A round can only be extended."""


class NothingChanged(Exception):
    """The rules would be what they are."""


class CommentsStillOpen(Exception):
    """Comments without a decided outcome, doubtful places nobody confirmed, or letters not split into points keep the
    round from being settled.
    """


def _check_ready(round: Round, at: datetime) -> None:
    for lack in queries.blockers(round, at):
        raise RoundNotReady(lack.text)


@transaction.atomic
def propose_opening(*, round: Round, by: Any, at: datetime) -> Round:
    """Ask a second person to agree to a public round. Raises RoundNotReady, RoundMoveRefused."""
    round = lock_round(round)
    _check_ready(round, at)
    move_round(round, RoundStage.PROPOSED)
    add_step(round, RoundStepKind.PROPOSED, by=by, at=at)
    return round


@transaction.atomic
def return_proposal(*, round: Round, by: Any, at: datetime, note: str) -> Round:
    """Send a proposed round back to be changed. Raises RoundMoveRefused."""
    round = lock_round(round)
    move_round(round, RoundStage.PREPARED)
    add_step(round, RoundStepKind.RETURNED, by=by, at=at, note=note)
    return round


@transaction.atomic
def announce_round(*, round: Round, by: Any, at: datetime) -> Round:
    """Tell those the round is for; it opens by itself at its time.

    A public round must have been proposed, and somebody else than the proposer announces it. The versions become
    readable for those who may comment. Raises RoundNotReady, RoundMoveRefused.
    """
    round = lock_round(round)
    _check_ready(round, at)
    if round.is_public and round.stage != RoundStage.PROPOSED:
        raise RoundMoveRefused(_("A second person must agree to a public round."))
    if round.is_public and queries.proposer_of(round) == by.pk:
        raise RoundMoveRefused(_("Who proposed the opening cannot agree to it."))
    move_round(round, RoundStage.ANNOUNCED)
    add_step(round, RoundStepKind.ANNOUNCED, by=by, at=at)
    sync_audience(round=round, at=at)
    open_versions(round, by=by, at=at)
    refresh_round_visibility(round)
    refresh_pages(round)
    notifications.round_announced(round, at=at)
    return round


@transaction.atomic
def extend_round(*, round: Round, closes_at: datetime, note: str, by: Any, at: datetime) -> Round:
    """Give more time; shown publicly. Raises ShorteningRefused, RoundMoveRefused (not open or over already)."""
    round = lock_round(round)
    if round.stage != RoundStage.ANNOUNCED or round.closes_at <= at:
        raise RoundMoveRefused(
            _("The round is over. Open a supplementary round instead of extending it.")
        )
    if closes_at <= round.closes_at:
        raise ShorteningRefused(_("A round can only be extended, never shortened."))
    former, round.closes_at = round.closes_at, closes_at
    round.lock_version += 1
    round.full_clean()
    round.save(update_fields=["closes_at", "lock_version"])
    add_step(
        round,
        RoundStepKind.EXTENDED,
        by=by,
        at=at,
        former=former.isoformat(),
        new=closes_at.isoformat(),
        note=note,
    )
    refresh_pages(round)
    return round


@transaction.atomic
def change_rules(
    *, round: Round, lock_version: int, note: str, by: Any, at: datetime, **fields: Any
) -> Round:
    """Change rules of an announced round for everyone to see, each with its former value, its time and the reason.

    ``fields``: any of ``CHANGEABLE``; once the round is over only the date by which an answer is promised.
    Raises RoundMoveRefused, StaleRound, NothingChanged.
    """
    round = lock_round(round)
    if not round.is_announced or round.stage == RoundStage.REPORTED:
        raise RoundMoveRefused(_("This step does not follow from where the round stands now."))
    if round.lock_version != lock_version:
        raise StaleRound(
            _("Somebody else changed the round in the meantime. Compare both and save again."),
            round,
        )
    changed = [
        name for name in CHANGEABLE if name in fields and fields[name] != getattr(round, name)
    ]
    if round.closes_at <= at and set(changed) - CHANGEABLE_AFTER_CLOSING:
        raise RoundMoveRefused(_("The round is over. Its rules cannot change any more."))
    if not changed:
        raise NothingChanged(_("Nothing would change. Change a rule, or leave the page."))
    former = {name: getattr(round, name) for name in changed}
    for name in changed:
        setattr(round, name, fields[name])
    round.lock_version += 1
    round.full_clean()
    round.save(update_fields=[*changed, "lock_version"])
    for name in changed:
        add_step(
            round,
            RoundStepKind.RULES_CHANGED,
            by=by,
            at=at,
            former=f"{name}={former[name] or ''}",
            new=f"{name}={fields[name] or ''}",
            note=note,
        )
    refresh_round_visibility(round)
    refresh_pages(round)
    return round


@transaction.atomic
def cancel_round(*, round: Round, note: str, by: Any, at: datetime) -> Round:
    """Call a round off; what was sent stays. Raises RoundMoveRefused."""
    round = lock_round(round)
    move_round(round, RoundStage.CANCELLED)
    add_step(round, RoundStepKind.CANCELLED, by=by, at=at, note=note)
    refresh_pages(round)
    return round


def open_points(round: Round) -> tuple[int, int]:
    """How many comments have no decided outcome, and how many doubtful places nobody confirmed: two queries.

    Personal cases are no comments on the text: the contact point deals with them.
    """
    undecided = Settlement.objects.filter(comment__round=round, comment__personal_case="").exclude(
        state__in=SETTLED_STATES
    )
    doubtful = AnchorPlacement.objects.filter(
        anchor__comment__round=round,
        anchor__comment__withdrawn_at__isnull=True,
        anchor__comment__personal_case="",
        status__in=DOUBTFUL_PLACEMENTS,
        decision=PlacementDecision.NONE,
    )
    return undecided.count(), doubtful.count()


@transaction.atomic
def settle_round(*, round: Round, by: Any, at: datetime) -> Round:
    """Declare every comment settled. Raises CommentsStillOpen, RoundMoveRefused."""
    round = lock_round(round)
    unsplit = Statement.objects.filter(round=round, is_split=False).exclude(
        state=StatementState.WITHDRAWN
    )
    if count := unsplit.count():
        raise CommentsStillOpen(
            _("Letters that are not split into points yet: %(count)d.") % {"count": count}
        )
    undecided, doubtful = open_points(round)
    if undecided or doubtful:
        raise CommentsStillOpen(
            _(
                "Comments without a decided outcome: %(undecided)d. "
                "Places of comments nobody confirmed: %(doubtful)d."
            )
            % {"undecided": undecided, "doubtful": doubtful}
        )
    move_round(round, RoundStage.SETTLED)
    add_step(round, RoundStepKind.SETTLED, by=by, at=at)
    refresh_round_visibility(round)
    refresh_pages(round)
    return round


@transaction.atomic
def resume_settling(*, round: Round, note: str, by: Any, at: datetime) -> Round:
    """Take a settled round back to settling, with a reason. Raises RoundMoveRefused."""
    round = lock_round(round)
    move_round(round, RoundStage.SEALED)
    add_step(round, RoundStepKind.REOPENED, by=by, at=at, note=note)
    refresh_pages(round)
    return round


@transaction.atomic
def open_supplement(
    *,
    round: Round,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    by: Any,
    at: datetime,
    answer_promised_on: date | None = None,
) -> Round:
    """Prepare a supplementary round for a closed one: the same rules, versions and people, its own numbers."""
    fields = {
        name: getattr(round, name)
        for name in EDITABLE - {"title", "kind", "opens_at", "closes_at", "answer_promised_on"}
    }
    return create_round(
        title=title,
        kind=round.kind,
        versions=list(round.versions.select_related("document")),
        opens_at=opens_at,
        closes_at=closes_at,
        answer_promised_on=answer_promised_on,
        groups=list(round.groups.all()),
        bodies=[
            (b.organisation, b.may_be_essential)
            for b in round.bodies.select_related("organisation")
        ],
        supplements=round,
        by=by,
        at=at,
        **fields,
    )
