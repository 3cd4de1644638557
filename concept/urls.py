"""Addresses of documents by slug. What is no document falls through to ordinary pages."""

from django.urls import path

from concept import feeds, plan_urls
from concept.views import action_plan, comparing, files, measures, reading, reasons, removing

app_name = "concept"

# Labels are any words: what is no label gets a page with those there are.
VERSION = "<slug:document>/verze/<str:label>/"

urlpatterns = [
    path("odstranit-udaje/<uuid:uid>/", removing.RemoveWordsView.as_view(), name="remove-words"),
    path("slovnicek/", reading.glossary, name="glossary"),
    path("feeds/opatreni.atom", feeds.MeasureReportFeed(), name="measure-report-feed"),
    path("opatreni/", action_plan.measure_list, name="measure-list"),
    path("opatreni/tabulka/", action_plan.measure_table, name="measure-table"),
    path("opatreni/casova-osa/", action_plan.measure_timeline, name="measure-timeline"),
    path(
        "opatreni/stahnout/<slug:file_format>/",
        action_plan.measure_download,
        name="measure-download",
    ),
    *plan_urls.urlpatterns,
    path("opatreni/<str:code>/", measures.measure_detail, name="measure-detail"),
    path("dokumenty/", reading.document_list, name="document-list"),
    path("<slug:document>/", reading.document_contents, name="document-contents"),
    path("<slug:document>/cele/", reading.document_whole, name="document-whole"),
    path("<slug:document>/puvod/", reasons.document_origin, name="document-origin"),
    path("<slug:document>/verze/", reading.version_list, name="version-list"),
    path("<slug:document>/porovnani/", comparing.compare_form, name="version-compare-form"),
    path(
        "<slug:document>/porovnani/<str:old>/<str:new>/",
        comparing.compare,
        name="version-compare",
    ),
    path(VERSION, reading.version_contents, name="version-contents"),
    path(f"{VERSION}cele/", reading.version_whole, name="version-whole"),
    path(f"{VERSION}proc/<uuid:passage>/", reasons.passage_reasons, name="passage-reasons"),
    path(f"{VERSION}proc/<uuid:passage>/zdroj/", reasons.source_record, name="source-record"),
    path(f"{VERSION}overeni/", files.version_verify, name="version-verify"),
    path(f"{VERSION}stahnout/<slug:file_format>/", files.download, name="version-download"),
    path(f"{VERSION}soubory/<str:digest>/", files.version_file, name="version-file"),
    path(f"{VERSION}<slug:section>/", reading.version_section, name="version-section"),
    path("<slug:document>/<slug:section>/", reading.document_section, name="document-section"),
]
