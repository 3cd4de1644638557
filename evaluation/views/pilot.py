"""The pilot itself: begun, what is on this month, its rules and planned numbers."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import FormMixin
from core.templatetags.osnova import local_path
from evaluation.actions import pilot as acts
from evaluation.enums.pilot import Inside
from evaluation.forms import pilot as shapes
from evaluation.models import Pilot
from evaluation.models.pilot import holding
from evaluation.queries.flats import flat_rows, planned_and_there
from evaluation.queries.pilot import pilots_for
from evaluation.queries.pilot_month import grouped, in_kinds, left_of, month_of
from evaluation.queries.plans import projects_for_choice
from evaluation.stays import months_after
from evaluation.views.pilot_pages import WORK, FormInPilot, InPilot

PER_PAGE = 100
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class PilotNewView(FormMixin, InPilot):
    """``/pilot/zalozit/``: the first page of a pilot officer where nothing is yet."""

    permission = WORK
    form_class = shapes.PilotForm
    heading = gettext_lazy("Begin a housing pilot")
    lead = gettext_lazy(
        "It begins with the rules of Ostrava: crisis housing for six months, assessment within three. You change them"
        " afterwards."
    )
    button = gettext_lazy("Begin the pilot")
    told = gettext_lazy("The pilot is begun. Add its flats.")
    problems = (acts.PilotRefused,)

    def find(self, **_kwargs: Any) -> Any:
        """It is about nothing yet but who makes it."""
        return self.request.user

    def subject(self) -> str:
        """Nothing yet."""
        return ""

    def back(self) -> str:
        """The overview."""
        return local_path("/prehled/")

    def needs(self) -> dict[str, Any]:
        """Projects to choose from."""
        return {"projects": projects_for_choice()}

    def act(self, form: forms.Form) -> HttpResponse:
        """Make it and go to its flats."""
        made = acts.create_pilot(**form.cleaned_data, **self.common())
        self.be_on(pilots_for(self.request.user, made.slug))
        return redirect(self.address("flat-list"))


class PilotEditView(FormInPilot):
    """``/pilot/upravit/``."""

    form_class = shapes.EditPilotForm
    heading = gettext_lazy("Change facts of the pilot")
    lead = gettext_lazy("Its short name stays: addresses hold it.")
    told = gettext_lazy("The facts are changed.")

    def needs(self) -> dict[str, Any]:
        """Projects to choose from."""
        return {"projects": projects_for_choice()}

    def values(self, stored: Pilot) -> dict[str, Any]:
        """What is stored."""
        names = ("name", "starts_on", "project", "lock_version")
        return {name: getattr(stored, name) for name in names}

    def act(self, form: forms.Form) -> None:
        """Change them."""
        acts.change_pilot(pilot=self.pilot, **form.cleaned_data, **self.common())

    def back(self) -> str:
        """The rules, with the facts."""
        return self.address("pilot-rules")


class MonthView(InPilot):
    """``/pilot/mesic/?mesic=2017-06``: reviews, decisions, limits and contracts of a month; this one unless told."""

    reads = Inside.MONTH

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The list."""
        first = month_asked(request.GET.get("mesic", ""), self.today)
        is_present = first == self.today.replace(day=1)
        ended_on = self.pilot.ended_by(self.today)
        if ended_on is not None and is_present:
            items, left = [], left_of(self.pilot, request.user, self.today)
        else:
            items = month_of(self.pilot, request.user, first, self.today)
            left = [item for item in items if is_present and item.is_long_late]
        put_aside = set(map(id, left))
        to_do = [item for item in items if item.is_open and id(item) not in put_aside]
        open_page = Paginator(in_kinds(to_do), PER_PAGE).get_page(request.GET.get("strana"))
        done = Paginator([item for item in items if not item.is_open], PER_PAGE)
        last = months_after(first, -1)
        following = months_after(first, 1)
        return render(
            request,
            "evaluation/pilot_month.html",
            {
                "pilot": self.pilot,
                "left_title": left_title(ended_on is not None),
                "first": first,
                "month": first.strftime("%Y-%m"),
                "query": self.paged(mesic=f"{first:%Y-%m}"),
                "last": last.strftime("%Y-%m"),
                "following": following.strftime("%Y-%m"),
                "is_present": is_present,
                "ended_on": ended_on,
                "left_count": len(left),
                "open": open_page,
                "groups": grouped(open_page.object_list),
                "done": done.get_page(request.GET.get("hotove")),
                "may_write": self.may_write(),
                "tabs": self.tabs("pilot-month"),
                "breadcrumbs": self.crumbs(),
            },
        )


