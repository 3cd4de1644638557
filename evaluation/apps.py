"""Evaluation: indicators, findings, risks, the project with its reports, the housing pilot."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EvaluationConfig(AppConfig):
    """Figures and what they say."""

    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from core import auditing, extension
        from evaluation import (  # noqa: F401  they register themselves
            erasing_judgements,
            indicator_offers,
            kept,
            naming,
            panels,
            pilot_log,
            pilot_source,
            project_naming,
            removable,
            risk_naming,
            rules,
            tasks,
            thread,
        )
        from evaluation.actions import erasing
        from evaluation.enums import MeasurementState
        from evaluation.queries import erasing as keeping
        from evaluation.queries import pilot_month, risks, search, waiting

        pilot_log.name_acts()
        indicator_offers.register()
        auditing.name_kinds(
            {
                "indicator": pgettext_lazy("kind of record", "Indicator"),
                "indicator_period": pgettext_lazy("kind of record", "Period of indicators"),
                "measurement": pgettext_lazy("kind of record", "Value of an indicator"),
            }
        )
        auditing.name_states("measurement", dict(MeasurementState.choices))
        auditing.name_verbs(
            {
                "indicator_created": _("Indicator made"),
                "indicator_edited": _("Indicator edited"),
                "indicator_defined": _("Indicator defined anew"),
                "target_set": _("Target of an indicator set"),
                "period_added": _("Period of indicators made"),
                "period_locked": _("Period of indicators locked"),
                "period_reopened": _("Period of indicators opened again"),
                "value_entered": _("Value of an indicator entered"),
                "value_edited": _("Value of an indicator edited"),
                "value_submitted": _("Value of an indicator submitted"),
                "value_returned": _("Value of an indicator returned"),
                "value_approved": _("Value of an indicator approved"),
                "value_published": _("Value of an indicator published"),
                "value_correction_begun": _("Correction of a value begun"),
            }
        )
        naming.name_in_log()
        risk_naming.name_in_log()
        project_naming.name_in_log()
        panels.register()
        pilot_source.register()
        extension.add_waiting("risks", risks.waiting_for)
        extension.add_waiting("housing pilot", pilot_month.waiting_for)
        extension.add_waiting("rows of households", keeping.waiting_for)
        search.register()
        kept.register()
        erasing.register()
        thread.register()
        erasing_judgements.register()
        removable.register()
        extension.add_waiting("evaluation", waiting.waiting_for)
