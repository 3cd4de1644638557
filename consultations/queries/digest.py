"""What the daily digest tells of rounds: comments and replies of others, what happened to rounds, work that came.

Everything is asked anew when the mail is sent, by the rule of the pages: words that are not shown, names nobody
agreed to and personal cases are not in it. Each part costs a constant number of queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations import wording
from consultations.enums import (
    PUBLIC_ROUND_STEPS,
    Moderation,
    OthersVisible,
    RoundStage,
    RoundStepKind,
)
from consultations.models import (
    Comment,
    ModerationDecision,
    Reply,
    Respondent,
    Round,
    RoundBody,
    RoundStep,
    Settlement,
)
from consultations.models.rounds import PAST_ANNOUNCEMENT
from consultations.queries.listing import LISTED, ListedComment, listed_comment
from consultations.queries.moderation import WAITING
from consultations.queries.settlement_queue import UNSETTLED_STATES
from consultations.queries.waiting import CHECKED, queue_address
from core.extension import DigestEntry, DigestPart, DigestSubject
from core.permissions import allowed
from core.templatetags.osnova import local_path
from people.enums import STAFF_ROLES
from people.models import AudienceMember, User
from working_groups import queries as group_queries

# A subject tells of so many things at most, and of so many letters of one; the page has all of it.
MOST_ENTRIES = 20
MOST_LETTERS = 1500
# Those a round is for have a mail of its own about the opening.
TOLD_STEPS = PUBLIC_ROUND_STEPS - {RoundStepKind.ANNOUNCED}


@dataclass(frozen=True, slots=True)
class _Reader:
    """A person with what decides which rounds are theirs."""

    person: User
    organisations: set[int]
    is_staff: bool
    at: datetime

    @classmethod
    def of(cls, person: User) -> "_Reader":
        now = timezone.now()
        day = timezone.localdate(now)
        return cls(
            person,
            group_queries.organisations_of(person, day),
            bool(person.roles_on(day) & STAFF_ROLES),
            now,
        )

    def rounds(self, *, with_called_off: bool = False) -> QuerySet[Round]:
        """Announced rounds the person takes part in: invited, having spoken, or working for the city."""
        stages = PAST_ANNOUNCEMENT | ({RoundStage.CANCELLED} if with_called_off else set())
        known = Round.objects.visible_to(self.person).filter(stage__in=stages)
        if self.is_staff:
            return known
        lasts = Q(valid_to__isnull=True) | Q(valid_to__gt=self.at)
        invited = AudienceMember.objects.filter(
            lasts, audience=OuterRef("audience"), user=self.person, valid_from__lte=self.at
        )
        spoke = Respondent.objects.filter(round=OuterRef("pk"), user=self.person)
        body = RoundBody.objects.filter(round=OuterRef("pk"), organisation__in=self.organisations)
        return known.filter(Exists(invited) | Exists(spoke) | Exists(body))

    def wrote(self, prefix: str = "") -> Q:
        """Comments of the person or of a body they speak for."""
        to = f"{prefix}statement__respondent__"
        joint = Q(
            **{
                f"{to}organisation__in": self.organisations,
                f"{to}user": None,
                f"{to}token_digest": "",
            }
        )
        return joint | Q(**{f"{to}user": self.person})


def new_comments(person: User, since: datetime, until: datetime) -> list[DigestSubject]:
    """Comments of others that became readable, with their words: five queries."""
    reader = _Reader.of(person)
    window = (since, until)
    shown = ModerationDecision.objects.filter(
        comment=OuterRef("pk"), reply=None, decision=Moderation.VISIBLE, reason=""
    ).filter(_within("at", window))
    became_readable = (
        Q(round__others_visible=OthersVisible.AT_ONCE)
        & _within("contribution__record__recorded_at", window)
        | ~Q(round__others_visible=OthersVisible.AT_ONCE) & Q(Exists(shown))
        | Q(round__others_visible=OthersVisible.AFTER_CLOSING)
        & _within("round__seal__sealed_at", window)
    )
    comments = (
        Comment.objects.visible_to(person)
        .filter(became_readable, round__in=reader.rounds())
        .exclude(reader.wrote())
        .order_by("round__number", "number")
    )
    return _by_round((row.round, _told(listed, row)) for row, listed in _readable(comments))


def new_replies(person: User, since: datetime, until: datetime) -> list[DigestSubject]:
    """Replies of others under comments of one's own, and where one replied: three queries."""
    reader = _Reader.of(person)
    own_reply = Reply.objects.filter(comment=OuterRef("comment"), by=person)
    readable = Comment.objects.visible_to(person).filter(
        moderation=Moderation.VISIBLE, withdrawn_at=None, personal_case=""
    )
    replies = (
        Reply.objects.filter(_within("at", (since, until)), moderation=Moderation.VISIBLE)
        .filter(reader.wrote("comment__") | Exists(own_reply), comment__in=readable)
        .exclude(by=person)
        .exclude(text="")
        .select_related("comment__round", "by")
        .order_by("comment__round__number", "comment__number", "pk")
    )
    return _by_round(
        (
            reply.comment.round,
            DigestEntry(
                head=_("Reply to %(reference)s (%(name)s)")
                % {"reference": reply.comment.reference, "name": reply.by},
                url=f"{local_path(reply.comment.path)}#odpoved-{reply.pk}",
                words=_cut(reply.text),
            ),
        )
        for reply in replies
    )


