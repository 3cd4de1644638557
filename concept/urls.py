"""Addresses of documents by slug. What is no document falls through to ordinary pages."""

from django.urls import path

from concept import views

app_name = "concept"

# Labels are any words: what is no label gets a page with those there are.
VERSION = "<slug:document>/verze/<str:label>/"

urlpatterns = [
    path("slovnicek/", views.glossary, name="glossary"),
    path("dokumenty/", views.document_list, name="document-list"),
    path("<slug:document>/", views.document_contents, name="document-contents"),
    path("<slug:document>/cele/", views.document_whole, name="document-whole"),
    path("<slug:document>/puvod/", views.document_origin, name="document-origin"),
    path("<slug:document>/verze/", views.version_list, name="version-list"),
    path("<slug:document>/porovnani/", views.compare_form, name="version-compare-form"),
    path(
        "<slug:document>/porovnani/<str:old>/<str:new>/",
        views.compare,
        name="version-compare",
    ),
    path(VERSION, views.version_contents, name="version-contents"),
    path(f"{VERSION}cele/", views.version_whole, name="version-whole"),
    path(f"{VERSION}proc/<uuid:passage>/", views.passage_reasons, name="passage-reasons"),
    path(f"{VERSION}proc/<uuid:passage>/zdroj/", views.source_record, name="source-record"),
    path(f"{VERSION}overeni/", views.version_verify, name="version-verify"),
    path(f"{VERSION}stahnout/<slug:file_format>/", views.download, name="version-download"),
    path(f"{VERSION}soubory/<str:digest>/", views.version_file, name="version-file"),
    path(f"{VERSION}<slug:section>/", views.version_section, name="version-section"),
    path("<slug:document>/<slug:section>/", views.document_section, name="document-section"),
]
