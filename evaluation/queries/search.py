"""Indicators, findings, recommendations and risks in the search of the site, as far as the reader may know of them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.extension import FoundPlace, SearchSource, add_search_source
from core.models import Record
from core.search import with_stems
from core.templatetags.osnova import local_path
from evaluation.enums.judgements import JudgementState
from evaluation.models import EvaluationFinding, EvaluationRecommendation, Indicator, Risk
from evaluation.queries.indicators import current_definitions, last_values_of
from evaluation.queries.judging import implication_of, is_replaced, question_text, words_of


def find_indicators(stems: Sequence[str], reader: Any) -> QuerySet[Indicator]:
    """Indicators whose definition of today holds every stem, by code."""
    found = with_stems(Indicator.objects.visible_to(reader), stems)
    return found.select_related("record").order_by("code")


def show_indicators(rows: Iterable[Indicator]) -> list[FoundPlace]:
    """A page of them with their last values: four queries."""
    rows = list(rows)
    definitions = current_definitions(rows)
    last = last_values_of(Indicator.objects.filter(pk__in=[row.pk for row in rows]))
    found = []
    for row in rows:
        definition, value = definitions[row.pk], last.get(row.pk)
        where = _("nothing was measured yet")
        if value is not None:
            told = {"period": value.period, "value": value.text or value.narrative}
            where = _("last value, %(period)s: %(value)s") % told
        words = [definition.plain_text, definition.numerator, definition.denominator]
        words += [definition.included, definition.excluded, definition.source]
        found.append(
            FoundPlace(
                title=f"{row.code} {definition.title}",
                url=local_path(row.record.path),
                where=where,
                text="\n".join(filter(None, words)),
            )
        )
    return found


def find_judgements(stems: Sequence[str], reader: Any) -> QuerySet[Record]:
    """Records of final findings and of final recommendations, the newest of each first.

    What is being written is in lists for whoever works on it; here is what will not change any more.
    """
    final = {"state": JudgementState.FINAL}
    findings = EvaluationFinding.objects.visible_to(reader).filter(**final)
    advice = EvaluationRecommendation.objects.visible_to(reader).filter(**final)
    known = Q(pk__in=findings.values("record")) | Q(pk__in=advice.values("record"))
    found = with_stems(Record.objects.filter(known), stems, "search_stems")
    return found.select_related(
        "evaluation_finding__final",
        "evaluation_finding__replaced_by",
        "evaluation_recommendation__final",
        "evaluation_recommendation__replaced_by",
    ).order_by("kind", "-pk")


def show_judgements(records: Iterable[Record]) -> list[FoundPlace]:
    """A page of them; what is told was fetched with them."""
    found = []
    for record in records:
        row: Any = getattr(record, "evaluation_finding", None)
        if row is not None:
            words, about = f"{words_of(row)}\n{implication_of(row)}", question_text(row)[1]
        else:
            row = record.evaluation_recommendation
            words, about = words_of(row), _("for %(addressee)s") % {"addressee": row.addressee}
        replaced = _("a correction took its place") if is_replaced(row) else ""
        found.append(
            FoundPlace(
                title=record.title,
                url=local_path(record.path),
                where="; ".join(filter(None, [about, replaced])),
                text=words.strip(),
            )
        )
    return found


def find_risks(stems: Sequence[str], reader: Any) -> QuerySet[Risk]:
    """Risks whose description holds every stem, the newest first."""
    found = with_stems(Risk.objects.visible_to(reader), stems)
    return found.select_related("record").order_by("-number")


def show_risks(rows: Iterable[Risk]) -> list[FoundPlace]:
    """A page of them. Nothing of what warned of one."""
    return [
        FoundPlace(
            title=f"{row.record.reference} {row.title}",
            url=local_path(row.record.path),
            where=f"{row.get_category_display()}; {row.get_state_display()}",
            text="\n".join(filter(None, [row.cause, row.event, row.effect, row.response_text])),
        )
        for row in rows
    ]


SOURCES = (
    SearchSource("ukazatele", gettext_lazy("In indicators"), find_indicators, show_indicators),
    SearchSource(
        "zjisteni",
        gettext_lazy("In findings and recommendations of the evaluation"),
        find_judgements,
        show_judgements,
    ),
    SearchSource("rizika", pgettext_lazy("search", "In risks"), find_risks, show_risks),
)


def register() -> None:
    """Called once the apps are ready."""
    for source in SOURCES:
        add_search_source(source)
