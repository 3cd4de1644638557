"""Addresses of how measures are followed. Fixed words stand before permanent codes, which are none of them."""

from django.urls import path

from concept.views import following, plan_reports, reports

MEASURE = "opatreni/<str:code>/"
REPORT = f"{MEASURE}zpravy/<int:number>/"
YEARLY = "opatreni/vyrocni-zpravy/"
ONE_YEARLY = f"{YEARLY}<slug:document>/<int:number>/"

urlpatterns = [
    path("opatreni/moje/", reports.OwnMeasuresView.as_view(), name="own-measures"),
    path("opatreni/ke-schvaleni/", reports.ReportQueueView.as_view(), name="report-queue"),
    path("opatreni/stav/", reports.measure_states, name="measure-states"),
    path(
        "opatreni/terminy/", following.ReportingDateListView.as_view(), name="reporting-date-list"
    ),
    path(
        "opatreni/terminy/<int:pk>/zrusit/",
        following.ReportingDateCancelView.as_view(),
        name="reporting-date-cancel",
    ),
    path(YEARLY, plan_reports.plan_report_list, name="plan-report-list"),
    path(f"{YEARLY}nova/", plan_reports.PlanReportNewView.as_view(), name="plan-report-new"),
    path(ONE_YEARLY, plan_reports.PlanReportDetailView.as_view(), name="plan-report-detail"),
    path(
        f"{ONE_YEARLY}stahnout/<slug:file_format>/",
        plan_reports.PlanReportDownloadView.as_view(),
        name="plan-report-download",
    ),
    path(
        f"{ONE_YEARLY}projednani/",
        plan_reports.NoticeNewView.as_view(),
        name="plan-report-notice-new",
    ),
    path(f"{MEASURE}zprava/", reports.ReportNewView.as_view(), name="report-new"),
    path(REPORT, reports.ReportDetailView.as_view(), name="report-detail"),
    path(f"{REPORT}upravit/", reports.ReportEditView.as_view(), name="report-edit"),
    path(f"{REPORT}odeslat/", reports.ReportSubmitView.as_view(), name="report-submit"),
    path(f"{REPORT}zahodit/", reports.ReportDiscardView.as_view(), name="report-discard"),
    path(f"{REPORT}vratit/", reports.ReportReturnView.as_view(), name="report-return"),
    path(f"{REPORT}schvalit/", reports.ReportApproveView.as_view(), name="report-approve"),
    path(f"{REPORT}opravit/", reports.ReportCorrectView.as_view(), name="report-correct"),
    path(f"{MEASURE}garanti/", following.OwnerListView.as_view(), name="owner-list"),
    path(f"{MEASURE}garanti/<int:pk>/konec/", following.OwnerEndView.as_view(), name="owner-end"),
    path(f"{MEASURE}vazby/", following.LinkListView.as_view(), name="link-list"),
    path(
        f"{MEASURE}vazby/<int:pk>/zrusit/",
        following.DerivationEndView.as_view(),
        name="derivation-end",
    ),
    path(f"{MEASURE}vazby/ceka-na/", following.DependencyNewView.as_view(), name="dependency-new"),
    path(
        f"{MEASURE}vazby/<int:pk>/konec/",
        following.DependencyEndView.as_view(),
        name="dependency-end",
    ),
]
