"""Attendance: the sheet with a button for each status, substitutes, guests, what members say themselves, the scan."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.pages import FormMixin
from working_groups.actions import attendance as acts
from working_groups.enums import AttendanceSource, AttendanceStatus
from working_groups.forms import attendance as shapes
from working_groups.models import Attendance
from working_groups.queries import attendance, meetings
from working_groups.views.meetings import file_answer
from working_groups.views.pages import RUN, InMeeting

ONE_CLICK = (AttendanceStatus.PRESENT, AttendanceStatus.EXCUSED, AttendanceStatus.ABSENT)


class SheetView(InMeeting):
    """``/jednani/<ref>/ucast/``: seats by groups, a button for each status, quorum over the meeting."""

    permission = RUN

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The sheet."""
        return self.page()

    def page(self, scan_form: forms.Form | None = None) -> HttpResponse:
        """The sheet with the form of the scan."""
        groups = {group.pk: group for group in self.meeting.groups.all()}
        context = {
            "meeting": self.meeting,
            "sheet": attendance.sheet(self.meeting),
            "statuses": [(status.value, status.label) for status in ONE_CLICK],
            "self_reported": AttendanceSource.SELF_REPORTED,
            "series": [
                (part, [(groups[key], found) for key, found in part.groups.items()])
                for part in attendance.quorum_series(self.meeting)
            ],
            "scans": attendance.scans(self.meeting),
            "scan_form": scan_form or shapes.ScanForm(),
            "ref": self.ref,
            "breadcrumbs": self.crumbs((_("Attendance"), "")),
        }
        return render(self.request, "working_groups/attendance_sheet.html", context)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """One press: open the sheet, all the others were there, a status of a row (``<pk>:<status>``), who presides."""
        who = {"by": request.user, "at": self.now}
        anchor = ""
        try:
            if request.POST.get("krok") == "otevrit":
                acts.open_sheet(meeting=self.meeting, **who)
            elif request.POST.get("krok") == "ostatni":
                status = AttendanceStatus.PRESENT
                count = acts.record_others(meeting=self.meeting, status=status, **who)
                messages.success(
                    request,
                    ngettext(
                        "%(count)d person is written down as present.",
                        "%(count)d people are written down as present.",
                        count,
                    )
                    % {"count": count},
                )
            elif "stav" in request.POST:
                pk, _colon, status = request.POST["stav"].partition(":")
                row = self.row(pk)
                if status not in AttendanceStatus.values:
                    raise Http404
                times = {}
                if status == AttendanceStatus.PART:
                    times = {"present_from": row.present_from, "present_to": row.present_to}
                acts.record_attendance(attendance=row, status=status, **who, **times)
                anchor = f"#ucast-{pk}"
            elif "ridi" in request.POST:
                acts.let_preside(attendance=self.row(request.POST["ridi"]), **who)
                anchor = f"#ucast-{request.POST['ridi']}"
            else:
                raise Http404
        except acts.NoAttendance as error:
            messages.error(request, str(error))
        return redirect(self.address("attendance-sheet") + anchor)

    def row(self, pk: str) -> Attendance:
        """A row of the sheet."""
        found = attendance.row_of(self.meeting, int(pk)) if pk.isdecimal() else None
        if found is None:
            raise Http404
        return found


class SheetPage(FormMixin, InMeeting):
    """A form about attendance; afterwards one is back at the sheet."""

    permission = RUN

    def back(self) -> str:
        """The sheet."""
        return self.address("attendance-sheet")


class RowPage(SheetPage):
    """A form about one row."""

    row: Attendance

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the row."""
        super().setup(request, *args, **kwargs)
        found = attendance.row_of(self.meeting, kwargs["pk"])
        if found is None:
            raise Http404
        self.row = found

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Whose row it is."""
        body = self.row.organisation_name
        return f"{self.row.name}, {body}" if body else self.row.name


