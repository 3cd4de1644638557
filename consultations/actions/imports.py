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
from rapidfuzz import fuzz

from concept.models import Version
from consultations import notifications, spreadsheets
from consultations.actions.intake import Arrival, check_arrival, respondent_of_body
from consultations.actions.rounds import lock_round
from consultations.actions.statements import (
    LONGEST_TEXT,
    CannotBeTakenBack,
    issue_comments,
    number_statement,
    sent_words,
    set_quotes,
    withdraw_comment,
    write_words,
)
from consultations.anchors import check_quotes
from consultations.enums import (
    Channel,
    CommentNature,
    CommentType,
    ImportState,
    PublishConsent,
    RespondentKind,
    RowChoice,
    RowFate,
    SheetKind,
    Weight,
)
from consultations.models import Comment, Respondent, Round, SheetImport, Statement
from consultations.place_words import Place, PlaceFinder
from consultations.queries.intake import place_finder, versions_of_round
from consultations.spreadsheets import SheetRefused, Table, fold
from core import exports
from core.actions import log_event
from core.sanitizing import clean_plain
from people.models import Organisation

PREVIEW_DAYS = 7
REFERENCE = re.compile(r"R\d+-\d{4,}\Z")
READING_LIMITS = exports.Limits(
    memory_bytes=1024 * exports.MIB, cpu_seconds=20, file_bytes=64 * exports.MIB, wall_seconds=30
)
# Two wordings this alike (0-100) of one sender at one place are one point that was edited.
ALIKE = 75
NOBODY = frozenset({"", "verejnost", "anonym", "anonymne", "anonymni", "public", "anonymous"})
WEIGHTS = {
    "": Weight.ADVISORY,
    "zasadni": Weight.ESSENTIAL,
    "z": Weight.ESSENTIAL,
    "essential": Weight.ESSENTIAL,
    "doporucujici": Weight.ADVISORY,
    "d": Weight.ADVISORY,
    "advisory": Weight.ADVISORY,
}
# "ge", "te", "ed" of the standards bodies: general, technical, editorial.
TYPES = {
    "ge": (CommentType.GENERAL, CommentNature.SUBSTANTIVE),
    "te": (CommentType.SUBSTANTIVE, CommentNature.SUBSTANTIVE),
    "ed": (CommentType.WORDING, CommentNature.FORMAL),
}
NATURES = {
    "": None,
    "vecna": CommentNature.SUBSTANTIVE,
    "substantive": CommentNature.SUBSTANTIVE,
    "formalni": CommentNature.FORMAL,
    "formal": CommentNature.FORMAL,
}
WORD_COLUMNS = (("text", "text"), ("wording", "proposed_wording"), ("reason", "reason"))


class SheetNotRead(Exception):
    """The file cannot be read; the message says what to do."""


class ConflictsUndecided(Exception):
    """Changed rows wait for a person's decision."""


class PreviewOutOfDate(Exception):
    """What is stored changed since the preview was made; it was made anew."""


class ImportIsOver(Exception):
    """The import was confirmed or discarded already."""


def read_table(data: bytes) -> Table:
    """The filled rows of a spreadsheet; xlsx in a child process with limits. Raises SheetNotRead."""
    try:
        spreadsheets.check_size(data)
        if not spreadsheets.is_packed(data):
            return spreadsheets.table_of(spreadsheets.read_csv(data))
        try:
            answer = json.loads(
                exports.run(
                    "consultations.spreadsheets:read_xlsx",
                    {},
                    files={"sheet.xlsx": data},
                    limits=READING_LIMITS,
                )
            )
        except exports.ExportFailed as error:
            raise SheetRefused(spreadsheets.BROKEN) from error
        if "problem" in answer:
            raise SheetRefused(answer["problem"])
        return spreadsheets.table_of(answer["lines"])
    except SheetRefused as error:
        raise SheetNotRead(_problem(error.code)) from error


def _problem(code: str) -> str:
    return {
        spreadsheets.EMPTY: _("The spreadsheet has no filled rows."),
        spreadsheets.TOO_LARGE: _("The spreadsheet is too large. Split it, or save it anew."),
        spreadsheets.BROKEN: _("The spreadsheet is damaged. Open it, save it anew and try again."),
        spreadsheets.NOT_A_SHEET: _("This is no spreadsheet. Send a file in xlsx or csv."),
        spreadsheets.WRONG_ENCODING: _(
            "The letters with hooks and accents cannot be read. Save the file as “CSV UTF-8” or as xlsx."
        ),
        spreadsheets.NO_HEADINGS: _(
            "The headings of the columns were not found. Use the empty form of the round; "
            "the column “znění připomínky” is needed."
        ),
        spreadsheets.TOO_MANY_ROWS: _("There are too many rows. Split the file."),
    }[code]


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
    table = read_table(data)
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


# --- fates ----------------------------------------------------------------------------------------------------


