"""Addresses of evaluation; each part has a module of its own (``evaluation/..._urls.py``)."""

from django.urls import URLPattern

from evaluation import risks_urls

app_name = "evaluation"

urlpatterns: list[URLPattern] = [
    *risks_urls.urlpatterns,
]
