"""Addresses of indicators, their values and periods."""

from django.urls import path

from evaluation.views import indicators, keeping, periods, value_sheets, values

LIST = "hodnoceni/ukazatele/"
INDICATOR = f"{LIST}<slug:slug>/"
VALUE = f"{INDICATOR}hodnoty/<int:number>/"
PERIODS = "hodnoceni/obdobi/"
PERIOD = f"{PERIODS}<slug:period>/"

urlpatterns = [
    path(LIST, indicators.IndicatorListView.as_view(), name="indicator-list"),
    # before the indicator, which would take its name for its own
    path(f"{LIST}novy/", keeping.IndicatorNewView.as_view(), name="indicator-new"),
    path(INDICATOR, indicators.IndicatorDetailView.as_view(), name="indicator-detail"),
    path(f"{INDICATOR}upravit/", keeping.IndicatorEditView.as_view(), name="indicator-edit"),
    path(f"{INDICATOR}definice/", indicators.DefinitionListView.as_view(), name="definition-list"),
    path(f"{INDICATOR}definice/nova/", keeping.DefinitionNewView.as_view(), name="definition-new"),
    path(f"{INDICATOR}cil/", keeping.TargetNewView.as_view(), name="target-new"),
    path(
        f"{INDICATOR}soubor/<slug:format>/",
        indicators.IndicatorFileView.as_view(),
        name="indicator-file",
    ),
    path(f"{INDICATOR}hodnoty/nova/", values.ValueNewView.as_view(), name="value-new"),
    path(VALUE, values.ValueDetailView.as_view(), name="value-detail"),
    path(f"{VALUE}upravit/", values.ValueEditView.as_view(), name="value-edit"),
    path(f"{VALUE}predlozit/", values.ValueSubmitView.as_view(), name="value-submit"),
    path(f"{VALUE}vratit/", values.ValueReturnView.as_view(), name="value-return"),
    path(f"{VALUE}schvalit/", values.ValueApproveView.as_view(), name="value-approve"),
    path(f"{VALUE}zverejnit/", values.ValuePublishView.as_view(), name="value-publish"),
    path(f"{VALUE}opravit/", values.ValueCorrectView.as_view(), name="value-correct"),
    path("hodnoceni/ke-schvaleni/", values.ValueQueueView.as_view(), name="value-queue"),
    path(PERIODS, periods.PeriodListView.as_view(), name="period-list"),
    path(f"{PERIODS}nove/", periods.PeriodNewView.as_view(), name="period-new"),
    path(PERIOD, periods.PeriodDetailView.as_view(), name="period-detail"),
    path(f"{PERIOD}list.xlsx", value_sheets.BlankSheetView.as_view(), name="sheet-blank"),
    path(f"{PERIOD}prevzit/", value_sheets.SheetImportView.as_view(), name="sheet-import"),
    path(f"{PERIOD}prevzit/ulozit/", value_sheets.SheetConfirmView.as_view(), name="sheet-confirm"),
    path(f"{PERIOD}zamknout/", periods.PeriodLockView.as_view(), name="period-lock"),
    path(f"{PERIOD}otevrit/", periods.PeriodReopenView.as_view(), name="period-reopen"),
    path(f"{PERIOD}rozdily/", periods.DifferenceListView.as_view(), name="difference-list"),
    path(
        f"{PERIOD}rozdily/<slug:format>/",
        periods.DifferenceListView.as_view(),
        name="difference-file",
    ),
]
