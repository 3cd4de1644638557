"""Which methods an address answers, and what people are told at one that takes no visits."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def read_only(view: View) -> View:
    """Answer GET and HEAD; every other method gets 405.

    Without the exemption it would get 403 and a page about a missing token, which reading pages never hold.
    """
    return csrf_exempt(require_safe(view))


class MethodPageMiddleware:
    """Gives a page to the empty answer 405.

    Whoever signs in again is led to the address that was asked for, be it that of a button.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        wants_page = "text/html" in request.headers.get("Accept", "")
        if response.status_code != 405 or response.content or not wants_page:
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page
