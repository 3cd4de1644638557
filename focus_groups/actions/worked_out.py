"""The way of findings and recommendations to the public, step by step: the same for both.

draft -> read by a second person -> confirmed by participants -> published -> revised or retracted with a notice.
What a published one was before stays readable (``FindingText``, ``RecommendationText``).
"""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import create_record, log_event, raise_generation
from core.czech import search_stems
from core.enums import Visibility
from core.sanitizing import clean_plain
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.actions.series import PAGES
from focus_groups.enums import ALLOWED_FINDING_MOVES, FindingState, SessionState, Side
from focus_groups.models import Finding, FindingStatement, Recommendation, Series, Session

Row = TypeVar("Row", Finding, Recommendation)


class StaleText(Exception):
    """Somebody else changed it in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Finding | Recommendation) -> None:
        super().__init__(message)
        self.current = current


class StepRefused(Exception):
    """A finding or recommendation goes from step to step."""


class TextMissing(Exception):
    """A finding or recommendation says something; a step that needs a reason has one."""


class SameReader(Exception):
    """The second reader is another facilitator of the series than who wrote the text."""


class NotConfirmed(Exception):
    """Participants confirm in a session that was held, later than the first one it rests on."""


def begin(row: Row, *, name: str, mark: str, place: str, by: Any, at: datetime) -> None:
    """Number a draft of a series that is locked, and make its record; only facilitators know of it yet.

    ``mark`` tells it from the other kind and from a pseudonym: FS/zj1, FS/dop1.
    """
    last = type(row).objects.filter(series=row.series).aggregate(Max("number"))["number__max"]
    row.number, row.written_by = (last or 0) + 1, by
    reference = f"{row.series.code}/{mark}{row.number}"
    row.record = create_record(
        kind=f"focus_{noun_of(row)}",
        reference=reference,
        title=f"{name} {reference}",
        path=f"/fokusni-skupiny/{row.series.slug}/{place}/{row.number}/",
        visibility=Visibility.RESTRICTED,
        by=by,
        at=at,
        verb=f"{noun_of(row)}_written",
        state=FindingState.DRAFT,
        demo_origin=row.series.record.demo_origin,
        demo_source=row.series.record.demo_source,
    )
    row.full_clean()
    row.save()


def lock_series(series: Series) -> Series:
    """The series under a lock, read anew: nobody else numbers anything in it meanwhile."""
    found = Series.objects.select_for_update(of=("self",)).select_related("record", "inside")
    return found.get(pk=series.pk)


def lock_standing(row: Row, lock_version: int) -> Row:
    """One that may be changed, under a lock. Raises StaleText, StepRefused (it was retracted)."""
    row = lock_row(row, lock_version)
    if row.state == FindingState.RETRACTED:
        raise StepRefused(_("It was retracted. Write a new one."))
    return row


def save_changed(row: Row, *, by: Any, at: datetime) -> None:
    """Store a changed text; one that was read, confirmed or published begins again as a draft."""
    row.written_by = by
    if row.state != FindingState.DRAFT:
        move(row, FindingState.DRAFT, by=by, at=at)
    else:
        row.lock_version += 1
        row.full_clean(exclude=["record", "series", "findings"])
        row.save()
    log_event(record=row.series.inside, verb=f"{noun_of(row)}_edited", by=by, at=at)


def lock_row(row: Row, lock_version: int | None = None) -> Row:
    """The finding or recommendation under a lock, read anew. Raises StaleText."""
    row = (
        type(row)
        .objects.select_for_update(of=("self",))
        .select_related("record", "series__inside", "series__record")
        .get(pk=row.pk)
    )
    if lock_version is not None and row.lock_version != lock_version:
        raise StaleText(
            _("Somebody else changed it in the meantime. Compare both and save again."), row
        )
    return row


def noun_of(row: Finding | Recommendation) -> str:
    """How verbs of events about it begin."""
    return "finding" if isinstance(row, Finding) else "recommendation"


def move(row: Finding | Recommendation, state: str, *, by: Any, at: datetime) -> None:
    """Take it to a state, with who may know of it. Saves the row and its record. Raises StepRefused."""
    if state not in ALLOWED_FINDING_MOVES[row.state]:
        raise StepRefused(_("This step does not follow from where it stands."))
    former, row.state = row.state, state
    if state == FindingState.DRAFT:
        row.second_reader = row.second_read_at = row.checked_in = None
        row.alone_reason = ""
    row.lock_version += 1
    row.full_clean(exclude=["record", "series", "findings"])
    row.save()
    set_visibility(row)
    log_event(
        record=row.record,
        verb=f"{noun_of(row)}_moved",
        by=by,
        at=at,
        from_state=former,
        to_state=state,
    )
    raise_generation(PAGES)


def set_visibility(row: Finding | Recommendation) -> None:
    """Let its record be known to whoever may read it: everybody once published, staff once confirmed."""
    record = row.record
    series = row.series.record.visibility
    if row.public_number is not None:
        # one that was retracted says so where it stood
        record.visibility = series
        record.audience = row.series.record.audience
    elif row.state == FindingState.VALIDATED and series != Visibility.RESTRICTED:
        record.visibility = Visibility.STAFF
    else:
        record.visibility = Visibility.RESTRICTED
    record.state = row.state
    if row.public_number is None or row.state == FindingState.RETRACTED:
        record.search_stems = search_stems(f"{record.reference} {record.title}")
    record.save(update_fields=["visibility", "audience", "state", "search_stems"])


@transaction.atomic
def read_second(
    *, row: Row, lock_version: int, by: Any, at: datetime, alone_reason: str = ""
) -> Row:
    """Say that another facilitator read it against the statements. ``alone_reason``: why nobody else could.

    Raises StaleText, StepRefused, SameReader.
    """
    row = lock_row(row, lock_version)
    reason = clean_plain(alone_reason).strip()
    today = timezone.localdate(at)
    if by.pk != row.written_by_id:
        row.second_reader, row.second_read_at, row.alone_reason = by, at, ""
    elif row.series.facilitators.current(today).exclude(user=by).exists():
        raise SameReader(_("Another facilitator of the series reads it, not who wrote it."))
    elif not reason:
        raise SameReader(
            _("Nobody else facilitates the series. Say why nobody else could read it.")
        )
    else:
        row.second_reader = row.second_read_at = None
        row.alone_reason = reason
    move(row, FindingState.SECOND_READ, by=by, at=at)
    return row


@transaction.atomic
def confirm_in_session(
    *, row: Row, lock_version: int, session: Session, by: Any, at: datetime
) -> Row:
    """Say in which later session participants confirmed it. Raises StaleText, StepRefused, NotConfirmed,
    NotOfThisSeries.
    """
    row = lock_row(row, lock_version)
    session = Session.objects.get(pk=session.pk)
    if session.series_id != row.series_id:
        raise NotOfThisSeries(_("This belongs to another series."))
    if session.state == SessionState.PLANNED:
        raise NotConfirmed(_("Participants confirm it at a session that was held."))
    first = (
        FindingStatement.objects.with_words()
        .filter(finding__in=findings_behind(row), side=Side.SUPPORTS)
        .order_by("statement__session__held_on", "statement__session__number")
        .values_list("statement__session__held_on", "statement__session__number")
        .first()
    )
    if first is None:
        raise NotConfirmed(_("No statement supports it any more."))
    if (session.held_on, session.number) <= first:
        raise NotConfirmed(
            _(
                "Choose a later session than the first one it rests on: people confirm what we made of it."
            )
        )
    row.checked_in = session
    move(row, FindingState.VALIDATED, by=by, at=at)
    return row


def findings_behind(row: Finding | Recommendation) -> list[int]:
    """Primary keys of the finding itself, or of those behind the recommendation: at most one query."""
    if isinstance(row, Finding):
        return [row.pk]
    return list(row.findings.values_list("pk", flat=True))


@transaction.atomic
def take_back_to_draft(*, row: Row, lock_version: int, by: Any, at: datetime) -> Row:
    """Begin again: what was published stays public until the next text is. Raises StaleText, StepRefused."""
    row = lock_row(row, lock_version)
    move(row, FindingState.DRAFT, by=by, at=at)
    return row


@transaction.atomic
def retract(*, row: Row, lock_version: int, reason: str, by: Any, at: datetime) -> Row:
    """Retract it for good, with a reason readers are told when it was public. Raises StaleText, StepRefused,
    TextMissing.
    """
    row = lock_row(row, lock_version)
    row.retract_reason = clean_plain(reason).strip()
    if not row.retract_reason:
        raise TextMissing(_("Say why it is retracted."))
    row.needs_review_since = None
    move(row, FindingState.RETRACTED, by=by, at=at)
    return row


@transaction.atomic
def keep_after_review(*, row: Row, lock_version: int, by: Any, at: datetime) -> Row:
    """Say that it holds although something behind it is gone. Raises StaleText, NotConfirmed (nothing is left)."""
    row = lock_row(row, lock_version)
    if row.needs_review_since is None:
        return row
    supports = FindingStatement.objects.with_words().filter(
        finding__in=findings_behind(row), side=Side.SUPPORTS
    )
    if not supports.exists():
        raise NotConfirmed(
            _("No statement supports it any more. Find other support, or retract it.")
        )
    row.needs_review_since = None
    row.lock_version += 1
    row.save(update_fields=["needs_review_since", "lock_version"])
    log_event(record=row.series.inside, verb=f"{noun_of(row)}_edited", by=by, at=at)
    return row
