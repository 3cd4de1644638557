"""Public addresses of working groups."""

from django.urls import path

from working_groups import views

app_name = "working_groups"

urlpatterns = [
    path("skupiny/", views.group_list, name="group-list"),
    path("skupiny/<slug:group>/", views.group_detail, name="group-detail"),
]
