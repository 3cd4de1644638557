"""Writes of the check of statements: without names, checked, usable; how sensitive each is and what of it may leave."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from focus_groups.actions.statements import StaleStatement, StatementErased
from focus_groups.enums import (
    ALLOWED_STATEMENT_MOVES,
    CHECKED_STATES,
    Publication,
    Sensitivity,
    SessionState,
    Speaker,
    StatementState,
)
from focus_groups.models import SpokenStatement
from focus_groups.queries.consents import NEEDED_SCOPES, scopes_held_by_all

CHECKED_FIELDS = (
    "state",
    "sensitivity",
    "publication",
    "checked_by",
    "checked_at",
    "lock_version",
)
AFTER_CHECK = frozenset({SessionState.CHECKED, SessionState.ANALYSED, SessionState.REPORTED_BACK})


class CheckRefused(Exception):
    """A statement goes from step to step, and back only while its session is being entered."""


class MayNotLeave(Exception):
    """What of a statement may be published is covered by consents in force and points at nobody."""


@transaction.atomic
def check_statement(
    *,
    statement: SpokenStatement,
    lock_version: int,
    state: str,
    sensitivity: str,
    publication: str,
    by: Any,
    at: datetime,
) -> SpokenStatement:
    """Say how far the check of a statement is, how sensitive it is and what of it may be published.

    Raises StaleStatement, StatementErased, CheckRefused, MayNotLeave.
    """
    statement = _lock(statement)
    if statement.lock_version != lock_version:
        raise StaleStatement(
            _("Somebody else changed the statement in the meantime. Compare both and save again."),
            statement,
        )
    if statement.erased_at is not None:
        raise StatementErased(_("The words were erased. They cannot be stored again."))
    statement.sensitivity = Sensitivity(sensitivity)
    statement.publication = Publication(publication)
    _move(statement, StatementState(state), by=by, at=at)
    return statement


@transaction.atomic
def check_statements(
    *, statements: Iterable[SpokenStatement], state: str, by: Any, at: datetime
) -> int:
    """Take statements one step on, each with its settings as they are; answers how many moved.

    Those that are there already, and erased ones, are left as they are. Raises CheckRefused, MayNotLeave.
    """
    count = 0
    for row in sorted(statements, key=lambda row: row.pk):
        statement = _lock(row)
        if statement.erased_at is None and statement.state != state:
            _move(statement, StatementState(state), by=by, at=at)
            count += 1
    return count


def _lock(statement: SpokenStatement) -> SpokenStatement:
    return (
        SpokenStatement.objects.select_for_update(of=("self",))
        .select_related("session__series__inside", "participant")
        .get(pk=statement.pk)
    )


def _move(statement: SpokenStatement, state: StatementState, *, by: Any, at: datetime) -> None:
    former = statement.state
    if state != former and state not in ALLOWED_STATEMENT_MOVES[former]:
        raise CheckRefused(
            _("The check goes step by step: without names, then checked, then usable.")
        )
    if state not in CHECKED_STATES and statement.session.state in AFTER_CHECK:
        raise CheckRefused(
            _("The session is checked. Open it for entering again to add or change statements.")
        )
    if state in CHECKED_STATES:
        check_leaving(statement)
    if state in CHECKED_STATES and former not in CHECKED_STATES:
        statement.checked_by, statement.checked_at = by, at
    elif state not in CHECKED_STATES:
        statement.checked_by = statement.checked_at = None
    statement.state = state
    statement.lock_version += 1
    # the values are of enums, and the database knows its constraints: full_clean would take most of the time here
    statement.save(update_fields=CHECKED_FIELDS)
    log_event(
        record=statement.session.series.inside,
        verb="statement_checked",
        by=by,
        at=at,
        from_state=former,
        to_state=state,
    )


def check_leaving(statement: SpokenStatement) -> None:
    """Raise MayNotLeave unless what is said to be publishable is covered by consents in force."""
    wanted = statement.publication
    if wanted == Publication.INTERNAL:
        return
    if statement.sensitivity == Sensitivity.IDENTIFYING:
        raise MayNotLeave(
            _("A statement that could tell who said it stays inside. Choose to publish nothing.")
        )
    if statement.speaker == Speaker.OBSERVER and wanted == Publication.QUOTE:
        raise MayNotLeave(_("A note of the facilitator is nobody's words. It is not quoted."))
    if wanted == Publication.QUOTE and not statement.is_verbatim:
        raise MayNotLeave(_("Only what was written down word by word can be quoted."))
    if statement.speaker == Speaker.OBSERVER:
        return
    if statement.participant is not None:
        people = [statement.participant]
    else:
        people = list(statement.session.participants.all())
    if not people and wanted == Publication.QUOTE:
        raise MayNotLeave(_("Nobody's consent to quoting their words is recorded."))
    if people and not scopes_held_by_all(people) >= NEEDED_SCOPES[wanted]:
        raise MayNotLeave(
            _("The consent that is in force does not allow it: look at what was consented to.")
        )
