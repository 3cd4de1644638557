"""Screens of accounts in the administration (below ``/admin/``, included by ``wagtail_hooks``)."""

from django.urls import path

from people import admin_views as views

app_name = "people_admin"
urlpatterns = [
    path("lide/", views.PersonListView.as_view(), name="person-list"),
    path(
        "lide/vysledky/",
        views.PersonListView.as_view(results_only=True),
        name="person-list-results",
    ),
    path("lide/pozvat/", views.InvitationCreateView.as_view(), name="invitation-create"),
    path("lide/pozvanky/", views.InvitationListView.as_view(), name="invitation-list"),
    path(
        "lide/pozvanky/<int:pk>/odvolat/",
        views.WithdrawInvitationView.as_view(),
        name="invitation-withdraw",
    ),
    path("lide/<int:pk>/", views.PersonDetailView.as_view(), name="person-detail"),
    path(
        "lide/<int:pk>/role/<int:grant_pk>/ukoncit/", views.EndRoleView.as_view(), name="role-end"
    ),
    path("lide/<int:pk>/uzavrit/", views.CloseAccountView.as_view(), name="person-close"),
]
