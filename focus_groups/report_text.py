"""The report of a series as blocks of its sections. Pure but for the active language: what is told comes ready.

Blocks keep their ids from edition to edition, so that passages keep their identity.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any
from uuid import UUID, uuid5

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.disclosure import suppressed
from focus_groups.outcomes import Outcome

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToldSession:
    """A session as the report tells of it; ``people`` None where the count is left out."""

    key: int
    number: int
    held_on: date
    place: str
    topic: str
    people: int | None = None


@dataclass(frozen=True, slots=True)
class ToldQuote:
    """A quote under a finding."""

    uid: UUID
    text: str
    is_verbatim: bool


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """A finding in the words that were published of it."""

    key: int
    reference: str
    theme: str
    text: str
    plain_text: str
    limits: str
    breadth: str
    supports: int
    lost_source: bool
    quotes: tuple[ToldQuote, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldRecommendation:
    """A recommendation in the words that were published of it."""

    key: int
    reference: str
    text: str
    findings: tuple[str, ...]
    lost_source: bool
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything an edition says."""

    uid: UUID
    number: int
    name: str
    kind: str
    purpose: str
    lawful_basis: str
    minimum: int
    mix: Sequence[Mapping[str, str]]
    sessions: Sequence[ToldSession]
    findings: Sequence[ToldFinding]
    recommendations: Sequence[ToldRecommendation]
    has_interpreter: bool = False
    has_relative: bool = False
    leaves_out: bool = False


@dataclass(frozen=True, slots=True)
class SectionText:
    """One section of the report."""

    code: str
    address: str
    title: str
    blocks: list[Block] = field(default_factory=list)


def told_people(
    counts: Mapping[int, int], before: Mapping[int, int | None], minimum: int
) -> dict[int, int | None]:
    """How many people were at each session, as it may be told: by the key of the session.

    A session told of before is told of the same way for ever: two editions of one count would tell how many it changed
    by. Sessions that are new are a table of their own, so that nothing is worked out from the difference either.
    """
    new = {key: count for key, count in counts.items() if key not in before}
    table = suppressed([[count] for count in new.values()], minimum)
    told = {key: row[0] for key, row in zip(new, table.cells, strict=True)}
    return {key: before[key] if key in before else told[key] for key in counts}


def sections_of(report: Report) -> list[SectionText]:
    """The five sections, in the active language."""
    return [
        SectionText("1", "metoda-a-slozeni", _("Method and composition"), _method(report)),
        SectionText("2", "prubeh-setkani", _("Course of the sessions"), _course(report)),
        SectionText("3", "zjisteni", _("Findings by theme"), _findings(report)),
        SectionText("4", "doporuceni", _("Recommendations for the concept"), _advice(report)),
        SectionText("5", "jak-byla-vyuzita", _("How the recommendations were used"), _used(report)),
    ]


def _id(report: Report, name: str) -> str:
    return str(uuid5(report.uid, name))


def _text(report: Report, name: str, *paragraphs: str) -> Block:
    key = uuid5(report.uid, name).hex[:5]
    html = "".join(
        f'<p data-block-key="{key}{place}">{escape(" ".join(words.split()), quote=False)}</p>'
        for place, words in enumerate(paragraphs)
        if words
    )
    return {"type": "text", "value": html, "id": _id(report, name)}


def _heading(report: Report, name: str, words: str) -> Block:
    return {"type": "heading", "value": {"text": words, "level": "3"}, "id": _id(report, name)}


