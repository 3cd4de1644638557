"""Pages of sessions: one of them, planning, editing, moving on, attendance, field notes, the recording."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.enums import Visibility
from core.pages import FormMixin
from core.permissions import allowed
from core.templatetags.osnova import local_path
from core.visibility import sees_staff_rows
from focus_groups.actions import sessions as acts
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.actions.retention import NoRecording, confirm_recording_deleted
from focus_groups.actions.statements import OPEN_STATES
from focus_groups.enums import ALLOWED_SESSION_MOVES, Inside, Recording, SessionState
from focus_groups.forms import sessions as shapes
from focus_groups.forms.series import MoveForm
from focus_groups.models import Session
from focus_groups.queries import people
from focus_groups.queries import series as queries
from focus_groups.queries.guides import pinned_passages
from focus_groups.reads import log_read
from focus_groups.views.pages import LEAD, WORK, InSeries, InSession

MOVES = {
    SessionState.HELD: pgettext_lazy("step of a session", "The session was held"),
    SessionState.ENTERING: pgettext_lazy("step of a session", "What was said is being entered"),
    SessionState.CHECKED: pgettext_lazy(
        "step of a session", "Everything is entered and checked; nothing is added any more"
    ),
    SessionState.ANALYSED: pgettext_lazy("step of a session", "What was said is worked on"),
    SessionState.REPORTED_BACK: pgettext_lazy(
        "step of a session", "Participants were told what came of it"
    ),
}


class SessionDetailView(InSession):
    """``/fokusni-skupiny/<series>/<number>/``.

    Everybody may know the topic and month of a session shown to all, staff its day and coarse place, its facilitators
    who was there.
    """

    permission = "focus_groups.view_session"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        session = self.session
        works = allowed(request.user, WORK, session)
        context = {
            "session": session,
            "series": session.series,
            "works": works,
            "sees_day": works or sees_staff_rows(request.user, self.now),
            "breadcrumbs": self.crumbs(),
        }
        if works:
            log_read(series=session.series, by=request.user, at=self.now, what=Inside.SESSION)
            today = timezone.localdate(self.now)
            until = session.recording_until
            context |= {
                "leads": allowed(request.user, LEAD, session),
                "people": people.people_at(session, request.user),
                "staff": session.facilitators.select_related("user").order_by("user__sort_key"),
                "pinned": pinned_passages(session.guide, request.user) if session.guide else [],
                "is_public": session.record.visibility == Visibility.PUBLIC,
                "may_be_public": session.series.record.visibility == Visibility.PUBLIC,
                "takes_statements": session.state in OPEN_STATES,
                "has_next_state": bool(ALLOWED_SESSION_MOVES[session.state]),
                "recording_is_kept": session.recording == Recording.KEPT,
                "recording_is_due": session.recording == Recording.KEPT
                and until is not None
                and until <= today,
            }
        return render(request, "focus_groups/session_detail.html", context)


class SessionNewView(FormMixin, InSeries):
    """``/fokusni-skupiny/<series>/setkani/nove/``."""

    form_class = shapes.SessionForm
    heading = gettext_lazy("Plan or enter a session")
    lead = gettext_lazy("A session that is to come, or one that was held already.")
    button = gettext_lazy("Save the session")
    told = gettext_lazy("The session is saved.")
    problems = (acts.RecordingWithoutEnd, NotOfThisSeries)

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today, with the newest guide, facilitated by whoever plans it."""
        today = timezone.localdate(self.now)
        newest = queries.guides_of(self.series).first()
        own = queries.facilitators_on(self.series, today).filter(user=self.request.user.pk)
        return {
            "held_on": today,
            "recording": Recording.NONE,
            "guide": newest.pk if newest else None,
            "facilitators": [seat.pk for seat in own],
        }

    def needs(self) -> dict[str, Any]:
        """Who facilitates the series or did, and its guides."""
        return {
            "staff": queries.facilitators_of(self.series),
            "guides": queries.guides_of(self.series),
        }

    def act(self, form: forms.Form) -> HttpResponse:
        """Open it and go there."""
        made = acts.open_session(series=self.series, **form.cleaned_data, **self.common())
        return redirect(local_path(made.record.path))


class SessionEditView(FormMixin, InSession):
    """``/fokusni-skupiny/<series>/<number>/upravit/``."""

    form_class = shapes.EditSessionForm
    heading = gettext_lazy("Edit the session")
    told = gettext_lazy("The session is saved.")
    problems = (acts.StaleSession, acts.RecordingWithoutEnd, NotOfThisSeries)

    def values(self, stored: Session) -> dict[str, Any]:
        """What is stored."""
        return shapes.values_of(stored)

    def needs(self) -> dict[str, Any]:
        """Who facilitates the series or did, and its guides."""
        return {
            "staff": queries.facilitators_of(self.session.series),
            "guides": queries.guides_of(self.session.series),
        }

    def act(self, form: forms.Form) -> None:
        """Save it."""
        acts.edit_session(session=self.session, **form.cleaned_data, **self.common())