class PresenceView(RowPage):
    """``/jednani/<ref>/ucast/<pk>/``: presence for a part, how somebody took part."""

    heading = gettext_lazy("Attendance of a person")
    button = gettext_lazy("Save")
    problems = (acts.NoAttendance, acts.LeavesBeforeComing)

    def form(self, **kwargs: Any) -> forms.Form:
        """What is stored; the meeting's times for a part."""
        names = ("status", "mode", "present_from", "present_to")
        return shapes.SeatForm(initial={name: getattr(self.row, name) for name in names}, **kwargs)

    def act(self, form: forms.Form) -> None:
        """Record it."""
        acts.record_attendance(attendance=self.row, **form.cleaned_data, **self.common())


class SubstituteView(RowPage):
    """``/jednani/<ref>/ucast/<pk>/nahradnik/``."""

    heading = gettext_lazy("Substitute")
    button = gettext_lazy("Save")
    problems = (acts.NoAttendance, acts.TwoVotes)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Guests have no seat that somebody else could fill."""
        super().setup(request, *args, **kwargs)
        if self.row.membership_id is None:
            raise Http404

    def form(self, **kwargs: Any) -> forms.Form:
        """Those appointed, or a name."""
        return shapes.SubstituteForm(substitutes=attendance.substitutes_among(self.row), **kwargs)

    def act(self, form: forms.Form) -> None:
        """Seat them."""
        acts.seat_substitute(attendance=self.row, **form.cleaned_data, **self.common())


class GuestView(SheetPage):
    """``/jednani/<ref>/ucast/host/``."""

    heading = gettext_lazy("Write a guest down")
    button = gettext_lazy("Write down")
    problems = (acts.NoAttendance,)

    def form(self, **kwargs: Any) -> forms.Form:
        """Name, organisation, capacity."""
        return shapes.GuestPresentForm(**kwargs)

    def act(self, form: forms.Form) -> None:
        """Write them down."""
        acts.add_guest(meeting=self.meeting, **form.cleaned_data, **self.common())


class OwnAttendanceView(FormMixin, InMeeting):
    """``/jednani/<ref>/ucast/moje/``: a member says they were there; the secretary confirms it."""

    heading = gettext_lazy("My attendance")
    lead = gettext_lazy("The secretary confirms what you say here.")
    button = gettext_lazy("Send it")
    told = gettext_lazy("Thank you. The secretary will confirm it.")
    problems = (acts.NoAttendance, acts.LeavesBeforeComing)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find their seats; who has none on the sheet has nothing to say."""
        super().setup(request, *args, **kwargs)
        self.seats = meetings.own_seats(self.meeting, request.user)
        if not self.seats:
            raise Http404

    def form(self, **kwargs: Any) -> forms.Form:
        """What is stored of the first seat."""
        names = ("status", "present_from", "present_to")
        form = shapes.PresenceForm(
            initial={name: getattr(self.seats[0], name) for name in names}, **kwargs
        )
        form.fields["status"].choices = [
            choice
            for choice in AttendanceStatus.choices
            if choice[0] not in (AttendanceStatus.UNKNOWN, AttendanceStatus.ABSENT)
        ]
        return form

    def act(self, form: forms.Form) -> None:
        """Note it at every seat of the person."""
        for seat in self.seats:
            acts.report_own(attendance=seat, **form.cleaned_data, **self.common())


class ScansView(SheetView):
    """``/jednani/<ref>/ucast/skeny/``: the scan of the signed sheet is kept."""

    hides = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Keep it."""
        form = shapes.ScanForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form)
        acts.keep_scan(
            meeting=self.meeting, upload=form.cleaned_data["file"], by=request.user, at=self.now
        )
        messages.success(request, _("The scan is kept. Only those who run the group can open it."))
        return redirect(self.address("attendance-sheet"))


class ScanView(InMeeting):
    """``/jednani/<ref>/ucast/skeny/<pk>/``: the scan; a press erases it. Others must not know of it."""

    permission = RUN
    hides = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.scan = attendance.scan(self.meeting, kwargs["pk"])

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The file."""
        if self.scan is None:
            raise Http404
        acts.note_reading(scan=self.scan, by=request.user, at=self.now)
        return file_answer(bytes(self.scan.data), self.scan.mime, self.scan.filename)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Erase it for good."""
        if self.scan is None:
            raise Http404
        acts.erase_scan(scan=self.scan, by=request.user, at=self.now)
        messages.success(request, _("The scan is erased."))
        return redirect(self.address("attendance-sheet"))
