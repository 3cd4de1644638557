"""What every template needs to know about the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from website.demonstration import is_demonstration


def site(request: HttpRequest) -> dict[str, Any]:
    """Name of the site; on a demonstration also where its banner leads (one query a minute and process)."""
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "demo_notice_url": settings.DEMO_SOURCE_URL if is_demonstration() else "",
    }
