"""Reads of what ends on a day."""

from datetime import datetime

from django.utils import timezone

from focus_groups.enums import Recording, SeriesState
from focus_groups.models import Series, Session


def recordings_due(at: datetime) -> list[Session]:
    """Sessions whose recording was to be deleted by now, oldest first."""
    rows = Session.objects.filter(
        recording=Recording.KEPT, recording_until__lte=timezone.localdate(at)
    )
    return list(rows.select_related("record", "series").order_by("recording_until", "pk"))


def series_due(at: datetime) -> list[Series]:
    """Series kept longer than was promised, oldest first."""
    rows = Series.objects.filter(retention_until__lte=timezone.localdate(at))
    rows = rows.exclude(state=SeriesState.ANONYMISED)
    return list(rows.select_related("record").order_by("retention_until", "pk"))
