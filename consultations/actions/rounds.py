"""Writes of rounds: prepared, edited, moved from stage to stage through one door."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from concept.models import DocumentPage, Version
from consultations.enums import ALLOWED_ROUND_MOVES, RoundStage
from consultations.models import Round, RoundBody, RoundStep, RoundVersion
from core.actions import create_record, log_event, raise_generation, set_boundaries
from core.enums import DemoOrigin, Visibility
from core.sanitizing import clean_plain
from people.models import Audience, Organisation
from working_groups.models import Group

# First parts of addresses that tell of rounds and comments: pages, feeds, the interface for programs.
PAGES = ("konzultace", "pripominky", "feeds", "api")
# Words that have pages of their own below /konzultace/.
RESERVED_SLUGS = frozenset({"kontrola", "duvody", "pridelene", "ucast"})
CONCLUSIONS = "zavery"  # what is published names public conclusions of groups
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
PLAIN_TEXTS = frozenset({"title", "introduction", "easy_text", "record_number", "file_number"})


class RoundIsAnnounced(Exception):
    """Rules of an announced round change only publicly: by extending it or by a supplementary round."""


class RoundMoveRefused(Exception):
    """The step does not follow from where the round stands."""


class StaleRound(Exception):
    """Somebody else changed the round in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Round) -> None:
        super().__init__(message)
        self.current = current


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
    # Numbers count over all documents: the oldest one is the lock of all who want one.
    DocumentPage.objects.select_for_update().order_by("pk")[:1].get()
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
