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
    """Where whoever reads households follows a value of the pilot to its rows; nothing of another value: no query."""
    if not value.indicator.is_pilot or value.definition.is_as_published:
        return ""
    context = {"as_of": value.figures.data_as_of or value.period.last_on}
    return render_to_string("evaluation/_rows_behind.html", context, request)


def _never(_obj: Any) -> None:
    return None


def register() -> None:
    """Show them."""
    extension.add_panel(
        extension.Panel(
            place="evaluation.value",
            name="rows of the pilot behind a value",
            permission="evaluation.read_households",
            render=rows_behind,
            valid_until=_never,
        )
    )
    extension.add_panel(
        extension.Panel(
            place="concept.measure",
            name="indicators",
            permission="evaluation.view_indicators",
            render=indicators_of,
            valid_until=_never,
        )
    )
    extension.add_panel(
        extension.Panel(
            place="concept.measure",
            name="risks",
            permission="evaluation.see_risk_register",
            render=risks_of_measure,
            valid_until=_never,
        )
    )
    extension.add_panel(
        extension.Panel(
            place="concept.project",
            name="key activities, spending, outputs and changes",
            permission="evaluation.view_project",
            render=project_card,
            valid_until=_never,
        )
    )
