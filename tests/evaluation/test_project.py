"""The funded project: what its actions keep, refuse and log; what the database refuses."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.models import Event
from core.uploads import Upload
from evaluation.actions import (
    monitoring,
    participants,
    project,
    project_changes,
    publicity,
    spending,
)
from evaluation.models import (
    ActivityPart,
    EsfApproval,
    EsfParticipants,
    KeyActivity,
    Milestone,
    MonitoringFile,
    ProjectChange,
    ProjectLedger,
    Spending,
)
from tests.concept import build
from tests.conftest import TEST_NOW
from tests.evaluation import project_build as projects
from tests.factories.people import UserFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


def world():
    """A project with one key activity and one period, and its manager."""
    by = projects.manager()
    made = projects.page()
    first = projects.activity(made, by=by, at=TEST_NOW)
    return made, first, projects.period(made, by=by, at=TEST_NOW), by


funded = built_once(world)


def verbs(row) -> list[str]:
    return list(
        Event.objects.filter(record=row.record).order_by("pk").values_list("verb", flat=True)
    )


def test_activity_is_kept_with_its_record(funded):
    made, first, _period, by = funded

    second = projects.activity(made, "KA2", by=by, at=TEST_NOW, approved_czk=None)

    assert [
        (a.code, a.position, a.record.reference) for a in made.key_activities.order_by("position")
    ] == [
        ("KA1", 1, "KA1"),
        ("KA2", 2, "KA2"),
    ]
    assert second.record.visibility == "public"
    assert verbs(first) == ["key_activity_added"]
    with pytest.raises(project.CodeTaken):
        projects.activity(made, "KA1", by=by, at=TEST_NOW)


def test_activity_of_another_project_has_a_reference_of_its_own(funded):
    _made, _first, _period, by = funded

    other = projects.activity(projects.page("druhy"), by=by, at=TEST_NOW)

    assert (other.code, other.record.reference) == ("KA1", "druhy/KA1")


def test_stale_edit_of_an_activity_answers_what_is_stored(funded):
    _made, first, _period, by = funded
    project.edit_activity(activity=first, lock_version=1, title="Koncepce", by=by, at=TEST_NOW)

    with pytest.raises(project.StaleProject) as caught:
        project.edit_activity(activity=first, lock_version=1, title="Jiná", by=by, at=TEST_NOW)

    assert caught.value.current.title == "Koncepce"
    first.refresh_from_db()
    assert first.record.title == "KA1 Koncepce"


def test_activity_that_ends_before_it_starts_is_refused(funded):
    made, first, _period, by = funded
    with pytest.raises(ValidationError):
        projects.activity(
            made, "KA9", by=by, at=TEST_NOW, starts_on=date(2017, 2, 1), ends_on=date(2017, 1, 1)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyActivity.objects.filter(pk=first.pk).update(ends_on=date(2000, 1, 1))


def test_approved_total_is_told_and_locked(funded):
    made, _first, _period, by = funded

    told = project.set_approved_total(
        project=made, approved_czk=Decimal("14605116.00"), lock_version=1, by=by, at=TEST_NOW
    )

    assert (told.approved_czk, told.lock_version) == (Decimal("14605116.00"), 2)
    with pytest.raises(project.StaleProject):
        project.set_approved_total(
            project=made, approved_czk=None, lock_version=1, by=by, at=TEST_NOW
        )
    assert ProjectLedger.objects.count() == 1


def test_milestone_is_reached_on_another_day(funded):
    _made, first, _period, by = funded
    aim = projects.milestone(first, by=by, at=TEST_NOW)

    reached = project.edit_milestone(
        milestone=aim,
        lock_version=1,
        title=aim.title,
        planned_on=aim.planned_on,
        reached_on=date(2017, 11, 15),
        note="",
        by=by,
        at=TEST_NOW,
    )

    assert (reached.planned_on, reached.reached_on) == (date(2017, 12, 31), date(2017, 11, 15))
    assert verbs(first) == ["key_activity_added", "milestone_added", "milestone_edited"]


def test_what_was_entered_by_mistake_is_removed_with_a_code_in_the_log(funded):
    made, first, period, by = funded
    said = {"lock_version": 1, "by": by, "at": TEST_NOW}
    aim = projects.milestone(first, by=by, at=TEST_NOW)
    kept = projects.report(period, by=by, at=TEST_NOW, data={"milestones": [aim.title]})

    with pytest.raises(project.StaleProject):
        project.remove_milestone(milestone=aim, reason="mistake", **{**said, "lock_version": 7})
    project.remove_milestone(milestone=aim, reason="mistake", **said)
    publicity.remove_publicity_item(
        item=projects.item(made, by=by, at=TEST_NOW), reason="twice", **said
    )
    publicity.remove_output(
        output=projects.output(made, by=by, at=TEST_NOW, document=build.document()),
        reason="not_ours",
        **said,
    )

    assert [made.project_outputs.count(), made.publicity_items.count()] == [0, 0]
    assert list(Milestone.objects.all()) == []
    rows = Event.objects.filter(verb__endswith="_removed").order_by("pk")
    assert [(row.verb, row.reason, row.actor) for row in rows] == [
        ("milestone_removed", "mistake", by),
        ("publicity_removed", "twice", by),
        ("output_removed", "not_ours", by),
    ]
    assert rows[0].payload == {
        "milestone": rows[0].payload["milestone"],
        "planned_on": "2017-12-31",
        "reached_on": "",
    }
    kept.refresh_from_db()
    assert kept.data == {"milestones": ["Koncepce schválena"]}


def test_spending_is_corrected_by_a_row_that_says_why(funded):
    _made, first, _period, by = funded
    wrong = projects.spent(first, "1500.50", date(2016, 11, 3), by=by, at=TEST_NOW)

    right = projects.corrected(wrong, "15000.50", by=by, at=TEST_NOW)

    assert list(Spending.objects.standing()) == [right]
    assert (wrong.number, right.number, right.corrects, right.reason) == (
        1,
        2,
        wrong,
        "Špatně opsáno.",
    )
    with pytest.raises(spending.CorrectedAlready):
        projects.corrected(wrong, "1", by=by, at=TEST_NOW)
    with pytest.raises(ValidationError):
        projects.corrected(right, "1", by=by, at=TEST_NOW, reason=" ")


def test_the_same_document_is_entered_twice_only_knowingly(funded):
    _made, first, _period, by = funded
    projects.spent(first, "100", date(2016, 11, 3), by=by, at=TEST_NOW)

    with pytest.raises(spending.DocumentEntered):
        projects.spent(first, "100", date(2016, 11, 3), by=by, at=TEST_NOW)
    projects.spent(first, "100", date(2016, 11, 3), by=by, at=TEST_NOW, may_repeat=True)

    assert Spending.objects.standing().count() == 2


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_amount_below_a_crown_is_no_spending(funded, amount):
    _made, first, _period, by = funded
    with pytest.raises(ValidationError):
        projects.spent(first, amount, date(2016, 11, 3), by=by, at=TEST_NOW)


def test_change_is_for_everybody_once_the_funder_agreed(funded):
    made, _first, _period, by = funded
    change = projects.change(made, by=by, at=TEST_NOW)
    anyone = UserFactory()
    assert list(ProjectChange.objects.visible_to(anyone)) == []

    answered = project_changes.answer_change(
        change=change,
        state="approved",
        decided_on=date(2017, 3, 20),
        decided_where="MPSV-2017/123",
        by=by,
        at=TEST_NOW,
    )

    assert list(ProjectChange.objects.visible_to(anyone)) == [answered]
    assert verbs(answered) == ["project_change_recorded", "project_change_answered"]
    with pytest.raises(project_changes.ChangeAnswered):
        project_changes.answer_change(
            change=change,
            state="refused",
            decided_on=date(2017, 3, 20),
            decided_where="",
            by=by,
            at=TEST_NOW,
        )


def test_refused_change_stays_with_staff(funded):
    made, _first, _period, by = funded
    change = projects.change(made, by=by, at=TEST_NOW)

    project_changes.answer_change(
        change=change,
        state="refused",
        decided_on=date(2017, 3, 20),
        decided_where="",
        by=by,
        at=TEST_NOW,
    )

    assert list(ProjectChange.objects.visible_to(UserFactory())) == []
    assert list(ProjectChange.objects.visible_to(by)) == [change]


def test_publicity_is_done_when_something_shows_it(funded):
    made, _first, _period, by = funded
    poster = projects.item(made, by=by, at=TEST_NOW)
    said = {
        "item": poster,
        "requirement": poster.requirement,
        "basis": "",
        "by": by,
        "at": TEST_NOW,
    }

    with pytest.raises(publicity.NothingShowsIt):
        publicity.edit_publicity_item(
            lock_version=1, done_on=date(2016, 10, 5), evidence_url="", **said
        )
    with pytest.raises(publicity.DoneLater):
        publicity.edit_publicity_item(
            lock_version=1,
            done_on=TEST_NOW.date() + timedelta(days=2),
            evidence_url="https://ukazka.example/",
            **said,
        )
    done = publicity.edit_publicity_item(
        lock_version=1,
        done_on=date(2016, 10, 5),
        evidence_url="",
        evidence=Upload("plakat.pdf", "application/pdf", b"%PDF-1.4", "a" * 64),
        **said,
    )

    assert (done.filename, done.size, done.lock_version) == ("plakat.pdf", 8, 2)


def test_output_leads_to_its_document_later(funded):
    made, _first, _period, by = funded
    output = projects.output(made, by=by, at=TEST_NOW)
    document = build.document()

    publicity.edit_output(
        output=output,
        lock_version=1,
        title="Koncepce",
        document=document,
        note="",
        by=by,
        at=TEST_NOW,
    )

    output.refresh_from_db()
    assert output.document == document


def test_what_belongs_to_an_activity_is_said_anew(funded):
    made, first, _period, by = funded
    document = build.document()

    for activity in (first, None):
        project.assign_parts(
            project=made,
            records={},
            documents={document: activity},
            by=by,
            at=TEST_NOW,
        )

    assert [(p.document, p.activity) for p in ActivityPart.objects.all()] == [(document, None)]


def test_periods_do_not_overlap(funded):
    made, _first, first, by = funded

    with pytest.raises(monitoring.PeriodsOverlap):
        projects.period(
            made, by=by, at=TEST_NOW, starts_on=date(2017, 3, 31), ends_on=date(2017, 9, 30)
        )
    second = projects.period(
        made, by=by, at=TEST_NOW, starts_on=date(2017, 4, 1), ends_on=date(2017, 9, 30)
    )

    assert (first.number, second.number) == (1, 2)
    assert second.record.path == "/projekt/projekt/obdobi/2/"


def test_days_of_a_reported_period_stay(funded):
    _made, _first, period, by = funded
    at = TEST_NOW
    projects.report(period, by=by, at=at)

    with pytest.raises(monitoring.PeriodReported):
        monitoring.edit_period(
            period=period,
            lock_version=1,
            starts_on=period.starts_on,
            ends_on=date(2017, 4, 1),
            due_on=None,
            by=by,
            at=at,
        )


def test_count_of_participants_is_replaced_with_a_reason_and_counts_once_another_person_approved_it(
    funded,
):
    _made, _first, period, by = funded
    said = {
        "period": period,
        "code": "6 00 00",
        "name": "Celkový počet účastníků",
        "source": "Kartotéka realizátora",
        "by": by,
        "at": TEST_NOW,
    }
    other = {"by": projects.manager("Druhá vedoucí"), "at": TEST_NOW}
    first = participants.enter_participants(count=40, **said)
    with pytest.raises(participants.OwnCount):
        participants.approve_participants(participants=first, by=by, at=TEST_NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        EsfApproval(participants=first, entered_by=by, by=by, at=TEST_NOW).save()
    assert list(EsfParticipants.objects.standing()) == []
    participants.approve_participants(participants=first, **other)

    with pytest.raises(participants.CountNeedsReason):
        participants.enter_participants(count=42, **said)
    second = participants.enter_participants(count=42, reason="Dvě osoby dopsány.", **said)

    assert [(r.number, r.count) for r in EsfParticipants.objects.standing()] == [(1, 40)]
    assert list(EsfParticipants.objects.waiting()) == [second]
    participants.approve_participants(participants=second, **other)
    with pytest.raises(participants.CountNotWaiting):
        participants.approve_participants(participants=second, **other)
    assert [(r.number, r.count) for r in EsfParticipants.objects.standing()] == [(2, 42)]
    assert verbs(period)[-4:] == ["participants_entered", "participants_approved"] * 2
    assert list(EsfParticipants.objects.visible_to(UserFactory())) == []


def test_note_of_a_period_keeps_both_texts_apart(funded):
    _made, first, period, by = funded
    said = {"period": period, "activity": first, "by": by, "at": TEST_NOW}
    monitoring.write_note(text="Sešly se skupiny.", lock_version=0, **said)

    with pytest.raises(project.StaleProject) as caught:
        monitoring.write_note(text="Nic.", lock_version=0, **said)

    assert caught.value.current.text == "Sešly se skupiny."


def test_report_is_frozen_and_a_further_one_says_what_it_corrects(funded):
    _made, _first, period, by = funded
    first = projects.report(period, by=by, at=TEST_NOW)

    with pytest.raises(monitoring.CorrectionUnsaid):
        projects.report(period, by=by, at=TEST_NOW)
    second = projects.report(period, by=by, at=TEST_NOW, corrects_what="Doplněn zápis.")

    assert (first.record.reference, second.record.reference) == ("projekt/MO1/1", "projekt/MO1/2")
    assert (second.corrects, second.digest) == (first, first.digest)
    assert [f.format for f in first.files.order_by("format")] == ["docx", "zip"]


def test_report_waits_for_the_end_of_its_period_and_is_made_once_at_a_time(funded):
    _made, _first, period, by = funded
    asked = {"period": period, "with_backfilled": False, "by": by, "at": TEST_NOW}

    with pytest.raises(monitoring.PeriodIsNotOver):
        monitoring.ask_for_report(today=period.ends_on, **asked)
    monitoring.ask_for_report(today=period.ends_on + timedelta(days=1), **asked)
    with pytest.raises(monitoring.ReportBeingMade):
        monitoring.ask_for_report(today=period.ends_on + timedelta(days=1), **asked)


def test_annexes_are_emptied_and_the_report_stays(funded):
    _made, _first, period, by = funded
    report = projects.report(period, by=by, at=TEST_NOW)

    emptied = [
        monitoring.empty_files(report=report, reason="Odstraněny osobní údaje.", at=TEST_NOW)
        for _n in range(2)
    ]

    assert emptied == [1, 0]
    sizes = {f.format: len(f.data) for f in MonitoringFile.objects.all()}
    assert sizes == {"docx": 4, "zip": 0}
