"""Sections are released for the next version."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from concept.actions.freezing import start_plan
from concept.models import DocumentPage, SectionPage


def release_sections(*, pages: Iterable[SectionPage], by: Any) -> list[SectionPage]:
    """Release the newest draft of each section for the next version; answers those released.

    The caller has checked that ``by`` may release each page. Raises ValidationError for a draft that
    is not complete.
    """
    released = []
    for page in pages:
        revision = page.get_latest_revision()
        if page.live and not page.has_unpublished_changes:
            continue
        if revision is None:
            revision = page.save_revision(user=by)
        check_complete(revision.as_object())
        revision.publish(user=by)
        released.append(page)
    return released


def check_complete(draft: SectionPage) -> None:
    """Ask of a draft what the editor asks on release: autosave stores what is not filled in yet."""
    try:
        draft.body.stream_block.clean(draft.body)
    except ValidationError as error:
        raise ValidationError(
            _("something required is not filled in. Open it and release it there.")
        ) from error


@dataclass(frozen=True, slots=True)
class Release:
    """What became of an attempt to release sections: the refused ones with the reason."""

    released: list[SectionPage]
    refused: list[tuple[SectionPage, str]]


@transaction.atomic
def release_and_prepare(
    *, document: DocumentPage, pages: Iterable[SectionPage], by: Any, at: datetime
) -> Release:
    """Release the newest drafts, then prepare the next version again with the answers given so far.

    A section whose draft Wagtail does not accept is refused, the others are released. The caller has
    checked that ``by`` may release each page.
    """
    released, refused = [], []
    for page in pages:
        try:
            with transaction.atomic():
                released += release_sections(pages=[page], by=by)
        except ValidationError as error:
            refused.append((page, " ".join(error.messages)))
    start_plan(document=document, by=by, at=at)
    return Release(released, refused)
