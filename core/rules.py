"""Permissions that need nothing but core. Those over roles are defined by people
(``people/rules.py``).
"""

import rules

from core.permissions import define
from core.removals import may_remove
from core.visibility import record_is_visible


@rules.predicate
def can_view_record(user, record) -> bool:
    """The record is visible to the user now, by the rule in ``core.visibility``."""
    return record is not None and record_is_visible(user, record)


define("core.view_record", can_view_record)


@rules.predicate
def may_remove_words(user, record) -> bool:
    """Frozen words of the record can be removed, by the user."""
    return may_remove(user, record)


define("core.remove_words", may_remove_words)