class LeftView(InPilot):
    """``/pilot/nevyrizene/?strana=2``: what waits for very long, or was not done when the pilot ended."""

    reads = Inside.MONTH

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The list, by kind."""
        items = left_of(self.pilot, request.user, self.today)
        shown = Paginator(items, PER_PAGE).get_page(request.GET.get("strana"))
        title = left_title(self.pilot.ended_by(self.today) is not None)
        context = {
            "pilot": self.pilot,
            "title": title,
            "ended_on": self.pilot.ended_by(self.today),
            "count": len(items),
            "page_obj": shown,
            "query": self.paged(),
            "groups": grouped(shown.object_list),
            "may_write": self.may_write(),
            "tabs": self.tabs("pilot-month"),
            "breadcrumbs": self.crumbs((title, "")),
        }
        return render(request, "evaluation/pilot_left.html", context)


def left_title(has_ended: bool) -> str:
    """What the list of what was not done is called."""
    return _("Left undone when the pilot ended") if has_ended else _("Long overdue")


class EndView(FormInPilot):
    """``/pilot/konec/``: which day is the last one of the pilot."""

    form_class = shapes.EndForm
    heading = gettext_lazy("Last day of the pilot")
    lead = gettext_lazy(
        "From the day after it nothing is asked for any more. What was not done by then stands on a page of its own,"
        " where you can still complete it. You can change the day later."
    )
    told = gettext_lazy("The last day of the pilot is kept.")

    def values(self, stored: Pilot) -> dict[str, Any]:
        """What is stored."""
        return {"ends_on": stored.ends_on, "lock_version": stored.lock_version}

    def act(self, form: forms.Form) -> None:
        """Keep it."""
        acts.set_end(pilot=self.pilot, **form.cleaned_data, **self.common())


def month_asked(text: str, on: date) -> date:
    """The first day of the month somebody asked for, or of the present one."""
    asked = MONTH.fullmatch(text)
    return date(int(asked[1]), int(asked[2]), 1) if asked else on.replace(day=1)


class RulesView(InPilot):
    """``/pilot/pravidla/``: what was agreed since when, and planned numbers beside real ones."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        rules = sorted(self.pilot.rules.all(), key=lambda row: (row.valid_from, row.pk))
        rows = flat_rows(self.pilot, request.user, self.today)
        return render(
            request,
            "evaluation/pilot_rules.html",
            {
                "pilot": self.pilot,
                "rules": rules[::-1],
                "held": holding(rules, self.today),
                "planned": planned_and_there(self.pilot, rows, self.today),
                "targets": sorted(
                    self.pilot.planned.all(), key=lambda row: (row.valid_from, row.pk), reverse=True
                ),
                "may_write": self.may_write(),
                "tabs": self.tabs("pilot-rules"),
                "breadcrumbs": self.crumbs(),
            },
        )


class RulesNewView(FormInPilot):
    """``/pilot/pravidla/nova/``."""

    form_class = shapes.RulesForm
    heading = gettext_lazy("Other rules from a day on")
    lead = gettext_lazy(
        "They hold for crisis stays and assessments that begin from that day on. What began before keeps the former"
        " rules, and they stay in the history."
    )
    told = gettext_lazy("The rules are kept.")

    def values(self, stored: Pilot) -> dict[str, Any]:
        """The rules that hold today."""
        rules = list(stored.rules.all())
        held = holding(rules, self.today) or rules[0]
        names = shapes.RulesForm.base_fields
        return {
            **{name: getattr(held, name) for name in names},
            "crisis_reviews": ", ".join(map(str, held.crisis_reviews)),
            "valid_from": self.today,
        }

    def act(self, form: forms.Form) -> None:
        """Keep them."""
        acts.set_rules(pilot=self.pilot, **form.cleaned_data, **self.common())

    def back(self) -> str:
        """The rules."""
        return self.address("pilot-rules")


class PlanNewView(FormInPilot):
    """``/pilot/pravidla/plan/``: how many flats are planned from a day on."""

    form_class = shapes.PlanForm
    heading = gettext_lazy("Planned number of flats")
    lead = gettext_lazy("It is a target and limits nothing. The former one stays in the history.")
    told = gettext_lazy("The planned number is kept.")

    def values(self, _stored: Pilot) -> dict[str, Any]:
        """From today on."""
        return {"valid_from": self.today}

    def act(self, form: forms.Form) -> None:
        """Keep it."""
        acts.plan_flats(pilot=self.pilot, **form.cleaned_data, **self.common())

    def back(self) -> str:
        """The rules."""
        return self.address("pilot-rules")
