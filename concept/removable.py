"""Approved words about measures from which personal data can be removed."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from concept.models import DocumentPage, MeasureReport, PlanReport, Version
from core.removals import Place, RemovalSource, add_source


def _documents(report: MeasureReport) -> list[DocumentPage]:
    return [report.measure.document]


def _issued(report: MeasureReport) -> Iterator[int]:
    """Files of the plan are noted on the versions they tell of, those of yearly reports on the reports."""
    document = report.measure.document_id
    for model in (Version, PlanReport):
        yield from model.objects.filter(document=document).values_list("record", flat=True)


def register() -> None:
    """Called once the apps are ready."""
    add_source(
        RemovalSource(
            kind="measure_report",
            model=MeasureReport,
            permission="concept.remove_report_words",
            where=_("in all reports on the measure"),
            places=(
                Place(
                    MeasureReport,
                    ("reason", "sentence", "return_reason"),
                    "record",
                    together="measure__reports__record",
                ),
            ),
            pages=("opatreni", "hodnoceni"),
            documents=_documents,
            issued=_issued,
        )
    )
