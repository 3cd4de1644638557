"""Pages of meetings for everybody who may know of them, and the buttons of whoever runs them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core import extension
from core.enums import RecordOrigin, Visibility
from core.permissions import allowed
from working_groups import meeting_papers
from working_groups.actions import meetings as acts
from working_groups.enums import (
    ALLOWED_MEETING_MOVES,
    COMING_MEETING_STATES,
    OPEN_MEETING_STATES,
    AttendanceStatus,
    MeetingState,
)
from working_groups.queries import agenda, attendance, decisions, meetings, minutes, outputs
from working_groups.views.pages import RUN, InGroup, InMeeting

PER_PAGE = 20
NO_OUTPUTS = (MeetingState.CANCELLED, MeetingState.RESCHEDULED)


class MeetingListView(InGroup):
    """``/skupiny/<group>/jednani/``: meetings of a group the reader may know of, the latest first."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """A page of the list."""
        rows = meetings.meetings_of(self.group, request.user)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
        runs = allowed(request.user, RUN, self.group)
        context = {
            "group": self.group,
            "page_obj": page,
            "runs": runs,
            "aging": agenda.aging(self.group) if runs else [],
            "by_project": meetings.meetings_by_project(self.group, request.user) if runs else [],
            "coming": COMING_MEETING_STATES,
            "breadcrumbs": self.crumbs((_("Meetings"), "")),
        }
        return render(request, "working_groups/meeting_list.html", context)


class MeetingDetailView(InMeeting):
    """``/jednani/<ref>/``: what the reader may know of a meeting; buttons of whoever runs it."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        meeting, user = self.meeting, request.user
        runs = allowed(user, RUN, meeting)
        known = agenda.known_to(user, meeting)
        is_inside = len(known) > 1
        shows_agenda = agenda.is_told(meeting, is_inside=is_inside or runs)
        moves = ALLOWED_MEETING_MOVES[meeting.state]
        invited = meetings.invitation_of(meeting, user)
        counts = attendance.sheet(meeting) if meeting.held_from else []
        may_add_output = runs and meeting.state not in NO_OUTPUTS
        context = {
            "meeting": meeting,
            "groups": list(meeting.groups.all()),
            "shown": decisions.shown_records(
                user, getattr(meeting, "successor", None), meeting.rescheduled_from
            ),
            "rows": agenda.rows_for(user, meeting, runs=runs) if shows_agenda else [],
            "shows_agenda": shows_agenda,
            "is_inside": is_inside or runs,
            "is_public": meeting.record.visibility == Visibility.PUBLIC,
            "is_backfilled": meeting.record.origin == RecordOrigin.BACKFILLED,
            "is_coming": meeting.state in COMING_MEETING_STATES,
            "is_open": meeting.state in OPEN_MEETING_STATES,
            "runs": runs,
            "may_propose": meeting.state in COMING_MEETING_STATES
            and allowed(user, "working_groups.propose_item", meeting),
            "proposals": agenda.proposals(meeting, user, runs=runs),
            "invitation": invited,
            "takes_answer": invited is not None
            and meeting.state == MeetingState.INVITED
            and self.now < meeting.starts_at,
            "own_seats": meetings.own_seats(meeting, user),
            "sheet": counts,
            "present_statuses": (AttendanceStatus.PRESENT, AttendanceStatus.PART),
            "may_start": runs and MeetingState.IN_PROGRESS in moves,
            "may_hold": runs and MeetingState.HELD in moves,
            "may_close": runs and MeetingState.CLOSED in moves,
            "left_over_count": len(agenda.left_over(meeting)) if runs else 0,
            "tasks": agenda.open_tasks(meeting, user) if is_inside and self.is_ahead else [],
            "minutes": minutes.minutes_of(meeting, user),
            "may_write": allowed(user, "working_groups.write_minutes", meeting),
            "panels": [
                panel.render(request, meeting)
                for panel in extension.panels("working_groups.meeting")
                if allowed(user, panel.permission, meeting)
            ],
            "outputs": list(outputs.outputs_of(meeting, is_inside=is_inside)),
            "may_add_output": may_add_output,
            "has_outputs_to_carry": may_add_output and outputs.to_carry(meeting).exists(),
            "ref": self.ref,
            "breadcrumbs": [*self.crumbs()[:-1], {"title": meeting.record.title, "url": ""}],
        }
        return render(request, "working_groups/meeting_detail.html", context)

    @property
    def is_ahead(self) -> bool:
        """Whether the meeting is still to come or going on."""
        return self.meeting.state in (*COMING_MEETING_STATES, MeetingState.IN_PROGRESS)


class MeetingStepView(InMeeting):
    """Buttons of a meeting: it begins, it is closed, it becomes public or internal."""

    permission = RUN
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Do it, or say why not."""
        step, who = request.POST.get("krok", ""), {"by": request.user, "at": self.now}
        try:
            match step:
                case "zahajit":
                    acts.start_meeting(meeting=self.meeting, **who)
                    messages.success(request, _("The meeting began."))
                case "uzavrit":
                    acts.close_meeting(meeting=self.meeting, **who)
                    messages.success(request, _("The meeting is closed."))
                case "zverejnit" | "skryt":
                    acts.set_publicity(meeting=self.meeting, is_public=step == "zverejnit", **who)
                    messages.success(
                        request,
                        _("Everybody may know of the meeting now.")
                        if step == "zverejnit"
                        else _("Only the groups and staff may know of the meeting now."),
                    )
                case _:
                    raise Http404
        except acts.MeetingMoveRefused as error:
            messages.error(request, str(error))
        return redirect(self.address())


class PaperFileView(InMeeting):
    """``/jednani/<ref>/podklady/<pk>/``: a paper's file, for whoever may know its item."""

    def get(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """The file as an attachment."""
        paper = meetings.paper(self.meeting, kwargs["pk"])
        if paper is None or paper.record_id is not None:
            raise Http404
        runs = allowed(request.user, RUN, self.meeting)
        if not runs and not agenda.may_read_paper(request.user, paper):
            raise Http404
        return file_answer(bytes(paper.data), paper.mime, paper.filename)


class InvitationFileView(InMeeting):
    """``/jednani/<ref>/pozvanka.<docx|pdf>``: the invitation with the agenda as its reader may know it."""

    def get(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """The file."""
        runs = allowed(request.user, RUN, self.meeting)
        is_inside = runs or len(agenda.known_to(request.user, self.meeting)) > 1
        if not agenda.is_told(self.meeting, is_inside=is_inside):
            raise Http404
        rows = agenda.rows_for(request.user, self.meeting, runs=runs)
        kind = kwargs["kind"]
        data = meeting_papers.invitation(self.meeting, rows, kind, is_inside=is_inside)
        return file_answer(data, meeting_papers.MIMES[kind], f"pozvanka-{self.ref}.{kind}")


class SheetFileView(InMeeting):
    """``/jednani/<ref>/prezencni-listina.pdf``: names, organisations and a column for signatures."""

    permission = RUN

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The file."""
        data = meeting_papers.sheet(self.meeting, attendance.seats_to_print(self.meeting))
        return file_answer(data, meeting_papers.MIMES["pdf"], f"prezencni-listina-{self.ref}.pdf")


def file_answer(data: bytes, mime: str, filename: str) -> HttpResponse:
    """A file to be saved, never shown in place, kept by nobody between."""
    response = HttpResponse(data, content_type=mime)
    response.headers["Content-Disposition"] = content_disposition_header(True, filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response
