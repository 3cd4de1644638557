"""Time and memory of exporting a version of 40,000 words (python benchmarks/bench_exports.py)."""

import os
import resource
import sys
import time
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

import pikepdf  # noqa: E402

from concept.exports.downloads import FORMATS, make  # noqa: E402
from tests.concept.exports import samples  # noqa: E402

WORDS = 40_000
MIB = 1024


def children() -> resource.struct_rusage:
    """Return what the child processes have used so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN)


def main() -> None:
    """Print a line per format: seconds, processor time, peak resident memory of all children so far, size."""
    sample = samples.long_version(WORDS)
    version = sample.build()
    print(f"version of {WORDS:,} words")
    print(f"{'format':8}{'seconds':>9}{'CPU s':>8}{'peak MiB':>10}{'size KiB':>10}{'pages':>7}")
    for name in ("json", "html", "docx", "pdf"):  # lightest first: the peak only grows
        started, used = time.perf_counter(), children().ru_utime
        made = make(name, version, sample.assets, language="cs")
        seconds = time.perf_counter() - started
        used, peak = children().ru_utime - used, children().ru_maxrss / MIB
        pages = len(pikepdf.open(BytesIO(made)).pages) if name == "pdf" else ""
        print(f"{name:8}{seconds:9.2f}{used:8.2f}{peak:10.0f}{len(made) / 1024:10.0f}{pages:>7}")
    assert set(FORMATS) == {"json", "html", "docx", "pdf"}


if __name__ == "__main__":
    main()
