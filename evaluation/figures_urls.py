"""Addresses of the pilot's figures: the public ones, and those behind them for evaluators and pilot officers."""

from django.urls import path

from evaluation.views import pilot_figures, publications

HALF_YEAR = "pilot/<int:year>-<int:half>/"

urlpatterns = [
    path("pilot/", publications.pilot_home, name="pilot-home"),
    path(HALF_YEAR, publications.half_year, name="pilot-half-year"),
    path(f"{HALF_YEAR}cisla.csv", publications.half_year_csv, name="pilot-half-year-csv"),
    path(f"{HALF_YEAR}cisla.json", publications.half_year_json, name="pilot-half-year-json"),
    path("pilot/cisla/", pilot_figures.PilotFiguresView.as_view(), name="pilot-figures"),
    path("pilot/cisla/<slug:name>/", pilot_figures.PilotFigureView.as_view(), name="pilot-figure"),
    path("pilot/zverejneni/nove/", pilot_figures.PrepareView.as_view(), name="pilot-prepare"),
    path(
        "pilot/zverejneni/<int:key>/",
        pilot_figures.PreparationView.as_view(),
        name="pilot-preparation",
    ),
    path(
        "pilot/zverejneni/<int:key>/souhlas/",
        pilot_figures.AgreeView.as_view(),
        name="pilot-agree",
    ),
]
