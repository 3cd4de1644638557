"""Writes of rounds: preparing, opening by two people, extending, sealing, reporting."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from concept.actions import versions as version_actions
from concept.enums import AccessLevel
from concept.models import DocumentPage, Version
from consultations import notifications, queries
from consultations.actions.visibility import refresh_round_visibility
from consultations.enums import (
    ALLOWED_ROUND_MOVES,
    DOUBTFUL_PLACEMENTS,
    SETTLED_STATES,
    PlacementDecision,
    RoundStage,
    RoundStepKind,
    StatementState,
)
from consultations.models import (
    AnchorPlacement,
    Comment,
    Round,
    RoundBody,
    RoundSeal,
    RoundStep,
    RoundVersion,
    Settlement,
    Statement,
)
from core.actions import create_record, log_event, raise_generation, set_boundaries
from core.enums import DemoOrigin, Visibility
from people.models import Audience, AudienceMember, Organisation
from working_groups.models import Group

PAGES = ("konzultace", "pripominky")
# Words that have pages of their own below /konzultace/.
RESERVED_SLUGS = frozenset({"kontrola", "duvody"})
EDITABLE = frozenset(
    {
        "title",
        "kind",
        "introduction",
        "easy_text",
        "questions",
        "opens_at",
        "closes_at",
        "answer_promised_on",
        "deciding_day",
        "late_policy",
        "others_visible",
        "is_public",
        "members_may_comment_alone",
        "name_asked",
        "email_asked",
        "publishes_settlement",
        "record_number",
        "file_number",
    }
)


class RoundNotReady(Exception):
    """The round lacks something without which nobody could comment."""


class RoundIsAnnounced(Exception):
    """Rules of an announced round change only publicly: by extending it or by a supplementary round."""


class ShorteningRefused(Exception):
    """A round can only be extended."""


class RoundMoveRefused(Exception):
    """The step does not follow from where the round stands."""


class StaleRound(Exception):
    """Somebody else changed the round in the meantime."""


class CommentsStillOpen(Exception):
    """Comments without a decided outcome, doubtful places nobody confirmed, or letters not split into points keep the
    round from being settled.
    """


def lock_round(round: Round) -> Round:
    """The round under a lock, read anew."""
    return (
        Round.objects.select_for_update(of=("self",))
        .select_related("record", "document", "audience")
        .get(pk=round.pk)
    )


def _add_step(
    round: Round,
    step: str,
    *,
    by: Any,
    at: datetime,
    former: str = "",
    new: str = "",
    note: str = "",
) -> RoundStep:
    row = RoundStep(round=round, step=step, former=former, new=new, note=note, by=by, at=at)
    row.full_clean()
    row.save()
    log_event(record=round.record, verb=f"round_{step}", by=by, at=at, to_state=round.stage)
    return row


def _move(round: Round, stage: str) -> None:
    if stage not in ALLOWED_ROUND_MOVES[round.stage]:
        raise RoundMoveRefused(_("This step does not follow from where the round stands now."))
    round.stage = stage
    round.lock_version += 1
    round.save(update_fields=["stage", "lock_version"])
    round.record.state = stage
    round.record.save(update_fields=["state"])


def refresh_pages(round: Round) -> None:
    """Every page that shows rounds is drawn anew, now and when a round opens or closes."""
    raise_generation("site", *PAGES, round.document.slug)
    announced = Round.objects.filter(stage=RoundStage.ANNOUNCED)
    moments = sorted({t for row in announced.values_list("opens_at", "closes_at") for t in row})
    for key in ("site", *PAGES):
        set_boundaries(key, moments)
    own = announced.filter(document=round.document).values_list("opens_at", "closes_at")
    set_boundaries(round.document.slug, sorted({t for row in own for t in row}))


def _free_slug(title: str) -> str:
    base = slugify(title)[:70] or "kolo"
    taken = RESERVED_SLUGS | set(
        Round.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    )
    return next(
        slug for slug in (base, *(f"{base}-{n}" for n in range(2, 1000))) if slug not in taken
    )


@transaction.atomic
def create_round(
    *,
    title: str,
    kind: str,
    versions: Sequence[Version],
    opens_at: datetime,
    closes_at: datetime,
    by: Any,
    at: datetime,
    groups: Iterable[Group] = (),
    bodies: Iterable[tuple[Organisation, bool]] = (),
    supplements: Round | None = None,
    slug: str = "",
    demo_origin: str = DemoOrigin.NONE,
    demo_source: str = "",
    **fields: Any,
) -> Round:
    """Prepare a round on frozen versions of one document; only staff know of it until it is announced.

    ``bodies``: organisations with whether they may make essential comments. ``fields``: any of ``EDITABLE``.
    Raises ValidationError (times, title).
    """
    DocumentPage.objects.select_for_update().get(pk=versions[0].document_id)
    number = (Round.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    slug = slug or _free_slug(title)
    record = create_record(
        kind="round",
        reference=f"R{number}",
        title=title,
        path=f"/konzultace/{slug}/",
        visibility=Visibility.STAFF,
        verb="round_prepared",
        by=by,
        at=at,
        state=RoundStage.PREPARED,
        demo_origin=demo_origin,
        demo_source=demo_source,
    )
    round = Round(
        record=record,
        audience=Audience.objects.create(name=f"Kolo připomínek R{number}"),
        document=versions[0].document,
        number=number,
        slug=slug,
        title=title,
        kind=kind,
        opens_at=opens_at,
        closes_at=closes_at,
        supplements=supplements,
        **{name: fields[name] for name in fields if name in EDITABLE},
    )
    round.full_clean()
    round.save()
    _set_parts(round, versions, groups, bodies)
    return round


def _set_parts(
    round: Round,
    versions: Iterable[Version],
    groups: Iterable[Group],
    bodies: Iterable[tuple[Organisation, bool]],
) -> None:
    round.round_versions.all().delete()
    RoundVersion.objects.bulk_create(
        [RoundVersion(round=round, version=version) for version in versions]
    )
    round.groups.set(groups)
    round.bodies.all().delete()
    RoundBody.objects.bulk_create(
        [
            RoundBody(round=round, organisation=organisation, may_be_essential=essential)
            for organisation, essential in bodies
        ]
    )


@transaction.atomic
def edit_round(
    *,
    round: Round,
    lock_version: int,
    by: Any,
    at: datetime,
    versions: Sequence[Version] | None = None,
    groups: Iterable[Group] | None = None,
    bodies: Iterable[tuple[Organisation, bool]] | None = None,
    **fields: Any,
) -> Round:
    """Change a round nobody was told of yet. Raises RoundIsAnnounced, StaleRound, ValidationError."""
    round = lock_round(round)
    if round.stage != RoundStage.PREPARED:
        raise RoundIsAnnounced(_("The rules of an announced round cannot be changed quietly."))
    if round.lock_version != lock_version:
        raise StaleRound(_("Somebody else changed the round in the meantime."))
    for name in EDITABLE & set(fields):
        setattr(round, name, fields[name])
    round.lock_version += 1
    round.full_clean()
    round.save()
    round.record.title = round.title
    round.record.save(update_fields=["title"])
    _set_parts(
        round,
        versions if versions is not None else list(round.versions.all()),
        groups if groups is not None else list(round.groups.all()),
        bodies
        if bodies is not None
        else [
            (b.organisation, b.may_be_essential)
            for b in round.bodies.select_related("organisation")
        ],
    )
    log_event(record=round.record, verb="round_edited", by=by, at=at)
    return round


def _check_ready(round: Round, at: datetime) -> None:
    if not round.round_versions.exists():
        raise RoundNotReady(_("Choose the frozen version people will comment on."))
    if not (round.is_public or round.groups.exists() or round.bodies.exists()):
        raise RoundNotReady(
            _("Nobody is invited: choose groups or bodies, or open it to everyone.")
        )
    if round.closes_at <= at:
        raise RoundNotReady(_("The round would be over already. Choose a later closing time."))


@transaction.atomic
def propose_opening(*, round: Round, by: Any, at: datetime) -> Round:
    """Ask a second person to agree to a public round. Raises RoundNotReady, RoundMoveRefused."""
    round = lock_round(round)
    _check_ready(round, at)
    _move(round, RoundStage.PROPOSED)
    _add_step(round, RoundStepKind.PROPOSED, by=by, at=at)
    return round


@transaction.atomic
def return_proposal(*, round: Round, by: Any, at: datetime, note: str) -> Round:
    """Send a proposed round back to be changed. Raises RoundMoveRefused."""
    round = lock_round(round)
    _move(round, RoundStage.PREPARED)
    _add_step(round, RoundStepKind.RETURNED, by=by, at=at, note=note)
    return round


@transaction.atomic
def announce_round(*, round: Round, by: Any, at: datetime) -> Round:
    """Tell those the round is for; it opens by itself at its time.

    A public round must have been proposed, and somebody else than the proposer announces it. The versions become
    readable for those who may comment. Raises RoundNotReady, RoundMoveRefused.
    """
    round = lock_round(round)
    _check_ready(round, at)
    if round.is_public and round.stage != RoundStage.PROPOSED:
        raise RoundMoveRefused(_("A second person must agree to a public round."))
    if round.is_public and queries.proposer_of(round) == by.pk:
        raise RoundMoveRefused(_("Who proposed the opening cannot agree to it."))
    _move(round, RoundStage.ANNOUNCED)
    _add_step(round, RoundStepKind.ANNOUNCED, by=by, at=at)
    sync_audience(round=round, at=at)
    _open_versions(round, by=by, at=at)
    refresh_round_visibility(round)
    refresh_pages(round)
    notifications.round_announced(round, at=at)
    return round


def _open_versions(round: Round, *, by: Any, at: datetime) -> None:
    for version in round.versions.select_related("record", "document"):
        if version.record.visibility == Visibility.PUBLIC:
            continue
        if round.is_public:
            version_actions.set_access(version=version, level=AccessLevel.PUBLIC, by=by, at=at)
        else:
            readers, _made = Audience.objects.get_or_create(
                name=f"Čtenáři {version.record.reference}"
            )
            _add_to_audience(readers, queries.people_invited(round, at), at)
            version_actions.set_access(
                version=version, level=AccessLevel.AUDIENCE, audience=readers, by=by, at=at
            )


def _add_to_audience(audience: Audience, people: Iterable[int], at: datetime) -> None:
    here = set(
        audience.members.filter(valid_to__isnull=True, user__isnull=False).values_list(
            "user_id", flat=True
        )
    )
    AudienceMember.objects.bulk_create(
        [
            AudienceMember(audience=audience, user_id=user_id, valid_from=at)
            for user_id in sorted(set(people) - here)
        ]
    )


@transaction.atomic
def sync_audience(*, round: Round, at: datetime) -> None:
    """Bring the round's audience in step with its groups and bodies; may run at any time, twice too."""
    invited = queries.people_invited(round, at)
    gone = round.audience.members.filter(valid_to__isnull=True, user__isnull=False).exclude(
        user_id__in=invited
    )
    gone.update(valid_to=at)
    _add_to_audience(round.audience, invited, at)


