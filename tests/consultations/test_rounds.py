"""Rounds from preparing to cancelling: actions, with their events, mails and circles of readers."""

import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from concept import queries as concept_queries
from concept.actions import versions as version_actions
from concept.models import Version
from consultations import queries, tasks
from consultations.actions import audiences, reminding, round_steps, rounds
from consultations.enums import LatePolicy, OthersVisible, RoundStage, RoundState, RoundStepKind
from consultations.models import Round, RoundStep
from core.enums import Visibility
from core.models import OutboxMail
from people import actions as people_actions
from people.enums import Role
from tests.consultations import build
from tests.factories.people import UserFactory
from tests.worlds import built_once
from working_groups import actions as group_actions

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

DAY = timedelta(days=1)


def mailed(kind):
    return sorted(OutboxMail.objects.filter(kind=kind).values_list("recipient", flat=True))


def version():
    return build.version(build.text())


# --- preparing ------------------------------------------------------------------------------------


def test_texts_of_a_round_are_stored_without_markup():
    made = build.prepared_round(
        version(),
        title="Návrh <script>alert(1)</script>koncepce",
        introduction="O čem <b>to</b> je.",
        easy_text="Krátce.<img src=x onerror=alert(1)>",
        questions=["Chybí něco?", " <i></i> ", "Je text <em>jasný</em>?"],
    )
    made = Round.objects.get(pk=made.pk)

    assert made.title == made.record.title == "Návrh koncepce"
    assert made.introduction == "O čem to je."
    assert made.easy_text == "Krátce."
    assert made.questions == ["Chybí něco?", "Je text jasný?"]


def test_address_of_a_round_is_never_that_of_another_page_or_round():
    first = build.prepared_round(version(), title="Kontrola")
    second = build.prepared_round(*first.versions.all(), title="Kontrola")

    assert [first.slug, second.slug] == ["kontrola-2", "kontrola-3"]


@pytest.mark.django_db(transaction=True)
def test_rounds_on_two_documents_prepared_at_once_get_different_numbers():
    versions = [build.version(build.text(slug)) for slug in ("koncepce", "plan")]
    build.editor()
    start = threading.Barrier(2)
    made: list[str] = []

    def run(version: Version) -> None:
        start.wait()
        try:
            made.append(build.prepared_round(version).reference)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(version,)) for version in versions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(made) == ["R1", "R2"]
    assert sorted(Round.objects.values_list("number", flat=True)) == [1, 2]


def test_a_stale_save_is_refused_with_what_is_stored():
    made = build.prepared_round(version())
    edit = {"by": build.editor(), "at": timezone.now(), "lock_version": made.lock_version}
    rounds.edit_round(round=made, title="První", **edit)

    with pytest.raises(rounds.StaleRound) as error:
        rounds.edit_round(round=made, title="Druhý", **edit)

    assert error.value.current.title == "První"
    assert Round.objects.get().title == "První"


def test_what_is_missing_is_said_blocking_things_first():
    lipa = build.body("Městský obvod Lípa")
    empty_group = build.group("PS1")
    made = build.prepared_round(
        version(), bodies=[(lipa, True)], groups=[empty_group], closes_at=timezone.now() + 9 * DAY
    )
    Round.objects.filter(pk=made.pk).update(closes_at=timezone.now() + 9 * DAY)

    found = queries.what_is_missing(made, timezone.now())

    assert [lack.blocks for lack in found] == [False] * 6
    assert [lack.text for lack in found] == [
        "Není slíben den, do kdy lidé dostanou odpověď.",
        "Chybí úvod, který řekne, o čem kolo je.",
        "Čas otevření už uplynul: kolo se otevře hned po vyhlášení.",
        "Na připomínky zbývá 9 celých dnů, obvyklé jsou dva týdny.",
        "Skupina Pracovní skupina PS1 nemá žádné členy.",
        "Nikdo nemůže odeslat připomínky za: Městský obvod Lípa.",
    ]
    nobody = build.prepared_round(*made.versions.all(), title="Pro nikoho")
    assert queries.what_is_missing(nobody, timezone.now())[0].blocks is True
    with pytest.raises(round_steps.RoundNotReady):
        round_steps.announce_round(round=nobody, by=build.editor(), at=timezone.now())


# --- two people, opening -----------------------------------------------------------------------------


def test_who_froze_a_version_may_be_the_second_person():
    frozen = version()
    freezer = frozen.frozen_by
    made = build.prepared_round(frozen, is_public=True)
    round_steps.propose_opening(round=made, by=build.chair(), at=timezone.now())

    round_steps.announce_round(round=made, by=freezer, at=timezone.now())

    frozen.record.refresh_from_db()
    assert frozen.record.visibility == Visibility.PUBLIC
    assert frozen.accesses.get().by == build.chair()


