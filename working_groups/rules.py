"""Who may do what in working groups."""

import rules

from core.permissions import define
from people.enums import Role
from people.rules import has_role


@rules.predicate
def may_see_group(user, group) -> bool:
    """The group's record is visible to the user."""
    return group is not None and type(group).objects.visible_to(user).filter(pk=group.pk).exists()


define("working_groups.view_group", may_see_group)
define("working_groups.manage_groups", has_role(Role.SECRETARY, Role.EDITOR))
