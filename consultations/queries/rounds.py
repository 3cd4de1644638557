"""Reads of rounds: for readers, for the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from concept.models import Version
from consultations import wording
from consultations.enums import PUBLIC_ROUND_STEPS, RoundState, RoundStepKind, StatementState
from consultations.models import Comment, Round, RoundSeal, RoundStep, Statement
from core.templatetags.osnova import local_path
from working_groups.models import Group


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round as pages name it: what it is and where it stands at a moment."""

    round: Round
    url: str
    state: str
    state_label: str
    when: str
    is_open: bool


def round_facts(round: Round, at: datetime) -> RoundFacts:
    """Facts of a round at a moment; no query."""
    state = round.state_at(at)
    return RoundFacts(
        round=round,
        url=local_path(round.path),
        state=state,
        state_label=str(RoundState(state).label),
        when=wording.when_in_words(round, state),
        is_open=state == RoundState.OPEN,
    )


def round_by_slug(slug: str, user: Any) -> Round | None:
    """The round at an address, if the user may know of it: one query."""
    found = Round.objects.visible_to(user).filter(slug=slug)
    return found.select_related("record", "document", "supplements__record").first()


def round_at_desk(pk: int, user: Any) -> Round | None:
    """The round with a primary key, if the user may know of it: one query."""
    found = Round.objects.visible_to(user).filter(pk=pk)
    return found.select_related("record", "document", "audience", "supplements").first()


def round_rows(user: Any, at: datetime) -> list[RoundFacts]:
    """Every round the user may know of, newest first: one query."""
    return [round_facts(round, at) for round in _rounds(user)]


def _rounds(user: Any) -> QuerySet[Round]:
    found = Round.objects.visible_to(user).select_related("record", "document")
    return found.order_by("-number")


def supplements_of(round: Round, user: Any) -> list[RoundFacts]:
    """Supplementary rounds to a round the user may know of: one query."""
    found = Round.objects.visible_to(user).filter(supplements=round).order_by("number")
    now = timezone.now()
    return [round_facts(supplement, now) for supplement in found]


def rounds_of_group(group: Group, user: Any, at: datetime) -> list[RoundFacts]:
    """Rounds a group was invited to that the user may know of, newest first: one query."""
    return [round_facts(round, at) for round in _rounds(user).filter(groups=group)]


LIST_PARTS = (
    ("open", gettext_lazy("Open now"), (RoundState.OPEN,)),
    ("planned", gettext_lazy("Not open yet"), (RoundState.PLANNED, RoundState.PREPARED)),
    (
        "closed",
        pgettext_lazy("rounds that are", "Over"),
        (
            RoundState.CLOSED,
            RoundState.SETTLING,
            RoundState.SETTLED,
            RoundState.REPORTED,
            RoundState.CANCELLED,
        ),
    ),
)


