"""Flats of the pilot: the list, one of them, its facts, days out of service."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.actions import flats as acts
from evaluation.enums.pilot import Inside
from evaluation.forms import flats as shapes
from evaluation.models import Flat
from evaluation.queries import flats as queries
from evaluation.queries.pilot_changes import changes_of_flat
from evaluation.views.pilot_pages import AboutFlat, FormInPilot, FormOfFlat, InPilot


class FlatListView(InPilot):
    """``/pilot/byty/``: all flats with their state today, planned numbers beside real ones."""

    reads = Inside.FLATS

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The list."""
        rows = queries.flat_rows(self.pilot, request.user, self.today)
        return render(
            request,
            "evaluation/flat_list.html",
            {
                "pilot": self.pilot,
                "rows": rows,
                "planned": queries.planned_and_there(self.pilot, rows, self.today),
                "may_write": self.may_write(),
                "tabs": self.tabs("flat-list"),
                "breadcrumbs": self.crumbs(),
            },
        )


class FlatNewView(FormInPilot):
    """``/pilot/byty/novy/``."""

    form_class = shapes.NewFlatForm
    heading = gettext_lazy("New flat")
    lead = gettext_lazy("A flat is known by a code. Where it is stays outside the platform.")
    button = gettext_lazy("Add the flat")
    told = gettext_lazy("The flat is added.")

    def values(self, _stored: Any) -> dict[str, Any]:
        """From today on."""
        return {"available_from": self.today}

    def needs(self) -> dict[str, Any]:
        """Districts to choose from."""
        return {"districts": queries.districts()}

    def act(self, form: forms.Form) -> HttpResponse:
        """Add it and go there."""
        made = acts.add_flat(pilot=self.pilot, **form.cleaned_data, **self.common())
        return redirect(self.address("flat-detail", made.code))

    def back(self) -> str:
        """The list."""
        return self.address("flat-list")


class FlatDetailView(AboutFlat):
    """``/pilot/byty/<code>/``: its facts, who lived there, days out of service, changes."""

    reads = Inside.FLATS

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        flat = self.row.flat
        until = flat.available_to
        facts = [
            (_("programme"), flat.get_programme_display()),
            (_("city district"), flat.district.name),
            (_("size"), flat.get_size_display()),
            (_("furnished"), _("yes") if flat.is_furnished else _("no")),
            (_("who has the energy contract"), flat.get_energy_holder_display()),
        ]
        return render(
            request,
            "evaluation/flat_detail.html",
            {
                "flat": flat,
                "row": self.row,
                "until": until,
                "facts": [(name[0].upper() + name[1:], value) for name, value in facts],
                "changes": changes_of_flat(flat, request.user),
                "may_write": self.may_write(),
                "breadcrumbs": self.crumbs(),
            },
        )


class FlatEditView(FormOfFlat):
    """``/pilot/byty/<code>/upravit/``."""

    form_class = shapes.EditFlatForm
    heading = gettext_lazy("Change facts of the flat")
    lead = gettext_lazy("What they were stays in the history.")
    told = gettext_lazy("The facts are changed.")

    def values(self, stored: Flat) -> dict[str, Any]:
        """What is stored."""
        return {
            **{name: getattr(stored, name) for name in acts.FACTS},
            "lock_version": stored.lock_version,
        }

    def needs(self) -> dict[str, Any]:
        """Districts to choose from."""
        return {"districts": queries.districts()}

    def act(self, form: forms.Form) -> None:
        """Change them."""
        acts.change_flat(flat=self.object, **form.cleaned_data, **self.common())


class OutageNewView(FormOfFlat):
    """``/pilot/byty/<code>/mimo-provoz/``: a repair, also while somebody lives there."""

    form_class = shapes.OutageForm
    heading = gettext_lazy("Flat out of service")
    lead = gettext_lazy("A stay in the flat goes on.")
    told = gettext_lazy("It is noted.")

    def values(self, _stored: Any) -> dict[str, Any]:
        """From today on."""
        return {"start": self.today}

    def act(self, form: forms.Form) -> None:
        """Note it."""
        acts.begin_outage(flat=self.object, **form.cleaned_data, **self.common())


class OutageEndView(FormInPilot):
    """``/pilot/byty/mimo-provoz/<key>/konec/``."""

    form_class = shapes.OutageEndForm
    heading = gettext_lazy("The flat can be used again")
    told = gettext_lazy("It is noted.")

    def find(self, **kwargs: Any) -> Any:
        """Days out of service that go on."""
        if super().find(**kwargs) is None:
            return None
        found = queries.outage_of(self.request.user, kwargs["key"])
        if found is not None:
            self.be_on(self.pilots.on(found.flat.pilot_id))
        return found

    def values(self, _stored: Any) -> dict[str, Any]:
        """From today on."""
        return {"end": self.today}

    def act(self, form: forms.Form) -> None:
        """Note it."""
        acts.end_outage(outage=self.object, **form.cleaned_data, **self.common())

    def back(self) -> str:
        """The flat."""
        return self.address("flat-detail", self.object.flat.code)