def test_announcing_tells_the_invited_and_lets_them_read():
    member = build.user("member")
    frozen = version()
    made = build.open_round(frozen, groups=[build.group("PS1", member)])

    assert mailed("round_announced") == ["member@example.org"]
    assert list(Round.objects.visible_to(member)) == [made]
    assert concept_queries.readable_versions("koncepce", member) == [frozen]
    assert concept_queries.readable_versions("koncepce", build.user("stranger")) == []


def test_staff_find_a_round_that_is_for_others():
    made = build.open_round(version(), groups=[build.group("PS1", build.user("member"))])

    for person in (build.editor(), build.chair(), build.secretary()):
        assert list(Round.objects.visible_to(person)) == [made]


# --- circles in step -----------------------------------------------------------------------------------


def test_a_late_member_learns_of_the_round_and_reads_its_version():
    group = build.group("PS1", build.user("member"))
    frozen = version()
    build.open_round(frozen, groups=[group])
    late = build.user("late")
    group_actions.add_member(
        group=group,
        user=late,
        valid_from=timezone.localdate(),
        by=build.editor(),
        at=timezone.now(),
    )

    tasks.follow_memberships.function(group=group.pk)
    tasks.follow_memberships.function(group=group.pk)

    assert concept_queries.readable_versions("koncepce", late) == [frozen]
    assert Round.objects.visible_to(late).count() == 1
    assert mailed("round_announced") == ["late@example.org", "member@example.org"]


def test_changes_of_members_and_roles_are_announced_to_the_circles():
    group = build.group("PS1")
    lipa = build.body("Městský obvod Lípa")
    build.open_round(version(), groups=[group], bodies=[(lipa, False)])
    before = queued_jobs()
    membership = group_actions.add_member(
        group=group,
        user=build.user("member"),
        valid_from=timezone.localdate(),
        by=build.editor(),
        at=timezone.now(),
    )
    group_actions.end_membership(
        membership=membership, valid_to=timezone.localdate(), by=build.editor(), at=timezone.now()
    )
    grant = people_actions.grant_role(
        user=UserFactory(),
        role=Role.MEMBER,
        organisation=lipa,
        by=build.editor(),
        at=timezone.now(),
    )
    people_actions.end_role(grant=grant, by=build.editor(), at=timezone.now())

    assert queued_jobs() - before == {
        "consultations.tasks.follow_memberships": 2,
        "consultations.tasks.follow_roles": 2,
    }


def queued_jobs():
    names = (row.args_kwargs["kwargs"]["name"] for row in DBTaskResult.objects.all())
    return Counter(name for name in names if name.startswith("consultations."))


def test_a_membership_that_begins_and_ends_later_is_right_at_midnight(clock):
    group = build.group("PS1")
    made = build.open_round(version(), groups=[group])
    guest = build.user("guest")
    today = timezone.localdate()
    membership = group_actions.add_member(
        group=group, user=guest, valid_from=today + DAY, by=build.editor(), at=timezone.now()
    )
    audiences.sync_live_rounds(at=timezone.now())
    group_actions.end_membership(
        membership=membership, valid_to=today + 2 * DAY, by=build.editor(), at=timezone.now()
    )
    audiences.sync_live_rounds(at=timezone.now())

    def sees():
        return Round.objects.visible_to(guest).filter(pk=made.pk).exists()

    # no clockwork runs from here on; midnight in Prague is 23:00 in UTC
    assert not sees()
    clock.move_to(timezone.make_aware(timezone.datetime(2026, 3, 2, 23, 59, 59)))
    assert not sees()
    clock.shift(1)
    assert sees()
    clock.move_to(timezone.make_aware(timezone.datetime(2026, 3, 3, 23, 59, 59)))
    assert sees()
    clock.shift(1)
    assert not sees()


def test_who_leaves_reads_no_more_and_who_was_let_in_by_hand_still_does():
    group = build.group("PS1", build.user("member"))
    frozen = version()
    other = build.group("PS2", build.user("reader"))
    version_actions.set_access(
        version=frozen,
        level="audience",
        audience=other.audience,
        by=build.editor(),
        at=timezone.now(),
    )
    build.open_round(frozen, groups=[group])
    group_actions.end_membership(
        membership=group.memberships.get(),
        valid_to=timezone.localdate(),
        by=build.editor(),
        at=timezone.now(),
    )

    audiences.sync_live_rounds(at=timezone.now())

    assert concept_queries.readable_versions("koncepce", build.user("member")) == []
    assert concept_queries.readable_versions("koncepce", build.user("reader")) == [frozen]


