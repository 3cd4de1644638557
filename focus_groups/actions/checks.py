"""Writes of checks before publication: two people read a text one after the other, each with the whole checklist."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from core.sanitizing import clean_plain
from focus_groups.enums import CheckItem
from focus_groups.models import PublicationCheck, Quote, Series
from focus_groups.queries.checks import Subject, digest_of, name_of, series_of, standing_of
from focus_groups.queries.quotes import quote_obstacles


class CheckIncomplete(Exception):
    """Every question is answered; who answers one with no says what is wrong."""


class TextChanged(Exception):
    """The text was changed since the person read it."""


class CheckedAlready(Exception):
    """The person checked this text as it stands, or two people did."""


@transaction.atomic
def record_check(
    *,
    subject: Subject,
    digest: str,
    answers: Mapping[str, bool],
    by: Any,
    at: datetime,
    reason: str = "",
) -> PublicationCheck:
    """Keep what a person found in a text they read as ``digest``. One "no" refuses it until the text is changed.

    Raises TextChanged, CheckIncomplete, CheckedAlready.
    """
    series = (
        Series.objects.select_for_update(of=("self",))
        .select_related("inside")
        .get(pk=series_of(subject).pk)
    )
    subject.refresh_from_db()
    if digest != digest_of(subject):
        raise TextChanged(_("The text was changed in the meantime. Read it again."))
    standing = standing_of(subject)
    if standing.is_passed or standing.has_word_of(by):
        raise CheckedAlready(_("You have checked this text already. Somebody else checks it now."))
    found = {item.value: bool(answers.get(item)) for item in CheckItem}
    is_passed = all(found.values())
    reason = clean_plain(reason).strip()
    if not is_passed and not reason:
        raise CheckIncomplete(
            _("Say what is wrong, without repeating words that must not be said.")
        )
    if is_passed and isinstance(subject, Quote) and (obstacles := quote_obstacles(subject)):
        raise CheckIncomplete(" ".join(obstacles))
    made = PublicationCheck(
        series=series,
        digest=digest,
        answers=found,
        is_passed=is_passed,
        reason="" if is_passed else reason,
        by=by,
        at=at,
        **{name_of(subject): subject},
    )
    made.full_clean()
    made.save()
    log_event(record=series.inside, verb="publication_checked", by=by, at=at)
    return made
