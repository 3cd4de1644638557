"""Addresses of evaluation; each part has a module of its own (``evaluation/..._urls.py``)."""

from django.urls import URLPattern

from evaluation import (
    figures_urls,
    indicators_urls,
    judging_urls,
    pilot_urls,
    project_urls,
    risks_urls,
)

app_name = "evaluation"

urlpatterns: list[URLPattern] = [
    *indicators_urls.urlpatterns,
    *judging_urls.urlpatterns,
    *risks_urls.urlpatterns,
    *pilot_urls.urlpatterns,
    *project_urls.urlpatterns,
    *figures_urls.urlpatterns,
]
