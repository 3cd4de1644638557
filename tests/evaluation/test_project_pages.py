"""Pages of the project: what everybody reads, what staff read, what its manager does there."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluation.forms.project import CrownsField
from evaluation.models import ProjectChange, PublicityItem, Spending
from people.enums import Role
from tests.conftest import TEST_NOW
from tests.evaluation import project_build as projects
from tests.factories.people import UserFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

DESK = "/projekt/projekt/"


def world():
    """A project with one of each thing, and its manager."""
    by = projects.manager()
    made = projects.page()
    first = projects.activity(made, by=by, at=TEST_NOW)
    projects.milestone(first, by=by, at=TEST_NOW)
    wrong = projects.spent(first, "1500.50", date(2016, 11, 3), by=by, at=TEST_NOW)
    projects.corrected(wrong, "250000.00", by=by, at=TEST_NOW)
    projects.change(made, by=by, at=TEST_NOW)
    projects.item(made, by=by, at=TEST_NOW)
    projects.output(made, by=by, at=TEST_NOW)
    projects.period(made, by=by, at=TEST_NOW)
    return made, first, by


funded = built_once(world)


def told(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\xa0", " "))


def test_everybody_reads_activities_sums_and_outputs_but_no_rows(funded, client):
    page = told(client.get("/projekt/"))

    for words in (
        "KA1",
        "Koncepce schválena",
        "Vyčerpáno 250 000 Kč z 1 000 000 Kč, to je 25 %. Zbývá 750 000 Kč.",
        "(zatím nezveřejněno)",
    ):
        assert words in page
    for hidden in ("FV-161103", "Přesun úspory do mezd.", "Plakát A3", DESK):
        assert hidden not in page


def test_staff_read_the_desk_and_only_its_manager_acts_there(funded, client):
    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    page = told(client.get(DESK))
    for words in (
        "FV-161103",
        "<s>1 500,50 Kč</s>",
        "oprava částky 1 500,50 Kč:",
        "Přesun úspory do mezd.",
        "Plakát A3",
        "skončilo, podklad chybí",
    ):
        assert words in page
    assert "/vydaje/novy/" not in page

    client.force_login(projects.manager("Druhá Vedoucí"))
    assert "/vydaje/novy/" in told(client.get(DESK))


def test_desk_costs_the_same_however_much_is_kept(funded, client):
    made, first, by = funded
    client.force_login(by)
    client.get(DESK)
    costs = []
    for number in (0, 1, 2):
        if number:
            projects.milestone(first, by=by, at=TEST_NOW)
            projects.spent(first, f"{number}", date(2016, 12, number), by=by, at=TEST_NOW)
            projects.change(made, by=by, at=TEST_NOW)
            projects.item(made, by=by, at=TEST_NOW)
            projects.output(made, by=by, at=TEST_NOW)
            projects.activity(made, f"KA{number + 1}", by=by, at=TEST_NOW)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(DESK).status_code == 200
        costs.append(len(captured))

    assert costs == [13, 13, 13]


def test_spending_is_entered_as_people_write_amounts_and_a_repeat_is_asked_about(funded, client):
    _made, first, by = funded
    client.force_login(by)
    typed = {
        "activity": first.pk,
        "spent_on": "2017-01-05",
        "amount_czk": "12 500,50 Kč",
        "document_number": "FV-1",
        "purpose": "Tisk",
    }

    assert client.post(f"{DESK}vydaje/novy/", typed).url == DESK
    again = client.post(f"{DESK}vydaje/novy/", typed)
    assert "už je zapsaná. Zapsat ji znovu?" in told(again)
    assert "12 500,50 Kč" in told(again)
    assert client.post(f"{DESK}vydaje/novy/", {**typed, "may_repeat": "on"}).url == DESK

    rows = Spending.objects.filter(document_number="FV-1")
    assert [f"{row.amount_czk}" for row in rows] == ["12500.50", "12500.50"]


@pytest.mark.parametrize("typed", ["12,5,5", "mnoho", "-1", "1,234"])
def test_amount_that_is_none_is_refused(typed):
    with pytest.raises(ValidationError):
        CrownsField().clean(typed)


def test_change_is_answered_and_then_read_by_everybody(funded, client):
    _made, _first, by = funded
    client.force_login(by)

    answer = {"state": "approved", "decided_on": "2017-03-20", "decided_where": "MPSV-1"}
    assert client.post(f"{DESK}zmeny/1/odpoved/", answer).url == DESK

    assert ProjectChange.objects.get().state == "approved"
    assert client.get(f"{DESK}zmeny/1/odpoved/").status_code == 404
    client.logout()
    assert "Přesun úspory do mezd." in told(client.get("/projekt/"))


def test_publicity_is_proved_by_a_file_staff_can_save(funded, client):
    _made, _first, by = funded
    client.force_login(by)
    item = PublicityItem.objects.get()
    typed = {"requirement": item.requirement, "done_on": "2016-10-05", "lock_version": "1"}
    address = f"{DESK}publicita/{item.pk}/"

    assert "Přidejte soubor nebo adresu" in told(client.post(address, typed))
    file = SimpleUploadedFile("plakat.pdf", b"%PDF-1.4 plakat")
    assert client.post(address, {**typed, "evidence": file}).url == DESK

    saved = client.get(f"{address}soubor/")
    assert saved.content == b"%PDF-1.4 plakat"
    assert saved.headers["Content-Disposition"] == 'attachment; filename="plakat.pdf"'


def test_stale_edit_of_an_activity_shows_both(funded, client):
    _made, first, by = funded
    client.force_login(by)
    typed = {
        "title": "Moje znění",
        "area": "concept",
        "starts_on": "2016-10-01",
        "ends_on": "2019-09-30",
        "lock_version": "7",
    }

    page = told(client.post(f"{DESK}aktivity/KA1/", typed))

    assert "Moje znění" in page
    assert first.title in page
    assert "Mezitím to změnil někdo jiný." in page


def test_manager_removes_what_was_entered_by_mistake_and_says_why(funded, client):
    made, first, by = funded
    rows = (first.milestones.get(), made.publicity_items.get(), made.project_outputs.get())
    client.force_login(by)
    desk = told(client.get(DESK))
    for part, row in zip(("milniky", "publicita", "vystupy"), rows, strict=True):
        address = f"{DESK}{part}/{row.pk}/odebrat/"
        assert f'href="{address}"' in desk
        assert str(row) in told(client.get(address))
        assert client.post(address, {"lock_version": 1}).status_code == 200
        stale = told(client.post(address, {"lock_version": 7, "reason": "mistake"}))
        assert "Mezitím to změnil někdo jiný" in stale
        answer = client.post(address, {"lock_version": 1, "reason": "mistake"})
        assert (answer.status_code, answer["Location"]) == (302, DESK)
        assert not type(row).objects.filter(pk=row.pk).exists()
        assert client.get(address).status_code == 404
