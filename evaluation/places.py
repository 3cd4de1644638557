"""Places the evaluation speaks of: passages of frozen versions, and measures."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from concept.models import Measure, Version, VersionPassage


class PlaceWrong(Exception):
    """A passage stands in the version it is cited from; a place is a passage or a measure."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of a frozen version, or a measure."""

    version: Version | None = None
    passage_uid: UUID | None = None
    measure: Measure | None = None

    def check(self) -> None:
        """Raise PlaceWrong unless it is one thing, and the passage stands in the version."""
        if (self.measure is None) == (self.version is None):
            raise PlaceWrong(_("Choose a paragraph or a measure."))
        if self.version is not None and not (
            VersionPassage.objects.filter(
                version=self.version, passage_uid=self.passage_uid
            ).exists()
        ):
            raise PlaceWrong(_("This paragraph does not stand in that version."))

    @property
    def fields(self) -> dict[str, Any]:
        """As columns of a row that holds a place."""
        return {
            "version": self.version,
            "passage_uid": self.passage_uid,
            "measure": self.measure,
        }


def place_of(row: Any) -> Place | None:
    """The place a row holds, or None."""
    measure = getattr(row, "measure", None)
    if measure is None and row.version_id is None:
        return None
    return Place(row.version, row.passage_uid, measure)
