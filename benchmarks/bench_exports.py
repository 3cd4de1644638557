"""Exporting a version of 40,000 words."""

import resource
from io import BytesIO

import pikepdf

from benchmarks.figures import Figure, seconds
from concept.exports.downloads import FORMATS, make
from tests.concept.exports import samples

DEMO_SCALE = None
WORDS = 40_000
MIB = 1024


def run() -> list[Figure]:
    """Time each format once; lightest first, because the peak of memory only grows."""
    sample = samples.long_version(WORDS)
    version = sample.build()
    figures = []
    for name in sorted(FORMATS, key=["json", "html", "docx", "pdf"].index):
        made: list[bytes] = []
        duration = seconds(
            lambda name=name, made=made: made.append(
                make(name, version, sample.assets, language="cs")
            ),
            repeat=1,
        )
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MIB
        size = f"{len(made[0]) / 1024:.0f} KB, child process at most {peak:.0f} MB"
        if name == "pdf":
            size += f", {len(pikepdf.open(BytesIO(made[0])).pages)} pages"
        figures.append(Figure(name, duration, "s", beside=size))
    return figures
