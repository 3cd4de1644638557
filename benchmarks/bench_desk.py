"""The settlement desk at 10,000 comments: any filter and page, equal comments.

The pages are drawn by the whole application with all its middleware, for a signed-in editor.
"""

import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.figures import Figure, seconds
from consultations.actions import bulk, clusters
from consultations.enums import BulkKind
from consultations.models import BulkStep, Comment, Round
from people.enums import Role
from tests.consultations import build
from tests.consultations.at_desk import person
from tests.consultations.many import fill_round

DEMO_SCALE = None
COMMENTS = 10_000
MOST_SECONDS = 0.3
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
    Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    section = build.text()
    bodies = [(build.body(f"Městský obvod {n}"), True) for n in range(20)]
    round = build.open_round(build.version(section), bodies=bodies, is_public=True)
    round = Round.objects.get(pk=round.pk)
    started = time.perf_counter()
    fill_round(round, COMMENTS, at=timezone.now())
    figures = [Figure(f"send {COMMENTS:,} comments", time.perf_counter() - started, "s")]
    client = Client(headers={"host": "localhost"})
    client.force_login(person(Role.EDITOR))
    address = reverse("consultations_desk:settlement-list", args=[round.pk])
    for name, query in FILTERS.items():
        path = f"{address}?{query.format(section=section.node_uid)}"
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        figures += [
            Figure(
                f"queue, {name}", seconds(lambda path=path: client.get(path)), "s", MOST_SECONDS
            ),
            Figure(f"queue, {name}", len(queries), "queries"),
        ]
    reference = Comment.objects.get(round=round, number=COMMENTS // 2).reference
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
