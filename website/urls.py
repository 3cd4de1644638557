"""Addresses of the website's own screens."""

from django.urls import path

from website import views

app_name = "website"

urlpatterns = [
    path("hledat/", views.search, name="search"),
    path("prehled/", views.overview, name="overview"),
]
