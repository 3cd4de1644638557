"""Who may: predicates over current roles, and the permissions of people and of the audit log.

Roles count as of the day the question is asked (``timezone.localdate``).
"""

import rules
from django.utils import timezone

from core.permissions import define
from people.enums import ADMIN_ROLES, SECOND_FACTOR_ROLES, STAFF_ROLES, Role


def has_role(*roles: str) -> rules.Predicate:
    """A predicate: the user holds at least one of the roles today."""
    wanted = frozenset(roles)

    @rules.predicate(name="has_role:" + ",".join(sorted(wanted)))
    def holds(user) -> bool:
        return user.is_authenticated and bool(user.roles_on(timezone.localdate()) & wanted)

    return holds


is_city_staff = has_role(*STAFF_ROLES)
is_administrator = has_role(Role.ADMINISTRATOR)
is_data_protection_officer = has_role(Role.DATA_PROTECTION_OFFICER)
works_in_administration = has_role(*ADMIN_ROLES)
holds_second_factor_role = has_role(*SECOND_FACTOR_ROLES)


@rules.predicate
def is_oneself(user, person) -> bool:
    """The object is the user."""
    return person is not None and user.pk == person.pk


define("people.enter_admin", works_in_administration)
define("people.manage_people", is_administrator)
# Who prepares rounds and enters letters must see who is in the list; it is kept with the accounts.
define("people.view_organisations", works_in_administration)
define("people.manage_organisations", is_administrator)
# Nobody gives roles to themselves: a second administrator, or the command line, must do it.
define("people.change_roles", is_administrator & ~is_oneself)
define("core.look_after_operation", is_administrator)
define("core.view_events", works_in_administration)
define("core.view_account_events", is_administrator | is_data_protection_officer)
define("core.view_all_events", is_data_protection_officer)
