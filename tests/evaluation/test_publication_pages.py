"""Pages of the pilot's figures: public ones, their files, and the rows behind each figure for who reads households."""

import json
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from core.citing import records_named
from core.enums import Visibility
from core.extension import SourceUnresolved, freeze_source
from core.models import Event, Record
from evaluation.actions import publications, tenancies
from evaluation.models import PilotPublication
from evaluation.pilot_sets import PUBLISHED_NAMES, HalfYear
from evaluation.pilot_words import INSIDE_WORDS, SECTIONS, WORDS
from tests.browsers import signed_in
from tests.evaluation import build_pilot
from tests.evaluation.described import programs_read
from tests.focus_groups.pages import errors, statuses, text
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
HALF_YEAR = "/pilot/2017-1/"


class World:
    """Ten households that moved in in the first half of 2017, of whom one left; its figures are published."""

    def __init__(self) -> None:
        self.officer = build_pilot.officer()
        self.author, self.second = build_pilot.evaluator(), build_pilot.evaluator("Ema Druhá")
        self.pilot = build_pilot.a_pilot(self.officer)
        self.stays = []
        for number in range(10):
            who = build_pilot.household(self.pilot, self.officer)
            flat = build_pilot.flat(self.pilot, f"S-{number + 1}", self.officer)
            self.stays.append(build_pilot.stay(who, flat, date(2017, 2, 1), self.officer))
        common = {"pilot": self.pilot, "by": self.author, "at": timezone.now()}
        self.preparation = publications.prepare_publication(half_year=HalfYear(2017, 1), **common)
        tenancies.end_stay(
            tenancy=self.stays[0],
            on=date(2017, 5, 1),
            reason="rent_arrears",
            destination="homeless",
            by=self.officer,
            at=timezone.now(),
        )

    def publish(self) -> PilotPublication:
        common = {"preparation": self.preparation, "by": self.second, "at": timezone.now()}
        return publications.agree_publication(**common)


world = built_once(World)


def test_every_published_figure_has_words_and_a_place():
    placed = [name for _title, names in SECTIONS for name in names]
    assert len(placed) == len(set(placed))
    assert (
        set(placed) == set(WORDS) == {*PUBLISHED_NAMES, "flats_crisis", "flats_social_affordable"}
    )
    assert not set(INSIDE_WORDS) & set(WORDS)


def test_everybody_reads_what_was_published_and_nothing_else(world):
    assert "Zatím nejsou zveřejněna žádná čísla." in text(Client().get("/pilot/"))
    assert Client().get(HALF_YEAR).status_code == 404
    world.publish()
    home = text(Client().get("/pilot/"))
    assert "Pololetí 1/2017" in home
    page = text(Client().get(HALF_YEAR))
    assert 'do sociálního nebo dostupného bytu</th> <td class="table__number">10</td>' in page
    assert (
        '<th scope="row" class="table__part table__part--1">z toho dospělí<span class="visually-hidden"> '
        "(část údaje „Lidé v těchto domácnostech při nastěhování“)</span></th>"
    ) in page
    assert "menší než 5 (u tabulek podle dvou znaků menší než 10)" in page
    for stay in world.stays:
        assert stay.household.pseudonym not in home + page
    assert "cisla/" not in page
    assert statuses(Client(), "/pilot/2017-3/", "/pilot/2017-2/") == [404, 404]
    assert statuses(Client(), "/pilot/cisla/", "/pilot/cisla/entered/") == [404, 404]


