"""What writes of the plan, of findings and of recommendations have in common: errors, locks, states, publication."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.models import Contribution
from concept.queries.thread import links_of
from core.actions import create_record, keep_stems, log_event, raise_generation
from core.enums import Visibility
from core.models import Record
from core.sanitizing import clean_plain
from evaluation.enums.judgements import ALLOWED_JUDGEMENT_MOVES, JudgementState
from evaluation.models import (
    EvaluationFinding,
    EvaluationPlan,
    EvaluationRecommendation,
    FinalFinding,
    FinalRecommendation,
)
from evaluation.plan_content import digest_of

PAGES = "hodnoceni"

Row = TypeVar("Row", EvaluationFinding, EvaluationRecommendation)


class StaleText(Exception):
    """Somebody else changed it in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Any) -> None:
        super().__init__(message)
        self.current = current


class TextMissing(Exception):
    """Something that must be said is not."""


class StepRefused(Exception):
    """A finding or recommendation goes from step to step, and a final one is not changed any more."""


class OwnText(Exception):
    """Nobody publishes what they had a hand in or froze themselves, nor answers what they recommended."""


class DayWrong(Exception):
    """What has happened was not in the future."""


def said(text: str, missing: str) -> str:
    """The text without markup. Raises TextMissing with ``missing`` when nothing is left."""
    clean = clean_plain(text)
    if not clean:
        raise TextMissing(missing)
    return clean


def happened(on: date, at: datetime) -> date:
    """The day when something happened. Raises DayWrong for one that has not come."""
    if on > timezone.localdate(at):
        raise DayWrong(_("This day has not come yet."))
    return on


