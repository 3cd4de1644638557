"""Writes of working groups, by noun."""

from working_groups.actions.groups import (
    EDITABLE,
    MEMBERSHIPS_CHANGED,
    PAGES,
    AlreadyMember,
    GroupIsFull,
    MoveRefused,
    StaleGroup,
    WorkLeftOver,
    add_member,
    change_group_state,
    create_group,
    edit_group,
    end_membership,
)

__all__ = [
    "EDITABLE",
    "MEMBERSHIPS_CHANGED",
    "PAGES",
    "AlreadyMember",
    "GroupIsFull",
    "MoveRefused",
    "StaleGroup",
    "WorkLeftOver",
    "add_member",
    "change_group_state",
    "create_group",
    "edit_group",
    "end_membership",
]
