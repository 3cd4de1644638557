"""Reads of what meetings produced beside their minutes.

One rule for lists, pages and files: who is inside (sits in the groups, or staff) knows all outputs of a meeting they
may know of, others those that are public.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from concept.models import Version, VersionSection
from concept.queries.standing import all_readable_versions, current_version, standing_of
from concept.reading import current_base
from working_groups.models import Meeting, MeetingOutput, OutputTheme
from working_groups.queries.agenda import inside_of
from working_groups.themes import Theme, nested


@dataclass(frozen=True, slots=True)
class SectionPlace:
    """A section of a document as it is read now."""

    node_uid: UUID
    document: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme with those under it; ``place`` is its section, None where it has none or the reader may not read it."""

    theme: OutputTheme
    place: SectionPlace | None
    under: list["ThemeRow"] = field(default_factory=list)


def outputs_of(meeting: Meeting, *, is_inside: bool) -> QuerySet[MeetingOutput]:
    """Outputs of a meeting with the number of their themes (``theme_count``), without the bytes of files: one query."""
    rows = MeetingOutput.objects.filter(meeting=meeting, erased_at=None)
    if not is_inside:
        rows = rows.filter(is_public=True)
    return rows.defer("data").annotate(theme_count=Count("themes")).order_by("pk")


def output_of(meeting: Meeting, pk: int, *, is_inside: bool) -> MeetingOutput | None:
    """One output with its themes (``in_order``) and what it was carried from, without its bytes: two queries."""
    themes = Prefetch("themes", OutputTheme.objects.order_by("position", "pk"), to_attr="in_order")
    rows = outputs_of(meeting, is_inside=is_inside).select_related("carried_from__meeting__record")
    return rows.prefetch_related(themes).filter(pk=pk).first()


def bytes_of(output: MeetingOutput) -> bytes:
    """The file: one query."""
    return bytes(MeetingOutput.objects.values_list("data", flat=True).get(pk=output.pk))


def former_of(output: MeetingOutput, user: Any) -> MeetingOutput | None:
    """What an output was carried from, if the user may know of its meeting and it was not erased: one query at most."""
    former = output.carried_from
    if former is None or former.erased_at is not None:
        return None
    return (
        former if Meeting.objects.visible_to(user).filter(pk=former.meeting_id).exists() else None
    )


def later_of(output: MeetingOutput, user: Any) -> list[MeetingOutput]:
    """Outputs of later meetings that go on with it, as far as the user may know of them: one query."""
    rows = MeetingOutput.objects.filter(carried_from=output, erased_at=None).filter(
        Q(is_public=True, meeting__in=Meeting.objects.visible_to(user))
        | Q(meeting__in=inside_of(user).values("pk"))
    )
    return list(rows.defer("data").select_related("meeting__record").order_by("pk"))


def to_carry(meeting: Meeting) -> QuerySet[MeetingOutput]:
    """Outputs of earlier meetings of the same groups that are not in the meeting yet, the latest first."""
    rows = MeetingOutput.objects.filter(
        erased_at=None,
        meeting__groups__in=meeting.groups.all(),
        meeting__starts_at__lt=meeting.starts_at,
    ).exclude(carried_to__meeting=meeting)
    rows = rows.defer("data").select_related("meeting__record").distinct()
    return rows.order_by("-meeting__starts_at", "pk")


def themes_of(output: MeetingOutput) -> list[Theme]:
    """Stored themes as a form shows them: one query."""
    rows = output.themes.order_by("position", "pk")
    return nested(rows.values_list("pk", "parent", "text"))


def rows_of(output: MeetingOutput, user: Any) -> list[ThemeRow]:
    """Top themes of ``output_of`` with those under them, each with the section the user may read.

    Two queries when any has a section.
    """
    wanted = {theme.node_uid for theme in output.in_order if theme.node_uid}
    places = {place.node_uid: place for place in sections_for(user, only=wanted)} if wanted else {}
    rows = {theme.pk: ThemeRow(theme, places.get(theme.node_uid)) for theme in output.in_order}
    top = []
    for theme in output.in_order:
        siblings = rows[theme.parent_id].under if theme.parent_id else top
        siblings.append(rows[theme.pk])
    return top


@dataclass(frozen=True, slots=True)
class LeadingTheme:
    """A theme of an output that leads to a section, with the address of the output."""

    text: str
    title: str
    meeting: str
    address: str
    on: date


def themes_leading_to(node_uid: UUID | str, user: Any) -> list[LeadingTheme]:
    """Themes of outputs of meetings that belong to a section, the earliest meeting first, each output once told.

    An output carried into a later meeting is told there only where its former one is not shown: one query.
    """
    rows = OutputTheme.objects.filter(node_uid=node_uid, output__erased_at=None).filter(
        Q(output__is_public=True, output__meeting__in=Meeting.objects.visible_to(user))
        | Q(output__meeting__in=inside_of(user).values("pk"))
    )
    found: dict[tuple[str, str], LeadingTheme] = {}
    rows = rows.select_related("output__meeting__record").defer("output__data")
    for row in rows.order_by("output__meeting__starts_at", "output", "position"):
        record = row.output.meeting.record
        told = LeadingTheme(
            text=row.text,
            title=row.output.title,
            meeting=record.reference,
            address=f"{record.path}vystupy/{row.output_id}/",
            on=timezone.localdate(row.output.meeting.starts_at),
        )
        found.setdefault((row.text, row.output.title), told)
    return list(found.values())


def sections_for(user: Any, *, only: Iterable[UUID] | None = None) -> list[SectionPlace]:
    """Sections of the documents as the user reads them now, in the order of the site: two queries."""
    shown: dict[int, Version] = {}
    for _document, group in groupby(all_readable_versions(user), key=lambda row: row.document_id):
        versions = list(group)
        where = {row.pk: standing_of(step.step for step in row.shown_steps) for row in versions}
        current = current_version(versions, where)
        if current is not None:
            shown[current.pk] = current
    rows = VersionSection.objects.filter(version__in=shown)
    if only is not None:
        rows = rows.filter(node_uid__in=only)
    order = {key: place for place, key in enumerate(shown)}
    return [
        SectionPlace(
            node_uid=row.node_uid,
            document=shown[row.version_id].document.title,
            title=f"{row.code} {row.title}".strip(),
            address=f"{current_base(shown[row.version_id].document)}{row.address}/",
        )
        for row in sorted(rows, key=lambda row: (order[row.version_id], row.order))
    ]
