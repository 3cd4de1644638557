"""Reports on measures: who writes and approves them, what changes no more, how a past day is rebuilt."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from concept import actions, queries
from concept.enums import MeasureStage, MeasureStatus, ReportState
from concept.models import Measure, MeasureReport, Version
from concept.queries.progress import MeasureStanding, standing_of
from core import outside_lists
from core.enums import Visibility
from core.extension import replays, verifications
from core.immutability import ImmutableRow
from core.models import OutboxMail
from core.permissions import allowed
from people.enums import Role
from tests.concept import build, plan
from tests.conftest import TEST_NOW
from tests.factories.people import UserFactory
from tests.people import personas
from tests.worlds import built_once

APPROVED_ON = date(2019, 6, 19)


def two_measures(clock) -> None:
    clock.move_to("2019-06-19T09:00:00+00:00")
    plan.plan(
        plan.block("1.1", "Evidence žádostí", due_on="2020-06-30", budget_czk="250000.00"),
        plan.block("1.2", "Kulaté stoly"),
    )
    plan.owner("1.1")
    clock.move_to(TEST_NOW)


world = built_once(two_measures)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture
def owner():
    return build.user("garantka")


def key(code: str) -> int:
    return Measure.objects.get(code=code).pk


def test_a_report_goes_from_its_author_to_somebody_else_and_counts(owner):
    at = timezone.now()
    report = plan.written("1.1", owner, spent_czk=Decimal("1000.50"))

    assert (report.number, report.record.reference, report.state) == (1, "1.1/Z1", "draft")
    assert (report.record.visibility, report.body) == (Visibility.STAFF, plan.BODY)
    assert standing_of([key("1.1")])[key("1.1")].reports == 0

    actions.submit_report(report=report, by=owner, at=at)
    actions.submit_report(report=report, by=owner, at=at)  # once more does no harm
    actions.approve_report(report=report, by=plan.manager(), at=at)

    report = MeasureReport.objects.get()
    assert (report.state, report.approved_by, report.approved_at) == (
        "approved",
        plan.manager(),
        at,
    )
    assert report.record.visibility == Visibility.PUBLIC
    assert plan.verbs(report.record) == [
        "measure_report_written",
        "measure_report_submitted",
        "measure_report_approved",
    ]
    assert plan.verbs(plan.measure("1.1").record)[-2:] == [
        "measure_report_submitted",
        "measure_report_approved",
    ]
    standing = standing_of([key("1.1")])[key("1.1")]
    assert (standing.status, standing.spent_czk, standing.report) == (
        "ongoing",
        Decimal("1000.50"),
        1,
    )


def test_nobody_approves_or_returns_their_own_report(owner):
    at = timezone.now()
    report = plan.submitted("1.1", plan.manager())
    for act in (actions.approve_report, actions.return_report):
        more = {"reason": "Doplnit."} if act is actions.return_report else {}
        with pytest.raises(actions.OwnReport):
            act(report=report, by=plan.manager(), at=at, **more)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureReport.objects.filter(pk=report.pk).update(
            state="approved", approved_by=plan.manager(), approved_at=at
        )
    actions.approve_report(report=report, by=build.editor(), at=at)


def test_a_returned_report_says_what_is_missing_and_its_author_gets_a_mail(owner):
    at = timezone.now()
    report = plan.submitted("1.1", owner)
    with pytest.raises(actions.ReportIncomplete):
        actions.return_report(report=report, reason=" ", by=plan.manager(), at=at)
    report = actions.return_report(
        report=report, reason="Doplňte částku.", by=plan.manager(), at=at
    )

    assert (report.state, report.return_reason) == (ReportState.RETURNED, "Doplňte částku.")
    mail = OutboxMail.objects.get(kind="measure_report_returned")
    assert (mail.recipient, "1.1/Z1" in mail.subject) == (owner.email, True)
    assert "částku" not in mail.text
    edited = actions.edit_report(
        report=report,
        lock_version=report.lock_version,
        as_of=report.as_of,
        status=report.status,
        stage=report.stage,
        sentence=report.sentence,
        spent_czk=Decimal(5000),
        by=owner,
        at=at,
    )
    actions.submit_report(report=edited, by=owner, at=at)
    approved = actions.approve_report(report=edited, by=plan.manager(), at=at)
    assert approved.spent_czk == 5000


def test_an_approved_report_never_changes_and_is_corrected_by_another_one(owner):
    first = plan.approved("1.1", owner, spent_czk=Decimal(100), status=MeasureStatus.DONE)
    at = timezone.now()
    with pytest.raises(actions.ReportMoveRefused):
        actions.edit_report(
            report=first,
            lock_version=first.lock_version,
            as_of=first.as_of,
            status="ongoing",
            stage="realisation",
            by=owner,
            at=at,
        )
    with pytest.raises(actions.ReportMoveRefused):
        actions.discard_report(report=first, by=owner, at=at)
    first.sentence = "Jinak."
    with pytest.raises(ImmutableRow):
        first.save()
    with pytest.raises(ImmutableRow):
        MeasureReport.objects.update(sentence="Jinak.")
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        connection.cursor().execute("UPDATE concept_measurereport SET sentence = 'Jinak.'")

    second = plan.approved(
        "1.1", owner, corrects=first, spent_czk=Decimal(80), status=MeasureStatus.PARTLY_DONE
    )
    standing = standing_of([key("1.1")])[key("1.1")]
    assert (standing.status, standing.spent_czk, standing.report, standing.reports) == (
        "partly_done",
        Decimal(80),
        2,
        1,
    )
    entries = queries.history_of(plan.measure("1.1"))
    assert [(e.report.number, e.corrected_by) for e in entries] == [(2, None), (1, second)]
    with pytest.raises(actions.NotCorrectable):
        plan.written("1.1", owner, corrects=first)
    with pytest.raises(actions.NotCorrectable):
        plan.written("1.2", owner, corrects=second)


def test_two_corrections_of_one_report_cannot_both_count(owner):
    first = plan.approved("1.1", owner)
    one, two = (plan.submitted("1.1", owner, corrects=first) for _n in range(2))
    actions.approve_report(report=one, by=plan.manager(), at=timezone.now())
    with pytest.raises(actions.NotCorrectable):
        actions.approve_report(report=two, by=plan.manager(), at=timezone.now())
    assert MeasureReport.objects.get(pk=two.pk).state == ReportState.SUBMITTED


def test_a_stale_save_answers_with_what_is_stored(owner):
    report = plan.written("1.1", owner)
    values = {"as_of": report.as_of, "status": "ongoing", "stage": "realisation", "by": owner}
    actions.edit_report(
        report=report, lock_version=1, sentence="První.", at=timezone.now(), **values
    )
    with pytest.raises(actions.StaleReport) as caught:
        actions.edit_report(
            report=report, lock_version=1, sentence="Druhá.", at=timezone.now(), **values
        )
    assert caught.value.current.sentence == "První."


@pytest.mark.parametrize("status", [MeasureStatus.NOT_DONE, MeasureStatus.CANCELLED])
def test_a_measure_not_done_or_cancelled_says_why(owner, status):
    with pytest.raises(actions.ReportIncomplete):
        plan.written("1.1", owner, status=status)
    report = plan.written("1.1", owner, status=status, reason="Přesunuto do dalšího plánu.")
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureReport.objects.filter(pk=report.pk).update(reason="")


def test_every_change_of_status_or_stage_has_its_sentence(owner):
    with pytest.raises(actions.ReportIncomplete):
        plan.written("1.1", owner, sentence="")
    plan.approved("1.1", owner)
    assert plan.approved("1.1", owner, sentence="").number == 2  # nothing changed
    with pytest.raises(actions.ReportIncomplete):
        plan.written("1.1", owner, sentence="", stage=MeasureStage.FINISHED)


def test_a_report_does_not_speak_of_a_day_to_come(owner):
    with pytest.raises(actions.ReportIncomplete):
        plan.written("1.1", owner, as_of=timezone.localdate() + timedelta(days=1))


def test_a_discarded_report_loses_its_words_and_its_number_is_not_given_again(owner):
    report = plan.written("1.1", owner)
    actions.discard_report(report=report, by=owner, at=timezone.now())
    report = MeasureReport.objects.get()
    assert (report.state, report.sentence, report.record.visibility) == (
        ReportState.DISCARDED,
        "",
        Visibility.RESTRICTED,
    )
    assert list(MeasureReport.objects.visible_to(owner)) == []
    assert plan.written("1.1", owner).number == 2


def test_evidence_is_kept_with_each_saving_and_stands_with_the_report(owner):
    one, two = plan.measure("1.1").record, plan.measure("1.2").record
    report = plan.written("1.1", owner, evidence=[one, two, one])
    assert queries.evidence_of(report) == [one, two]
    report = actions.edit_report(
        report=report,
        lock_version=1,
        as_of=report.as_of,
        status=report.status,
        stage=report.stage,
        sentence=report.sentence,
        evidence=[two],
        by=owner,
        at=timezone.now(),
    )
    assert queries.evidence_of(report) == [two]


# --- who may know --------------------------------------------------------------------------------


def test_the_filter_and_the_permission_give_the_same_answer(owner):
    rows = {
        "draft": plan.written("1.1", owner),
        "submitted": plan.submitted("1.1", owner),
        "approved": plan.approved("1.1", owner),
        "discarded": actions.discard_report(
            report=plan.written("1.1", owner), by=owner, at=timezone.now()
        ),
    }
    staff = {"editor", "secretary", "chair", "evaluator", "project_manager"}
    people = {name: personas.make(name) for name in personas.KEYS} | {"owner of it": owner}
    for name, person in people.items():
        seen = {"approved"}
        if name in staff | {"owner of it"}:
            seen |= {"draft", "submitted"}
        found = set(MeasureReport.objects.visible_to(person).values_list("pk", flat=True))
        assert found == {rows[state].pk for state in seen}, name
        for state, row in rows.items():
            assert allowed(person, "concept.view_measure_report", row) is (state in seen), name


def test_only_owners_of_the_day_report_and_only_the_author_writes_on(owner):
    measure, report = plan.measure("1.1"), plan.written("1.1", owner)
    other = build.user("jiny", Role.MEASURE_OWNER)
    assert allowed(owner, "concept.report_measure", measure)
    assert not allowed(owner, "concept.report_measure", plan.measure("1.2"))
    assert not allowed(other, "concept.report_measure", measure)
    assert allowed(owner, "concept.write_measure_report", report)
    assert not allowed(plan.manager(), "concept.write_measure_report", report)
    [row] = queries.owners_of([measure.pk])[measure.pk]
    actions.end_owner(
        owner=row, valid_to=timezone.localdate(), by=plan.manager(), at=timezone.now()
    )
    assert not allowed(owner, "concept.report_measure", measure)
    assert queries.owners_of([measure.pk]) == {measure.pk: []}


def test_reports_follow_their_measure_out_of_the_public(owner):
    report = plan.approved("1.1", owner)
    version = Version.objects.get()
    actions.set_access(version=version, level="staff", by=build.editor(), at=timezone.now())
    report.record.refresh_from_db()
    assert report.record.visibility == Visibility.STAFF


# --- past days -----------------------------------------------------------------------------------


def test_any_past_day_is_rebuilt_as_it_was(owner, clock, django_assert_num_queries):
    def say(day: date, **fields):
        clock.move_to(f"{day + timedelta(days=20)}T12:00:00+00:00")
        return plan.approved("1.1", owner, as_of=day, **fields)

    clock.move_to("2030-01-01T12:00:00+00:00")
    moments = []
    for year, status, stage, spent in (
        (2030, MeasureStatus.PREPARED, MeasureStage.PREPARATION, 10),
        (2031, MeasureStatus.ONGOING, MeasureStage.REALISATION, 20),
        (2032, MeasureStatus.DONE, MeasureStage.FINISHED, None),
    ):
        report = say(date(year, 6, 30), status=status, stage=stage, spent_czk=spent)
        moments.append(report.approved_at)
    wrong = MeasureReport.objects.get(number=2)
    clock.move_to("2033-01-01T12:00:00+00:00")
    plan.approved("1.1", owner, as_of=wrong.as_of, corrects=wrong, spent_czk=Decimal(25))
    measure = key("1.1")

    def standing(day, known_at=None):
        found = standing_of([measure], on=day, known_at=known_at)[measure]
        return found.status, found.spent_czk, found.report

    assert standing(date(2030, 6, 29)) == ("", None, None)
    assert standing(date(2030, 6, 30)) == ("prepared", 10, 1)
    assert standing(date(2032, 1, 1)) == ("ongoing", 35, 4)
    assert standing(date(2032, 1, 1), known_at=moments[1]) == ("ongoing", 30, 2)
    assert standing(date(2032, 1, 1), known_at=moments[0]) == ("prepared", 10, 1)
    assert standing(date(2032, 6, 30)) == ("done", 35, 3)
    with django_assert_num_queries(5):
        standing_of([measure])
    other = key("1.2")
    with django_assert_num_queries(5):
        standing_of([measure, other])
    assert standing_of([]) == {}


@pytest.mark.parametrize(
    ("status", "day", "expected"),
    [
        (None, date(2020, 6, 30), False),
        (None, date(2020, 7, 1), True),
        (MeasureStatus.ONGOING, date(2020, 7, 1), True),
        (MeasureStatus.NOT_DONE, date(2020, 7, 1), True),
        (MeasureStatus.PARTLY_DONE, date(2020, 7, 1), True),
        (MeasureStatus.DONE, date(2020, 7, 1), False),
        (MeasureStatus.CANCELLED, date(2020, 7, 1), False),
    ],
)
def test_overdue_is_worked_out_of_the_deadline_and_the_status(owner, status, day, expected):
    if status:
        plan.approved("1.1", owner, as_of=date(2020, 6, 1), status=status, reason="Důvod.")
    standing = standing_of([key("1.1")], on=day)[key("1.1")]
    assert (standing.is_overdue, standing.due_on) == (expected, date(2020, 6, 30))


def test_a_measure_begins_with_its_approval_and_is_not_overdue_once_it_was_left_out(owner, clock):
    measure = key("1.1")
    assert standing_of([measure], on=date(2019, 6, 18))[measure] == MeasureStanding()
    assert standing_of([measure], on=APPROVED_ON)[measure].has_begun
    clock.move_to("2021-10-19T12:00:00+00:00")
    document = plan.measure("1.1").document
    section = document.get_children().get().specific
    build.rewrite(section, plan.block("1.2", "Kulaté stoly"))
    plan.approve(build.freeze(document, "2.0"))
    before, after = (
        standing_of([measure], on=day)[measure] for day in (date(2021, 10, 18), date(2021, 10, 19))
    )
    assert (before.is_overdue, before.has_ended) == (True, False)
    assert (after.is_overdue, after.has_ended) == (False, True)


def test_what_a_measure_promises_comes_from_the_frozen_passage():
    promises = queries.promises_of([key("1.1"), key("1.2")])
    promise = promises[key("1.1")]
    assert (promise.printed_code, promise.due_on, promise.budget_czk) == (
        "1.1",
        date(2020, 6, 30),
        Decimal("250000.00"),
    )
    assert (promise.section_code, promise.section_title) == ("1", "Priorita 1")
    assert promise.order < promises[key("1.2")].order
    assert queries.promises_of([key("1.1")], on=date(2019, 1, 1)) == {}


@pytest.fixture
def kept_outside():
    """The list of removed words as it is on a new site."""
    path = outside_lists.path_of("removed-from-records")
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


def test_personal_data_go_from_approved_reports_and_do_not_come_back(
    owner, kept_outside, django_capture_on_commit_callbacks
):
    told = "Byt dostala paní Jana  Nováková z Vrby."
    report = plan.approved("1.1", owner, sentence=told)
    other = plan.written("1.1", owner, sentence=f"Jak víme: {told}")
    untouched = plan.approved("1.2", owner, sentence="Jana Nováková tu není táž.")
    remove = partial(
        actions.remove_words, record=report.record, by=build.editor(), at=timezone.now()
    )
    with pytest.raises(actions.RemovalRefused):
        remove(words=["Jana Nováková"], reason="Jana Nováková si to přeje")
    with pytest.raises(actions.WordsNotFound):
        remove(words=["Petr Novák"], reason="osobní údaj")
    with django_capture_on_commit_callbacks(execute=True):
        assert remove(words=["jana nováková"], reason="osobní údaj") == 2

    stone = "[odstraněno 2. 3. 2026, osobní údaj]"
    found = dict(MeasureReport.objects.values_list("record__reference", "sentence"))
    assert found == {"1.1/Z1": stone, "1.1/Z2": stone, "1.2/Z1": untouched.sentence}
    assert MeasureReport.objects.get(pk=report.pk).reason == ""
    assert [plan.verbs(one.record)[-1] for one in (report, other)] == ["words_removed"] * 2
    event = report.record.events.get(verb="words_removed")
    assert (event.actor, event.reason) == (build.editor(), "osobní údaj")
    assert standing_of([key("1.1")])[key("1.1")].sentence == stone
    shown = Client().get("/opatreni/1.1/zpravy/1/").content.decode().replace("\xa0", " ")
    assert (stone in shown, "Nováková" in shown) == (True, False)
    assert list(verifications()["removed words"]()) == []

    # a backup from before brings the words back; what was removed since is removed again
    assert "nov" not in kept_outside.read_text().lower()
    draft = MeasureReport.objects.filter(pk=other.pk)
    draft.update(sentence=told)
    assert len(replays()["words of records"]()) == 1
    assert draft.get().sentence == stone
    assert replays()["words of records"]() == []


def test_the_page_of_a_report_leads_whoever_may_to_the_removal(owner):
    report = plan.approved("1.1", owner, sentence="Byt dostala Jana Nováková.")
    address = f"/odstranit-udaje/{report.record.uid}/"
    client = Client()
    page = "/opatreni/1.1/zpravy/1/"
    assert address not in client.get(page).content.decode()
    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    assert address in client.get(page).content.decode()
    typed = {"words": "Jana Nováková", "reason": "osobní údaj", "is_sure": "on"}
    refused = client.post(address, {**typed, "is_sure": ""})
    assert "Jana Nováková</textarea>" in refused.content.decode()
    assert client.post(address, typed).headers["Location"] == page
    assert "Nováková" not in client.get(page).content.decode()
