"""Shape of input about people."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import extension
from people import queries
from people.enums import OrganisationKind, Role
from people.models import Organisation, User


class NewPasswordField(forms.CharField):
    """A password that has to satisfy the rules, which stand beside it."""

    def __init__(self, **kwargs):
        super().__init__(
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            **kwargs,
        )


class SignupForm(forms.Form):
    """What allauth's sign-up asks beside address and password."""

    name = forms.CharField(label=_("Name and surname"), max_length=150)

    def signup(self, request, user) -> None:
        """Called by allauth once the account exists; the name was stored by the adapter."""


class AcceptInvitationForm(forms.Form):
    """Name and password of a new account."""

    name = forms.CharField(
        label=_("Name and surname"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = NewPasswordField(label=_("Password"))

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password


class ProfileForm(forms.Form):
    """What people set themselves."""

    name = forms.CharField(
        label=_("Name and surname"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    mail_language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES)


class NotificationsForm(forms.Form):
    """Which mails people want besides those that always come."""

    wants_digest = forms.BooleanField(
        label=_("Send me a digest, at most once a day"),
        help_text=_("It comes only on days when something happened."),
        required=False,
    )
    parts = forms.MultipleChoiceField(
        label=_("What it tells of"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = [
            (part.name, part.label) for part in extension.digest_parts()
        ]


class OrganisationField(forms.ModelChoiceField):
    """An active organisation or none."""

    def __init__(self, **kwargs):
        super().__init__(queryset=None, required=False, label=_("Organisation"), **kwargs)


class InvitationForm(forms.Form):
    """Whom to invite and to what."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name and surname"), max_length=150)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Without a role the account can only take part in public matters."),
    )
    organisation = OrganisationField(
        help_text=_("The body the person acts for, if the role is held on its behalf.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = queries.active_organisations()


class RoleForm(forms.Form):
    """A role to be granted."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    organisation = OrganisationField()
    reason = forms.CharField(
        label=_("Reason for an exception"),
        max_length=300,
        required=False,
        help_text=_("Only if the person holds a role that does not go together with this one."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = queries.active_organisations()


class OrganisationFilterForm(forms.Form):
    """What is sought in the list of organisations. A value that is none of the choices is as good as none."""

    q = forms.CharField(label=_("Part of the name"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=_("kind"), required=False, choices=[("", _("Any kind")), *OrganisationKind.choices]
    )
    standing = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[
            ("", pgettext_lazy("organisations", "All")),
            (queries.IN_USE, pgettext_lazy("organisations", "In use")),
            (queries.OUT_OF_USE, pgettext_lazy("organisations", "Out of use")),
        ],
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")

    def sought(self) -> dict[str, str]:
        """What is valid of it, as ``queries.find_organisations`` takes it."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "words": found.get("q", ""),
            "kind": found.get("kind", ""),
            "standing": found.get("standing", ""),
        }

    @property
    def is_used(self) -> bool:
        """Whether anything is sought."""
        return any(self.sought().values())


class OrganisationForm(forms.Form):
    """Name and kind of an organisation."""

    name = forms.CharField(
        label=pgettext_lazy("of an organisation", "Name"),
        max_length=200,
        help_text=_("As it stands in public registers; it is shown beside what the body says."),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("of an organisation", "Kind"), choices=OrganisationKind.choices
    )


class RetireForm(forms.Form):
    """Who took over, and that the person knows what happens."""

    successor = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label=pgettext_lazy("organisation", "Taken over by"),
        empty_label=pgettext_lazy("organisation", "None"),
        help_text=_(
            "If another organisation goes on with its work, or it stood in the list twice."
        ),
    )
    is_sure = forms.BooleanField(
        label=_("I know that roles held on its behalf end today"),
        error_messages={"required": _("Tick that you know what happens.")},
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = queries.active_organisations().exclude(pk=organisation.pk)
        self.fields["successor"].queryset = others