@transaction.atomic
def extend_round(*, round: Round, closes_at: datetime, note: str, by: Any, at: datetime) -> Round:
    """Give more time; shown publicly. Raises ShorteningRefused, RoundMoveRefused (not open or over already)."""
    round = lock_round(round)
    if round.stage != RoundStage.ANNOUNCED or round.closes_at <= at:
        raise RoundMoveRefused(
            _("The round is over. Open a supplementary round instead of extending it.")
        )
    if closes_at <= round.closes_at:
        raise ShorteningRefused(_("A round can only be extended, never shortened."))
    former, round.closes_at = round.closes_at, closes_at
    round.lock_version += 1
    round.full_clean()
    round.save(update_fields=["closes_at", "lock_version"])
    _add_step(
        round,
        RoundStepKind.EXTENDED,
        by=by,
        at=at,
        former=former.isoformat(),
        new=closes_at.isoformat(),
        note=note,
    )
    refresh_pages(round)
    notifications.round_extended(round, at=at)
    return round


@transaction.atomic
def cancel_round(*, round: Round, note: str, by: Any, at: datetime) -> Round:
    """Call a round off; what was sent stays. Raises RoundMoveRefused."""
    round = lock_round(round)
    _move(round, RoundStage.CANCELLED)
    _add_step(round, RoundStepKind.CANCELLED, by=by, at=at, note=note)
    refresh_pages(round)
    return round


