"""Writes of sources outside the thread: what a changed passage leans on, recorded by an editor."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept.actions.thread import record_change, record_influence
from concept.enums import InfluenceRelation, LineageRelation, SourceKind
from concept.models import Change, Contribution, DocumentPage, Source, Version
from concept.queries import changed_rows, coverage
from core.actions import create_record, log_event, raise_generation
from core.enums import Visibility
from core.models import Record
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
    change = change_of(version, passage_uid, by=by, at=at)
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
    source = _new_source(
        kind=kind,
        citation=citation,
        address=address,
        source_version=source_version,
        source_passage=source_passage,
        replaces=replaces,
        origin=version.record,
        by=by,
        at=at,
    )
    record_influence(
        contribution=source.contribution,
        change=change,
        relation=InfluenceRelation.SOURCE,
        note=clean_plain(note).strip()[:500],
        by=by,
        at=at,
    )
    return source


def _new_source(
    *,
    kind: str,
    citation: str,
    by: Any,
    at: datetime,
    origin: Record,
    address: str = "",
    source_version: Version | None = None,
    source_passage: str | None = None,
    replaces: Source | None = None,
) -> Source:
    """``origin``: a record that says whether this is part of the demonstration."""
    record = create_record(
        kind="source",
        title=citation,
        visibility=Visibility.PUBLIC,  # shown only beside a change of a version the reader may read
        verb="source_recorded",
        by=by,
        at=at,
        demo_origin=origin.demo_origin,
        demo_source=origin.demo_source,
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
    return source


@transaction.atomic
def record_edition(
    *, source: Source, citation: str, by: Any, at: datetime, address: str = ""
) -> Source:
    """Record that an outside source has a new edition. The old citation and its links stay and are flagged.

    Nothing is said of the text: what leans on the new edition is recorded as a source of its own change. Raises
    SourceRefused when the source has a newer edition already, ValidationError (address).
    """
    source = Source.objects.select_for_update().get(pk=source.pk)
    citation = clean_plain(citation).strip()[:500]
    if not citation or citation == source.citation:
        raise SourceRefused(_("Say what the new edition is."))
    if Source.objects.filter(replaces=source).exists():
        raise SourceRefused(_("A newer edition of this source is recorded already."))
    edition = _new_source(
        kind=source.kind,
        citation=citation,
        address=address,
        replaces=source,
        origin=source.contribution.record,
        by=by,
        at=at,
    )
    _raise_pages_of(source)
    return edition


@transaction.atomic
def supersede_source(*, source: Source, replaces: Source, by: Any, at: datetime) -> Source:
    """Say of two recorded sources that one is the newer edition of the other.

    Raises SourceRefused when that would run in a circle, or either has another edition there already.
    """
    source = Source.objects.select_for_update().get(pk=source.pk)
    older: Source | None = replaces
    while older is not None:
        if older.pk == source.pk:
            raise SourceRefused(_("The sources would replace each other in a circle."))
        older = older.replaces
    if source.replaces_id == replaces.pk:
        return source
    if source.replaces_id is not None or Source.objects.filter(replaces=replaces).exists():
        raise SourceRefused(_("A newer edition of this source is recorded already."))
    source.replaces = replaces
    source.full_clean(exclude=["contribution"])
    source.save(update_fields=["replaces"])
    log_event(record=source.contribution.record, verb="source_superseded", by=by, at=at)
    _raise_pages_of(replaces)
    return source


def _raise_pages_of(source: Source) -> None:
    slugs = DocumentPage.objects.filter(
        versions__changes__influences__contribution=source.contribution_id
    ).values_list("slug", flat=True)
    raise_generation("pripominky", *set(slugs))


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


def change_of(version: Version, passage_uid: str, *, by: Any, at: datetime) -> Change:
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
