"""Screens of core in the administration (below ``/admin/``, included by ``wagtail_hooks``)."""

from django.urls import path

from core.views import EventListView

app_name = "core"
urlpatterns = [
    path("zaznamy/", EventListView.as_view(), name="event-list"),
    path("zaznamy/vysledky/", EventListView.as_view(results_only=True), name="event-list-results"),
]
