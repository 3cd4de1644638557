"""Writes of remarks to minutes ("připomínka k zápisu"): raised in time, accepted, not accepted, taken back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event, raise_generation
from core.sanitizing import clean_plain
from core.templatetags.osnova import deadline
from working_groups.actions.minutes import PAGES, lock_minutes, move_minutes
from working_groups.enums import MinutesState, ObjectionState
from working_groups.models import AgendaItem, Minutes, MinutesObjection
from working_groups.notifications import minutes as notifications
from working_groups.queries.minutes import current_version

LONGEST_TEXT = 5_000
OPEN_TO_ANSWERS = (MinutesState.CIRCULATED, MinutesState.DRAFTING)


class RemarksNotTaken(Exception):
    """The minutes are not before the members."""


class RemarksClosed(Exception):
    """The time for remarks is over."""


class RemarkEmpty(Exception):
    """A remark says what is wrong; an answer says why it is not accepted."""


class RemarkAnswered(Exception):
    """The remark was answered or taken back already."""


@transaction.atomic
def raise_objection(
    *,
    minutes: Minutes,
    item: AgendaItem | None,
    text: str,
    proposed_wording: str,
    by: Any,
    at: datetime,
) -> MinutesObjection:
    """Record a remark to the circulated text, before its deadline; those who run the group are told by mail.

    Raises RemarksNotTaken, RemarksClosed, RemarkEmpty.
    """
    minutes = lock_minutes(minutes)
    if minutes.state != MinutesState.CIRCULATED:
        raise RemarksNotTaken(_("Remarks are taken only while the minutes are before the members."))
    if at >= minutes.objection_until:
        raise RemarksClosed(
            _("Remarks were taken until %(deadline)s. Turn to the secretary of the group.")
            % {"deadline": deadline(minutes.objection_until)}
        )
    text = clean_plain(text)[:LONGEST_TEXT]
    if not text:
        raise RemarkEmpty(_("Write what is wrong."))
    last = minutes.objections.order_by("-number").values_list("number", flat=True).first()
    objection = MinutesObjection(
        minutes=minutes,
        version=current_version(minutes),
        item=item,
        number=(last or 0) + 1,
        text=text,
        proposed_wording=clean_plain(proposed_wording)[:LONGEST_TEXT],
        raised_by=by,
        raised_at=at,
    )
    objection.full_clean()
    objection.save()
    _log(objection, "minutes_objection_raised", by=by, at=at)
    notifications.objection_raised(objection, at=at)
    return objection


@transaction.atomic
def accept_objection(
    *, objection: MinutesObjection, answer: str, by: Any, at: datetime
) -> MinutesObjection:
    """Accept a remark: the minutes are written again, and what comes of it is circulated anew. The author is told.

    Raises RemarkAnswered.
    """
    objection = _lock(objection)
    _answer(objection, ObjectionState.ACCEPTED, answer, by=by, at=at)
    if objection.minutes.state == MinutesState.CIRCULATED:
        objection.minutes.verified_at = None
        move_minutes(
            objection.minutes, MinutesState.DRAFTING, verb="minutes_reopened", by=by, at=at
        )
    return objection


@transaction.atomic
def reject_objection(
    *, objection: MinutesObjection, answer: str, by: Any, at: datetime
) -> MinutesObjection:
    """Do not accept a remark and say why; its author is told. Raises RemarkAnswered, RemarkEmpty."""
    if not answer.strip():
        raise RemarkEmpty(_("Say why the remark is not accepted."))
    objection = _lock(objection)
    _answer(objection, ObjectionState.REJECTED, answer, by=by, at=at)
    return objection


@transaction.atomic
def withdraw_objection(*, objection: MinutesObjection, by: Any, at: datetime) -> MinutesObjection:
    """The author takes a remark back; its words stay. Raises RemarkAnswered."""
    objection = _lock(objection)
    objection.state = ObjectionState.WITHDRAWN
    objection.save(update_fields=["state"])
    _log(objection, "minutes_objection_withdrawn", by=by, at=at)
    return objection


def _lock(objection: MinutesObjection) -> MinutesObjection:
    """The open remark and its minutes under a lock. Raises RemarkAnswered."""
    minutes = lock_minutes(objection.minutes)
    locked = MinutesObjection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if locked.state != ObjectionState.OPEN or minutes.state not in OPEN_TO_ANSWERS:
        raise RemarkAnswered(_("The remark was dealt with in the meantime."))
    locked.minutes = minutes
    return locked


def _answer(objection: MinutesObjection, state: str, answer: str, *, by: Any, at: datetime) -> None:
    objection.state = state
    objection.answer = clean_plain(answer)[:LONGEST_TEXT]
    objection.answered_by, objection.answered_at = by, at
    objection.full_clean()
    objection.save()
    _log(objection, f"minutes_objection_{state}", by=by, at=at)
    notifications.objection_answered(objection, at=at)


def _log(objection: MinutesObjection, verb: str, *, by: Any, at: datetime) -> None:
    log_event(
        record=objection.minutes.record,
        verb=verb,
        by=by,
        at=at,
        payload={"remark": f"P{objection.number}"},
    )
    raise_generation(PAGES)
