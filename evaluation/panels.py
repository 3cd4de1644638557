"""What evaluation shows on pages of lower apps."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from core import extension
from evaluation.queries import risks


def risks_of_measure(request: HttpRequest, measure: Any) -> str:
    """Open risks that threaten a measure, for staff: two queries."""
    rows = risks.risks_on(measure, request.user, timezone.localdate())
    return render_to_string("evaluation/_risks_panel.html", {"rows": rows}, request)


def _never(_obj: Any) -> None:
    return None


def register() -> None:
    """Show them."""
    extension.add_panel(
        extension.Panel(
            place="concept.measure",
            name="risks",
            permission="evaluation.see_risk_register",
            render=risks_of_measure,
            valid_until=_never,
        )
    )
