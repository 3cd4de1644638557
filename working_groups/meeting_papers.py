"""Files of a meeting in the form Czech offices know: the invitation as docx or tagged PDF, the sheet for signatures."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from concept.actions import demo_notice
from core import exports
from core.uploads import DOCX, PDF
from working_groups.enums import Capacity, ItemState
from working_groups.models import Attendance, Meeting
from working_groups.queries.agenda import ItemRow
from working_groups.queries.attendance import GroupSheet
from working_groups.queries.meetings import project_on

MIMES = {"docx": DOCX, "pdf": PDF}
WRITERS = {
    "docx": "concept.exports.printed_list:write_docx",
    "pdf": "concept.exports.printed_list:write_pdf",
}
SIGNATURE_MM = 9  # the least height in which a name is signed by hand


def invitation(meeting: Meeting, rows: Sequence[ItemRow], kind: str, *, is_inside: bool) -> bytes:
    """The invitation in the language of the city, with the agenda as given; a note and the online room only inside.

    Three queries. Raises core.exports.ExportFailed.
    """
    with override(settings.LANGUAGE_CODE):
        told = describe_invitation(meeting, rows, is_inside=is_inside)
        return _made(kind, meeting, told)


def sheet(meeting: Meeting, parts: Sequence[GroupSheet]) -> bytes:
    """The attendance sheet to be signed, as a tagged PDF. Three queries. Raises core.exports.ExportFailed."""
    with override(settings.LANGUAGE_CODE):
        return _made("pdf", meeting, describe_sheet(meeting, parts))


def _made(kind: str, meeting: Meeting, told: dict[str, Any]) -> bytes:
    """The file, with the publicity of the project that runs on the day of the meeting."""
    project, files = project_on(timezone.localdate(meeting.starts_at)), {}
    if project is not None:
        told |= {"publicity": project.publicity_sentence, "logos": []}
        for logo in project.logos.select_related("image"):
            with suppress(OSError), logo.image.open_file() as file:  # a lost file holds up no paper
                files[f"logo-{logo.pk}"] = file.read()
                told["logos"].append({"asset": f"logo-{logo.pk}", "alt": logo.alt})
    return exports.run(WRITERS[kind], told, files=files)


def describe_invitation(
    meeting: Meeting, rows: Sequence[ItemRow], *, is_inside: bool
) -> dict[str, Any]:
    """The printed list (concept/exports/printed_list.py) of an invitation."""
    facts = _facts(meeting)
    if is_inside and meeting.online_address:
        facts.append([_("Online"), meeting.online_address])
    if is_inside and meeting.note:
        facts.append([_("Note"), meeting.note])
    if is_inside and meeting.papers_due_on:
        facts.append(
            [_("Papers are due on"), date_format(meeting.papers_due_on, "SHORT_DATE_FORMAT")]
        )
    columns = [
        [_("Item"), 8],
        [pgettext("of a day", "Time"), 9],
        [pgettext("of an agenda item", "Title"), 58],
        [_("Presented by"), 25],
    ]
    return _frame(
        meeting,
        _("Invitation to a meeting"),
        facts,
        [
            {
                "heading": _("Agenda"),
                "text": "" if rows else _("The agenda is not set yet."),
                "columns": columns if rows else [],
                "rows": [_item(row) for row in rows],
                "has_row_heads": True,
            }
        ],
    )


def _item(row: ItemRow) -> list[list[dict[str, str]]]:
    at = date_format(timezone.localtime(row.starts_at), "TIME_FORMAT") if row.starts_at else ""
    if row.item is None:
        return [_cell(row.label), _cell(""), _cell(_("Non-public item"), "quiet"), _cell("")]
    title = _cell(row.item.title)
    if row.item.state == ItemState.WITHDRAWN:
        title = _cell(f"{row.item.title} ({row.item.get_state_display()})", "quiet")
    if row.item.description:
        title += _cell(row.item.description)
    papers = [paper.title for paper in row.papers if paper.title]
    if papers:
        title += _cell(_("Papers: %(papers)s") % {"papers": ", ".join(papers)}, "quiet")
    return [_cell(row.label), _cell(at), title, _cell(row.item.presenter)]


def describe_sheet(meeting: Meeting, parts: Sequence[GroupSheet]) -> dict[str, Any]:
    """The printed list of the sheet: a table for each group and one for guests, with rows left empty for more."""
    columns = [
        [pgettext("heading of a column", "No."), 6],
        [pgettext("of a person", "Name"), 30],
        [_("Organisation"), 36],
        [_("Signature"), 28],
    ]
    guests = [part for part in parts if part.group is None] or [GroupSheet(None)]
    tables = [
        {
            "heading": part.group.name if part.group is not None else _("Guests"),
            "text": "",
            "columns": columns,
            "rows": [_seat(number, row) for number, row in enumerate(part.rows, start=1)]
            + ([[_cell("")] * 4] * 5 if part.group is None else []),
            "has_row_heads": False,
            "row_mm": SIGNATURE_MM,
        }
        for part in [*(part for part in parts if part.group is not None), *guests]
    ]
    return _frame(meeting, _("Attendance sheet"), _facts(meeting), tables)


def _seat(number: int, row: Attendance) -> list[list[dict[str, str]]]:
    name = _cell(row.name)
    if row.capacity == Capacity.SUBSTITUTE and row.membership is not None:
        name += _cell(_("substitute for %(name)s") % {"name": row.membership.user}, "quiet")
    return [_cell(str(number)), name, _cell(row.organisation_name), _cell("")]


def _facts(meeting: Meeting) -> list[list[str]]:
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    when = _("%(weekday)s %(day)s, %(from)s–%(to)s") % {
        "weekday": date_format(start, "l").lower(),
        "day": date_format(start, "SHORT_DATE_FORMAT"),
        "from": date_format(start, "TIME_FORMAT"),
        "to": date_format(end, "TIME_FORMAT"),
    }
    facts = [[_("Meeting"), meeting.record.reference], [_("When"), when]]
    if meeting.record_number:
        facts.insert(0, [_("Record number"), meeting.record_number])
    if meeting.place:
        facts.append([_("Place"), meeting.place])
    facts.append([_("How people take part"), str(meeting.get_mode_display())])
    return facts


def _frame(
    meeting: Meeting, title: str, facts: list[list[str]], parts: list[dict[str, Any]]
) -> dict[str, Any]:
    groups = sorted(meeting.groups.all(), key=lambda group: group.pk != meeting.host_id)
    day = timezone.localdate(meeting.starts_at)
    return {
        "language": settings.LANGUAGE_CODE,
        "title": title,
        "subtitle": ", ".join(group.name for group in groups),
        "notice": demo_notice() if meeting.record.demo_origin else "",
        "day": day.isoformat(),
        "footer": f"{settings.WAGTAIL_SITE_NAME}, {meeting.record.reference}",
        "facts": facts,
        "parts": parts,
        "is_upright": True,
        "words": {
            "notice": pgettext("banner on an export", "Notice"),
            "page_of": _("Page %(page)s of %(pages)s"),
        },
    }


def _cell(text: str, style: str = "") -> list[dict[str, str]]:
    return [{"text": text, "style": style, "href": ""}]
