"""Screens of accounts in the administration (below ``/admin/``, included by ``wagtail_hooks``)."""

from django.urls import path

from people import admin_views as views
from people import organisation_views as organisations

app_name = "people_admin"
ORGANISATION = "organizace/<int:pk>/"

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
    path("organizace/", organisations.OrganisationListView.as_view(), name="organisation-list"),
    path(
        "organizace/nova/",
        organisations.OrganisationCreateView.as_view(),
        name="organisation-create",
    ),
    path(ORGANISATION, organisations.OrganisationDetailView.as_view(), name="organisation-detail"),
    path(
        f"{ORGANISATION}upravit/",
        organisations.OrganisationEditView.as_view(),
        name="organisation-edit",
    ),
    path(
        f"{ORGANISATION}vyradit/",
        organisations.OrganisationRetireView.as_view(),
        name="organisation-retire",
    ),
    path(
        f"{ORGANISATION}vratit/",
        organisations.OrganisationRestoreView.as_view(),
        name="organisation-restore",
    ),
    path(
        f"{ORGANISATION}smazat/",
        organisations.OrganisationDeleteView.as_view(),
        name="organisation-delete",
    ),
]
