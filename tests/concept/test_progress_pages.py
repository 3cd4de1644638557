"""Pages of how measures are followed: writing and approving reports, owners, links, dates, yearly reports."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concept import actions
from concept.models import (
    MeasureDependency,
    MeasureDerivation,
    MeasureOwner,
    MeasureReport,
    PlanReport,
    ReportingDate,
)
from core.extension import waiting_for
from core.models import IssuedFile, OutboxMail
from people.enums import Role
from tests.concept import build, plan
from tests.conftest import TEST_NOW
from tests.worlds import built_once

TODAY = date(2026, 3, 2)


def two_plans(clock) -> None:
    clock.move_to("2019-06-19T09:00:00+00:00")
    plan.plan(plan.block("9.1", "Bydlení pro všechny"), slug="koncepce", title="Koncepce")
    plan.plan(
        plan.block("1.1", "Evidence žádostí", due_on="2020-06-30", budget_czk="250000.00"),
        plan.block("1.2", "Kulaté stoly"),
        plan.block("1.3", "Metodik"),
    )
    plan.owner("1.1")
    clock.move_to(TEST_NOW)


world = built_once(two_plans)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def signed_in(person) -> Client:
    """A browser in which somebody is signed in, as a demonstration account: no second factor is asked for."""
    person.is_demo = True
    person.save(update_fields=["is_demo"])
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def owner():
    return signed_in(build.user("garantka"))


@pytest.fixture
def manager():
    return signed_in(plan.manager())


def text(response) -> str:
    assert response.status_code == 200, response
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 200, response
    return {name: list(found) for name, found in response.context["form"].errors.items()}


FILLED = {
    "as_of": "2026-02-28",
    "status": "ongoing",
    "stage": "realisation",
    "sentence": "Evidence běží ve všech obvodech.",
    "reason": "",
    "spent_czk": "1 250,50 Kč",
    "evidence": "9.1",
}


def test_a_report_is_written_handed_over_and_approved(owner, manager):
    assert "Zatím bez zprávy" in text(owner.get("/opatreni/moje/"))
    form = text(owner.get("/opatreni/1.1/zprava/"))
    assert "Evidence žádostí" in form
    assert "Zatím nebyla schválena žádná zpráva." in form

    response = owner.post("/opatreni/1.1/zprava/", FILLED)
    assert response.headers["Location"] == "/opatreni/1.1/zpravy/1/"
    report = MeasureReport.objects.get()
    assert (report.spent_czk, report.as_of) == (Decimal("1250.50"), date(2026, 2, 28))
    page = text(owner.get("/opatreni/1.1/zpravy/1/"))
    assert "rozepsaná" in page
    assert "1 250,50 Kč" in page
    assert "/opatreni/9.1/" in page
    assert Client().get("/opatreni/1.1/zpravy/1/").status_code == 404

    assert owner.post("/opatreni/1.1/zpravy/1/odeslat/").status_code == 302
    assert "Zpráva č. 1 o opatření 1.1" in text(manager.get("/opatreni/ke-schvaleni/"))
    assert owner.get("/opatreni/1.1/zpravy/1/upravit/").status_code == 403
    assert manager.post("/opatreni/1.1/zpravy/1/schvalit/").status_code == 302
    public = text(Client().get("/opatreni/1.1/zpravy/1/"))
    assert "Evidence běží ve všech obvodech." in public
    assert "Garantka" not in public
    assert "Vedouci" not in public
    assert "Vedouci" in text(manager.get("/opatreni/1.1/zpravy/1/"))
    again = text(owner.get("/opatreni/1.1/zprava/"))
    assert "Evidence běží ve všech obvodech." in again


def test_what_is_wrong_is_said_and_what_was_typed_stays(owner):
    wrong = {
        **FILLED,
        "as_of": "2026-03-03",
        "spent_czk": "mnoho",
        "evidence": "neexistuje",
    }
    response = owner.post("/opatreni/1.1/zprava/", wrong)
    assert set(errors(response)) == {"spent_czk", "evidence"}
    assert "mnoho" in text(response)
    response = owner.post("/opatreni/1.1/zprava/", {**FILLED, "as_of": "2026-03-03"})
    assert errors(response) == {"__all__": ["Zpráva nemůže být ke dni, který teprve nastane."]}
    response = owner.post("/opatreni/1.1/zprava/", {**FILLED, "status": "not_done"})
    assert errors(response) == {
        "__all__": ["Napište, proč opatření není splněné nebo kam bylo převedeno."]
    }
    assert not MeasureReport.objects.exists()


def test_a_stale_save_shows_both_texts(owner):
    report = plan.written("1.1", build.user("garantka"))
    address = "/opatreni/1.1/zpravy/1/upravit/"
    first = {**FILLED, "lock_version": report.lock_version}
    assert owner.post(address, first).status_code == 302
    response = owner.post(address, {**first, "sentence": "Druhá verze."})
    page = text(response)
    assert "Evidence běží ve všech obvodech." in page
    assert "Druhá verze." in page
    again = {**first, "sentence": "Druhá verze.", "lock_version": report.lock_version + 1}
    assert owner.post(address, again).status_code == 302
    assert MeasureReport.objects.get().sentence == "Druhá verze."


def test_the_author_is_told_in_words_that_somebody_else_approves():
    person = build.user("oboji", Role.MEASURE_OWNER, Role.EDITOR)
    report = plan.submitted("1.1", person)
    client = signed_in(person)
    response = client.post(f"/opatreni/1.1/zpravy/{report.number}/schvalit/")
    assert errors(response) == {
        "__all__": ["Tuto zprávu jste napsali vy. Posoudit a schválit ji musí někdo jiný."]
    }
    assert "Napsali jste ji vy" in text(client.get("/opatreni/ke-schvaleni/"))


def test_a_returned_report_waits_for_its_author_who_may_discard_it(owner, manager):
    plan.submitted("1.1", build.user("garantka"))
    response = manager.post("/opatreni/1.1/zpravy/1/vratit/", {"reason": "Chybí částka."})
    assert response.status_code == 302
    [row] = waiting_for(build.user("garantka"), timezone.now())
    assert (row.title, row.url) == ("Zpráva se vám vrátila", "/opatreni/1.1/zpravy/1/")
    assert "Chybí částka." in text(owner.get("/opatreni/1.1/zpravy/1/"))
    assert owner.post("/opatreni/1.1/zpravy/1/zahodit/").headers["Location"] == "/opatreni/moje/"
    assert owner.get("/opatreni/1.1/zpravy/1/").status_code == 404


def test_an_approved_report_is_corrected_by_a_further_one(owner, manager):
    plan.approved("1.1", build.user("garantka"), spent_czk=Decimal(100))
    page = text(owner.get("/opatreni/1.1/zpravy/1/opravit/"))
    assert "Práce pokračují." in page
    response = owner.post("/opatreni/1.1/zpravy/1/opravit/", FILLED)
    assert response.headers["Location"] == "/opatreni/1.1/zpravy/2/"
    owner.post("/opatreni/1.1/zpravy/2/odeslat/")
    manager.post("/opatreni/1.1/zpravy/2/schvalit/")
    assert "Tato zpráva už neplatí" in text(Client().get("/opatreni/1.1/zpravy/1/"))
    assert "/opatreni/1.1/zpravy/1/" in text(Client().get("/opatreni/1.1/zpravy/2/"))


def test_owners_are_named_and_ended(manager):
    person = build.user("druha", Role.MEASURE_OWNER)
    page = text(manager.get("/opatreni/1.2/garanti/"))
    assert plan.BODY in page  # what the text says is proposed
    values = {"user": person.pk, "body": plan.BODY, "valid_from": "2026-03-02"}
    assert manager.post("/opatreni/1.2/garanti/", values).status_code == 302
    owner = MeasureOwner.objects.get(user=person)
    assert "Druha" in text(manager.get("/opatreni/1.2/garanti/"))
    address = f"/opatreni/1.2/garanti/{owner.pk}/konec/"
    early = manager.post(address, {"valid_to": "2026-03-01"})
    assert errors(early) == {"__all__": ["Konec nemůže být dřív než začátek."]}
    assert manager.post(address, {"valid_to": "2026-03-05"}).status_code == 302
    assert manager.get(address).status_code == 404


def test_measures_of_two_documents_are_linked_and_a_circle_is_refused(manager):
    one, concept = plan.measure("1.1"), plan.measure("9.1")
    response = manager.post(
        "/opatreni/1.1/vazby/", {"other": concept.pk, "note": "Provádí koncepci."}
    )
    assert response.status_code == 302
    page = text(manager.get("/opatreni/1.1/vazby/"))
    assert "Bydlení pro všechny" in page
    assert "Provádí koncepci." in page
    circle = manager.post("/opatreni/9.1/vazby/", {"other": one.pk})
    assert errors(circle) == {
        "__all__": ["Opatření 1.1 už navazuje na opatření 9.1. Návaznost nesmí vést do kruhu."]
    }
    assert "Provádí koncepci." in text(Client().get("/opatreni/1.1/"))
    # one made by mistake is taken back and can be said again; what was said stays
    row = MeasureDerivation.objects.get()
    for _twice in range(2):
        manager.post(f"/opatreni/1.1/vazby/{row.pk}/zrusit/")
    assert "Provádí koncepci." not in text(Client().get("/opatreni/1.1/"))
    assert manager.get(f"/opatreni/1.1/vazby/{row.pk}/zrusit/").status_code == 404
    manager.post("/opatreni/1.1/vazby/", {"other": concept.pk, "note": "Jinak."})
    assert "Provádí koncepci." in text(Client().get("/opatreni/1.1/"))
    verbs = one.record.events.filter(verb__contains="deriv").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "measure_derived",
        "measure_derivation_taken_back",
        "measure_derived",
    ]
    assert MeasureDerivation.objects.count() == 1


def test_a_measure_waits_for_another_and_a_circle_is_refused(manager):
    one, two = plan.measure("1.1"), plan.measure("1.2")
    waits = "/opatreni/1.2/vazby/ceka-na/"
    assert manager.post(waits, {"other": one.pk, "note": ""}).status_code == 302
    circle = manager.post("/opatreni/1.1/vazby/ceka-na/", {"other": two.pk})
    assert errors(circle) == {"__all__": ["Opatření 1.2 už na opatření 1.1 čeká."]}
    row = MeasureDependency.objects.get()
    assert "Evidence žádostí" in text(manager.get("/opatreni/1.2/vazby/"))
    end = f"/opatreni/1.2/vazby/{row.pk}/konec/"
    assert manager.post(end).status_code == 302
    assert manager.post(end).status_code == 404


def test_the_state_on_any_day_is_shown_to_everybody(django_assert_num_queries):
    owner = build.user("garantka")
    plan.approved("1.1", owner, as_of=date(2020, 1, 31), spent_czk=Decimal(1000))
    address = "/opatreni/stav/?ke=2020-12-31"
    page = text(Client().get(address))
    assert "Opatření ke dni 31. 12. 2020" in page
    assert "Plněno průběžně" in page
    assert "po termínu 30. 6. 2020" in page
    assert "1 000 Kč" in page
    then = text(Client().get(f"{address}&tehdy=on"))
    assert "Plněno průběžně" not in then
    assert "K tomuto dni nebylo schváleno žádné opatření." in text(
        Client().get("/opatreni/stav/?ke=2019-01-01")
    )
    assert "Zadejte platné datum" in text(Client().get("/opatreni/stav/?ke=nesmysl"))
    for code in ("1.2", "1.3"):
        plan.approved(code, owner, as_of=date(2020, 1, 31))
    client = signed_in(build.user("ctenar"))
    with django_assert_num_queries(14):
        client.get(address)


def test_owners_are_reminded_before_and_after_reports_are_due(clock):
    plan.owner("1.2")
    clock.move_to("2026-12-01T09:00:00+00:00")
    manager = signed_in(plan.manager())
    response = manager.post(
        "/opatreni/terminy/",
        {
            "document": plan.measure("1.1").document_id,
            "as_of": "2026-12-31",
            "due_on": "2027-01-31",
        },
    )
    assert response.status_code == 302

    def reminded() -> list[tuple[str, str]]:
        actions.remind_of_reports(at=timezone.now())
        mails = OutboxMail.objects.order_by("pk")
        return list(mails.values_list("kind", "recipient"))

    def waiting() -> list[tuple[str, date | None]]:
        return [
            (row.title, row.due_on) for row in waiting_for(build.user("garantka"), timezone.now())
        ]

    assert (reminded(), waiting()) == ([], [])
    clock.move_to("2027-01-16T09:00:00+00:00")
    assert reminded() == []  # more than two weeks before
    assert waiting() == [("2 zprávy o vašich opatřeních čekají na napsání", date(2027, 1, 31))]
    clock.move_to("2027-01-17T09:00:00+00:00")
    due = ("measure_reports_due", build.user("garantka").email)
    assert reminded() == [due]
    assert reminded() == [due]
    text_of_mail = OutboxMail.objects.get().text
    assert "- opatření 1.1\n- opatření 1.2" in text_of_mail
    assert "/opatreni/moje/" in text_of_mail
    plan.submitted("1.1", build.user("garantka"), as_of=date(2026, 12, 31))
    clock.move_to("2027-01-31T20:00:00+00:00")
    assert reminded() == [due]
    clock.move_to("2027-02-01T09:00:00+00:00")
    late = ("measure_reports_late", build.user("garantka").email)
    assert reminded() == [due, late]
    assert "1.1" not in OutboxMail.objects.get(kind=late[0]).text
    owner = signed_in(build.user("garantka"))
    assert "zpráva ke dni 31. 12. 2026, termín 31. 1. 2027" in text(owner.get("/opatreni/moje/"))
    clock.move_to("2027-03-04T09:00:00+00:00")
    plan.submitted("1.2", build.user("garantka"), as_of=date(2027, 1, 1))
    assert (waiting(), len(reminded())) == ([], 2)
    row = ReportingDate.objects.get()
    manager = signed_in(plan.manager())
    assert manager.post(f"/opatreni/terminy/{row.pk}/zrusit/").status_code == 302
    assert manager.post(f"/opatreni/terminy/{row.pk}/zrusit/").status_code == 404


def test_what_waits_for_approval_is_told_to_who_may_approve_it():
    plan.submitted("1.1", build.user("garantka"))
    plan.submitted("1.1", plan.manager())
    rows = waiting_for(plan.manager(), timezone.now())
    assert [row.title for row in rows] == ["1 zpráva o opatření čeká na schválení"]
    assert waiting_for(build.user("ctenar"), timezone.now()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_own_measures_cost_the_same_however_many(count, owner, django_assert_num_queries):
    for code in ("1.2", "1.3")[: count - 1]:
        plan.owner(code)
    actions.set_reporting_date(
        document=plan.measure("1.1").document,
        as_of=TODAY - timedelta(days=1),
        due_on=TODAY,
        by=plan.manager(),
        at=timezone.now(),
    )
    with django_assert_num_queries(16):
        response = owner.get("/opatreni/moje/")
    assert len(response.context["rows"]) == count


def test_the_yearly_report_is_made_and_a_body_takes_note_of_it(manager):
    plan.approved("1.1", build.user("garantka"), as_of=date(2025, 6, 30), spent_czk=Decimal(5000))
    address = "/opatreni/vyrocni-zpravy/"
    values = {"document": plan.measure("1.1").document_id, "as_of": "2025-12-31"}
    early = manager.post(f"{address}nova/", {**values, "as_of": "2019-01-01"})
    assert errors(early) == {"__all__": ["K tomuto dni nebylo schválené žádné opatření dokumentu."]}
    response = manager.post(f"{address}nova/", values)
    one = f"{address}plan/1/"
    assert response.headers["Location"] == one
    report = PlanReport.objects.get()
    page = text(manager.get(one))
    assert report.digest in page
    assert "Práce pokračují." in page
    assert "5 000 Kč" in page
    assert Client().get(one).status_code == 404
    assert "Zatím není" in text(Client().get(address))
    notice = {
        "body": "Rada města",
        "occurred_on": "2026-02-10",
        "verb": "take_note",
        "resolution": "",
    }
    assert manager.post(f"{one}projednani/", notice).status_code == 302
    public = text(Client().get(one))
    assert "Rada města</span> bere na vědomí tuto zprávu, 10. 2. 2026" in public
    assert "Akční plán" in text(Client().get(address))
    for name, begins in (("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK"), ("csv", b"\xef\xbb")):
        assert f"{one}stahnout/{name}/" in public
        answer = Client().get(f"{one}stahnout/{name}/")
        assert answer.content.startswith(begins)
        named = f'attachment; filename="zprava-plan-2025-12-31.{name}"'
        assert answer.headers["Content-Disposition"] == named
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert [row.split(";")[:3] for row in rows] == [
        ["Trvalé číslo", "Opatření", "Stav"],
        ["1.1", "Evidence žádostí", "Plněno průběžně"],
        ["1.2", "Kulaté stoly", "Zatím bez zprávy"],
        ["1.3", "Metodik", "Zatím bez zprávy"],
    ]
    assert IssuedFile.objects.filter(record=report.record).count() == 4


def test_words_of_addresses_are_no_codes():
    plan.plan(plan.block("stav", "Zmatek"), slug="dalsi", title="Další plán")
    measure = plan.measure("stav-2")
    assert measure.record.path == "/opatreni/stav-2/"
    assert reverse("concept:measure-states") == "/opatreni/stav/"


def test_whoever_follows_measures_has_their_tools_on_the_page(owner, manager):
    tools = "Sledování opatření"
    assert tools not in text(Client().get("/opatreni/1.1/"))
    assert tools not in text(owner.get("/opatreni/1.2/"))
    assert "/opatreni/1.1/zprava/" in text(owner.get("/opatreni/1.1/"))
    assert "/opatreni/1.1/garanti/" in text(manager.get("/opatreni/1.1/"))
