"""What every template needs to know about the site."""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from core.enums import DemoOrigin
from core.models import Record

REMEMBERED_SECONDS = 60


def site(request: HttpRequest) -> dict[str, Any]:
    """Name of the site; on a demonstration also where its banner leads (one query a minute and process)."""
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "demo_notice_url": settings.DEMO_SOURCE_URL if is_demonstration() else "",
    }


def is_demonstration() -> bool:
    """Whether demonstration data are loaded: every page then says so."""
    return caches["pages"].get_or_set(
        "is-demonstration",
        lambda: Record.objects.exclude(demo_origin=DemoOrigin.NONE).exists(),
        REMEMBERED_SECONDS,
    )
