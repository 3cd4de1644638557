"""Addresses of documents by slug. What is no document falls through to ordinary pages."""

from django.urls import path

from concept import views

app_name = "concept"

VERSION = "<slug:document>/verze/<slug:label>/"

urlpatterns = [
    path("<slug:document>/", views.document_contents, name="document-contents"),
    path("<slug:document>/cele/", views.document_whole, name="document-whole"),
    path("<slug:document>/slovnik/", views.glossary, name="document-glossary"),
    path("<slug:document>/overeni/", views.verification_guide, name="document-verification"),
    path("<slug:document>/verze/", views.version_list, name="version-list"),
    path("<slug:document>/porovnani/", views.compare_form, name="version-compare-form"),
    path(VERSION, views.version_contents, name="version-contents"),
    path(f"{VERSION}cele/", views.version_whole, name="version-whole"),
    path(f"{VERSION}stahnout/<slug:file_format>/", views.download, name="version-download"),
    path(f"{VERSION}soubory/<str:digest>/", views.version_file, name="version-file"),
    path(f"{VERSION}<slug:section>/", views.version_section, name="version-section"),
    path("<slug:document>/<slug:section>/", views.document_section, name="document-section"),
]
