"""Addresses of the JSON interface to results, outside the languages like those to texts."""

from django.urls import path

from evaluation.api import indicators, judgements, pilot, risks

app_name = "evaluation_api"

urlpatterns = [
    path("indicators/", indicators.indicator_list, name="indicator-list"),
    path("indicators/<slug:indicator>/", indicators.indicator_detail, name="indicator-detail"),
    path("findings/", judgements.finding_list, name="finding-list"),
    path("findings/<int:number>/", judgements.finding_detail, name="finding-detail"),
    path("recommendations/", judgements.recommendation_list, name="recommendation-list"),
    path(
        "recommendations/<int:number>/",
        judgements.recommendation_detail,
        name="recommendation-detail",
    ),
    path("risks/", risks.risk_list, name="risk-list"),
    path("risks/<int:number>/", risks.risk_detail, name="risk-detail"),
    path("pilot/", pilot.half_year_list, name="half-year-list"),
    path("pilot/<int:year>-<int:half>/", pilot.half_year_detail, name="half-year-detail"),
]
