"""Households of the pilot: the list, the story of one, its entry, size, split and stays."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from evaluation.actions import households as acts
from evaluation.actions import tenancies
from evaluation.enums.pilot import Inside
from evaluation.forms import households as shapes
from evaluation.models import Household, Tenancy
from evaluation.queries import households as queries
from evaluation.queries.flats import flats_to_choose
from evaluation.views.pilot_pages import (
    AboutHousehold,
    FormInPilot,
    FormOfHousehold,
    FormOfStay,
    InPilot,
)

PER_PAGE = 200


class HouseholdListView(InPilot):
    """``/pilot/domacnosti/``: all households by pseudonym, or those who live in the pilot today (``?bydli=1``)."""

    reads = Inside.HOUSEHOLDS

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The list."""
        rows = queries.household_rows(self.pilot, request.user, self.today)
        housed = [row for row in rows if row.stay is not None]
        only_housed = request.GET.get("bydli") == "1"
        return render(
            request,
            "evaluation/household_list.html",
            {
                "pilot": self.pilot,
                "rows": Paginator(housed if only_housed else rows, PER_PAGE).get_page(
                    request.GET.get("strana")
                ),
                "query": self.paged(bydli="1") if only_housed else self.paged(),
                "all_count": len(rows),
                "housed_count": len(housed),
                "only_housed": only_housed,
                "may_write": self.may_write(),
                "tabs": self.tabs("household-list"),
                "breadcrumbs": self.crumbs(),
            },
        )


class HouseholdNewView(FormInPilot):
    """``/pilot/domacnosti/nova/``: draws a pseudonym."""

    form_class = shapes.NewHouseholdForm
    heading = gettext_lazy("New household")
    lead = gettext_lazy(
        "A pseudonym is drawn for it. Who it is stands on the list of the social department, never here."
    )
    button = gettext_lazy("Enter the household")
    told = gettext_lazy(
        "The household is entered. Write its pseudonym on the list of the department."
    )

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today."""
        return {"entered_on": self.today}

    def act(self, form: forms.Form) -> HttpResponse:
        """Enter it and go there."""
        made = acts.add_household(pilot=self.pilot, **form.cleaned_data, **self.common())
        return redirect(self.address("household-detail", made.uid))

    def back(self) -> str:
        """The list."""
        return self.address("household-list")


class HouseholdDetailView(AboutHousehold):
    """``/pilot/domacnosti/<uid>/``: everything that happened, in the order of days; or that it was erased."""

    reads = Inside.STORY

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        if self.household.erased_at is not None:
            context = {"household": self.household, "breadcrumbs": self.crumbs()}
            return render(request, "evaluation/household_erased.html", context)
        told = queries.told_story(self.household, request.user, self.today)
        return render(
            request,
            "evaluation/household_detail.html",
            {
                "household": self.household,
                "told": told,
                "row": queries.HouseholdRow(told.story, self.today),
                "may_write": self.may_write(),
                "breadcrumbs": self.crumbs(),
            },
        )


class HouseholdEditView(FormOfHousehold):
    """``/pilot/domacnosti/<uid>/upravit/``: a mistake of the entry."""

    form_class = shapes.EditHouseholdForm
    heading = gettext_lazy("Correct the entry")
    lead = gettext_lazy("What it was stays in the history.")
    told = gettext_lazy("The entry is corrected.")

    def values(self, stored: Household) -> dict[str, Any]:
        """What is stored."""
        return {
            **{name: getattr(stored, name) for name in acts.FACTS},
            "lock_version": stored.lock_version,
        }

    def act(self, form: forms.Form) -> None:
        """Correct it."""
        acts.change_household(household=self.household, **form.cleaned_data, **self.common())


class SizeNewView(FormOfHousehold):
    """``/pilot/domacnosti/<uid>/velikost/``: somebody was born, came or left."""

    form_class = shapes.SizeForm
    heading = gettext_lazy("How many people the household has")
    lead = gettext_lazy(
        "Since a day. To correct a number, write the same day again. When a part of the household goes on living on its"
        " own in the pilot, split the household instead."
    )
    told = gettext_lazy("The size is kept.")

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today."""
        return {"since": self.today}

    def act(self, form: forms.Form) -> None:
        """Keep it."""
        acts.change_size(household=self.household, **form.cleaned_data, **self.common())


