"""Publication of the pilot's figures: prepared for a closed half-year, agreed to by another person.

What is published is never changed: rows corrected later make a further edition, which says so, and tells only what does
not reveal a few households beside the editions before it.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import create_record, log_event, raise_generation
from core.enums import Visibility
from core.sanitizing import clean_plain
from evaluation.actions.pilot import PAGES, PilotRefused, show_to_everybody
from evaluation.enums.pilot import Programme
from evaluation.models import Pilot, PilotPreparation, PilotPublication, PreparedRows
from evaluation.pilot_sets import PUBLISHED_NAMES, HalfYear
from evaluation.queries.erasing import is_any_erased
from evaluation.queries.pilot import in_pilot
from evaluation.queries.pilot_figures import proposed


class HalfYearOpen(PilotRefused):
    """Figures are published of a half-year that is over, and that the pilot began before the end of."""


class RowsErased(PilotRefused):
    """Figures are worked out from rows that are whole; what was published stays."""


class NoteMissing(PilotRefused):
    """A further edition says what is different."""


class OwnPreparation(PilotRefused):
    """Whoever prepared figures does not agree to their publication."""


class PreparedBefore(PilotRefused):
    """Something was published since the figures were prepared: together they could reveal somebody."""


def _locked(pilot: Pilot) -> Pilot:
    return (
        Pilot.objects.select_for_update(of=("self",))
        .select_related("record", "inside")
        .get(pk=pilot.pk)
    )


@transaction.atomic
def prepare_publication(
    *, pilot: Pilot, half_year: HalfYear, by: Any, at: datetime, note: str = ""
) -> PilotPreparation:
    """Work out the figures of a closed half-year and what may be published of them; nobody is told yet.

    ``by`` may read households. Raises HalfYearOpen, RowsErased, NoteMissing (there is an edition
    already).
    """
    pilot = _locked(pilot)
    if half_year.last_day >= timezone.localdate(at) or half_year.last_day < pilot.starts_on:
        raise HalfYearOpen(_("Figures can be published of half-years that are over."))
    if is_any_erased(pilot):
        raise RowsErased(
            _("Rows of households were erased, so figures cannot be worked out from them any more.")
        )
    said = clean_plain(note).strip()[:500]
    known = PilotPublication.objects.filter(pilot=pilot, year=half_year.year, half=half_year.half)
    if known.exists() and not said:
        raise NoteMissing(
            _("This half-year is published. Say what is different in the new edition.")
        )
    last = PilotPublication.objects.filter(pilot=pilot).order_by("pk").last()
    found = proposed(pilot, by, half_year)
    preparation = PilotPreparation(
        pilot=pilot,
        year=half_year.year,
        half=half_year.half,
        figures=found.told(),
        flats={programme: found.figures.flats[programme] for programme in Programme.values},
        note=said,
        published_before=last.pk if last else 0,
        by=by,
        at=at,
    )
    preparation.full_clean(exclude=["figures", "flats"])
    preparation.save()
    PreparedRows.objects.bulk_create(
        PreparedRows(
            preparation=preparation,
            name=name,
            rows=sorted(found.figures.sets[name]),
            is_shown=name in found.shown,
            minimum=found.minimums[name],
        )
        for name in PUBLISHED_NAMES
    )
    log_event(record=pilot.inside, verb="pilot_figures_prepared", by=by, at=at)
    return preparation


@transaction.atomic
def agree_publication(*, preparation: PilotPreparation, by: Any, at: datetime) -> PilotPublication:
    """Publish prepared figures for good, as the next edition of their half-year: everybody reads them, and knows of the
    pilot from then on. A repeat answers the first one. Raises OwnPreparation, PreparedBefore.

    The first pilot that publishes a half-year has its plain address; addresses of others say which pilot is meant.
    """
    pilot = _locked(preparation.pilot)
    known = PilotPublication.objects.filter(preparation=preparation).first()
    if known is not None:
        return known
    if preparation.by_id == by.pk:
        raise OwnPreparation(
            _("You prepared these figures: somebody else checks them and agrees to publish them.")
        )
    last = PilotPublication.objects.filter(pilot=pilot).order_by("pk").last()
    if (last.pk if last else 0) != preparation.published_before:
        raise PreparedBefore(
            _("Other figures were published since these were prepared. Prepare them anew.")
        )
    half_year = preparation.half_year
    edition = (
        1
        + PilotPublication.objects.filter(
            pilot=pilot, year=half_year.year, half=half_year.half
        ).count()
    )
    of_half_year = PilotPublication.objects.filter(year=half_year.year, half=half_year.half)
    first = of_half_year.order_by("pk").first()
    is_first = first is None or first.pilot_id == pilot.pk
    show_to_everybody(pilot, by=by, at=at)
    reference = f"{pilot.slug}/{half_year.slug}" + (f"/{edition}" if edition > 1 else "")
    record = create_record(
        kind="pilot_publication",
        reference=reference,
        title=f"Pilotní ověření v číslech, {half_year.half}. pololetí {half_year.year}",
        path=in_pilot(f"/pilot/{half_year.slug}/", "" if is_first else pilot.slug),
        visibility=Visibility.PUBLIC,
        by=by,
        at=at,
        verb="pilot_figures_published",
        occurred_on=timezone.localdate(at),
        demo_origin=pilot.record.demo_origin,
        demo_source=pilot.record.demo_source,
    )
    publication = PilotPublication(
        record=record,
        pilot=pilot,
        preparation=preparation,
        year=half_year.year,
        half=half_year.half,
        edition=edition,
        prepared_by_id=preparation.by_id,
        by=by,
        at=at,
    )
    publication.save()
    raise_generation(PAGES)
    return publication
