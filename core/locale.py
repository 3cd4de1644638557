"""Language from the address alone: Czech without a prefix, English under ``/en/``.

Django's own middleware also looks at cookies and ``Accept-Language`` and therefore adds ``Vary: Accept-Language``,
which would store every page once per browser setting in shared caches.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class PathLocaleMiddleware:
    """Activate the language named by the first part of the path, else the default language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response
