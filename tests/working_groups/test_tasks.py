"""Tasks: given to one seat under a number, and what becomes of them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.enums import Visibility
from tests.concept.build import editor
from tests.working_groups import build
from tests.worlds import built_once
from working_groups import actions
from working_groups.actions import task_steps, tasks
from working_groups.enums import ItemVisibility, MembershipRole, TaskState
from working_groups.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def group_of_three():
    return build.seated_group(at=timezone.now())


group = built_once(group_of_three)


def seat(group, place=0):
    return group.memberships.filter(role=MembershipRole.MEMBER).order_by("pk")[place]


def assign(group, **fields) -> Task:
    today = timezone.localdate()
    return tasks.assign_task(
        group=group,
        by=editor(),
        at=timezone.now(),
        **{
            "owner": seat(group),
            "text": "zjistit počet bytů",
            "due_on": today + timedelta(days=14),
            **fields,
        },
    )


def test_a_task_gets_the_next_number_of_its_group_and_the_names_of_its_owner(group):
    first = assign(group)
    second = assign(group, owner=seat(group, 1), helpers=[seat(group), seat(group, 1)])
    year = timezone.localdate().year
    assert [str(first), str(second)] == [f"PS1/{year}/U1", f"PS1/{year}/U2"]
    assert first.record.path == f"/ukoly/PS1-{year}-U1/"
    assert (first.state, first.record.visibility) == (TaskState.OPEN, Visibility.GROUP)
    assert (second.owner_name, second.owner_organisation_name) == ("Clen-Ps1-2", "Spolek PS1 2")
    assert list(second.helpers.all()) == [seat(group)]  # nobody helps themselves


def test_a_task_of_a_meeting_counts_in_the_year_of_the_meeting(group):
    meeting = build.held_meeting(group, at=timezone.now() - timedelta(days=400))
    item = build.agenda_item(meeting, visibility=ItemVisibility.RESTRICTED)
    made = assign(group, meeting=meeting, item=item)
    assert made.year == meeting.year
    assert made.record.visibility == Visibility.RESTRICTED
    assert made.record.occurred_on == timezone.localdate(meeting.starts_at)


def test_who_does_not_sit_in_the_group_that_day_gets_no_task(group):
    left = seat(group, 2)
    actions.end_membership(
        membership=left, valid_to=timezone.localdate(), by=editor(), at=timezone.now()
    )
    stranger = build.seat(build.group("PS2", at=timezone.now()), "jiny", at=timezone.now())
    for nobody in (left, stranger):
        with pytest.raises(tasks.OwnerNotInGroup):
            assign(group, owner=nobody)
        with pytest.raises(tasks.OwnerNotInGroup):
            assign(group, helpers=[nobody])
    assert Task.objects.count() == 0


def test_a_task_without_words_or_due_before_it_was_given_is_refused(group):
    with pytest.raises(tasks.TextMissing):
        assign(group, text="  ")
    with pytest.raises(tasks.DueTooEarly):
        assign(group, due_on=date(2020, 1, 1))
    assert assign(group, due_on=None).due_on is None


def test_the_day_of_a_task_moves_for_a_reason_and_never_before_it_was_given(group):
    task = assign(group)
    given = task.record.occurred_on

    def move(due_on, reason="Podklady ještě nejsou."):
        return task_steps.change_due(
            task=task,
            due_on=due_on,
            reason=reason,
            lock_version=task.lock_version,
            by=editor(),
            at=timezone.now(),
        )

    with pytest.raises(tasks.DueTooEarly):
        move(given - timedelta(days=1))
    with pytest.raises(task_steps.ReasonMissing):
        move(given, " ")
    assert task.due_changes.count() == 0
    first_day, task = task.due_on, move(given)
    (change,) = task.due_changes.all()
    assert (change.from_due, change.to_due, task.due_on) == (first_day, given, given)
    with pytest.raises(tasks.StaleTask):
        task_steps.change_due(
            task=task, due_on=None, reason="x", lock_version=1, by=editor(), at=timezone.now()
        )
