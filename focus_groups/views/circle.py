"""Who facilitates a series, and the log of who read in it."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import FormMixin
from focus_groups.actions import series as acts
from focus_groups.enums import Inside
from focus_groups.forms import series as shapes
from focus_groups.models import Facilitator
from focus_groups.queries import series as queries
from focus_groups.views.pages import LEAD, InSeries
from people.enums import Role
from people.queries import holders_of

PER_PAGE = 50


class FacilitatorListView(FormMixin, InSeries):
    """``/fokusni-skupiny/<series>/facilitatori/``: who does and did, and a form to add somebody."""

    permission = LEAD
    template_name = "focus_groups/facilitator_list.html"
    form_class = shapes.FacilitatorForm
    heading = gettext_lazy("Who facilitates the series")
    button = gettext_lazy("Let them facilitate")
    told = gettext_lazy("The facilitator is added.")
    problems = (acts.NotAFacilitator, acts.FacilitatesAlready)

    def values(self, _stored: Any) -> dict[str, Any]:
        """From today on."""
        return {"valid_from": timezone.localdate(self.now)}

    def needs(self) -> dict[str, Any]:
        """Who holds the role."""
        return {"people": holders_of(Role.FACILITATOR, timezone.localdate(self.now))}

    def act(self, form: forms.Form) -> None:
        """Add them."""
        acts.start_facilitating(series=self.series, **form.cleaned_data, **self.common())

    def back(self) -> str:
        """This page again."""
        return self.address("facilitator-list")

    def page(self, form: forms.Form, **context: Any) -> HttpResponse:
        """The list above the form."""
        return super().page(
            form,
            series=self.series,
            rows=queries.facilitators_of(self.series),
            today=timezone.localdate(self.now),
            **context,
        )


class FacilitatorEndView(FormMixin, InSeries):
    """``/fokusni-skupiny/<series>/facilitatori/<pk>/konec/``."""

    permission = LEAD
    form_class = shapes.EndForm
    heading = gettext_lazy("End of facilitating")
    button = gettext_lazy("End it")
    told = gettext_lazy("The end is noted.")
    is_danger = True
    problems = (acts.LastLead,)
    facilitator: Facilitator

    def find(self, **kwargs: Any) -> Any:
        """Somebody who facilitates still."""
        if super().find(**kwargs) is None:
            return None
        rows = queries.facilitators_of(self.series).filter(valid_to=None)
        found = rows.filter(pk=kwargs["pk"]).first()
        if found is not None:
            self.facilitator = found
        return found

    def subject(self) -> str:
        """Whose."""
        return self.facilitator.user.name

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today."""
        return {"valid_to": timezone.localdate(self.now)}

    def act(self, form: forms.Form) -> None:
        """End it."""
        acts.stop_facilitating(facilitator=self.facilitator, **form.cleaned_data, **self.common())

    def back(self) -> str:
        """The list of facilitators, of series for whoever ended their own work."""
        if self.facilitator.user_id == self.request.user.pk and self.request.method == "POST":
            return reverse("focus_groups:series-list")
        return self.address("facilitator-list")


class ReadsView(InSeries):
    """``/fokusni-skupiny/<series>/pristupy/``: who opened which kind of restricted page, hour by hour."""

    permission = LEAD

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The log without any content."""
        page = Paginator(queries.reads_of(self.series), PER_PAGE).get_page(
            request.GET.get("strana")
        )
        names = dict(Inside.choices)
        context = {
            "series": self.series,
            "page_obj": page,
            "rows": [
                (
                    event.recorded_at,
                    event.actor,
                    names.get(event.payload["what"], event.payload["what"]),
                )
                for event in page.object_list
            ],
            "breadcrumbs": self.crumbs((_("Who read in the series"), "")),
        }
        return render(request, "focus_groups/read_list.html", context)
