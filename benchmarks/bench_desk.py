"""The settlement desk at 10,000 comments: any filter and page, equal comments.

The pages are drawn by the whole application with all its middleware, for a signed-in editor.
"""

import time

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.figures import Figure, counted, seconds
from benchmarks.filled import MANY, round_on
from concept.models import VersionSection
from consultations.actions import bulk, clusters
from consultations.enums import BulkKind
from consultations.models import BulkStep, Comment
from people.enums import Role
from tests.consultations import build
from tests.consultations.at_desk import person

PREPARED = "filled"
MOST_SECONDS = 0.3
MOST_QUERIES = 26
MOST_SEARCH_SECONDS = 10
STEP = 200
FILTERS = {
    "no filter": "",
    "page 150": "p=150",
    "words": "q=byty+domacnosti",
    "section": "section={section}",
    "state and weight": "state=proposed&weight=essential",
    "overdue, by due date": "due=overdue&sort=due",
    "no theme, essential first": "theme=nobody&sort=weight",
    "unsettled of nobody, by body": "state=unsettled&assignee=nobody&sort=body",
    "doubtful places": "doubtful=1",
}


def run() -> list[Figure]:
    """Draw the queue with every kind of filter."""
    round = round_on("koncepce")
    section = VersionSection.objects.get(version=round.versions.get())
    figures: list[Figure] = []
    client = Client(headers={"host": "localhost"})
    client.force_login(person(Role.EDITOR))
    address = reverse("consultations_desk:settlement-list", args=[round.pk])
    for name, query in FILTERS.items():
        path = f"{address}?{query.format(section=section.node_uid)}"
        client.get(path)
        with counted() as queries:
            assert client.get(path).status_code == 200, path
        figures += [
            Figure(
                f"queue, {name}", seconds(lambda path=path: client.get(path)), "s", MOST_SECONDS
            ),
            Figure(f"queue, {name}", len(queries), "queries", MOST_QUERIES),
        ]
    reference = Comment.objects.get(round=round, number=MANY // 2).reference
    path = reverse("consultations_desk:settlement-detail", args=[reference]) + "?sort=number"
    figures.append(
        Figure("one comment", seconds(lambda: client.get(path)), "s", MOST_SECONDS),
    )
    step = BulkStep.objects.create(
        round=round, kind=BulkKind.SEARCH, by=build.editor(), at=timezone.now()
    )
    started = time.perf_counter()
    found = clusters.run_search(step=step, at=timezone.now())
    figures += [
        Figure(
            "search for equal comments", time.perf_counter() - started, "s", MOST_SEARCH_SECONDS
        ),
        Figure("groups of equal comments found", found, "groups"),
    ]
    keys = list(round.comments.values_list("settlement", flat=True)[:STEP])
    started = time.perf_counter()
    bulk.start_step(
        round=round,
        kind=BulkKind.ASSIGN,
        params={"due_on": "2030-01-01"},
        targets=keys,
        language="cs",
        by=person(Role.EDITOR),
        at=timezone.now(),
    )
    figures.append(Figure(f"assign {STEP} comments", time.perf_counter() - started, "s"))
    return figures
