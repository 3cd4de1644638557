"""Evaluation: a pilot with 2,000 stays, 10,000 values of indicators.

Pages are drawn by the whole application with all its middleware, nothing of them kept. Figures are published half-year
after half-year, each checked against everything that was published before.
"""

import time
from decimal import Decimal

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from benchmarks.evaluated import big_pilot, many_values
from benchmarks.figures import Figure, counted, seconds
from evaluation.actions import measurements, publications
from evaluation.actions.measurements import TypedRow
from evaluation.models import Period, Pilot
from evaluation.pilot_sets import HalfYear
from evaluation.queries import indicators as queries
from evaluation.queries.pilot_figures import figures_on, published_counts
from evaluation.revealing import revealed
from tests.evaluation import build, build_pilot

DEMO_SCALE = None
TENANCIES = 2_000
INDICATORS, MONTHS = 100, 100
HALF_YEARS = [HalfYear(year, half) for year in (2017, 2018, 2019) for half in (1, 2)]


def run() -> list[Figure]:
    """Fill in the rows, then read and publish."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    started = time.perf_counter()
    officer = build_pilot.officer()
    author, second = build_pilot.evaluator(), build_pilot.evaluator("Ema Druhá")
    pilot = big_pilot(tenancy_count=TENANCIES, officer=officer)
    rows = many_values(
        indicator_count=INDICATORS, month_count=MONTHS, author=author, approver=second
    )
    figures = [Figure("making the rows", time.perf_counter() - started, "s")]
    figures += pages(officer, author)
    figures += publication(pilot, author, second)
    return figures + values(rows, author)


def pages(officer, author) -> list[Figure]:
    """The month of the pilot officer and the figures of the evaluator."""
    found = []
    for who, name, path, most in (
        (officer, "the month of the pilot officer", "/pilot/mesic/?mesic=2018-06", 1.0),
        (officer, "the present month, 6,000 things never done", "/pilot/mesic/", 1.0),
        (officer, "list of households", "/pilot/domacnosti/", 1.0),
        (author, "all figures of the pilot", "/pilot/cisla/?ke=2019-12-31", 1.0),
        (author, "rows behind one figure", "/pilot/cisla/entered/?ke=2019-12-31", 1.0),
    ):
        client = Client(headers={"host": "localhost"})
        client.force_login(who)
        cold(client, path)
        with counted() as statements:
            cold(client, path)
        found.append(
            Figure(
                f"{name}, 2,000 stays",
                seconds(lambda client=client, path=path: cold(client, path), repeat=3),
                "s",
                most,
                beside=f"{len(statements)} queries",
            )
        )
    return found


def cold(client: Client, path: str) -> None:
    """Draw a page of which nothing is kept."""
    for alias in settings.CACHES:
        caches[alias].clear()
    assert client.get(path).status_code == 200, path


def publication(pilot: Pilot, author, second) -> list[Figure]:
    """Six half-years one after the other; the last has most to be compared with."""
    durations = []
    for half in HALF_YEARS:
        started = time.perf_counter()
        made = publications.prepare_publication(
            pilot=pilot, half_year=half, by=author, at=timezone.now()
        )
        durations.append(time.perf_counter() - started)
        publications.agree_publication(preparation=made, by=second, at=timezone.now())
    counts = published_counts(pilot)
    started = time.perf_counter()
    small = len(revealed(counts))
    checking = time.perf_counter() - started
    reading = seconds(lambda: figures_on(pilot, author, HALF_YEARS[-1].last_day), repeat=3)
    return [
        Figure("computing all figures of 2,000 stays", reading, "s", 1.0),
        Figure("preparing the first half-year", durations[0], "s", 1.0),
        Figure("preparing the sixth half-year", durations[-1], "s", 1.0),
        Figure(f"checking {len(counts)} published counts against each other", checking, "s", 1.0),
        Figure("small groups they reveal", small, "groups", 0),
    ]


def values(rows, author) -> list[Figure]:
    """The list of indicators, one with its series, an entry sheet of a month stored."""
    reader = author
    period = Period.objects.latest("start_on")
    with counted() as statements:
        queries.listed(rows, reader)
    listing = seconds(lambda: queries.listed(rows, reader))
    detail = seconds(lambda: queries.page_of(rows[0]))
    sheet = [
        TypedRow(build.definition_of(row), {"value": Decimal(500), "data_as_of": period.end_on})
        for row in rows
    ]
    started = time.perf_counter()
    measurements.save_sheet(period=period, rows=sheet, by=author, at=timezone.now())
    storing = time.perf_counter() - started
    return [
        Figure(
            "list of 100 indicators, 10,000 values",
            listing,
            "s",
            1.0,
            beside=f"{len(statements)} queries",
        ),
        Figure("one indicator with 100 values", detail, "s", 0.5),
        Figure("storing an entry sheet of 100 rows", storing, "s", 3.0),
    ]
