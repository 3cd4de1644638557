"""Reads of core: the audit log, and what in the operation of the site waits for a person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from core import auditing, jobs, operation
from core.czech import sort_key
from core.models import Event, MailState, OutboxMail, Record
from core.permissions import allowed
from core.visibility import visible_records


def events_shown_to(user: Any, at: datetime) -> QuerySet[Event]:
    """Events of the log the user may read, newest first, each with ``is_open``: whether title and
    reason may be shown.

    ``core.view_events``: events of records the user may know of. ``core.view_account_events``:
    those about accounts too. ``core.view_all_events``: all, the others without title and reason.
    Nobody else sees any. One query.
    """
    if not allowed(user, "core.view_events"):
        return Event.objects.none()
    is_open = visible_records(user, at, prefix="record__")
    if allowed(user, "core.view_account_events"):
        is_open |= Q(record__kind__in=auditing.account_kinds())
    events = Event.objects.select_related("record", "actor").annotate(
        is_open=Case(When(is_open, then=Value(True)), default=False, output_field=BooleanField())
    )
    if not allowed(user, "core.view_all_events"):
        events = events.filter(is_open)
    return events.order_by(F("recorded_at").desc(), "-pk")


def record_by_uid(uid: UUID) -> Record | None:
    """A record by its name that is never told by chance: one query. Whether it may be known of is not asked here."""
    return Record.objects.filter(uid=uid).first()


def kinds_in_log() -> list[tuple[str, str]]:
    """Choices of the filter by kind, sorted by name."""
    kinds = Record.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return _by_name((kind, auditing.kind_name(kind)) for kind in kinds)


def verbs_in_log() -> list[tuple[str, str]]:
    """Choices of the filter by verb, sorted by name."""
    verbs = Event.objects.order_by("verb").values_list("verb", flat=True).distinct()
    return _by_name((verb, auditing.verb_name(verb)) for verb in verbs)


def _by_name(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(choices, key=lambda choice: sort_key(choice[1]))


SMTP_CODE = re.compile(r"\b[45]\d\d\b")


@dataclass(frozen=True, slots=True)
class StuckMail:
    """A mail that goes no further alone. Neither its words nor the whole address are told.

    ``may_have_gone``: it was left in the middle of sending. ``code``: what the mail server answered, "" if nothing.
    """

    pk: int
    title: str
    recipient: str
    created_at: datetime
    attempts: int
    may_have_gone: bool
    code: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What an administrator looks after. ``waiting_count``: mails that will go as soon as the server answers."""

    jobs: list[jobs.GivenUp]
    mails: list[StuckMail]
    waiting_count: int
    tick: operation.Tick | None
    is_silent: bool
    failed_schedule: list[str]


def stuck_mails(at: datetime) -> list[StuckMail]:
    """Mails that wait for a person, oldest first: one query."""
    return [
        StuckMail(
            pk=mail.pk,
            title=auditing.mail_name(mail.kind),
            recipient=masked(mail.recipient),
            created_at=mail.created_at,
            attempts=mail.attempts,
            may_have_gone=mail.state == MailState.SENDING,
            code=found[0] if (found := SMTP_CODE.findall(mail.error)) else "",
        )
        for mail in OutboxMail.objects.stuck(at).order_by("created_at")
    ]


def masked(address: str) -> str:
    """An address by its beginning and its server: enough to see a mistake in it, too little to know the person."""
    name, _at, server = address.rpartition("@")
    return f"{name[:1]}\N{HORIZONTAL ELLIPSIS}@{server}"


def operation_of_the_site(at: datetime) -> Operation:
    """Everything the screen of the operation shows: four queries."""
    tick = operation.last_tick()
    return Operation(
        jobs=jobs.given_up(),
        mails=stuck_mails(at),
        waiting_count=OutboxMail.objects.filter(state=MailState.WAITING).exclude(error="").count(),
        tick=tick,
        is_silent=operation.is_silent(tick, at),
        failed_schedule=[jobs.title_of(name) for name in tick.failed] if tick else [],
    )
