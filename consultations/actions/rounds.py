"""Writes of rounds: preparing, opening by two people, extending, sealing, reporting."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from concept.models import DocumentPage, Version
from consultations import notifications, queries
from consultations.actions.audiences import open_versions, sync_audience
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
from core.sanitizing import clean_plain
from people.models import Audience, Organisation
from working_groups.models import Group

PAGES = ("konzultace", "pripominky")
# Words that have pages of their own below /konzultace/.
RESERVED_SLUGS = frozenset({"kontrola", "duvody", "ucast"})
GROUP_PAGES = ("skupiny",)  # a group's page lists its rounds
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
# What may change after a round was announced, publicly and with a reason; the rest is fixed.
CHANGEABLE = ("answer_promised_on", "deciding_day", "late_policy", "others_visible")
CHANGEABLE_AFTER_CLOSING = frozenset({"answer_promised_on"})
PLAIN_TEXTS = frozenset({"title", "introduction", "easy_text", "record_number", "file_number"})


class RoundNotReady(Exception):
    """The round lacks something without which nobody could comment."""


class RoundIsAnnounced(Exception):
    """Rules of an announced round change only publicly: by extending it or by a supplementary round."""


class ShorteningRefused(Exception):
    """A round can only be extended."""


class RoundMoveRefused(Exception):
    """The step does not follow from where the round stands."""


class StaleRound(Exception):
    """Somebody else changed the round in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Round) -> None:
        super().__init__(message)
        self.current = current


class NothingChanged(Exception):
    """The rules would be what they are."""


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


def add_step(
    round: Round,
    step: str,
    *,
    by: Any,
    at: datetime,
    former: str = "",
    new: str = "",
    note: str = "",
) -> RoundStep:
    """Append what happened to a round, with its event; the round is locked by the caller."""
    row = RoundStep(round=round, step=step, former=former, new=new, note=note, by=by, at=at)
    row.full_clean()
    row.save()
    log_event(record=round.record, verb=f"round_{step}", by=by, at=at, to_state=round.stage)
    return row


def move_round(round: Round, stage: str) -> None:
    """Put a locked round into a stage that follows from its present one. Raises RoundMoveRefused."""
    if stage not in ALLOWED_ROUND_MOVES[round.stage]:
        raise RoundMoveRefused(_("This step does not follow from where the round stands now."))
    round.stage = stage
    round.lock_version += 1
    round.save(update_fields=["stage", "lock_version"])
    round.record.state = stage
    round.record.save(update_fields=["state"])


def refresh_pages(round: Round) -> None:
    """Every page that shows rounds is drawn anew, now and when a round opens or closes."""
    raise_generation("site", *PAGES, *GROUP_PAGES, round.document.slug)
    announced = Round.objects.filter(stage=RoundStage.ANNOUNCED)
    moments = sorted({t for row in announced.values_list("opens_at", "closes_at") for t in row})
    for key in ("site", *PAGES, *GROUP_PAGES):
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


