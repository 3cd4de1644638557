"""Forms of whoever runs a group: planning, entering afterwards, editing, moving, cancelling, holding a meeting."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import FormMixin
from working_groups.actions import meetings as acts
from working_groups.forms import meetings as shapes
from working_groups.queries import meetings
from working_groups.views.pages import RUN, InGroup, InMeeting, meeting_url

WEEK_AHEAD = timedelta(days=14)


class PlanView(FormMixin, InGroup):
    """``/skupiny/<group>/jednani/nove/``."""

    permission = RUN
    heading = gettext_lazy("Plan a meeting")
    lead = gettext_lazy("Nobody is told yet. You send the invitations when the agenda is ready.")
    button = gettext_lazy("Plan the meeting")
    told = gettext_lazy("The meeting is planned. Put items on its agenda.")
    problems = (acts.MeetingEndsTooEarly,)
    form_class: type[forms.Form] = shapes.PlanForm
    is_past = False

    def form(self, **kwargs: Any) -> forms.Form:
        """An ordinary meeting in two weeks at nine."""
        groups = meetings.groups_to_meet_with(self.group, self.request.user, ended_too=self.is_past)
        return self.form_class(groups=groups, initial=self.initial(), **kwargs)

    def initial(self) -> dict[str, Any]:
        """What is most likely."""
        day = timezone.localdate(self.now) + WEEK_AHEAD
        zone = timezone.get_current_timezone()
        return {
            "starts_at": datetime.combine(day, time(9), zone),
            "ends_at": datetime.combine(day, time(11), zone),
        }

    def act(self, form: forms.Form) -> HttpResponse:
        """Plan it and go on to its agenda."""
        said = form.cleaned_data
        made = acts.plan_meeting(
            host=self.group,
            by=self.request.user,
            at=self.now,
            **said | {"groups": list(said["groups"])},
        )
        return redirect(meeting_url(made))

    def back(self) -> str:
        """The list of meetings."""
        return reverse("working_groups:meeting-list", args=[self.group.slug])


class BackfillView(PlanView):
    """``/skupiny/<group>/jednani/doplnit/``: a meeting that took place."""

    heading = gettext_lazy("Enter a past meeting")
    lead = gettext_lazy(
        "For meetings held before or elsewhere. It is marked as entered afterwards and sends nothing."
    )
    button = gettext_lazy("Enter the meeting")
    told = gettext_lazy("The meeting is entered. Nobody was told.")
    problems = (acts.MeetingEndsTooEarly, acts.NotHeldYet)
    form_class = shapes.BackfillForm
    is_past = True

    def initial(self) -> dict[str, Any]:
        """Nothing is likely."""
        return {}

    def act(self, form: forms.Form) -> HttpResponse:
        """Enter it and go on to its agenda."""
        said = form.cleaned_data
        made = acts.backfill_meeting(
            host=self.group,
            by=self.request.user,
            at=self.now,
            **said | {"groups": list(said["groups"])},
        )
        return redirect(meeting_url(made))


class EditView(FormMixin, InMeeting):
    """``/jednani/<ref>/upravit/``."""

    permission = RUN
    heading = gettext_lazy("Edit the meeting")
    button = gettext_lazy("Save")
    told = gettext_lazy("The meeting is saved.")
    problems = (
        acts.StaleMeeting,
        acts.MeetingEndsTooEarly,
        acts.InvitedForAnotherDay,
    )

    @property
    def lead(self) -> str:  # type: ignore[override]
        """What becomes of a change once people are invited."""
        if self.meeting.invited_at is None:
            return ""
        return _("Invitations were sent. Nobody learns of a change before you send an update.")

    def form_of(self, stored: Any, **kwargs: Any) -> forms.Form:
        """The form with what is stored of a meeting."""
        initial = shapes.values_of(stored) | {"lock_version": stored.lock_version}
        return shapes.EditForm(meeting=stored, initial=initial, **kwargs)

    def act(self, form: forms.Form) -> None:
        """Save it."""
        acts.edit_meeting(meeting=self.meeting, **form.cleaned_data, **self.common())


class MoveView(FormMixin, InMeeting):
    """``/jednani/<ref>/presunout/``."""

    permission = RUN
    heading = gettext_lazy("Move the meeting")
    button = gettext_lazy("Move the meeting")
    told = gettext_lazy("The meeting is moved.")
    problems = (acts.MeetingEndsTooEarly, acts.MeetingMoveRefused)

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Who is told."""
        if self.meeting.invited_at is None:
            return _("Nobody was invited yet, so nobody is told.")
        return _(
            "Everyone invited gets a mail at once; the entry in their calendars moves and they answer anew."
        )

    def form(self, **kwargs: Any) -> forms.Form:
        """The present time and place."""
        names = ("starts_at", "ends_at", "place")
        return shapes.MoveForm(
            initial={name: getattr(self.meeting, name) for name in names}, **kwargs
        )

    def act(self, form: forms.Form) -> HttpResponse:
        """Move it and show where it went."""
        made = acts.reschedule_meeting(meeting=self.meeting, **form.cleaned_data, **self.common())
        return redirect(meeting_url(made))


class CancelView(FormMixin, InMeeting):
    """``/jednani/<ref>/zrusit/``."""

    permission = RUN
    heading = gettext_lazy("Cancel the meeting")
    button = gettext_lazy("Cancel the meeting")
    told = gettext_lazy("The meeting is cancelled.")
    is_danger = True
    problems = (acts.MeetingMoveRefused,)

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Who is told."""
        if self.meeting.invited_at is None:
            return _("Nobody was invited yet, so nobody is told.")
        return _("Everyone invited gets a mail at once, which strikes the entry out of calendars.")

    def form(self, **kwargs: Any) -> forms.Form:
        """The reason."""
        return shapes.CancelForm(**kwargs)

    def act(self, form: forms.Form) -> None:
        """Cancel it."""
        acts.cancel_meeting(meeting=self.meeting, **form.cleaned_data, **self.common())


class HoldView(FormMixin, InMeeting):
    """``/jednani/<ref>/konalo-se/``."""

    permission = RUN
    heading = gettext_lazy("The meeting was held")
    lead = gettext_lazy("From when to when it really was. It tells who was there for which item.")
    button = gettext_lazy("Save")
    told = gettext_lazy("It is noted when the meeting was held.")
    problems = (acts.MeetingEndsTooEarly, acts.MeetingMoveRefused, acts.NotHeldYet)

    def form(self, **kwargs: Any) -> forms.Form:
        """As it was planned."""
        begin = self.meeting.held_from or self.meeting.starts_at
        end = self.now if self.meeting.held_from else self.meeting.ends_at
        return shapes.HoldForm(initial={"held_from": begin, "held_to": end}, **kwargs)

    def act(self, form: forms.Form) -> None:
        """Note it."""
        acts.hold_meeting(meeting=self.meeting, **form.cleaned_data, **self.common())
