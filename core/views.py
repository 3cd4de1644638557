"""Screens of core: the audit log, the operation of the site, and the mixin by which every view declares its
permission.
"""

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from core import actions, queries
from core.auditing import kind_name, state_name, verb_name
from core.jobs import JobIsGone
from core.models import Event
from core.permissions import allowed


class AllowedMixin:
    """Lets in whoever holds ``permission_to_know`` (else 404) and ``permission`` (else 403).

    Both are asked for ``permission_object()``; the view must have loaded it in ``setup``.
    """

    permission_to_know = ""
    permission = ""

    def permission_object(self):
        """What the permission is asked for; none by default."""
        return

    def dispatch(self, request, *args, **kwargs):
        subject = self.permission_object()
        if self.permission_to_know and not allowed(request.user, self.permission_to_know, subject):
            raise Http404
        if self.permission and not allowed(request.user, self.permission, subject):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class EventFilters(WagtailFilterSet):
    """Filters of the audit log."""

    actor = django_filters.CharFilter(
        method="filter_actor", label=_("Who"), help_text=_("Part of a name or e-mail address")
    )
    verb = django_filters.ChoiceFilter(label=_("What happened"), choices=queries.verbs_in_log)
    kind = django_filters.ChoiceFilter(
        field_name="record__kind", label=_("Kind of record"), choices=queries.kinds_in_log
    )
    recorded_at = django_filters.DateFromToRangeFilter(
        label=_("When"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Event
        fields: list[str] = []

    def filter_actor(self, events, _name, words):
        by_name = events.filter(actor__name__icontains=words)
        return by_name | events.filter(actor__email__icontains=words)


class EventColumn(Column):
    """A column whose text is computed from the event."""

    def __init__(self, name, text, **kwargs):
        super().__init__(name, **kwargs)
        self.text = text

    def get_value(self, instance):
        return self.text(instance)


def _when(event: Event) -> str:
    return date_format(timezone.localtime(event.recorded_at), "SHORT_DATETIME_FORMAT")


def _record(event: Event) -> str:
    record = event.record
    name = f"{kind_name(record.kind)} {record.reference}".strip()
    return f"{name}: {record.title}" if event.is_open and record.title else name


def _change(event: Event) -> str:
    states = filter(None, (event.from_state, event.to_state))
    return " → ".join(state_name(event.record.kind, state) for state in states)


class EventListView(AllowedMixin, BaseListingView):
    """The audit log: who did what to which record."""

    permission_to_know = "core.view_events"
    page_title = _("Audit log")
    header_icon = "history"
    verbose_name_plural = _("records of the log")
    index_url_name = "core:event-list"
    index_results_url_name = "core:event-list-results"
    filterset_class = EventFilters
    is_searchable = False
    paginate_by = 50
    columns = [
        EventColumn("recorded_at", _when, label=_("When")),
        EventColumn("actor", lambda event: str(event.actor or _("the system")), label=_("Who")),
        EventColumn("verb", lambda event: verb_name(event.verb), label=_("What happened")),
        EventColumn("record", _record, label=_("Record")),
        EventColumn("change", _change, label=_("Change of state")),
        EventColumn(
            "reason", lambda event: event.reason if event.is_open else "", label=_("Reason")
        ),
    ]

    def get_base_queryset(self):
        return queries.events_shown_to(self.request.user, timezone.now())


class OperationView(AllowedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What the work in the background could not finish: given up jobs and stuck mails."""

    permission_to_know = "core.look_after_operation"
    page_title = _("Operation of the site")
    header_icon = "cogs"
    template_name = "core/operation.html"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs) -> dict:
        found = queries.operation_of_the_site(timezone.now())
        return super().get_context_data(operation=found, **kwargs)


class OperationButton(AllowedMixin, View):
    """A button of that screen."""

    http_method_names = ["post"]
    permission_to_know = "core.look_after_operation"
    act = None
    success_message = ""

    def post(self, request, **which) -> HttpResponse:
        try:
            is_done = type(self).act(by=request.user, at=timezone.now(), **which)
        except JobIsGone:
            messages.error(request, _("The program does not know this work any more."))
        else:
            if is_done:
                messages.success(request, self.success_message)
            else:
                messages.info(request, _("It has been dealt with already."))
        return redirect("core:operation")


class RetryJobView(OperationButton):
    """Queues a job anew."""

    act = staticmethod(actions.retry_job)
    success_message = _("It will be tried again at once.")


class CloseJobView(OperationButton):
    """Forgets the failures of a job."""

    act = staticmethod(actions.close_job)
    success_message = _("It has been marked as dealt with.")


class ResendMailView(OperationButton):
    """Sends a mail again."""

    act = staticmethod(actions.resend_mail)
    success_message = _("The e-mail will be sent again.")


class CloseMailView(OperationButton):
    """Gives a mail up."""

    act = staticmethod(actions.close_mail)
    success_message = _("It has been marked as dealt with.")
