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
from working_groups.models import Meeting, MeetingOutput, OutputTheme
from working_groups.themes import Theme


class OutputIsEmpty(Exception):
    """An output is a file, a list of themes, or both."""


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
    """Keep an output of a meeting, such as a mind map. Raises OutputIsEmpty."""
    meeting = locked(meeting)
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
    if upload is not None:
        output.filename, output.mime = upload.filename, upload.mime
        output.size, output.digest, output.data = upload.size, upload.digest, upload.data
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
) -> MeetingOutput:
    """Change title, publicity and themes; a theme that keeps its words keeps its section. Raises StaleOutput."""
    output = MeetingOutput.objects.select_for_update().get(pk=output.pk)
    if output.lock_version != lock_version:
        raise StaleOutput(
            _("Somebody else changed the themes in the meantime. Compare both and save again."),
            output,
        )
    sections = dict(output.themes.filter(node_uid__isnull=False).values_list("text", "node_uid"))
    output.title, output.is_public = title, is_public
    output.lock_version += 1
    output.full_clean()
    output.save()
    output.themes.all().delete()
    _write_themes(output, themes, sections)
    _note(output, "output_edited", by=by, at=at)
    return output


def _write_themes(
    output: MeetingOutput, themes: Sequence[Theme], sections: Mapping[str, UUID]
) -> None:
    above: list[OutputTheme] = []
    for position, theme in enumerate(themes, start=1):
        del above[theme.depth :]
        row = OutputTheme(
            output=output,
            parent=above[-1] if above else None,
            position=position,
            text=theme.text,
            node_uid=sections.get(theme.text),
        )
        row.full_clean()
        row.save()
        above.append(row)


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
    """Take an output with its themes and their sections into a later meeting, to go on with it there; once each."""
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


def _note(output: MeetingOutput, verb: str, *, by: Any, at: datetime) -> None:
    log_event(record=output.meeting.record, verb=verb, by=by, at=at, payload={"output": output.pk})
