"""What every template needs to know about the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict:
    """Name of the site; no query."""
    return {"site_name": settings.WAGTAIL_SITE_NAME}
