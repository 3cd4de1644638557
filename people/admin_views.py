"""Screens of accounts in Wagtail's administration, for administrators: they replace Wagtail's users
and groups.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    NameEmailSettingsPanel,
)
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from core.permissions import allowed
from core.views import AllowedMixin
from people import actions, queries
from people.forms import InvitationForm, RoleForm

LIST = {"url": reverse_lazy("people_admin:person-list"), "label": gettext_lazy("People")}


class AdminAccountView(AccountView):
    """Wagtail's page of settings without what we keep elsewhere: it would ask for a first and a last
    name, which our accounts do not have.
    """

    def get_panels(self):
        ours = (NameEmailSettingsPanel, AvatarSettingsPanel)
        return [panel for panel in super().get_panels() if not isinstance(panel, ours)]


class RolesColumn(Column):
    """Current roles of a person, with organisations."""

    def get_value(self, instance) -> str:
        return ", ".join(
            f"{grant.get_role_display()} ({grant.organisation})"
            if grant.organisation
            else grant.get_role_display()
            for grant in instance.current_grants
        )


class StandingColumn(Column):
    """Whether the account is open."""

    def get_value(self, instance) -> str:
        return _("open") if instance.is_active else _("closed")


class PersonListView(AllowedMixin, BaseListingView):
    """All accounts with their roles; search by name and address."""

    permission_to_know = "people.manage_people"
    page_title = gettext_lazy("People")
    header_icon = "user"
    index_url_name = "people_admin:person-list"
    index_results_url_name = "people_admin:person-list-results"
    is_searchable = True
    search_fields = ["name", "email"]
    paginate_by = 50
    columns = [
        TitleColumn(
            "__str__",
            label=pgettext_lazy("of a person", "Name"),
            url_name="people_admin:person-detail",
        ),
        Column("email", label=gettext_lazy("E-mail address")),
        RolesColumn("roles", label=gettext_lazy("Roles")),
        StandingColumn("standing", label=gettext_lazy("Account")),
    ]

    def get_base_queryset(self):
        return queries.people(timezone.localdate())

    def get_header_buttons(self):
        return [
            HeaderButton(
                _("Invite a person"),
                url=reverse("people_admin:invitation-create"),
                icon_name="plus",
            ),
            HeaderButton(
                _("Waiting invitations"),
                url=reverse("people_admin:invitation-list"),
                icon_name="mail",
            ),
        ]


class PeoplePage(AllowedMixin, WagtailAdminTemplateMixin):
    """Frame of the screens below the list."""

    permission_to_know = "people.manage_people"
    header_icon = "user"

    def get_breadcrumbs_items(self):
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, LIST, here]


class PersonDetailView(PeoplePage, FormView):
    """One account: roles past and present, granting and ending them, closing the account."""

    template_name = "people/person_detail.html"
    form_class = RoleForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.person = get_object_or_404(queries.people(timezone.localdate()), pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.person)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            person=self.person,
            grants=queries.grants_of(self.person),
            today=timezone.localdate(),
            may_change=allowed(self.request.user, "people.change_roles", self.person),
            **kwargs,
        )

    def form_valid(self, form: RoleForm) -> HttpResponse:
        if not allowed(self.request.user, "people.change_roles", self.person):
            raise PermissionDenied
        try:
            actions.grant_role(
                user=self.person, by=self.request.user, at=timezone.now(), **form.cleaned_data
            )
        except actions.RolesExcludeEachOther:
            form.add_error(
                "reason",
                _("The person holds a role that does not go with this one. Write the reason."),
            )
            return self.form_invalid(form)
        except actions.AccountIsClosed:
            form.add_error(None, _("This account is closed."))
            return self.form_invalid(form)
        messages.success(self.request, _("The role has been granted."))
        return redirect("people_admin:person-detail", pk=self.person.pk)


class ChangeOfPerson(AllowedMixin, View):
    """A button on the page of a person, not on one's own."""

    http_method_names = ["post"]
    permission_to_know = "people.manage_people"
    permission = "people.change_roles"
    success_message = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.person = get_object_or_404(queries.people(timezone.localdate()), pk=kwargs["pk"])

    def permission_object(self):
        return self.person

    def post(self, request, *_args, **_kwargs) -> HttpResponse:
        try:
            self.change()
        except actions.LastAdministratorStays:
            messages.error(request, _("The last administrator stays. Make another one first."))
        else:
            messages.success(request, self.success_message)
        return redirect("people_admin:person-detail", pk=self.person.pk)


class EndRoleView(ChangeOfPerson):
    """Ends a role."""

    success_message = gettext_lazy("The role has ended.")

    def change(self) -> None:
        grant = get_object_or_404(queries.grants_of(self.person), pk=self.kwargs["grant_pk"])
        actions.end_role(grant=grant, by=self.request.user, at=timezone.now())


class CloseAccountView(ChangeOfPerson):
    """Closes the account."""

    success_message = gettext_lazy("The account has been closed.")

    def post(self, request, *args, **kwargs) -> HttpResponse:
        if "is_sure" not in request.POST:
            messages.error(request, _("Tick that you know what closing means."))
            return redirect("people_admin:person-detail", pk=self.person.pk)
        return super().post(request, *args, **kwargs)

    def change(self) -> None:
        actions.deactivate_user(user=self.person, by=self.request.user, at=timezone.now())


class InvitationCreateView(PeoplePage, FormView):
    """Invites a person."""

    page_title = gettext_lazy("Invite a person")
    template_name = "people/invitation_create.html"
    form_class = InvitationForm

    def form_valid(self, form: InvitationForm) -> HttpResponse:
        try:
            invitation = actions.invite_person(
                by=self.request.user, at=timezone.now(), **form.cleaned_data
            )
        except actions.PersonAlreadyHasAccount:
            form.add_error("email", _("This person has an account already. Grant the role there."))
            return self.form_invalid(form)
        except actions.RolesExcludeEachOther:
            form.add_error("roles", _("Facilitator and pilot officer do not go together."))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("The invitation for %(email)s is on its way.") % {"email": invitation.email},
        )
        return redirect("people_admin:invitation-list")


class InvitationListView(PeoplePage, TemplateView):
    """Invitations that wait, each with a button to withdraw it."""

    page_title = gettext_lazy("Waiting invitations")
    template_name = "people/invitation_list.html"
    page_size = 50

    def get_context_data(self, **kwargs) -> dict:
        pages = Paginator(queries.waiting_invitations(), self.page_size)
        return super().get_context_data(
            invitations=pages.get_page(self.request.GET.get("p")), now=timezone.now(), **kwargs
        )


class WithdrawInvitationView(AllowedMixin, View):
    """Withdraws an invitation."""

    http_method_names = ["post"]
    permission_to_know = "people.manage_people"

    def post(self, request, pk: int) -> HttpResponse:
        invitation = get_object_or_404(queries.waiting_invitations(), pk=pk)
        actions.withdraw_invitation(invitation=invitation, by=request.user, at=timezone.now())
        messages.success(request, _("The invitation has been withdrawn."))
        return redirect("people_admin:invitation-list")
