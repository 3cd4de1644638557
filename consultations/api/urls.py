"""Addresses of the JSON interface to rounds, outside the languages like those to texts."""

from django.urls import path

from consultations.api import views

app_name = "consultations_api"

urlpatterns = [
    path("rounds/", views.round_list, name="round-list"),
    path("rounds/<slug:round>/", views.round_detail, name="round-detail"),
    path("rounds/<slug:round>/comments/", views.comment_list, name="comment-list"),
    path("rounds/<slug:round>/settlements/", views.settlement_list, name="settlement-list"),
]
