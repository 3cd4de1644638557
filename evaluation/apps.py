"""Evaluation: indicators, findings, risks, the project with its reports, the housing pilot."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    """Figures and what they say."""

    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from evaluation import rules  # noqa: F401  it registers itself