class SplitView(FormOfHousehold):
    """``/pilot/domacnosti/<uid>/rozdelit/``: a part goes on as a household of its own."""

    form_class = shapes.SplitForm
    heading = gettext_lazy("Split the household")
    lead = gettext_lazy(
        "Who leaves gets a new pseudonym and is counted there; the others keep the old one and the flat. Nobody is"
        " counted twice: sizes that were said for later days are made smaller, too."
    )
    button = gettext_lazy("Split the household")
    told = gettext_lazy("The household is split. This is the part that left.")

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today."""
        return {"on": self.today, "children": 0}

    def act(self, form: forms.Form) -> HttpResponse:
        """Split it and go to the part that left."""
        part = acts.split_household(household=self.household, **form.cleaned_data, **self.common())
        return redirect(self.address("household-detail", part.uid))


class MoveInView(FormOfHousehold):
    """``/pilot/domacnosti/<uid>/nastehovat/``."""

    form_class = shapes.MoveInForm
    heading = gettext_lazy("Moves into a flat")
    button = gettext_lazy("Record it")
    told = gettext_lazy("It is recorded.")

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today."""
        return {"start": self.today}

    def needs(self) -> dict[str, Any]:
        """Flats to choose from."""
        return {"flats": flats_to_choose(self.pilot, self.request.user)}

    def act(self, form: forms.Form) -> None:
        """Record it."""
        tenancies.move_in(household=self.household, **form.cleaned_data, **self.common())


class MoveView(FormOfStay):
    """``/pilot/pobyty/<key>/prestehovat/``: the end of one stay and the beginning of the next in one act."""

    form_class = shapes.MoveForm
    heading = gettext_lazy("Moves to another flat of the pilot")
    lead = gettext_lazy("The stay ends and the next one begins on the same day.")
    button = gettext_lazy("Record the move")
    told = gettext_lazy("The move is recorded.")

    def values(self, stored: Tenancy) -> dict[str, Any]:
        """Today."""
        return {"on": self.today, "lock_version": stored.lock_version}

    def needs(self) -> dict[str, Any]:
        """Flats to choose from."""
        return {"flats": flats_to_choose(self.pilot, self.request.user)}

    def act(self, form: forms.Form) -> None:
        """Record it."""
        tenancies.move(tenancy=self.object, **form.cleaned_data, **self.common())


class EndView(FormOfStay):
    """``/pilot/pobyty/<key>/konec/``."""

    form_class = shapes.EndForm
    heading = gettext_lazy("End of the stay")
    button = gettext_lazy("Record the end")
    told = gettext_lazy("The end is recorded.")

    def values(self, stored: Tenancy) -> dict[str, Any]:
        """Today."""
        return {"on": self.today, "lock_version": stored.lock_version}

    def act(self, form: forms.Form) -> None:
        """Record it."""
        tenancies.end_stay(tenancy=self.object, **form.cleaned_data, **self.common())


class LimitView(FormOfStay):
    """``/pilot/pobyty/<key>/limit/``: why a crisis stay lasts over its limit."""

    form_class = shapes.LimitForm
    heading = gettext_lazy("The stay lasts over the limit")
    lead = gettext_lazy(
        "The limit does not move and the stay does not end by itself: it is shown as over the limit, with what you"
        " write here."
    )
    told = gettext_lazy("It is recorded.")

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today."""
        return {"decided_on": self.today}

    def act(self, form: forms.Form) -> None:
        """Record it."""
        tenancies.answer_limit(tenancy=self.object, **form.cleaned_data, **self.common())


class StayCorrectView(FormOfStay):
    """``/pilot/pobyty/<key>/opravit/``: what was wrong stays in the history."""

    form_class = shapes.CorrectStayForm
    heading = gettext_lazy("Correct the stay")
    lead = gettext_lazy("What it was stays in the history.")
    told = gettext_lazy("The stay is corrected.")

    def values(self, stored: Tenancy) -> dict[str, Any]:
        """What is stored."""
        return {
            **{name: getattr(stored, name) for name in tenancies.CORRECTED},
            "lock_version": stored.lock_version,
        }

    def needs(self) -> dict[str, Any]:
        """Flats to choose from."""
        return {"flats": flats_to_choose(self.pilot, self.request.user)}

    def act(self, form: forms.Form) -> None:
        """Correct it."""
        data = form.cleaned_data
        tenancies.correct_stay(
            tenancy=self.object,
            values={name: data[name] for name in tenancies.CORRECTED},
            reason=data["reason"],
            lock_version=data["lock_version"],
            **self.common(),
        )


class StayVoidView(FormOfStay):
    """``/pilot/pobyty/<key>/omylem/``: the stay never was."""

    form_class = shapes.VoidForm
    heading = gettext_lazy("The stay was entered by mistake")
    lead = gettext_lazy("It will count nowhere. It stays in the history of the household.")
    button = gettext_lazy("It never was")
    told = gettext_lazy("The stay does not count any more.")
    is_danger = True

    def values(self, stored: Tenancy) -> dict[str, Any]:
        """Which state the form was made for."""
        return {"lock_version": stored.lock_version}

    def act(self, form: forms.Form) -> None:
        """Say so."""
        tenancies.void_stay(tenancy=self.object, **form.cleaned_data, **self.common())
