"""What would become of each row of a spreadsheet; nothing is stored."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from concept.models import Version
from consultations.actions.comment_words import LONGEST_TEXT, sent_words
from consultations.enums import CommentNature, CommentType, ImportState, RowChoice, RowFate, Weight
from consultations.models import Comment, Respondent, SheetImport
from consultations.place_words import Place, PlaceFinder
from consultations.queries.intake import place_finder, versions_of_round
from core.sanitizing import clean_plain
from core.spreadsheets import Table, fold
from people.models import Organisation

REFERENCE = re.compile(r"R\d+-\d{4,}\Z")
# Two wordings this alike (0-100) of one sender at one place are one point that was edited.
ALIKE = 75
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


class _Known:
    """What is stored in the round already, as far as rows can meet it: four queries."""

    def __init__(self, sheet: SheetImport) -> None:
        self.round = sheet.round
        comments = Comment.objects.filter(round=sheet.round).submitted()
        comments = comments.filter(withdrawn_at=None, personal_case="", erased_at=None)
        self.by_key: dict[str, Comment] = {}
        self.by_reference: dict[str, Comment] = {}
        # Those imported without a number of their own: by sender and place, for only they are looked through.
        self.by_place: dict[tuple[str, str], list[Comment]] = defaultdict(list)
        for comment in comments.select_related("statement"):
            self.by_reference[comment.reference] = comment
            if comment.import_key:
                self.by_key[comment.import_key] = comment
                sender, sign, _words = comment.import_key.partition("=")
                if sign:
                    self.by_place[sender, comment.place_label].append(comment)
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


def sender_key(row: Mapping[str, Any]) -> str:
    """Who sent a row, as far as the sheet says: equal for the same body, or the same written name."""
    if row["organisation"]:
        return f"o{row['organisation']}"
    return hashlib.sha256(fold(row["who"]).encode()).hexdigest()[:16]


def words_key(row: Mapping[str, Any]) -> str:
    """Equal for rows with the same words about the same place; blanks and capitals do not matter."""
    words = "\n".join(" ".join(row[name].split()).casefold() for _column, name in WORD_COLUMNS)
    return hashlib.sha256(f"{row['place_label']}\n{words}".encode()).hexdigest()[:24]


def _judge(row: dict[str, Any], known: _Known, seen: dict[str, dict[str, Any]]) -> None:
    number = row["own_number"]
    words = words_key(row)
    if REFERENCE.match(number):
        row["key"] = f"{sender_key(row)}={words}"
        taken = known.by_key.get(f"{row['key']}+{words}") or known.by_key.get(row["key"])
        comment = taken or known.by_reference.get(number)
        if comment is None:
            _error(row, "number", _("There is no comment of this number in the round."))
            return
        _compare(row, comment, known)
        if row["fate"] == RowFate.CHANGED:
            _judge_repeated(row, seen.get(number) or seen.get(row["key"]), words)
            seen[number] = seen[row["key"]] = row
        return
    row["key"] = f"{sender_key(row)}#{number[:30]}" if number else f"{sender_key(row)}={words}"
    if (other := seen.get(row["key"])) is not None:
        _judge_repeated(row, other, words)
        return
    seen[row["key"]] = row
    comment = known.by_key.get(f"{row['key']}+{words}") or known.by_key.get(row["key"])
    if comment is None and not number:
        comment = _alike(row, known)
    if comment is None:
        row["fate"] = RowFate.NEW
    else:
        _compare(row, comment, known)


def _judge_repeated(row: dict[str, Any], other: dict[str, Any] | None, words: str) -> None:
    """A row for which another one of the file stands already, if there is one."""
    if other is None:
        return
    if words_key(other) == words:
        message = _("Repeats row %(number)s.") % {"number": other["number"]}
        row |= {"fate": RowFate.SAME, "message": message}
    else:
        row["fate"] = ""
        _error(row, "number", _("This number is in the file twice."))


def _alike(row: Mapping[str, Any], known: _Known) -> Comment | None:
    """An imported comment of the same sender at the same place in nearly the same words."""
    comments = known.by_place.get((sender_key(row), row["place_label"][:80]), [])
    texts = [comment.text for comment in comments]
    found = process.extractOne(row["text"], texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return comments[found[2]] if found else None


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