def lock_numbers() -> None:
    """Let nobody else number a plan, a finding or a recommendation until the end of the transaction."""
    list(EvaluationPlan.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def next_number(model: type[Row]) -> int:
    """The number of the next finding, or recommendation; nobody else takes one until the end of the transaction."""
    lock_numbers()
    return (model.objects.aggregate(Max("number"))["number__max"] or 0) + 1


def correct(row: Row, replaced: Row | None, reason: str) -> None:
    """Say of a new one which final one it corrects, if any. Raises StepRefused, TextMissing."""
    if replaced is None:
        return
    if replaced.state != JudgementState.FINAL:
        raise StepRefused(_("Only what is final is replaced by a correction."))
    if type(row).objects.filter(replaces=replaced).exists():
        raise StepRefused(_("A correction of it has been written already."))
    row.replaces = replaced
    row.replace_reason = said(reason, _("Say what is corrected and why."))[:500]


def begin(
    row: Row,
    *,
    name: str,
    reference: str,
    place: str,
    like: Record,
    by: Any,
    at: datetime,
    on: date | None = None,
) -> None:
    """Store a draft with its record; only evaluators know of it yet. ``like``: what it is of the demonstration with."""
    row.record = create_record(
        kind=noun_of(row),
        reference=reference,
        title=f"{name} {reference}",
        path=f"/hodnoceni/{place}/{row.number}/",
        visibility=Visibility.RESTRICTED,
        by=by,
        at=at,
        verb=f"{noun_of(row)}_written",
        state=JudgementState.DRAFT,
        occurred_on=on,
        demo_origin=like.demo_origin,
        demo_source=like.demo_source,
    )
    row.full_clean(exclude=["record", "findings"])
    row.save()


def save_open(row: Row, *, by: Any, at: datetime) -> None:
    """Store a changed text; one that was discussed begins again as a draft."""
    if row.state != JudgementState.DRAFT:
        move(row, JudgementState.DRAFT, by=by, at=at)
    else:
        row.lock_version += 1
        row.full_clean(exclude=["record", "contribution", "findings"])
        row.save()
    log_event(record=row.record, verb=f"{noun_of(row)}_edited", by=by, at=at)


def enter_thread(row: Row, *, by: Any, at: datetime) -> None:
    """Take it to its final state, as a contribution of the thread from now on. Raises StepRefused."""
    if row.contribution is None:
        row.contribution = Contribution.objects.create(record=row.record)
    move(row, JudgementState.FINAL, by=by, at=at)


def keep_final(final: FinalFinding | FinalRecommendation, words: Mapping[str, Any]) -> None:
    """Store a final wording for good, with the digest of its words, and let it be found by them."""
    final.digest = digest_of(words)
    final.full_clean(exclude=["finding", "recommendation", "facts"])
    final.save()
    let_be_found(final)


def stale(current: Any) -> StaleText:
    """The error that shows both texts."""
    return StaleText(
        _("Somebody else changed it in the meantime. Compare both and save again."), current
    )


def lock_row(row: Row, lock_version: int | None = None) -> Row:
    """The finding or recommendation under a lock, read anew. Raises StaleText."""
    row = (
        type(row)
        .objects.select_for_update(of=("self",))
        .select_related("record", "contribution")
        .get(pk=row.pk)
    )
    if lock_version is not None and row.lock_version != lock_version:
        raise stale(row)
    return row


def check_open(row: Row) -> None:
    """Raise StepRefused for a final one."""
    if row.state == JudgementState.FINAL:
        raise StepRefused(_("It is final. Write a correction that replaces it."))


def noun_of(row: Row) -> str:
    """How verbs of events about it begin."""
    return (
        "evaluation_finding"
        if isinstance(row, EvaluationFinding)
        else ("evaluation_recommendation")
    )


def move(row: Row, state: str, *, by: Any, at: datetime) -> None:
    """Take a locked row to a state, with who may know of it; saves the row and its record. Raises StepRefused."""
    if state not in ALLOWED_JUDGEMENT_MOVES[row.state]:
        raise StepRefused(_("This step does not follow from where it stands."))
    former, row.state = row.state, state
    if state == JudgementState.DRAFT:
        row.discussed_on, row.discussed_where = None, ""
    row.lock_version += 1
    row.full_clean(exclude=["record", "contribution", "findings"])
    row.save()
    row.record.state = state
    _show(row, Visibility.RESTRICTED if state == JudgementState.DRAFT else Visibility.STAFF)
    verb = f"{noun_of(row)}_moved"
    log_event(record=row.record, verb=verb, by=by, at=at, from_state=former, to_state=state)
    raise_generation(*pages_of([row]))


def _show(row: Row, visibility: str) -> None:
    row.record.visibility = visibility
    row.record.save(update_fields=["visibility", "state"])


def let_be_found(final: FinalFinding | FinalRecommendation) -> bool:
    """Let a final wording be found by its words; answers whether it was found by others before."""
    record = final.row.record
    words = [record.reference, record.title, final.text, getattr(final, "implication", "")]
    return keep_stems(record, " ".join(words))


def let_all_be_found() -> int:
    """The same for all final wordings; answers of how many."""
    rows = [
        *FinalFinding.objects.select_related("finding__record"),
        *FinalRecommendation.objects.select_related("recommendation__record"),
    ]
    return sum(map(let_be_found, rows))


def pages_of(rows: Iterable[Row]) -> set[str]:
    """First parts of the addresses of pages on which the rows may be told: theirs, measures, documents they shaped."""
    found = {PAGES, "opatreni"}
    contributions = []
    for row in rows:
        contributions.append(row.contribution_id)
        if isinstance(row, EvaluationRecommendation):
            versions = [row.version] if row.version_id else []
        else:
            bearings = row.bearings.select_related("version__document")
            versions = [bearing.version for bearing in bearings if bearing.version_id]
        found |= {version.document.slug for version in versions}
    linked = links_of(key for key in contributions if key is not None)
    return found | {link.change.to_version.document.slug for link in linked}


@transaction.atomic
def discuss(*, row: Row, lock_version: int, on: date, where: str, by: Any, at: datetime) -> Row:
    """Say where a draft was discussed and with whom; staff may read it from now on.

    Raises StaleText, StepRefused, TextMissing, DayWrong.
    """
    row = lock_row(row, lock_version)
    row.discussed_where = said(where, _("Say where it was discussed and with whom."))[:300]
    row.discussed_on = happened(on, at)
    move(row, JudgementState.DISCUSSED, by=by, at=at)
    return row


@transaction.atomic
def take_back_to_draft(*, row: Row, lock_version: int, by: Any, at: datetime) -> Row:
    """Work on a discussed one again; it must be discussed anew. Raises StaleText, StepRefused."""
    row = lock_row(row, lock_version)
    move(row, JudgementState.DRAFT, by=by, at=at)
    return row


def may_be_published_by(row: Row, by: Any) -> None:
    """Raise StepRefused unless it is final and not public, OwnText for whoever had a hand in its text."""
    if row.state != JudgementState.FINAL:
        raise StepRefused(_("Only what is final is published."))
    if row.has_hand_of(by):
        raise OwnText(_("You wrote or changed it. Somebody else must publish it."))


@transaction.atomic
def publish(*, row: Row, by: Any, at: datetime) -> Row:
    """Let everybody read a final wording; a second person does so. A repeat changes nothing.

    A finding answers a question of the plan: the version it was read in must be public before. Raises StepRefused,
    OwnText.
    """
    row = lock_row(row)
    if row.published_at is not None:
        return row
    may_be_published_by(row, by)
    if isinstance(row, EvaluationFinding):
        version = row.plan_version
        if version.record.visibility != Visibility.PUBLIC:
            raise StepRefused(_("Publish the evaluation plan with its question first."))
    row.published_by, row.published_at = by, at
    row.lock_version += 1
    row.full_clean(exclude=["record", "contribution", "findings"])
    row.save()
    _show(row, Visibility.PUBLIC)
    log_event(record=row.record, verb=f"{noun_of(row)}_published", by=by, at=at)
    raise_generation(*pages_of([row]))
    return row


@transaction.atomic
def hide(*, row: Row, reason: str, by: Any, at: datetime) -> Row:
    """Take a public one from the public, with a reason for the log; links to it tell the bare fact from now on.

    Raises TextMissing, StepRefused (it is not public).
    """
    row = lock_row(row)
    reason = said(reason, _("Say why it is not to be public."))[:500]
    if row.published_at is None:
        raise StepRefused(_("It is not public."))
    row.published_by = row.published_at = None
    row.lock_version += 1
    row.save()
    _show(row, Visibility.STAFF)
    log_event(record=row.record, verb=f"{noun_of(row)}_hidden", by=by, at=at, reason=reason)
    raise_generation(*pages_of([row]))
    return row
