"""What waits for a person in rounds of comments, by their roles: counts and addresses, never words.

Each read is one query, whatever the number of rounds and comments. ``core.extension`` asks ``waiting_for`` for the
overview and for digests.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from consultations.enums import (
    DOUBTFUL_PLACEMENTS,
    CheckDecision,
    CheckResult,
    CommentNature,
    Moderation,
    PersonalCase,
    PlacementDecision,
    RoundStage,
    RoundStepKind,
    SettlementState,
    StatementState,
    Weight,
)
from consultations.models import (
    AnchorPlacement,
    Comment,
    ModerationObjection,
    Reply,
    Round,
    RoundStep,
    Settlement,
    SettlementCheck,
    Statement,
)
from consultations.queries.assignments import assigned_to
from consultations.queries.conclusions import changed
from consultations.queries.intake import TO_SPLIT
from consultations.queries.moderation import OBJECTIONS, PERSONAL, REPLIES, WAITING
from consultations.queries.settlement_queue import MINE, UNSETTLED, UNSETTLED_STATES
from consultations.queries.voices import ONESELF, authorised_for
from core.extension import Waiting
from core.permissions import allowed
from people.enums import STAFF_ROLES, Role
from people.models import User
from working_groups.numbering import in_address

MOST_CONCLUSIONS = 10
# For so long an answer waits to be read and rated by its author.
ANSWER_WAITS = timedelta(days=60)
RoundCounts = QuerySet[Any, tuple[int, str, int]]


def waiting_for(person: User, at: datetime) -> list[Waiting]:
    """Everything that waits for the person: five queries for those who comment, up to twelve more at the desk."""
    day = timezone.localdate(at)
    authorised = authorised_for(person, at)
    found = [*_drafts_to_send(person, authorised, at), *_answers(person, authorised, at)]
    roles = person.roles_on(day)
    if not roles & STAFF_ROLES:
        # Only those of departments are asked without having a desk (``assignments.assignees``).
        return [*found, *(_assigned_elsewhere(person) if person.organisations_on(day) else ())]
    found += _assigned(person, day)
    if allowed(person, "consultations.moderate"):
        found += [*_checks(), *_letters()]
    found += _decisions(roles)
    if Role.EDITOR in roles or Role.CHAIR in roles:
        found += _openings(person)
    if allowed(person, "consultations.place_comment"):
        found += [*_places(), *_lost_changes(), *_changed_conclusions(person)]
    return found


# --- those who comment -------------------------------------------------------------------------------------


def _drafts_to_send(person: User, authorised: set[int], at: datetime) -> Iterator[Waiting]:
    own = Q(respondent__user=person)
    joint = Q(
        respondent__organisation__in=authorised,
        respondent__user=None,
        respondent__token_digest="",
    )
    drafts = (
        Statement.objects.filter(own | joint, state=StatementState.DRAFT)
        .filter(round__in=Round.objects.open(at))
        .annotate(count=Count("comments"))
        .filter(count__gt=0)
        .select_related("round", "respondent__organisation")
        .order_by("round__closes_at", "pk")
    )
    for draft in drafts:
        organisation = draft.respondent.organisation if draft.respondent.is_body else None
        voice = str(organisation.pk) if organisation else ONESELF
        yield Waiting(
            title=ngettext(
                "%(count)d comment is written and not sent",
                "%(count)d comments are written and not sent",
                draft.count,
            )
            % {"count": draft.count},
            url=_address("consultations:statement-send", draft.round.slug, za=voice),
            button=_("Check and send"),
            note=", ".join(filter(None, [draft.round.title, str(organisation or "")])),
            due_on=timezone.localdate(draft.round.closes_at),
        )


def _answers(person: User, authorised: set[int], at: datetime) -> Iterator[Waiting]:
    """Answers nobody has said anything of yet, those of bodies for who may bind them."""
    own = Q(statement__respondent__user=person)
    joint = Q(
        statement__respondent__organisation__in=authorised,
        statement__respondent__user=None,
        statement__respondent__token_digest="",
    )
    rows = (
        Comment.objects.filter(own | joint, withdrawn_at=None, reaction=None)
        .filter(
            settlement__state=SettlementState.ANSWERED,
            settlement__answered_at__gt=at - ANSWER_WAITS,
        )
        .values_list("round__slug", "round__title")
        .annotate(count=Count("pk"))
        .order_by("round__number")
    )
    for slug, title, count in rows:
        yield Waiting(
            title=ngettext(
                "%(count)d of your comments was answered",
                "%(count)d of your comments were answered",
                count,
            )
            % {"count": count},
            url=reverse("consultations:answers-own", args=[slug]),
            button=_("Read the answers"),
            note=title,
        )


# --- the desk ------------------------------------------------------------------------------------------------


def _assigned(person: User, day: date) -> Iterator[Waiting]:
    rows = (
        Settlement.objects.filter(
            assignee=person, state__in=UNSETTLED_STATES, comment__personal_case=""
        )
        .values_list("comment__round_id", "comment__round__title")
        .annotate(count=Count("pk"), due=Min("due_on"), late=Count("pk", filter=Q(due_on__lt=day)))
        .order_by("comment__round__number")
    )
    for round_pk, title, count, due, late in rows:
        note = title
        if late:
            overdue = ngettext("%(count)d is overdue", "%(count)d are overdue", late)
            note = f"{title}; {overdue % {'count': late}}"
        yield Waiting(
            title=ngettext(
                "%(count)d comment was assigned to you to be settled",
                "%(count)d comments were assigned to you to be settled",
                count,
            )
            % {"count": count},
            url=_address(
                "consultations_desk:settlement-list",
                round_pk,
                assignee=MINE,
                state=UNSETTLED,
                sort="due",
            ),
            button=_("Settle comments"),
            note=note,
            due_on=due,
        )


def _assigned_elsewhere(person: User) -> Iterator[Waiting]:
    """What somebody without a desk was asked to answer."""
    counts = assigned_to(person).order_by().aggregate(count=Count("pk"), due=Min("due_on"))
    if counts["count"]:
        yield Waiting(
            title=ngettext(
                "%(count)d comment was assigned to you to be settled",
                "%(count)d comments were assigned to you to be settled",
                counts["count"],
            )
            % {"count": counts["count"]},
            url=reverse("consultations:assigned-list"),
            button=_("Settle comments"),
            due_on=counts["due"],
        )


def _checks() -> Iterator[Waiting]:
    """The check before publication: comments, replies, objections, cases to be handed over."""
    sent = Comment.objects.submitted().filter(erased_at=None)
    shown = sent.filter(personal_case="", withdrawn_at=None)
    unchecked = Reply.objects.filter(comment=OuterRef("pk"), moderation_decisions=None)
    objected = ModerationObjection.objects.filter(comment=OuterRef("pk"), decided_at=None)
    to_hand_over = sent.filter(personal_case=PersonalCase.KEPT, handover_consent_at__isnull=False)
    queues = (
        (WAITING, shown.filter(moderation=Moderation.WAITING), CHECKED, _("Check comments")),
        (REPLIES, shown.filter(Exists(unchecked)), REPLIED, _("Check replies")),
        (OBJECTIONS, shown.filter(Exists(objected)), OBJECTED, _("Answer the objections")),
        (PERSONAL, to_hand_over, CASES, _("Hand the cases over")),
    )
    for name, comments, title, button in queues:
        address = queue_address(name)
        yield from _by_round(comments, "round", title, address, button)


CHECKED = ngettext_lazy(
    "%(count)d comment waits for the check before publication",
    "%(count)d comments wait for the check before publication",
    "count",
)
REPLIED = ngettext_lazy(
    "Replies under %(count)d comment are not checked yet",
    "Replies under %(count)d comments are not checked yet",
    "count",
)
OBJECTED = ngettext_lazy(
    "%(count)d author objects that words are not shown",
    "%(count)d authors object that words are not shown",
    "count",
)
CASES = ngettext_lazy(
    "%(count)d personal case is to be handed over to the contact point",
    "%(count)d personal cases are to be handed over to the contact point",
    "count",
)
LETTERS = ngettext_lazy(
    "%(count)d letter is to be split into points",
    "%(count)d letters are to be split into points",
    "count",
)
PROPOSED = ngettext_lazy(
    "%(count)d proposed settlement waits for your decision",
    "%(count)d proposed settlements wait for your decision",
    "count",
)
REVIEWED = ngettext_lazy(
    "%(count)d checked settlement waits for your decision",
    "%(count)d checked settlements wait for your decision",
    "count",
)
PLACES = ngettext_lazy(
    "The place of %(count)d comment in the new version is uncertain",
    "The places of %(count)d comments in the new version are uncertain",
    "count",
)
LOST = ngettext_lazy(
    "%(count)d accepted change is no longer in the text",
    "%(count)d accepted changes are no longer in the text",
    "count",
)


def _letters() -> Iterator[Waiting]:
    letters = Statement.objects.filter(number__isnull=False, is_split=False).exclude(
        state=StatementState.WITHDRAWN
    )
    yield from _by_round(
        letters,
        "round",
        LETTERS,
        lambda pk: _address("consultations_desk:statement-list", pk, jen=TO_SPLIT),
        _("Split letters"),
    )


def _decisions(roles: frozenset[str]) -> Iterator[Waiting]:
    """Proposals this person's own word decides: formal ones for editors, all advisory ones for chairs."""
    if not roles & {Role.EDITOR, Role.CHAIR}:
        return
    wanted = {"comment__weight": Weight.ADVISORY, "comment__personal_case": ""}
    sought = {"weight": Weight.ADVISORY}
    if Role.CHAIR not in roles:
        wanted["comment__nature"] = sought["nature"] = CommentNature.FORMAL
    rows = (
        Settlement.objects.filter(
            state__in=(SettlementState.PROPOSED, SettlementState.REVIEWED), **wanted
        )
        .values_list("comment__round_id", "comment__round__title", "state")
        .annotate(count=Count("pk"))
        .order_by("comment__round__number", "state")
    )
    for round_pk, title, state, count in rows:
        words = REVIEWED if state == SettlementState.REVIEWED else PROPOSED
        yield Waiting(
            title=words % {"count": count},
            url=_address("consultations_desk:settlement-list", round_pk, state=state, **sought),
            button=_("Decide"),
            note=title,
        )


