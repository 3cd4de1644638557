"""Published figures of the pilot as plain data: exactly what their page tells."""

from typing import Any

from evaluation.exports.origins import notice_of
from evaluation.models import PilotPublication
from evaluation.queries.publications import WHOLES, sections_of, told_by


def half_year_data(publication: PilotPublication) -> dict[str, Any]:
    """Counts by name; null where one is left out, so that nobody is recognised. No query where its record is loaded."""
    return {
        "pilot": {"slug": publication.pilot.slug, "name": publication.pilot.name},
        "half_year": publication.half_year.slug,
        "as_of": publication.half_year.last_day.isoformat(),
        "edition": publication.edition,
        "notice": notice_of([publication.record.demo_origin]),
        "origin": publication.record.demo_origin,
        "note": publication.preparation.note,
        "published_at": publication.at.isoformat(),
        "figures": [
            {
                "name": row.name,
                "label": row.label,
                "part_of": WHOLES.get(row.name),
                "count": row.value,
                "percent": None if row.percent is None else float(row.percent),
            }
            for section in sections_of(told_by(publication.preparation))
            for row in section.rows
        ],
    }
