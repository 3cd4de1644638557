"""Who may do what in working groups.

Rights inside a group come from the seat a person has there today (secretary, chair, member), not from a role in the
whole system: the secretary of one group does nothing in another. Staff read what groups do (ADR 9), but not what is
"for members only".
"""

from collections.abc import Iterable

import rules
from django.utils import timezone

from core.permissions import define
from people.enums import Role
from people.rules import has_role, is_city_staff
from working_groups.enums import MembershipRole
from working_groups.models import Group, Membership
from working_groups.queries.minutes import entitled

CHAIRS = (MembershipRole.CHAIR, MembershipRole.VICE_CHAIR)


def groups_behind(obj) -> Iterable[int]:
    """Primary keys of the groups an object belongs to: a group, or what a group, a meeting or a procedure made."""
    if isinstance(obj, Group):
        return [obj.pk]
    if hasattr(obj, "groups"):  # a meeting
        return [group.pk for group in obj.groups.all()]
    if getattr(obj, "meeting_id", None):  # minutes, an item, a conclusion of a meeting
        return groups_behind(obj.meeting)
    if getattr(obj, "procedure_id", None):  # a conclusion in writing
        return [obj.procedure.group_id]
    return [obj.group_id]  # a task, a written procedure


def _sits(user, obj, *roles: str) -> bool:
    if obj is None or not user.is_authenticated:
        return False
    seats = Membership.objects.current(timezone.localdate()).filter(
        user=user, group__in=groups_behind(obj)
    )
    return (seats.filter(role__in=roles) if roles else seats).exists()


@rules.predicate
def may_see_group(user, group) -> bool:
    """The group's record is visible to the user."""
    return group is not None and type(group).objects.visible_to(user).filter(pk=group.pk).exists()


@rules.predicate
def sits_in_group(user, obj) -> bool:
    """The person has a seat today in the group, or in one of those behind the meeting, conclusion or task."""
    return _sits(user, obj)


@rules.predicate
def is_secretary_of(user, obj) -> bool:
    """The person is secretary today of the group, or of one of those behind the object."""
    return _sits(user, obj, MembershipRole.SECRETARY)


@rules.predicate
def chairs(user, obj) -> bool:
    """The person chairs the group today, or one of those behind the object, alone or as deputy."""
    return _sits(user, obj, *CHAIRS)


@rules.predicate
def may_see(user, obj) -> bool:
    """The object's record is visible to the user."""
    return obj is not None and type(obj).objects.visible_to(user).filter(pk=obj.pk).exists()


@rules.predicate
def is_entitled_to_minutes(user, minutes) -> bool:
    """The person had a seat on the day of the meeting or was there."""
    if minutes is None or not user.is_authenticated:
        return False
    return entitled(minutes.meeting).filter(pk=user.pk).exists()


@rules.predicate
def is_verifier_of(user, minutes) -> bool:
    """The person was named to verify the minutes."""
    return minutes is not None and user.is_authenticated and minutes.verifier_id == user.pk


runs = is_secretary_of | chairs

define("working_groups.view_group", may_see_group)
define("working_groups.view_names", sits_in_group | is_city_staff)
define("working_groups.view_desk", is_city_staff)
define("working_groups.manage_groups", has_role(Role.SECRETARY, Role.EDITOR))
# What a group does: its secretary and its chairs run it, its members propose and answer.
define("working_groups.run_meetings", runs)
define("working_groups.propose_item", sits_in_group | has_role(Role.EDITOR))
define("working_groups.view_meeting", may_see)
define("working_groups.write_minutes", is_secretary_of)
define("working_groups.circulate_minutes", runs)
define("working_groups.view_minutes", may_see)
define("working_groups.object_to_minutes", is_entitled_to_minutes)
define("working_groups.confirm_minutes", is_verifier_of)
define("working_groups.approve_minutes", chairs)
define("working_groups.correct_minutes", chairs)
define("working_groups.redact_minutes", chairs)
define("working_groups.record_decision", runs)
define("working_groups.view_decision", may_see)
define("working_groups.assign_task", runs)
define("working_groups.verify_task", chairs)
define("working_groups.view_task", may_see)


@rules.predicate
def answers_for(user, task) -> bool:
    """The person holds the seat that answers for the task, or one that helps with it."""
    if task is None or not user.is_authenticated:
        return False
    seats = Membership.objects.current(timezone.localdate()).filter(user=user)
    return seats.filter(pk=task.owner_id).exists() or seats.filter(tasks_helped=task.pk).exists()


@rules.predicate
def stands_in_list(user, procedure) -> bool:
    """The person stood in the list of voters when the vote in writing started."""
    return (
        procedure is not None
        and user.is_authenticated
        and procedure.voters.filter(user=user.pk).exists()
    )


define("working_groups.report_task", answers_for | runs)
define("working_groups.change_task", runs)
define("working_groups.vote", stands_in_list)
define("working_groups.view_procedure", may_see)
define("working_groups.run_procedures", runs)
define("working_groups.hand_over_group", runs | has_role(Role.SECRETARY, Role.EDITOR))
define("working_groups.link_decision", has_role(Role.EDITOR))
