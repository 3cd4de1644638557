"""What the feed tells of published minutes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import pgettext

from core.enums import Visibility
from working_groups.enums import CorrectionKind, MinutesState
from working_groups.minutes_content import Circle
from working_groups.models import Minutes
from working_groups.queries.minutes import kept_texts

FEED_COUNT = 50


@dataclass(frozen=True, slots=True)
class ToldMinutes:
    """A text that became public: of which meeting, its number, why, its public fingerprint."""

    uid: UUID
    reference: str
    path: str
    number: int
    what: str
    digest: str
    groups: tuple[str, ...]
    at: datetime


def published_minutes(user: Any) -> list[ToldMinutes]:
    """The newest published texts the user may read: four queries."""
    rows = (
        Minutes.objects.visible_to(user)
        .filter(state=MinutesState.PUBLISHED, record__visibility=Visibility.PUBLIC)
        .select_related("record")
        .prefetch_related("versions", "corrections", "meeting__groups")
        .order_by("-published_at")[:FEED_COUNT]
    )
    found = []
    for minutes in rows:
        for text in kept_texts(minutes, Circle.PUBLIC, with_names=False):
            if text.is_empty:
                continue
            what = pgettext("minutes", "Published")
            if text.correction is not None:
                what = str(CorrectionKind(text.correction.kind).label)
            found.append(
                ToldMinutes(
                    uid=minutes.record.uid,
                    reference=minutes.record.reference,
                    path=minutes.record.path,
                    number=text.version.number,
                    what=what,
                    digest=text.content["public_digest"],
                    groups=tuple(group.name for group in minutes.meeting.groups.all()),
                    at=max(minutes.published_at, text.version.made_at),
                )
            )
    return sorted(found, key=lambda told: told.at, reverse=True)[:FEED_COUNT]
