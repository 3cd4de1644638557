"""Minutes are approved, which freezes them, and published."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.actions import raise_generation
from core.enums import Visibility
from core.search import padded_stems
from working_groups import minutes_content
from working_groups.actions.decision_steps import confirm_decisions, publish_decisions
from working_groups.actions.minutes import keep_version, lock_minutes, move_minutes
from working_groups.enums import (
    APPROVED_MINUTES_STATES,
    ApprovedHow,
    MinutesState,
    MinutesVersionKind,
    ObjectionState,
)
from working_groups.models import AgendaItem, Minutes, MinutesVersion
from working_groups.queries.minutes import (
    approval_items,
    current_version,
    names_are_public,
    names_in,
    open_objections,
)


class MinutesAlreadyApproved(Exception):
    """Somebody approved the minutes before; says who and when."""


class RemarksOpen(Exception):
    """Remarks wait for an answer, or the time for them is not over."""


class NotSilence(Exception):
    """Somebody objected, so nobody consented by silence."""


class ApprovalItemWrong(Exception):
    """The item is not one of a later meeting at which these minutes can be approved."""


class NamesNotChecked(Exception):
    """Names of people stand in the public text; somebody has to say that they may."""

    def __init__(self, message: str, names: list[str]) -> None:
        super().__init__(message)
        self.names = names


@transaction.atomic
def approve_minutes(
    *, minutes: Minutes, how: str, by: Any, at: datetime, item: AgendaItem | None = None
) -> MinutesVersion:
    """Approve the text members have before them; it is kept word by word and the conclusions become valid.

    At the next meeting (``item`` is where), by silence or by the chair, both after the time for remarks; silence is no
    consent where somebody objected. Of two approvals at once the second is told of the first.
    Raises MinutesAlreadyApproved, RemarksOpen, NotSilence, ApprovalItemWrong, MinutesMoveRefused.
    """
    minutes = lock_minutes(minutes)
    if minutes.state in APPROVED_MINUTES_STATES:
        raise MinutesAlreadyApproved(
            _("%(name)s approved the minutes on %(day)s.")
            % {
                "name": minutes.approved_by,
                "day": date_format(
                    timezone.localtime(minutes.approved_at), "SHORT_DATETIME_FORMAT"
                ),
            }
        )
    waiting = open_objections(minutes).count()
    if waiting:
        raise RemarksOpen(
            _("Remarks that wait for an answer: %(count)d. Answer them first.") % {"count": waiting}
        )
    _check_how(minutes, how, item, at)
    version = None
    if minutes.state == MinutesState.CIRCULATED:
        version = _keep_approved(minutes, how, item, by=by, at=at)
    minutes.approved_how, minutes.approved_in = how, item
    minutes.approved_by, minutes.approved_at = by, at
    move_minutes(
        minutes,
        MinutesState.APPROVED,
        verb="minutes_approved",
        by=by,
        at=at,
        object_version=str(version.number) if version else "",
        payload={"how": how, "in": item.meeting.record.reference if item else ""},
    )
    confirm_decisions(meeting=minutes.meeting, by=by, at=at, minutes_version=version)
    return version


def _check_how(minutes: Minutes, how: str, item: AgendaItem | None, at: datetime) -> None:
    if how == ApprovedHow.AT_MEETING:
        if item is None or not approval_items(minutes).filter(pk=item.pk).exists():
            raise ApprovalItemWrong(
                _("Choose the item of a later meeting at which the minutes were approved.")
            )
        return
    if item is not None:
        raise ApprovalItemWrong(_("An item is given only when a meeting approved the minutes."))
    if minutes.objection_until is not None and at < minutes.objection_until:
        raise RemarksOpen(_("The time for remarks is not over yet."))
    objected = minutes.objections.exclude(state=ObjectionState.WITHDRAWN)
    newest = current_version(minutes)
    if how == ApprovedHow.SILENCE and objected.filter(version=newest).exists():
        raise NotSilence(
            _("Somebody objected to this text: the chair or a meeting has to approve it.")
        )


def _keep_approved(
    minutes: Minutes, how: str, item: AgendaItem | None, *, by: Any, at: datetime
) -> MinutesVersion:
    """The text as it was circulated, with how it was approved."""
    approval = {
        "how": how,
        "on": timezone.localdate(at).isoformat(),
        "in": item.meeting.record.reference if item else "",
    }
    content = {**current_version(minutes).content, "approval": approval}
    return keep_version(minutes, MinutesVersionKind.APPROVED, content, by=by, at=at)


@transaction.atomic
def publish_minutes(
    *, minutes: Minutes, by: Any, at: datetime, names_checked: bool = False
) -> Minutes:
    """Make the public part of approved minutes public, and the conclusions of its public items.

    ``names_checked``: somebody looked at the names of people in the public text and says that they may stand there; it
    is asked where a group does not show its members. Raises NamesNotChecked, MinutesMoveRefused.
    """
    minutes = lock_minutes(minutes)
    version = current_version(minutes)
    if version is not None and not names_checked and not names_are_public(minutes):
        names = names_in(minutes_content.public_words(version.content), minutes.meeting)
        if names:
            raise NamesNotChecked(
                _("Names of people stand in the public text: %(names)s.")
                % {"names": ", ".join(names)},
                names,
            )
    minutes.published_by, minutes.published_at = by, at
    move_minutes(
        minutes,
        MinutesState.PUBLISHED,
        verb="minutes_published",
        by=by,
        at=at,
        object_version=str(version.number) if version else "",
    )
    minutes.record.visibility = Visibility.PUBLIC
    minutes.record.save(update_fields=["visibility"])
    refresh_findable(minutes)
    publish_decisions(meeting=minutes.meeting, by=by, at=at)
    raise_generation("site")
    return minutes


def refresh_findable(minutes: Minutes) -> None:
    """Let the words of the public part be found, as they stand now."""
    version = current_version(minutes)
    words = minutes_content.public_words(version.content) if version is not None else ""
    record = minutes.record
    record.search_stems = padded_stems(f"{record.reference} {record.title} {words}")
    record.save(update_fields=["search_stems"])
