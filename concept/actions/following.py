"""Measures followed through approvals: born when a version with their passage is approved, and by corrected lineage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from concept.actions.measures import PAGES, follows_from, move_measure, refresh_measures
from concept.enums import MeasureState
from concept.models import (
    DocumentPage,
    Measure,
    MeasureDerivation,
    MeasurePlace,
    Version,
    VersionStep,
)
from concept.queries.lineage import lineage_map, lineage_maps
from concept.queries.measures import (
    RESERVED_CODES,
    MeasurePassage,
    followed_versions,
    measure_passages,
    plain_code,
    unfollowed_versions,
)
from core.actions import create_record, log_event, raise_generation


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
        for place in MeasurePlace.objects.current()
        .filter(version=version)
        .select_related("measure__record")
    }
    if all(passage.uid in holders for passage in found) and not _may_end(document, version):
        return [holders[passage.uid] for passage in found]
    known = _known(document, version, {passage.uid for passage in found})
    _continue(known, holders, [passage.uid for passage in found])
    placed = set(
        MeasurePlace.objects.current().filter(version=version).values_list("measure_id", flat=True)
    )
    for passage in found:
        measure = holders.get(passage.uid)
        if measure is None:
            measure = holders[passage.uid] = _born(passage, version, by=by, at=at)
        if measure.pk not in placed:
            placed.add(measure.pk)
            MeasurePlace(measure=measure, version=version, passage_uid=passage.uid).save()
            _tell_place(measure, "measure_placed", version, by=by, at=at)
    _tell_derivations(known, holders, by=by, at=at)
    if not _later_places(document, version):
        _end_others(known, holders, version, where, by=by, at=at)
    refresh_measures(document=document)
    raise_generation(*PAGES, document.slug)
    return [holders[passage.uid] for passage in found]


def approved_by(step: VersionStep) -> str:
    """The body and the resolution of an approval in one line."""
    return ", ".join(filter(None, [step.body, step.resolution]))


def follow_approved_measures(*, at: datetime) -> int:
    """The same for versions approved before measures were followed, oldest first; answers how many. Safe to repeat."""
    done = 0
    for version, step in unfollowed_versions():
        follow_measures(version=version, by=step.by, at=at, where=approved_by(step))
        done += 1
    return done


@transaction.atomic
def refollow_measures(*, version: Version, by: Any, at: datetime) -> int:
    """Move the places of measures that a correction of the lineage into ``version`` touches; answers how many moved.

    Approved versions are gone through from ``version`` on, oldest first. A place whose measure no longer continues by
    lineage gets a newer row; the older ones stay. A measure that only began by the mistake ends as replaced, one that
    ended by it is followed again; a mistaken correction that is taken back brings both back. May run again.
    """
    document = DocumentPage.objects.select_for_update().get(pk=version.document_id)
    touched = [
        (held, step) for held, step in followed_versions(document) if held.number >= version.number
    ]
    lost: dict[int, _Lost] = {}
    moved = sum(_move_places(document, held, lost, by=by, at=at) for held, _step in touched)
    for held, step in touched:
        _settle_ends(document, held, step, by=by, at=at)
    _end_mistaken(lost, by=by, at=at)
    if moved:
        refresh_measures(document=document)
        raise_generation(*PAGES, document.slug)
    return moved


@dataclass(frozen=True, slots=True)
class _Lost:
    """A measure that lost its place in a version to another one."""

    measure: Measure
    version: Version
    holder: Measure


def _move_places(
    document: DocumentPage, version: Version, lost: dict[int, _Lost], *, by: Any, at: datetime
) -> int:
    """Give each measure passage of the version the measure it continues now; answers how many changed hands."""
    rows = MeasurePlace.objects.current().filter(version=version)
    places = {str(row.passage_uid): row for row in rows.select_related("measure__record")}
    passages = [one for one in measure_passages(version) if one.uid in places]
    known = _known_before(document, version, set(places))
    present = {uid: row.measure for uid, row in places.items()}
    holders: dict[str, Measure] = {}
    _continue(known, holders, [one.uid for one in passages], present)
    taken = {measure.pk for measure in holders.values()} | {one.measure.pk for one in known}
    for passage in passages:
        if passage.uid not in holders:
            measure = present[passage.uid]
            if measure.pk in taken:
                former = _former(version, passage.uid, taken)
                measure = former or _born(passage, version, by=by, at=at)
            holders[passage.uid] = measure
            taken.add(measure.pk)
    moved = 0
    for uid, measure in holders.items():
        row = places[uid]
        if row.measure_id == measure.pk:
            continue
        moved += 1
        MeasurePlace(
            measure=measure, version=version, passage_uid=uid, number=row.number + 1
        ).save()
        lost.setdefault(row.measure_id, _Lost(row.measure, version, measure))
        for one, other in ((measure, row.measure), (row.measure, measure)):
            _tell_place(
                one,
                "measure_place_corrected",
                version,
                by=by,
                at=at,
                payload={"passage": uid, "is_held": one is measure, "other": other.code},
            )
    return moved


def _former(version: Version, uid: str, taken: set[int]) -> Measure | None:
    """The measure that held the passage before a correction and stands nowhere now: it comes back."""
    rows = MeasurePlace.objects.filter(version=version, passage_uid=uid).exclude(
        measure__in=MeasurePlace.objects.current().values("measure_id")
    )
    rows = rows.exclude(measure__in=taken).select_related("measure__record").order_by("-number")
    return next((row.measure for row in rows), None)


def _settle_ends(
    document: DocumentPage, version: Version, step: VersionStep, *, by: Any, at: datetime
) -> None:
    """Say anew which measures ended with the version, once every place is right."""
    places = MeasurePlace.objects.current().filter(version__document=document)
    newest = dict(places.order_by("version__number").values_list("measure_id", "version__number"))
    rows = places.filter(version=version).select_related("measure__record")
    holders = {str(row.passage_uid): row.measure for row in rows}
    for measure in holders.values():
        ended_in = measure.ended_in if measure.state != MeasureState.APPROVED else None
        if ended_in is not None and newest[measure.pk] >= ended_in.number:
            _revive(measure, by=by, at=at)
    known = _known_before(document, version, set(holders))
    _tell_derivations(known, holders, by=by, at=at)
    gone = [one for one in known if newest[one.measure.pk] < version.number]
    _end_others(gone, holders, version, approved_by(step), by=by, at=at)


def _revive(measure: Measure, *, by: Any, at: datetime) -> None:
    move_measure(measure, MeasureState.APPROVED, reason="Původ v textu byl opraven.", by=by, at=at)


def _end_mistaken(lost: Mapping[int, _Lost], *, by: Any, at: datetime) -> None:
    """End what stands in no version any more: it only began because its origin was wrong."""
    kept = MeasurePlace.objects.current().filter(measure__in=list(lost)).values("measure_id")
    rows = Measure.objects.filter(pk__in=list(lost), state=MeasureState.APPROVED)
    for measure in rows.exclude(pk__in=kept).select_related("record"):
        one = lost[measure.pk]
        move_measure(
            measure,
            MeasureState.REPLACED,
            reason=f"Po opravě původu v textu je to opatření {one.holder.code}.",
            ended_in=one.version,
            by=by,
            at=at,
        )


def _tell_place(
    measure: Measure,
    verb: str,
    version: Version,
    *,
    by: Any,
    at: datetime,
    payload: dict[str, Any] | None = None,
) -> None:
    log_event(
        record=measure.record,
        verb=verb,
        by=by,
        at=at,
        object_version=version.record.reference,
        payload=payload or {},
    )


@dataclass(slots=True)
class _Known:
    """A measure of another version with the passages of this one that continue it, in the order of the text."""

    measure: Measure
    uid: str
    candidates: list[str]


def _later_places(document: DocumentPage, version: Version) -> bool:
    return (
        MeasurePlace.objects.current()
        .filter(version__document=document, version__number__gt=version.number)
        .exists()
    )


def _may_end(document: DocumentPage, version: Version) -> bool:
    """Whether a measure followed up to now has no place in the version."""
    here = MeasurePlace.objects.current().filter(version=version).values("measure_id")
    alive = Measure.objects.filter(
        document=document, state=MeasureState.APPROVED, places__version__number__lt=version.number
    )
    return alive.exclude(pk__in=here).exists() and not _later_places(document, version)


def _known(document: DocumentPage, version: Version, uids: set[str]) -> list[_Known]:
    """Followed measures, each by its nearest place before the version, else by its nearest one after it."""
    before = _known_before(document, version, uids)
    places = _places_beside(document).filter(version__number__gt=version.number)
    after: dict[int, MeasurePlace] = {}
    for place in places:
        after.setdefault(place.measure_id, place)
    earlier = MeasurePlace.objects.current().filter(
        version__document=document, version__number__lt=version.number
    )
    for key in earlier.values_list("measure_id", flat=True):
        after.pop(key, None)
    onwards: dict[int, Mapping[str, Sequence[str]]] = {}
    found = []
    for place in after.values():
        if place.version_id not in onwards:
            onwards[place.version_id] = lineage_map(version, place.version)
        uid = str(place.passage_uid)
        heirs = [old for old, news in onwards[place.version_id].items() if uid in news]
        found.append(_Known(place.measure, uid, [old for old in heirs if old in uids]))
    return sorted(before + found, key=lambda one: one.measure.pk)


def _known_before(document: DocumentPage, version: Version, uids: set[str]) -> list[_Known]:
    """Measures followed up to the version, each by its nearest place before it."""
    before: dict[int, MeasurePlace] = {}
    for place in _places_beside(document).filter(version__number__lt=version.number):
        before[place.measure_id] = place
    versions = {place.version_id: place.version for place in before.values()}
    maps = lineage_maps(list(versions.values()), version)
    found = []
    for place in before.values():
        if _lives_in(place, version):
            uid = str(place.passage_uid)
            heirs = [heir for heir in maps[place.version_id].get(uid, []) if heir in uids]
            found.append(_Known(place.measure, uid, heirs))
    return sorted(found, key=lambda one: one.measure.pk)


def _places_beside(document: DocumentPage) -> QuerySet[MeasurePlace]:
    rows = MeasurePlace.objects.current().filter(version__document=document)
    rows = rows.select_related("measure__record", "measure__ended_in", "version")
    return rows.order_by("version__number")


def _lives_in(place: MeasurePlace, version: Version) -> bool:
    """Whether a version may continue the measure of a place before it: it did not end in between."""
    ended_in = place.measure.ended_in
    if place.measure.state == MeasureState.APPROVED or ended_in is None:
        return place.measure.state == MeasureState.APPROVED
    # one that stands where it ended, or later, is followed again
    return ended_in.number >= version.number or place.version.number >= ended_in.number


def _continue(
    known: Sequence[_Known],
    holders: dict[str, Measure],
    order: Sequence[str],
    present: Mapping[str, Measure] = MappingProxyType({}),
) -> None:
    """Say which measure each passage continues: first those that hold their place (``present``) rightly, then those
    that kept their passage, then the oldest.
    """
    taken = {measure.pk for measure in holders.values()}
    holds: tuple[Callable[[_Known, str], bool], ...] = (
        lambda one, uid: uid in present and present[uid].pk == one.measure.pk,
        lambda one, uid: uid == one.uid,
        lambda one, uid: True,
    )
    for holds_it in holds:
        for one in known:
            free = [uid for uid in order if uid in one.candidates and uid not in holders]
            free = [uid for uid in free if holds_it(one, uid)]
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
    """The printed code when no measure has had it yet and it is no page, else with a number behind it; never given
    twice.
    """
    wanted = plain_code(printed) or "opatreni"
    used = set(Measure.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    used |= {code for code in (wanted, wanted.casefold()) if code.casefold() in RESERVED_CODES}
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
            if holder.pk != one.measure.pk and not follows_from(one.measure, holder):
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
        if one.measure.pk in held:
            continue
        if one.candidates:
            state = MeasureState.REPLACED
            codes = ", ".join(dict.fromkeys(holders[uid].code for uid in one.candidates))
            reason = f"Ve verzi {version.label} pokračuje jako opatření {codes}."
        else:
            state = MeasureState.DROPPED
            reason = f"Ve schválené verzi {version.label} už není."
        if one.measure.state != MeasureState.APPROVED:
            if (one.measure.state, one.measure.ended_in_id) == (state, version.pk):
                continue
            _revive(one.measure, by=by, at=at)
        move_measure(
            one.measure, state, reason=reason, ended_in=version, where=where[:200], by=by, at=at
        )
