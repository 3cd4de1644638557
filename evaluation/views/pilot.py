"""The pilot itself: begun, what is on this month, its rules and planned numbers."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from core.pages import FormMixin
from core.templatetags.osnova import local_path
from evaluation.actions import pilot as acts
from evaluation.enums.pilot import Inside
from evaluation.forms import pilot as shapes
from evaluation.models import Pilot
from evaluation.models.pilot import holding
from evaluation.queries.flats import flat_rows, planned_and_there
from evaluation.queries.pilot_month import month_of
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

    def act(self, form: forms.Form) -> HttpResponse:
        """Make it and go to its flats."""
        acts.create_pilot(**form.cleaned_data, **self.common())
        return redirect(self.address("flat-list"))


class MonthView(InPilot):
    """``/pilot/mesic/?mesic=2017-06``: reviews, decisions, limits and contracts of a month; this one unless told."""

    reads = Inside.MONTH

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The list."""
        first = month_asked(request.GET.get("mesic", ""), self.today)
        items = month_of(self.pilot, request.user, first, self.today)
        pages = {
            name: Paginator([item for item in items if item.is_open is is_open], PER_PAGE)
            for name, is_open in (("open", True), ("done", False))
        }
        last = months_after(first, -1)
        following = months_after(first, 1)
        return render(
            request,
            "evaluation/pilot_month.html",
            {
                "pilot": self.pilot,
                "first": first,
                "month": first.strftime("%Y-%m"),
                "query": f"mesic={first:%Y-%m}&",
                "last": last.strftime("%Y-%m"),
                "following": following.strftime("%Y-%m"),
                "is_present": first == self.today.replace(day=1),
                "open": pages["open"].get_page(request.GET.get("strana")),
                "done": pages["done"].get_page(request.GET.get("hotove")),
                "may_write": self.may_write(),
                "tabs": self.tabs("pilot-month"),
                "breadcrumbs": self.crumbs(),
            },
        )


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
    lead = gettext_lazy("The former rules stay in the history.")
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
