"""Whole pages kept for anonymous readers, and conditional answers.

A view says ``keep_for_anonymous(response, "koncepce")`` with the generation keys its page depends on. The key of an
entry and its ETag hold those generations, the path, the language and the release, so nothing is ever served out of
date: whoever changes what may be seen raises a generation. A hit costs one query (the generations of "site" and of the
first part of the path, and what ``add_dependence`` says of it).
"""

import gzip
import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import UTC
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from core.models import Generation

SITE = "site"
NEVER_KEPT_PREFIXES = (
    "/admin/",
    "/ucet/",
    "/static/",
    "/media/",
    "/zdravi/",
    "/prehled/",
)
KEPT_SECONDS = 24 * 3600
ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


def keep_for_anonymous(response: HttpResponse) -> HttpResponse:
    """Mark a response as the same for every anonymous visitor; it must hold no token and set no cookie."""
    response.osnova_keep = True
    return response


# Parts of an address (without the language) -> further keys the page depends on.
Dependence = Callable[[list[str]], Iterable[str]]
_dependences: list[Dependence] = []


def add_dependence(keys_of: Dependence) -> None:
    """Let some pages depend on more than "site" and the first part of their address; once each.

    A key may also be a fact of the moment, such as the day: when it is another one, so is the page.
    """
    if keys_of not in _dependences:
        _dependences.append(keys_of)


def keys_of_page(path: str) -> list[str]:
    """Generation keys the page at an address depends on, each once."""
    parts = [part for part in path.split("/") if part]
    if parts and parts[0] in dict(settings.LANGUAGES):
        parts = parts[1:]
    further = [key for keys_of in _dependences for key in keys_of(parts)]
    return list(dict.fromkeys([SITE, parts[0] if parts else SITE, *further]))


def generations(*keys: str) -> str:
    """How far the pages under the keys are, as one text that changes when any of them does: one query."""
    now = timezone.now().astimezone(UTC).isoformat()
    found = {
        key: f"{number}-{sum(moment <= now for moment in boundaries)}"
        for key, number, boundaries in Generation.objects.filter(key__in=keys).values_list(
            "key", "number", "boundaries"
        )
    }
    return ".".join(found.get(key, "1-0") for key in keys)


def page_key(request: HttpRequest) -> str:
    """Key of the page of this request: what it depends on and how far that is, address, language, release."""
    keys = keys_of_page(request.path_info)
    raw = "\n".join(
        [
            " ".join(keys),
            generations(*keys),
            request.get_full_path(),
            request.get_host(),
            settings.RELEASE,
        ]
    )
    return hashlib.sha256(raw.encode()).hexdigest()[:40]


class AskedParameters(QueryDict):
    """Parameters of an address that note which of them a view has read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._read: set[str] = set()
        super().__init__(*args, **kwargs)

    @property
    def all_were_read(self) -> bool:
        """Whether the page may differ by each parameter; one nobody read changes nothing in it."""
        return self._read.issuperset(self.keys())

    def __getitem__(self, key: str) -> Any:
        self._read.add(key)
        return super().__getitem__(key)

    def getlist(self, key: str, default: Any = None) -> list[Any]:
        """The values of a parameter."""
        self._read.add(key)
        return super().getlist(key, default)


class PageCacheMiddleware:
    """Serve kept pages to visitors without a session; answer 304 to those who hold the page already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._may_be_kept(request):
            return self.get_response(request)
        key = page_key(request)
        etag = f'W/"{key}"'
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            # The key holds all generations: a page once given out under it is still the same.
            return self._headers(HttpResponseNotModified(), etag)
        cache = caches["pages"]
        entry = cache.get(key)
        if entry is not None:
            return self._answer(request, entry, etag)
        asked = request.GET = AskedParameters(request.META.get("QUERY_STRING", ""))
        response = self.get_response(request)
        if not getattr(response, "osnova_keep", False) or response.status_code != 200:
            return response
        if response.cookies or response.streaming:
            return response
        entry = (
            gzip.compress(response.content, compresslevel=6, mtime=0),
            response.headers.get("Content-Type", "text/html; charset=utf-8"),
            response.headers.get("Content-Language", ""),
        )
        # A view may leave out the body of an answer to HEAD; made-up parameters would make an entry each.
        if request.method == "GET" and asked.all_were_read:
            cache.set(key, entry, KEPT_SECONDS)
        return self._answer(request, entry, etag)

    @staticmethod
    def _may_be_kept(request: HttpRequest) -> bool:
        return (
            request.method in {"GET", "HEAD"}
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and not request.path_info.startswith(NEVER_KEPT_PREFIXES)
        )

    def _answer(self, request: HttpRequest, entry: tuple, etag: str) -> HttpResponse:
        packed, content_type, language = entry
        if ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", "")):
            response = HttpResponse(packed, content_type=content_type)
            response.headers["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(gzip.decompress(packed), content_type=content_type)
        response.headers["Content-Length"] = str(len(response.content))
        if request.method == "HEAD":
            response.content = b""
        if language:
            response.headers["Content-Language"] = language
        return self._headers(response, etag)

    @staticmethod
    def _headers(response: HttpResponse, etag: str) -> HttpResponse:
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
        patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
        return response
