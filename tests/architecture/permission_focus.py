"""What rows of the permission table about focus groups speak of."""

from datetime import datetime

from core.enums import Visibility
from focus_groups.models import TopicGuide
from tests.focus_groups import build as focus


def build(at: datetime) -> dict[str, str | int]:
    """A public series ``FS`` and one for staff, ``FT``, facilitated by none of the personas, each with a session."""
    made: dict[str, str | int] = {}
    for code, visibility in (("FS", Visibility.PUBLIC), ("FT", Visibility.STAFF)):
        series = focus.panel(code, at=at, visibility=visibility)
        focus.session(series, at=at)
        someone = focus.participant(series, at=at)
        made[f"person_{code}"] = str(someone.uid)
        made[f"lead_{code}"] = focus.seat_of(series).pk
        made.setdefault("consent", str(someone.consents.get().uid))
        made[f"guide_{code}"] = TopicGuide.objects.get(series=series).pk
    return made
