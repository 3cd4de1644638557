"""Writes of measures: born when a version with their passage is approved, followed through every later approval."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept.enums import ALLOWED_MEASURE_MOVES, MeasureState
from concept.models import DocumentPage, Measure, MeasureDerivation, MeasurePlace, Version
from concept.queries.lineage import lineage_map, lineage_maps
from concept.queries.measures import (
    MeasurePassage,
    measure_passages,
    unfollowed_versions,
)
from core.actions import create_record, log_event, raise_generation
from core.enums import Visibility
from core.sanitizing import clean_plain

PAGES = ("opatreni", "pripominky")
LONGEST_CODE = 100  # a number may follow


class DerivationRefused(Exception):
    """The measures are one, or the second follows from the first already: reasons must not run in a circle."""


class MeasureMoveRefused(Exception):
    """The measure does not go from its state to the other, or nobody said why."""


@transaction.atomic
def follow_measures(*, version: Version, by: Any, at: datetime, where: str = "") -> list[Measure]:
    """Give every measure of an approved version its identity; answers the measures of the version in its order.

    A measure that continues one of an earlier approved version (by lineage, whatever its printed code is) stays the
    same. When one is split, the part that kept its passage continues it, the others are born and follow from it. When
    several are merged, the one that kept its passage (else the oldest) continues, the others end as replaced. One that
    is left out ends as dropped; ``where`` names the body that approved. Nothing ends while a later version was approved
    already. May run again: what has its place stays.
    """
    document = DocumentPage.objects.select_for_update().get(pk=version.document_id)
    version = Version.objects.select_related("document", "record").get(pk=version.pk)
    found = measure_passages(version)
    holders = {
        str(place.passage_uid): place.measure
        for place in MeasurePlace.objects.filter(version=version).select_related("measure__record")
    }
    if all(passage.uid in holders for passage in found) and not _may_end(document, version):
        return [holders[passage.uid] for passage in found]
    known = _known(document, version, {passage.uid for passage in found})
    _continue(known, holders, [passage.uid for passage in found])
    placed = set(MeasurePlace.objects.filter(version=version).values_list("measure_id", flat=True))
    for passage in found:
        measure = holders.get(passage.uid)
        if measure is None:
            measure = holders[passage.uid] = _born(passage, version, by=by, at=at)
        if measure.pk not in placed:
            placed.add(measure.pk)
            MeasurePlace(measure=measure, version=version, passage_uid=passage.uid).save()
            log_event(
                record=measure.record,
                verb="measure_placed",
                by=by,
                at=at,
                object_version=version.record.reference,
            )
    _tell_derivations(known, holders, by=by, at=at)
    if not _later_places(document, version):
        _end_others(known, holders, version, where, by=by, at=at)
    refresh_measures(document=document)
    raise_generation(*PAGES, document.slug)
    return [holders[passage.uid] for passage in found]


def follow_approved_measures(*, at: datetime) -> int:
    """The same for versions approved before measures were followed, oldest first; answers how many. Safe to repeat."""
    done = 0
    for version, step in unfollowed_versions():
        where = ", ".join(filter(None, [step.body, step.resolution]))
        follow_measures(version=version, by=step.by, at=at, where=where)
        done += 1
    return done


@dataclass(slots=True)
class _Known:
    """A measure of another version with the passages of this one that continue it, in the order of the text."""

    measure: Measure
    uid: str
    candidates: list[str]


def _later_places(document: DocumentPage, version: Version) -> bool:
    return MeasurePlace.objects.filter(
        version__document=document, version__number__gt=version.number
    ).exists()


def _may_end(document: DocumentPage, version: Version) -> bool:
    """Whether a measure followed up to now has no place in the version."""
    here = MeasurePlace.objects.filter(version=version).values("measure_id")
    alive = Measure.objects.filter(
        document=document, state=MeasureState.APPROVED, places__version__number__lt=version.number
    )
    return alive.exclude(pk__in=here).exists() and not _later_places(document, version)


def _known(document: DocumentPage, version: Version, uids: set[str]) -> list[_Known]:
    """Followed measures, each by its nearest place before the version, else by its nearest one after it."""
    places = (
        MeasurePlace.objects.filter(version__document=document)
        .exclude(version=version)
        .select_related("measure__record", "version")
        .order_by("version__number")
    )
    before: dict[int, MeasurePlace] = {}
    after: dict[int, MeasurePlace] = {}
    for place in places:
        if place.version.number < version.number:
            before[place.measure_id] = place
        else:
            after.setdefault(place.measure_id, place)
    versions = {place.version_id: place.version for place in before.values()}
    maps = lineage_maps(list(versions.values()), version)
    found = []
    for place in before.values():
        if place.measure.state == MeasureState.APPROVED:
            uid = str(place.passage_uid)
            heirs = [heir for heir in maps[place.version_id].get(uid, []) if heir in uids]
            found.append(_Known(place.measure, uid, heirs))
    onwards: dict[int, Mapping[str, Sequence[str]]] = {}
    for key, place in after.items():
        if key in before:
            continue
        if place.version_id not in onwards:
            onwards[place.version_id] = lineage_map(version, place.version)
        uid = str(place.passage_uid)
        heirs = [old for old, news in onwards[place.version_id].items() if uid in news]
        found.append(_Known(place.measure, uid, [old for old in heirs if old in uids]))
    return sorted(found, key=lambda one: one.measure.pk)


def _continue(known: Sequence[_Known], holders: dict[str, Measure], order: Sequence[str]) -> None:
    """Say which measure each passage continues: first those that kept their passage, then the oldest."""
    taken = {measure.pk for measure in holders.values()}
    for kept_passage in (True, False):
        for one in known:
            free = [uid for uid in order if uid in one.candidates and uid not in holders]
            if kept_passage:
                free = [uid for uid in free if uid == one.uid]
            if free and one.measure.pk not in taken:
                holders[free[0]] = one.measure
                taken.add(one.measure.pk)


def _born(passage: MeasurePassage, version: Version, *, by: Any, at: datetime) -> Measure:
    code = _free_code(passage.code or passage.label)
    record = create_record(
        kind="measure",
        reference=code,
        title=f"Opatření: {version.title}",  # neutral: the words are read from the versions
        path=f"/opatreni/{code}/",
        visibility=version.record.visibility,
        audience=version.record.audience,
        verb="measure_born",
        by=by,
        at=at,
        state=MeasureState.APPROVED,
        demo_origin=version.record.demo_origin,
        demo_source=version.record.demo_source,
    )
    return Measure.objects.create(record=record, document=version.document, code=code)


def _free_code(printed: str) -> str:
    """The printed code when no measure has had it yet, else with a number behind it; never given twice."""
    wanted = re.sub(r"[^\w.]+", "-", printed).strip("-.")[:LONGEST_CODE] or "opatreni"
    used = set(Measure.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    code, number = wanted, 1
    while code in used:
        number += 1
        code = f"{wanted}-{number}"
    return code


def _tell_derivations(
    known: Sequence[_Known], holders: Mapping[str, Measure], *, by: Any, at: datetime
) -> None:
    """Whatever part of a measure is held by another one, that one follows from it."""
    for one in known:
        for uid in one.candidates:
            holder = holders[uid]
            if holder.pk != one.measure.pk and not _follows_from(one.measure, holder):
                MeasureDerivation.objects.get_or_create(
                    measure=holder, source=one.measure, defaults={"by": by, "at": at}
                )


def _end_others(
    known: Sequence[_Known],
    holders: Mapping[str, Measure],
    version: Version,
    where: str,
    *,
    by: Any,
    at: datetime,
) -> None:
    held = {measure.pk for measure in holders.values()}
    for one in known:
        if one.measure.pk in held or one.measure.state != MeasureState.APPROVED:
            continue
        if one.candidates:
            state = MeasureState.REPLACED
            codes = ", ".join(dict.fromkeys(holders[uid].code for uid in one.candidates))
            reason = f"Ve verzi {version.label} pokračuje jako opatření {codes}."
        else:
            state = MeasureState.DROPPED
            reason = f"Ve schválené verzi {version.label} už není."
        _move(one.measure, state, reason=reason, ended_in=version, where=where[:200], by=by, at=at)


def _move(
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
    measure.state, measure.ended_reason = state, reason
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

    Raises DerivationRefused when that would run in a circle.
    """
    if measure.pk == source.pk:
        raise DerivationRefused(_("A measure cannot follow from itself."))
    known = MeasureDerivation.objects.filter(measure=measure, source=source).first()
    if known is not None:
        return known
    if _follows_from(source, measure):
        raise DerivationRefused(
            _("Measure %(source)s follows from measure %(measure)s already.")
            % {"source": source.code, "measure": measure.code}
        )
    row = MeasureDerivation(
        measure=measure,
        source=source,
        note=clean_plain(note).strip()[:500],
        by=by,
        at=at,
    )
    row.full_clean()
    row.save()
    log_event(
        record=measure.record, verb="measure_derived", by=by, at=at, payload={"source": source.pk}
    )
    raise_generation(*PAGES, measure.document.slug, source.document.slug)
    return row


def _follows_from(measure: Measure, source: Measure) -> bool:
    """Whether the measure follows from the source, over any number of steps: one query."""
    sources: dict[int, list[int]] = {}
    for later, earlier in MeasureDerivation.objects.values_list("measure_id", "source_id"):
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

    A measure that no readable version holds any more is not told of either. Two queries and one for each change.
    """
    places = MeasurePlace.objects.filter(version__document=document).select_related(
        "version__record", "measure__record"
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
