"""Promises are followed: a measure is reported on, values are approved, support is decided, results are read."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from concept.models import MeasureReport
from evaluation.models import Household, Measurement, SupportLevel
from tests.concept import plan
from tests.evaluation import build as figures
from tests.evaluation import build_pilot as pilot
from tests.journeys.hands import Keyboard, Mouse
from tests.journeys.steps import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 740}
SENTENCE = "Podmínky jsou projednané se všemi obvody."


# --- steps


def given_a_measure_with_an_owner():
    plan.plan(plan.block("2.1", "Nárůst kapacit", budget_czk="500000.00"))
    owner, manager = plan.owner("2.1"), plan.manager()
    for person in (owner, manager):
        person.is_demo = True  # signs in without a second factor
        person.save()
    return owner, manager


def when_the_owner_reports(hands):
    hands.go("/opatreni/moje/")
    hands.follow(re.compile("^Napsat zprávu"))
    hands.press("Uložit zprávu")  # too early: nothing is filled in
    expect(hands.page.get_by_role("alert")).to_be_visible()
    hands.choose("Stav", "plněno průběžně")
    hands.choose("Fáze", "realizace")
    hands.write("Co se stalo", SENTENCE)
    hands.write("Utraceno od minulé zprávy v Kč", "120000")
    hands.press("Uložit zprávu")
    hands.told("Zpráva je uložená. Teď ji odešlete ke schválení.")
    hands.follow("Odeslat ke schválení")
    hands.press("Odeslat ke schválení")
    hands.told("Zpráva čeká na schválení.")


def when_the_manager_approves_it(hands):
    hands.go("/opatreni/ke-schvaleni/")
    hands.follow(re.compile("^Podívat se"))
    hands.sees(SENTENCE)
    hands.follow("Schválit zprávu")
    hands.press("Schválit zprávu")
    hands.told("Zpráva je schválená.")


def then_everybody_reads_it_on_a_phone(plain_page):
    plain_page.set_viewport_size(PHONE)
    reader = Mouse(plain_page)
    reader.go("/opatreni/2.1/")
    reader.sees(SENTENCE)
    reader.go("/hodnoceni/")
    reader.sees("Slíbeno bylo 1 opatření.")
    reader.sees("plněno průběžně")
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert plain_page.evaluate(wider) == 0


def given_a_period_with_two_indicators():
    now = timezone.now()
    eva, other = figures.evaluator(), figures.evaluator("Jiří Druhý")
    period = figures.half_year(1, 2026, eva, at=now)
    figures.indicator("B-1", eva, at=now)
    figures.indicator("B-2", eva, at=now, definition=figures.SHARE)
    return eva, other, period


def when_values_are_entered(hands, period):
    hands.go(period.record.path)
    value, part, whole = (
        hands.page.locator(f"[name$='-{name}']") for name in ("value", "numerator", "denominator")
    )
    for field, typed in ((value.first, "508"), (part, "74"), (whole, "0")):
        hands.reach(field)
        hands.page.keyboard.insert_text(typed)
    hands.press("Uložit list")
    alert = hands.page.get_by_role("alert")
    expect(alert).to_contain_text("Podíl z nuly nejde spočítat")
    assert Measurement.objects.count() == 0
    expect(hands.page.locator("[name$='-value']").first).to_have_value("508")
    for row in range(2):
        hands.reach(hands.page.locator("[name$='-data_as_of']").nth(row))
        hands.page.keyboard.type(f"{date(2026, 6, 30):%m%d%Y}")
    hands.reach(hands.page.locator("[name$='-denominator']"))
    hands.page.keyboard.press("Control+A")
    hands.page.keyboard.insert_text("92")
    hands.press("Uložit list")
    hands.told("List je uložen.")


def when_each_is_handed_over(hands):
    for row in Measurement.objects.select_related("record").order_by("pk"):
        hands.go(row.record.path)
        hands.press("Předložit ke schválení")
        hands.told("Hodnota čeká, až ji schválí někdo jiný.")


def when_another_evaluator_approves_and_publishes(hands):
    for row in Measurement.objects.select_related("record").order_by("pk"):
        hands.go(row.record.path)
        hands.press("Schválit")
        hands.told("Hodnota je schválena. Už se nezmění.")
        hands.press("Zveřejnit")
        hands.told("Hodnota je veřejná.")


def given_an_undecided_household():
    """It moved in a hundred days ago."""
    officer = pilot.officer()
    today = timezone.localdate()
    made = pilot.a_pilot(officer, starts_on=today - timedelta(days=300))
    who = pilot.household(made, officer)
    pilot.stay(who, pilot.flat(made, "D-1", officer), today - timedelta(days=100), officer)
    return officer, who


def when_support_is_decided(hands, who: Household, today: date):
    hands.go("/pilot/mesic/")
    hands.sees("Čeká na vyřízení")
    hands.follow(re.compile(f"^Rozhodnout o podpoře.*{who.pseudonym}"))
    hands.tick("Nízká (dostupný byt)", "radio")
    hands.tick("Výsledek posouzení", "radio")
    hands.tick("Sociální pracovník", "radio")
    told_on = hands.field("Kdy se o tom s domácností mluvilo")
    if isinstance(hands, Keyboard):
        hands.reach(told_on)
        hands.page.keyboard.type(
            f"{today:%m%d%Y}"
        )  # the browser's own order, whatever the page's language
    else:
        told_on.fill(today.isoformat())
    hands.press("Zapsat rozhodnutí")
    hands.told("Rozhodnutí je zapsané.")


# --- stories


def test_a_measure_is_reported_on_by_keyboard_and_read_by_everybody(
    new_context, base_url, plain_page, accessible
):
    owner, manager = given_a_measure_with_an_owner()
    for person, when in ((owner, when_the_owner_reports), (manager, when_the_manager_approves_it)):
        page = signed_in(new_context(base_url=base_url).new_page(), person)
        when(Keyboard(page, accessible))
    assert MeasureReport.objects.get().state == "approved"
    then_everybody_reads_it_on_a_phone(plain_page)


def test_values_of_a_period_are_entered_by_keyboard_and_approved_by_another(
    new_context, base_url, plain_page
):
    eva, other, period = given_a_period_with_two_indicators()
    hers = Keyboard(signed_in(new_context(base_url=base_url).new_page(), eva))
    when_values_are_entered(hers, period)
    when_each_is_handed_over(hers)
    his = Keyboard(signed_in(new_context(base_url=base_url).new_page(), other))
    when_another_evaluator_approves_and_publishes(his)
    plain_page.set_viewport_size(PHONE)
    reader = Mouse(plain_page)
    reader.go("/hodnoceni/")
    reader.sees("508 bytů")
    reader.sees("(74 z 92)")


@pytest.mark.parametrize("way", ["keyboard", "without script"])
def test_support_is_decided_from_the_page_of_the_month(new_context, base_url, way):
    officer, who = given_an_undecided_household()
    context = new_context(base_url=base_url, java_script_enabled=way == "keyboard")
    hands = (Keyboard if way == "keyboard" else Mouse)(signed_in(context.new_page(), officer))
    when_support_is_decided(hands, who, timezone.localdate())
    decided = SupportLevel.objects.get()
    assert (decided.level, decided.decided_on) == ("light", timezone.localdate())
