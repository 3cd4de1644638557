"""Writes of sources outside the thread: what a changed passage leans on, recorded by an editor."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept.actions.thread import record_change, record_influence
from concept.enums import InfluenceRelation, LineageRelation, SourceKind
from concept.models import Change, Contribution, Source, Version
from concept.queries import changed_rows, coverage
from core.actions import create_record
from core.enums import Visibility
from core.sanitizing import clean_plain


class SourceRefused(Exception):
    """The source says nothing, or the passage did not change in this version."""


@transaction.atomic
def record_source(
    *,
    version: Version,
    passage_uid: str,
    kind: str,
    citation: str,
    by: Any,
    at: datetime,
    address: str = "",
    source_version: Version | None = None,
    source_passage: str | None = None,
    replaces: Source | None = None,
    note: str = "",
) -> Source:
    """Say what a passage that is new or changed in the version leans on; a link of the thread comes with it.

    ``source_version`` and ``source_passage`` name the passage of another document, such as the background analysis.
    The same citation of the same passage is recorded once. Raises SourceRefused, ValidationError (address).
    """
    citation = clean_plain(citation).strip()
    if not citation:
        raise SourceRefused(_("Say what the source is."))
    change = _change_of(version, passage_uid, by=by, at=at)
    known = Source.objects.filter(
        citation=citation[:500], contribution__influences__change=change
    ).first()
    if known is not None:
        return known
    return _store(
        change,
        version,
        kind=kind,
        citation=citation,
        by=by,
        at=at,
        address=address,
        source_version=source_version,
        source_passage=source_passage,
        replaces=replaces,
        note=note,
    )


def _store(
    change: Change,
    version: Version,
    *,
    kind: str,
    citation: str,
    by: Any,
    at: datetime,
    address: str = "",
    source_version: Version | None = None,
    source_passage: str | None = None,
    replaces: Source | None = None,
    note: str = "",
) -> Source:
    record = create_record(
        kind="source",
        title=citation,
        visibility=Visibility.PUBLIC,  # shown only beside a change of a version the reader may read
        verb="source_recorded",
        by=by,
        at=at,
        demo_origin=version.record.demo_origin,
        demo_source=version.record.demo_source,
    )
    source = Source(
        contribution=Contribution.objects.create(record=record, summary=citation[:500]),
        kind=SourceKind(kind),
        citation=citation[:500],
        address=address.strip(),
        version=source_version,
        passage_uid=source_passage,
        replaces=replaces,
        made_by=by,
        made_at=at,
    )
    source.full_clean(exclude=["contribution"])
    source.save()
    record_influence(
        contribution=source.contribution,
        change=change,
        relation=InfluenceRelation.SOURCE,
        note=clean_plain(note).strip()[:500],
        by=by,
        at=at,
    )
    return source


@transaction.atomic
def record_original_wording(*, version: Version, by: Any, at: datetime) -> Source | None:
    """Say of every new passage without a recorded reason that the author of the draft wrote it so: one source for all.

    None when there is no such passage. May run again: passages that have a reason are left alone.
    """
    version = Version.objects.select_related("document", "record", "previous").get(pk=version.pk)
    [row] = coverage(version.document, [version]) or [None]
    rows = changed_rows([version])
    uids = {str(row.new) for row in rows if row.relation == LineageRelation.NEW}
    missing = sorted(uids & set(row.missing)) if row is not None else []
    if not missing:
        return None
    change = record_change(
        from_version=version.previous,
        to_version=version,
        old_uids=[],
        new_uids=missing,
        by=by,
        at=at,
    )
    return _store(
        change,
        version,
        kind=SourceKind.ORIGINAL,
        citation=f"Původní znění zpracovatele, verze {version.label}",
        by=by,
        at=at,
    )


def _change_of(version: Version, passage_uid: str, *, by: Any, at: datetime) -> Change:
    """The change by which the passage came into the version or got its words there."""
    rows = [row for row in changed_rows([version]) if str(row.new) == passage_uid]
    old = [str(row.old) for row in rows if row.old is not None]
    if version.previous_id is not None and not rows:
        raise SourceRefused(
            _("This passage did not change in this version. Choose the version it changed in.")
        )
    return record_change(
        from_version=version.previous,
        to_version=version,
        old_uids=old,
        new_uids=[passage_uid],
        by=by,
        at=at,
    )
