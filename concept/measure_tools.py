"""What people who follow measures can do with one, on its page: nothing for everybody else."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from concept.models import Measure
from concept.queries.progress import open_reports
from core.extension import Panel
from core.permissions import allowed


def _render(request: HttpRequest, measure: Measure) -> str:
    """Links to report, to approve, to owners and links: two queries for whoever follows measures."""
    reports = allowed(request.user, "concept.report_measure", measure)
    follows = allowed(request.user, "concept.approve_measure_reports")
    if not (reports or follows):
        return ""
    context = {
        "measure": measure,
        "may_report": reports,
        "may_follow": follows,
        "open_reports": open_reports([measure.pk])[measure.pk],
    }
    return render_to_string("concept/_measure_tools.html", context, request)


def _changes_only_by_acts(_measure: Any) -> None:
    return None


TOOLS = Panel(
    place="concept.measure",
    name="tools",
    permission="concept.use_measure_tools",
    render=_render,
    valid_until=_changes_only_by_acts,
)
