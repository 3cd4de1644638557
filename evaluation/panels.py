"""What evaluation shows on pages of lower apps."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from core import extension
from core.permissions import allowed
from evaluation.queries import project as project_queries
from evaluation.queries import risks
from evaluation.queries.indicators import indicators_of_measure, listed


def risks_of_measure(request: HttpRequest, measure: Any) -> str:
    """Open risks that threaten a measure, for staff: two queries."""
    rows = risks.risks_on(measure, request.user, timezone.localdate())
    return render_to_string("evaluation/_risks_panel.html", {"rows": rows}, request)


def project_card(request: HttpRequest, project: Any) -> str:
    """Key activities, spending in sums, outputs and changes of a project: eight project_queries."""
    user = request.user
    activities = project_queries.activities_of(project, user)
    money = project_queries.money_of(project, activities, project_queries.ledger_of(project))
    milestones = project_queries.milestones_of(activities, timezone.localdate())
    context = {
        "project": project,
        "activities": [
            (row, money.by_activity[row.pk], milestones.get(row.pk, [])) for row in activities
        ],
        "money": money,
        "changes": project_queries.changes_of(project, user),
        "outputs": project_queries.outputs_of(project, user),
        "reads": allowed(user, "evaluation.read_project"),
    }
    return render_to_string("evaluation/_project_panel.html", context, request)


def indicators_of(request: HttpRequest, measure: Any) -> str:
    """Indicators that tell whether a measure works, as far as the reader may know of them: five queries."""
    rows = listed(indicators_of_measure(measure, request.user), request.user)
    return render_to_string("evaluation/_indicators_panel.html", {"rows": rows}, request)


def rows_behind(request: HttpRequest, value: Any) -> str:
    """Where whoever reads households compares a value of the pilot with figures counted from rows; nothing of another
    value: no query.
    """
    if not value.is_of_households:
        return ""
    context = {"as_of": value.figures.data_as_of or value.period.last_on}
    return render_to_string("evaluation/_rows_behind.html", context, request)


def _never(_obj: Any) -> None:
    return None


PANELS = (
    ("evaluation.value", "rows of the pilot behind a value", "read_households", rows_behind),
    ("concept.measure", "indicators", "view_indicators", indicators_of),
    ("concept.measure", "risks", "see_risk_register", risks_of_measure),
    (
        "concept.project",
        "key activities, spending, outputs and changes",
        "view_project",
        project_card,
    ),
)


def register() -> None:
    """Show them."""
    for place, name, permission, render in PANELS:
        extension.add_panel(
            extension.Panel(place, name, f"evaluation.{permission}", render, valid_until=_never)
        )
