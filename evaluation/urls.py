"""Addresses of evaluation; each part has a module of its own (``evaluation/..._urls.py``)."""

from django.urls import URLPattern

app_name = "evaluation"

urlpatterns: list[URLPattern] = []
