"""Working groups as readers see them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.methods import read_only
from core.pagecache import keep_for_anonymous
from working_groups import queries


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
    """One working group: ``/skupiny/<group>/``."""
    found = next((g for g in queries.visible_groups(request.user) if g.slug == group), None)
    if found is None:
        raise Http404
    context = {"group": found, "breadcrumbs": [{"title": found.name, "url": ""}]}
    return keep_for_anonymous(render(request, "working_groups/group_detail.html", context))
