"""Addresses of the JSON interface. They stand outside the languages: data are not translated."""

from django.urls import path

from concept.api import views

app_name = "concept_api"

urlpatterns = [
    path("openapi.json", views.openapi, name="openapi"),
    path("version.schema.json", views.version_schema, name="version-schema"),
    path("plan.schema.json", views.plan_schema, name="plan-schema"),
    path("measures/", views.measure_list, name="measure-list"),
    path("documents/", views.document_list, name="document-list"),
    path("documents/<slug:document>/versions/", views.version_list, name="version-list"),
    path(
        "documents/<slug:document>/versions/<slug:label>/",
        views.version_detail,
        name="version-detail",
    ),
    path(
        "documents/<slug:document>/passages/<uuid:uid>/",
        views.passage_detail,
        name="passage-detail",
    ),
]
