"""Writes of comments on the agenda of a meeting: put there, taken out of what is decided en bloc, put back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.models import PointOnAgenda, Round, RoundOnAgenda
from consultations.queries import meeting_points
from consultations.queries import meetings as queries
from core.actions import log_event
from core.sanitizing import clean_plain
from working_groups.actions.agenda import add_record
from working_groups.enums import ItemKind
from working_groups.models import AgendaItem


class NotForSettling(Exception):
    """Comments are put under an item that is for their settlement, of a meeting that is not over."""


class PointIsSettled(Exception):
    """There is a conclusion over this comment already."""


@transaction.atomic
def put_on_agenda(*, item: AgendaItem, round: Round, by: Any, at: datetime) -> RoundOnAgenda:
    """Put every proposed settlement of a round that waits for a decision under an item, as it is proposed now.

    The round becomes a paper of the item, once, pinned to the version it is about. A repeat adds what was proposed
    since and pins what was proposed anew; what is taken out or decided stays so. Raises NotForSettling.
    """
    item = (
        AgendaItem.objects.select_for_update(of=("self",))
        .select_related("meeting__record")
        .get(pk=item.pk)
    )
    if item.kind != ItemKind.COMMENT_SETTLEMENT or meeting_points.is_over(item.meeting):
        raise NotForSettling(
            _("Comments are settled under an item for it, at a meeting that is not over.")
        )
    agenda, made = RoundOnAgenda.objects.get_or_create(
        item=item, defaults={"round": round, "added_by": by, "added_at": at}
    )
    if agenda.round_id != round.pk:
        raise NotForSettling(_("The item is for another round already."))
    known = {point.settlement_id: point for point in agenda.points.select_related("decision")}
    last = max((point.position for point in known.values()), default=0)
    added, repinned = [], []
    for key, proposed_at in queries.points_waiting(round):
        point = known.get(key)
        if point is None:
            last += 1
            added.append(
                PointOnAgenda(
                    agenda=agenda, settlement_id=key, position=last, proposed_at=proposed_at
                )
            )
        elif not point.is_decided and point.proposed_at != proposed_at:
            point.proposed_at = proposed_at
            repinned.append(point)
    PointOnAgenda.objects.bulk_create(added)
    PointOnAgenda.objects.bulk_update(repinned, ["proposed_at"])
    if not item.materials.filter(record=round.record).exists():
        add_record(
            item=item,
            record=round.record,
            version=round.versions.order_by("-pk").first(),
            by=by,
            at=at,
        )
    if made or added or repinned:
        log_event(
            record=round.record,
            verb="round_put_on_agenda",
            by=by,
            at=at,
            payload={"meeting": item.meeting.record_id, "count": len(added)},
        )
    return agenda


def lock_agenda(agenda: RoundOnAgenda) -> RoundOnAgenda:
    """The comments on an agenda under a lock, with their item, meeting and round."""
    return (
        RoundOnAgenda.objects.select_for_update(of=("self",))
        .select_related("item__meeting__record", "round__record")
        .get(pk=agenda.pk)
    )


def _open(agenda: RoundOnAgenda) -> RoundOnAgenda:
    agenda = lock_agenda(agenda)
    if meeting_points.is_over(agenda.item.meeting):
        raise NotForSettling(_("The meeting is over."))
    return agenda


@transaction.atomic
def take_out(
    *, agenda: RoundOnAgenda, points: Sequence[int], by: Any, at: datetime, note: str = ""
) -> list[PointOnAgenda]:
    """Take comments out of what is decided en bloc, on a member's word; each is then voted on alone.

    ``points`` are primary keys. Equal comments with the same proposal go along: one answer is not approved and voted on
    at once. One that is out already stays as it was. Raises PointIsSettled, NotForSettling.
    """
    agenda = _open(agenda)
    found = list(agenda.points.filter(pk__in=list(points)).select_related("decision"))
    settled = sorted(point.position for point in found if point.is_decided)
    if settled:
        raise PointIsSettled(
            _("There is a conclusion already over: %(numbers)s.")
            % {"numbers": ", ".join(map(str, settled))}
        )
    taken = [
        point
        for point in meeting_points.with_equals(agenda, found)
        if point.taken_out_at is None and not point.is_decided
    ]
    for point in taken:
        point.taken_out_by, point.taken_out_at = by, at
        point.taken_out_note = clean_plain(note).strip()[:300]
    PointOnAgenda.objects.bulk_update(taken, ["taken_out_by", "taken_out_at", "taken_out_note"])
    if taken:
        _note(agenda, "point_taken_out", len(taken), by=by, at=at)
    return taken


@transaction.atomic
def put_back(*, point: PointOnAgenda, by: Any, at: datetime) -> list[PointOnAgenda]:
    """Leave a comment that was taken out, with equal ones, to the decision en bloc after all; answers those put back.

    Raises PointIsSettled, NotForSettling.
    """
    agenda = _open(point.agenda)
    point = agenda.points.select_related("decision").get(pk=point.pk)
    if point.is_decided:
        raise PointIsSettled(_("There is a conclusion over this comment already."))
    back = [
        one
        for one in meeting_points.with_equals(agenda, [point])
        if one.taken_out_at is not None and not one.is_decided
    ]
    for one in back:
        one.taken_out_by = one.taken_out_at = None
        one.taken_out_note = ""
    PointOnAgenda.objects.bulk_update(back, ["taken_out_by", "taken_out_at", "taken_out_note"])
    if back:
        _note(agenda, "point_put_back", len(back), by=by, at=at)
    return back


def _note(agenda: RoundOnAgenda, verb: str, count: int, *, by: Any, at: datetime) -> None:
    log_event(
        record=agenda.round.record,
        verb=verb,
        by=by,
        at=at,
        payload={"meeting": agenda.item.meeting.record_id, "count": count},
    )
