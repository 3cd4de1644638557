"""Who may do what in evaluation: evaluators measure and judge, pilot officers keep the pilot, managers the project.

Whoever enters a value does not approve it. Rows of households are for pilot officers, and for evaluators to read;
nobody else knows that they exist.
"""

import rules

from people.enums import Role
from people.rules import has_role

is_evaluator = has_role(Role.EVALUATOR)
is_pilot_officer = has_role(Role.PILOT_OFFICER)
is_project_manager = has_role(Role.PROJECT_MANAGER)


@rules.predicate
def may_see(user, obj) -> bool:
    """The object is among those the user may know of."""
    return obj is not None and type(obj).objects.visible_to(user).filter(pk=obj.pk).exists()
