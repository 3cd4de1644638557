"""Writes of measures: how they end and why, what they follow from, who may know of them."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from concept.enums import ALLOWED_MEASURE_MOVES, MeasureState
from concept.models import (
    DerivationTurn,
    DocumentPage,
    Measure,
    MeasureDerivation,
    MeasurePlace,
    MeasureReport,
    Version,
)
from core.actions import log_event, raise_generation
from core.enums import Visibility
from core.sanitizing import clean_plain

PAGES = ("opatreni", "pripominky")


class DerivationRefused(Exception):
    """The measures are one, or the second follows from the first already: reasons must not run in a circle."""


class MeasureMoveRefused(Exception):
    """The measure does not go from its state to the other, or nobody said why."""


def move_measure(
    measure: Measure,
    state: str,
    *,
    reason: str,
    by: Any,
    at: datetime,
    ended_in: Version | None = None,
    where: str = "",
) -> Measure:
    """The only place where a measure changes its state."""
    before = measure.state
    if state not in ALLOWED_MEASURE_MOVES[before]:
        raise MeasureMoveRefused(_("The measure has ended already, or is followed already."))
    measure.state, measure.ended_reason = state, "" if state == MeasureState.APPROVED else reason
    measure.ended_in, measure.ended_where = ended_in, where
    measure.lock_version += 1
    measure.full_clean(exclude=["record"])
    measure.save()
    measure.record.state = state
    measure.record.save(update_fields=["state"])
    log_event(
        record=measure.record,
        verb=f"measure_{state}",
        by=by,
        at=at,
        from_state=before,
        to_state=state,
        reason=reason,
    )
    return measure


@transaction.atomic
def say_why_ended(
    *, measure: Measure, reason: str, by: Any, at: datetime, where: str = ""
) -> Measure:
    """Give the reason of a measure that ended in the editor's words, and the conclusion; raises MeasureMoveRefused."""
    measure = (
        Measure.objects.select_for_update().select_related("record", "document").get(pk=measure.pk)
    )
    reason = clean_plain(reason).strip()[:500]
    if measure.state == MeasureState.APPROVED or not reason:
        raise MeasureMoveRefused(_("Say why a measure that ended is followed no more."))
    measure.ended_reason = reason
    measure.ended_where = clean_plain(where).strip()[:200] or measure.ended_where
    measure.lock_version += 1
    measure.full_clean(exclude=["record"])
    measure.save()
    log_event(record=measure.record, verb="measure_end_explained", by=by, at=at, reason=reason)
    raise_generation(*PAGES, measure.document.slug)
    return measure


@transaction.atomic
def derive_measure(
    *, measure: Measure, source: Measure, by: Any, at: datetime, note: str = ""
) -> MeasureDerivation:
    """Say that a measure carries out or continues another one, of the same document or another; once.

    One that was taken back holds again, with the note it had. Raises DerivationRefused when that would run in a circle.
    """
    if measure.pk == source.pk:
        raise DerivationRefused(_("A measure cannot follow from itself."))
    # one row locked for all: two people must not close a circle from both ends
    Measure.objects.select_for_update().order_by("pk").first()
    known = MeasureDerivation.objects.filter(measure=measure, source=source)
    if (standing := known.standing().first()) is not None:
        return standing
    if follows_from(source, measure):
        raise DerivationRefused(
            _("Measure %(source)s follows from measure %(measure)s already.")
            % {"source": source.code, "measure": measure.code}
        )
    row = known.first()
    if row is not None:
        _turn(row, stands=True, by=by, at=at)
    else:
        row = MeasureDerivation(
            measure=measure,
            source=source,
            note=clean_plain(note).strip()[:500],
            by=by,
            at=at,
        )
        row.full_clean()
        row.save()
    _tell_derivation(row, "measure_derived", by=by, at=at)
    return row


@transaction.atomic
def take_back_derivation(
    *, derivation: MeasureDerivation, by: Any, at: datetime
) -> MeasureDerivation:
    """Say that a measure does not carry out another one after all; the row stays. A repeat changes nothing."""
    Measure.objects.select_for_update().get(pk=derivation.measure_id)
    rows = MeasureDerivation.objects.select_related("measure__record", "measure__document")
    row = rows.select_related("source__document").get(pk=derivation.pk)
    if MeasureDerivation.objects.standing().filter(pk=row.pk).exists():
        _turn(row, stands=False, by=by, at=at)
        _tell_derivation(row, "measure_derivation_taken_back", by=by, at=at)
    return row


def _turn(row: MeasureDerivation, *, stands: bool, by: Any, at: datetime) -> None:
    last = row.turns.aggregate(models.Max("number"))["number__max"] or 0
    DerivationTurn(derivation=row, number=last + 1, stands=stands, by=by, at=at).save()


def _tell_derivation(row: MeasureDerivation, verb: str, *, by: Any, at: datetime) -> None:
    measure, source = row.measure, row.source
    log_event(record=measure.record, verb=verb, by=by, at=at, payload={"source": source.pk})
    raise_generation(*PAGES, measure.document.slug, source.document.slug)


def follows_from(measure: Measure, source: Measure) -> bool:
    """Whether the measure follows from the source, over any number of steps: one query."""
    sources: dict[int, list[int]] = {}
    for later, earlier in MeasureDerivation.objects.standing().values_list(
        "measure_id", "source_id"
    ):
        sources.setdefault(later, []).append(earlier)
    reached, waiting = set(), [measure.pk]
    while waiting:
        for earlier in sources.get(waiting.pop(), []):
            if earlier not in reached:
                reached.add(earlier)
                waiting.append(earlier)
    return source.pk in reached


def refresh_measures(*, document: DocumentPage) -> None:
    """Bring the records of a document's measures in step with the versions that hold them: the widest readers count.

    A measure that no readable version holds any more is not told of either, and its approved reports go with it. Three
    queries and one for each change.
    """
    places = (
        MeasurePlace.objects.current()
        .filter(version__document=document)
        .select_related("version__record", "measure__record")
    )
    newest_first = list(places.order_by("-version__number"))
    for measure in {place.measure_id: place.measure for place in newest_first}.values():
        records = [p.version.record for p in newest_first if p.measure_id == measure.pk]
        widest = next(
            record
            for visibility in (Visibility.PUBLIC, Visibility.GROUP, Visibility.STAFF)
            for record in records
            if record.visibility == visibility
        )
        record = measure.record
        audience = widest.audience_id if widest.visibility == Visibility.GROUP else None
        if (record.visibility, record.audience_id) != (widest.visibility, audience):
            record.visibility, record.audience_id = widest.visibility, audience
            record.save(update_fields=["visibility", "audience"])
    reports = MeasureReport.objects.approved().filter(measure__document=document)
    for report in reports.select_related("record", "measure__record"):
        held, record = report.measure.record, report.record
        if (record.visibility, record.audience_id) != (held.visibility, held.audience_id):
            record.visibility, record.audience_id = held.visibility, held.audience_id
            record.save(update_fields=["visibility", "audience"])
