"""What a person's overview shows of rounds: those open now, and how far each of the person's voices is in them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.enums import BodyStanding, StatementState
from consultations.models import Round, RoundBody, Statement
from consultations.queries.rounds import RoundFacts, round_facts
from consultations.queries.voices import Voice, authorised_for
from people.models import User
from working_groups import queries as group_queries


@dataclass(frozen=True, slots=True)
class OwnVoice:
    """As whom a person may speak in a round and how far that is. ``name`` is "" for somebody who speaks for
    themselves; counts are of comments.
    """

    voice: Voice
    draft_count: int = 0
    sent_count: int = 0
    has_sent: bool = False

    @property
    def name(self) -> str:
        """For whom the person speaks."""
        return self.voice.organisation.name if self.voice.organisation else ""

    @property
    def standing(self) -> str:
        """A value of ``BodyStanding``; what is being written comes before what was sent, since it waits."""
        if self.draft_count:
            return BodyStanding.DRAFTING
        if not self.has_sent:
            return BodyStanding.SILENT
        return BodyStanding.COMMENTED if self.sent_count else BodyStanding.NO_COMMENTS

    @property
    def in_words(self) -> str:
        """The standing as the person is told."""
        said = []
        if self.draft_count:
            said.append(
                ngettext(
                    "Being written, not sent: %(count)d comment",
                    "Being written, not sent: %(count)d comments",
                    self.draft_count,
                )
                % {"count": self.draft_count}
            )
        if self.sent_count:
            said.append(
                ngettext("Sent: %(count)d comment", "Sent: %(count)d comments", self.sent_count)
                % {"count": self.sent_count}
            )
        elif self.has_sent:
            said.append(_("Sent: no comments"))
        return "; ".join(said) or _("You have not answered yet")

    @property
    def button(self) -> str:
        """What the one button of the row does."""
        match self.standing:
            case BodyStanding.DRAFTING if self.voice.may_send:
                return _("Check and send")
            case BodyStanding.DRAFTING:
                return _("Go on writing")
            case BodyStanding.SILENT:
                return _("Write comments")
            case _:
                return _("Show what was sent")


@dataclass(frozen=True, slots=True)
class OwnRound:
    """An open round with the person's voices in it, bodies first; without any the person only knows of it."""

    facts: RoundFacts
    voices: list[OwnVoice]

    def url_of(self, own: OwnVoice) -> str:
        """Where the button of a voice leads: straight to sending what one may send, else to what is written."""
        is_to_send = own.standing == BodyStanding.DRAFTING and own.voice.may_send
        name = "consultations:statement-send" if is_to_send else "consultations:statement-own"
        query = f"?za={own.voice.key}" if len(self.voices) > 1 else ""
        return reverse(name, args=[self.facts.round.slug]) + query

    @property
    def rows(self) -> list[tuple[OwnVoice, str]]:
        """The voices with the addresses of their buttons."""
        return [(own, self.url_of(own)) for own in self.voices]


def own_rounds(person: User, at: datetime) -> list[OwnRound]:
    """Rounds open at the moment that a person may know of, the next to close first: at most seven queries."""
    rounds = list(
        Round.objects.visible_to(person)
        .open(at)
        .select_related("record", "document")
        .order_by("closes_at", "number")
    )
    if not rounds:
        return []
    found = _voices(person, rounds, at)
    written = _written(person, found)
    return [
        OwnRound(
            round_facts(round, at),
            [replace(own, **written.get(_key(round.pk, own), {})) for own in found[round.pk]],
        )
        for round in rounds
    ]


def _key(round_pk: int, own: OwnVoice) -> tuple[int, int | None]:
    return round_pk, own.voice.organisation.pk if own.voice.organisation else None


def _voices(person: User, rounds: Iterable[Round], at: datetime) -> dict[int, list[OwnVoice]]:
    """What ``voices`` answers for one round, for many: five queries."""
    day = timezone.localdate(at)
    authorised = authorised_for(person, at)
    own = group_queries.organisations_of(person, day)
    bodies = RoundBody.objects.filter(round__in=rounds, organisation__in=own)
    found: dict[int, list[OwnVoice]] = {round.pk: [] for round in rounds}
    for body in bodies.select_related("organisation").order_by("organisation__sort_key"):
        found[body.round_id].append(
            OwnVoice(
                Voice(
                    organisation=body.organisation,
                    may_send=body.organisation_id in authorised,
                    may_be_essential=body.may_be_essential,
                )
            )
        )
    seats = person.group_memberships.current(day)
    of_member = set(
        Round.objects.filter(pk__in=found, groups__memberships__in=seats).values_list(
            "pk", flat=True
        )
    )
    for round in rounds:
        is_member = round.pk in of_member and (
            round.members_may_comment_alone or not found[round.pk]
        )
        if round.is_public or is_member:
            alone = Voice(organisation=None, may_send=True, may_be_essential=False)
            found[round.pk].append(OwnVoice(alone))
    return found


def _written(
    person: User, found: dict[int, list[OwnVoice]]
) -> dict[tuple[int, int | None], dict[str, Any]]:
    """What was written and sent in each voice, as fields of ``OwnVoice``: one query."""
    bodies = {own.voice.organisation.pk for voices in found.values() for own in voices if own.name}
    is_body = Q(
        respondent__organisation__in=bodies, respondent__user=None, respondent__token_digest=""
    )
    statements = (
        Statement.objects.filter(is_body | Q(respondent__user=person), round__in=found)
        .exclude(state=StatementState.WITHDRAWN)
        .annotate(
            count=Count("comments", filter=Q(comments__withdrawn_at=None)),
            body=F("respondent__organisation_id"),
            person=F("respondent__user_id"),
        )
        .values_list("round_id", "body", "person", "state", "count")
    )
    written: dict[tuple[int, int | None], dict[str, Any]] = {}
    for round_pk, body, author, state, count in statements:
        key = (round_pk, None if author else body)
        row = written.setdefault(key, {"draft_count": 0, "sent_count": 0, "has_sent": False})
        if state == StatementState.DRAFT:
            row["draft_count"] += count
        else:
            row["sent_count"] += count
            row["has_sent"] = True
    return written