def _openings(person: User) -> Iterator[Waiting]:
    """Public rounds somebody else proposed to open."""
    latest = (
        RoundStep.objects.filter(round=OuterRef("pk"), step=RoundStepKind.PROPOSED)
        .order_by("-pk")
        .values("by")[:1]
    )
    rounds = Round.objects.filter(stage=RoundStage.PROPOSED).annotate(proposer=latest)
    for round in rounds.order_by("opens_at", "number"):
        if round.proposer == person.pk:
            continue
        yield Waiting(
            title=_("The opening of a round waits for a second person"),
            url=reverse("consultations_desk:round-detail", args=[round.pk]),
            button=_("Look at it and agree"),
            note=round.title,
            due_on=timezone.localdate(round.opens_at),
        )


def _places() -> Iterator[Waiting]:
    doubtful = AnchorPlacement.objects.filter(
        status__in=DOUBTFUL_PLACEMENTS,
        decision=PlacementDecision.NONE,
        anchor__comment__withdrawn_at=None,
        anchor__comment__personal_case="",
    )
    yield from _by_round(
        doubtful,
        "anchor__comment__round",
        PLACES,
        lambda pk: reverse("consultations_desk:placement-versions"),
        _("Decide on the places"),
        counted="anchor__comment",
    )


def _lost_changes() -> Iterator[Waiting]:
    lost = SettlementCheck.objects.filter(result=CheckResult.GONE, decision=CheckDecision.NONE)
    yield from _by_round(
        lost,
        "settlement__comment__round",
        LOST,
        lambda pk: reverse("consultations_desk:placement-versions"),
        _("Look at the changes"),
        counted="settlement",
    )


