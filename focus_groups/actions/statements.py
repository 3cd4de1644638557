"""Writes of statements: stored once however often a device sends them, edited without losing a text, erased."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.actions import log_event
from core.sanitizing import clean_plain
from focus_groups.actions.coding import follow_edit
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.enums import SessionState, Speaker, StatementState
from focus_groups.models import Participant, Session, SpokenStatement
from focus_groups.queries.consents import may_be_noted, took_notes_back

TEXTS = ("words", "working_text")
CONTENT = frozenset(
    {
        *TEXTS,
        "question",
        "position",
        "speaker",
        "participant",
        "kind",
        "language",
        "translator",
        "is_verbatim",
        "agreement",
        "sensitivity",
        "publication",
        "version",
        "passage_uid",
    }
)
OPEN_STATES = frozenset({SessionState.PLANNED, SessionState.HELD, SessionState.ENTERING})


class StatementRefused(Exception):
    """A statement says something, by somebody, in a session whose statements are still being entered."""


class NotesNotAllowed(Exception):
    """Somebody whose words are to be stored did not consent to notes, or took that back."""


class StatementErased(Exception):
    """The words were erased because a participant took the consent back: a late copy does not bring them back."""


class StaleStatement(Exception):
    """Somebody else changed the statement in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: SpokenStatement) -> None:
        super().__init__(message)
        self.current = current


@transaction.atomic
def store_statement(
    *,
    session: Session,
    uid: UUID,
    fields: Mapping[str, Any],
    by: Any,
    at: datetime,
    base_version: int = 0,
    device_at: datetime | None = None,
) -> SpokenStatement:
    """Store a statement, or the newer text of one. ``base_version``: the ``lock_version`` it was edited from.

    Without a ``position`` a new statement is the last one.
    Sending the same again changes nothing and answers what is stored, in any order and from any device.
    Raises StaleStatement, StatementErased, StatementRefused, NotesNotAllowed, NotOfThisSeries.
    """
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("series__inside")
        .get(pk=session.pk)
    )
    typed = _cleaned(session, fields)
    known = SpokenStatement.objects.select_related("participant").filter(uid=uid).first()
    if known is None:
        return _add(session, uid, typed, by=by, at=at, device_at=device_at)
    if known.session_id != session.pk:
        raise NotOfThisSeries(_("This belongs to another session."))
    if known.erased_at is not None:
        raise StatementErased(_("The words were erased. They cannot be stored again."))
    if all(getattr(known, name) == value for name, value in typed.items()):
        return known
    if known.merged_at is not None:
        raise StatementRefused(
            _("This statement was merged with another one. Change that one instead.")
        )
    if known.lock_version != base_version:
        raise StaleStatement(
            _("Somebody else changed the statement in the meantime. Compare both and save again."),
            known,
        )
    _check_open(session)
    _check_noted(typed)
    before = {name: getattr(known, name) for name in TEXTS}
    for name, value in typed.items():
        setattr(known, name, value)
    if any(getattr(known, name) != text for name, text in before.items()):
        # other words are to be checked again
        known.state = StatementState.STORED
        known.checked_by = known.checked_at = None
        follow_edit(statement=known, before=before)
    known.lock_version += 1
    known.full_clean(exclude=["session", "entered_by"])
    known.save()
    log_event(record=session.series.inside, verb="statement_edited", by=by, at=at)
    return known


def _add(
    session: Session,
    uid: UUID,
    typed: Mapping[str, Any],
    *,
    by: Any,
    at: datetime,
    device_at: datetime | None,
) -> SpokenStatement:
    _check_open(session)
    _check_noted(typed)
    last = session.statements.aggregate(Max("position"))["position__max"] or 0
    typed = {"position": last + 1, **typed}
    made = SpokenStatement(
        uid=uid, session=session, entered_by=by, entered_at=at, device_at=device_at, **typed
    )
    # what constraints forbid, the database refuses: asking for each of them again takes most of the time
    loaded = ["session", "entered_by", "participant", "version"]
    made.full_clean(exclude=loaded, validate_constraints=False)
    made.save()
    log_event(record=session.series.inside, verb="statement_stored", by=by, at=at)
    return made


def _check_open(session: Session) -> None:
    if session.state not in OPEN_STATES:
        raise StatementRefused(
            _("The session is checked. Open it for entering again to add or change statements.")
        )


def _check_noted(typed: Mapping[str, Any]) -> None:
    participant = typed.get("participant")
    if participant is not None and not may_be_noted(participant):
        raise NotesNotAllowed(
            _(
                "%(pseudonym)s has not consented to notes, so their words cannot be stored. "
                "Record the consent first, or leave the words out."
            )
            % {"pseudonym": participant.pseudonym}
        )


def _cleaned(session: Session, fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - CONTENT
    if unknown:
        raise TypeError(f"no fields of a statement: {sorted(unknown)}")
    typed = dict(fields)
    for name in TEXTS:
        if name in typed:
            typed[name] = clean_plain(typed[name]).strip()
    if not (typed.get("words") or typed.get("working_text")):
        raise StatementRefused(_("Write what was said."))
    participant: Participant | None = typed.get("participant")
    if (typed.get("speaker") == Speaker.PARTICIPANT) != (participant is not None):
        raise StatementRefused(_("Say who said it: one pseudonym, several people or the group."))
    if participant is not None and participant.series_id != session.series_id:
        raise NotOfThisSeries(_("This belongs to another series."))
    if participant is not None and took_notes_back(participant):
        raise StatementErased(
            _("This participant took the consent to notes back. Nothing they say may be kept.")
        )
    return typed


@transaction.atomic
def erase_statements(*, statements: Iterable[SpokenStatement], by: Any, at: datetime) -> int:
    """Empty the words of statements and cut them from who said them; empty rows stay. Answers how many were emptied.

    May run twice. It empties this table only: whoever erases for a withdrawn consent runs the erasers too.
    """
    keys = [statement.pk for statement in statements]
    rows = (
        SpokenStatement.objects.select_for_update(of=("self",))
        .select_related("session__series__inside")
        .filter(pk__in=keys, erased_at=None)
    )
    count = 0
    for statement in rows:
        statement.words = statement.working_text = ""
        statement.participant = None
        statement.passage_uid = statement.version = None
        statement.erased_at = at
        statement.lock_version += 1
        statement.save()
        log_event(record=statement.session.series.inside, verb="statement_erased", by=by, at=at)
        count += 1
    return count