def test_syncing_twice_writes_nothing_the_second_time(django_assert_num_queries):
    lipa = build.body("Městský obvod Lípa")
    build.colleague("clerk", lipa)
    made = build.open_round(
        version(), groups=[build.group("PS1", build.user("member"))], bodies=[(lipa, False)]
    )
    before = list(made.audience.members.values_list("pk", "valid_from", "valid_to"))

    # circle of the round: 4 for the invited, 1 for who is in it; the same and three more for the readers
    with django_assert_num_queries(16):
        audiences.sync_audience(round=made, at=timezone.now())

    assert list(made.audience.members.values_list("pk", "valid_from", "valid_to")) == before


# --- rules that change publicly ----------------------------------------------------------------------------


def test_a_change_of_rules_is_public_with_the_former_value_and_the_reason():
    made = build.open_round(version(), is_public=True, others_visible=OthersVisible.AT_ONCE)

    round_steps.change_rules(
        round=made,
        lock_version=made.lock_version,
        late_policy=LatePolicy.ACCEPT_FLAGGED,
        others_visible=OthersVisible.AT_ONCE,
        answer_promised_on=date(2026, 5, 1),
        note="Pošta měla výpadek.",
        by=build.editor(),
        at=timezone.now(),
    )

    steps = RoundStep.objects.filter(step=RoundStepKind.RULES_CHANGED).order_by("pk")
    assert list(steps.values_list("former", "new", "note")) == [
        ("answer_promised_on=", "answer_promised_on=2026-05-01", "Pošta měla výpadek."),
        ("late_policy=reject", "late_policy=accept_flagged", "Pošta měla výpadek."),
    ]
    made = Round.objects.get()
    assert (made.late_policy, made.answer_promised_on) == (
        LatePolicy.ACCEPT_FLAGGED,
        date(2026, 5, 1),
    )


def test_rules_of_a_round_that_is_over_stay_but_for_the_promised_date(clock):
    made = build.open_round(version(), is_public=True)
    clock.move_to(made.closes_at)
    change = {
        "round": made,
        "lock_version": made.lock_version,
        "note": "Proč",
        "by": build.editor(),
        "at": timezone.now(),
    }

    with pytest.raises(rounds.RoundMoveRefused):
        round_steps.change_rules(late_policy=LatePolicy.ACCEPT_FLAGGED, **change)
    with pytest.raises(round_steps.NothingChanged):
        round_steps.change_rules(late_policy=made.late_policy, **change)
    round_steps.change_rules(answer_promised_on=date(2026, 6, 1), **change)

    assert Round.objects.get().answer_promised_on == date(2026, 6, 1)


def test_hiding_comments_until_closing_by_a_change_of_rules_takes_effect_at_once():
    made = build.open_round(version(), is_public=True, others_visible=OthersVisible.AT_ONCE)
    (comment,) = build.sent(made, "Doplnit lhůtu.")
    assert comment.contribution.record.visibility == Visibility.PUBLIC

    round_steps.change_rules(
        round=made,
        lock_version=Round.objects.get().lock_version,
        others_visible=OthersVisible.AFTER_CLOSING,
        note="Aby se lidé neovlivňovali.",
        by=build.editor(),
        at=timezone.now(),
    )

    comment.contribution.record.refresh_from_db()
    assert comment.contribution.record.visibility == Visibility.STAFF


def test_a_round_called_off_stays_known_to_those_who_were_told():
    member = build.user("member")
    made = build.open_round(version(), groups=[build.group("PS1", member)])
    never_told = build.prepared_round(
        *made.versions.all(), title="Nevyhlášené", groups=made.groups.all()
    )

    for each in (made, never_told):
        round_steps.cancel_round(
            round=each, note="Text se přepracuje.", by=build.editor(), at=timezone.now()
        )

    assert [r.title for r in Round.objects.visible_to(member)] == ["Připomínky k návrhu"]
    assert Round.objects.get(pk=made.pk).state_at(timezone.now()) == RoundState.CANCELLED


# --- reminders -----------------------------------------------------------------------------------------------


def round_with_three_bodies(**fields):
    """One body has answered, one is writing, one is silent; each has one person."""
    names = ("Lípa", "Vrba", "Buk")
    bodies = {name: build.body(name) for name in names}
    people = {name: build.colleague(name.lower(), bodies[name], authorised=True) for name in names}
    made = build.open_round(version(), bodies=[(body, True) for body in bodies.values()], **fields)
    build.sent(made, "Doplnit lhůtu.", person=people["Lípa"], organisation=bodies["Lípa"])
    build.written(build.draft(made, people["Vrba"], organisation=bodies["Vrba"]))
    return made


three_bodies = built_once(round_with_three_bodies)


def standings(made):
    return {row.name: (row.standing, row.comment_count) for row in queries.body_rows(made)}


