"""Writes of spreadsheet imports: first a preview with the fate of each row, comments only once it is confirmed.

A row is known again by who sent it and its own number, or by its words; so the same file twice makes no doubles, and a
row whose words changed becomes a conflict that a person decides.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations import notifications
from consultations.actions.comments import (
    CannotBeTakenBack,
    set_quotes,
    withdraw_comment,
    write_words,
)
from consultations.actions.import_rows import fates_of, sender_key, words_key
from consultations.actions.intake import Arrival, check_arrival, respondent_of_body
from consultations.actions.issuing import issue_comments, number_statement
from consultations.actions.rounds import lock_round
from consultations.anchors import check_quotes
from consultations.enums import (
    Channel,
    ImportState,
    PublishConsent,
    RespondentKind,
    RowChoice,
    RowFate,
    SheetKind,
)
from consultations.models import Comment, Respondent, Round, SheetImport, Statement
from consultations.place_words import Place
from consultations.queries.intake import versions_of_round
from consultations.sheet_columns import COLUMNS
from core.actions import log_event
from core.sheet_reading import read_table
from core.spreadsheets import Table, fold
from people.models import Organisation

PREVIEW_DAYS = 7
NOBODY = frozenset({"", "verejnost", "anonym", "anonymne", "anonymni", "public", "anonymous"})


class ConflictsUndecided(Exception):
    """Changed rows wait for a person's decision."""


class PreviewOutOfDate(Exception):
    """What is stored changed since the preview was made; it was made anew."""


class ImportIsOver(Exception):
    """The import was confirmed or discarded already."""


def _read(data: bytes) -> Table:
    return read_table(
        data,
        COLUMNS,
        no_headings=_(
            "The headings of the columns were not found. Use the empty form of the round; "
            "the column “znění připomínky” is needed."
        ),
    )


def preview_sheet(
    *,
    round: Round,
    filename: str,
    data: bytes,
    arrival: Arrival,
    by: Any,
    at: datetime,
    organisation: Organisation | None = None,
    has_mandate: bool = False,
) -> SheetImport:
    """Read an uploaded spreadsheet and say what would become of each row. ``organisation``: all rows are its own.

    Raises SheetNotRead and what ``intake.check_arrival`` does; then nothing is kept.
    """
    check_arrival(round, arrival, at=at)
    table = _read(data)
    sheet = SheetImport(
        round=round,
        kind=SheetKind.COMMENTS,
        filename=filename[:200],
        digest=hashlib.sha256(data).hexdigest(),
        data=data,
        options={
            "received_on": arrival.received_on.isoformat(),
            "sent_on": arrival.sent_on.isoformat() if arrival.sent_on else "",
            "record_number": arrival.record_number,
            "late_reason": arrival.late_reason,
            "organisation": organisation.pk if organisation else None,
            "has_mandate": has_mandate,
        },
        uploaded_by=by,
        uploaded_at=at,
    )
    sheet.rows = fates_of(sheet, table)
    sheet.full_clean(exclude=["round", "uploaded_by", "data", "rows"])
    sheet.save()
    return sheet


