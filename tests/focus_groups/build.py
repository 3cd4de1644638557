"""Series with sessions, people and statements for tests, made by the actions that make them in life."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from focus_groups.actions import (
    checking,
    checks,
    codes,
    findings,
    people,
    publishing,
    quotes,
    recommendations,
    reports,
    series,
    sessions,
    statements,
    worked_out,
)
from focus_groups.enums import (
    CheckItem,
    ConsentForm,
    ConsentScope,
    FacilitatorRole,
    Publication,
    SeriesKind,
    Speaker,
    StatementState,
)
from focus_groups.models import (
    Code,
    Consent,
    Facilitator,
    Finding,
    Participant,
    PublicationCheck,
    Quote,
    Recommendation,
    ReportEdition,
    Series,
    Session,
    SpokenStatement,
)
from focus_groups.queries.checks import digest_of
from people.enums import Role
from people.models import User
from tests.factories.people import UserFactory

ALL_SCOPES = tuple(ConsentScope)


def facilitator(name: str = "Fatima Facilitátorka") -> User:
    """A person with the role of facilitator, who signs in without a second factor."""
    return UserFactory(name=name, roles=[Role.FACILITATOR], is_demo=True)


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


def participant(
    made: Series, *, at: datetime, scopes: Any = ALL_SCOPES, pseudonym: str = ""
) -> Participant:
    """Somebody who consented, under a drawn pseudonym unless told."""
    someone = people.add_participant(
        series=made, joined_on=date(2016, 11, 23), pseudonym=pseudonym, by=lead_of(made), at=at
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


def code(made: Series, name: str, *, at: datetime, **fields: Any) -> Code:
    """A code of the codebook of the series."""
    return codes.add_code(series=made, name=name, by=lead_of(made), at=at, **fields)


def checked(*said: SpokenStatement, at: datetime) -> None:
    """Take statements step by step to checked."""
    for state in (StatementState.PSEUDONYMISED, StatementState.CHECKED):
        checking.check_statements(
            statements=said, state=state, by=lead_of(said[0].session.series), at=at
        )


def finding(*supports: SpokenStatement, at: datetime, **fields: Any) -> Finding:
    """A finding that rests on statements, written by the lead."""
    series = supports[0].session.series
    told = {"text": "Lidé s dětmi nedostanou byt.", "by": lead_of(series), "at": at, **fields}
    return findings.write_finding(series=series, supports=supports, **told)


def recommendation(*behind: Finding, at: datetime, **fields: Any) -> Recommendation:
    """A recommendation that follows from findings, written by the lead."""
    series = behind[0].series
    told = {"text": "Dejte rodinám s dětmi přednost.", "by": lead_of(series), "at": at, **fields}
    return recommendations.write_recommendation(series=series, findings=behind, **told)


def second(made: Series, *, at: datetime, name: str = "Simona Druhá") -> User:
    """A second facilitator of the series."""
    user = facilitator(name)
    series.start_facilitating(
        series=made,
        user=user,
        role=FacilitatorRole.FACILITATOR,
        valid_from=timezone.localdate(at),
        by=lead_of(made),
        at=at,
    )
    return user


def confirmed(
    row: Finding | Recommendation, *, reader: User, session: Session, at: datetime
) -> Finding | Recommendation:
    """Let another person read it and participants confirm it in a session."""
    row = worked_out.read_second(row=row, lock_version=row.lock_version, by=reader, at=at)
    return worked_out.confirm_in_session(
        row=row, lock_version=row.lock_version, session=session, by=reader, at=at
    )


ALL_FINE = {item.value: True for item in CheckItem}


def check(subject: Any, by: User, *, at: datetime, **fields: Any) -> PublicationCheck:
    """Let one person check a text and find nothing wrong with it."""
    act = reports.check_edition if isinstance(subject, ReportEdition) else checks.record_check
    name = "edition" if isinstance(subject, ReportEdition) else "subject"
    told = {"digest": digest_of(subject), "answers": ALL_FINE, **fields}
    return act(**{name: subject}, by=by, at=at, **told)


def check_by_two(subject: Any, *people: User, at: datetime) -> None:
    """Let people check a text one after the other."""
    for person in people:
        check(subject, person, at=at)


def published(
    row: Finding | Recommendation, *, reader: User, session: Session, at: datetime
) -> Finding | Recommendation:
    """Take a draft of the lead through reading, confirming and two checks to the public."""
    row = confirmed(row, reader=reader, session=session, at=at)
    check_by_two(row, lead_of(row.series), reader, at=at)
    return publishing.publish_text(row=row, lock_version=row.lock_version, by=reader, at=at)


def quote(of: Finding, said: SpokenStatement, *, at: datetime, **fields: Any) -> Quote:
    """The words of a checked statement under a finding, written by the lead; let out word by word."""
    said = checking.check_statement(
        statement=said,
        lock_version=SpokenStatement.objects.get(pk=said.pk).lock_version,
        state=said.state,
        sensitivity=said.sensitivity,
        publication=Publication.QUOTE,
        by=lead_of(of.series),
        at=at,
    )
    told = {"text": said.words, "is_verbatim": True, "by": lead_of(of.series), **fields}
    return quotes.write_quote(finding=of, statement=said, at=at, **told)


def edition(made: Series, *people: User, at: datetime) -> ReportEdition:
    """The next edition of the report, published by two people."""
    frozen = reports.make_edition(series=made, by=people[0], at=at)
    check_by_two(frozen, *people, at=at)
    return frozen