def test_standing_of_each_body_follows_from_its_joint_statement(three_bodies):
    made = three_bodies
    jasan = build.body("Jasan")
    rounds_body(made, jasan)
    build.sent(made, person=build.colleague("jasan", jasan, authorised=True), organisation=jasan)
    # a colleague's own comment is not the answer of the body; neither is an empty draft
    build.draft(made, build.user("buk"), organisation=build.body("Buk"))

    assert standings(made) == {
        "Buk": ("silent", 0),
        "Jasan": ("no_comments", 0),
        "Lípa": ("commented", 1),
        "Vrba": ("drafting", 0),
    }


def rounds_body(made, organisation):
    made.bodies.create(organisation=organisation)


@pytest.mark.parametrize("count", [1, 3])
def test_overview_of_bodies_costs_the_same_for_any_number(count, django_assert_num_queries):
    bodies = [(build.body(f"Obvod {n}"), False) for n in range(count)]
    for organisation, _essential in bodies:
        build.colleague(f"person-{organisation.pk}", organisation, authorised=True)
    made = build.open_round(version(), bodies=bodies)

    with django_assert_num_queries(5):
        assert len(queries.body_rows_with_people(made, timezone.now())) == count


def test_bodies_without_an_answer_are_reminded_once_three_days_before_closing(clock, three_bodies):
    made = three_bodies

    clock.move_to(made.closes_at - 3 * DAY - timedelta(seconds=1))
    tasks.remind_before_closing.function()
    assert mailed("round_reminder") == []

    clock.shift(1)
    for _ in range(3):
        tasks.remind_before_closing.function()
        clock.shift(60)
    assert mailed("round_reminder") == ["buk@example.org", "vrba@example.org"]

    clock.move_to(made.closes_at)
    tasks.remind_before_closing.function()
    assert mailed("round_reminder") == ["buk@example.org", "vrba@example.org"]


def test_a_round_extended_in_its_last_days_does_not_remind_at_once_but_before_its_new_end(
    clock, three_bodies
):
    made = three_bodies
    clock.move_to(made.closes_at - timedelta(hours=1))
    round_steps.extend_round(
        round=made,
        closes_at=made.closes_at + 2 * DAY,
        note="Prázdniny.",
        by=build.editor(),
        at=timezone.now(),
    )
    tasks.remind_before_closing.function()
    assert mailed("round_reminder") == []

    round_steps.extend_round(
        round=made,
        closes_at=made.closes_at + 9 * DAY,
        note="Prázdniny.",
        by=build.editor(),
        at=timezone.now(),
    )
    clock.move_to(made.closes_at + 6 * DAY)
    tasks.remind_before_closing.function()
    assert mailed("round_reminder") == ["buk@example.org", "vrba@example.org"]


def test_reminding_by_hand_writes_to_a_person_once_a_day(clock, three_bodies):
    made = three_bodies
    remind = {"round": made, "by": build.editor()}

    assert reminding.remind_bodies(at=timezone.now(), **remind) == 2
    assert reminding.remind_bodies(at=timezone.now(), **remind) == 2
    assert OutboxMail.objects.filter(kind="round_reminder").count() == 2
    clock.shift(DAY)
    only_buk = [build.body("Buk").pk]
    assert reminding.remind_bodies(at=timezone.now(), organisations=only_buk, **remind) == 1
    assert mailed("round_reminder") == ["buk@example.org", "buk@example.org", "vrba@example.org"]

    with pytest.raises(reminding.NobodyToRemind):
        reminding.remind_bodies(at=timezone.now(), organisations=[build.body("Lípa").pk], **remind)


def test_a_reminder_says_which_bodies_and_until_when(three_bodies):
    made = three_bodies
    vrba = build.body("Vrba")
    build.colleague("buk", vrba)

    reminding.remind_bodies(round=made, by=build.editor(), at=timezone.now())

    mail = OutboxMail.objects.get(kind="round_reminder", recipient="buk@example.org")
    assert mail.subject == "Chybí vaše odpověď: Připomínky k návrhu"
    assert "- Buk\n" in mail.text
    assert "- Vrba\n" in mail.text
    assert "do 16. 3. 2026 10:00" in mail.text


def test_who_was_told_when_is_listed_by_person(three_bodies):
    made = three_bodies
    reminding.remind_bodies(round=made, by=build.editor(), at=timezone.now())

    told = queries.told_people(made, f"round-{made.pk}")

    assert [(person.name, sorted(person.mails)) for person in told] == [
        ("Buk", ["round_announced", "round_reminder"]),
        ("Lípa", ["round_announced"]),
        ("Vrba", ["round_announced", "round_reminder"]),
    ]
    assert RoundStage(Round.objects.get().stage) == RoundStage.ANNOUNCED
