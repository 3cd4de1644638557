"""The published settlement of a round as a file: xlsx, csv, docx, tagged PDF, JSON. All from one read.

Which columns there are stands in ``queries.publication.TABLE``; the writers are in ``consultations/exports/``.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from concept.actions import demo_notice
from consultations.enums import Weight
from consultations.models import Round
from consultations.queries.publication import ORDERS, Publication, statement_of_filters
from consultations.queries.published_rows import TABLE, Row
from consultations.queries.published_words import outcome_label, removal_label
from core import exports, sheet_writing
from core.sheet_writing import write_csv, write_xlsx
from core.templatetags.osnova import local_path

SCHEMA = "osnova-settlement/1"
SCHEMA_FILE = Path(__file__).with_name("exports") / "settlement.schema.json"
WIDTHS = {
    "reference": 11,
    "received_on": 12,
    "respondent": 26,
    "place": 28,
    "text": 60,
    "proposed_wording": 45,
    "reason": 40,
    "weight_label": 14,
    "nature_label": 11,
    "outcome_label": 20,
    "answer": 50,
    "decided": 28,
    "version": 14,
    "channel_label": 16,
    "path": 40,
    "origin": 24,
}
# Typst holds the whole document in memory: 3,000 rows take 1.1 GB and 18 s of a processor, 10,000 take 3.5 GB and three
# minutes, more than a small server has. The page offers longer lists by sections.
MOST_PRINTED_ROWS = 3000
PRINT_LIMITS = exports.Limits(
    memory_bytes=4096 * exports.MIB, cpu_seconds=120, file_bytes=256 * exports.MIB, wall_seconds=180
)
PROGRESS_STEP = 250
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: media type, ending; whether a child process writes it."""

    mime: str
    extension: str
    writer: str = ""


FORMATS = {
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "csv": Format("text/csv; charset=utf-8", "csv"),
    "docx": Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        "concept.exports.printed_list:write_docx",
    ),
    "pdf": Format("application/pdf", "pdf", "concept.exports.printed_list:write_pdf"),
    "json": Format("application/json", "json"),
}


def build(
    publication: Publication,
    file_format: str,
    *,
    language: str,
    day: date,
    progress: Progress | None = None,
) -> bytes:
    """The bytes of a file in one of FORMATS; ``day`` is the day whose state it tells.

    ``progress`` is told rows done and rows in all. At most nine queries. Raises core.exports.ExportProblem (too long
    for print), core.exports.ExportFailed, KeyError for an unknown format.
    """
    with override(language):
        export = _Export(publication, language, day, progress or (lambda _done, _total: None))
        return export.write(file_format)


def json_row(row: Row, address: Callable[[str], str]) -> dict[str, Any]:
    """A row as data, for the file and for the interface; ``address`` makes a path absolute."""
    return {
        "reference": row.reference,
        "received_on": row.received_on.isoformat() if row.received_on else None,
        "respondent": row.respondent,
        "respondent_kind": row.kind,
        "place": row.place,
        "quote": row.quote,
        "text": row.text,
        "proposed_wording": row.proposed_wording,
        "reason": row.reason,
        "weight": row.weight,
        "nature": row.nature,
        "type": row.type,
        "outcome": row.outcome,
        "outcome_label": row.outcome_label,
        "answer": row.answer,
        "decided": row.decided,
        "conclusion": row.conclusion,
        "conclusion_url": address(row.conclusion_path) if row.conclusion_path else "",
        "version": row.version,
        "channel": row.channel,
        "removed": row.removed,
        "removed_label": removal_label(row.removed),
        "origin": row.origin,
        "url": address(row.path) if row.path else "",
    }


@cache
def generator() -> str:
    """What makes the files, as a part of the key of kept ones: it changes with our code and the programs."""
    digest = sha256(Path(__file__).read_bytes() + Path(sheet_writing.__file__).read_bytes())
    for path in sorted((Path(__file__).parent / "exports").iterdir()):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    digest.update(f"{installed('typst')} {installed('pypandoc-binary')}".encode())
    return digest.hexdigest()[:16]


