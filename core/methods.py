"""Which methods an address answers."""

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def read_only(view: View) -> View:
    """Answer GET and HEAD; every other method gets 405.

    Without the exemption it would get 403 and a page about a missing token, which reading pages never hold.
    """
    return csrf_exempt(require_safe(view))
