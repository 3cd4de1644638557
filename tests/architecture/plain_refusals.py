"""The addresses of the site with refusals in one word: the walk of the permission table asks who is refused, ten
thousand times, and the pages that say so are the same for every address.
"""

from typing import Any

from django.http import HttpResponse

from config.urls import urlpatterns

__all__ = ["handler403", "handler404", "urlpatterns"]


def handler403(*_asked: Any, **_told: Any) -> HttpResponse:
    """Refused."""
    return HttpResponse("403", status=403)


def handler404(*_asked: Any, **_told: Any) -> HttpResponse:
    """Not there."""
    return HttpResponse("404", status=404)
