"""Which groups, series, documents and rounds belong to which key activity.

What nobody assigned goes by its area: groups and series, the documents of the project and their rounds to the activity
about the concept; reports among the documents to the one about evaluation. A round that was not assigned goes with its
document.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from concept.enums import DocumentKind
from concept.models import DocumentPage, ProjectPage
from consultations.models import Round
from core.enums import Visibility
from core.models import Record
from evaluation.enums import ActivityArea, ThingKind
from evaluation.models import ActivityPart, KeyActivity
from focus_groups.models import Series
from working_groups.models import Group

# What people who work for the city may know of: what is for members only stays with them.
OPEN = frozenset({Visibility.PUBLIC, Visibility.GROUP, Visibility.STAFF})


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that belongs to a key activity (``activity``: primary key or None), which ``by_area`` it would.

    ``is_assigned``: somebody said so.
    """

    kind: ThingKind
    pk: int
    title: str
    record: Record | None
    document: DocumentPage | None
    activity: int | None
    by_area: int | None
    is_assigned: bool

    @property
    def key(self) -> str:
        """The name of its field."""
        return f"{self.kind}-{self.pk}"

    @property
    def chosen(self) -> str:
        """What its field begins with."""
        return str(self.activity or "none") if self.is_assigned else ""


class Scope:
    """What belongs to the key activities of a project: six queries."""

    def __init__(self, project: ProjectPage, activities: Iterable[KeyActivity]) -> None:
        self._first: dict[str, int] = {}
        for row in activities:
            self._first.setdefault(row.area, row.pk)
        parts = list(ActivityPart.objects.filter(project=project))
        self._by_record = {row.record_id: row.activity_id for row in parts if row.record_id}
        self._by_document = {row.document_id: row.activity_id for row in parts if row.document_id}
        self.things = [
            *self._groups(),
            *self._series(),
            *self._documents(project),
        ]
        self.things += self._rounds({t.pk: t for t in self.things if t.document is not None})
        self._activity = {(thing.kind, thing.pk): thing.activity for thing in self.things}

    def activity_of(self, kind: ThingKind, pk: int) -> int | None:
        """The key of the activity the thing belongs to, or None."""
        return self._activity.get((kind, pk))

    def keys(self, kind: ThingKind) -> list[int]:
        """Keys of the things of a kind that belong to an activity."""
        return [t.pk for t in self.things if t.kind == kind and t.activity is not None]

    def _thing(
        self, kind: ThingKind, row: Any, title: str, assigned: Mapping[int, int | None], key: int,
        default: int | None,
    ) -> Thing:  # fmt: skip
        document = row if isinstance(row, DocumentPage) else None
        return Thing(
            kind=kind,
            pk=row.pk,
            title=title,
            record=None if document is not None else row.record,
            document=document,
            activity=assigned.get(key, default),
            by_area=default,
            is_assigned=key in assigned,
        )

    def _groups(self) -> list[Thing]:
        rows = Group.objects.filter(record__visibility__in=OPEN).select_related("record")
        default = self._first.get(ActivityArea.CONCEPT)
        return [
            self._thing(
                ThingKind.GROUP,
                row,
                f"{row.code} {row.name}",
                self._by_record,
                row.record_id,
                default,
            )
            for row in rows.order_by("code")
        ]

    def _series(self) -> list[Thing]:
        rows = Series.objects.filter(record__visibility__in=OPEN).select_related("record")
        default = self._first.get(ActivityArea.CONCEPT)
        return [
            self._thing(
                ThingKind.SERIES,
                row,
                f"{row.code} {row.name}",
                self._by_record,
                row.record_id,
                default,
            )
            for row in rows.order_by("code")
        ]

    def _documents(self, project: ProjectPage) -> list[Thing]:
        rows = DocumentPage.objects.filter(project=project).order_by("title", "pk")
        concept = self._first.get(ActivityArea.CONCEPT)
        evaluation = self._first.get(ActivityArea.EVALUATION, concept)
        return [
            self._thing(
                ThingKind.DOCUMENT,
                row,
                row.title,
                self._by_document,
                row.pk,
                evaluation if row.kind == DocumentKind.REPORT else concept,
            )
            for row in rows
        ]

    def _rounds(self, documents: Mapping[int, Thing]) -> list[Thing]:
        rows = Round.objects.announced().filter(record__visibility__in=OPEN)
        rows = rows.filter(document__in=list(documents)).select_related("record")
        return [
            self._thing(
                ThingKind.ROUND,
                row,
                f"{row.reference} {row.title}",
                self._by_record,
                row.record_id,
                documents[row.document_id].activity,
            )
            for row in rows.order_by("number")
        ]
