"""How what is published is named: outcomes, and the reasons why words are not shown."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.enums import (
    HiddenReason,
    Moderation,
    Outcome,
)
from core.enums import Visibility

# Why words are not shown, besides the published list of reasons of the check.
WAITING, PERSONAL, ERASED, TAKEN_BACK = "waiting", "personal", "erased", "taken_back"
REMOVALS: Mapping[str, Any] = {
    WAITING: gettext_lazy("waits for a check"),
    PERSONAL: gettext_lazy("personal case, not published"),
    ERASED: gettext_lazy("words erased"),
    TAKEN_BACK: gettext_lazy("taken back by its author"),
}


def removal_label(removed: str) -> str:
    """Why words are not shown, in the active language; empty when they are."""
    if not removed:
        return ""
    if removed in REMOVALS:
        return str(REMOVALS[removed])
    return _("removed: %(reason)s") % {"reason": HiddenReason(removed).label}


def outcome_label(outcome: str) -> str:
    """The published outcome in the active language."""
    if outcome == Outcome.OPEN:
        return _("Not settled yet")
    return str(Outcome(outcome).label)


def removal_of(
    *,
    moderation: str,
    hidden_reason: str,
    personal_case: str,
    is_erased: bool,
    is_withdrawn: bool,
    visibility: str,
) -> str:
    """Why the words of a comment are not shown, "" when they are (the twin of ``Comment.shows_words`` with reasons)."""
    if personal_case or visibility == Visibility.RESTRICTED:
        return PERSONAL
    if moderation == Moderation.HIDDEN:
        return hidden_reason
    if is_erased:
        return ERASED
    if is_withdrawn:
        return TAKEN_BACK
    if moderation == Moderation.WAITING or visibility == Visibility.STAFF:
        return WAITING
    return ""
