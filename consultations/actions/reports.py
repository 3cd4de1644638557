"""Writes of the report "what you said, what we did": published once, with all answers; issued anew with a note."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from consultations import notifications
from consultations.actions.comment_words import stems_of
from consultations.actions.rounds import (
    RoundMoveRefused,
    add_step,
    lock_round,
    move_round,
    refresh_pages,
)
from consultations.actions.seals import canonical_json
from consultations.actions.visibility import refresh_round_visibility
from consultations.enums import ALLOWED_SETTLEMENT_MOVES, RoundStage, RoundStepKind, SettlementState
from consultations.models import (
    Comment,
    Respondent,
    Round,
    RoundReport,
    Settlement,
    SettlementVersion,
)
from consultations.queries import reports
from core.actions import log_event
from core.models import Event, Record
from core.sanitizing import clean_plain

LONGEST_SUMMARY = 20_000
BATCH = 400


class ReportNotReady(Exception):
    """Comments that cannot be answered yet keep the report from being published; ``missing`` counts them."""

    def __init__(self, message: str, missing: reports.Unready) -> None:
        super().__init__(message)
        self.missing = missing


class SummaryMissing(Exception):
    """A report needs a summary in plain words."""


class NoteMissing(Exception):
    """A new edition must say what changed in it."""


class SummaryTooLong(Exception):
    """Nobody reads a summary that long."""


def _clean(summary: str, easy_summary: str) -> tuple[str, str]:
    summary, easy_summary = clean_plain(summary).strip(), clean_plain(easy_summary).strip()
    if not summary:
        raise SummaryMissing(_("Write in plain words what came and what was done with it."))
    if len(summary) > LONGEST_SUMMARY or len(easy_summary) > LONGEST_SUMMARY:
        raise SummaryTooLong(
            _("A summary may have at most %(count)d characters.") % {"count": LONGEST_SUMMARY}
        )
    return summary, easy_summary


@transaction.atomic
def publish_report(
    *, round: Round, summary: str, easy_summary: str, by: Any, at: datetime
) -> RoundReport:
    """Publish the report on a settled round and give every answer that was not given yet, one mail per respondent.

    Raises RoundMoveRefused (not settled, or reported already), ReportNotReady, SummaryMissing, SummaryTooLong.
    """
    round = lock_round(round)
    if round.stage != RoundStage.SETTLED:
        raise RoundMoveRefused(_("Only a settled round is reported on, and once."))
    summary, easy_summary = _clean(summary, easy_summary)
    missing = reports.unready(round)
    if missing:
        raise ReportNotReady(" ".join(reports.unready_words(missing)), missing)
    answered = give_answers(round, by=by, at=at)
    move_round(round, RoundStage.REPORTED)
    refresh_round_visibility(round)
    report = _issue(round, 1, summary, easy_summary, "", by=by, at=at)
    add_step(round, RoundStepKind.REPORTED, by=by, at=at, new=report.digest)
    refresh_pages(round)
    for respondent, settlements in answered:
        notifications.answers_given(round, respondent, settlements, at=at)
    return report


@transaction.atomic
def reissue_report(
    *, round: Round, summary: str, easy_summary: str, note: str, by: Any, at: datetime
) -> RoundReport:
    """Issue a published report anew; the former editions stay readable.

    Raises RoundMoveRefused (not reported yet), NoteMissing, SummaryMissing, SummaryTooLong.
    """
    round = lock_round(round)
    if round.stage != RoundStage.REPORTED:
        raise RoundMoveRefused(_("The report has not been published yet."))
    note = clean_plain(note).strip()[:500]
    if not note:
        raise NoteMissing(_("Say what changed in this edition."))
    summary, easy_summary = _clean(summary, easy_summary)
    last = reports.editions(round)[0].edition
    report = _issue(round, last + 1, summary, easy_summary, note, by=by, at=at)
    log_event(
        record=round.record, verb="report_reissued", by=by, at=at, object_version=str(last + 1)
    )
    refresh_pages(round)
    return report


def _issue(
    round: Round,
    edition: int,
    summary: str,
    easy_summary: str,
    note: str,
    *,
    by: Any,
    at: datetime,
) -> RoundReport:
    contents = reports.report_contents(round)
    covered = {
        "edition": edition,
        "summary": summary,
        "easy_summary": easy_summary,
        "note": note,
        "contents": contents,
    }
    report = RoundReport(
        round=round,
        edition=edition,
        summary=summary,
        easy_summary=easy_summary,
        note=note,
        contents=contents,
        digest=hashlib.sha256(canonical_json(covered)).hexdigest(),
        published_by=by,
        published_at=at,
    )
    report.full_clean()
    report.save()
    return report


def give_answers(
    round: Round, *, by: Any, at: datetime
) -> list[tuple[Respondent, list[Settlement]]]:
    """Give every decided answer that was not given yet; answers whose mail each respondent should get.

    About a dozen queries, however many comments there are. The round is locked by the caller.
    """
    waiting = [
        state
        for state in (SettlementState.DECIDED, SettlementState.VERIFIED)
        if SettlementState.ANSWERED in ALLOWED_SETTLEMENT_MOVES[state]
    ]
    settlements = list(
        Settlement.objects.select_for_update(of=("self",))
        .filter(comment__round=round, state__in=waiting)
        .select_related("comment__contribution", "comment__statement__respondent__organisation")
        .order_by("comment__number")
    )
    numbers = dict(
        SettlementVersion.objects.filter(settlement__comment__round=round)
        .values_list("settlement")
        .annotate(count=Count("pk"))
    )
    history, events, records = [], [], []
    for settlement in settlements:
        former, settlement.state = settlement.state, SettlementState.ANSWERED
        settlement.answered_at = at
        settlement.lock_version += 1
        history.append(
            SettlementVersion(
                settlement=settlement,
                number=numbers.get(settlement.pk, 0) + 1,
                state=settlement.state,
                outcome=settlement.outcome,
                reason=settlement.reason,
                by=by,
                at=at,
            )
        )
        record = settlement.comment.contribution.record_id
        records.append(record)
        events.append(
            Event(
                record_id=record,
                verb="settlement_answered",
                actor=by,
                recorded_at=at,
                from_state=former,
                to_state=settlement.state,
            )
        )
    Settlement.objects.bulk_update(
        settlements, ["state", "answered_at", "lock_version"], batch_size=BATCH
    )
    found_anew = [s.comment for s in settlements if s.comment.erased_at is None]
    for settlement in settlements:
        settlement.comment.stems = stems_of(settlement.comment, settlement.reason)
    Comment.objects.bulk_update(found_anew, ["stems"], batch_size=BATCH)
    SettlementVersion.objects.bulk_create(history, batch_size=BATCH)
    Event.objects.bulk_create(events, batch_size=BATCH)
    for start in range(0, len(records), BATCH):
        Record.objects.filter(pk__in=records[start : start + BATCH]).update(
            state=SettlementState.ANSWERED
        )
    return _by_respondent(settlements)


def _by_respondent(settlements: list[Settlement]) -> list[tuple[Respondent, list[Settlement]]]:
    found: dict[int, tuple[Respondent, list[Settlement]]] = {}
    for settlement in settlements:
        if settlement.comment.withdrawn_at is None:
            respondent = settlement.comment.statement.respondent
            found.setdefault(respondent.pk, (respondent, []))[1].append(settlement)
    return list(found.values())