def test_the_same_as_files(world):
    assert programs_read("/pilot/", "/pilot/")["half_years"] == []
    world.publish()
    moved = "Domácnosti, které se nastěhovaly do sociálního nebo dostupného bytu"
    lines = Client().get(f"{HALF_YEAR}cisla.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "oddíl;údaj;část údaje;počet;procent"
    assert f"Byty;Domácnosti, které bydlí v sociálních a dostupných bytech;{moved};10;100" in lines
    assert f"Kdo odešel a kam;Domácnosti, které z pilotního ověření odešly;{moved};0;" in lines
    data = json.loads(Client().get(f"{HALF_YEAR}cisla.json").content)
    assert (data["half_year"], data["as_of"], data["edition"]) == ("2017-1", "2017-06-30", 1)
    counts = {row["name"]: row["count"] for row in data["figures"]}
    parts = {row["name"]: row["part_of"] for row in data["figures"]}
    assert (parts["entered"], parts["adults"]) == (None, "people")
    assert (counts["entered"], counts["flats_social_affordable"]) == (10, 10)
    read = programs_read("/pilot/{year}-{half}/", "/pilot/2017-1/")
    assert ({name: read[name] for name in data}, read["editions"]) == (data, [1])
    listed = programs_read("/pilot/", "/pilot/")
    assert [row["half_year"] for row in listed["half_years"]] == ["2017-1"]
    assert "v číslech, 1. pololetí 2017" in text(Client().get("/feeds/vysledky.atom"))
    # of a demonstration the files say so
    Record.objects.filter(pilot_publication__isnull=False).update(demo_origin="invented")
    lines = Client().get(f"{HALF_YEAR}cisla.csv?vydani=1").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "oddíl;údaj;část údaje;počet;procent;Původ údajů"
    assert {line.rpartition(";")[2] for line in lines[1:]} == {"Vymyšleno pro ukázku"}
    data = Client().get(f"{HALF_YEAR}cisla.json?vydani=1").json()
    assert (data["notice"][:7], data["origin"]) == ("Ukázka.", "invented")
    address = "/api/v1/pilot/2017-"
    assert statuses(Client(), f"{address}1/?edition=2", f"{address}2/", f"{address}3/") == [404] * 3


def test_a_figure_leads_to_its_rows_as_they_are_and_as_they_were_published(world):
    world.publish()
    reader = signed_in(world.author)
    names = sorted(stay.household.pseudonym for stay in world.stays)
    page = text(reader.get("/pilot/cisla/left/?ke=2017-06-30"))
    gone = world.stays[0].household.pseudonym
    assert "Ke dni 30. 6. 2017: 1 řádek." in page
    assert f">{gone}</a>" in page
    assert "Je to část údaje „Domácnosti, které se nastěhovaly" in page
    # nobody had left in what was published; the row was learnt later
    assert "1/2017: 0" in page
    entered = text(reader.get("/pilot/cisla/entered/?ke=2017-06-30"))
    assert f'1/2017: 10</summary><p class="details__body">{", ".join(names)}' in entered
    figures = text(reader.get("/pilot/cisla/"))
    assert 'href="/pilot/cisla/left/?ke=2025-12-31"' in figures
    assert Event.objects.get(verb="pilot_read").payload == {"what": "figures"}
    assert reader.get("/pilot/cisla/?ke=2017-13-45").status_code == 200


def test_a_half_year_is_prepared_by_one_and_published_by_another(world):
    author, second = signed_in(world.author), signed_in(world.second)
    own = f"/pilot/zverejneni/{world.preparation.pk}/"
    assert "Tato čísla jste připravili vy" in text(author.get(own))
    assert "Tato čísla jste připravili vy" in text(author.post(f"{own}souhlas/", follow=True))
    assert not PilotPublication.objects.exists()
    # rows changed meanwhile: what was prepared stays as it was
    assert second.post(f"{own}souhlas/")["Location"] == HALF_YEAR
    assert "Už je to zveřejněné." in text(second.get(own))
    new = "/pilot/zverejneni/nove/"
    assert 'value="2017-1" selected' in text(author.get(f"{new}?pololeti=2017-1"))
    refused = author.post(new, {"half_year": "2017-1", "note": ""})
    assert errors(refused) == {
        "__all__": ["Toto pololetí už je zveřejněné. Napište, co je v novém vydání jinak."]
    }
    made = author.post(new, {"half_year": "2017-1", "note": "Jeden odchod byl zapsán později."})
    assert second.post(f"{made['Location']}souhlas/").status_code == 302
    page = text(Client().get(HALF_YEAR))
    assert "Jeden odchod byl zapsán později." in page
    former = text(Client().get(f"{HALF_YEAR}?vydani=1"))
    assert "Toto je dřívější vydání." in former
    assert Client().get(f"{HALF_YEAR}?vydani=9").status_code == 404


def test_a_text_holds_the_edition_that_was_public_on_the_day(world):
    source = freeze_source("pilot_figures")
    today = timezone.localdate()
    with pytest.raises(SourceUnresolved, match="k tomu dni"):
        source.resolve("2017-1", today)
    with pytest.raises(SourceUnresolved, match="2018-1"):
        source.resolve("loni", today)
    world.publish()
    with pytest.raises(SourceUnresolved, match="k tomu dni"):
        source.resolve("2017-1", date(2020, 1, 1))
    table = source.resolve("2017-1", today)
    assert table == source.resolve("2017-1", today)
    assert (table.path, table.definition) == (HALF_YEAR, "vydání 1")
    assert table.rows[0] == ("Sociální a dostupné byty na konci pololetí", "10", "")
    assert ("Lidé v těchto domácnostech při nastěhování", "30", "") in table.rows


def test_publishing_makes_a_pilot_of_the_site_public_and_a_second_pilot_hides_nothing(world):
    """Both begin as they do on the site; each publishes the same half-year."""
    assert world.pilot.record.visibility == Visibility.STAFF
    world.publish()
    world.pilot.record.refresh_from_db()
    assert world.pilot.record.visibility == Visibility.PUBLIC
    further = {"name": "Druhé ověření", "slug": "pilot-2", "starts_on": date(2017, 2, 1)}
    second = build_pilot.a_pilot(world.officer, **further)
    assert 'do sociálního nebo dostupného bytu</th> <td class="table__number">10</td>' in text(
        Client().get(HALF_YEAR)
    )
    common = {"pilot": second, "half_year": HalfYear(2017, 1), "at": timezone.now()}
    made = publications.prepare_publication(by=world.author, **common)
    assert statuses(Client(), f"{HALF_YEAR}?pilot=pilot-2", "/pilot/?pilot=pilot-2") == [404, 404]
    address = signed_in(world.second).post(f"/pilot/zverejneni/{made.pk}/souhlas/")["Location"]
    assert address == f"{HALF_YEAR}?pilot=pilot-2"
    page = text(Client().get(address))
    assert 'do sociálního nebo dostupného bytu</th> <td class="table__number">0</td>' in page
    assert f'<a href="?pilot={world.pilot.slug}" lang="cs">Pilotní ověření bydlení</a>' in page
    assert 'cisla.csv?vydani=1&amp;pilot=pilot-2"' in page
    assert '<a href="?pilot=pilot-2" lang="cs">Druhé ověření</a>' in text(Client().get(HALF_YEAR))
    home = text(Client().get(f"/pilot/?pilot={world.pilot.slug}"))
    assert '<strong aria-current="true">Pilotní ověření bydlení</strong>' in home
    assert '<a href="?pilot=pilot-2">Druhé ověření</a>' in home
    listed = programs_read("/pilot/", "/pilot/")
    assert [row["slug"] for row in listed["pilots"]] == ["pilot-2", world.pilot.slug]
    pilots = [row["pilot"]["slug"] for row in listed["half_years"]]
    assert pilots == [world.pilot.slug, "pilot-2"]
    for row in listed["half_years"]:
        assert text(Client().get(row["page"])) != ""
        assert Client().get(row["url"]).json()["pilot"] == row["pilot"]
    source = freeze_source("pilot_figures")
    today = timezone.localdate()
    assert source.resolve("2017-1", today).path == HALF_YEAR
    assert source.resolve("pilot-2/2017-1", today).path == address
    cited = records_named([f"http://localhost{address}", HALF_YEAR], world.author)
    assert [[row.reference for row in rows] for rows in cited.values()] == [
        ["pilot-2/2017-1"],
        [f"{world.pilot.slug}/2017-1"],
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_series_costs_the_same_for_many_half_years(world, count, django_assert_num_queries):
    world.publish()
    for half in (HalfYear(2017, 2), HalfYear(2018, 1))[: count - 1]:
        common = {"pilot": world.pilot, "at": timezone.now()}
        made = publications.prepare_publication(half_year=half, by=world.author, **common)
        publications.agree_publication(preparation=made, by=world.second, at=timezone.now())
    client = signed_in(world.author)
    client.get("/pilot/")
    with django_assert_num_queries(6):
        assert len(client.get("/pilot/").context["publications"]) == count
