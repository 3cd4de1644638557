"""A meeting from its invitation to the correction of its minutes, by the keyboard alone and once without script."""

import re
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from core import tasks
from people.models import User
from tests.concept import build as concept
from tests.concept.build import user
from tests.conftest import TEST_NOW
from tests.journeys.conftest import watched
from tests.journeys.hands import Keyboard, Mouse
from tests.journeys.steps import signed_in
from tests.working_groups.build import agenda_item, held_meeting, seat, seated_group
from tests.working_groups.meetings_build import address, fresh, item, planned
from tests.working_groups.minutes import chair, member, secretary
from working_groups.actions.minutes import begin_minutes
from working_groups.enums import MembershipRole
from working_groups.models import Decision, Meeting, Minutes, MinutesSection

pytestmark = pytest.mark.django_db(transaction=True)

WRONG, RIGHT = "Zástupce spolku připomněl lhůty.", "Zástupce spolku připomněl lhůty a peníze."
SAVED = "Průběžně uloženo"
MISSPELT = "Dalšší jednání bude v dubnu."
CORRECTED = "Další jednání bude v dubnu."


# --- steps


def given_a_planned_meeting() -> Meeting:
    """Two items; a secretary, a chair and two members are to meet in three days."""
    concept.home()
    meeting = planned(seated_group("PS1", 2, at=timezone.now()), days=3)
    item(meeting, "Program a lhůty", minutes_planned=30)
    item(meeting, "Různé")
    return fresh(meeting)


def when_the_secretary_invites(hands: Mouse, meeting: Meeting) -> None:
    hands.go(address(meeting))
    hands.follow("Pozvánky a odpovědi")
    hands.press("Rozeslat pozvánky")
    hands.told("E-maily na cestě: 4.")


def when_a_member_answers_by_the_link(hands: Mouse, link: str) -> None:
    """Without signing in."""
    hands.go(link)
    hands.tick("Přijdu", "radio")
    hands.write("Vzkaz tajemníkovi", "Přijdu o chvíli později.")
    hands.press("Odeslat odpověď")
    hands.told("Děkujeme, vaše odpověď je zaznamenána.")


def when_a_member_takes_the_calendar(hands: Mouse) -> None:
    hands.go("/kalendar/")
    hands.press("Vytvořit adresu")
    hands.sees("Toto je vaše tajná adresa")


def when_the_meeting_is_held(hands: Mouse, meeting: Meeting, clock) -> None:
    """Its chair and one member are there, one member is not."""
    clock.move_to(meeting.starts_at)
    hands.go(address(meeting))
    hands.press("Jednání právě začíná")
    hands.follow("Účast")
    hands.press("Otevřít prezenční listinu")
    for person in (chair(meeting.host), member(meeting.host)):
        hands.press(f"Přítomen/a : {person.name}")
    hands.press(f"Omluven/a : {member(meeting.host, 1).name}")
    hands.press(f"Řídí jednání : {chair(meeting.host).name}")
    hands.follow("Zpět na jednání")
    clock.move_to(meeting.ends_at)
    hands.follow("Jednání se konalo")
    hands.press("Uložit")
    hands.told("Skutečná doba jednání je zapsána.")
    hands.press("Uzavřít jednání")


def when_the_secretary_writes(hands: Mouse, meeting: Meeting) -> None:
    """A text for each item; a conclusion and a task out of lines; the votes."""
    first, second = meeting.items.order_by("position")
    hands.press("Založit zápis")
    owner = member(meeting.host).name
    hands.write(
        "Text",
        f"{WRONG}\nZávěr (doporučuje): Doplnit lhůtu.\nÚkol ({owner}, do 1. 6. 2026): Zaslat počty.",
        inside=f"[data-item='{first.pk}']",
    )
    hands.write("Text", MISSPELT, inside=f"[data-item='{second.pk}']")
    hands.write(
        "Vnitřní text (neopustí skupinu)",
        "Tajemnice zjistí sál.",
        inside=f"[data-item='{second.pk}']",
    )
    hands.press(f"Uložit 1. {first.title}")
    hands.told("Uloženo. Zapsán 1 závěr. Uložen 1 úkol.")


