"""Addresses of the JSON interface to indicators, outside the languages like those to texts."""

from django.urls import path

from evaluation.api import views

app_name = "evaluation_api"

urlpatterns = [
    path("indicators/", views.indicator_list, name="indicator-list"),
    path("indicators/<slug:indicator>/", views.indicator_detail, name="indicator-detail"),
]
