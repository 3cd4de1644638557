"""Minutes as files for an office, docx and tagged PDF, as their reader may know them; no hand edits them afterwards."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from concept.actions import demo_notice
from core import exports
from core.issued_files import note_issued
from core.templatetags.osnova import local_path
from working_groups.enums import CorrectionKind, MinutesState, MinutesVersionKind
from working_groups.minutes_paper import Paper, ShownItem, paper
from working_groups.models import Minutes
from working_groups.queries.minutes import KeptText

MIMES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "json": "application/json",
}
LIMITS = exports.Limits(cpu_seconds=60, wall_seconds=90)


def make(minutes: Minutes, text: KeptText, kind: str, *, is_public: bool, at: datetime) -> bytes:
    """The bytes of a docx or PDF in the active language; a file of the public part is noted as given out.

    Raises core.exports.ExportFailed.
    """
    writer = f"working_groups.exports.minutes_document:write_{kind}"
    data = exports.run(writer, describe(minutes, text, is_public=is_public), limits=LIMITS)
    if is_public and minutes.state == MinutesState.PUBLISHED:
        note_issued(
            record=minutes.record, file_format=kind, language=get_language(), data=data, at=at
        )
    return data


def describe(minutes: Minutes, text: KeptText, *, is_public: bool) -> dict[str, Any]:
    """The paper as plain data (working_groups/exports/minutes_document.py)."""
    told = paper(text.content)
    made_on = timezone.localdate(text.version.made_at)
    return {
        "language": get_language(),
        "title": told.title,
        "subtitle": told.groups,
        "notice": demo_notice() if minutes.record.demo_origin else "",
        "day": made_on.isoformat(),
        "footer": f"{settings.WAGTAIL_SITE_NAME}, {minutes.record.reference}",
        "facts": [list(row) for row in told.facts],
        "standing": _standing(text),
        "programme": [item.heading for item in told.items],
        "items": [_item(item) for item in told.items],
        "people": _people(told),
        "closing": [list(row) for row in [*told.closing, *_publicity(minutes, text, is_public)]],
        "digest": text.content["public_digest"] if is_public else text.read.digest,
        "words": {
            "notice": pgettext("banner on an export", "Notice"),
            "page_of": _("Page %(page)s of %(pages)s"),
            "programme": _("Agenda"),
            "course": _("Course of the meeting"),
            "people": _("Attendance"),
            "people_columns": [
                pgettext("of a person", "Name"),
                _("Organisation"),
                _("Takes part as"),
                _("Attendance"),
            ],
            "conclusion": _("Conclusion"),
            "task": _("Task"),
            "internal": _("Internal text"),
            "dissent": _("Different opinion"),
            "closing": _("About these minutes"),
            "digest": _("Digital fingerprint (SHA-256)"),
        },
    }


def _standing(text: KeptText) -> str:
    """What a reader has to know before the text: that it is not approved, corrected, or freed of personal data."""
    told = []
    if text.version.kind == MinutesVersionKind.CIRCULATED:
        told.append(_("Not approved yet: sent to members for remarks."))
    correction = text.correction
    if correction is not None and correction.kind != CorrectionKind.PRIVACY:
        told.append(
            _("Corrected on %(day)s: %(reason)s")
            % {
                "day": date_format(correction.occurred_on, "SHORT_DATE_FORMAT"),
                "reason": correction.reason,
            }
        )
    if text.removal is not None:
        told.append(_("Personal data were removed: %(reason)s") % {"reason": text.removal.reason})
    return " ".join(told)


def _publicity(minutes: Minutes, text: KeptText, is_public: bool) -> list[tuple[str, str]]:
    rows = [
        (
            _("Text"),
            _("no. %(number)d of %(day)s, %(kind)s")
            % {
                "number": text.version.number,
                "day": date_format(timezone.localtime(text.version.made_at), "SHORT_DATE_FORMAT"),
                "kind": str(text.version.get_kind_display()).lower(),
            },
        )
    ]
    whose = _("Public part") if is_public else _("For members of the group, not for the public")
    rows.append((_("Publicity"), whose))
    rows.append((_("Address"), settings.BASE_URL + local_path(minutes.record.path)))
    return rows


def _people(told: Paper) -> list[list[str]]:
    return [[row.name, row.organisation, row.capacity, row.status] for row in told.people]


def _item(item: ShownItem) -> dict[str, Any]:
    return {
        "heading": item.heading,
        "note": item.note,
        "text": [[kind, list(lines)] for kind, lines in item.text],
        "internal": [[kind, list(lines)] for kind, lines in item.internal],
        "conclusions": [
            {
                "reference": one.reference,
                "sentence": f"{one.verb}: {one.text}",
                "how": one.how,
                "dissents": list(one.dissents),
            }
            for one in item.conclusions
        ],
        "tasks": [
            {"reference": one.reference, "text": one.text, "who": one.who} for one in item.tasks
        ],
    }