def when_the_votes_are_entered(hands: Mouse) -> None:
    hands.follow(re.compile("^Hlasy a znění"))
    hands.choose("Jak byl závěr přijat", "Hlasováním")
    for label, count in (("pro", "2"), ("proti", "0"), ("zdrželo se", "0")):
        hands.write(f"PS1: {label}", count)
    hands.press("Uložit závěr")
    hands.told("Závěr je uložen.")


def when_the_minutes_are_sent_to_members(hands: Mouse) -> None:
    hands.write("Co je v tomto znění nového", "První znění")
    hands.press("Rozeslat členům k připomínkám")
    hands.told("Zápis byl rozeslán členům k připomínkám.")


def when_a_member_raises_a_remark(hands: Mouse, link: str) -> None:
    hands.go(link)
    hands.choose("Bod", "1 Program a lhůty")
    hands.write("Co je špatně", "Mluvil i o penězích.")
    hands.write("Navrhované znění", RIGHT)
    hands.press("Odeslat připomínku")
    hands.told("Vaše připomínka P1 byla odeslána.")


def when_the_remark_is_settled(hands: Mouse, meeting: Meeting) -> None:
    """It is accepted, the text is mended and members get it again."""
    first = meeting.items.earliest("position")
    hands.go(address(meeting, "zapis/"))
    hands.press("Přijmout a zápis přepsat")
    hands.follow("Psát zápis")
    hands.write("Text", RIGHT, inside=f"[data-item='{first.pk}']")
    hands.press(f"Uložit 1. {first.title}")
    hands.press("Rozeslat členům k připomínkám")
    hands.sees(RIGHT)


def when_the_chair_approves(hands: Mouse, meeting: Meeting, clock) -> None:
    """When the time for remarks is over."""
    clock.move_to(Minutes.objects.get().objection_until + timedelta(minutes=1))
    hands.go(address(meeting, "zapis/"))
    hands.follow("Schválit zápis")
    hands.tick("Vedením skupiny", "radio")
    hands.press("Schválit")
    hands.told("Zápis je schválen.")


def when_the_secretary_publishes(hands: Mouse, meeting: Meeting) -> None:
    hands.go(address(meeting, "zapis/"))
    hands.follow("Zveřejnit zápis")
    hands.press("Zveřejnit")
    hands.told("Zápis je zveřejněn.")


def then_everybody_reads_the_public_part(hands: Mouse, meeting: Meeting) -> None:
    hands.go("/skupiny/ps1/")
    hands.follow(meeting.record.title)
    hands.follow("Zápis z jednání")
    for said in (RIGHT, "Doplnit lhůtu.", "pro 2, proti 0, zdrželo se 0", MISSPELT):
        hands.sees(said)
    expect(hands.page.get_by_role("main")).not_to_contain_text("Tajemnice zjistí sál.")
    expect(hands.page.get_by_role("main")).not_to_contain_text(member(meeting.host).name)
    hands.follow("Závěr PS1/2026/1")
    hands.sees("Platný")
    hands.sees("K závěru zatím není nic připojeno.")


def when_the_chair_corrects_a_slip(hands: Mouse, meeting: Meeting) -> None:
    hands.follow("Opravit schválený zápis")
    hands.write("Co se opravuje a proč", "Překlep v bodu 2.")
    hands.write("2 Různé: Text", CORRECTED)
    hands.press("Uložit opravu")
    hands.told("Oprava je uložena.")


def then_everybody_reads_both_texts(hands: Mouse, meeting: Meeting) -> None:
    hands.go(address(meeting, "zapis/"))
    hands.sees("Překlep v bodu 2.")
    hands.sees(CORRECTED)
    hands.follow("Znění před opravou")
    hands.sees(MISSPELT)


# --- what the steps need


def link_in_mail(person: User, path: str) -> str:
    """The address with this path in the only mail the person gets now."""
    mail.outbox.clear()
    tasks.send_mails.function()
    (sent,) = [message for message in mail.outbox if message.to == [person.email]]
    (found,) = set(re.findall(rf"https?://[^/\s]+(/{path}[^\s#]*)", sent.body))
    return found