class _Known:
    """What is stored in the round already, as far as rows can meet it: four queries."""

    def __init__(self, sheet: SheetImport) -> None:
        self.round = sheet.round
        comments = Comment.objects.filter(round=sheet.round).submitted()
        comments = comments.filter(withdrawn_at=None, personal_case="", erased_at=None)
        self.by_key: dict[str, Comment] = {}
        self.by_reference: dict[str, Comment] = {}
        for comment in comments.select_related("statement"):
            self.by_reference[comment.reference] = comment
            if comment.import_key:
                self.by_key[comment.import_key] = comment
        self.bodies = {fold(body.name): body for body in Organisation.objects.all()}
        self.entitled = set(
            sheet.round.bodies.filter(may_be_essential=True).values_list(
                "organisation_id", flat=True
            )
        )
        self.with_mandate = set(
            Respondent.objects.filter(
                round=sheet.round, user=None, mandate_checked=True, organisation__isnull=False
            ).values_list("organisation_id", flat=True)
        )
        self.kept = {
            row["number"]
            for done in SheetImport.objects.filter(
                round=sheet.round, digest=sheet.digest, state=ImportState.DONE
            )
            for row in done.rows
            if row.get("choice") == RowChoice.KEEP
        }


def fates_of(sheet: SheetImport, table: Table) -> list[dict[str, Any]]:
    """Each row with its fate (``RowFate``), as JSON; nothing is stored."""
    known = _Known(sheet)
    versions = versions_of_round(sheet.round)
    finders = [(version, place_finder(version)) for version in versions]
    seen: dict[str, dict[str, Any]] = {}
    rows = []
    for line in table.rows:
        row = _read_row(line.cells, sheet, known)
        row |= {"number": line.number, "columns": dict(table.letters)}
        _place(row, finders)
        if not row["fate"]:
            _judge(row, known, seen)
        rows.append(row)
    return rows


def _plain(words: str) -> str:
    # exports put an apostrophe before what a spreadsheet would take for a formula
    return clean_plain(re.sub(r"^'(?=[=+\-@])", "", words))


def _read_row(cells: Mapping[str, str], sheet: SheetImport, known: _Known) -> dict[str, Any]:
    row: dict[str, Any] = {"fate": "", "message": "", "column": "", "reference": ""}
    for column, name in WORD_COLUMNS:
        row[name] = _plain(cells.get(column, ""))
        if len(row[name]) > LONGEST_TEXT:
            row[name] = row[name][:LONGEST_TEXT]
            _error(row, column, _("The text is too long."))
    if not row["text"] and not row["proposed_wording"]:
        _error(row, "text", _("The words of the comment are missing."))
    row["own_number"] = cells.get("number", "").strip().rstrip(".")
    row["who"] = _plain(cells.get("who", ""))[:150]
    body = known.bodies.get(fold(row["who"]))
    row["organisation"] = sheet.options.get("organisation") or (body.pk if body else None)
    _read_choices(row, cells, sheet, known)
    clause, paragraph = cells.get("clause", "").strip(), cells.get("paragraph", "").strip()
    if paragraph and not clause:
        clause = paragraph
    elif paragraph and paragraph.isdigit():
        clause = f"{clause}, odst. {paragraph}"
    elif paragraph and not paragraph.startswith(clause):
        clause = f"{clause}, {paragraph}"
    row["place_words"] = (clause or paragraph)[:200]
    return row


def _error(row: dict[str, Any], column: str, message: str) -> None:
    if not row["fate"]:
        row |= {"fate": RowFate.ERROR, "column": column, "message": message}


def _read_choices(
    row: dict[str, Any], cells: Mapping[str, str], sheet: SheetImport, known: _Known
) -> None:
    said = fold(cells.get("type", ""))
    kind, nature = CommentType.SUBSTANTIVE, None
    if said in TYPES:
        kind, nature = TYPES[said]
    elif said not in WEIGHTS:
        _error(row, "type", _("Write “zásadní” or “doporučující” (or ge, te, ed)."))
    weight = WEIGHTS.get(said, Weight.ADVISORY)
    named = fold(cells.get("nature", ""))
    if named not in NATURES:
        _error(row, "nature", _("Write “věcná” or “formální”."))
    nature = NATURES.get(named) or nature or CommentNature.SUBSTANTIVE
    if weight == Weight.ESSENTIAL:
        body = row["organisation"]
        if body not in known.entitled:
            _error(row, "type", _("This body may not make essential comments in this round."))
        elif not (sheet.options.get("has_mandate") or body in known.with_mandate):
            _error(row, "type", _("Check first whether the signer may speak for the body."))
    row |= {"type": kind, "nature": nature, "weight": weight}


def _place(row: dict[str, Any], finders: list[tuple[Version, PlaceFinder]]) -> None:
    """Where the row belongs; what is found nowhere is about the whole text, and said so."""
    found, version = None, finders[0][0]
    for each, finder in finders:
        found = finder.find(row["place_words"])
        if found is not None:
            version = each
            break
    place = found or Place()
    row |= {
        "version": version.pk,
        "section_uid": place.section_uid,
        "passage_uid": place.passage_uid,
        "place_label": place.label,
        "is_unplaced": found is None,
    }


