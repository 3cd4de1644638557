"""Frames of the pages of groups and meetings: who may know of them, who may act, one form a page."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from core.forms import differences_of
from core.permissions import allowed
from working_groups import queries
from working_groups.models import Group, Meeting
from working_groups.numbering import in_address
from working_groups.queries import meetings

RUN = "working_groups.run_meetings"
VIEW = "working_groups.view_meeting"


class InGroup(View):
    """A page about one group: 404 to whoever may not know of it, 403 to whoever may not do what it is for."""

    permission = "working_groups.view_group"
    group: Group

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the group."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        found = queries.group_by_slug(kwargs["group"], request.user)
        if found is None:
            raise Http404
        self.group = found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the permission."""
        if not allowed(request.user, self.permission, self.group):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return group_crumbs(self.group, *further)


def group_crumbs(group: Group, *further: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of a group."""
    rows = [
        (_("Working groups"), reverse("working_groups:group-list")),
        (group.name, reverse("working_groups:group-detail", args=[group.slug])),
        *further,
    ]
    return [{"title": title, "url": url} for title, url in rows]


class InMeeting(View):
    """A page about one meeting: 404 to whoever may not know of it, 403 to whoever may not do what it is for."""

    permission = VIEW
    hides = False  # from whoever may not: 404 instead of 403
    meeting: Meeting

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the meeting."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        found = meetings.meeting_by_address(kwargs["ref"], request.user)
        if found is None:
            raise Http404
        self.meeting = found
        self.ref = kwargs["ref"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the permission."""
        if not allowed(request.user, self.permission, self.meeting):
            if self.hides:
                raise Http404
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def address(self, name: str = "meeting-detail", *args: Any) -> str:
        """Address of a page of the meeting."""
        return reverse(f"working_groups:{name}", args=[self.ref, *args])

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return group_crumbs(
            self.meeting.host,
            (_("Meetings"), reverse("working_groups:meeting-list", args=[self.meeting.host.slug])),
            (self.meeting.record.title, self.address()),
            *further,
        )


class FormMixin:
    """A page with one form. What was refused comes back as it was typed; a stale save shows both texts."""

    heading = ""
    lead = ""
    button = ""
    is_danger = False
    problems: tuple[type[Exception], ...] = ()
    stale: type[Exception] | None = None
    template_name = "working_groups/form_page.html"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The empty form, or what is stored."""
        return self.page(self.form())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Do it, or say what is wrong."""
        form = self.form(data=request.POST, files=request.FILES)
        if not form.is_valid():
            return self.page(form)
        try:
            answer = self.act(form)
        except self.problems as error:
            if self.stale is not None and isinstance(error, self.stale):
                return self.page_of_both(form, error)
            form.add_error(None, getattr(error, "messages", None) or str(error))
            return self.page(form)
        return answer if isinstance(answer, HttpResponse) else redirect(self.back())

    def page_of_both(self, form: forms.Form, error: Any) -> HttpResponse:
        """What is stored now beside what was typed; saving again puts the latter in its place."""
        stored = self.form_of(error.current)
        differences = differences_of(form, stored)
        again = form.data.copy()
        again["lock_version"] = error.current.lock_version
        form.data = again
        form.add_error(None, str(error))
        return self.page(form, differences=differences, is_stale=True)

    def form(self, **kwargs: Any) -> forms.Form:
        """The form, bound when data are given."""
        raise NotImplementedError

    def form_of(self, stored: Any) -> forms.Form:
        """The form with what is stored now."""
        raise NotImplementedError

    def act(self, form: forms.Form) -> HttpResponse | None:
        """Call the action."""
        raise NotImplementedError

    def back(self) -> str:
        """Where to go afterwards."""
        return self.address()

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The page with the form."""
        heading = str(self.heading)
        return render(
            self.request,
            self.template_name,
            {
                "form": form,
                "heading": heading,
                "lead": self.lead,
                "button": self.button,
                "is_danger": self.is_danger,
                "back": self.back(),
                "breadcrumbs": self.crumbs((heading, "")),
                **context,
            },
        )


def meeting_url(meeting: Meeting) -> str:
    """Address of a meeting's page in the active language."""
    return reverse("working_groups:meeting-detail", args=[in_address(meeting.record.reference)])