def round_steps(person: User, since: datetime, until: datetime) -> list[DigestSubject]:
    """What happened to the person's rounds: three queries."""
    reader = _Reader.of(person)
    steps = (
        RoundStep.objects.filter(_within("at", (since, until)), step__in=TOLD_STEPS)
        .filter(round__in=reader.rounds(with_called_off=True))
        .select_related("round")
        .order_by("round__number", "pk")
    )
    told = ((step.round, wording.step_in_words(step)) for step in steps)
    return _by_round(
        (
            round,
            DigestEntry(
                head=". ".join(
                    part.rstrip(".") for part in (step.label, step.detail, step.note) if part
                )
                + ".",
                url=local_path(round.path),
            ),
        )
        for round, step in told
    )


def new_work(person: User, since: datetime, until: datetime) -> list[DigestSubject]:
    """What came to be settled or checked by the person: four queries, for staff only."""
    reader = _Reader.of(person)
    if not reader.is_staff:
        return []
    window = (since, until)
    assigned = Settlement.objects.filter(
        _within("comment__contribution__record__events__recorded_at", window),
        ~Q(comment__contribution__record__events__actor=person),
        comment__contribution__record__events__verb="settlement_assigned",
        assignee=person,
        state__in=UNSETTLED_STATES,
        comment__personal_case="",
    )
    comments = Comment.objects.visible_to(person).filter(settlement__in=assigned)
    rows = comments.order_by("round__number", "number")
    entries = [
        (row.round, _told(listed, row, _("Assigned to you to be settled"), at_desk=True))
        for row, listed in _readable(rows)
    ]
    if allowed(person, "consultations.moderate"):
        entries += _came_to_be_checked(window)
    return _by_round(entries)


def _came_to_be_checked(window: tuple[datetime, datetime]) -> list[tuple[Round, DigestEntry]]:
    waiting = Comment.objects.filter(
        _within("contribution__record__recorded_at", window),
        moderation=Moderation.WAITING,
        personal_case="",
        erased_at=None,
        withdrawn_at=None,
    )
    counts = dict(waiting.order_by().values_list("round").annotate(count=Count("pk")))
    return [
        (
            round,
            DigestEntry(
                head=CHECKED % {"count": counts[round.pk]},
                url=queue_address(WAITING)(round.pk),
            ),
        )
        for round in Round.objects.filter(pk__in=counts).order_by("number")
    ]


def _within(field: str, window: tuple[datetime, datetime]) -> Q:
    return Q(**{f"{field}__gt": window[0], f"{field}__lte": window[1]})


def _readable(comments: QuerySet[Comment]) -> Iterable[tuple[Comment, ListedComment]]:
    """Comments whose words are shown now, as the list of their round shows them: one query."""
    rows = list(comments.select_related("round", *LISTED))
    for row in rows:
        listed = listed_comment(row, {})
        if not listed.removed:
            yield row, listed


def _told(
    listed: ListedComment, comment: Comment, what: str = "", *, at_desk: bool = False
) -> DigestEntry:
    head = [listed.reference, comment.place_label, listed.respondent]
    words = [listed.text]
    if listed.proposed_wording:
        words.append(_("Proposed wording: %(words)s") % {"words": listed.proposed_wording})
    return DigestEntry(
        head=": ".join(filter(None, [what, ", ".join(filter(None, head))])),
        url=reverse("consultations_desk:settlement-detail", args=[comment.reference])
        if at_desk
        else listed.url,
        words=_cut("\n".join(filter(None, words))),
        about=comment.reference,
    )


def _cut(words: str) -> str:
    return Truncator(words).chars(MOST_LETTERS)


def _by_round(entries: Iterable[tuple[Round, DigestEntry]]) -> list[DigestSubject]:
    found: dict[int, tuple[Round, list[DigestEntry]]] = {}
    for round, entry in entries:
        found.setdefault(round.pk, (round, []))[1].append(entry)
    return [
        DigestSubject(
            title=round.title,
            url=local_path(round.path),
            entries=told[:MOST_ENTRIES],
            more_count=max(0, len(told) - MOST_ENTRIES),
        )
        for round, told in found.values()
    ]


PARTS = (
    DigestPart(
        "comments", gettext_lazy("New comments of others in rounds I take part in"), new_comments
    ),
    DigestPart("replies", gettext_lazy("Replies to my comments and where I replied"), new_replies),
    DigestPart(
        "rounds", gettext_lazy("More time, other changes of rules, ends of rounds"), round_steps
    ),
    DigestPart(
        "work", gettext_lazy("Comments assigned to me or to be checked (for staff)"), new_work
    ),
)