class _Export:
    def __init__(
        self, publication: Publication, language: str, day: date, progress: Progress
    ) -> None:
        self.publication = publication
        self.round: Round = publication.round
        self.language = language
        self.day = day
        self.progress = progress
        self.is_demo = bool(self.round.record.demo_origin)
        self.notice = demo_notice() if self.is_demo else ""
        self.columns = [
            (key, str(heading)) for key, heading in TABLE if key != "origin" or self.is_demo
        ]

    def write(self, file_format: str) -> bytes:
        made = FORMATS[file_format]
        if made.writer:
            if len(self.publication.heads) > MOST_PRINTED_ROWS:
                raise exports.ExportProblem(
                    _(
                        "The list has %(count)d comments. For print choose a part of it, at most %(most)d; "
                        "the spreadsheet holds all."
                    )
                    % {"count": len(self.publication.heads), "most": MOST_PRINTED_ROWS}
                )
            return exports.run(made.writer, self.description(), limits=PRINT_LIMITS)
        return getattr(self, f"write_{file_format}")()

    def rows(self) -> Iterator[Row]:
        total = len(self.publication.heads)
        done = 0
        for done, row in enumerate(self.publication.rows(), start=1):
            if done % PROGRESS_STEP == 0:
                self.progress(done, total)
            yield row
        self.progress(done, total)

    # --- spreadsheets ----------------------------------------------------------------------------------

    def values(self) -> Iterator[list[Any]]:
        keys = [key for key, _heading in self.columns]
        for row in self.rows():
            yield [self._value(row, key) for key in keys]

    def _value(self, row: Row, key: str) -> Any:
        if key == "path":
            return self.address(row.path)
        if key == "text" and row.removed:
            return removal_label(row.removed)
        value = getattr(row, key)
        return value or ("" if isinstance(value, str) else None)

    def write_xlsx(self) -> bytes:
        title = _("Settlement")
        return write_xlsx(
            title=f"{_('Demonstration')} - {title}" if self.is_demo else title,
            columns=[(heading, WIDTHS[key]) for key, heading in self.columns],
            rows=self.values(),
            facts_title=_("Totals"),
            facts=self.facts(),
            notice=self.notice,
        )

    def write_csv(self) -> bytes:
        return write_csv(
            columns=[heading for _key, heading in self.columns],
            rows=(["" if value is None else value for value in row] for row in self.values()),
        )

    # --- data -----------------------------------------------------------------------------------------

    def write_json(self) -> bytes:
        data = {**self.header(), "rows": [json_row(row, self.address) for row in self.rows()]}
        return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"

    def header(self) -> dict[str, Any]:
        """Everything a JSON file says besides its rows."""
        round = self.round
        return {
            "schema": SCHEMA,
            "notice": self.notice,
            "language": self.language,
            "as_of": self.day.isoformat(),
            "round": {
                "reference": round.reference,
                "slug": round.slug,
                "title": round.title,
                "document": round.document.slug,
                "stage": round.stage,
                "opens_at": round.opens_at.isoformat(),
                "closes_at": round.closes_at.isoformat(),
                "record_number": round.record_number,
                "file_number": round.file_number,
                "origin": round.record.demo_origin,
                "url": self.address(round.path),
            },
            "order": {"misto": "place", "cislo": "number"}[self.publication.order],
            "filters": asdict(self.publication.filters),
            "totals": self.publication.totals.as_json(),
        }

    # --- print ----------------------------------------------------------------------------------------

    def description(self) -> dict[str, Any]:
        """The printed list (concept/exports/printed_list.py)."""
        totals = self.publication.totals
        counts = [_("Outcome"), 70], [_("Number of comments"), 30]
        listed = [self._printed(row) for row in self.rows()]
        parts = [
            {
                "heading": _("How comments were settled"),
                "text": "",
                "columns": list(counts),
                "rows": [
                    [[line(outcome_label(value))], [line(str(count))]]
                    for value, count in totals.by_outcome.items()
                ],
                "has_row_heads": True,
            },
            {
                "heading": _("Comments and their settlement"),
                "text": "" if listed else _("No comment is listed."),
                "columns": self._printed_columns() if listed else [],
                "rows": listed,
                "has_row_heads": True,
            },
        ]
        return {
            "language": self.language,
            "title": _("Settlement of comments"),
            "subtitle": self.round.title,
            "notice": self.notice,
            "day": self.day.isoformat(),
            "footer": f"{settings.WAGTAIL_SITE_NAME}, {date_format(self.day, 'SHORT_DATE_FORMAT')}",
            "facts": [[str(name), str(value)] for name, value in self.facts(with_outcomes=False)],
            "parts": parts,
            "words": {
                "notice": pgettext("banner on an export", "Notice"),
                "page_of": _("Page %(page)s of %(pages)s"),
            },
        }

    def _printed_columns(self) -> list[list[Any]]:
        heading = dict(self.columns)
        both = "{}, {}".format
        return [
            [both(heading["reference"], heading["received_on"].lower()), 9],
            [heading["respondent"], 12],
            [heading["place"], 11],
            [
                ", ".join(
                    [
                        heading["text"],
                        heading["proposed_wording"].lower(),
                        heading["reason"].lower(),
                    ]
                ),
                25,
            ],
            [both(heading["weight_label"], heading["nature_label"].lower()), 10],
            [heading["outcome_label"], 11],
            [heading["answer"], 20],
            [heading["decided"], 11],
            [heading["version"], 8],
        ]

    def _printed(self, row: Row) -> list[list[dict[str, str]]]:
        day = date_format(row.received_on, "SHORT_DATE_FORMAT") if row.received_on else ""
        words = [line(row.text)]
        if row.removed:
            words = [line(removal_label(row.removed), "quiet")]
        heading = dict(self.columns)
        for key in ("proposed_wording", "reason"):
            if getattr(row, key):
                words += [line(f"{heading[key]}:", "strong"), line(getattr(row, key))]
        return [
            [line(row.reference, href=self.address(row.path)), line(day, "quiet")],
            [line(row.respondent), line(row.channel_label, "quiet"), line(row.origin, "quiet")],
            [line(row.place)],
            words,
            [line(row.weight_label), line(row.nature_label, "quiet")],
            [line(row.outcome_label, "strong")],
            [line(row.answer)],
            [line(row.decided, href=self.address(row.conclusion_path))],
            [line(row.version)],
        ]

    # --- what stands around the rows ---------------------------------------------------------------------

    def facts(self, *, with_outcomes: bool = True) -> Iterable[tuple[str, Any]]:
        """Round, numbers of the files, order and filters, and the same totals as on the page."""
        round, publication = self.round, self.publication
        totals = publication.totals
        times = [
            date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
            for moment in (round.opens_at, round.closes_at)
        ]
        yield _("Round of comments"), f"{round.reference}: {round.title}"
        yield _("Document"), round.document.title
        yield _("Comments were taken"), " - ".join(times)
        if round.record_number:
            yield _("Record number"), round.record_number
        if round.file_number:
            yield _("File number"), round.file_number
        yield _("As of"), date_format(self.day, "SHORT_DATE_FORMAT")
        yield _("Order of the rows"), str(ORDERS[publication.order])
        filters = statement_of_filters(publication)
        if filters:
            yield (
                _("Chosen rows"),
                "; ".join(f"{name.lower()}: {value}" for name, value in filters),
            )
        yield _("Comments in all"), totals.comments
        yield _("Comments listed"), totals.listed
        yield _("Statements"), totals.statements
        yield _("Statements without comments"), totals.no_comments
        for value, count in totals.by_weight.items():
            yield Weight(value).label, count
        if with_outcomes:
            yield _("How comments were settled"), ""
            for value, count in totals.by_outcome.items():
                yield outcome_label(value), count
        for value, count in totals.removed.items():
            yield _("Not shown: %(reason)s") % {"reason": removal_label(value)}, count

    def address(self, path: str) -> str:
        """Absolute address in the language of the file."""
        return settings.BASE_URL + local_path(path) if path else ""


def line(text: str, style: str = "", href: str = "") -> dict[str, str]:
    """A paragraph of a printed cell."""
    return {"text": text, "style": style, "href": href}