def live(meeting: Meeting, hands: Callable[..., Mouse], clock) -> None:
    """The whole story."""
    group = meeting.host
    clerk, head = hands(secretary(group)), hands(chair(group))
    when_the_secretary_invites(clerk, meeting)
    when_a_member_answers_by_the_link(hands(), link_in_mail(member(group), "pozvanka/"))
    signed = hands(member(group))
    when_a_member_takes_the_calendar(signed)
    when_the_meeting_is_held(clerk, meeting, clock)
    when_the_secretary_writes(clerk, meeting)
    when_the_votes_are_entered(clerk)
    when_the_minutes_are_sent_to_members(clerk)
    when_a_member_raises_a_remark(signed, link_in_mail(member(group), "jednani/"))
    when_the_remark_is_settled(clerk, meeting)
    when_the_chair_approves(head, meeting, clock)
    when_the_secretary_publishes(clerk, meeting)
    visitor = hands()
    then_everybody_reads_the_public_part(visitor, meeting)
    when_the_chair_corrects_a_slip(head, meeting)
    then_everybody_reads_both_texts(visitor, meeting)
    assert Decision.objects.get().state == "confirmed"


# --- stories


@pytest.fixture
def moving_clock():
    with time_machine.travel(TEST_NOW) as clock:
        yield clock


@pytest.fixture
def pages():
    """Windows of the story; each is asked at the end whether the browser complained."""
    with ExitStack() as opened:
        yield opened


def test_a_meeting_lives_by_the_keyboard_alone(
    moving_clock, pages, new_context, base_url, accessible
):
    seen: set[str] = set()

    def look(page) -> None:
        """The baseline on each kind of page once."""
        kind = re.sub(r"\d+|(?<=/pozvanka/)\w+", "", page.url)
        if kind not in seen:
            seen.add(kind)
            accessible(page)

    def hands(person: User | None = None) -> Keyboard:
        page = pages.enter_context(contextmanager(watched)(new_context(base_url=base_url)))
        return Keyboard(signed_in(page, person), look)

    live(given_a_planned_meeting(), hands, moving_clock)


def test_a_meeting_lives_without_script(moving_clock, pages, new_context, base_url):
    def hands(person: User | None = None) -> Mouse:
        plain = new_context(base_url=base_url, java_script_enabled=False)
        page = pages.enter_context(contextmanager(watched)(plain))
        return Mouse(signed_in(page, person))

    live(given_a_planned_meeting(), hands, moving_clock)


def test_two_secretaries_who_write_at_once_lose_nothing(pages, new_context, base_url):
    concept.home()
    group, at = seated_group("PS1", 1, at=timezone.now()), timezone.now()
    seat(group, "druha-tajemnice", MembershipRole.SECRETARY, at=at)
    meeting = held_meeting(group, at=at)
    first = agenda_item(meeting, "Program a lhůty")
    begin_minutes(meeting=meeting, by=secretary(group), at=at)

    def writing(person: User) -> Mouse:
        page = pages.enter_context(contextmanager(watched)(new_context(base_url=base_url)))
        page.clock.install()
        hands = Mouse(signed_in(page, person))
        hands.go(address(meeting, "zapis/psat/"))
        page.wait_for_load_state("networkidle")
        return hands

    def types(hands: Mouse, words: str, said: str) -> None:
        hands.write("Text", words)
        hands.page.clock.run_for(2_000)
        expect(hands.page.locator("[data-status]")).to_have_text(said)

    one, other = writing(secretary(group)), writing(user("druha-tajemnice"))
    types(one, "Slova první.", SAVED)
    types(one, "Slova první, delší.", SAVED)
    types(other, "Slova druhé.", "Text tohoto bodu mezitím změnil někdo jiný. Porovnejte obojí.")

    conflict = other.page.locator("[data-conflict]")
    expect(conflict).to_contain_text("Slova první, delší.")
    expect(other.field("Text")).to_have_value("Slova druhé.")
    assert MinutesSection.objects.get().public_text == "Slova první, delší."
    other.write("Text", "Slova první, delší. Slova druhé.")
    other.press(f"Uložit 1. {first.title}")
    other.told("Uloženo.")
    assert MinutesSection.objects.get().public_text == "Slova první, delší. Slova druhé."

    one.write("Text", "Slova první, ještě delší.")
    one.press(f"Uložit 1. {first.title}")
    expect(one.page.locator("[data-conflict]")).to_contain_text("Slova první, delší. Slova druhé.")
    expect(one.field("Text")).to_have_value("Slova první, ještě delší.")
    assert MinutesSection.objects.get().public_text == "Slova první, delší. Slova druhé."
