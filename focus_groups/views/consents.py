"""Consents: recorded as they were given, limited or withdrawn as the person says."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import FormMixin
from focus_groups.actions import people as acts
from focus_groups.actions.withdrawals import withdraw_consent
from focus_groups.enums import ConsentForm
from focus_groups.forms import people as shapes
from focus_groups.models import Consent
from focus_groups.queries import people as queries
from focus_groups.queries.series import sheets_of
from focus_groups.views.pages import InPerson


class ConsentNewView(FormMixin, InPerson):
    """``/fokusni-skupiny/<series>/lide/<uid>/souhlas/``."""

    form_class = shapes.ConsentRecordForm
    template_name = "focus_groups/consent_form.html"
    heading = gettext_lazy("Record a consent")
    button = gettext_lazy("Record the consent")
    told = gettext_lazy("The consent is recorded.")
    problems = (acts.ScopesWrong, acts.NotOfThisSeries)

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Nothing can be recorded before there is a sheet."""
        if sheets_of(self.series).exists():
            return _("As it stands on the signed sheet, or as they said it before a witness.")
        return _(
            "Write the information sheet of the series first: consent is given to what it says."
        )

    def values(self, _stored: Any) -> dict[str, Any]:
        """In writing to the newest sheet, today; nothing is ticked."""
        newest = sheets_of(self.series).first()
        return {
            "sheet": newest.pk if newest else None,
            "form": ConsentForm.WRITTEN,
            "given_on": timezone.localdate(self.now),
        }

    def needs(self) -> dict[str, Any]:
        """Editions of the sheet."""
        return {"sheets": sheets_of(self.series)}

    def act(self, form: forms.Form) -> None:
        """Record it."""
        said = {name: value for name, value in form.cleaned_data.items() if name != "is_adult"}
        acts.record_consent(participant=self.participant, **said, **self.common())


class ConsentLimitView(FormMixin, InPerson):
    """``/fokusni-skupiny/<series>/lide/<uid>/souhlas/<consent>/omezit/``."""

    form_class = shapes.LimitForm
    template_name = "focus_groups/consent_limit.html"
    heading = gettext_lazy("Limit or withdraw the consent")
    button = gettext_lazy("Record what they take back")
    told = gettext_lazy("It is recorded what the person takes back.")
    is_danger = True
    problems = (acts.ScopesWrong,)
    consent: Consent

    def find(self, **kwargs: Any) -> Any:
        """A consent of which something still holds."""
        if super().find(**kwargs) is None:
            return None
        found = queries.consent_by_uid(self.participant, kwargs["consent"], self.request.user)
        if found is None or not queries.held_of(found):
            return None
        self.consent = found
        return self.participant

    def values(self, _stored: Any) -> dict[str, Any]:
        """Today."""
        return {"occurred_on": timezone.localdate(self.now)}

    def needs(self) -> dict[str, Any]:
        """What can be taken back."""
        return {"consent": self.consent, "held": queries.held_of(self.consent)}

    def act(self, form: forms.Form) -> None:
        """Keep it."""
        said = {name: value for name, value in form.cleaned_data.items() if name != "is_sure"}
        withdraw_consent(consent=self.consent, **said, **self.common())

    def page(self, form: forms.Form, **context: Any) -> Any:
        """With the rule that was promised."""
        return super().page(form, series=self.series, consent=self.consent, **context)
