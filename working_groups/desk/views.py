"""Screens of the desk of working groups. They work without scripts; what was refused comes back as it was typed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from core import desk
from core.forms import differences_of
from people import queries as people_queries
from working_groups import actions, queries
from working_groups.desk import forms
from working_groups.enums import ALLOWED_GROUP_MOVES
from working_groups.models import Group

DESK = {"url": reverse_lazy("groups_desk:group-list"), "label": gettext_lazy("Working groups")}
MANAGE = "working_groups.manage_groups"


class DeskPage(desk.DeskPage):
    """Staff may know of the desk; who manages groups acts."""

    permission_to_know = "working_groups.view_desk"
    header_icon = "group"
    desk = DESK


class GroupListView(DeskPage, TemplateView):
    """Every group with its state and how many sit in it."""

    page_title = gettext_lazy("Working groups")
    template_name = "working_groups/desk/group_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            groups=queries.desk_groups(self.request.user, timezone.localdate()),
            may_manage=self.may(MANAGE),
            **kwargs,
        )


class GroupCreateView(DeskPage, FormView):
    """Founds a group."""

    permission = MANAGE
    page_title = gettext_lazy("New working group")
    template_name = "working_groups/desk/group_form.html"
    form_class = forms.FoundingForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"groups": queries.groups_known_to(self.request.user)}

    def form_valid(self, form: forms.FoundingForm) -> HttpResponse:
        try:
            group = actions.create_group(
                by=self.request.user, at=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, _("The group is founded. Seat its members."))
        return redirect("groups_desk:group-detail", group.pk)


class GroupPage(DeskPage):
    """Frame of the screens about one group."""

    group: Group

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = queries.group_at_desk(kwargs["group_pk"], request.user)
        if found is None:
            raise Http404
        self.group = found

    def group_url(self) -> str:
        """Address of the group's page at the desk."""
        return reverse("groups_desk:group-detail", args=[self.group.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [(self.group_url(), self.group.name)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(group=self.group, **kwargs)


class GroupEditView(GroupPage, FormView):
    """Changes what is said of a group; if somebody else was faster, both are shown."""

    permission = MANAGE
    page_title = gettext_lazy("Edit the group")
    template_name = "working_groups/desk/group_form.html"
    form_class = forms.GroupForm
    current: Group | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        others = queries.groups_known_to(self.request.user).exclude(pk=self.group.pk)
        return super().get_form_kwargs() | {"groups": others}

    def get_initial(self) -> dict[str, Any]:
        return forms.values_of(self.group)

    def lock_version(self) -> int:
        """The state of the group the form on the screen was made for."""
        typed = self.request.POST.get("lock_version", "")
        return int(typed) if typed.isdecimal() else self.group.lock_version

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(lock_version=self.lock_version(), **kwargs)
        if self.current is not None:
            stored = forms.GroupForm(
                initial=forms.values_of(self.current), groups=self.get_form_kwargs()["groups"]
            )
            context |= {
                "lock_version": self.current.lock_version,
                "differences": differences_of(context["form"], stored),
            }
        return context

    def form_valid(self, form: forms.GroupForm) -> HttpResponse:
        try:
            actions.edit_group(
                group=self.group,
                lock_version=self.lock_version(),
                by=self.request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except actions.StaleGroup as error:
            self.current = error.current
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(self.request, _("The group is saved."))
            return redirect(self.group_url())
        return self.form_invalid(form)


class GroupDetailView(GroupPage, TemplateView):
    """Who sits in a group and who did, with what can be done."""

    template_name = "working_groups/desk/group_detail.html"
    act_name = ""

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_page_title(self) -> str:
        return self.group.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        bound = kwargs.pop("form", None)
        context: dict[str, Any] = {
            "memberships": queries.history(self.group),
            "seat_count": len(queries.roster(self.group, today)),
            "today": today,
            "open_form": self.act_name,
            "may_manage": self.may(MANAGE),
        }
        if context["may_manage"]:
            context["member_form"] = self.member_form()
            if ALLOWED_GROUP_MOVES[self.group.state]:
                context["state_form"] = self.state_form()
        if bound is not None:
            context[f"{self.act_name}_form"] = bound
        return super().get_context_data(**context, **kwargs)

    def member_form(self, data: Any = None) -> forms.MemberForm:
        """Form of a new seat."""
        return forms.MemberForm(
            data,
            people=queries.people_to_seat(),
            organisations=people_queries.active_organisations(),
            members=self.group.memberships.current(timezone.localdate()).select_related("user"),
        )

    def state_form(self, data: Any = None) -> forms.StateForm:
        """Form of the moves that are allowed."""
        return forms.StateForm(data, states=ALLOWED_GROUP_MOVES[self.group.state])


class MemberAddView(GroupDetailView):
    """Seats somebody."""

    http_method_names = ["post"]
    permission = MANAGE
    act_name = "member"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.member_form(request.POST)
        if form.is_valid():
            try:
                actions.add_member(
                    group=self.group, by=request.user, at=timezone.now(), **form.cleaned_data
                )
            except (actions.AlreadyMember, actions.GroupIsFull) as error:
                form.add_error(None, str(error))
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, _("The member is seated."))
                return redirect(self.group_url())
        return self.render_to_response(self.get_context_data(form=form))


class MemberEndView(GroupPage, FormView):
    """Ends a membership."""

    permission = MANAGE
    page_title = gettext_lazy("End the membership")
    template_name = "working_groups/desk/member_end.html"
    form_class = forms.EndForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.membership = queries.open_membership(self.group, kwargs["membership_pk"])
        if self.membership is None:
            raise Http404

    def get_initial(self) -> dict[str, Any]:
        return {"valid_to": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(membership=self.membership, **kwargs)

    def form_valid(self, form: forms.EndForm) -> HttpResponse:
        try:
            actions.end_membership(
                membership=self.membership,
                by=self.request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except ValidationError as error:
            form.add_error("valid_to", error.messages)
            return self.form_invalid(form)
        messages.success(self.request, _("The membership is ended."))
        return redirect(self.group_url())


class StateView(GroupDetailView):
    """Moves a group to another state."""

    http_method_names = ["post"]
    permission = MANAGE
    act_name = "state"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.state_form(request.POST)
        if form.is_valid():
            try:
                actions.change_group_state(
                    group=self.group, by=request.user, at=timezone.now(), **form.cleaned_data
                )
            except actions.MoveRefused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The state of the group is changed."))
                return redirect(self.group_url())
        return self.render_to_response(self.get_context_data(form=form))
