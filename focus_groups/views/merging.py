"""Two note-takers in one session: what both may have noted is proposed for merging, and merged by a person only."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from focus_groups.actions.merging import MergeRefused, decide_pair
from focus_groups.enums import Inside
from focus_groups.forms.merging import PairForm
from focus_groups.queries.entry import statements_of
from focus_groups.queries.likeness import alike_in, merged_into
from focus_groups.views.pages import InSession


@method_decorator(never_cache, name="dispatch")
class StatementMergeView(InSession):
    """``/fokusni-skupiny/<series>/<number>/shodne/``: pairs, the most alike first, each with its own button."""

    reads = Inside.STATEMENTS

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The pairs, and what was merged before."""
        pairs = alike_in(self.session, request.user)
        return render(
            request,
            "focus_groups/entry/merge.html",
            {
                "session": self.session,
                "pairs": [
                    (
                        pair,
                        PairForm(
                            initial={"first": pair.first.pk, "second": pair.second.pk},
                            auto_id=f"id_{pair.first.pk}_{pair.second.pk}_%s",
                        ),
                    )
                    for pair in pairs
                ],
                "merged": merged_into(self.session, request.user),
                "write_url": self.address("statement-write"),
                "breadcrumbs": self.crumbs((_("Noted twice?"), "")),
            },
        )

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Decide about one pair."""
        form = PairForm(request.POST, statements=statements_of(self.session, request.user))
        if form.is_valid():
            try:
                decide_pair(**form.decision(), **self.common())
                messages.success(request, _("The decision is kept."))
            except MergeRefused as error:
                messages.error(request, str(error))
        else:
            messages.error(request, _("Choose what stays."))
        return redirect(request.path)
