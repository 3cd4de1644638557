"""Addresses of the desk of working groups, below the administration."""

from django.urls import path

from working_groups.desk import imports, views

app_name = "groups_desk"

GROUP = "skupiny/<int:group_pk>/"

urlpatterns = [
    path("skupiny/", views.GroupListView.as_view(), name="group-list"),
    path("skupiny/nova/", views.GroupCreateView.as_view(), name="group-create"),
    path(GROUP, views.GroupDetailView.as_view(), name="group-detail"),
    path(f"{GROUP}upravit/", views.GroupEditView.as_view(), name="group-edit"),
    path(f"{GROUP}stav/", views.StateView.as_view(), name="group-state"),
    path(f"{GROUP}clenove/", imports.MemberListView.as_view(), name="member-list"),
    path(f"{GROUP}clenove/ulozit/", imports.ConfirmListView.as_view(), name="member-list-confirm"),
    path(f"{GROUP}clenove/seznam.csv", imports.BlankListView.as_view(), name="member-sheet"),
    path(f"{GROUP}clen/", views.MemberAddView.as_view(), name="member-add"),
    path(f"{GROUP}clen/<int:membership_pk>/", views.MemberEndView.as_view(), name="member-end"),
]
