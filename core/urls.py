"""Screens of core in the administration (below ``/admin/``, included by ``wagtail_hooks``)."""

from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("zaznamy/", views.EventListView.as_view(), name="event-list"),
    path(
        "zaznamy/vysledky/",
        views.EventListView.as_view(results_only=True),
        name="event-list-results",
    ),
    path("provoz/", views.OperationView.as_view(), name="operation"),
    path("provoz/prace/<uuid:result_id>/znovu/", views.RetryJobView.as_view(), name="job-retry"),
    path("provoz/prace/<uuid:result_id>/vyrizeno/", views.CloseJobView.as_view(), name="job-close"),
    path("provoz/maily/<int:mail_id>/znovu/", views.ResendMailView.as_view(), name="mail-resend"),
    path("provoz/maily/<int:mail_id>/vyrizeno/", views.CloseMailView.as_view(), name="mail-close"),
]
