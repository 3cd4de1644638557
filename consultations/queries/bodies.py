"""Invited bodies: who has answered, who is writing, who is silent, and who was told of what."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from consultations.enums import (
    BodyStanding,
    PublishConsent,
    RoundStepKind,
    StatementState,
)
from consultations.models import Round, RoundBody, RoundStep, Statement
from core.czech import sort_key
from core.models import OutboxMail
from people.enums import Role
from people.models import Organisation, RoleGrant, User
from working_groups import queries as group_queries
from working_groups.models import Group

ROUND_MAILS = ("round_announced", "round_reminder")
TOLD_STEPS = (RoundStepKind.ANNOUNCED, RoundStepKind.EXTENDED)
ANSWERED = frozenset({BodyStanding.NO_COMMENTS, BodyStanding.COMMENTED})


@dataclass(slots=True)
class BodyRow:
    """An invited body with its joint answer. ``comment_count`` counts sent points, those taken back too."""

    body: RoundBody
    standing: str = BodyStanding.SILENT
    comment_count: int = 0
    draft_count: int = 0
    answered_at: datetime | None = None
    is_late: bool = False
    is_named: bool = True
    speakers: int = 0
    senders: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Name of the organisation."""
        return self.body.organisation.name

    @property
    def standing_label(self) -> str:
        """The standing in words, without the count."""
        return str(BodyStanding(self.standing).label)

    @property
    def has_answered(self) -> bool:
        """Whether the body sent comments, or said that it has none."""
        return self.standing in ANSWERED


def body_rows(round: Round) -> list[BodyRow]:
    """Every invited body with its joint answer, in Czech order: two queries."""
    bodies = round.bodies.select_related("organisation").order_by("organisation__sort_key")
    rows = {body.organisation_id: BodyRow(body) for body in bodies}
    joint = Statement.objects.filter(
        round=round, respondent__organisation__in=rows, respondent__user__isnull=True
    ).exclude(state=StatementState.WITHDRAWN)
    for statement in joint.select_related("respondent").annotate(points=Count("comments")):
        _add_answer(rows[statement.respondent.organisation_id], statement)
    return list(rows.values())


def _add_answer(row: BodyRow, statement: Statement) -> None:
    row.is_named = statement.respondent.publish_consent != PublishConsent.ANONYMOUS
    if statement.state == StatementState.DRAFT:
        row.draft_count += statement.points
        if statement.points and not row.has_answered:
            row.standing = BodyStanding.DRAFTING
        return
    row.comment_count += statement.points
    row.is_late |= statement.is_late
    row.answered_at = max(filter(None, (row.answered_at, statement.submitted_at)), default=None)
    row.standing = BodyStanding.COMMENTED if row.comment_count else BodyStanding.NO_COMMENTS


@dataclass(frozen=True, slots=True)
class PublicBodies:
    """What everyone learns of the invited bodies: names of those that answered, and how many others were invited."""

    commented: list[tuple[str, int]]
    without_comments: list[str]
    others_count: int

    def __bool__(self) -> bool:
        return bool(self.commented or self.without_comments or self.others_count)


def public_bodies(round: Round) -> PublicBodies:
    """Who answered, by name unless the body wants none; who was silent is told as a number only. Two queries."""
    rows = body_rows(round)
    named = [row for row in rows if row.is_named and row.has_answered]
    return PublicBodies(
        commented=[(row.name, row.comment_count) for row in named if row.comment_count],
        without_comments=[row.name for row in named if not row.comment_count],
        others_count=len(rows) - len(named),
    )


def groups_of_round(round: Round, user: Any) -> list[Group]:
    """Invited groups the user may know of, by name: one query."""
    found = Group.objects.visible_to(user).filter(rounds=round)
    return sorted(found, key=lambda group: sort_key(group.name))


def body_rows_with_people(round: Round, at: datetime) -> list[BodyRow]:
    """The same with how many people speak for each body and who may send: three queries more."""
    rows = body_rows(round)
    keys = [row.body.organisation_id for row in rows]
    people, senders = people_of_bodies(keys, at), senders_of_bodies(keys, at)
    for row in rows:
        row.speakers = len(people[row.body.organisation_id])
        row.senders = senders.get(row.body.organisation_id, [])
    return rows


