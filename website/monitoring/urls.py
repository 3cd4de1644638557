"""Addresses of monitoring periods and their reports; the other screens of a project are ``evaluation.project_urls``."""

from django.urls import path

from website.monitoring import views

PROJECT = "projekt/<slug:project>/"
PERIOD = f"{PROJECT}obdobi/<int:number>/"
REPORT = f"{PERIOD}podklad/<int:report>/"

urlpatterns = [
    path(f"{PROJECT}zarazeni/", views.ScopeView.as_view(), name="monitoring-scope"),
    path(PERIOD, views.PeriodView.as_view(), name="monitoring-period"),
    path(f"{PERIOD}podklad/novy/", views.ReportNewView.as_view(), name="monitoring-report-new"),
    path(REPORT, views.ReportView.as_view(), name="monitoring-report"),
    path(
        f"{REPORT}podklad.docx",
        views.ReportFileView.as_view(),
        {"kind": "docx"},
        name="monitoring-docx",
    ),
    path(
        f"{REPORT}prilohy.zip",
        views.ReportFileView.as_view(),
        {"kind": "zip"},
        name="monitoring-zip",
    ),
]
