"""Writes of participants and of what they consented to. Each carries an id made where it was written, so that sending
it twice stores it once.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from focus_groups.enums import ConsentForm, ConsentScope, Need
from focus_groups.models import Consent, ConsentLimit, ConsentSheet, Participant, Series

# without letters and digits that are taken for one another when read aloud or written by hand
LETTERS = "ABCDEFGHJKLMNPRSTUVXYZ"
DIGITS = "23456789"
AT_ONCE = 30


class PseudonymTaken(Exception):
    """Somebody else in the series has this pseudonym."""


class PseudonymWrong(Exception):
    """A pseudonym is drawn or has the form of a drawn one, so that none can be a name."""


class TooMany(Exception):
    """So many people cannot be added at once."""


class LeftBeforeJoining(Exception):
    """Nobody leaves before they come."""


class NotOfThisSeries(Exception):
    """What belongs together is of one series."""


class ScopesWrong(Exception):
    """A consent names what it is for, and only what was given can be taken back."""


def draw_pseudonym(series: Series) -> str:
    """A pseudonym nobody in the series has, such as ``FS-K7``: drawn at random, so that it tells no order."""
    taken = set(series.participants.values_list("pseudonym", flat=True))
    longer = len(taken) > len(LETTERS) * len(DIGITS) // 2
    while True:
        digits = "".join(secrets.choice(DIGITS) for _n in range(2 if longer else 1))
        drawn = f"{series.code}-{secrets.choice(LETTERS)}{digits}"
        if drawn not in taken:
            return drawn


def is_pseudonym(series: Series, text: str) -> bool:
    """Whether a text has the form of a pseudonym drawn for the series: ``FS-K7``, ``FS-K72``."""
    return bool(re.fullmatch(rf"{re.escape(series.code)}-[{LETTERS}][{DIGITS}]{{1,2}}", text))


@transaction.atomic
def add_participant(
    *,
    series: Series,
    joined_on: date,
    by: Any,
    at: datetime,
    uid: UUID | None = None,
    pseudonym: str = "",
    needs: Sequence[str] = (),
) -> Participant:
    """Add somebody under a pseudonym, drawn here unless one was given out already. A repeat answers the first row.

    Raises PseudonymTaken, PseudonymWrong, NotOfThisSeries, ValueError for a need that is none of ``Need``.
    """
    series = Series.objects.select_for_update().select_related("inside").get(pk=series.pk)
    uid = uid or uuid4()
    known = Participant.objects.filter(uid=uid).first()
    if known is not None:
        _same_series(known.series_id, series.pk)
        return known
    if pseudonym and not is_pseudonym(series, pseudonym):
        raise PseudonymWrong(
            _(
                "A pseudonym is the code of the series, a letter and one or two digits, such as %(like)s."
            )
            % {"like": f"{series.code}-K7"}
        )
    if pseudonym and series.participants.filter(pseudonym=pseudonym).exists():
        raise PseudonymTaken(_("Somebody else in the series has this pseudonym. Choose another."))
    made = Participant(
        uid=uid,
        series=series,
        pseudonym=pseudonym or draw_pseudonym(series),
        needs=sorted({Need(need) for need in needs}),
        joined_on=joined_on,
    )
    made.full_clean()
    made.save()
    log_event(record=series.inside, verb="participant_added", by=by, at=at)
    return made


@transaction.atomic
def draw_participants(
    *, series: Series, count: int, joined_on: date, by: Any, at: datetime
) -> list[Participant]:
    """Add several people at once under drawn pseudonyms. Raises TooMany."""
    if not 1 <= count <= AT_ONCE:
        raise TooMany(_("Add at most %(most)d people at once.") % {"most": AT_ONCE})
    return [
        add_participant(series=series, joined_on=joined_on, by=by, at=at) for _n in range(count)
    ]


@transaction.atomic
def edit_participant(
    *,
    participant: Participant,
    needs: Sequence[str],
    left_on: date | None,
    by: Any,
    at: datetime,
) -> Participant:
    """Say what somebody needs to take part, and since when they do not come any more. Raises LeftBeforeJoining."""
    participant = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("series__inside")
        .get(pk=participant.pk)
    )
    if left_on is not None and left_on < participant.joined_on:
        raise LeftBeforeJoining(_("Nobody leaves before they come."))
    participant.needs = sorted({Need(need) for need in needs})
    participant.left_on = left_on
    participant.full_clean()
    participant.save(update_fields=["needs", "left_on"])
    log_event(record=participant.series.inside, verb="participant_edited", by=by, at=at)
    return participant


def _same_series(found: int, wanted: int) -> None:
    if found != wanted:
        raise NotOfThisSeries(_("This belongs to another series."))


@transaction.atomic
def record_consent(
    *,
    participant: Participant,
    sheet: ConsentSheet,
    form: str,
    scopes: Iterable[str],
    given_on: date,
    by: Any,
    at: datetime,
    uid: UUID | None = None,
) -> Consent:
    """Keep what a participant consented to. A repeat answers the first row. Raises ScopesWrong, NotOfThisSeries."""
    uid = uid or uuid4()
    known = Consent.objects.filter(uid=uid).first()
    if known is not None:
        return known
    _same_series(sheet.series_id, participant.series_id)
    made = Consent(
        uid=uid,
        participant=participant,
        sheet=sheet,
        form=ConsentForm(form),
        scopes=_checked(scopes),
        given_on=given_on,
        recorded_by=by,
        recorded_at=at,
    )
    made.full_clean()
    made.save()
    # not whose: the log points at nobody
    log_event(record=participant.series.inside, verb="consent_recorded", by=by, at=at)
    return made


def _checked(scopes: Iterable[str]) -> list[str]:
    chosen = sorted({ConsentScope(scope).value for scope in scopes})
    if not chosen:
        raise ScopesWrong(_("Say what the consent is for."))
    return chosen


@transaction.atomic
def limit_consent(
    *,
    consent: Consent,
    scopes: Iterable[str],
    occurred_on: date,
    by: Any,
    at: datetime,
    uid: UUID | None = None,
) -> ConsentLimit:
    """Keep what a participant took back of a consent. A repeat answers the first row.

    It only keeps it: what follows for words and reports is the matter of erasing. Raises ScopesWrong.
    """
    uid = uid or uuid4()
    known = ConsentLimit.objects.filter(uid=uid).first()
    if known is not None:
        return known
    chosen = _checked(scopes)
    if not set(chosen) <= set(consent.scopes):
        raise ScopesWrong(_("Only what was consented to can be taken back."))
    made = ConsentLimit(
        uid=uid,
        consent=consent,
        scopes=chosen,
        occurred_on=occurred_on,
        recorded_by=by,
        recorded_at=at,
    )
    made.full_clean()
    made.save()
    log_event(record=consent.participant.series.inside, verb="consent_limited", by=by, at=at)
    return made