def _table(
    report: Report,
    name: str,
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> Block:
    table = {
        "caption": caption,
        "columns": [{"type": "text", "heading": heading} for heading in headings],
        "rows": [{"values": list(row)} for row in rows],
    }
    return {
        "type": "table",
        "value": {"table": table, "header_column": True},
        "id": _id(report, name),
    }


def _method(report: Report) -> list[Block]:
    blocks = [_text(report, "purpose", report.purpose)] if report.purpose else []
    blocks.append(
        _text(
            report,
            "method",
            _("The people who were heard: %(kind)s.") % {"kind": report.kind.lower()},
            _(
                "Participants are known by drawn pseudonyms only. Neither names nor ages nor addresses were written "
                "down, and what was said is read by the facilitators of the series alone."
            ),
            _("Lawful basis: %(basis)s.") % {"basis": report.lawful_basis.rstrip(".")}
            if report.lawful_basis
            else "",
        )
    )
    if report.mix:
        rows = [[row.get("label", ""), row.get("band", "")] for row in report.mix]
        headings = [_("Whom we heard"), _("How many, in bands")]
        blocks.append(_table(report, "mix", _("Composition in bands"), headings, rows))
    blocks.append(_heading(report, "limits", _("Limits of the method")))
    blocks.append(
        _text(
            report,
            "limits-text",
            _(
                "Findings tell what was heard at the sessions. They are not a survey and do not say how many "
                "people in the city live the same way."
            ),
            _(
                "Counts below %(minimum)d are left out, and so many others that none can be worked out. "
                "Counts of a session stay as they were first told."
            )
            % {"minimum": report.minimum},
            _("An interpreter was at some of the sessions.") if report.has_interpreter else "",
            _(
                "Some statements were translated by a relative of the participant. People may say less before "
                "a relative than before a stranger, and a translation may be less exact."
            )
            if report.has_relative
            else "",
        )
    )
    if report.leaves_out:
        blocks.append(
            _text(
                report,
                "left-out",
                _(
                    "Parts of the text of earlier editions were changed or left out in this one. "
                    "Reasons of single changes are not told."
                ),
            )
        )
    return blocks


def _course(report: Report) -> list[Block]:
    rows = [
        [
            str(session.number),
            date_format(session.held_on, "SHORT_DATE_FORMAT"),
            session.place,
            session.topic,
            _("not told") if session.people is None else str(session.people),
        ]
        for session in report.sessions
    ]
    headings = [_("Session"), _("Day"), _("Coarse place"), _("Topic"), _("People")]
    return [_table(report, "sessions", _("Sessions of the series"), headings, rows)]


def _findings(report: Report) -> list[Block]:
    blocks: list[Block] = []
    themes = list(dict.fromkeys(finding.theme for finding in report.findings))
    for theme in themes:
        title = theme or _("Other findings")
        blocks.append(_heading(report, f"theme {theme}", title))
        for finding in report.findings:
            if finding.theme == theme:
                blocks += _finding(report, finding)
    return blocks or [_text(report, "no-findings", _("No finding was published yet."))]


def _finding(report: Report, finding: ToldFinding) -> list[Block]:
    heard = _("Heard: %(breadth)s.") % {"breadth": finding.breadth.lower()}
    if finding.supports:
        heard += " " + _("At least %(count)d statements support it.") % {"count": finding.supports}
    said = _text(
        report,
        f"finding {finding.key}",
        f"{finding.reference}: {finding.text}",
        finding.plain_text,
        _("Limits: %(limits)s") % {"limits": finding.limits} if finding.limits else "",
        heard,
        _("Part of what it rests on was taken back.") if finding.lost_source else "",
    )
    return [said, *(_quote(quote) for quote in finding.quotes)]


def _quote(quote: ToldQuote) -> Block:
    words = escape(" ".join(quote.text.split()), quote=False)
    told = (
        _("At a session, word by word") if quote.is_verbatim else _("At a session, in other words")
    )
    return {
        "type": "quote",
        "value": {
            "body": f'<p data-block-key="{quote.uid.hex[:6]}">{words}</p>',
            "attribution": told,
            "source": "",
        },
        "id": str(quote.uid),
    }


def _advice(report: Report) -> list[Block]:
    blocks = [
        _text(
            report,
            f"recommendation {row.key}",
            f"{row.reference}: {row.text}",
            _("It follows from: %(findings)s.") % {"findings": ", ".join(row.findings)}
            if row.findings
            else "",
            _("Part of what it rests on was taken back.") if row.lost_source else "",
        )
        for row in report.recommendations
    ]
    return blocks or [_text(report, "no-advice", _("No recommendation was published yet."))]


def _used(report: Report) -> list[Block]:
    rows = [
        [
            row.reference,
            outcome.where if outcome else "",
            outcome.outcome if outcome else _("not settled yet"),
            outcome.reason if outcome else "",
        ]
        for row in report.recommendations
        for outcome in (row.outcomes or (None,))
    ]
    if not rows:
        return [_text(report, "nothing-used", _("No recommendation was published yet."))]
    headings = [_("Recommendation"), _("Where it was settled"), _("Outcome"), _("Reason")]
    return [_table(report, "used", _("What became of the recommendations"), headings, rows)]
