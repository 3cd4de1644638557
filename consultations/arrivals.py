"""When something that came on paper, by mail or as a spreadsheet counts as late. Pure."""

from datetime import date, datetime, time

from django.utils import timezone

from consultations.enums import DecidingDay
from consultations.models import Round


def deciding_day(round: Round, *, sent_on: date | None, received_on: date) -> date:
    """The day that counts by the rules of the round; where the day of sending is not known, that of delivery."""
    if round.deciding_day == DecidingDay.SENT and sent_on is not None:
        return sent_on
    return received_on


def is_late(round: Round, *, sent_on: date | None, received_on: date) -> bool:
    """Whether the deciding day begins at or after closing (Prague time).

    A letter names a day, not an hour: on the last day of a round it is in time.
    """
    day = deciding_day(round, sent_on=sent_on, received_on=received_on)
    return _midnight(day) >= round.closes_at


def is_too_early(round: Round, *, received_on: date) -> bool:
    """Whether it came before the day on which the round opened."""
    return received_on < timezone.localdate(round.opens_at)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
