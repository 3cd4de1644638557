"""Pages of indicators for everybody: the list, one with its series, its definitions, files."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from evaluation.actions import indicators, measurements
from tests.browsers import signed_in
from tests.evaluation import build
from tests.focus_groups.pages import errors, text
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

D = Decimal
LIST = "/hodnoceni/ukazatele/"
KEPT = f"{LIST}p1/"
DISTRICTS = [{"label": "Obvod", "categories": [{"label": "Jih"}, {"label": "Poruba"}]}]


class World:
    """A public share with two published values, the second corrected, and a count for staff."""

    def __init__(self) -> None:
        at = timezone.now()
        self.eva, self.viktor = build.evaluator(), build.evaluator("Viktor Evaluátor")
        self.kept = build.indicator(
            "P1", self.eva, at=at, definition={**build.SHARE, "breakdowns": DISTRICTS}
        )
        build.indicator("N1", self.eva, at=at, is_public=False)
        self.first = build.half_year(1, 2018, self.eva, at=at)
        self.second = build.half_year(2, 2018, self.eva, at=at)
        for period, top, south in ((self.first, 74, 71), (self.second, 70, 30)):
            parts = {"obvod": {"jih": south, "poruba": top - south}}
            row = build.entered(
                self.kept, period, self.eva, at=at, numerator=top, denominator=92, parts=parts
            )
            row = build.published(row, self.eva, self.viktor, at=at)
        figures = {"numerator": D(69), "denominator": D(92), "data_as_of": date(2019, 2, 1)}
        row = measurements.begin_correction(
            measurement=row, figures=figures, reason="Pozdní údaj.", by=self.eva, at=at
        )
        build.published(row, self.eva, self.viktor, at=at)
        indicators.set_target(
            definition=build.definition_of(self.kept), year=2018, value=D(85), by=self.eva, at=at
        )


world = built_once(World)


def test_the_list_tells_where_each_stands_and_of_those_for_staff_to_staff(
    world, django_assert_num_queries
):
    visitor = Client()
    page = text(visitor.get(LIST))
    for words in ("Domácnosti, které si udržely bydlení", "75 %", "85 %", "Zpoždění", "není známa"):
        assert words in page
    assert "Počet sociálních bytů" not in page
    assert "Nový ukazatel" not in page
    inside = text(signed_in(world.eva).get(LIST))
    assert "Počet sociálních bytů" in inside
    assert "jen pro pracovníky města" in inside
    assert "Žádný ukazatel takový není." in text(visitor.get(f"{LIST}?stav=on_track"))
    assert "75 %" in text(visitor.get(f"{LIST}?stav=behind&druh=output"))
    for _more in range(2):
        with django_assert_num_queries(6):
            visitor.get(f"{LIST}?druh=")
        build.indicator(f"X{_more}", world.eva, at=timezone.now())


def test_one_tells_its_series_what_was_corrected_and_how_it_is_judged(world):
    page = text(Client().get(KEPT))
    for words in (
        "74 z 92",
        "<s>76,09 %</s>",
        "Pozdní údaj.",
        "Na dobré cestě je, když je cíl dosažen nebo když k němu chybí nejvýš 5 %.",
        "Před projektem se nesledovalo.",
        "Domácnosti, které po roce bydlí",
    ):
        assert words in page
    assert '<svg class="chart"' in page
    assert "evaluátor" not in page.casefold()


def test_small_counts_of_a_breakdown_are_not_given(world):
    page = text(Client().get(KEPT))
    # 71 and 3: the small one and the one that would tell it
    assert page.count("neuvádíme</span>") == 2
    assert "Počty menší než 5 a změny mezi obdobími o méně než 5 neuvádíme" in page


def test_files_tell_what_the_page_tells(world):
    visitor = Client()
    told = json.loads(visitor.get(f"{KEPT}soubor/json/").content)
    assert [(row["period"], row["value"], row["verdict"]) for row in told["values"]] == [
        ("1. pololetí 2018", "80.43", "behind"),
        ("2. pololetí 2018", "75", "behind"),
    ]
    assert told["values"][1]["corrected"] == [{"value": "76,09\u00a0%", "reason": "Pozdní údaj."}]
    assert told["breakdowns"][0]["rows"][0]["counts"] == [None, None]
    lines = visitor.get(f"{KEPT}soubor/csv/").content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("1. pololetí 2018;2018-01-01;2018-07-01;1;80,43;%;74;92")
    assert visitor.get(f"{KEPT}soubor/xlsx/").content[:4] == b"PK\x03\x04"


def test_definitions_are_kept_with_why_they_changed(world):
    client = signed_in(world.eva)
    form = client.get(f"{KEPT}definice/nova/").context["form"]
    held = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in held.items() if value not in (None, False)}
    answer = client.post(f"{KEPT}definice/nova/", {**typed, "change_reason": ""})
    assert list(errors(answer)) == ["change_reason"]
    typed |= {"change_reason": "Úmrtí se nepočítají.", "excluded": "Zemřelí"}
    assert client.post(f"{KEPT}definice/nova/", typed).status_code == 302
    page = text(Client().get(f"{KEPT}definice/"))
    assert page.index("Definice 2") < page.index("Úmrtí se nepočítají.") < page.index("Definice 1")
    # somebody else's definition is compared with, and nothing typed is lost
    stale = text(client.post(f"{KEPT}definice/nova/", {**typed, "excluded": "Nikdo"}))
    assert "Nikdo" in stale
    assert "Zemřelí" in stale


def test_an_indicator_is_made_edited_and_given_a_target_on_pages(world):
    client = signed_in(world.eva)
    typed = {
        "code": "6 00 00", "title": "Podpořené osoby", "kind": "output", "scale": "count", "direction": "up",
        "frequency": "half_year", "aggregation": "latest", "min_n": "5", "group_min_n": "10", "tolerance": "5",
        "baseline": "1 234,5",
    }  # fmt: skip
    answer = client.post(f"{LIST}novy/", typed)
    assert list(errors(answer)) == ["baseline_on"]
    typed["baseline_on"] = "2016-12-31"
    assert client.post(f"{LIST}novy/", typed).url == f"{LIST}6-00-00/"
    made = world.kept.__class__.objects.get(code="6 00 00")
    assert build.definition_of(made).baseline == D("1234.5")
    edited = {"kind": "context", "is_public": "on", "lock_version": "1"}
    assert client.post(f"{LIST}6-00-00/upravit/", edited).status_code == 302
    assert Client().get(f"{LIST}6-00-00/").status_code == 200
    stale = client.post(f"{LIST}6-00-00/upravit/", {**edited, "kind": "process"})
    assert stale.context["differences"] == [("druh", "Souvislosti", "Proces")]
    target = f"{LIST}6-00-00/cil/"
    assert list(errors(client.post(target, {"value": "x", "year": "2022"}))) == ["value"]
    assert "nebo k roku" in text(client.post(target, {"value": "10"}))
    assert client.post(target, {"value": "215,5", "year": "2022"}).status_code == 302
    assert "Napište, proč se cíl mění." in text(client.post(target, {"value": "9", "year": "2022"}))
