"""As whom people may speak in rounds, send and decide: reads shared by rules and actions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from consultations.enums import CommentNature, RespondentKind, RoundStepKind, Weight
from consultations.models import (
    Comment,
    RecommendationInRound,
    Respondent,
    Round,
    RoundStep,
    Statement,
)
from focus_groups.models import in_circle
from people.enums import Role
from people.models import Organisation, User
from working_groups import queries as group_queries

ONESELF = "0"


@dataclass(frozen=True, slots=True)
class Voice:
    """As whom somebody may comment in a round. Without an organisation: for themselves."""

    organisation: Organisation | None
    may_send: bool
    may_be_essential: bool

    @property
    def key(self) -> str:
        """How a form and an address say as whom somebody speaks."""
        return str(self.organisation.pk) if self.organisation else ONESELF


def proposer_of(round: Round) -> int | None:
    """Primary key of who last proposed to open the round: one query."""
    steps = RoundStep.objects.filter(round=round, step=RoundStepKind.PROPOSED).order_by("pk")
    return steps.values_list("by_id", flat=True).last()


def was_announced(round: Round) -> bool:
    """Whether people were told of the round, also if it was called off later: one query."""
    return round.steps.filter(step=RoundStepKind.ANNOUNCED).exists()


def voices(user: Any, round: Round, at: datetime) -> list[Voice]:
    """As whom the user may comment in the round, bodies first. At most four queries; no process is checked."""
    found = []
    if user.is_authenticated:
        day = timezone.localdate(at)
        own = group_queries.organisations_of(user, day)
        authorised = authorised_for(user, at)
        bodies = round.bodies.filter(organisation__in=own).select_related("organisation")
        found = [
            Voice(
                organisation=body.organisation,
                may_send=body.organisation_id in authorised,
                may_be_essential=body.may_be_essential,
            )
            for body in bodies.order_by("organisation__sort_key")
        ]
        if round.is_public or (
            (round.members_may_comment_alone or not found)
            and round.groups.filter(memberships__in=user.group_memberships.current(day)).exists()
        ):
            found.append(Voice(organisation=None, may_send=True, may_be_essential=False))
    elif round.is_public:
        found.append(Voice(organisation=None, may_send=True, may_be_essential=False))
    return found


def authorised_for(user: User, at: datetime) -> set[int]:
    """Organisations in whose name the user may send a joint statement: one query, none where roles are known."""
    return user.organisations_on(timezone.localdate(at), Role.AUTHORISED_PERSON)


def speaks_in(user: Any, statement: Statement, at: datetime) -> bool:
    """Whether the statement is the user's own, that of their body, or opened by its code."""
    return is_voice_of(user, statement.respondent, at)


def is_voice_of(user: Any, respondent: Respondent, at: datetime) -> bool:
    """Whether the respondent is the user, their body, the series they facilitate, or the holder of the code. Two
    queries at most.
    """
    if not user.is_authenticated:
        digest = getattr(user, "token_digest", "")
        return bool(digest) and digest == respondent.token_digest
    if respondent.user_id is not None:
        return respondent.user_id == user.pk
    if respondent.is_body:
        own = group_queries.organisations_of(user, timezone.localdate(at))
        return respondent.organisation_id in own
    if respondent.kind == RespondentKind.FOCUS_GROUP:
        return spoken_for(user).filter(pk=respondent.pk).exists()
    return False


def spoken_for(user: User) -> QuerySet[Respondent]:
    """Respondents that are a series of focus groups the user facilitates now."""
    links = RecommendationInRound.objects.filter(in_circle(user, prefix="recommendation__series__"))
    return Respondent.objects.filter(
        kind=RespondentKind.FOCUS_GROUP,
        pk__in=links.values("comment__statement__respondent"),
    )


def may_send(user: Any, statement: Statement, at: datetime) -> bool:
    """Whether the user may send the statement: its author, or the authorised person of its body."""
    return may_bind(user, statement.respondent, at)


def may_bind(user: Any, respondent: Respondent, at: datetime) -> bool:
    """Whether what the user says binds the respondent: for a body only its authorised person."""
    if not is_voice_of(user, respondent, at):
        return False
    return not respondent.is_body or respondent.organisation_id in authorised_for(user, at)


def respondents_of(user: Any, round: Round, at: datetime) -> list[Respondent]:
    """In which voices the user spoke in the round, bodies first: three queries at most."""
    respondents = Respondent.objects.filter(round=round).select_related("organisation")
    if not user.is_authenticated:
        digest = getattr(user, "token_digest", "")
        return list(respondents.filter(token_digest=digest)) if digest else []
    own = group_queries.organisations_of(user, timezone.localdate(at))
    is_body = Q(organisation__in=own, user__isnull=True, token_digest="")
    is_series = Q(kind=RespondentKind.FOCUS_GROUP, pk__in=spoken_for(user).values("pk"))
    found = respondents.filter(is_body | is_series | Q(user=user)).order_by(
        "organisation__sort_key", "pk"
    )
    return sorted(found, key=lambda respondent: not respondent.is_body)


def may_read_publication(user: Any, round: Round, at: datetime) -> bool:
    """Whether the round's settlement is for this reader: everyone, or only those it was for and staff."""
    if round.publishes_settlement:
        return True
    if not user.is_authenticated:
        return False
    return user.sees_staff_rows(at) or user.pk in people_invited(round, at)


def may_decide_alone(user: Any, comment: Comment) -> bool:
    """Whether the user's own word settles the comment (model.md 3.2); essential ones need a meeting."""
    if not user.is_authenticated or comment.weight == Weight.ESSENTIAL:
        return False
    roles = user.roles_on(timezone.localdate())
    if comment.nature == CommentNature.FORMAL and Role.EDITOR in roles:
        return True
    return Role.CHAIR in roles


def people_invited(round: Round, at: datetime) -> set[int]:
    """Primary keys of everyone a round is for: members of its groups and colleagues in its bodies. Three queries."""
    day = timezone.localdate(at)
    found = group_queries.colleagues(round.bodies.values_list("organisation_id", flat=True), day)
    for group in round.groups.all():
        found |= set(group.memberships.current(day).values_list("user_id", flat=True))
    return found
