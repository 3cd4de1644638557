"""The paper for a meeting: proposed settlements as docx or tagged PDF, essential and disputed ones first."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from concept.actions import demo_notice
from consultations.models import Round
from consultations.queries.meetings import Item
from consultations.queries.wordings import WordingRow
from consultations.settlement_exports import FORMATS, MOST_PRINTED_ROWS, PRINT_LIMITS, line
from core import exports

KINDS = ("docx", "pdf")


def build(
    round: Round,
    items: Sequence[Item],
    contradictions: Sequence[WordingRow],
    kind: str,
    *,
    day: date,
) -> bytes:
    """The bytes of the paper in one of KINDS, in the language of the city; no query.

    Raises core.exports.ExportProblem (too long for print), core.exports.ExportFailed, KeyError for an unknown kind.
    """
    with override(settings.LANGUAGE_CODE):
        if len(items) > MOST_PRINTED_ROWS:
            raise exports.ExportProblem(
                _("The paper would have %(count)d comments, at most %(most)d can be printed.")
                % {"count": len(items), "most": MOST_PRINTED_ROWS}
            )
        paper = describe(round, items, contradictions, day)
        return exports.run(FORMATS[kind].writer, paper, limits=PRINT_LIMITS)


def describe(
    round: Round, items: Sequence[Item], contradictions: Sequence[WordingRow], day: date
) -> dict[str, Any]:
    """The printed list (concept/exports/printed_list.py)."""
    grave = [item for item in items if item.is_grave]
    others = [item for item in items if not item.is_grave]
    disputed = sum(item.dispute is not None for item in items)
    parts = [
        _part(_("Essential comments and disputes"), grave, _("No essential comment waits.")),
        _part(
            _("Advisory comments, to be decided en bloc"),
            others,
            _("No advisory comment waits."),
        ),
    ]
    if contradictions:
        parts.append(_contradictions(contradictions))
    return {
        "language": settings.LANGUAGE_CODE,
        "title": _("Paper for a meeting: proposed settlement of comments"),
        "subtitle": f"{round.reference} {round.title}",
        "notice": demo_notice() if round.record.demo_origin else "",
        "day": day.isoformat(),
        "footer": f"{settings.WAGTAIL_SITE_NAME}, {date_format(day, 'SHORT_DATE_FORMAT')}",
        "facts": [
            [_("Comments to be decided"), str(sum(len(item.keys) for item in items))],
            [_("of them essential or disputed"), str(len(grave))],
            [_("Open disputes"), str(disputed)],
        ],
        "parts": parts,
        "words": {
            "notice": pgettext("banner on an export", "Notice"),
            "page_of": _("Page %(page)s of %(pages)s"),
        },
    }


def _part(heading: str, items: Sequence[Item], nothing: str) -> dict[str, Any]:
    columns = [
        [pgettext("heading of a column", "No."), 9],
        [_("Commented by"), 13],
        [_("Part of the document"), 16],
        [_("Words of the comment"), 27],
        [_("Proposed outcome"), 13],
        [_("Proposed reason"), 24],
        [_("Decision of the meeting"), 14],
    ]
    return {
        "heading": heading,
        "text": "" if items else nothing,
        "columns": columns if items else [],
        "rows": [_row(item) for item in items],
        "has_row_heads": True,
    }


def _row(item: Item) -> list[list[dict[str, str]]]:
    settlement, comment = item.settlement, item.settlement.comment
    number = [line(comment.reference)]
    if item.equals:
        number.append(
            line(_("equal: %(references)s") % {"references": ", ".join(item.equals)}, "quiet")
        )
    words = [line(item.text or _("The words are not shown."), "" if item.text else "quiet")]
    if item.wording:
        words += [line(f"{_('Proposed wording')}:", "strong"), line(item.wording)]
    reason = [line(settlement.reason)]
    if item.dispute is not None:
        level = _("Dispute at the level: %(level)s") % {"level": item.dispute.get_level_display()}
        reason.append(line(level, "strong"))
        for label, position in (
            (_("Position of the author"), item.dispute.author_position),
            (_("Position of the city"), item.dispute.city_position),
        ):
            if position:
                reason += [line(f"{label}:", "strong"), line(position)]
    if settlement.author_agreed_at is not None:
        reason.append(line(_("The author agrees."), "quiet"))
    return [
        number,
        [line(item.name), line(str(comment.get_weight_display()), "quiet")],
        [line(item.place), line(item.quote, "quiet")],
        words,
        [line(str(settlement.get_outcome_display()), "strong")],
        reason,
        [line("")],
    ]


def _contradictions(rows: Sequence[WordingRow]) -> dict[str, Any]:
    return {
        "heading": _("Accepted comments that ask for different words at the same place"),
        "text": "",
        "columns": [
            [_("Part of the document"), 20],
            [_("Text"), 50],
            [pgettext("on a text", "Comments"), 30],
        ],
        "rows": [
            [
                [line(row.label or row.section)],
                [line(row.text)],
                [line(f"{one} × {other}") for one, other in row.contradictions],
            ]
            for row in rows
        ],
        "has_row_heads": True,
    }