@transaction.atomic
def seal_round(*, round: Round, at: datetime, by: Any = None) -> RoundSeal:
    """Close the list of what came in time: digests of all sent comments, and counts. A repeat answers the first seal.

    Raises RoundMoveRefused while the round is still open.
    """
    round = lock_round(round)
    if (known := RoundSeal.objects.filter(round=round).first()) is not None:
        return known
    if round.stage != RoundStage.ANNOUNCED or round.closes_at > at:
        raise RoundMoveRefused(_("The round is sealed only after it has closed."))
    contents = seal_contents(round)
    seal = RoundSeal(
        round=round,
        sealed_at=at,
        contents=contents,
        digest=hashlib.sha256(canonical_json(contents)).hexdigest(),
    )
    seal.save()
    _move(round, RoundStage.SEALED)
    _add_step(round, RoundStepKind.SEALED, by=by, at=at, new=seal.digest)
    refresh_round_visibility(round)
    refresh_pages(round)
    return seal


def canonical_json(contents: Any) -> bytes:
    """Bytes that are hashed: sorted keys, no blanks, UTF-8."""
    return json.dumps(contents, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def seal_contents(round: Round) -> dict[str, Any]:
    """What a seal holds: versions, every sent comment with its digest, and the counts. Three queries."""
    rows = list(
        Comment.objects.filter(round=round)
        .submitted()
        .order_by("number")
        .values_list(
            "reference", "digest", "statement__channel", "type", "weight", "statement__is_late"
        )
    )
    statements = Statement.objects.filter(round=round).exclude(state=StatementState.DRAFT)
    return {
        "round": round.reference,
        "versions": sorted(round.versions.values_list("digest", flat=True)),
        "comments": [{"reference": row[0], "digest": row[1]} for row in rows],
        "counts": {
            "statements": statements.count(),
            "comments": len(rows),
            "by_channel": dict(Counter(row[2] for row in rows)),
            "by_type": dict(Counter(row[3] for row in rows)),
            "by_weight": dict(Counter(row[4] for row in rows)),
        },
    }


def open_points(round: Round) -> tuple[int, int]:
    """How many comments have no decided outcome, and how many doubtful places nobody confirmed: two queries.

    Personal cases are no comments on the text: the contact point deals with them.
    """
    undecided = Settlement.objects.filter(comment__round=round, comment__personal_case="").exclude(
        state__in=SETTLED_STATES
    )
    doubtful = AnchorPlacement.objects.filter(
        anchor__comment__round=round,
        anchor__comment__withdrawn_at__isnull=True,
        status__in=DOUBTFUL_PLACEMENTS,
        decision=PlacementDecision.NONE,
    )
    return undecided.count(), doubtful.count()


@transaction.atomic
def settle_round(*, round: Round, by: Any, at: datetime) -> Round:
    """Declare every comment settled. Raises CommentsStillOpen, RoundMoveRefused."""
    round = lock_round(round)
    unsplit = Statement.objects.filter(round=round, is_split=False).exclude(
        state=StatementState.WITHDRAWN
    )
    if count := unsplit.count():
        raise CommentsStillOpen(
            _("Letters that are not split into points yet: %(count)d.") % {"count": count}
        )
    undecided, doubtful = open_points(round)
    if undecided or doubtful:
        raise CommentsStillOpen(
            _(
                "Comments without a decided outcome: %(undecided)d. "
                "Places of comments nobody confirmed: %(doubtful)d."
            )
            % {"undecided": undecided, "doubtful": doubtful}
        )
    _move(round, RoundStage.SETTLED)
    _add_step(round, RoundStepKind.SETTLED, by=by, at=at)
    refresh_round_visibility(round)
    refresh_pages(round)
    return round


@transaction.atomic
def resume_settling(*, round: Round, note: str, by: Any, at: datetime) -> Round:
    """Take a settled round back to settling, with a reason. Raises RoundMoveRefused."""
    round = lock_round(round)
    _move(round, RoundStage.SEALED)
    _add_step(round, RoundStepKind.REOPENED, by=by, at=at, note=note)
    refresh_pages(round)
    return round


@transaction.atomic
def open_supplement(
    *,
    round: Round,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    by: Any,
    at: datetime,
    answer_promised_on: date | None = None,
) -> Round:
    """Prepare a supplementary round for a closed one: the same rules, versions and people, its own numbers."""
    fields = {
        name: getattr(round, name)
        for name in EDITABLE - {"title", "kind", "opens_at", "closes_at", "answer_promised_on"}
    }
    return create_round(
        title=title,
        kind=round.kind,
        versions=list(round.versions.select_related("document")),
        opens_at=opens_at,
        closes_at=closes_at,
        answer_promised_on=answer_promised_on,
        groups=list(round.groups.all()),
        bodies=[
            (b.organisation, b.may_be_essential)
            for b in round.bodies.select_related("organisation")
        ],
        supplements=round,
        by=by,
        at=at,
        **fields,
    )
