"""Writes of what meetings produce beside their minutes: files and nested lists of themes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from core.uploads import Upload
from working_groups.actions.meetings import locked
from working_groups.enums import MeetingState
from working_groups.models import Meeting, MeetingOutput, OutputTheme
from working_groups.themes import Theme


class OutputIsEmpty(Exception):
    """An output is a file, a list of themes, or both."""


class OutputRefused(Exception):
    """The meeting does not take place, or it is not a later one of the same groups."""


class StaleOutput(Exception):
    """Somebody else changed the output in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: MeetingOutput) -> None:
        super().__init__(message)
        self.current = current


@transaction.atomic
def add_output(
    *,
    meeting: Meeting,
    title: str,
    by: Any,
    at: datetime,
    themes: Sequence[Theme] = (),
    upload: Upload | None = None,
    is_public: bool = False,
    carried_from: MeetingOutput | None = None,
) -> MeetingOutput:
    """Keep an output of a meeting, such as a mind map. Raises OutputIsEmpty, OutputRefused."""
    meeting = locked(meeting)
    if meeting.state in (MeetingState.CANCELLED, MeetingState.RESCHEDULED):
        raise OutputRefused(_("A meeting that was cancelled or moved has no outputs."))
    if upload is None and not themes and carried_from is None:
        raise OutputIsEmpty(_("Add a file or write the themes."))
    output = MeetingOutput(
        meeting=meeting,
        title=title,
        is_public=is_public,
        carried_from=carried_from,
        added_by=by,
        added_at=at,
    )
    _put_file(output, upload)
    output.full_clean()
    output.save()
    _write_themes(output, themes, {})
    _note(output, "output_added", by=by, at=at)
    return output


@transaction.atomic
def edit_output(
    *,
    output: MeetingOutput,
    lock_version: int,
    title: str,
    themes: Sequence[Theme],
    is_public: bool,
    by: Any,
    at: datetime,
    upload: Upload | None = None,
) -> MeetingOutput:
    """Change title, publicity and themes; a theme that keeps its words keeps its section. A new file replaces the old.

    Raises StaleOutput, OutputIsEmpty.
    """
    output = MeetingOutput.objects.select_for_update().get(pk=output.pk)
    if output.lock_version != lock_version:
        raise StaleOutput(
            _("Somebody else changed the themes in the meantime. Compare both and save again."),
            output,
        )
    if upload is None and not output.filename and not themes:
        raise OutputIsEmpty(_("Add a file or write the themes."))
    sections = _sections_by_words(output)
    output.title, output.is_public = title, is_public
    output.lock_version += 1
    _put_file(output, upload)
    output.full_clean()
    output.save()
    output.themes.all().delete()
    _write_themes(output, themes, sections)
    _note(output, "output_edited", by=by, at=at)
    return output


def _put_file(output: MeetingOutput, upload: Upload | None) -> None:
    if upload is not None:
        output.filename, output.mime = upload.filename, upload.mime
        output.size, output.digest, output.data = upload.size, upload.digest, upload.data


def _sections_by_words(output: MeetingOutput) -> dict[str, list[UUID | None]]:
    """Sections of the themes by their words; of themes with the same words in their order."""
    found: dict[str, list[UUID | None]] = {}
    for theme in output.themes.order_by("position", "pk"):
        found.setdefault(theme.text, []).append(theme.node_uid)
    return found


def _write_themes(
    output: MeetingOutput, themes: Sequence[Theme], sections: Mapping[str, list[UUID | None]]
) -> None:
    above: list[OutputTheme] = []
    for position, theme in enumerate(themes, start=1):
        del above[theme.depth :]
        known = sections.get(theme.text)
        row = OutputTheme(
            output=output,
            parent=above[-1] if above else None,
            position=position,
            text=theme.text,
            node_uid=known.pop(0) if known else None,
        )
        row.full_clean()
        row.save()
        above.append(row)


@transaction.atomic
def erase_output(*, output: MeetingOutput, by: Any, at: datetime) -> None:
    """Take an output away for good: its file and its themes are gone; what later meetings took over stays there."""
    output = MeetingOutput.objects.select_for_update().get(pk=output.pk)
    if output.erased_at is not None:
        return
    output.filename = output.mime = output.digest = ""
    output.size, output.data, output.erased_at = 0, b"", at
    output.save()
    output.themes.all().delete()
    _note(output, "output_erased", by=by, at=at)


@transaction.atomic
def link_theme(*, theme: OutputTheme, node_uid: UUID | None, by: Any, at: datetime) -> OutputTheme:
    """Say to which section of a document a theme belongs, or to none."""
    theme.node_uid = node_uid
    theme.save(update_fields=["node_uid"])
    _note(theme.output, "theme_linked", by=by, at=at)
    return theme


@transaction.atomic
def carry_output(
    *, output: MeetingOutput, meeting: Meeting, by: Any, at: datetime
) -> MeetingOutput:
    """Take an output with its themes and their sections into a later meeting, to go on with it there; once each.

    Raises OutputRefused.
    """
    meeting = locked(meeting)
    former = output.meeting
    if former.starts_at >= meeting.starts_at or not meeting.groups.filter(
        pk__in=former.groups.values("pk")
    ):
        raise OutputRefused(_("Choose an output of an earlier meeting of the same groups."))
    known = meeting.outputs.filter(carried_from=output).first()
    if known is not None:
        return known
    made = add_output(
        meeting=meeting,
        title=output.title,
        by=by,
        at=at,
        is_public=output.is_public,
        carried_from=output,
    )
    made.filename, made.mime, made.size = output.filename, output.mime, output.size
    made.digest, made.data = output.digest, output.data
    made.save()
    copies: dict[int, OutputTheme] = {}
    for theme in output.themes.order_by("position"):
        copies[theme.pk] = OutputTheme.objects.create(
            output=made,
            parent=copies.get(theme.parent_id),
            position=theme.position,
            text=theme.text,
            node_uid=theme.node_uid,
        )
    return made


@transaction.atomic
def carry_outputs(
    *, outputs: Sequence[MeetingOutput], meeting: Meeting, by: Any, at: datetime
) -> None:
    """Take several over, all or none. Raises OutputRefused."""
    for output in outputs:
        carry_output(output=output, meeting=meeting, by=by, at=at)


def _note(output: MeetingOutput, verb: str, *, by: Any, at: datetime) -> None:
    log_event(record=output.meeting.record, verb=verb, by=by, at=at, payload={"output": output.pk})
