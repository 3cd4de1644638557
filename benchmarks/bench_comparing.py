"""Comparing two versions of a long document, page and all."""

import time

from django.core.cache import caches
from django.db.models import Max

from benchmarks.bench_reading import Site
from benchmarks.figures import Figure, peak_memory_mb, seconds
from concept.models import Version, VersionPassage

DEMO_SCALE = 10
# The limit is 2 s for 40,000 words and 1,440 passages; a longer document may take as much longer.
PASSAGES = 1440
LIMIT_SECONDS = 2


def run() -> list[Figure]:
    """Time the first comparison of the two newest versions of the concept, then the kept one."""
    site = Site()
    versions = Version.objects.filter(document__slug="koncepce").order_by("-number")
    newer, older = versions[:2]
    rows = VersionPassage.objects.filter(version=newer)
    passages = rows.aggregate(count=Max("order"))["count"]
    words = sum(len(text.split()) for text in rows.values_list("content__text", flat=True))
    path = f"/koncepce/porovnani/{older.slug}/{newer.slug}/"
    site.get("/koncepce/")
    caches["pages"].clear()
    started = time.perf_counter()
    status = site.get(path)[0]
    first = time.perf_counter() - started
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    size = f"{words} words, {passages} passages"
    limit = LIMIT_SECONDS * max(1, passages / PASSAGES)
    return [
        Figure("first time", first, "s", limit, beside=size),
        Figure("from cache", seconds(lambda: site.get(path)) * 1000, "ms"),
        Figure("memory of the process", peak_memory_mb(), "MB"),
    ]
