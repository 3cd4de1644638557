"""Rounds with as many comments as the benchmarks of consultations want: none, a hundred, ten thousand.

Made once; each benchmark gets a copy of the database. ``BENCHMARK_COMMENTS=500`` tries them out with fewer.
"""

import os
import time

from django.core.management import call_command
from django.utils import timezone

from consultations.models import Round
from tests.consultations import build
from tests.consultations.many import fill_round

MANY = int(os.environ.get("BENCHMARK_COMMENTS", "10000"))
# Rounds by the address of their document; each is public and open, on one section of three paragraphs.
COUNTS = {"nula": 0, "sto": min(100, MANY // 10), "koncepce": MANY}


def make() -> None:
    """Fill the database of this process."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    bodies = [(build.body(f"Městský obvod {n}"), True) for n in range(20)]
    for slug, count in COUNTS.items():
        version = build.version(build.text(slug))
        round = build.open_round(
            version, title=f"Připomínky k dokumentu {slug}", bodies=bodies, is_public=True
        )
        started = time.perf_counter()
        fill_round(round, count, at=timezone.now())
        print(f"  {count:,} comments in {time.perf_counter() - started:.0f} s", flush=True)


def round_on(slug: str) -> Round:
    """The round on the document with an address, with what its pages name."""
    return Round.objects.select_related("record", "document").get(document__slug=slug)
