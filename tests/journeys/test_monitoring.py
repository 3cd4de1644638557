"""The project manager makes the base of a report to the funder, by the keyboard alone and once without script."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from evaluation.models import MonitoringPeriod, MonitoringReport
from people.models import User
from tests.evaluation import project_build as projects
from tests.journeys.hands import Keyboard, Mouse
from tests.journeys.steps import signed_in
from tests.working_groups import build as groups
from tests.working_groups import minutes as made

pytestmark = pytest.mark.django_db(transaction=True)


def given_a_period_that_is_over() -> tuple[User, MonitoringPeriod]:
    """A group of the project met a month ago; nobody has made a report yet."""
    at = timezone.now()
    today = timezone.localdate(at)
    by = projects.manager()
    page = projects.page(starts_on=today - timedelta(days=300), ends_on=today + timedelta(days=300))
    activity = projects.activity(page, by=by, at=at)
    projects.activity(page, "KA4", by=by, at=at, area="management", approved_czk=None)
    projects.milestone(activity, by=by, at=at, planned_on=today - timedelta(days=40))
    projects.spent(activity, "125000.50", today - timedelta(days=30), by=by, at=at)
    projects.item(page, by=by, at=at)
    projects.output(page, by=by, at=at)
    made.meeting_with_items(groups.seated_group(at=at), at=at - timedelta(days=30))
    return by, projects.period(
        page,
        by=by,
        at=at,
        starts_on=today - timedelta(days=180),
        ends_on=today - timedelta(days=1),
        due_on=today + timedelta(days=30),
    )


def when_the_manager_writes_what_happened(hands: Mouse) -> None:
    hands.go("/prehled/")
    hands.follow(re.compile("^Připravit Podklad ke zprávě o realizaci za monitorovací období 1"))
    hands.sees("Schválený zápis")
    hands.follow("Napsat, co se dělo KA1")
    hands.write("Co se dělo", "Pracovní skupina projednala lhůty.")
    hands.press("Uložit")
    hands.told("Text je uložen.")


def when_the_manager_has_the_report_made(hands: Mouse) -> None:
    hands.follow("Vytvořit podklad ke zprávě o realizaci")
    hands.press("Vytvořit")
    hands.told("Podklad se připravuje.")
    hands.page.goto(
        "about:blank"
    )  # the page loads itself anew every few seconds, also while another is asked for
    call_command("run_jobs")


def then_the_report_can_be_read_and_saved(hands: Mouse, period: MonitoringPeriod) -> None:
    hands.go(period.record.path)
    hands.follow("Podklad č. 1")
    hands.sees("Pracovní skupina projednala lhůty.")
    report = MonitoringReport.objects.get()
    with hands.page.expect_download() as saved:
        hands.activate(hands.part().get_by_role("link", name="Podklad (docx)"))
    assert saved.value.suggested_filename == "podklad-projekt-1-1.docx"
    data = Path(saved.value.path()).read_bytes()
    assert data == bytes(report.files.get(format="docx").data)


def make_a_report(hands: Callable[[User], Mouse]) -> None:
    by, period = given_a_period_that_is_over()
    manager = hands(by)
    when_the_manager_writes_what_happened(manager)
    when_the_manager_has_the_report_made(manager)
    then_the_report_can_be_read_and_saved(manager, period)


def test_report_is_made_by_the_keyboard_alone(page, accessible):
    make_a_report(lambda person: Keyboard(signed_in(page, person), accessible))


def test_report_is_made_without_script_on_a_phone(plain_page):
    plain_page.set_viewport_size({"width": 320, "height": 640})
    make_a_report(lambda person: Mouse(signed_in(plain_page, person), fits))


def fits(page) -> None:
    """Nothing has to be scrolled sideways."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
