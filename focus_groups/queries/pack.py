"""What a device takes along to work without network: as little as the work needs, and nothing that was said."""

from typing import Any

from django.db.models import Max

from focus_groups.models import Series
from focus_groups.queries.consents import scopes_of
from focus_groups.queries.entry import passages_of


def pack_of(series: Series) -> dict[str, Any]:
    """Guides, sheets, pseudonyms with what they consent to, sessions: a constant number of queries."""
    participants = list(
        series.participants.filter(left_on=None)
        .prefetch_related("consents__sheet")
        .order_by("pseudonym")
    )
    scopes = scopes_of(participants)
    guides = list(series.guides.order_by("number"))
    pinned = {pin.key: pin for pin in passages_of(guides)}
    sessions = (
        series.sessions.select_related("guide", "record")
        .prefetch_related("participants")
        .annotate(last_position=Max("statements__position"))
        .order_by("number")
    )
    return {
        "series": {"slug": series.slug, "name": series.name, "code": series.code},
        "recovery_key": series.recovery_key,
        "guides": [
            {
                "number": guide.number,
                "title": guide.title,
                "questions": guide.questions,
                "passages": [
                    {"key": key, "shown": pinned[key].shown}
                    for pin in guide.passages
                    if (key := f"{pin['version']}:{pin['passage']}") in pinned
                ],
            }
            for guide in guides
        ],
        "sheets": [
            {"number": sheet.number, "language": sheet.language, "text": sheet.text}
            for sheet in series.sheets.order_by("number")
        ],
        "participants": [
            {
                "uid": str(someone.uid),
                "pseudonym": someone.pseudonym,
                "scopes": sorted(scopes[someone.pk]),
                "consents": [
                    {
                        "uid": str(consent.uid),
                        "sheet": consent.sheet.number,
                        "scopes": consent.scopes,
                    }
                    for consent in someone.consents.all()
                ],
            }
            for someone in participants
        ],
        "sessions": [
            {
                "uid": str(session.uid),
                "number": session.number,
                "reference": session.record.reference,
                "topic": session.topic,
                "held_on": session.held_on.isoformat(),
                "state": session.state,
                "guide": session.guide.number if session.guide else None,
                "present": [str(someone.uid) for someone in session.participants.all()],
                "last_position": session.last_position or 0,
            }
            for session in sessions
        ],
    }
