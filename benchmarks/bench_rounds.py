"""Text with 0, 100 and 10,000 comments in one section, and the files of the settlement.

A section is read by a visitor (cold: nothing kept) and by a member who is signed in; "beside" is the list of comments
in its margin, "list" the first page of all of them.
"""

import resource
import time
from datetime import timedelta
from statistics import median

from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.figures import Figure, counted
from benchmarks.filled import COUNTS, MANY, round_on
from concept.models import VersionSection
from consultations.models import Round
from consultations.queries.publication import Publication
from consultations.settlement_exports import MOST_PRINTED_ROWS, build
from people.enums import Role
from tests.consultations.at_desk import person

PREPARED = "filled"
MOST_RATIO = 1.5
TURNS = 25
MOST_QUERIES = {"xlsx": 10}
MOST_SECONDS = {"xlsx": 5}
MB = 1024


def run() -> list[Figure]:
    """Measure pages of text first, then what is published once the large round is closed."""
    visitor, member = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    member.force_login(person(Role.MEMBER))
    rounds = {count: round_on(slug) for slug, count in COUNTS.items()}
    pages: list[Figure] = []
    for name, client, path_of, is_text in (
        ("section, visitor", visitor, section_path, True),
        ("section, signed in", member, section_path, True),
        ("comments beside the section", visitor, beside_path, False),
        ("list of its comments", visitor, list_path, False),
    ):
        paths = {count: path_of(round) for count, round in rounds.items()}
        pages += figures_of(name, client, paths, is_text=is_text)
    return pages + files_of(rounds[MANY])


def figures_of(name: str, client: Client, paths: dict[int, str], *, is_text: bool) -> list[Figure]:
    """Time and queries of a page by the number of comments, nothing of it kept; text must not get slower by them.

    The pages take turns, so that whatever else the machine does meanwhile slows all of them down alike.
    """
    queries = {count: len(queries_of(client, path)) for count, path in paths.items()}
    took: dict[int, list[float]] = {count: [] for count in paths}
    for _turn in range(TURNS):
        for count, path in paths.items():
            took[count].append(cold(client, path))
    none = min(paths)
    made = []
    for count in paths:
        what = f"{name}, {count:,} comments"
        limit = queries[none] if is_text else None
        made += [
            Figure(what, median(took[count]) * 1000, "ms"),
            Figure(what, queries[count], "queries", limit),
        ]
        if is_text and count != none:
            times = median(many / few for many, few in zip(took[count], took[none], strict=True))
            made.append(Figure(f"{what}: times as long as without any", times, "", MOST_RATIO))
    return made


def cold(client: Client, path: str) -> float:
    """Seconds a page takes of which nothing is kept."""
    for alias in settings.CACHES:
        caches[alias].clear()
    started = time.perf_counter()
    assert client.get(path).status_code == 200, path
    return time.perf_counter() - started


def queries_of(client: Client, path: str) -> list[str]:
    """Statements a page sends to the database, once what a process reads only once has been read."""
    cold(client, path)
    with counted() as queries:
        cold(client, path)
    return queries


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
