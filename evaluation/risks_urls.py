"""Addresses of the register of risks, below ``/hodnoceni/rizika/``."""

from django.urls import path

from evaluation.views import risk_steps, risks

RISK = "hodnoceni/rizika/<int:number>/"

urlpatterns = [
    path("hodnoceni/rizika/", risks.risk_list, name="risk-list"),
    path("hodnoceni/rizika/nove/", risks.RiskNewView.as_view(), name="risk-new"),
    path(RISK, risks.risk_detail, name="risk-detail"),
    path(f"{RISK}upravit/", risks.RiskEditView.as_view(), name="risk-edit"),
    path(f"{RISK}garant/", risk_steps.RiskGiveView.as_view(), name="risk-give"),
    path(f"{RISK}posoudit/", risk_steps.RiskAssessView.as_view(), name="risk-assess"),
    path(f"{RISK}reakce/", risk_steps.RiskRespondView.as_view(), name="risk-respond"),
    path(f"{RISK}stav/", risk_steps.RiskMoveView.as_view(), name="risk-move"),
    path(f"{RISK}vcasne-varovani/", risk_steps.RiskWatchView.as_view(), name="risk-watch"),
    path(f"{RISK}verejne/", risk_steps.RiskShowView.as_view(), name="risk-show"),
    path(f"{RISK}kroky/novy/", risk_steps.ActionNewView.as_view(), name="risk-action-new"),
    path(
        f"{RISK}kroky/<int:action>/", risk_steps.ActionEditView.as_view(), name="risk-action-edit"
    ),
    path(f"{RISK}varovani/<int:alert>/", risk_steps.AlertCloseView.as_view(), name="risk-alert"),
]
