"""Sheets of paper for a session."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from focus_groups.enums import Inside
from focus_groups.queries import people
from focus_groups.views.pages import InSession

BLANK_ROWS = range(6)


class AttendanceSheetView(InSession):
    """``/fokusni-skupiny/<series>/<number>/ucast/tisk/``: the attendance by pseudonym, without names or signatures."""

    reads = Inside.ATTENDANCE

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The sheet to print."""
        rows = people.people_of(self.session.series, request.user)
        context = {
            "session": self.session,
            "people": [row for row in rows if row.participant.left_on is None],
            "blank_rows": BLANK_ROWS,
            "breadcrumbs": self.crumbs(
                (_("Attendance"), self.address("session-attendance")), (_("To print"), "")
            ),
        }
        return render(request, "focus_groups/attendance_sheet.html", context)
