"""Text with 0, 100 and 10,000 comments in one section, and the files of the settlement.

A section is read by a visitor (cold: nothing kept) and by a member who is signed in; "beside" is the list of comments
in its margin, "list" the first page of all of them.
"""

import resource
import time
from datetime import timedelta

from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.figures import Figure, counted, seconds
from benchmarks.filled import COUNTS, MANY, round_on
from concept.models import VersionSection
from consultations.models import Round
from consultations.queries.publication import Publication
from consultations.settlement_exports import MOST_PRINTED_ROWS, build
from people.enums import Role
from tests.consultations.at_desk import person

PREPARED = "filled"
MOST_RATIO = 1.5
MOST_QUERIES = {"xlsx": 10}
MOST_SECONDS = {"xlsx": 5}
MB = 1024


def run() -> list[Figure]:
    """Measure pages of text first, then what is published once the large round is closed."""
    pages: list[Figure] = []
    visitor, member = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    member.force_login(person(Role.MEMBER))
    first: dict[str, tuple[int, float]] = {}
    for slug, count in COUNTS.items():
        round = round_on(slug)
        for name, client, path in (
            ("section, visitor", visitor, section_path(round)),
            ("section, signed in", member, section_path(round)),
            ("comments beside the section", visitor, beside_path(round)),
            ("list of its comments", visitor, list_path(round)),
        ):
            pages += figures_of(f"{name}, {count:,} comments", client, path, first, name)
    return pages + files_of(round_on("koncepce"))


def figures_of(
    what: str, client: Client, path: str, first: dict[str, tuple[int, float]], name: str
) -> list[Figure]:
    """Time and queries of a page nothing is kept of. Reading text costs the same however many comments there are."""

    def cold() -> None:
        for alias in settings.CACHES:
            caches[alias].clear()
        assert client.get(path).status_code == 200, path

    cold()
    with counted() as queries:
        cold()
    took = seconds(cold, repeat=15)
    base_queries, base_time = first.setdefault(name, (len(queries), took))
    is_text = name.startswith("section")
    made = [
        Figure(what, took * 1000, "ms"),
        Figure(what, len(queries), "queries", base_queries if is_text else None),
    ]
    if is_text and took is not base_time:
        made.append(
            Figure(f"{what}: times as long as without any", took / base_time, "", MOST_RATIO)
        )
    return made


def section_path(round: Round) -> str:
    """Address of the section people comment on."""
    version = round.versions.get()
    section = VersionSection.objects.get(version=version)
    return reverse(
        "concept:version-section", args=[round.document.slug, version.slug, section.address]
    )


def list_path(round: Round) -> str:
    """Address of the comments on the whole section."""
    version = round.versions.get()
    section = VersionSection.objects.get(version=version)
    address = reverse("consultations:section-comments", args=[round.slug])
    return f"{address}?verze={version.slug}&oddil={section.node_uid}"


def beside_path(round: Round) -> str:
    """Address of the piece of that page which the script puts beside the text."""
    return f"{list_path(round)}&vynatek=1"


def files_of(round: Round) -> list[Figure]:
    """The settlement table of the large round, once it is closed, as pages and as files."""
    Round.objects.filter(pk=round.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    round.refresh_from_db()
    found = []
    for file_format in ("json", "csv", "xlsx"):
        started = time.perf_counter()
        with counted() as queries:
            data = build(Publication(round), file_format, language="cs", day=timezone.localdate())
        what = f"{MANY:,} comments as {file_format}"
        size = f"{len(data) / MB:,.0f} KB"
        took = time.perf_counter() - started
        found += [
            Figure(what, took, "s", MOST_SECONDS.get(file_format), beside=size),
            Figure(what, len(queries), "queries", MOST_QUERIES.get(file_format)),
        ]
    return found + printed(round)


def printed(round: Round) -> list[Figure]:
    """The longest list that is printed as a whole, as docx and as tagged PDF, in child processes."""
    publication = Publication(round)
    publication.heads = publication.heads[:MOST_PRINTED_ROWS]
    found = []
    for file_format in ("docx", "pdf"):
        started = time.perf_counter()
        data = build(publication, file_format, language="cs", day=timezone.localdate())
        took = time.perf_counter() - started
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MB
        found.append(
            Figure(
                f"{len(publication.heads):,} comments as {file_format}",
                took,
                "s",
                beside=f"{len(data) / MB:,.0f} KB, child process at most {memory:,.0f} MB",
            )
        )
    return found
