"""Who may know of a round and read its versions: circles of people kept in step with groups, bodies and roles.

Memberships and roles begin and end on dates, so a circle is written ahead with those dates: at midnight it is right
by itself. Whatever changes a membership or a role announces it, and ``sync_live_rounds`` follows.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from concept.actions import versions as version_actions
from concept.enums import AccessLevel
from concept.models import Version
from consultations import notifications, queries
from consultations.models import Round
from consultations.queries import Interval
from core.enums import Visibility
from people.models import Audience, AudienceMember


@transaction.atomic
def sync_audience(*, round: Round, at: datetime) -> None:
    """Bring the circle of the round and of the readers of its versions in step; may run at any time, twice too."""
    _write_circle(round.audience, queries.invited_intervals([round], at), at)
    for version in round.versions.select_related("record"):
        readers = Audience.objects.filter(name=readers_name(version)).first()
        if readers is not None:
            _write_circle(readers, _reading_intervals(version, readers, at), at)


@transaction.atomic
def sync_live_rounds(*, at: datetime) -> None:
    """The same for every round that was announced, and tell newcomers of those that are not over."""
    for round in Round.objects.announced().order_by("pk"):
        before = queries.audience_now(round.audience_id, at)
        sync_audience(round=round, at=at)
        after = queries.audience_now(round.audience_id, at)
        if after - before and round.closes_at > at:
            notifications.round_announced(round, at=at, people=after - before)


def open_versions(round: Round, *, by: Any, at: datetime) -> None:
    """Let those the round is for read its versions. ``by`` must not be who froze a version opened to everyone."""
    for version in round.versions.select_related("record", "document"):
        if version.record.visibility == Visibility.PUBLIC:
            continue
        if round.is_public:
            opener = queries.other_than(version.frozen_by_id, round, by)
            version_actions.set_access(version=version, level=AccessLevel.PUBLIC, by=opener, at=at)
            continue
        readers, _made = Audience.objects.get_or_create(name=readers_name(version))
        _write_circle(readers, _reading_intervals(version, readers, at, round), at)
        if version.record.audience_id != readers.pk:
            version_actions.set_access(
                version=version, level=AccessLevel.AUDIENCE, audience=readers, by=by, at=at
            )


def readers_name(version: Version) -> str:
    """Name of the circle of those who read a version because they may comment on it."""
    return f"Čtenáři {version.record.reference or version.pk}"


def _reading_intervals(
    version: Version, readers: Audience, at: datetime, opening: Round | None = None
) -> dict[int, list[Interval]]:
    """People of every announced round on the version (and of the one being opened), and those let in by hand before."""
    rounds = list(version.rounds.announced())
    if opening is not None and opening not in rounds:
        rounds.append(opening)
    found = queries.invited_intervals(rounds, at)
    by_hand = version.accesses.filter(audience__isnull=False).exclude(audience=readers)
    if (last := by_hand.order_by("-pk").first()) is not None:
        found = queries.joined(found, queries.audience_intervals(last.audience_id, at))
    return found


def _write_circle(
    audience: Audience, wanted: Mapping[int, Iterable[Interval]], at: datetime
) -> None:
    """Make the rows of a circle from now on those that are wanted; what was before now stays as it was."""
    current = audience.members.filter(user__isnull=False).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at)
    )
    known: dict[int, list[AudienceMember]] = {}
    for row in current.order_by("valid_from"):
        known.setdefault(row.user_id, []).append(row)
    right = {
        user_id
        for user_id, rows in known.items()
        if [(max(row.valid_from, at), row.valid_to) for row in rows]
        == list(wanted.get(user_id, ()))
    }
    wrong = [row for user_id, rows in known.items() if user_id not in right for row in rows]
    AudienceMember.objects.filter(pk__in=[r.pk for r in wrong if r.valid_from >= at]).delete()
    AudienceMember.objects.filter(pk__in=[r.pk for r in wrong if r.valid_from < at]).update(
        valid_to=at
    )
    AudienceMember.objects.bulk_create(
        [
            AudienceMember(audience=audience, user_id=user_id, valid_from=start, valid_to=end)
            for user_id in sorted(set(wanted) - right)
            for start, end in wanted[user_id]
        ]
    )
