"""Working groups as readers see them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import extension
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.permissions import allowed
from working_groups import queries
from working_groups.enums import PublicRoster
from working_groups.queries import agenda, decisions, meetings, tasks


@read_only
def group_list(request: HttpRequest) -> HttpResponse:
    """All working groups: ``/skupiny/``."""
    context = {
        "groups": queries.visible_groups(request.user),
        "breadcrumbs": [{"title": _("Working groups"), "url": ""}],
    }
    return keep_for_anonymous(render(request, "working_groups/group_list.html", context))


@read_only
def group_detail(request: HttpRequest, group: str) -> HttpResponse:
    """One working group: ``/skupiny/<group>/``. Names of members follow the group's setting."""
    found = queries.group_by_slug(group, request.user)
    if found is None:
        raise Http404
    today = timezone.localdate()
    sees_inside = allowed(request.user, "working_groups.view_names", found)
    next_meeting = meetings.next_meeting(found, request.user)
    shows_names = found.public_roster == PublicRoster.NAMES_AND_ORGANISATIONS or sees_inside
    context = {
        "group": found,
        "shows_names": shows_names,
        "members": queries.roster(found, today) if shows_names else [],
        "organisations": queries.represented(found, today),
        "next_meeting": next_meeting,
        "papers": agenda.papers_for(request.user, next_meeting)
        if sees_inside and next_meeting is not None
        else [],
        "latest_meetings": meetings.latest_meetings(found, request.user),
        "latest_decisions": decisions.latest_of_group(found, request.user),
        "sees_tasks": sees_inside,
        "next_tasks": tasks.next_of_group(found, request.user, on=today) if sees_inside else [],
        "may_hand_over": allowed(request.user, "working_groups.hand_over_group", found),
        "runs_meetings": allowed(request.user, "working_groups.run_meetings", found),
        "relatives": queries.relatives(found, request.user),
        "panels": [
            panel.render(request, found)
            for panel in extension.panels("working_groups.group")
            if allowed(request.user, panel.permission, found)
        ],
        "breadcrumbs": [
            {"title": _("Working groups"), "url": reverse("working_groups:group-list")},
            {"title": found.name, "url": ""},
        ],
    }
    response = render(request, "working_groups/group_detail.html", context)
    if not queries.changes_ahead(found, today):
        keep_for_anonymous(response)
    return response
