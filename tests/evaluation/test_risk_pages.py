"""Pages of the register of risks: the list with the heat map, one risk, its forms, the panel of a measure."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from concept.models import Measure
from core.actions import create_record
from core.extension import panels
from core.permissions import allowed
from evaluation.actions import risks
from evaluation.models import Risk, RiskAction
from people.enums import Role
from tests.browsers import signed_in
from tests.concept import build as concept
from tests.evaluation import build, risks_build
from tests.evaluation.described import programs_read
from tests.factories.people import UserFactory
from tests.focus_groups.pages import errors, text
from tests.people.personas import KEYS, make
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
REGISTER, RISK = "/hodnoceni/rizika/", "/hodnoceni/rizika/1/"


class World:
    """A risk that is dealt with by its owner, who is no staff."""

    def __init__(self) -> None:
        self.at = timezone.now()
        self.evaluator = build.evaluator()
        self.owner = UserFactory(name="Gita Garantová", roles=[Role.MEASURE_OWNER], is_demo=True)
        self.indicator = build.indicator("U1", self.evaluator, at=self.at)
        risk = risks_build.raised(self.evaluator, at=self.at)
        risks_build.given(risk, self.owner, self.evaluator, at=self.at)
        risks_build.assessed(risk, (5, 4), (3, 3), self.owner, at=self.at)
        self.risk = risks_build.treated(risk, self.owner, at=self.at)

    def shown(self) -> None:
        risks.show_risk(risk=self.risk, is_public=True, by=self.evaluator, at=self.at)


world = built_once(World)


def stored() -> Risk:
    return Risk.objects.get(number=1)


def test_everybody_sees_what_is_shown_without_people_history_or_lateness(world):
    assert "Žádné takové riziko tu není." in text(Client().get(REGISTER))
    world.shown()
    page = text(Client().get(REGISTER))
    assert "Málo bytů od obvodů" in page
    assert "střední" in page
    assert "Gita" not in page
    detail = text(Client().get(RISK))
    assert "Obvod nabídku zastaví." in detail
    assert "Smlouvy s obvody" in detail
    assert "Gita" not in detail
    assert "Historie" not in detail
    staff = text(signed_in(world.evaluator).get(RISK))
    assert "Gita Garantová" in staff
    assert "Nabídka se letos zastavila třikrát." in staff


def test_programs_read_risks_without_people_or_what_warns_of_them(world, client):
    risks_build.watched_by(world.risk, world.indicator, "5", world.owner, at=world.at)
    assert programs_read("/risks/", "/risks/")["risks"] == []
    assert client.get("/api/v1/risks/1/").status_code == 404
    inside = programs_read("/risks/{number}/", "/risks/1/", signed_in(world.evaluator))
    assert inside["residual"] == {"probability": 3, "impact": 3, "level": "medium"}
    world.shown()
    (risk,) = programs_read("/risks/", "/risks/")["risks"]
    assert (risk["reference"], risk["event"]) == ("RZ/1", "Obvod nabídku zastaví.")
    answer = client.get("/api/v1/risks/1/")
    assert answer.json() == inside
    assert "Gita" not in answer.content.decode()
    assert "U1" not in answer.content.decode()


def test_a_risk_is_found_by_its_words_by_who_may_know_of_it(world, client):
    risks_build.watched_by(world.risk, world.indicator, "5", world.owner, at=world.at)
    asked = {"q": "obvodu nabidka", "kde": "rizika"}
    assert list(client.get("/hledat/", asked).context["page_obj"]) == []
    for reader in (world.evaluator, world.owner):
        (found,) = signed_in(reader).get("/hledat/", asked).context["page_obj"]
        assert (found["title"], found["url"]) == ("RZ/1 Málo bytů od obvodů", RISK)
    world.shown()
    assert client.get("/hledat/", {"q": "smlouva obvody"}).context["total"] == 1
    # neither people nor what warns of it
    for words in ("Gita", "U1"):
        assert list(client.get("/hledat/", {**asked, "q": words}).context["page_obj"]) == []


def test_the_heat_map_leads_to_risks_of_a_size(world):
    risks_build.raised(world.evaluator, at=world.at, title="Neposouzené")
    client = signed_in(world.evaluator)
    page = text(client.get(REGISTER))
    link = "?stav=otevrena&amp;mira=soucasna&amp;pravdepodobnost=3&amp;dopad=3#seznam"
    assert link in page
    assert "1 riziko zatím není posouzené a v tabulce chybí." in page
    found = client.get(REGISTER, {"pravdepodobnost": "3", "dopad": "3"})
    assert [row.risk.number for row, _size in found.context["rows"]] == [1]
    inherent = {"mira": "puvodni", "pravdepodobnost": "5", "dopad": "4"}
    found = client.get(REGISTER, inherent)
    assert [(row.risk.number, size.label) for row, size in found.context["rows"]] == [
        (1, "kritické")
    ]
    assert not client.get(REGISTER, {"pravdepodobnost": "1", "dopad": "1"}).context["rows"]
    # what makes no sense is left out
    assert client.get(REGISTER, {"pravdepodobnost": "9", "mira": "x"}).status_code == 200
    assert len(client.get(REGISTER, {"oblast": "flats"}).context["rows"]) == 2
    assert not client.get(REGISTER, {"oblast": "law"}).context["rows"]
    assert not client.get(REGISTER, {"stav": "uzavrena"}).context["rows"]


def test_raising_a_risk_keeps_what_was_typed_and_names_unknown_measures(world):
    client = signed_in(UserFactory(roles=[Role.MEMBER], is_demo=True))
    typed = {**risks_build.WORDS, "category": "flats", "proximity": "now", "measures": "9.9"}
    refused = client.post(f"{REGISTER}nove/", typed)
    assert errors(refused) == {"measures": ["Opatření „9.9“ neexistuje."]}
    assert "Obvod nabídku zastaví." in text(refused)
    done = client.post(f"{REGISTER}nove/", {**typed, "measures": ""})
    assert (done.status_code, done["Location"]) == (302, "/hodnoceni/rizika/2/")
    # who raised it goes on seeing it
    assert "Málo bytů od obvodů" in text(client.get(done["Location"]))
    assert client.get(RISK).status_code == 404


def test_the_owner_does_everything_about_their_risk(world):
    client = signed_in(world.owner)
    day = (timezone.localdate() + timedelta(days=90)).isoformat()
    sizes = {
        "inherent_probability": "5",
        "inherent_impact": "4",
        "residual_probability": "2",
        "residual_impact": "2",
    }
    for path, said in (
        ("posoudit/", {**sizes, "why": "Smlouvy platí.", "review_on": day}),
        ("reakce/", {"response": "accept", "response_text": "", "review_on": day}),
        ("kroky/novy/", {"text": "Sledovat nabídku.", "responsible": "Odbor", "due_on": ""}),
        ("stav/", {"state": "watched", "reason": ""}),
        (
            "vcasne-varovani/",
            {"indicator": world.indicator.pk, "threshold": "80,5", "crossing": "below"},
        ),
    ):
        version = stored().lock_version
        answer = client.post(f"{RISK}{path}", {**said, "lock_version": version})
        assert answer.status_code == 302, (path, errors(answer))
    risk = stored()
    assert (risk.state, risk.response, str(risk.warning_threshold)) == (
        "watched",
        "accept",
        "80.5000",
    )
    page = text(client.get(RISK))
    assert "Když klesne na mez nebo pod ni 80,5" in page
    action = RiskAction.objects.get()
    changed = {
        "text": action.text,
        "responsible": "Odbor",
        "due_on": "",
        "state": "done",
        "note": "Sleduje se měsíčně.",
        "lock_version": 1,
    }
    assert client.post(f"{RISK}kroky/1/", changed).status_code == 302
    assert "Sleduje se měsíčně." in text(client.get(RISK))
    # chairs and evaluators only
    assert client.post(f"{RISK}verejne/").status_code == 403


def test_an_indicator_warns_from_a_limit_on_one_side(world):
    client = signed_in(world.owner)
    said = {"indicator": world.indicator.pk, "lock_version": stored().lock_version}
    assert errors(client.post(f"{RISK}vcasne-varovani/", said)) == {
        "threshold": ["Uveďte mez, od které ukazatel varuje."],
        "crossing": ["Uveďte, na které straně meze hodnota varuje."],
    }


def test_two_who_edit_at_once_see_both_texts(world):
    client = signed_in(world.evaluator)
    page = client.get(f"{RISK}upravit/")
    typed = {**page.context["form"].initial, "measures": "", "event": "Obvody přestanou nabízet."}
    assert client.post(f"{RISK}upravit/", {**typed, "event": "Jiné."}).status_code == 302
    stale = client.post(f"{RISK}upravit/", typed)
    told = text(stale)
    assert "Riziko mezitím změnil někdo jiný." in told
    assert "Jiné." in told
    assert "Obvody přestanou nabízet." in told
    again = {**typed, "lock_version": stored().lock_version}
    assert client.post(f"{RISK}upravit/", again).status_code == 302
    assert stored().event == "Obvody přestanou nabízet."


def test_the_panel_of_a_measure_names_its_open_risks_to_staff(world, rf):
    measure = Measure.objects.create(
        record=create_record(kind="measure", title="2.1", by=world.evaluator, at=world.at),
        document=concept.document(),
        code="2.1",
    )
    world.risk.measures.add(measure)
    (panel,) = (panel for panel in panels("concept.measure") if panel.name == "risks")
    allowed_to = {who for who in KEYS if allowed(make(who), panel.permission, measure)}
    staff = {"editor", "secretary", "chair", "evaluator", "project_manager"}
    assert allowed_to == staff
    request = rf.get("/opatreni/2.1/")
    request.user = world.evaluator
    drawn = panel.render(request, measure)
    assert "RZ/1" in drawn
    assert "střední" in drawn
    risks_build.moved(world.risk, "closed", world.owner, at=world.at, reason="Pominulo.")
    assert "RZ/1" not in panel.render(request, measure)


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_for_many_risks(world, count, django_assert_num_queries):
    for number in range(count - 1):
        risk = risks_build.raised(world.evaluator, at=world.at, title=f"Riziko {number}")
        risks_build.given(risk, world.owner, world.evaluator, at=world.at)
        risks_build.assessed(risk, (2, 2), (2, 2), world.owner, at=world.at)
    client = signed_in(world.evaluator)
    client.get(REGISTER)
    with django_assert_num_queries(5):
        assert len(client.get(REGISTER).context["rows"]) == count
