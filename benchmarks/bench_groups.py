"""A group of 26 with 60 meetings and 1,500 conclusions: its page, its lists, one conclusion, minutes.

Each page is drawn by the whole application with all its middleware, nothing of it kept, and must send no more
statements to the database than the same page of a group of 3 with two meetings and four conclusions.
"""

import time

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from benchmarks.figures import Figure, counted, seconds
from tests.working_groups import build
from tests.working_groups.many import busy_group
from working_groups.models import Decision, Group

DEMO_SCALE = None
MOST_SECONDS = 0.3
SEATS, MEETINGS, DECISIONS = 26, 60, 1500
PAGES = {
    "page of the group": "/skupiny/{slug}/",
    "its meetings": "/skupiny/{slug}/jednani/",
    "its tasks": "/skupiny/{slug}/ukoly/",
    "its calendar": "/skupiny/{slug}/jednani.ics",
    "register of its conclusions": "/zavery/?skupina={slug}",
    "register, by words": "/zavery/?skupina={slug}&q=byty+obvody",
    "one conclusion": "{conclusion}",
    "minutes with its conclusion": "{minutes}",
}
VISITORS_PAGES = frozenset(PAGES) - {"its tasks"}


def run() -> list[Figure]:
    """Make both groups, then read every page of both as a visitor and as a member."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    at = timezone.now()
    started = time.perf_counter()
    small = busy_group("MALA", seat_count=3, meeting_count=2, decision_count=4, at=at)
    large = busy_group(
        "VELKA", seat_count=SEATS, meeting_count=MEETINGS, decision_count=DECISIONS, at=at
    )
    figures = [Figure("making both groups", time.perf_counter() - started, "s")]
    visitor = Client(headers={"host": "localhost"})
    for who in ("visitor", "member"):
        for name, pattern in PAGES.items():
            if who == "visitor" and name not in VISITORS_PAGES:
                continue
            figures += figures_of(
                f"{name}, {who}",
                [
                    (visitor if who == "visitor" else member_of(group), address_in(pattern, group))
                    for group in (small, large)
                ],
            )
    return figures


def member_of(group: Group) -> Client:
    """A browser in which a member of the group is signed in."""
    client = Client(headers={"host": "localhost"})
    client.force_login(build.person_of(group))
    return client


def address_in(pattern: str, group: Group) -> str:
    """Address of a page of the group, of the oldest conclusion and of the minutes it stands in."""
    oldest = Decision.objects.select_related("record", "meeting__record").filter(host=group)
    decision = oldest.earliest("year", "number")
    return pattern.format(
        slug=group.slug,
        conclusion=decision.record.path,
        minutes=f"{decision.meeting.record.path}zapis/",
    )


def figures_of(name: str, readers: list[tuple[Client, str]]) -> list[Figure]:
    """Time and queries of the large group's page; queries of the small one's are the limit."""
    (few_client, few_path), (many_client, many_path) = readers
    few, many = (queries_of(*reader) for reader in readers)
    beside = seconds(lambda: cold(few_client, few_path))
    return [
        Figure(
            name,
            seconds(lambda: cold(many_client, many_path)),
            "s",
            MOST_SECONDS,
            beside=f"small group {beside:.3f} s",
        ),
        Figure(name, many, "queries", few),
    ]


def cold(client: Client, path: str) -> None:
    """Draw a page of which nothing is kept."""
    for alias in settings.CACHES:
        caches[alias].clear()
    assert client.get(path).status_code == 200, path


def queries_of(client: Client, path: str) -> int:
    """Statements the page sends, once what a process reads only once has been read."""
    cold(client, path)
    with counted() as statements:
        cold(client, path)
    return len(statements)