def _editable(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Of the given values those an editor may set, texts without markup."""
    found = {name: fields[name] for name in fields if name in EDITABLE}
    for name in PLAIN_TEXTS & set(found):
        found[name] = clean_plain(found[name])
    if "questions" in found:
        cleaned = (clean_plain(question) for question in found["questions"])
        found["questions"] = [question for question in cleaned if question]
    return found


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
    title = clean_plain(title)
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
        kind=kind,
        opens_at=opens_at,
        closes_at=closes_at,
        supplements=supplements,
        **_editable({**fields, "title": title}),
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
        raise StaleRound(
            _("Somebody else changed the round in the meantime. Compare both and save again."),
            round,
        )
    for name, value in _editable(fields).items():
        setattr(round, name, value)
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
    for lack in queries.blockers(round, at):
        raise RoundNotReady(lack.text)


@transaction.atomic
def propose_opening(*, round: Round, by: Any, at: datetime) -> Round:
    """Ask a second person to agree to a public round. Raises RoundNotReady, RoundMoveRefused."""
    round = lock_round(round)
    _check_ready(round, at)
    move_round(round, RoundStage.PROPOSED)
    add_step(round, RoundStepKind.PROPOSED, by=by, at=at)
    return round


@transaction.atomic
def return_proposal(*, round: Round, by: Any, at: datetime, note: str) -> Round:
    """Send a proposed round back to be changed. Raises RoundMoveRefused."""
    round = lock_round(round)
    move_round(round, RoundStage.PREPARED)
    add_step(round, RoundStepKind.RETURNED, by=by, at=at, note=note)
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
    move_round(round, RoundStage.ANNOUNCED)
    add_step(round, RoundStepKind.ANNOUNCED, by=by, at=at)
    sync_audience(round=round, at=at)
    open_versions(round, by=by, at=at)
    refresh_round_visibility(round)
    refresh_pages(round)
    notifications.round_announced(round, at=at)
    return round


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
    add_step(
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
def change_rules(
    *, round: Round, lock_version: int, note: str, by: Any, at: datetime, **fields: Any
) -> Round:
    """Change rules of an announced round for everyone to see, each with its former value, its time and the reason.

    ``fields``: any of ``CHANGEABLE``; once the round is over only the date by which an answer is promised.
    Raises RoundMoveRefused, StaleRound, NothingChanged.
    """
    round = lock_round(round)
    if not round.is_announced or round.stage == RoundStage.REPORTED:
        raise RoundMoveRefused(_("This step does not follow from where the round stands now."))
    if round.lock_version != lock_version:
        raise StaleRound(
            _("Somebody else changed the round in the meantime. Compare both and save again."),
            round,
        )
    changed = [
        name for name in CHANGEABLE if name in fields and fields[name] != getattr(round, name)
    ]
    if round.closes_at <= at and set(changed) - CHANGEABLE_AFTER_CLOSING:
        raise RoundMoveRefused(_("The round is over. Its rules cannot change any more."))
    if not changed:
        raise NothingChanged(_("Nothing would change. Change a rule, or leave the page."))
    former = {name: getattr(round, name) for name in changed}
    for name in changed:
        setattr(round, name, fields[name])
    round.lock_version += 1
    round.full_clean()
    round.save(update_fields=[*changed, "lock_version"])
    for name in changed:
        add_step(
            round,
            RoundStepKind.RULES_CHANGED,
            by=by,
            at=at,
            former=f"{name}={former[name] or ''}",
            new=f"{name}={fields[name] or ''}",
            note=note,
        )
    refresh_round_visibility(round)
    refresh_pages(round)
    return round


@transaction.atomic
def cancel_round(*, round: Round, note: str, by: Any, at: datetime) -> Round:
    """Call a round off; what was sent stays. Raises RoundMoveRefused."""
    round = lock_round(round)
    move_round(round, RoundStage.CANCELLED)
    was_announced = queries.was_announced(round)
    add_step(round, RoundStepKind.CANCELLED, by=by, at=at, note=note)
    refresh_pages(round)
    if was_announced:
        notifications.round_cancelled(round, at=at)
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
    move_round(round, RoundStage.SEALED)
    add_step(round, RoundStepKind.SEALED, by=by, at=at, new=seal.digest)
    refresh_round_visibility(round)
    refresh_pages(round)
    return seal


def canonical_json(contents: Any) -> bytes:
    """Bytes that are hashed: sorted keys, no blanks, UTF-8."""
    return json.dumps(contents, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def seal_contents(round: Round) -> dict[str, Any]:
    """What a seal holds: versions, every sent comment with its digest, and the counts. Four queries."""
    rows = list(
        Comment.objects.filter(round=round)
        .submitted()
        .order_by("number")
        .values_list("reference", "digest", "statement__channel", "type", "nature", "weight")
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
            "by_nature": dict(Counter(row[4] for row in rows)),
            "by_weight": dict(Counter(row[5] for row in rows)),
            "without_comments": statements.filter(has_no_comments=True).count(),
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
    move_round(round, RoundStage.SETTLED)
    add_step(round, RoundStepKind.SETTLED, by=by, at=at)
    refresh_round_visibility(round)
    refresh_pages(round)
    return round


@transaction.atomic
def resume_settling(*, round: Round, note: str, by: Any, at: datetime) -> Round:
    """Take a settled round back to settling, with a reason. Raises RoundMoveRefused."""
    round = lock_round(round)
    move_round(round, RoundStage.SEALED)
    add_step(round, RoundStepKind.REOPENED, by=by, at=at, note=note)
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
