"""Indicators elsewhere: as figures in a text, on the page of a measure, as data for programs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone, translation

from concept.models import Measure
from core.actions import create_record
from core.extension import SourceUnresolved, freeze_source
from evaluation.actions import indicators, measurements
from evaluation.models import Indicator
from evaluation.panels import indicators_of
from tests.browsers import signed_in
from tests.concept import build as concept_build
from tests.evaluation import build
from tests.evaluation.described import DESCRIPTION, ROUTES, programs_read
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

D = Decimal
API = "/api/v1/indicators/"
DAY = datetime(2019, 3, 1, 12, tzinfo=UTC)


class World:
    """A public share published in March 2019 and corrected in April, and a count for staff."""

    def __init__(self) -> None:
        self.eva, self.viktor = build.evaluator(), build.evaluator("Viktor Evaluátor")
        self.kept = build.indicator("P1", self.eva, at=DAY, definition=build.SHARE)
        self.inside = build.indicator("N1", self.eva, at=DAY, is_public=False)
        period = build.half_year(2, 2018, self.eva, at=DAY)
        row = build.entered(self.kept, period, self.eva, at=DAY, numerator=70, denominator=92)
        row = build.published(row, self.eva, self.viktor, at=DAY)
        later = DAY + timedelta(days=40)
        figures = {"numerator": D(69), "denominator": D(92), "data_as_of": later.date()}
        row = measurements.begin_correction(
            measurement=row, figures=figures, reason="Pozdní údaj.", by=self.eva, at=later
        )
        build.published(row, self.eva, self.viktor, at=later)
        told = {"definition": build.definition_of(self.kept), "year": 2018, "by": self.eva}
        indicators.set_target(value=D(80), at=DAY, **told)
        indicators.set_target(value=D(85), reason="Nová výzva.", at=later, **told)


world = built_once(World)


def test_figures_in_a_text_are_those_known_on_the_day(world):
    resolve = freeze_source("indicator").resolve
    day = DAY.date()
    with translation.override("cs"):
        then, now = resolve("p1", day), resolve("P1", day + timedelta(days=50))
        for reference, asked in (("N1", day), ("X", day), ("P1", day - timedelta(days=1))):
            with pytest.raises(SourceUnresolved):
                resolve(reference, asked)
    assert then.rows == [["2. pololetí 2018", "76,09\u00a0%", "80\u00a0%"]]
    assert now.rows == [["2. pololetí 2018", "75\u00a0%", "85\u00a0%"]]
    assert (then.columns, then.title, then.path, then.definition) == (
        ["Období", "Hodnota", "Cíl"],
        "Domácnosti, které si udržely bydlení",
        "/hodnoceni/ukazatele/p1/",
        "definice 1 z 1. 3. 2019",
    )


def test_a_measure_shows_its_indicators_to_whom_they_are_for(world, rf, django_assert_num_queries):
    at = timezone.now()
    measure = Measure.objects.create(
        record=create_record(kind="measure", title="1.1", by=world.eva, at=at),
        document=concept_build.document(),
        code="1.1",
    )
    for row in (world.kept, world.inside):
        row.measures.add(measure)
    request = rf.get("/")
    request.user = world.eva
    world.eva.roles_on(timezone.localdate())
    world.eva.sees_staff_rows(at)
    with django_assert_num_queries(6):  # one asks whether this is a demonstration
        page = indicators_of(request, measure)
    assert "75\u00a0%" in page
    assert "Počet sociálních bytů" in page
    request.user = Client().get("/").wsgi_request.user
    assert "Počet sociálních bytů" not in indicators_of(request, measure)
    world.kept.measures.clear()
    assert indicators_of(request, measure).strip() == ""


def test_an_indicator_is_found_by_what_it_counts_with_its_last_value(world, client):
    asked = {"q": "domácnost", "kde": "ukazatele"}
    (found,) = client.get("/hledat/", asked).context["page_obj"]
    assert found["url"] == "/hodnoceni/ukazatele/p1/"
    assert found["where"] == "poslední hodnota, 2. pololetí 2018: 75\N{NO-BREAK SPACE}%"
    lock_version = Indicator.objects.get(pk=world.kept.pk).lock_version
    changed = {**build.SHARE, "numerator": "rodiny, které bydlí", "change_reason": "Upřesnění."}
    indicators.add_definition(
        indicator=world.kept,
        lock_version=lock_version,
        definition=changed,
        by=world.eva,
        at=timezone.now(),
    )
    assert client.get("/hledat/", {"q": "rodina", "kde": "ukazatele"}).context["total"] == 1


def test_programs_get_what_the_pages_tell(world):
    visitor, staff = Client(), signed_in(world.eva)
    assert set(DESCRIPTION["paths"]) == ROUTES
    answer = visitor.get(API)
    listed = programs_read("/indicators/", "/indicators/")
    assert [(row["code"], row["last_value"], row["target"]) for row in listed["indicators"]] == [
        ("P1", "75", "85")
    ]
    assert [row["code"] for row in staff.get(API).json()["indicators"]] == ["N1", "P1"]
    again = visitor.get(API, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    detail = programs_read("/indicators/{indicator}/", "/indicators/p1/")
    assert detail["values"][0]["corrected"] == [{"value": "76,09\u00a0%", "reason": "Pozdní údaj."}]
    assert visitor.get(f"{API}n1/").status_code == 404
    feed = visitor.get("/feeds/vysledky.atom").content.decode()
    name = "P1 Domácnosti, které si udržely bydlení, 2. pololetí 2018"
    assert (f"<title>{name}: 75" in feed, f"<title>{name}: 76,09" in feed) == (True, True)
    assert "Opraveno: Pozdní údaj." in feed
    assert visitor.get("/api/v1/openapi.json").json()["paths"].keys() >= DESCRIPTION["paths"].keys()


def test_a_kept_answer_is_not_older_than_what_is_published(world):
    visitor, at = Client(), timezone.now()
    assert visitor.get(API).json()["indicators"][0]["target"] == "85"
    indicators.set_target(
        definition=build.definition_of(world.kept),
        year=2018,
        value=D(90),
        reason="Výš.",
        by=world.eva,
        at=at,
    )
    assert visitor.get(API).json()["indicators"][0]["target"] == "90"
