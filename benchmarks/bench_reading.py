"""Reading pages: from the page cache, cold, not modified; their queries and their weight."""

import gzip
import re
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application

from benchmarks.figures import Figure, counted, seconds
from concept.models import VersionPassage
from core.enums import Visibility

DEMO_SCALE = 1
REQUESTS = 300
BARE_VIEW = "/zdravi/live"
LINKED = re.compile(rb'<(?:link|script)\b[^>]*?(?:href|src)="(/static/[^"]+\.(?:css|js))"')
IMPORTED = re.compile(
    rb"""(?:@import\s+(?:url\()?|\bfrom\s*|\bimport\s*)["']([^"']+\.(?:css|js))"""
)


class Site:
    """The whole application with all its middleware, called in this process."""

    def __init__(self) -> None:
        self.application = get_wsgi_application()

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of a page."""
        answer: dict[str, Any] = {}

        def start(status: str, fields: list[tuple[str, str]]) -> None:
            answer["status"], answer["headers"] = int(status[:3]), dict(fields)

        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_ACCEPT_ENCODING": "gzip",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
            **headers,
        }
        response = self.application(environ, start)
        body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        return answer["status"], answer["headers"], body


def run() -> list[Figure]:
    """Measure; limits are those of docs/architecture.md and the issue that built reading."""
    site = Site()
    _status, _headers, contents = site.get("/koncepce/")
    pages = {
        "home": "/",
        "contents": "/koncepce/",
        "section": first_section(unzipped(contents)),
        "section of an old version with links to another document": linking_section(),
    }
    bare = time_of(site, BARE_VIEW)
    figures = [Figure("bare view, requests per second", 1 / bare, "/s")]
    for name, path in pages.items():
        clear_cache()
        with counted() as cold_queries:
            status, headers, _body = site.get(path)
        assert status == 200, path
        with counted() as kept_queries:
            site.get(path)
        cold = seconds(lambda path=path: (clear_cache(), site.get(path)), repeat=15)
        kept = time_of(site, path)
        etag = headers.get("ETag", "")
        unmodified = time_of(site, path, HTTP_IF_NONE_MATCH=etag)
        again = site.get(path, HTTP_IF_NONE_MATCH=etag)[0]
        figures += [
            Figure(f"{name}: cold", cold * 1000, "ms"),
            Figure(f"{name}: queries cold", len(cold_queries), "queries", 8),
            Figure(f"{name}: queries from cache", len(kept_queries), "queries", 1),
            Figure(f"{name}: from cache", kept * 1000, "ms", beside=in_ms("bare view", bare)),
            Figure(f"{name}: speed of the bare view", bare / kept, "", 1 / 3, at_least=True),
            Figure(f"{name}: status when not modified", again, "", 304, at_least=True),
            Figure(
                f"{name}: not modified", unmodified * 1000, "ms", beside=in_ms("bare view", bare)
            ),
            Figure(f"{name}: HTML, CSS, JS compressed", weight(site, path) / 1024, "KB", 60),
        ]
    return figures


def first_section(html: bytes) -> str:
    """Return the address of the first section that the contents link to."""
    own = {"verze", "porovnani", "cele", "slovnik", "overeni"}
    for match in re.finditer(rb'href="(/koncepce/([\w-]+)/)"', html):
        if match[2].decode() not in own:
            return match[1].decode()
    raise ValueError("the contents link to no section")


def linking_section() -> str:
    """Return the address of the section that costs most: of an old version, with a link to another document.

    Besides its own text it needs the places of its passages in the current version and the address of the other
    document.
    """
    place = (
        VersionPassage.objects.filter(
            version__document__slug="koncepce",
            version__next__isnull=False,
            version__record__visibility=Visibility.PUBLIC,
            content__html__contains="data-document=",
        )
        .order_by("version__number", "order")
        .values_list("version__slug", "section__address")
    )
    version, section = place[0]
    return f"/koncepce/verze/{version}/{section}/"


def clear_cache() -> None:
    for alias in settings.CACHES:
        caches[alias].clear()


def time_of(site: Site, path: str, **headers: str) -> float:
    """Return seconds for one request, the median of five rounds of many."""
    site.get(path, **headers)

    def round_of_requests() -> None:
        for _ in range(REQUESTS):
            site.get(path, **headers)

    return seconds(round_of_requests) / REQUESTS


def weight(site: Site, path: str) -> int:
    """Return the bytes sent for a page, its style sheets and its scripts, all compressed."""
    body = site.get(path)[2]
    waiting = [name.decode() for name in LINKED.findall(unzipped(body))]
    total, seen = len(body), set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        file = Path(settings.STATIC_ROOT) / address.removeprefix(settings.STATIC_URL)
        content = file.read_bytes()
        total += len(gzip.compress(content, 9))
        folder = address.rpartition("/")[0]
        for name in IMPORTED.findall(content):
            target = (Path(folder) / name.decode()).as_posix()
            waiting.append(re.sub(r"[^/]+/\.\./|(?<=/)\./", "", target))
    return total


def unzipped(body: bytes) -> bytes:
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def in_ms(name: str, value: float) -> str:
    return f"{name} {value * 1000:.2f} ms"
