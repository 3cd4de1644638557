"""Screens of the website itself."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from website import styleguide as samples


def styleguide(request: HttpRequest, screen: str = "") -> HttpResponse:
    """Every component with its states, or one whole screen with sample data."""
    if not screen:
        return render(request, "styleguide/components.html", samples.components())
    if screen not in samples.SCREENS:
        raise Http404
    template, context = samples.SCREENS[screen]
    return render(request, template, context())
