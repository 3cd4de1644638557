"""What rows of the permission table about focus groups speak of."""

from datetime import date, datetime

from core.enums import Visibility
from focus_groups.actions import codes, coding, sessions
from focus_groups.enums import CheckItem
from focus_groups.models import Series, TopicGuide
from tests.focus_groups import build as focus

# stands in everything that only the facilitators of the series may read, and nowhere else; the same in every encoding
SECRET = "kvrndlik"


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
    return made | inside(Series.objects.get(code="FS"), at)


def worked_out(series: Series, at: datetime, made: dict[str, str | int]) -> None:
    """A coded statement, a finding and a recommendation that are being written, and one each that was confirmed."""
    lead, reader = focus.lead_of(series), focus.second(series, at=at, name=f"Druhá {series.code}")
    first, second = (
        sessions.move_session(session=held, state="held", by=lead, at=at)
        for held in (series.sessions.get(), focus.session(series, held_on=date(2017, 1, 11), at=at))
    )
    said = focus.say(first, f"S dětmi byt nedostanu, {SECRET}.", at=at)
    code = focus.code(series, "Děti", at=at)
    put = {"statement": said, "code": code, "field": "words", "by": lead, "at": at}
    made[f"said_{series.code}"] = said.pk
    made[f"coding_{series.code}"] = coding.put_coding(**put).pk
    for is_confirmed in (False, True):
        finding = focus.finding(said, at=at)
        advice = focus.recommendation(finding, at=at)
        for row in (finding, advice) if is_confirmed else ():
            focus.confirmed(row, reader=reader, session=second, at=at)


def inside(series: Series, at: datetime) -> dict[str, str | int]:
    """People and what they said, with ``SECRET`` in every text: on the way to a finding, a quote, a recommendation."""
    lead = focus.lead_of(series)
    held = series.sessions.order_by("number")[0]
    second = focus.second(series, at=at, name="Silva Druhá")
    someone = focus.participant(series, at=at)
    sessions.set_participants(session=held, participants=[someone], by=lead, at=at)
    said = focus.say(
        held,
        f"Zažila jsem {SECRET} na úřadě.",
        who=someone,
        at=at,
        working_text=f"Zažila {SECRET}.",
        is_verbatim=True,
    )
    sessions.edit_session(
        session=held,
        lock_version=held.lock_version,
        field_notes=f"Mluvila o {SECRET}.",
        others_present=f"Paní z {SECRET}",
        by=lead,
        at=at,
    )
    theme = codes.add_code(
        series=series, name=f"Téma {SECRET}", definition=f"Je to {SECRET}.", by=lead, at=at
    )
    later = focus.session(series, at=at, held_on=date(2016, 12, 14))
    sessions.move_session(session=later, state="held", by=lead, at=at)
    texts = {"text": f"Zjistili jsme {SECRET}.", "plain_text": f"Prostě {SECRET}."}
    draft = focus.finding(said, at=at, theme=theme, limits=f"Jen {SECRET}.", **texts)
    advice = focus.recommendation(draft, at=at, text=f"Omezte {SECRET}.")
    quote = focus.quote(draft, said, at=at)
    focus.check(
        quote,
        second,
        answers={**focus.ALL_FINE, CheckItem.NAMES.value: False},
        reason=f"Poznají {SECRET}.",
        at=at,
    )
    return {
        "focus_finding": draft.pk,
        "focus_recommendation": advice.pk,
        "focus_quote": quote.pk,
        "focus_statement": said.pk,
        "focus_participant": someone.pk,
        "focus_uid": str(said.uid),
    }
