"""Sheets for departments: made per department, and what comes back becomes proposals, row by row."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.actions import settlements
from consultations.department_sheets import (
    FilledRow,
    NotOurSheet,
    edited_columns,
    outcome_of,
    read_filled,
)
from consultations.enums import (
    OUTCOMES_WITHOUT_REASON,
    SETTLED_STATES,
    ImportState,
    Outcome,
    SettlementState,
    SheetFate,
    SheetKind,
)
from consultations.models import Round, Settlement, SheetImport
from consultations.queries import departments as queries
from core import exports
from core.actions import generations_raised_once, log_event
from core.sanitizing import clean_plain
from core.sheet_reading import not_computed
from core.spreadsheets import (
    BROKEN,
    EMPTY,
    NOT_A_SHEET,
    NOT_COMPUTED,
    TOO_LARGE,
    TOO_MANY_ROWS,
    check_size,
    is_packed,
    letter,
)
from core.spreadsheets import SheetRefused as SheetUnreadable
from core.uploads import clean_name
from people.models import Organisation

FATES_TO_APPLY = frozenset({SheetFate.PROPOSE, SheetFate.CONFLICT})


class SheetRefused(Exception):
    """The file cannot be taken; the message says what to do."""


class ImportFinished(Exception):
    """The import was confirmed or discarded already."""


@dataclass(slots=True)
class RowFate:
    """What a line of a returned sheet would do. ``may_force``: a person may take it over all the same."""

    line: int
    reference: str
    fate: str
    message: str = ""
    outcome: str = ""
    reason: str = ""
    column: str = ""
    may_force: bool = False
    edited: list[str] = field(default_factory=list)


REFUSALS: dict[str, Any] = {
    BROKEN: lambda: _(
        "This is no xlsx file that can be read. Save the sheet as xlsx and try again."
    ),
    NOT_A_SHEET: lambda: _(
        "This is no xlsx file that can be read. Save the sheet as xlsx and try again."
    ),
    TOO_LARGE: lambda: _("The file is too large. Send only the sheet that was made here."),
    TOO_MANY_ROWS: lambda: _(
        "The sheet has too many rows. Send only the sheet that was made here."
    ),
    EMPTY: lambda: _("The sheet is empty."),
}


@transaction.atomic
def record_issue(
    *, round: Round, department: Organisation, count: int, by: Any, at: datetime
) -> None:
    """Note in the log that a sheet was made for a department."""
    log_event(
        record=round.record,
        verb="sheet_issued",
        by=by,
        at=at,
        payload={"department": department.pk, "count": count},
    )


@transaction.atomic
def record_paper(*, round: Round, count: int, by: Any, at: datetime) -> None:
    """Note in the log that a paper for a meeting was made."""
    log_event(
        record=round.record, verb="meeting_paper_made", by=by, at=at, payload={"count": count}
    )


LIMITS = exports.Limits(memory_bytes=1024 * exports.MIB, cpu_seconds=30, wall_seconds=45)


def _lines(data: bytes) -> list[list[str]]:
    """Lines of the first sheet, read in a child process with limits. Raises SheetUnreadable."""
    check_size(data)
    if not is_packed(data):
        raise SheetUnreadable(NOT_A_SHEET)
    try:
        made = exports.run(
            "core.spreadsheets:read_xlsx", {}, files={"sheet.xlsx": data}, limits=LIMITS
        )
    except (exports.ExportProblem, exports.ExportFailed) as failure:
        raise SheetUnreadable(BROKEN) from failure
    answer = json.loads(made)
    if "problem" in answer:
        raise SheetUnreadable(answer["problem"])
    if not any(map(any, answer["lines"])):
        raise SheetUnreadable(EMPTY)
    if answer["uncomputed"]:
        line, place = answer["uncomputed"][0]
        raise SheetUnreadable(NOT_COMPUTED, f"{letter(place)}{line + 1}")
    return answer["lines"]


def read_upload(*, round: Round, data: bytes) -> tuple[Organisation, list[FilledRow]]:
    """The department and the filled lines of a returned file. Raises SheetRefused."""
    try:
        rows = _lines(data)
    except SheetUnreadable as error:
        is_formula = error.code == NOT_COMPUTED
        told = not_computed(error.cell) if is_formula else REFUSALS[error.code]()
        raise SheetRefused(told) from error
    try:
        department_pk, filled = read_filled(rows, round=round.reference)
    except NotOurSheet as error:
        raise SheetRefused(
            _(
                "This is not a sheet made here for %(round)s. Make a new one and copy the answers in."
            )
            % {"round": round.reference}
        ) from error
    department = Organisation.objects.filter(pk=department_pk).first()
    if department is None:
        raise SheetRefused(_("The department the sheet was made for is not known."))
    return department, filled


@transaction.atomic
def preview_import(
    *,
    round: Round,
    department: Organisation,
    filled: Sequence[FilledRow],
    filename: str,
    digest: str,
    by: Any,
    at: datetime,
) -> SheetImport:
    """Keep what a returned sheet would do, with the fate of each row; nothing changes yet.

    The same file that waits for its confirmation is evaluated anew, not kept twice.
    """
    SheetImport.objects.filter(
        round=round, kind=SheetKind.PROPOSALS, digest=digest, state=ImportState.PREVIEW
    ).update(state=ImportState.DISCARDED, finished_at=at)
    return SheetImport.objects.create(
        round=round,
        kind=SheetKind.PROPOSALS,
        department=department,
        filename=clean_name(filename),
        digest=digest,
        rows=[
            asdict(fate) | {"sheet": _kept(row)} for row, fate in _fates(round, department, filled)
        ],
        uploaded_by=by,
        uploaded_at=at,
    )


def _kept(row: FilledRow) -> dict[str, Any]:
    """What the confirmation needs again; the words of people are not kept."""
    return {
        "line": row.line,
        "reference": row.reference,
        "lock_version": row.lock_version,
        "outcome": row.outcome,
        "reason": row.reason,
    }


def _fates(
    round: Round, department: Organisation, filled: Sequence[FilledRow]
) -> list[tuple[FilledRow, RowFate]]:
    """The fate of each line as things stand now: three queries."""
    known = queries.settlements_by_reference(round, [row.reference for row in filled])
    written = queries.closed_columns(known.values())
    seen: Counter[str] = Counter()
    found = []
    for row in filled:
        seen[row.reference] += 1
        settlement = known.get(row.reference)
        if settlement is None:
            fate = _error(row, "", _("There is no comment with this number in the round."))
        elif seen[row.reference] > 1:
            fate = _error(row, "", _("This comment stands in the sheet twice."))
        else:
            edited = edited_columns(written[row.reference], row.closed)
            fate = judge(settlement, department, row, edited)
        found.append((row, fate))
    return found


def _error(row: FilledRow, column: str, message: str) -> RowFate:
    return RowFate(row.line, row.reference, SheetFate.ERROR, message, column=column)


def judge(
    settlement: Settlement, department: Organisation, row: FilledRow, edited: Sequence[str]
) -> RowFate:
    """The fate of one line against the settlement as it stands; no query (needs comment and department loaded)."""
    if not row.outcome and not row.reason:
        return RowFate(row.line, row.reference, SheetFate.EMPTY)
    if not row.outcome:
        return _error(row, "outcome", _("Choose an outcome for the reason you wrote."))
    outcome = outcome_of(row.outcome, queries.outcome_names())
    if outcome is None:
        return _error(
            row, "outcome", _("“%(text)s” is none of the outcomes.") % {"text": row.outcome[:60]}
        )
    reason = clean_plain(row.reason).strip()[: settlements.LONGEST_REASON]
    if outcome not in OUTCOMES_WITHOUT_REASON and not reason:
        return _error(row, "reason", _("Say why, in words the author understands."))
    fate = RowFate(
        row.line,
        row.reference,
        SheetFate.PROPOSE,
        outcome=outcome,
        reason=reason,
        edited=list(edited),
    )
    return _against(settlement, department, row, fate)


def _against(
    settlement: Settlement, department: Organisation, row: FilledRow, fate: RowFate
) -> RowFate:
    is_same = (settlement.outcome, settlement.reason) == (fate.outcome, fate.reason)
    if settlement.comment.withdrawn_at is not None:
        return _conflict(fate, _("Its author took this comment back."))
    if settlement.state in SETTLED_STATES:
        fate.fate = SheetFate.SAME if is_same else SheetFate.DECIDED
        fate.message = "" if is_same else _("It was decided in the meantime.")
        return fate
    if settlement.state == SettlementState.IN_DISPUTE:
        return _conflict(fate, _("It is in dispute."))
    if is_same and settlement.state != SettlementState.OPEN:
        fate.fate = SheetFate.SAME
        return fate
    if fate.edited:
        return _conflict(fate, _("Somebody changed locked columns of this row."), may_force=True)
    if settlement.department_id != department.pk:
        return _conflict(fate, _("It is with another department now."), may_force=True)
    if settlement.outcome != Outcome.OPEN and settlement.lock_version != row.lock_version:
        return _conflict(
            fate,
            _("It was proposed otherwise in the meantime: %(outcome)s.")
            % {"outcome": settlement.get_outcome_display()},
            may_force=True,
        )
    return fate


def _conflict(fate: RowFate, message: str, *, may_force: bool = False) -> RowFate:
    fate.fate, fate.message, fate.may_force = SheetFate.CONFLICT, message, may_force
    return fate


@transaction.atomic
def confirm_import(
    *, sheet: SheetImport, forced: Collection[int], by: Any, at: datetime
) -> dict[str, int]:
    """Make proposals of the rows of a preview; answers how many rows had which fate.

    Every row is judged anew, so what changed since the preview is not overwritten. ``forced`` are lines whose conflict
    a person saw and decided. Raises ImportFinished.
    """
    sheet = (
        SheetImport.objects.select_for_update(of=("self",))
        .select_related("department", "round__record")
        .get(pk=sheet.pk)
    )
    if sheet.state != ImportState.PREVIEW:
        raise ImportFinished(_("This import was finished already."))
    known = queries.settlements_by_reference(
        sheet.round,
        [row["reference"] for row in sheet.rows if row["fate"] in FATES_TO_APPLY],
    )
    held = settlements.lock_settlements(sheet.round_id, [found.pk for found in known.values()])
    by_reference = {found.comment.reference: found for found in held.values()}
    with generations_raised_once():
        rows = [
            _apply(sheet, stored, by_reference.pop(stored["reference"], None), forced, by=by, at=at)
            for stored in sheet.rows
        ]
    sheet.rows, sheet.state, sheet.finished_at = rows, ImportState.DONE, at
    sheet.save(update_fields=["rows", "state", "finished_at"])
    counts = Counter(row["fate"] for row in rows)
    log_event(
        record=sheet.round.record,
        verb="sheet_imported",
        by=by,
        at=at,
        payload={"import": sheet.pk, **counts},
    )
    return dict(counts)


def _apply(
    sheet: SheetImport,
    stored: Mapping[str, Any],
    held: Settlement | None,
    forced: Collection[int],
    *,
    by: Any,
    at: datetime,
) -> dict[str, Any]:
    """What becomes of one row; ``held`` is its settlement under a lock, None when it must be read now."""
    row = dict(stored)
    if row["fate"] not in FATES_TO_APPLY:
        return row
    settlement = held or queries.settlements_by_reference(sheet.round, [row["reference"]]).get(
        row["reference"]
    )
    if settlement is None:
        return row
    filled = FilledRow(closed={}, **row["sheet"])
    fate = judge(settlement, sheet.department, filled, row["edited"])
    wants = fate.fate == SheetFate.PROPOSE or (fate.may_force and row["line"] in forced)
    if not wants:
        return row | asdict(fate)
    try:
        with transaction.atomic():
            settlements.propose_settlement(
                settlement=settlement,
                outcome=fate.outcome,
                reason=fate.reason,
                target_note=fate.reason[:200] if fate.outcome == Outcome.DEFERRED else "",
                by=by,
                at=at,
                note=_("From the sheet: %(department)s") % {"department": sheet.department},
            )
    except (settlements.MoveRefused, settlements.ReasonMissing, settlements.TargetMissing) as error:
        return row | {"fate": SheetFate.CONFLICT, "message": str(error), "may_force": False}
    return row | asdict(fate) | {"fate": SheetFate.DONE, "message": "", "may_force": False}


@transaction.atomic
def discard_import(*, sheet: SheetImport, at: datetime) -> None:
    """Drop a preview. Raises ImportFinished."""
    sheet = SheetImport.objects.select_for_update().get(pk=sheet.pk)
    if sheet.state != ImportState.PREVIEW:
        raise ImportFinished(_("This import was finished already."))
    sheet.state, sheet.finished_at = ImportState.DISCARDED, at
    sheet.save(update_fields=["state", "finished_at"])
