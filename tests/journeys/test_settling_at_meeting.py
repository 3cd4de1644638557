"""Both groups settle the last sixty comments at one meeting, by the keyboard alone and once without script."""

from collections.abc import Callable
from contextlib import ExitStack, contextmanager

import pytest
from django.utils import timezone

from consultations.actions import settlements
from consultations.enums import Weight
from consultations.models import PointOnAgenda, Settlement
from people.models import User
from tests.concept import build as concept
from tests.consultations import build
from tests.consultations.many import fill_round
from tests.journeys.conftest import watched
from tests.journeys.hands import Keyboard, Mouse
from tests.journeys.steps import signed_in
from tests.working_groups import build as groups_build
from working_groups.actions import attendance
from working_groups.enums import AttendanceStatus, ItemKind, MeetingState, MembershipRole
from working_groups.models import AgendaItem, Decision

pytestmark = pytest.mark.django_db(transaction=True)

COUNT = 60
TAKEN_OUT = (3, 17, 18)


# --- steps


def given_sixty_proposals_and_a_joint_meeting() -> AgendaItem:
    """Two groups of five votes each have met, all are there. Authors of essential comments agree."""
    concept.home()
    at = timezone.now()
    one, two = (
        groups_build.seated_group("PS1", 4, at=at),
        groups_build.seated_group("PS2", 4, at=at),
    )
    round = build.open_round(build.version(build.text()), is_public=True, groups=[one, two])
    fill_round(round, COUNT, at=at)
    for row in Settlement.objects.select_related("comment").order_by("comment__number"):
        settlements.propose_settlement(
            settlement=row, outcome="noted", reason="Bereme na vědomí.", by=build.editor(), at=at
        )
        if row.comment.weight == Weight.ESSENTIAL:
            settlements.record_author_agreed(settlement=row, by=build.editor(), at=at)
    meeting = groups_build.held_meeting(
        one, two, at=at, state=MeetingState.IN_PROGRESS, held_to=None
    )
    by = secretary(meeting)
    attendance.open_sheet(meeting=meeting, by=by, at=at)
    attendance.record_others(meeting=meeting, status=AttendanceStatus.PRESENT, by=by, at=at)
    return groups_build.agenda_item(
        meeting, "Vypořádání zbývajících připomínek", kind=ItemKind.COMMENT_SETTLEMENT
    )


def secretary(meeting) -> User:
    return groups_build.person_of(meeting.host, MembershipRole.SECRETARY)


def when_the_secretary_puts_the_comments_on_the_agenda(hands: Mouse, item: AgendaItem) -> None:
    hands.go(item.meeting.record.path)
    hands.follow("Bod programu 1: Vypořádání zbývajících připomínek")
    hands.press("Zařadit připomínky na program")
    hands.told("Připomínky jsou na programu.")


def when_members_take_three_out_by_number(hands: Mouse) -> None:
    hands.write("Čísla bodů k vyjmutí", "3, 17–18")
    hands.write("Kdo o to požádal nebo proč", "Zástupkyně obvodu")
    hands.press("Vyjmout")
    hands.told("Vyjmuto: 3, 17, 18.")


def when_the_rest_is_approved_en_bloc(hands: Mouse) -> None:
    hands.follow("Schválit zbývajících 57 připomínek en bloc")
    hands.sees("Jeden závěr o 57 připomínkách: body 1, 2, 4–16, 19–60.")
    with_votes(hands, ps1=(5, 0, 0), ps2=(4, 0, 1))
    hands.press("Zapsat závěr")
    hands.told("je vypořádáno 57 připomínek.")


def when_the_three_are_voted_on_singly(hands: Mouse) -> None:
    for number in TAKEN_OUT:
        point = PointOnAgenda.objects.select_related("settlement__comment").get(position=number)
        reference = point.settlement.comment.reference
        hands.follow(f"Hlasovat o bodu {number} ({reference})")
        with_votes(hands, ps1=(4, 1, 0), ps2=(5, 0, 0) if number != 18 else (2, 3, 0))
        hands.press("Zapsat závěr")
    hands.sees("Závěr není přijat, návrhy zůstávají návrhy.")


def with_votes(hands: Mouse, **votes: tuple[int, int, int]) -> None:
    for code, counts in votes.items():
        for word, count in zip(("pro", "proti", "zdrželo se"), counts, strict=True):
            hands.write(f"{code.upper()}: {word}", str(count))


def then_each_comment_has_its_conclusion(hands: Mouse, item: AgendaItem) -> None:
    decided = Settlement.objects.filter(state="decided").values_list("decided_in", flat=True)
    assert (len(decided), len(set(decided))) == (COUNT - 1, 3)
    assert Decision.objects.count() == 4
    (open_still,) = Settlement.objects.filter(state="proposed")
    assert open_still.on_agendas.get().position == 18
    first = Decision.objects.get(number=1)
    assert list(
        first.adoptions.order_by("group__code").values_list("for_count", "present_count")
    ) == [
        (5, 5),
        (4, 5),
    ]
    hands.follow(first.record.reference, inside="section[aria-labelledby=zavery]")
    hands.sees("Závěrem jsou vypořádány:")


def then_a_member_reads_it(hands: Mouse, item: AgendaItem) -> None:
    hands.go(item.meeting.record.path)
    hands.follow("Bod programu 1: Vypořádání zbývajících připomínek")
    hands.sees("Bereme na vědomí.")


def settle(item: AgendaItem, hands: Callable[[User], Mouse]) -> None:
    meeting = item.meeting
    runs = hands(secretary(meeting))
    when_the_secretary_puts_the_comments_on_the_agenda(runs, item)
    then_a_member_reads_it(hands(groups_build.person_of(meeting.host)), item)
    when_members_take_three_out_by_number(runs)
    when_the_rest_is_approved_en_bloc(runs)
    when_the_three_are_voted_on_singly(runs)
    then_each_comment_has_its_conclusion(runs, item)


# --- stories


@pytest.fixture
def pages():
    """Closes the pages of all persons at the end."""
    with ExitStack() as stack:
        yield stack


def test_sixty_comments_are_settled_by_the_keyboard_alone(pages, new_context, base_url, accessible):
    def hands(person: User) -> Mouse:
        page = pages.enter_context(contextmanager(watched)(new_context(base_url=base_url)))
        return Keyboard(signed_in(page, person), accessible)

    settle(given_sixty_proposals_and_a_joint_meeting(), hands)


def test_sixty_comments_are_settled_without_script_on_a_phone(pages, new_context, base_url):
    def hands(person: User) -> Mouse:
        plain = new_context(base_url=base_url, java_script_enabled=False)
        page = pages.enter_context(contextmanager(watched)(plain))
        page.set_viewport_size({"width": 320, "height": 640})
        return Mouse(signed_in(page, person), fits)

    settle(given_sixty_proposals_and_a_joint_meeting(), hands)


def fits(page) -> None:
    """Nothing has to be scrolled sideways."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
