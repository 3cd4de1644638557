"""Who may do what in working groups."""

import rules
from django.utils import timezone

from core.permissions import define
from people.enums import Role
from people.rules import has_role, is_city_staff


@rules.predicate
def may_see_group(user, group) -> bool:
    """The group's record is visible to the user."""
    return group is not None and type(group).objects.visible_to(user).filter(pk=group.pk).exists()


@rules.predicate
def sits_in_group(user, group) -> bool:
    """The person is a member of the group today."""
    return (
        group is not None
        and user.is_authenticated
        and group.memberships.current(timezone.localdate()).filter(user=user).exists()
    )


define("working_groups.view_group", may_see_group)
define("working_groups.view_names", sits_in_group | is_city_staff)
define("working_groups.view_desk", is_city_staff)
define("working_groups.manage_groups", has_role(Role.SECRETARY, Role.EDITOR))
