"""Addresses of the pilot's inside: 404 to everybody but pilot officers and evaluators."""

from django.urls import path

from evaluation.views import erasing, flats, households, pilot, pilot_sheets, support

FLAT = "pilot/byty/<str:code>/"
HOUSEHOLD = "pilot/domacnosti/<uuid:uid>/"
STAY = "pilot/pobyty/<int:key>/"

urlpatterns = [
    path("pilot/zalozit/", pilot.PilotNewView.as_view(), name="pilot-new"),
    path("pilot/upravit/", pilot.PilotEditView.as_view(), name="pilot-edit"),
    path("pilot/mesic/", pilot.MonthView.as_view(), name="pilot-month"),
    path("pilot/nevyrizene/", pilot.LeftView.as_view(), name="pilot-left"),
    path("pilot/konec/", pilot.EndView.as_view(), name="pilot-end"),
    path("pilot/pravidla/", pilot.RulesView.as_view(), name="pilot-rules"),
    path("pilot/pravidla/nova/", pilot.RulesNewView.as_view(), name="pilot-rules-new"),
    path("pilot/pravidla/plan/", pilot.PlanNewView.as_view(), name="pilot-plan-new"),
    path("pilot/uchovani/", erasing.KeepingView.as_view(), name="pilot-keeping"),
    path("pilot/dovoz/<slug:what>/", pilot_sheets.ImportView.as_view(), name="pilot-import"),
    path(
        "pilot/dovoz/<slug:what>/tabulka.xlsx",
        pilot_sheets.EmptyTableView.as_view(),
        name="pilot-table",
    ),
    path("pilot/export/<slug:what>.xlsx", pilot_sheets.ExportView.as_view(), name="pilot-export"),
    path("pilot/byty/", flats.FlatListView.as_view(), name="flat-list"),
    path("pilot/byty/novy/", flats.FlatNewView.as_view(), name="flat-new"),
    path(
        "pilot/byty/mimo-provoz/<int:key>/konec/",
        flats.OutageEndView.as_view(),
        name="flat-outage-end",
    ),
    path(FLAT, flats.FlatDetailView.as_view(), name="flat-detail"),
    path(f"{FLAT}upravit/", flats.FlatEditView.as_view(), name="flat-edit"),
    path(f"{FLAT}mimo-provoz/", flats.OutageNewView.as_view(), name="flat-outage-new"),
    path("pilot/domacnosti/", households.HouseholdListView.as_view(), name="household-list"),
    path("pilot/domacnosti/nova/", households.HouseholdNewView.as_view(), name="household-new"),
    path(HOUSEHOLD, households.HouseholdDetailView.as_view(), name="household-detail"),
    path(f"{HOUSEHOLD}upravit/", households.HouseholdEditView.as_view(), name="household-edit"),
    path(f"{HOUSEHOLD}velikost/", households.SizeNewView.as_view(), name="household-size"),
    path(f"{HOUSEHOLD}rozdelit/", households.SplitView.as_view(), name="household-split"),
    path(f"{HOUSEHOLD}nastehovat/", households.MoveInView.as_view(), name="stay-new"),
    path(f"{HOUSEHOLD}podpora/", support.SupportView.as_view(), name="support-decide"),
    path(f"{HOUSEHOLD}vyhodnoceni/", support.ReviewView.as_view(), name="household-review"),
    path(f"{HOUSEHOLD}bydleni/", support.StatusView.as_view(), name="household-status"),
    path(f"{STAY}prestehovat/", households.MoveView.as_view(), name="stay-move"),
    path(f"{STAY}konec/", households.EndView.as_view(), name="stay-end"),
    path(f"{STAY}limit/", households.LimitView.as_view(), name="stay-limit"),
    path(f"{STAY}opravit/", households.StayCorrectView.as_view(), name="stay-correct"),
    path(f"{STAY}omylem/", households.StayVoidView.as_view(), name="stay-void"),
    path(
        "pilot/podpora/<int:key>/opravit/",
        support.SupportCorrectView.as_view(),
        name="support-correct",
    ),
    path(
        "pilot/vyhodnoceni/<int:key>/opravit/",
        support.ReviewCorrectView.as_view(),
        name="review-correct",
    ),
]