def fate_counts(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many rows have each fate, in the order of ``RowFate``."""
    counts = Counter(row["fate"] for row in rows)
    return {fate.value: counts[fate] for fate in RowFate}


def confirm_import(
    *, sheet: SheetImport, choices: Mapping[int, str], by: Any, at: datetime
) -> SheetImport:
    """Store the new rows as sent comments, and what was decided about the changed ones. A repeat does no harm.

    ``choices``: row number -> ``RowChoice`` for each changed row. Rows with errors are left out. Raises
    ConflictsUndecided, PreviewOutOfDate (the preview is made anew), ImportIsOver, and what ``check_arrival`` does.
    """
    if sheet.state != ImportState.PREVIEW:
        return _confirmed(sheet)
    table = _read(bytes(sheet.data))  # before the transaction: it takes a while
    with transaction.atomic():
        lock_round(sheet.round)
        sheet = (
            SheetImport.objects.select_for_update(of=("self",))
            .select_related("round")
            .get(pk=sheet.pk)
        )
        if sheet.state != ImportState.PREVIEW:
            return _confirmed(sheet)
        fresh = json.loads(json.dumps(fates_of(sheet, table)))
        is_current = [(row["number"], row["fate"], row["reference"]) for row in fresh] == [
            (row["number"], row["fate"], row["reference"]) for row in sheet.rows
        ]
        if is_current:
            _store(sheet, fresh, choices, by=by, at=at)
        else:
            sheet.rows = fresh
            sheet.save(update_fields=["rows"])
    if not is_current:
        raise PreviewOutOfDate(
            _("Something changed since the preview was made. Look at it once more.")
        )
    return sheet


def _confirmed(sheet: SheetImport) -> SheetImport:
    if sheet.state == ImportState.DISCARDED:
        raise ImportIsOver(_("This import was discarded."))
    return sheet


def _store(
    sheet: SheetImport,
    rows: list[dict[str, Any]],
    choices: Mapping[int, str],
    *,
    by: Any,
    at: datetime,
) -> None:
    changed = [row for row in rows if row["fate"] == RowFate.CHANGED]
    for row in changed:
        row["choice"] = choices.get(row["number"], "")
        if row["choice"] not in RowChoice.values:
            raise ConflictsUndecided(_("Decide about every changed row first."))
    taken = [
        row
        for row in rows
        if row["fate"] == RowFate.NEW or row.get("choice") in {RowChoice.AS_NEW, RowChoice.REPLACE}
    ]
    round = lock_round(sheet.round)
    arrival = _arrival(sheet)
    late = check_arrival(round, arrival, at=at)
    _make_room(round, taken, by=by, at=at)
    statements = []
    known = _known_senders(round)
    for sender, group in _by_sender(taken).items():
        statement = Statement(
            round=round,
            respondent=_respondent(round, sheet, known.get(sender), group[0], at),
            channel=Channel.SPREADSHEET,
            sent_on=arrival.sent_on,
            received_on=arrival.received_on,
            is_late=late,
            late_reason=arrival.late_reason[:300] if late else "",
            record_number=arrival.record_number[:80],
            original_digest=sheet.digest,
            created_by=by,
            created_at=at,
            submitted_by=by,
            submitted_at=at,
        )
        number_statement(statement, by=by, at=at)
        comments = _comments(round, statement, group, by=by, at=at)
        issue_comments(statement, comments, by=by, at=at)
        for row, comment in zip(group, comments, strict=True):
            row["reference"] = comment.reference
        notifications.statement_received(statement, at=at)
        statements.append(statement.pk)
    sheet.options |= {"statements": statements}
    # Words stand in the comments from now on; of the rows only their fate is kept.
    sheet.rows = [
        {name: row[name] for name in ("number", "fate", "reference", "choice") if name in row}
        for row in rows
    ]
    sheet.state, sheet.finished_at = ImportState.DONE, at
    sheet.save()
    log_event(
        record=round.record, verb="comments_imported", by=by, at=at, payload=fate_counts(rows)
    )


def _arrival(sheet: SheetImport) -> Arrival:
    options = sheet.options
    return Arrival(
        channel=Channel.SPREADSHEET,
        received_on=date.fromisoformat(options["received_on"]),
        sent_on=date.fromisoformat(options["sent_on"]) if options["sent_on"] else None,
        record_number=options["record_number"],
        late_reason=options["late_reason"],
    )


def _make_room(round: Round, rows: list[dict[str, Any]], *, by: Any, at: datetime) -> None:
    """Changed rows: a replaced comment is taken back and gives its key up; one beside it gets a key of its own."""
    for row in rows:
        if row.get("choice") == RowChoice.AS_NEW:
            row["key"] = f"{row['key']}+{words_key(row)}"
        elif row.get("choice") == RowChoice.REPLACE:
            old = Comment.objects.get(round=round, reference=row["reference"])
            if old.import_key == row["key"]:
                Comment.objects.filter(pk=old.pk).update(import_key="")
            try:
                withdraw_comment(comment=old, by=by, at=at)
            except CannotBeTakenBack:  # its answer was given: it stays beside the new one
                continue


def _by_sender(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(sender_key(row), []).append(row)
    return groups


def _known_senders(round: Round) -> dict[str, int]:
    """Who came by spreadsheets before: key of the sender -> primary key of the respondent. One query."""
    rows = Comment.objects.filter(round=round).exclude(import_key="").order_by("-pk")
    return {
        re.split("[#=]", key, maxsplit=1)[0]: respondent
        for key, respondent in rows.values_list("import_key", "statement__respondent")
    }


def _respondent(
    round: Round, sheet: SheetImport, known: int | None, row: Mapping[str, Any], at: datetime
) -> Respondent:
    if row["organisation"]:
        return respondent_of_body(
            round,
            Organisation.objects.get(pk=row["organisation"]),
            has_mandate=bool(sheet.options.get("has_mandate")),
            at=at,
        )
    if known is not None:
        return Respondent.objects.get(pk=known)
    is_nobody = fold(row["who"]) in NOBODY
    respondent = Respondent(
        round=round,
        kind=RespondentKind.ANONYMOUS if is_nobody else RespondentKind.PUBLIC_PERSON,
        name="" if is_nobody else row["who"],
        publish_consent=PublishConsent.ANONYMOUS,
        created_at=at,
    )
    respondent.save()
    return respondent


def _comments(
    round: Round,
    statement: Statement,
    rows: list[dict[str, Any]],
    *,
    by: Any,
    at: datetime,
) -> list[Comment]:
    versions = {version.pk: version for version in versions_of_round(round)}
    quotes = {}
    for pk, version in versions.items():
        here = [row for row in rows if row["version"] == pk]
        places = [
            Place(row["section_uid"], row["passage_uid"], row["place_label"]).as_quote()
            for row in here
        ]
        for row, quote in zip(here, check_quotes(version, places), strict=True):
            quotes[row["number"]] = quote
    comments = []
    for order, row in enumerate(rows, start=1):
        comment = Comment(
            statement=statement,
            round=round,
            order=order,
            place_words=row["place_words"] if row["is_unplaced"] else "",
            import_key=row["key"][:80],
            created_by=by,
            created_at=at,
            updated_by=by,
            updated_at=at,
        )
        names = ("text", "reason", "proposed_wording", "type", "nature", "weight")
        write_words(comment, {name: row[name] for name in names})
        set_quotes(comment, versions[row["version"]], [quotes[row["number"]]])
        comments.append(comment)
    return comments


@transaction.atomic
def discard_import(*, sheet: SheetImport, by: Any, at: datetime) -> SheetImport:
    """Drop a preview; nothing of the file is kept. A repeat does no harm. Raises ImportIsOver once it is confirmed."""
    sheet = SheetImport.objects.select_for_update().get(pk=sheet.pk)
    if sheet.state == ImportState.DONE:
        raise ImportIsOver(_("This import was confirmed already."))
    sheet.state, sheet.rows, sheet.data, sheet.finished_at = ImportState.DISCARDED, [], b"", at
    sheet.save()
    return sheet


def discard_old_previews(*, before: datetime, at: datetime) -> int:
    """Drop previews nobody confirmed, of comments and of sheets of departments; answers how many."""
    old = SheetImport.objects.filter(state=ImportState.PREVIEW, uploaded_at__lt=before)
    return old.update(state=ImportState.DISCARDED, rows=[], data=b"", finished_at=at)
