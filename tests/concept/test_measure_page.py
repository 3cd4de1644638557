"""The page of a measure: how far it is, its reports and their evidence, what upper apps add, how long it is kept."""

from datetime import UTC, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from django.utils.html import format_html

from concept import actions
from concept.actions.measures import derive_measure
from concept.enums import MeasureStage, MeasureStatus
from concept.models import MeasureReport
from core import extension
from core.actions import create_record
from core.enums import Visibility
from core.extension import Panel
from people.enums import Role
from tests.concept import build, plan
from tests.factories.people import UserFactory
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PATH = "/opatreni/1.1/"


@built_once
def world():
    """1.1 carries out K.1 of the concept and waits for 1.2; two reports on it, the second with evidence."""
    plan.plan(plan.block("K.1", "Bydlení pro všechny"), slug="koncepce", title="Koncepce")
    version = plan.plan(
        plan.block("1.1", "Sociální byty", due_on="2026-12-31", budget_czk="1000000"),
        plan.block("1.2", "Krizové byty"),
    )
    at = timezone.now()
    derive_measure(
        measure=plan.measure("1.1"), source=plan.measure("K.1"), note="", by=build.editor(), at=at
    )
    actions.add_dependency(
        measure=plan.measure("1.1"), needed=plan.measure("1.2"), by=plan.manager(), at=at
    )
    person = plan.owner("1.1")
    plan.approved("1.1", person, sentence="Začali jsme.", spent_czk=Decimal(1000))
    return version, person


def page(client, path: str = PATH) -> str:
    return " ".join(client.get(path).content.decode().split())


def evidence(person, *, number: int, visibility: str = Visibility.PUBLIC) -> MeasureReport:
    record = create_record(
        kind="decision",
        title=f"Závěr {number}",
        reference=f"PS1/2026/{number}",
        path=f"/zavery/PS1-2026-{number}/",
        visibility=visibility,
        by=person,
        at=timezone.now(),
    )
    return plan.approved(
        "1.1",
        person,
        stage=MeasureStage.PREPARATION,
        sentence=f"Zpráva {number}.",
        spent_czk=Decimal("99000.50"),
        evidence=[record],
    )


def test_the_page_says_how_far_the_measure_is(client, world):
    found = page(client)
    assert '<li class="steps__item steps__item--done">Záměr' in found
    assert '<li class="steps__item" aria-current="step">Realizace (nyní)</li>' in found
    assert "Dosud bylo utraceno 1 000 Kč z rozpočtu 1 000 000 Kč (0 %)." in found
    assert '<a href="/opatreni/K.1/"><strong>K.1</strong>' in found
    assert '<a href="/opatreni/1.2/"><strong>1.2</strong>' in found
    assert "Po termínu" not in found


def test_reports_stand_newest_first_with_their_evidence(client, world):
    _version, person = world
    evidence(person, number=1)
    evidence(person, number=2, visibility=Visibility.STAFF)
    found = page(client)
    places = [found.index(f'href="{PATH}zpravy/{number}/"') for number in (3, 2, 1)]
    assert places == sorted(places)
    assert found.count('<a href="/zavery/PS1-2026-1/" lang="cs">Závěr 1</a>') == 1
    assert "Závěr 2" not in found
    assert found.count("1 neveřejný podklad") == 1
    assert "Dosud bylo utraceno 199 001 Kč z rozpočtu 1 000 000 Kč (20 %)." in found


def test_a_corrected_report_says_so_and_does_not_count(client, world):
    _version, person = world
    wrong = MeasureReport.objects.get()
    plan.approved("1.1", person, corrects=wrong, sentence="Opraveno.", spent_czk=Decimal(500))
    found = page(client)
    assert "Opravila ji zpráva 2; tato už neplatí." in found
    assert "Opravuje zprávu 1." in found
    assert "Dosud bylo utraceno 500 Kč" in found


def test_a_report_that_waits_is_not_told(client, world):
    _version, person = world
    plan.submitted("1.1", person, sentence="Ještě neschváleno.", status=MeasureStatus.DONE)
    assert "Ještě neschváleno." not in page(client)


def test_the_page_costs_the_same_with_one_report_and_with_three(
    client, world, django_assert_num_queries
):
    _version, person = world
    evidence(person, number=1)
    client.get(PATH)
    with django_assert_num_queries(35):
        client.get(PATH)
    evidence(person, number=2)
    evidence(person, number=3)
    with django_assert_num_queries(35):
        client.get(PATH)


@pytest.fixture
def panel(monkeypatch):
    """A panel of an upper app, and until when what it says holds."""
    ends: list[datetime | None] = [None]
    monkeypatch.setitem(extension._panels, "concept.measure", [])

    def add(permission: str = "concept.view_measure") -> list[datetime | None]:
        extension.add_panel(
            Panel(
                "concept.measure",
                "indicators",
                permission,
                lambda request, measure: format_html("<p>Ukazatele {}</p>", measure.code),
                lambda measure: ends[0],
            )
        )
        return ends

    return add


def is_kept(client) -> bool:
    return "public" in client.get(PATH).headers.get("Cache-Control", "")


def test_upper_apps_add_what_the_reader_may_see(client, world, panel):
    panel()
    panel("concept.keep_measures")
    assert page(client).count("<p>Ukazatele 1.1</p>") == 1
    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    assert page(client).count("<p>Ukazatele 1.1</p>") == 2


@pytest.mark.parametrize(
    ("ends", "kept"),
    [
        (None, True),
        (datetime(2026, 3, 2, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 2, 23, 0, tzinfo=UTC), True),
    ],
)
def test_the_page_is_kept_when_all_of_it_holds_until_midnight(client, world, panel, ends, kept):
    panel()[0] = ends
    assert is_kept(client) == kept


def test_a_page_that_cites_is_not_kept(client, world):
    _version, person = world
    assert is_kept(client)
    evidence(person, number=1)
    assert not is_kept(client)


def test_a_kept_page_is_made_anew_by_an_approval_and_at_midnight(client, world, clock):
    _version, person = world
    before = client.get(PATH)
    plan.approved("1.1", person, sentence="Pokračujeme.")
    after = client.get(PATH)
    assert "Pokračujeme." in after.content.decode()
    clock.move_to(datetime(2027, 1, 1, 12, tzinfo=UTC))
    late = client.get(PATH, headers={"If-None-Match": after.headers["ETag"]})
    assert len({before.headers["ETag"], after.headers["ETag"], late.headers["ETag"]}) == 3
    assert "Po termínu" in late.content.decode()


def test_a_feed_tells_approved_reports_newest_first(client, world, django_assert_num_queries):
    _version, person = world
    address = "/feeds/opatreni.atom"
    client.get(address)
    plan.submitted("1.1", person, sentence="Čeká.")
    plan.approved("1.1", person, sentence="Hotovo & předáno.", status=MeasureStatus.DONE)
    with django_assert_num_queries(5):
        answer = client.get(address)
    root = ElementTree.fromstring(answer.content)
    names = {"a": "http://www.w3.org/2005/Atom"}
    told = [
        (entry.findtext("a:title", namespaces=names), entry.findtext("a:summary", namespaces=names))
        for entry in root.findall("a:entry", names)
    ]
    assert told == [
        ("Opatření 1.1 Sociální byty: splněno", "Hotovo &amp; předáno."),
        ("Opatření 1.1 Sociální byty: plněno průběžně", "Začali jsme."),
    ]
    assert f'href="{address}"' in client.get("/opatreni/").content.decode()
