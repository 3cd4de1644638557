"""What can be found is brought up to date: for rows written before their words could be found."""

from django.db import transaction

from evaluation.actions import indicators, judging, risks
from evaluation.models import Indicator, Risk
from evaluation.queries.indicators import current_definitions


@transaction.atomic
def refresh_stems() -> int:
    """Let all indicators, findings, recommendations and risks be found by their words; answers how many were not."""
    count = judging.let_all_be_found()
    count += sum(map(risks.let_be_found, Risk.objects.select_related("record")))
    rows = list(Indicator.objects.select_related("record"))
    definitions = current_definitions(rows)
    return count + sum(indicators.let_be_found(row, definitions[row.pk]) for row in rows)
