"""Public addresses of working groups."""

from django.urls import path

from working_groups.views import calendars, groups

app_name = "working_groups"

urlpatterns = [
    path("skupiny/", groups.group_list, name="group-list"),
    path("skupiny/<slug:group>/", groups.group_detail, name="group-detail"),
    # calendars
    path("skupiny/<slug:group>/jednani.ics", calendars.group_calendar, name="group-calendar"),
    path("kalendar/", calendars.calendar_address, name="calendar-address"),
    path("kalendar/<str:token>.ics", calendars.personal_calendar, name="personal-calendar"),
]
