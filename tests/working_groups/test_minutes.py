"""The life of minutes: written, circulated, objected to, approved, published."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core.enums import RecordOrigin
from core.models import Event, OutboxMail
from tests.concept.build import editor, user
from tests.tampering import without_triggers
from tests.working_groups import build
from tests.working_groups import minutes as made
from tests.worlds import built_once
from working_groups.actions import minutes as actions
from working_groups.actions import minutes_approval, objections
from working_groups.enums import (
    ApprovedHow,
    DecisionState,
    ItemKind,
    MeetingState,
    MinutesState,
    MinutesVersionKind,
    ObjectionState,
    PublicRoster,
)
from working_groups.minutes_content import Circle, fingerprint, public_data
from working_groups.minutes_verification import verify_minutes
from working_groups.models import Meeting, Minutes, MinutesVersion
from working_groups.queries import minutes as queries

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@built_once
def meeting() -> Meeting:
    at = timezone.now()
    return made.meeting_with_items(build.seated_group(at=at), at=at)


def verbs(minutes: Minutes) -> list[str]:
    return list(
        Event.objects.filter(record=minutes.record).order_by("pk").values_list("verb", flat=True)
    )


def mailed(kind: str) -> list[str]:
    return sorted(OutboxMail.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_minutes_are_begun_once_and_known_to_members_only(meeting):
    secretary = made.secretary(meeting.host)
    first = actions.begin_minutes(meeting=meeting, by=secretary, at=timezone.now())
    again = actions.begin_minutes(meeting=meeting, by=editor(), at=timezone.now())

    assert (first, first.written_by, first.state) == (again, secretary, MinutesState.DRAFTING)
    assert first.record.path == f"{meeting.record.path}zapis/"
    for person, knows in (
        (made.member(meeting.host), True),
        (user(made.GUEST), True),
        (user("nikdo"), False),
        (AnonymousUser(), False),
    ):
        assert Minutes.objects.visible_to(person).filter(pk=first.pk).exists() is knows


def test_a_cancelled_meeting_has_no_minutes(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CANCELLED)

    with pytest.raises(actions.MeetingOff):
        actions.begin_minutes(meeting=meeting, by=editor(), at=timezone.now())


def test_lines_become_conclusions_and_tasks_and_what_cannot_be_read_stays(meeting):
    minutes = actions.begin_minutes(meeting=meeting, by=editor(), at=timezone.now())
    item = made.items(meeting)[0]
    owner = made.member(meeting.host)
    text = (
        f"Debata.\nZávěr (doporučuje): Doplnit lhůtu.\nÚkol ({owner.name}, do 12. 3.): Zaslat.\n"
        "Úkol (Kdosi): Nic."
    )

    saved = made.write(minutes, item, text)

    assert saved.section.public_text == "Debata.\nÚkol (Kdosi): Nic."
    assert [problem.source for problem in saved.problems] == ["Úkol (Kdosi): Nic."]
    (decision,), (task,) = saved.decisions, saved.tasks
    assert (decision.record.reference, decision.verb, decision.text, decision.item) == (
        "PS1/2026/1",
        "recommend",
        "Doplnit lhůtu.",
        item,
    )
    assert (task.record.reference, task.owner.user, str(task.due_on), task.item) == (
        "PS1/2026/U1",
        owner,
        "2026-03-12",
        item,
    )


def test_saving_as_one_types_makes_nothing_of_lines(meeting):
    minutes = actions.begin_minutes(meeting=meeting, by=editor(), at=timezone.now())
    item = made.items(meeting)[0]

    saved = made.write(minutes, item, "Závěr: Dopl", makes_objects=False)

    assert (saved.section.public_text, saved.decisions) == ("Závěr: Dopl", ())
    assert not meeting.decisions.exists()


def test_minutes_wait_for_the_meeting_and_for_the_verifier(meeting):
    minutes = made.written(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.IN_PROGRESS)
    with pytest.raises(actions.MeetingNotHeld):
        actions.circulate_minutes(minutes=minutes, by=editor(), at=timezone.now())
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.HELD)
    verifier = made.member(meeting.host)
    actions.name_people(
        minutes=minutes, written_by=editor(), verifier=verifier, by=editor(), at=timezone.now()
    )
    with pytest.raises(actions.MinutesNotConfirmed):
        actions.circulate_minutes(minutes=minutes, by=editor(), at=timezone.now())
    actions.confirm_minutes(minutes=minutes, by=verifier, at=timezone.now())
    made.write(minutes, made.items(meeting)[0], "Jiný text.")
    with pytest.raises(actions.MinutesNotConfirmed):  # of another text
        actions.circulate_minutes(minutes=minutes, by=editor(), at=timezone.now())
    actions.confirm_minutes(minutes=minutes, by=verifier, at=timezone.now())

    version = actions.circulate_minutes(minutes=minutes, by=editor(), at=timezone.now())

    assert version.content["verifier"] == {
        "name": verifier.name,
        "role": "verifier",
        "organisation": "",
    }
    assert not MinutesVersion.objects.exclude(pk=version.pk).exists()


def test_circulated_minutes_are_kept_and_mailed_to_those_entitled(meeting):
    minutes = made.circulated(meeting)

    version = minutes.versions.get()
    assert (version.kind, version.number) == (MinutesVersionKind.CIRCULATED, 1)
    assert version.digest == fingerprint(version.content)
    assert version.content["public_digest"] == fingerprint(public_data(version.content))
    assert version.content["attendance"] == {
        "groups": [
            {"name": meeting.host.name, "seats": 5, "present": 4, "excused": 1, "absent": 0}
        ],
        "guests": 1,
        "staff": 0,
    }
    assert version.content["presided_by"]["name"] == made.chair(meeting.host).name
    assert timezone.localtime(minutes.objection_until).isoformat() == "2026-03-10T00:00:00+01:00"
    everybody = {seat.user.email for seat in meeting.host.memberships.all()}
    assert mailed("minutes_circulated") == sorted(everybody | {user(made.GUEST).email})
    assert verbs(minutes) == ["minutes_begun", "minutes_circulated"]
    with pytest.raises(actions.MinutesNotBeingWritten):
        made.write(minutes, made.items(meeting)[0], "Pozdě.")


def test_minutes_of_a_meeting_entered_later_are_not_mailed(meeting):
    meeting.record.origin = RecordOrigin.BACKFILLED
    meeting.record.save()

    made.circulated(Meeting.objects.get(pk=meeting.pk))

    assert mailed("minutes_circulated") == []


def object_to(minutes: Minutes, **fields):
    return objections.raise_objection(
        **{
            "minutes": minutes,
            "item": made.items(minutes.meeting)[0],
            "text": "Chybí podmínka.",
            "proposed_wording": "Doplnit lhůtu do června.",
            "by": made.member(minutes.meeting.host),
            "at": timezone.now(),
            **fields,
        }
    )


def test_an_accepted_remark_opens_the_minutes_and_a_new_window(meeting, clock):
    minutes = made.circulated(meeting)
    objection = object_to(minutes)
    assert mailed("minutes_objection_raised") == sorted(
        [made.secretary(meeting.host).email, made.chair(meeting.host).email]
    )
    objections.accept_objection(
        objection=objection, answer="", by=made.chair(meeting.host), at=timezone.now()
    )
    minutes = made.fresh(minutes)
    assert minutes.state == MinutesState.DRAFTING
    clock.shift(timedelta(days=2))
    made.write(minutes, made.items(meeting)[0], "Debata s podmínkou.")
    actions.circulate_minutes(minutes=minutes, by=editor(), at=timezone.now())

    minutes = made.fresh(minutes)
    first, second = minutes.versions.order_by("number")
    assert first.content["items"][0]["text"] == "Debata o lhůtách."
    assert second.content["items"][0]["text"] == "Debata s podmínkou."
    assert timezone.localtime(minutes.objection_until).date().isoformat() == "2026-03-12"
    assert mailed("minutes_objection_answered") == [made.member(meeting.host).email]
    assert OutboxMail.objects.filter(kind="minutes_circulated").count() == 12


def test_a_remark_is_refused_with_an_answer_or_taken_back_and_once_only(meeting):
    minutes = made.circulated(meeting)
    refused, taken_back = object_to(minutes), object_to(minutes, item=None)
    with pytest.raises(objections.RemarkEmpty):
        objections.reject_objection(objection=refused, answer=" ", by=editor(), at=timezone.now())
    objections.reject_objection(
        objection=refused, answer="Zaznělo to jinak.", by=editor(), at=timezone.now()
    )
    objections.withdraw_objection(objection=taken_back, by=taken_back.raised_by, at=timezone.now())
    for again in (refused, taken_back):
        with pytest.raises(objections.RemarkAnswered):
            objections.accept_objection(objection=again, answer="", by=editor(), at=timezone.now())

    assert [row.state for row in queries.objections_of(minutes)] == [
        ObjectionState.REJECTED,
        ObjectionState.WITHDRAWN,
    ]
    assert made.fresh(minutes).state == MinutesState.CIRCULATED


def test_approval_freezes_the_circulated_text_and_makes_conclusions_valid(meeting, clock):
    minutes = made.approved(meeting, clock)

    circulated, kept = minutes.versions.order_by("number")
    assert kept.kind == MinutesVersionKind.APPROVED
    assert kept.content["items"] == circulated.content["items"]
    assert kept.content["approval"] == {"how": "chair", "on": "2026-03-10", "in": ""}
    assert [decision.state for decision in meeting.decisions.all()] == [DecisionState.CONFIRMED]
    assert list(verify_minutes()) == []


def test_open_remarks_and_the_running_window_block_an_approval(meeting, clock):
    minutes = made.circulated(meeting)
    object_to(minutes)
    chair = made.chair(meeting.host)

    def approve(how: str, item=None):
        return minutes_approval.approve_minutes(
            minutes=minutes, how=how, by=chair, at=timezone.now(), item=item
        )

    with pytest.raises(minutes_approval.RemarksOpen, match="1"):
        approve(ApprovedHow.CHAIR)
    objections.reject_objection(
        objection=minutes.objections.get(), answer="Ne.", by=chair, at=timezone.now()
    )
    with pytest.raises(minutes_approval.RemarksOpen):
        approve(ApprovedHow.CHAIR)
    clock.move_to(minutes.objection_until)
    with pytest.raises(minutes_approval.NotSilence):
        approve(ApprovedHow.SILENCE)
    with pytest.raises(minutes_approval.ApprovalItemWrong):
        approve(ApprovedHow.AT_MEETING, made.items(meeting)[0])
    later = build.held_meeting(meeting.host, at=timezone.now())
    item = build.agenda_item(later, "Schválení zápisu", kind=ItemKind.MINUTES_APPROVAL)

    approve(ApprovedHow.AT_MEETING, item)

    assert made.fresh(minutes).approved_in == item


def test_publication_leaves_the_public_part_and_asks_about_names(meeting, clock):
    minutes = made.written(meeting)
    made.write(minutes, made.items(meeting)[0], f"Mluvil {made.member(meeting.host).name}.")
    actions.circulate_minutes(minutes=minutes, by=editor(), at=timezone.now())
    minutes = made.fresh(minutes)
    clock.move_to(minutes.objection_until)
    chair = made.chair(meeting.host)
    minutes_approval.approve_minutes(
        minutes=minutes, how=ApprovedHow.SILENCE, by=chair, at=timezone.now()
    )
    with pytest.raises(minutes_approval.NamesNotChecked) as caught:
        minutes_approval.publish_minutes(minutes=minutes, by=chair, at=timezone.now())
    assert caught.value.names == [made.member(meeting.host).name]
    minutes_approval.publish_minutes(
        minutes=minutes, by=chair, at=timezone.now(), names_checked=True
    )

    minutes = made.fresh(minutes)
    assert Minutes.objects.visible_to(AnonymousUser()).get() == minutes
    (text,) = queries.kept_texts(minutes, Circle.PUBLIC)
    assert [item["is_hidden"] for item in text.content["items"]] == [False, True, True]
    assert made.SECRET not in str(text.content)
    assert "Vnitřní" not in str(text.content)
    assert minutes.record.search_stems.count("rozpoct") == 0
    decision = meeting.decisions.get()
    assert (decision.record.visibility, decision.state) == ("public", DecisionState.CONFIRMED)


def test_names_need_no_check_where_the_group_shows_its_members(meeting, clock):
    type(meeting.host).objects.update(public_roster=PublicRoster.NAMES_AND_ORGANISATIONS)

    minutes = made.published(meeting, clock)

    (text,) = queries.kept_texts(minutes, Circle.PUBLIC)
    assert text.content["presided_by"]["name"] == made.chair(meeting.host).name
    assert text.content["people"] == []


def test_an_altered_text_is_found(meeting, clock):
    minutes = made.published(meeting, clock)
    version = minutes.versions.order_by("number").last()
    content = {**version.content, "place": "Jinde"}
    table = MinutesVersion._meta.db_table

    without_triggers(
        f"UPDATE {table} SET content = %s WHERE id = %s", json.dumps(content), version.pk
    )

    assert [(finding.place, finding.message) for finding in verify_minutes()] == [
        ("minutes PS1/2026/J1, version 2", "the text was altered")
    ]