class SessionMoveView(FormMixin, InSession):
    """``/fokusni-skupiny/<series>/<number>/stav/``."""

    form_class = MoveForm
    heading = gettext_lazy("Move the session on")
    button = gettext_lazy("Move it on")
    told = gettext_lazy("The session is moved on.")
    problems = (acts.SessionMoveRefused,)

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Where it stands."""
        return _("It stands at: %(state)s.") % {"state": self.session.get_state_display()}

    def needs(self) -> dict[str, Any]:
        """The states that follow."""
        states = ALLOWED_SESSION_MOVES[self.session.state]
        return {
            "states": [(state.value, label) for state, label in MOVES.items() if state in states]
        }

    def act(self, form: forms.Form) -> None:
        """Move it."""
        acts.move_session(session=self.session, **form.cleaned_data, **self.common())


class AttendanceView(InSession):
    """``/fokusni-skupiny/<series>/<number>/ucast/``: who was there, one press for each pseudonym."""

    reads = Inside.ATTENDANCE

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The sheet."""
        there = {row.participant.pk: row for row in people.people_at(self.session, request.user)}
        context = {
            "session": self.session,
            "rows": [
                (person, there.get(person.participant.pk))
                for person in people.people_of(self.session.series, request.user)
                if person.participant.left_on is None
                or person.participant.left_on > self.session.held_on
                or person.participant.pk in there
            ],
            "there_count": len(there),
            "breadcrumbs": self.crumbs((_("Attendance"), "")),
        }
        return render(request, "focus_groups/attendance.html", context)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """One press: ``byl`` or ``nebyl`` with the participant's uid."""
        name = "byl" if "byl" in request.POST else "nebyl"
        uid = shapes.read_uid(request.POST.get(name, ""))
        found = uid and people.participant_by_uid(self.session.series, uid, request.user)
        if not found:
            raise Http404
        try:
            acts.set_present(
                session=self.session, participant=found, is_present=name == "byl", **self.common()
            )
        except acts.StillSpeaks as error:
            messages.error(request, str(error))
        return redirect(f"{self.address('session-attendance')}#ucast-{found.uid}")


class NotesView(FormMixin, InSession):
    """``/fokusni-skupiny/<series>/<number>/poznamky/``."""

    reads = Inside.NOTES
    form_class = shapes.NotesForm
    heading = gettext_lazy("Field notes")
    told = gettext_lazy("The field notes are saved.")
    problems = (acts.StaleSession,)

    def values(self, stored: Session) -> dict[str, Any]:
        """What is stored."""
        return {"field_notes": stored.field_notes, "lock_version": stored.lock_version}

    def act(self, form: forms.Form) -> None:
        """Save them."""
        acts.edit_session(session=self.session, **form.cleaned_data, **self.common())


class RecordingDeletedView(FormMixin, InSession):
    """``/fokusni-skupiny/<series>/<number>/nahravka/``: the recording exists no more."""

    heading = gettext_lazy("The recording is deleted")
    lead = gettext_lazy(
        "Delete it first, with every copy: in the recorder, in the computer, in the backup. The platform cannot do it."
    )
    button = gettext_lazy("It is deleted everywhere")
    told = gettext_lazy("It is noted that the recording is deleted.")
    is_danger = True
    problems = (NoRecording,)

    def find(self, **kwargs: Any) -> Session | None:
        """A session whose recording is said to be kept."""
        found = super().find(**kwargs)
        return found if found is not None and found.recording == Recording.KEPT else None

    def act(self, _form: forms.Form) -> None:
        """Note it."""
        confirm_recording_deleted(session=self.session, **self.common())


class SessionShowView(FormMixin, InSession):
    """``/fokusni-skupiny/<series>/<number>/verejne/``: its topic and month for everybody, or no more."""

    permission = LEAD
    problems = (acts.SeriesNotPublic,)

    @property
    def is_public(self) -> bool:
        """Whether everybody may know of it now."""
        return self.session.record.visibility == Visibility.PUBLIC

    @property
    def heading(self) -> str:  # type: ignore[override]
        """What the button does."""
        return (
            _("Hide the session from the public")
            if self.is_public
            else _("Show the session to everybody")
        )

    @property
    def button(self) -> str:  # type: ignore[override]
        """The same."""
        return self.heading

    @property
    def lead(self) -> str:  # type: ignore[override]
        """What is told."""
        return _(
            "Everybody may then know its topic and the month, never the day, the place, or who was there. With few"
            " people even the topic can point at them: think of it first."
        )

    def act(self, _form: forms.Form) -> None:
        """Show or hide it."""
        acts.show_session(session=self.session, is_public=not self.is_public, **self.common())
