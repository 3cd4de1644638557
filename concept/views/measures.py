"""Pages of measures: what each promises, how far it is, what it came from and led to, and who asked for it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concept import queries, reading
from concept.enums import MeasureStage
from concept.models import Measure
from concept.shelf import Shelf
from core import extension
from core.enums import Visibility
from core.methods import read_only
from core.money import crowns, percent_of
from core.pagecache import keep_for_anonymous
from core.permissions import allowed

GONE = 410
PANELS = "concept.measure"


def _crumbs(*crumbs: str) -> list[dict[str, str]]:
    above = {"title": _("Action plan"), "url": reverse("concept:measure-list")}
    return [above, *({"title": title, "url": ""} for title in crumbs)]


@read_only
def measure_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One measure under its permanent code: ``/opatreni/2.7/``. Upper apps add panels of the place "concept.measure".

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
    progress = _progress(measure, request.user)
    panels = [
        panel
        for panel in extension.panels(PANELS)
        if allowed(request.user, panel.permission, measure)
    ]
    drawn = [html for panel in panels if (html := panel.render(request, measure)).strip()]
    response = render(
        request, "concept/measure_detail.html", {**context, **progress, "panels": drawn}
    )
    # Versions for staff are not on the shelf of a visitor: what one sees, all see.
    if measure.record.visibility == Visibility.PUBLIC and _may_be_kept(
        measure, panels, progress["reports"]
    ):
        keep_for_anonymous(response)
    return response


def _may_be_kept(
    measure: Measure, panels: Sequence[extension.Panel], reports: Sequence[queries.ShownReport]
) -> bool:
    """Whether everything on the page holds until midnight, when every page of the plan is made anew.

    What others cite may lose its visibility without the plan hearing of it.
    """
    if any(report.cited.shown or report.cited.hidden_count for report in reports):
        return False
    midnight = timezone.make_aware(
        datetime.combine(timezone.localdate() + timedelta(days=1), time.min)
    )
    ends = [panel.valid_until(measure) for panel in panels]
    return all(moment is None or moment >= midnight for moment in ends)


def _progress(measure: Measure, reader: Any) -> dict[str, Any]:
    """How far the measure is: twenty queries at most, however many reports there are."""
    (row,) = queries.planned_measures(reader, keys=[measure.pk])
    waits_for, holds_up = queries.described_dependencies(measure, reader)
    return {
        "row": row,
        "facts": _facts(row),
        "stages": _stages(row.standing.stage),
        "reports": queries.shown_reports(measure, reader),
        "spent_percent": percent_of(row.standing.spent_czk, row.budget_czk),
        "waits_for": waits_for,
        "holds_up": holds_up,
    }


def _facts(row: queries.PlannedMeasure) -> list[tuple[str, str]]:
    """What the newest approved wording says, without what it does not say."""
    found = [
        (_("Responsible body"), row.owner),
        (_("Political responsibility"), row.political),
        (_("Partners"), ", ".join(row.partners)),
        (_("Deadline"), row.due_label),
        (_("Budget"), crowns(row.budget_czk)),
        (_("Funding sources"), ", ".join(row.funding_sources)),
        (_("Indicator"), row.value.get("indicator_note", "")),
    ]
    return [(name, value) for name, value in found if value]


def _stages(current: str) -> list[dict[str, str]]:
    """The stage line: "done" before the present stage, which is "current"; a finished measure has its last one done."""
    names = list(MeasureStage)
    at = names.index(MeasureStage(current)) if current else -1
    states = ["done" if n < at else "current" if n == at else "" for n in range(len(names))]
    return [
        {"label": str(stage.label), "state": state}
        for stage, state in zip(names, states, strict=True)
    ]


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
