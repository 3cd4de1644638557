"""Series with sessions, people and statements for tests, made by the actions that make them in life."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from focus_groups.actions import people, series, sessions, statements
from focus_groups.enums import ConsentForm, ConsentScope, FacilitatorRole, SeriesKind, Speaker
from focus_groups.models import (
    Consent,
    Facilitator,
    Participant,
    Series,
    Session,
    SpokenStatement,
)
from people.enums import Role
from people.models import User
from tests.factories.people import UserFactory

ALL_SCOPES = tuple(ConsentScope)


def facilitator(name: str = "Fatima Facilitátorka") -> User:
    """A person with the role of facilitator."""
    return UserFactory(name=name, roles=[Role.FACILITATOR])


def panel(code: str = "FS", *, at: datetime, lead: User | None = None, **fields: Any) -> Series:
    """A standing panel with its sheet and a guide of two questions."""
    lead = lead or facilitator()
    made = series.create_series(
        name=f"Fokusní skupina {code}",
        code=code,
        kind=SeriesKind.STANDING_PANEL,
        lead=lead,
        by=lead,
        at=at,
        **fields,
    )
    series.add_sheet(
        series=made, text="Souhlasíte s tím, že si zapíšeme, co říkáte?", by=lead, at=at
    )
    series.add_guide(
        series=made,
        title="Hledání bydlení",
        questions=[
            {"key": "1", "text": "Jak jste hledali byt?", "prompts": ["Kdo vám pomohl?"]},
            {"key": "2", "text": "Co vám bránilo?"},
        ],
        by=lead,
        at=at,
    )
    return made


def lead_of(made: Series) -> User:
    """Who leads the series."""
    return made.facilitators.filter(role=FacilitatorRole.LEAD).order_by("pk")[0].user


def seat_of(made: Series, user: User | None = None) -> Facilitator:
    """The place of a facilitator in the series, of the lead unless told."""
    return made.facilitators.get(user=user or lead_of(made))


def participant(made: Series, *, at: datetime, scopes: Any = ALL_SCOPES) -> Participant:
    """Somebody under a drawn pseudonym who consented."""
    someone = people.add_participant(
        series=made, joined_on=date(2016, 11, 23), by=lead_of(made), at=at
    )
    if scopes:
        consent(someone, scopes, at=at)
    return someone


def consent(
    someone: Participant, scopes: Any = ALL_SCOPES, *, at: datetime, **fields: Any
) -> Consent:
    """A consent of the participant to the first sheet of the series."""
    return people.record_consent(
        participant=someone,
        sheet=someone.series.sheets.order_by("number")[0],
        form=ConsentForm.WRITTEN,
        scopes=scopes,
        **{"given_on": date(2016, 11, 23), "by": lead_of(someone.series), "at": at, **fields},
    )


def session(made: Series, *, at: datetime, **fields: Any) -> Session:
    """A session of the series with its first guide."""
    return sessions.open_session(
        series=made,
        facilitators=[seat_of(made)],
        guide=made.guides.order_by("number")[0],
        by=lead_of(made),
        at=at,
        **{"topic": "Hledání bydlení", "held_on": date(2016, 11, 23), **fields},
    )


def say(
    of: Session,
    words: str,
    *,
    at: datetime,
    who: Participant | None = None,
    uid: UUID | None = None,
    base_version: int = 0,
    **fields: Any,
) -> SpokenStatement:
    """A statement of a participant, or of the whole group."""
    said = {
        "position": of.statements.count() + 1,
        "speaker": Speaker.PARTICIPANT if who else Speaker.WHOLE_GROUP,
        "participant": who,
        "words": words,
        **fields,
    }
    return statements.store_statement(
        session=of,
        uid=uid or uuid4(),
        fields=said,
        base_version=base_version,
        by=lead_of(of.series),
        at=at,
    )
