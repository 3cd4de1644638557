"""Sample data of the style guide: every component and screen can be looked at without a database."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

CITY_PAGES = "https://socialnizaclenovani.ostrava.cz/"


class SampleForm(forms.Form):
    """Fields of every sort, so that each state can be seen."""

    name = forms.CharField(label=_("Name and surname"))
    email = forms.EmailField(label=_("E-mail"), help_text=_("For the confirmation only."))
    organisation = forms.CharField(label=_("Organisation"), required=False)
    area = forms.ChoiceField(label=_("Area"), choices=[("1", "B1"), ("2", "B2")])
    weight = forms.ChoiceField(
        label=_("Weight of the comment"),
        widget=forms.RadioSelect,
        choices=[("essential", _("Essential")), ("recommending", _("Recommending"))],
    )
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 4}))
    agreed = forms.BooleanField(label=_("I have read how my data are used."))


def components(request: HttpRequest) -> dict[str, Any]:
    """Context of the page of components."""
    return {
        "demo_notice_url": CITY_PAGES,
        "form": SampleForm(),
        "invalid_form": SampleForm({"email": "jana@", "name": ""}, prefix="invalid"),
        "screens": list(SCREENS),
    }


SCREENS: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {}
