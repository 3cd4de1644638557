"""Reads for entering what people said: who was there, what was asked, what there is to react to, what is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.text import Truncator

from concept.models import Version, VersionPassage
from focus_groups.models import Participant, Session, SpokenStatement, TopicGuide
from focus_groups.models.statements import SpokenStatementQuerySet
from focus_groups.queries.consents import scopes_of

SHOWN_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class PinnedPassage:
    """A passage people react to, as it stood in the version that was read out. ``key``: version and passage uid."""

    key: str
    version: Version
    uid: UUID
    label: str
    text: str

    @property
    def shown(self) -> str:
        """Its number and the beginning of its words."""
        return f"{self.label} {Truncator(self.text).chars(SHOWN_CHARACTERS)}".strip()


def present_in(session: Session) -> list[Participant]:
    """The participants noted as present; everybody who has not left the series while nobody is noted: two queries."""
    noted = list(session.participants.order_by("pseudonym"))
    if noted:
        return noted
    return list(session.series.participants.filter(left_on=None).order_by("pseudonym"))


def without_notes(participants: Iterable[Participant]) -> set[int]:
    """Primary keys of those who do not consent to notes now: two queries."""
    return {key for key, scopes in scopes_of(participants).items() if "notes" not in scopes}


def questions_of(guide: TopicGuide | None) -> list[tuple[str, str]]:
    """Key and text of each question of a guide."""
    return [(row["key"], row["text"]) for row in guide.questions] if guide is not None else []


def passages_of(guides: Iterable[TopicGuide]) -> list[PinnedPassage]:
    """What the guides pin, in their order, without doubles: one query. What is in no version any more is left out."""
    pins = {
        (int(pin["version"]), str(pin["passage"])) for guide in guides for pin in guide.passages
    }
    if not pins:
        return []
    rows = (
        VersionPassage.objects.filter(
            version__in={version for version, _uid in pins},
            passage_uid__in={uid for _version, uid in pins},
        )
        .select_related("content", "version")
        .order_by("version", "order")
    )
    return [
        PinnedPassage(
            key=f"{row.version_id}:{row.passage_uid}",
            version=row.version,
            uid=row.passage_uid,
            label=row.label,
            text=row.content.text,
        )
        for row in rows
        if (row.version_id, str(row.passage_uid)) in pins
    ]


def statements_of(session: Session, user: Any) -> SpokenStatementQuerySet:
    """What is stored of a session, the last one first, as far as the user facilitates its series."""
    return (
        SpokenStatement.objects.visible_to(user)
        .filter(session=session)
        .select_related("participant", "entered_by")
        .order_by("-position", "-pk")
    )


def statement_at(session: Session, uid: Any, user: Any) -> SpokenStatement | None:
    """One statement of the session, None when it is not there or not theirs to read."""
    return statements_of(session, user).filter(uid=uid).first()


def last_entered(session: Session, user: Any) -> SpokenStatement | None:
    """What the user entered last in the session; the next one often has the same question and speaker."""
    own = statements_of(session, user).filter(entered_by=user, erased_at=None)
    return own.order_by("-entered_at", "-pk").first()
