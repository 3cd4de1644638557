"""Pages of measures: what each says in every version, what it came from and led to, and who asked for it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from concept import queries, reading
from concept.models import Measure
from concept.shelf import Shelf
from core.enums import Visibility
from core.methods import read_only
from core.pagecache import keep_for_anonymous

GONE = 410


def _crumbs(*crumbs: str) -> list[dict[str, str]]:
    above = {"title": _("Measures"), "url": reverse("concept:measure-list") if crumbs else ""}
    return [above, *({"title": title, "url": ""} for title in crumbs)]


@read_only
def measure_list(request: HttpRequest) -> HttpResponse:
    """All measures of approved documents: ``/opatreni/``."""
    documents: dict[str, list[queries.MeasureLink]] = {}
    for measure in queries.listed_measures(request.user):
        documents.setdefault(measure.document, []).append(measure)
    context = {"documents": documents, "breadcrumbs": _crumbs()}
    return keep_for_anonymous(render(request, "concept/measure_list.html", context))


@read_only
def measure_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One measure under its permanent code: ``/opatreni/2.7/``.

    One that everyone could read once and that is not public any more says so; one nobody was told of is not there.
    """
    measure = queries.measure_by_code(code)
    if measure is None:
        raise Http404
    versions = queries.readable_versions(measure.document.slug, request.user)
    places = queries.places_of(measure, versions)
    if not places:
        return _not_public(request, measure)
    shelf = Shelf(versions[0].document, versions, request.user)
    context = _page(shelf, measure, places)
    response = render(request, "concept/measure_detail.html", context)
    # Versions for staff are not on the shelf of a visitor: what one sees, all see.
    if measure.record.visibility == Visibility.PUBLIC:
        keep_for_anonymous(response)
    return response


def _not_public(request: HttpRequest, measure: Measure) -> HttpResponse:
    if not queries.was_public(measure):
        raise Http404
    context = {
        "code": measure.code,
        # its number was given by mistake: it stands in no version, the reason names the measure it is
        "ended_reason": "" if queries.stands_anywhere(measure) else measure.ended_reason,
        "breadcrumbs": _crumbs(measure.code),
    }
    return render(request, "concept/measure_not_public.html", context, status=GONE)


def _page(
    shelf: Shelf, measure: Measure, places: list[tuple[Any, queries.MeasurePassage]]
) -> dict[str, Any]:
    version, passage = places[0]
    reasons = queries.passage_reasons(passage.uid, shelf.versions[::-1], shelf.reader)
    sources, later = queries.relations_of(measure, shelf.reader)
    ended_in = next((v for v in shelf.versions if v.pk == measure.ended_in_id), None)
    # An end in a version the reader may not know of would tell of that version.
    has_ended = measure.ended_reason != "" and (ended_in is not None or not measure.ended_in_id)
    context = shelf.page(
        measure={
            "code": measure.code,
            "title": passage.title,
            "state_label": measure.get_state_display() if has_ended else "",
            "ended_reason": measure.ended_reason if has_ended else "",
            "ended_where": measure.ended_where if has_ended else "",
            "origin": measure.record.demo_origin,
            "source": measure.record.demo_source,
        },
        places=[
            {
                "version": shelf.version_facts(held_in),
                "printed": held.code,
                "title": held.title,
                "url": f"{shelf.base(held_in)}{held.section_address}/#p-{held.uid}",
            }
            for held_in, held in places
        ],
        sources=sources,
        later=later,
        steps=shelf.reason_steps(reasons.steps) if reasons else [],
        others=reasons.others if reasons else [],
        hidden_count=reasons.hidden_count if reasons else 0,
        read_url=f"{shelf.base(version)}{passage.section_address}/#p-{passage.uid}",
    )
    context["breadcrumbs"] = _crumbs(_("Measure %(code)s") % {"code": measure.code})
    context["why_url"] = f"{reading.version_base(version)}proc/{passage.uid}/"
    return context