def _changed_conclusions(person: User) -> Iterator[Waiting]:
    """Conclusions that changed after they had settled comments: one query."""
    for decision in changed(person)[:MOST_CONCLUSIONS]:
        yield Waiting(
            title=ngettext(
                "Conclusion %(conclusion)s changed: look at the %(count)d comment it settled",
                "Conclusion %(conclusion)s changed: look at the %(count)d comments it settled",
                decision.settled_count,
            )
            % {"conclusion": decision.record.reference, "count": decision.settled_count},
            url=reverse(
                "consultations:conclusion-check", args=[in_address(decision.record.reference)]
            ),
            button=_("Look at the comments"),
        )


def _by_round(
    rows: QuerySet,
    to_round: str,
    title: Promise,
    address: Callable[[int], str],
    button: str,
    *,
    counted: str = "pk",
) -> Iterable[Waiting]:
    """A line for each round in which something of a kind waits: one query."""
    counts = (
        rows.order_by(f"{to_round}__number")
        .values_list(f"{to_round}_id", f"{to_round}__title")
        .annotate(count=Count(F(counted), distinct=True))
    )
    for round_pk, round_title, count in counts:
        yield Waiting(
            title=title % {"count": count},
            url=address(round_pk),
            button=button,
            note=round_title,
        )


def queue_address(name: str) -> Callable[[int], str]:
    """Address of a queue of the check before publication for a round's primary key."""
    return lambda pk: (
        f"{reverse('consultations_desk:moderation-queue')}?{urlencode({'fronta': name, 'kolo': pk})}"
    )


def _address(name: str, *args: Any, **query: str) -> str:
    return f"{reverse(name, args=args)}?{urlencode(query)}"
