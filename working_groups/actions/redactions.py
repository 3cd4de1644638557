"""Personal data that got into minutes by mistake: the words go from every place, the fact and the reason stay.

A kept text that holds them is emptied as a whole, and its twin without the words is kept beside it, so that what was
approved and what was corrected stays readable. Words are replaced by a block of one length, which tells nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from concept import removed_words
from concept.actions.redaction import repeats_words
from concept.models import Contribution, Influence
from concept.phrases import masked
from concept.repeats import erase_repeats
from core import immutability, jobs
from core.actions import log_event, raise_generation
from core.czech import search_stems
from core.erasing import erase_caches
from core.extension import add_repeat_eraser, add_replay
from core.issued_files import mark_outdated
from core.models import OutboxMail, Record
from core.repeats import Repeats
from core.repeats import masked as repeated
from people.models import User
from working_groups.actions.minutes import PAGES, keep_version, lock_minutes
from working_groups.actions.minutes_approval import refresh_findable
from working_groups.enums import CorrectionKind, MinutesState, MinutesVersionKind
from working_groups.minutes_content import with_texts
from working_groups.models import (
    AgendaItem,
    Decision,
    DecisionVersion,
    Dissent,
    Meeting,
    MeetingOutput,
    Minutes,
    MinutesCorrection,
    MinutesObjection,
    MinutesSection,
    MinutesVersion,
    OutputTheme,
    Task,
    TaskDueChange,
)

SHORTEST_WORD = 3
MINUTES = "minutes"  # the name of their list of removed words
Clean = Callable[[str], str]


class RemovalRefused(Exception):
    """The words or the reason are missing, too short, or the reason repeats the words."""


class WordsNotFound(Exception):
    """The words stand nowhere in these minutes."""


@transaction.atomic
def redact_minutes(
    *, minutes: Minutes, words: Sequence[str], reason: str, by: Any, at: datetime
) -> list[MinutesCorrection]:
    """Remove words from every text of the minutes and from all that belongs to the meeting; answers what was removed.

    Whatever their case and blanks; a part of a word does not count. Files made before are marked as outdated, mails and
    the search lose them too, the traces in the database file are cleared by a job after the commit.
    Raises RemovalRefused, WordsNotFound.
    """
    words = [word for word in (" ".join(one.split()) for one in words) if word]
    reason = " ".join(reason.split())[:500]
    if not words or min(map(len, words)) < SHORTEST_WORD:
        raise RemovalRefused(_("Write the words that are to go, three letters at least."))
    if not reason or any(
        masked(reason, [word]) != reason or repeats_words(reason, word) for word in words
    ):
        raise RemovalRefused(_("Say why the words are removed; do not repeat them."))
    minutes = lock_minutes(minutes)
    clean = partial(masked, words=words)
    corrections, is_hit = _redact(minutes, clean, reason, by=by, at=at)
    if not is_hit:
        raise WordsNotFound(_("These words stand nowhere in the minutes."))
    erase_repeats(_documents_of(minutes.meeting), words, at)
    line = {"record": minutes.record, "words": words, "reason": reason, "by": by, "at": at}
    transaction.on_commit(lambda: removed_words.append(MINUTES, **line))
    return corrections


def repeat_removals() -> list[str]:
    """Remove again from restored data what was removed after the backup was made; answers a line for each."""
    done = []
    for removal in removed_words.removals(MINUTES):
        minutes = Minutes.objects.filter(record__uid=removal.record).first()
        if minutes is None:
            continue
        clean = removed_words.Cleaner(removal)
        by = User.objects.filter(pk=removal.by).first()
        with transaction.atomic():
            minutes = lock_minutes(minutes)
            _corrections, is_hit = _redact(minutes, clean, removal.reason, by=by, at=removal.at)
            if is_hit:
                erase_repeats(_documents_of(minutes.meeting), list(clean.found), removal.at)
                done.append(
                    f"Removal repeated: minutes {minutes.record.reference}, {removal.reason}"
                )
    return done


def _redact(
    minutes: Minutes, clean: Clean, reason: str, *, by: Any, at: datetime
) -> tuple[list[MinutesCorrection], bool]:
    """Clean everything of one meeting; answers the texts that were emptied, and whether anything changed."""
    corrections = _redact_versions(minutes, clean, reason, by=by, at=at)
    is_hit = _redact_rows(minutes.meeting, minutes, clean, by=by, at=at) or bool(corrections)
    if not is_hit:
        return [], False
    log_event(
        record=minutes.record,
        verb="minutes_redacted",
        by=by,
        at=at,
        payload={"texts": len(corrections)},
    )
    if minutes.state == MinutesState.PUBLISHED:
        refresh_findable(minutes)
    decisions = Decision.objects.filter(meeting=minutes.meeting).values_list("record", flat=True)
    mark_outdated([minutes.record_id, minutes.meeting.record_id, *decisions], at=at)
    erase_caches([])
    raise_generation("site", PAGES, "skupiny", "zavery", "ukoly")
    jobs.enqueue("core.tasks.clear_traces")
    return corrections, True


def _erase_repeats(_documents: Sequence[int], repeats: Repeats, at: datetime) -> None:
    """Words that repeat a passage or a comment erased elsewhere go from all minutes too."""
    reason = "Slova opakovala text, který byl odstraněn jinde."
    for minutes in Minutes.objects.order_by("pk"):
        clean = partial(repeated, repeats=repeats)
        _redact(lock_minutes(minutes), clean, reason, by=None, at=at)


def register() -> None:
    """Called once the apps are ready."""
    add_repeat_eraser("minutes of groups", _erase_repeats)
    add_replay("minutes of groups", repeat_removals)


def _redact_versions(
    minutes: Minutes, clean: Clean, reason: str, *, by: Any, at: datetime
) -> list[MinutesCorrection]:
    """Empty kept texts that hold the words; their twins stand for them."""
    made = []
    for version in minutes.versions.order_by("number"):
        content, note = with_texts(version.content, clean), clean(version.note)
        if (content, note) == (version.content, version.note):
            continue
        immutability.empty(MinutesVersion, MinutesVersion.objects.filter(pk=version.pk))
        twin = keep_version(minutes, MinutesVersionKind.REDACTION, content, by=by, at=at, note=note)
        correction = MinutesCorrection(
            minutes=minutes,
            from_version=version,
            to_version=twin,
            kind=CorrectionKind.PRIVACY,
            reason=reason,
            requested_by=by,
            by=by,
            at=at,
            occurred_on=timezone.localdate(at),
        )
        correction.full_clean()
        correction.save()
        made.append(correction)
    return made


def _documents_of(meeting: Meeting) -> list[int]:
    """Primary keys of documents whose text the conclusions of the meeting shaped."""
    links = Influence.objects.filter(contribution__decision__meeting=meeting)
    return sorted(set(links.values_list("change__to_version__document", flat=True)))


def _redact_rows(
    meeting: Meeting, minutes: Minutes, clean: Clean, *, by: Any, at: datetime
) -> bool:
    """The same in everything that belongs to the meeting; answers whether anything changed."""
    decisions = Decision.objects.filter(meeting=meeting)
    tasks = Task.objects.filter(meeting=meeting)
    mails = OutboxMail.objects.filter(subject_key__in=[f"minutes-{minutes.pk}"])
    hits = [
        _clean(
            MinutesSection.objects.filter(minutes=minutes), ("public_text", "internal_text"), clean
        ),
        _clean(
            MinutesObjection.objects.filter(minutes=minutes),
            ("text", "proposed_wording", "answer"),
            clean,
        ),
        _clean(
            AgendaItem.objects.filter(meeting=meeting),
            ("title", "description", "presenter", "result"),
            clean,
        ),
        _clean(decisions, ("text", "rationale", "alternatives", "end_reason"), clean),
        _clean(Dissent.objects.filter(decision__in=decisions), ("name", "text"), clean),
        _clean(tasks, ("text", "report", "end_reason"), clean),
        _clean(Contribution.objects.filter(decision__in=decisions), ("summary",), clean),
        _clean(Meeting.objects.filter(pk=meeting.pk), ("title", "note"), clean),
        _clean(MeetingOutput.objects.filter(meeting=meeting), ("title",), clean),
        _clean(OutputTheme.objects.filter(output__meeting=meeting), ("text",), clean),
        _clean(mails, ("subject", "text"), clean),
        _empty(TaskDueChange, TaskDueChange.objects.filter(task__in=tasks), ("reason",), clean),
        _empty(
            MinutesCorrection,
            MinutesCorrection.objects.filter(minutes=minutes),
            ("reason",),
            clean,
        ),
        _redact_wordings(decisions, clean, by=by, at=at),
    ]
    records = Record.objects.filter(pk__in=[minutes.record_id, meeting.record_id])
    for record in (
        records
        | Record.objects.filter(decision__in=decisions)
        | (Record.objects.filter(task__in=tasks))
    ):
        _refresh_record(record, clean)
    return any(hits)


def _redact_wordings(decisions: Iterable[Decision], clean: Clean, *, by: Any, at: datetime) -> bool:
    """Kept wordings of conclusions: those that hold the words are emptied, the newest is kept again without them."""
    is_hit = False
    for decision in decisions:
        rows = list(DecisionVersion.objects.filter(decision=decision).order_by("number"))
        hit = [row for row in rows if clean(row.text) != row.text or clean(row.note) != row.note]
        if not hit:
            continue
        is_hit = True
        immutability.empty(
            DecisionVersion, DecisionVersion.objects.filter(pk__in=[row.pk for row in hit])
        )
        if hit[-1] == rows[-1]:
            DecisionVersion.objects.create(
                decision=decision,
                number=rows[-1].number + 1,
                text=clean(rows[-1].text),
                minutes_version=rows[-1].minutes_version,
                by=by,
                at=at,
            )
    return is_hit


def _clean(rows: Any, fields: Sequence[str], clean: Clean) -> bool:
    is_hit = False
    for row in rows:
        changed = {
            name: words
            for name in fields
            if (words := clean(getattr(row, name))) != getattr(row, name)
        }
        if changed:
            is_hit = True
            type(row)._default_manager.filter(pk=row.pk).update(**changed)
    return is_hit


def _empty(model: Any, rows: Any, fields: Sequence[str], clean: Clean) -> bool:
    """Frozen words cannot be changed in part: they go as a whole."""
    hit = [row.pk for row in rows if any(clean(getattr(row, n)) != getattr(row, n) for n in fields)]
    if hit:
        immutability.empty(model, model.objects.filter(pk__in=hit))
    return bool(hit)


def _refresh_record(record: Record, clean: Clean) -> None:
    """The title and what is found of a row; its stems are made of words that may hold the removed ones."""
    title = clean(record.title)
    words = [record.reference, title]
    for name in ("decision", "task"):
        row = getattr(record, name, None)
        if row is not None:
            words += [row.text, getattr(row, "rationale", "")]
    stems = search_stems(" ".join(words))
    if record.kind != "minutes" and (title, stems) != (record.title, record.search_stems):
        record.title, record.search_stems = title, stems
        record.save(update_fields=["title", "search_stems"])
