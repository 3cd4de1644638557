"""Public addresses of working groups."""

from django.urls import path

from working_groups.views import groups

app_name = "working_groups"

urlpatterns = [
    path("skupiny/", groups.group_list, name="group-list"),
    path("skupiny/<slug:group>/", groups.group_detail, name="group-detail"),
]