def rounds_in_parts(user: Any, at: datetime) -> list[tuple[str, str, list[RoundFacts]]]:
    """What is open, planned and over as (key, heading, rounds); empty parts are left out. One query."""
    rows = round_rows(user, at)
    found = [
        (key, str(heading), [row for row in rows if row.state in states])
        for key, heading, states in LIST_PARTS
    ]
    return [part for part in found if part[2]]


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A round in the list of the desk."""

    facts: RoundFacts
    comment_count: int
    answered_count: int
    body_count: int


def desk_rows(user: Any, at: datetime) -> list[DeskRow]:
    """Every round with how many comments were sent and how many bodies have answered, newest first: four queries."""
    rounds = list(_rounds(user))
    keys = [round.pk for round in rounds]
    comments = dict(
        Comment.objects.filter(round__in=keys, number__isnull=False)
        .values_list("round")
        .annotate(count=Count("pk"))
    )
    bodies = dict(
        Round.objects.filter(pk__in=keys).values_list("pk").annotate(count=Count("bodies"))
    )
    answered = dict(
        Statement.objects.filter(
            round__in=keys, state=StatementState.SUBMITTED, respondent__user__isnull=True
        )
        .filter(respondent__organisation__round_invitations__round=F("round"))
        .values_list("round")
        .annotate(count=Count("respondent__organisation", distinct=True))
    )
    return [
        DeskRow(
            facts=round_facts(round, at),
            comment_count=comments.get(round.pk, 0),
            answered_count=answered.get(round.pk, 0),
            body_count=bodies.get(round.pk, 0),
        )
        for round in rounds
    ]


@dataclass(frozen=True, slots=True)
class RoundVersionFacts:
    """A version of a round and where it is read."""

    version: Version
    label: str
    title: str
    url: str


def versions_of_round(round: Round) -> list[RoundVersionFacts]:
    """The frozen versions of a round, oldest first: one query."""
    versions = round.versions.select_related("document").order_by("number")
    return [
        RoundVersionFacts(
            version=version,
            label=version.label,
            title=version.document.title,
            url=reverse("concept:version-contents", args=[version.document.slug, version.slug]),
        )
        for version in versions
    ]


def told_steps(round: Round, *, with_names: bool = False) -> list[wording.ToldStep]:
    """What happened to a round in order: everything with names for the desk, else what is public. One query."""
    steps = RoundStep.objects.filter(round=round).order_by("pk")
    if with_names:
        steps = steps.select_related("by")
    else:
        steps = steps.filter(step__in=PUBLIC_ROUND_STEPS)
    return [wording.step_in_words(step, with_names=with_names) for step in steps]


@dataclass(frozen=True, slots=True)
class FeedItem:
    """Something that happened to a round, for the feed and the front page. ``key`` names it among those of the round.

    ``url`` leads to what it is about: the settlement, the report, else the round; ``demo_origin`` as on the record.
    """

    round_uid: str
    title: str
    url: str
    key: str
    kind: str
    label: str
    detail: str
    note: str
    at: datetime
    demo_origin: str
    demo_source: str


FEED_COUNT = 100
PAGES_OF_STEPS = {RoundStepKind.SETTLED: "vyporadani/", RoundStepKind.REPORTED: "zprava/"}


def feed_items(user: Any, at: datetime) -> list[FeedItem]:
    """Public steps of the rounds the user may know of, and openings and closings that have come, newest first.

    Two queries.
    """
    return news_of(list(_rounds(user)), at)


def news_of(known: Iterable[Round], at: datetime) -> list[FeedItem]:
    """The same of rounds the reader is known to know of: one query."""
    rounds = {round.pk: round for round in known}
    steps = RoundStep.objects.filter(round__in=rounds, step__in=PUBLIC_ROUND_STEPS)
    found = [
        _feed_item(rounds[step.round_id], wording.step_in_words(step), f"step-{step.pk}")
        for step in steps.order_by("-pk")[:FEED_COUNT]
    ]
    for round in rounds.values():
        if round.is_announced:
            found += [
                _feed_item(round, told, told.kind) for told in wording.moments_passed(round, at)
            ]
    return sorted(found, key=lambda item: (item.at, item.key), reverse=True)[:FEED_COUNT]


def _feed_item(round: Round, told: wording.ToldStep, key: str) -> FeedItem:
    return FeedItem(
        round_uid=str(round.record.uid),
        title=round.title,
        url=_page_of(round, told.kind),
        key=key,
        kind=told.kind,
        label=told.label,
        detail=told.detail,
        note=told.note,
        at=told.at,
        demo_origin=round.record.demo_origin,
        demo_source=round.record.demo_source,
    )


def _page_of(round: Round, kind: str) -> str:
    """The page that tells more of what happened."""
    page = PAGES_OF_STEPS.get(kind, "") if round.publishes_settlement else ""
    return local_path(f"{round.path}{page}")


def latest_proposal(round: Round) -> RoundStep | None:
    """Who last proposed to open the round, and when: one query."""
    steps = RoundStep.objects.filter(round=round, step=RoundStepKind.PROPOSED).order_by("pk")
    return steps.select_related("by").last()


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """Counts of what came. ``late``, ``hidden`` and ``withdrawn`` are among ``comments``."""

    statements: int
    without_comments: int
    comments: int
    essential: int
    late: int
    hidden: int
    withdrawn: int


def round_figures(round: Round) -> RoundFigures:
    """Counts of sent statements and comments, whatever became of them later: two queries."""
    sent = Statement.objects.filter(round=round).exclude(state=StatementState.DRAFT)
    statements = sent.aggregate(all=Count("pk"), empty=Count("pk", filter=Q(has_no_comments=True)))
    comments = Comment.objects.filter(round=round, number__isnull=False).aggregate(
        all=Count("pk"),
        essential=Count("pk", filter=Q(weight="essential")),
        late=Count("pk", filter=Q(statement__is_late=True)),
        hidden=Count("pk", filter=Q(moderation="hidden") | ~Q(personal_case="")),
        withdrawn=Count("pk", filter=Q(withdrawn_at__isnull=False)),
    )
    return RoundFigures(
        statements=statements["all"],
        without_comments=statements["empty"],
        comments=comments["all"],
        essential=comments["essential"],
        late=comments["late"],
        hidden=comments["hidden"],
        withdrawn=comments["withdrawn"],
    )


def seal_of(round: Round) -> RoundSeal | None:
    """The seal put on at closing, if it was: one query."""
    return RoundSeal.objects.filter(round=round).first()
