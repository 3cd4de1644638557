"""Screens of organisations in the administration: the list, one with its people and history, and what is done with it.

Everything works without scripts.
"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from core import desk, extension
from core.auditing import verb_name
from core.models import Event
from people import queries
from people.actions import LastAdministratorStays, organisations
from people.enums import OrganisationKind
from people.forms import OrganisationFilterForm, OrganisationForm, RetireForm
from people.models import Organisation

PAGE_SIZE = 50


def changes_in(event: Event) -> list[tuple[str, str]]:
    """What an event changed, as (former, new) in words; nothing for events that are no edits."""
    former, new = (event.payload.get(side, {}) for side in ("former", "new"))
    kinds = dict(OrganisationKind.choices)
    return [
        (kinds.get(former[name], former[name]), kinds.get(new[name], new[name]))
        for name in ("name", "kind")
        if former.get(name) != new.get(name)
    ]


class OrganisationPage(desk.DeskPage):
    """Frame of the screens: who works in the administration may know of them."""

    permission_to_know = "people.view_organisations"
    header_icon = "group"
    desk = {
        "url": reverse_lazy("people_admin:organisation-list"),
        "label": gettext_lazy("Organisations"),
    }


class OrganisationListView(OrganisationPage, TemplateView):
    """Organisations with their kind and how many people act for each; sought by name, kind and standing."""

    page_title = gettext_lazy("Organisations")
    template_name = "people/organisation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = OrganisationFilterForm(self.request.GET)
        found = queries.find_organisations(timezone.localdate(), **form.sought())
        return super().get_context_data(
            form=form,
            page=Paginator(found, PAGE_SIZE).get_page(self.request.GET.get("p")),
            may_manage=self.may("people.manage_organisations"),
            **kwargs,
        )


class OrganisationCreateView(OrganisationPage, FormView):
    """Adds an organisation."""

    permission = "people.manage_organisations"
    page_title = gettext_lazy("Add an organisation")
    template_name = "people/organisation_form.html"
    form_class = OrganisationForm

    def form_valid(self, form: OrganisationForm) -> HttpResponse:
        try:
            made = self.store(form)
        except organisations.OrganisationIsKnown as error:
            form.add_error("name", str(error))
            return self.render_to_response(self.get_context_data(form=form, known=error.known))
        return redirect("people_admin:organisation-detail", made.pk)

    def store(self, form: OrganisationForm) -> Organisation:
        """Make the one call and say what was done."""
        made = organisations.create_organisation(
            **form.cleaned_data, by=self.request.user, at=timezone.now()
        )
        messages.success(self.request, _("The organisation is in the list."))
        return made


class OneOrganisation(OrganisationPage):
    """Frame of the screens about one organisation."""

    organisation: Organisation

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = queries.organisation(kwargs["pk"])
        if found is None:
            raise Http404
        self.organisation = found

    def trail(self) -> list[tuple[str, str]]:
        return [(self.page_url(), self.organisation.name)]

    def page_url(self) -> str:
        """Address of the organisation's page."""
        return reverse("people_admin:organisation-detail", args=[self.organisation.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(organisation=self.organisation, **kwargs)


class OrganisationDetailView(OneOrganisation, TemplateView):
    """One organisation: who acts for it, where upper apps meet it, what happened to it."""

    template_name = "people/organisation_detail.html"

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_page_title(self) -> str:
        return self.organisation.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        history = queries.history_of(self.organisation)
        may_manage = self.may("people.manage_organisations")
        return super().get_context_data(
            acting=queries.acting_for(self.organisation, now),
            acted=queries.acted_for(self.organisation, now),
            panels=[
                panel.render(self.request, self.organisation)
                for panel in extension.panels("people.organisation")
                if self.may(panel.permission, self.organisation)
            ],
            history=[(event, verb_name(event.verb), changes_in(event)) for event in history],
            predecessors=queries.predecessors_of(self.organisation),
            may_manage=may_manage,
            may_open_people=self.may("people.manage_people"),
            may_delete=may_manage and not queries.names_count(self.organisation),
            **kwargs,
        )


class OrganisationEditView(OneOrganisation, OrganisationCreateView):
    """Changes the name or the kind."""

    page_title = gettext_lazy("Edit an organisation")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.organisation.name, "kind": self.organisation.kind}

    def store(self, form: OrganisationForm) -> Organisation:
        changed = organisations.edit_organisation(
            organisation=self.organisation,
            **form.cleaned_data,
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, _("The organisation is saved."))
        return changed


class OrganisationRetireView(OneOrganisation, FormView):
    """Puts an organisation out of use: says first who loses a role by it, and may name who took over."""

    permission = "people.manage_organisations"
    page_title = gettext_lazy("Put an organisation out of use")
    template_name = "people/organisation_retire.html"
    form_class = RetireForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"organisation": self.organisation}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        acting = queries.acting_for(self.organisation, timezone.now())
        return super().get_context_data(acting=acting, **kwargs)

    def form_valid(self, form: RetireForm) -> HttpResponse:
        try:
            organisations.retire_organisation(
                organisation=self.organisation,
                successor=form.cleaned_data["successor"],
                by=self.request.user,
                at=timezone.now(),
            )
        except organisations.SuccessorDoesNotFit as error:
            form.add_error("successor", str(error))
        except LastAdministratorStays:
            form.add_error(None, _("The last administrator stays. Make another one first."))
        if form.errors:
            return self.form_invalid(form)
        messages.success(self.request, _("The organisation is out of use."))
        return redirect(self.page_url())


class OrganisationRestoreView(OneOrganisation, View):
    """Uses an organisation again."""

    http_method_names = ["post"]
    permission = "people.manage_organisations"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        organisations.restore_organisation(
            organisation=self.organisation, by=request.user, at=timezone.now()
        )
        messages.success(
            request,
            _("The organisation is used again. Roles on its behalf are to be granted anew."),
        )
        return redirect(self.page_url())


class OrganisationDeleteView(OneOrganisation, View):
    """Deletes an organisation nothing names."""

    http_method_names = ["post"]
    permission = "people.manage_organisations"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            organisations.delete_organisation(
                organisation=self.organisation, by=request.user, at=timezone.now()
            )
        except organisations.OrganisationIsNamed as error:
            messages.error(request, str(error))
            return redirect(self.page_url())
        messages.success(request, _("The organisation was deleted."))
        return redirect("people_admin:organisation-list")
