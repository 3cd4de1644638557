"""What working groups show on pages of lower apps."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from working_groups import queries


def organisation_seats(request: HttpRequest, organisation: Any) -> str:
    """Seats an organisation has or had in groups the reader may know of: one query."""
    seats = queries.seats_of(organisation, request.user)
    context = {"seats": seats}
    return render_to_string("working_groups/_organisation_seats.html", context, request)
