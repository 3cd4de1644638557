"""What rows of the permission table about focus groups speak of."""

from datetime import date, datetime

from core.enums import Visibility
from focus_groups.actions import coding, sessions
from focus_groups.models import Series, TopicGuide
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
        worked_out(series, at, made)
        made[f"guide_{code}"] = TopicGuide.objects.get(series=series).pk
    return made


def worked_out(series: Series, at: datetime, made: dict[str, str | int]) -> None:
    """A coded statement, a finding and a recommendation that are being written, and one each that was confirmed."""
    lead, reader = focus.lead_of(series), focus.second(series, at=at, name=f"Druhá {series.code}")
    first, second = (
        sessions.move_session(session=held, state="held", by=lead, at=at)
        for held in (series.sessions.get(), focus.session(series, held_on=date(2017, 1, 11), at=at))
    )
    said = focus.say(first, "S dětmi byt nedostanu.", at=at)
    code = focus.code(series, "Děti", at=at)
    put = {"statement": said, "code": code, "field": "words", "by": lead, "at": at}
    made[f"said_{series.code}"] = said.pk
    made[f"coding_{series.code}"] = coding.put_coding(**put).pk
    for is_confirmed in (False, True):
        finding = focus.finding(said, at=at)
        advice = focus.recommendation(finding, at=at)
        for row in (finding, advice) if is_confirmed else ():
            focus.confirmed(row, reader=reader, session=second, at=at)
