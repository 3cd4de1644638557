"""Addresses of the website's own screens."""

from django.urls import path

from website import feeds, views
from website.monitoring.urls import urlpatterns as monitoring

app_name = "website"

urlpatterns = [
    path("", views.front_page, name="front-page"),
    path("hledat/", views.search, name="search"),
    path("napoveda/", views.help_index, name="help-index"),
    path("napoveda/<slug:slug>/", views.help_detail, name="help-detail"),
    path("hodnoceni/", views.results_page, name="results"),
    path("prehled/", views.overview, name="overview"),
    path("feeds/verze.atom", feeds.VersionFeed(), name="version-feed"),
    path("feeds/vysledky.atom", feeds.ResultFeed(), name="result-feed"),
    *monitoring,
]
