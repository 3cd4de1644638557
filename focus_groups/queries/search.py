"""What focus groups found and recommend in the search of the site: the published texts, as everybody reads them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from core.extension import FoundPlace, SearchSource
from core.models import Record
from core.search import with_stems
from core.templatetags.osnova import local_path
from focus_groups.models import Finding, Recommendation
from focus_groups.models.findings import WorkedOutQuerySet
from focus_groups.queries.findings import public_texts


def _public(rows: WorkedOutQuerySet) -> QuerySet:
    return rows.standing().filter(public_number__isnull=False)


def find(stems: Sequence[str], reader: Any) -> QuerySet[Record]:
    """Records of published findings and recommendations that hold every stem, the newest of each first.

    What facilitators are writing is found by nobody, not even by them.
    """
    findings = _public(Finding.objects.visible_to(reader))
    advice = _public(Recommendation.objects.visible_to(reader))
    known = Q(pk__in=findings.values("record")) | Q(pk__in=advice.values("record"))
    found = with_stems(Record.objects.filter(known), stems, "search_stems")
    return found.select_related("focus_finding__series", "focus_recommendation__series").order_by(
        "kind", "-pk"
    )


def show(records: Iterable[Record]) -> list[FoundPlace]:
    """A page of them: two queries."""
    rows = [
        getattr(record, "focus_finding", None) or record.focus_recommendation for record in records
    ]
    found = []
    texts = {
        model: public_texts([row for row in rows if isinstance(row, model)])
        for model in (Finding, Recommendation)
    }
    for record, row in zip(records, rows, strict=True):
        text = texts[type(row)][row.pk]
        theme = getattr(text, "theme", "")
        words = [text.text, getattr(text, "plain_text", "")]
        found.append(
            FoundPlace(
                title=record.title,
                url=local_path(record.path),
                where="; ".join(filter(None, [row.series.name, theme])),
                text="\n".join(filter(None, words)),
            )
        )
    return found


SOURCE = SearchSource(
    "fokusni-skupiny",
    gettext_lazy("In findings and recommendations of focus groups"),
    find,
    show,
)
