"""A demonstration says so everywhere, to people on every page and to search engines in every answer."""

from collections.abc import Callable

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from core.enums import DemoOrigin
from core.models import Record

REMEMBERED_SECONDS = 60


def is_demonstration() -> bool:
    """Whether demonstration data are loaded (one query a minute and process)."""
    return caches["pages"].get_or_set(
        "is-demonstration",
        lambda: Record.objects.exclude(demo_origin=DemoOrigin.NONE).exists(),
        REMEMBERED_SECONDS,
    )


class NoIndexMiddleware:
    """Keeps a demonstration out of search engines, its files and feeds included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Whoever watches the site asks while the database is down too.
        if not request.path_info.startswith("/zdravi/") and is_demonstration():
            response.headers["X-Robots-Tag"] = "noindex"
        return response