def senders_of_bodies(organisations: Iterable[int], at: datetime) -> dict[int, list[str]]:
    """Names of the people who may send for each organisation at the moment; none, no key. One query."""
    grants = RoleGrant.objects.current(timezone.localdate(at)).filter(
        role=Role.AUTHORISED_PERSON, user__is_active=True, organisation__in=list(organisations)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for organisation_id, name in grants.order_by("user__sort_key", "user_id").values_list(
        "organisation_id", "user__name"
    ):
        found[organisation_id].append(name)
    return dict(found)


def people_of_bodies(organisations: Iterable[int], at: datetime) -> dict[int, set[int]]:
    """Who speaks for each organisation at the moment: primary keys of people by organisation. Two queries."""
    found: dict[int, set[int]] = {pk: set() for pk in organisations}
    for organisation_id, user_id in group_queries.speakers(found, timezone.localdate(at)):
        found[organisation_id].add(user_id)
    return found


def people_of_silent_bodies(
    round: Round, at: datetime, organisations: Collection[int] | None = None
) -> dict[int, list[str]]:
    """Whom to remind: names of the silent bodies by the primary key of the person who speaks for them. Four queries."""
    silent = {
        row.body.organisation_id: row.name
        for row in body_rows(round)
        if not row.has_answered
        and (organisations is None or row.body.organisation_id in organisations)
    }
    found: dict[int, list[str]] = defaultdict(list)
    for organisation_id, people in people_of_bodies(silent, at).items():
        for user_id in people:
            found[user_id].append(silent[organisation_id])
    return dict(found)


def was_reminded_for(round: Round, closing: str) -> bool:
    """Whether the reminder before this closing time was sent: one query."""
    return round.steps.filter(step=RoundStepKind.REMINDED, new=f"closing={closing}").exists()


def last_told(round: Round) -> datetime:
    """When people last heard of the closing time, at the earliest when the round opened: one query."""
    told = RoundStep.objects.filter(round=round, step__in=TOLD_STEPS).aggregate(last=Max("at"))
    return max(filter(None, (told["last"], round.opens_at)))


@dataclass(slots=True)
class ToldPerson:
    """Who was written to about a round: mails by kind, the newest of each."""

    name: str
    email: str
    mails: dict[str, OutboxMail]

    @property
    def columns(self) -> list[OutboxMail | None]:
        """The mails in the order of ``ROUND_MAILS``."""
        return [self.mails.get(kind) for kind in ROUND_MAILS]


def told_people(round: Round, key: str) -> list[ToldPerson]:
    """Everyone who was written to about the round, by name: two queries. ``key``: ``notifications.round_key``."""
    mails = OutboxMail.objects.filter(subject_key=key, kind__in=ROUND_MAILS).order_by("created_at")
    found: dict[str, dict[str, OutboxMail]] = defaultdict(dict)
    for mail in mails.defer("text"):
        found[mail.recipient][mail.kind] = mail
    names = dict(User.objects.filter(email__in=found).values_list("email", "name"))
    people = [ToldPerson(names.get(email, ""), email, sent) for email, sent in found.items()]
    return sorted(people, key=lambda person: (person.name.casefold(), person.email))


def rounds_of_body(organisation: Organisation, user: Any) -> list[tuple[Round, int]]:
    """Rounds an organisation was invited to or answered, newest first, with how many joint statements it sent.

    Two queries; only rounds the user may know of.
    """
    sent = Statement.objects.filter(
        respondent__organisation=organisation, respondent__user__isnull=True
    ).exclude(state__in=(StatementState.DRAFT, StatementState.WITHDRAWN))
    counts = dict(sent.values_list("round").annotate(count=Count("pk")).order_by("round"))
    invited = RoundBody.objects.filter(organisation=organisation).values("round")
    found = Round.objects.visible_to(user).filter(Q(pk__in=invited) | Q(pk__in=list(counts)))
    return [(round, counts.get(round.pk, 0)) for round in found.order_by("-number")]
