"""Reads where rounds and frozen text meet: rounds on a text being read, passages being commented on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.http import urlencode

from concept import reading
from concept.models import Version, VersionPassage, VersionSection
from consultations.enums import RoundState
from consultations.models import Round, RoundVersion
from consultations.models.rounds import PAST_ANNOUNCEMENT
from consultations.places import Place
from core.models import Record
from people.models import AudienceMember


@dataclass(frozen=True, slots=True)
class RoundOnText:
    """A round as the reader of a text meets it. ``version`` is the one the round is on."""

    round: Round
    version: Version
    state: str
    is_on_version: bool
    may_comment: bool

    @property
    def takes_comments(self) -> bool:
        """Whether the reader may comment here and now."""
        return self.state == RoundState.OPEN and self.may_comment

    @property
    def is_open(self) -> bool:
        """Whether comments are taken, from whomever the round is for."""
        return self.state == RoundState.OPEN

    @property
    def is_planned(self) -> bool:
        """Whether it has not opened yet."""
        return self.state == RoundState.PLANNED

    @property
    def own_url(self) -> str:
        """The reader's own comments."""
        return reverse("consultations:statement-own", args=[self.round.slug])

    @property
    def version_url(self) -> str:
        """Where the version of the round is read."""
        return reading.version_base(self.version)

    def text_url(self, section: str) -> str:
        """Comments on a section, beside its text."""
        return section_comments_url(self.round, self.version, section)


def section_comments_url(round: Round, version: Version, section: str) -> str:
    """Address of the comments on a section."""
    base = reverse("consultations:section-comments", args=[round.slug])
    return f"{base}?{urlencode({'verze': version.slug, 'oddil': section})}"


def rounds_on_text(version: Version, reader: Any, at: datetime) -> list[RoundOnText]:
    """Rounds the reader should know of while reading a version, those that close first in front: one query.

    All rounds on this version; of those on other versions of the document only the open ones.
    """
    found = (
        RoundVersion.objects.filter(
            round__document=version.document_id,
            round__stage__in=PAST_ANNOUNCEMENT,
            round__record__in=Record.objects.visible_to(reader),
        )
        .select_related("round", "version")
        .annotate(is_invited=_is_invited(reader, at))
        .order_by("round__closes_at", "round__number", "-version__number")
    )
    rounds: dict[int, RoundOnText] = {}
    for row in found:
        row.version.document = version.document
        made = RoundOnText(
            round=row.round,
            version=row.version,
            state=row.round.state_at(at),
            is_on_version=row.version_id == version.pk,
            may_comment=row.round.is_public or row.is_invited,
        )
        if made.is_on_version:
            rounds[row.round_id] = made
        elif made.is_open:
            rounds.setdefault(row.round_id, made)
    return sorted(rounds.values(), key=lambda found: not found.is_open)


def _is_invited(reader: Any, at: datetime) -> Any:
    if not reader.is_authenticated:
        return Value(False, output_field=BooleanField())
    here = AudienceMember.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        audience=OuterRef("round__audience"),
        user=reader,
        valid_from__lte=at,
    )
    return Exists(here)


def versions_of_round(round: Round) -> list[Version]:
    """Versions of a round, newest first, with their document: one query."""
    return list(round.versions.select_related("document", "record").order_by("-number"))


@dataclass(frozen=True, slots=True)
class QuotedText:
    """What a comment is about, for its form: a passage, a section or the whole text (then ``section_uid`` is empty)."""

    place: Place
    label: str
    kind: str
    text: str
    html: str
    value: Any
    section_uid: str
    section_label: str
    section_address: str
    order: int

    @property
    def is_passage(self) -> bool:
        """Whether words can be quoted."""
        return bool(self.place.passage)


def quoted_texts(version: Version, places: Sequence[Place]) -> list[QuotedText]:
    """The texts at the places, in the order asked; places not in the version are left out: two queries at most."""
    passages = _passages(version, [UUID(p.passage) for p in places if p.passage])
    sections = _sections(version, [UUID(p.section) for p in places if p.section and not p.passage])
    found = []
    for place in places:
        row = passages.get(place.passage)
        if place.passage and row is not None:
            found.append(QuotedText(place, *row))
        elif not place.passage and place.section in sections:
            code, title, address = sections[place.section]
            label = f"{code} {title}".strip()
            found.append(
                QuotedText(place, code, "", "", "", None, place.section, label, address, 0)
            )
        elif place == Place():
            found.append(QuotedText(place, "", "", "", "", None, "", "", "", 0))
    return found


PASSAGE_COLUMNS = (
    "passage_uid",
    "label",
    "content__kind",
    "content__text",
    "content__html",
    "content__value",
    "section__node_uid",
    "section__code",
    "section__title",
    "section__address",
    "order",
)


def _passage_row(row: Sequence[Any]) -> tuple[Any, ...]:
    _uid, label, kind, text, html, value, section, code, title, address, order = row
    return label, kind, text, html, value, str(section), f"{code} {title}".strip(), address, order


def _of_version(version: Version) -> QuerySet:
    return VersionPassage.objects.filter(version=version)


def _passages(version: Version, uids: list[UUID]) -> dict[str, tuple[Any, ...]]:
    if not uids:
        return {}
    rows = _of_version(version).filter(passage_uid__in=uids).values_list(*PASSAGE_COLUMNS)
    return {str(row[0]): _passage_row(row) for row in rows}


def _sections(version: Version, uids: list[UUID]) -> dict[str, tuple[str, str, str]]:
    if not uids:
        return {}
    rows = VersionSection.objects.filter(version=version, node_uid__in=uids)
    return {
        str(uid): (code, title, address)
        for uid, code, title, address in rows.values_list("node_uid", "code", "title", "address")
    }


def places_by_label(version: Version, labels: Sequence[str]) -> dict[str, Place]:
    """Places named by their printed numbers ("3.2/2", or "3.2" for a section): two queries."""
    rows = _of_version(version).filter(label__in=labels)
    found = {
        label: Place(passage=str(uid)) for label, uid in rows.values_list("label", "passage_uid")
    }
    sections = VersionSection.objects.filter(version=version, code__in=labels).exclude(code="")
    for code, uid in sections.values_list("code", "node_uid"):
        found.setdefault(code, Place(section=str(uid)))
    return found