def _sender_key(row: Mapping[str, Any]) -> str:
    if row["organisation"]:
        return f"o{row['organisation']}"
    return hashlib.sha256(fold(row["who"]).encode()).hexdigest()[:16]


def _words_key(row: Mapping[str, Any]) -> str:
    words = "\n".join(" ".join(row[name].split()).casefold() for _column, name in WORD_COLUMNS)
    return hashlib.sha256(f"{row['place_label']}\n{words}".encode()).hexdigest()[:24]


def _judge(row: dict[str, Any], known: _Known, seen: dict[str, dict[str, Any]]) -> None:
    number = row["own_number"]
    words = _words_key(row)
    if REFERENCE.match(number):
        row["key"] = f"{_sender_key(row)}={words}"
        taken = known.by_key.get(f"{row['key']}+{words}") or known.by_key.get(row["key"])
        comment = taken or known.by_reference.get(number)
        if comment is None:
            _error(row, "number", _("There is no comment of this number in the round."))
            return
        _compare(row, comment, known)
        return
    row["key"] = f"{_sender_key(row)}#{number[:30]}" if number else f"{_sender_key(row)}={words}"
    if (other := seen.get(row["key"])) is not None:
        if _words_key(other) == words:
            row |= {
                "fate": RowFate.SAME,
                "message": _("Repeats row %(number)s.") % {"number": other["number"]},
            }
        else:
            _error(row, "number", _("This number is in the file twice."))
        return
    seen[row["key"]] = row
    comment = known.by_key.get(f"{row['key']}+{words}") or known.by_key.get(row["key"])
    if comment is None and not number:
        comment = _alike(row, known)
    if comment is None:
        row["fate"] = RowFate.NEW
    else:
        _compare(row, comment, known)


def _alike(row: Mapping[str, Any], known: _Known) -> Comment | None:
    """An imported comment of the same sender at the same place in nearly the same words."""
    prefix = f"{_sender_key(row)}="
    found = [
        (fuzz.ratio(row["text"], comment.text), comment)
        for key, comment in known.by_key.items()
        if key.startswith(prefix) and comment.place_label == row["place_label"][:80]
    ]
    score, comment = max(found, key=lambda pair: pair[0], default=(0, None))
    return comment if score >= ALIKE else None


def _compare(row: dict[str, Any], comment: Comment, known: _Known) -> None:
    stored = sent_words(comment)
    row["reference"] = comment.reference
    is_same = all(
        " ".join(stored[name].split()) == " ".join(row[name].split())
        for _column, name in WORD_COLUMNS
    )
    if is_same:
        row["fate"] = RowFate.SAME
    elif row["number"] in known.kept:
        row |= {"fate": RowFate.SAME, "message": _("Decided before: the stored words stay.")}
    else:
        row |= {"fate": RowFate.CHANGED, "stored": {name: stored[name] for name in stored}}


def fate_counts(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many rows have each fate, in the order of ``RowFate``."""
    counts = Counter(row["fate"] for row in rows)
    return {fate.value: counts[fate] for fate in RowFate}


# --- confirming -------------------------------------------------------------------------------------------------


def confirm_import(
    *, sheet: SheetImport, choices: Mapping[int, str], by: Any, at: datetime
) -> SheetImport:
    """Store the new rows as sent comments, and what was decided about the changed ones. A repeat does no harm.

    ``choices``: row number -> ``RowChoice`` for each changed row. Rows with errors are left out. Raises
    ConflictsUndecided, PreviewOutOfDate (the preview is made anew), ImportIsOver, and what ``check_arrival`` does.
    """
    if sheet.state != ImportState.PREVIEW:
        return _confirmed(sheet)
    table = read_table(bytes(sheet.data))  # before the transaction: it takes a while
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
    for sender, group in _by_sender(taken).items():
        statement = Statement(
            round=round,
            respondent=_respondent(round, sheet, sender, group[0], at),
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
            row["key"] = f"{row['key']}+{_words_key(row)}"
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
        groups.setdefault(_sender_key(row), []).append(row)
    return groups


def _respondent(
    round: Round, sheet: SheetImport, sender: str, row: Mapping[str, Any], at: datetime
) -> Respondent:
    if row["organisation"]:
        return respondent_of_body(
            round,
            Organisation.objects.get(pk=row["organisation"]),
            has_mandate=bool(sheet.options.get("has_mandate")),
            at=at,
        )
    before = Comment.objects.filter(round=round, import_key__regex=f"^{sender}[#=]")
    known = before.select_related("statement__respondent").first()
    if known is not None:
        return known.statement.respondent
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
    """Drop previews nobody confirmed; answers how many."""
    old = SheetImport.objects.filter(
        kind=SheetKind.COMMENTS, state=ImportState.PREVIEW, uploaded_at__lt=before
    )
    return old.update(state=ImportState.DISCARDED, rows=[], data=b"", finished_at=at)
