"""Writes of core: records, events, mails, generations."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from email.utils import make_msgid
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F

from core import extension, jobs
from core.czech import search_stems
from core.enums import DemoOrigin, RecordOrigin, Visibility
from core.models import Event, Generation, MailState, OutboxMail, Record

logger = logging.getLogger(__name__)

SITE = "site"
# with the pauses between them, the last one is made about ten hours after the first
MAIL_ATTEMPTS = 8


def create_record(
    *,
    kind: str,
    title: str,
    by: Any,
    at: datetime,
    verb: str = "created",
    reference: str = "",
    path: str = "",
    visibility: str = Visibility.STAFF,
    audience: Any = None,
    occurred_on: date | None = None,
    state: str = "",
    origin: str = RecordOrigin.LIVE,
    demo_origin: str = DemoOrigin.NONE,
    demo_source: str = "",
    search_text: str = "",
) -> Record:
    """Make the record of a new row and its first event. ``title`` of restricted rows must be neutral."""
    record = Record(
        kind=kind,
        reference=reference,
        title=title[:300],
        path=path,
        visibility=visibility,
        audience=audience,
        occurred_on=occurred_on,
        recorded_at=at,
        origin=origin,
        demo_origin=demo_origin,
        demo_source=demo_source,
        state=state,
        search_stems=search_stems(f"{reference} {title} {search_text}"),
    )
    record.full_clean(exclude=["audience"])
    record.save()
    log_event(record=record, verb=verb, by=by, at=at, to_state=state, occurred_on=occurred_on)
    return record


def keep_stems(record: Record, words: str) -> bool:
    """Let a record be found by the words; answers whether it was found by others before."""
    stems = search_stems(words)
    if stems == record.search_stems:
        return False
    record.search_stems = stems
    record.save(update_fields=["search_stems"])
    return True


def label_demo(*, record: Record, demo_origin: str, demo_source: str) -> Record:
    """Say of a row of the demonstration whether it is real or made up, where it is not what its parent is."""
    record.demo_origin, record.demo_source = demo_origin, demo_source
    record.full_clean(exclude=["audience"])
    record.save(update_fields=["demo_origin", "demo_source"])
    return record


def log_event(
    *,
    record: Record,
    verb: str,
    by: Any,
    at: datetime,
    occurred_on: date | None = None,
    from_state: str = "",
    to_state: str = "",
    object_version: str = "",
    reason: str = "",
    payload: Mapping[str, Any] | None = None,
) -> Event:
    """Append an event. ``reason`` and ``payload`` never hold a person's words."""
    event = Event(
        record=record,
        verb=verb,
        actor=by,
        recorded_at=at,
        occurred_on=occurred_on,
        from_state=from_state,
        to_state=to_state,
        object_version=object_version,
        reason=reason,
        payload=dict(payload or {}),
    )
    event.save()
    return event


_gathered: ContextVar[set[str] | None] = ContextVar("gathered generations", default=None)


def change_state(*, row: Any, state: str, verb: str, by: Any, at: datetime) -> None:
    """Write the new state of a locked row and of its record, and log the step; the caller has checked it."""
    former, row.state = row.state, state
    row.save(update_fields=["state"])
    row.record.state = state
    row.record.save(update_fields=["state"])
    log_event(record=row.record, verb=verb, by=by, at=at, from_state=former, to_state=state)


@contextmanager
def generations_raised_once() -> Iterator[None]:
    """Raise every generation that is asked for inside once, at the end, in one transaction with what is done inside.

    For steps over many rows. What a refused row asked for is raised too: that only makes pages anew.
    """
    if _gathered.get() is not None:
        yield
        return
    wanted: set[str] = set()
    with transaction.atomic():
        token = _gathered.set(wanted)
        try:
            yield
        finally:
            _gathered.reset(token)
        if wanted:
            raise_generation(*wanted)


def raise_generation(*keys: str) -> None:
    """Make every cached page under the keys (``site``, a document's slug) out of date: one query once all are known."""
    gathered = _gathered.get()
    if gathered is None:
        _raise_generation(set(keys))
    else:
        gathered.update(keys)


@transaction.atomic
def _raise_generation(wanted: set[str]) -> None:
    if Generation.objects.filter(key__in=wanted).update(number=F("number") + 1) < len(wanted):
        known = Generation.objects.filter(key__in=wanted).values_list("key", flat=True)
        for key in sorted(wanted.difference(known)):
            Generation.objects.get_or_create(key=key, defaults={"number": 2})


@transaction.atomic
def set_boundaries(key: str, moments: Iterable[datetime]) -> None:
    """Say when pages under the key change by themselves (aware moments). Raise the generation first: a moment that is
    no longer named does not count any more.
    """
    found = sorted({moment.astimezone(UTC).isoformat() for moment in moments})
    if not Generation.objects.filter(key=key).update(boundaries=found):
        Generation.objects.get_or_create(key=key, defaults={"boundaries": found})


_no_mails: ContextVar[bool] = ContextVar("nobody is told", default=False)


@contextmanager
def mails_left_out() -> Iterator[None]:
    """Queue no mail inside: what is done there lies in the past, as in a demonstration that is loaded."""
    token = _no_mails.set(True)
    try:
        yield
    finally:
        _no_mails.reset(token)


def queue_mail(
    *,
    recipient: str,
    kind: str,
    subject_key: str,
    subject: str,
    text: str,
    at: datetime,
    period: str = "",
    language: str = "cs",
) -> OutboxMail:
    """Write a mail to the outbox, once per recipient, kind, subject and period; a repeat answers the first row.

    Inside ``mails_left_out`` the row is answered and not stored.
    """
    key = {"recipient": recipient, "kind": kind, "subject_key": subject_key, "period": period}
    words = {
        "language": language,
        "subject": " ".join(subject.split())[:300],
        "text": text,
        "message_id": make_msgid(domain="osnova"),
        "created_at": at,
    }
    if _no_mails.get():
        return OutboxMail(**key, **words)
    mail, made = OutboxMail.objects.get_or_create(**key, defaults=words)
    if made:
        jobs.enqueue("core.tasks.send_mails")
    return mail


def send_mail(*, mail_id: int, at: datetime) -> None:
    """Send one waiting mail. It is marked "sending" first, so that a crash never sends it twice.

    Mails of some kinds are written only now (``core.extension.add_mail_composer``). One that has nothing to say any
    more is closed unsent, one that cannot be written waits for a person like one that was refused.

    A sent mail's text is not kept: it may hold a link that lets its reader in. When the mail server cannot be
    reached at all, the mail certainly was not sent: it waits again and the OSError is raised for the
    job to be retried. A server that refuses for the time being (code 4xx, as with greylisting) is asked again
    after a growing pause (``core.models.pause_before``), up to ``MAIL_ATTEMPTS`` times.
    """
    taken = OutboxMail.objects.filter(pk=mail_id, state=MailState.WAITING).update(
        state=MailState.SENDING, attempts=F("attempts") + 1, taken_at=at
    )
    if not taken:
        return
    mail = OutboxMail.objects.get(pk=mail_id)
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    subject, text = mail.subject, mail.text
    attachments: Sequence[extension.MailAttachment] = ()
    if (compose := extension.mail_composer(mail.kind)) is not None:
        try:
            written = compose(mail, at)
        except Exception as error:  # one mail that cannot be written must not hold up the others
            logger.exception("mail %s of kind %s cannot be written", mail.pk, mail.kind)
            _end_mail(mail, MailState.FAILED, error=type(error).__name__)
            return
        if written is None:
            _end_mail(mail, MailState.CLOSED)
            return
        subject, text = " ".join(written.subject.split())[:300], written.text
        headers |= written.headers
        attachments = written.attachments
    server = get_connection()
    try:
        server.open()
    except OSError as error:
        mail.state, mail.taken_at = MailState.WAITING, None
        mail.attempts -= 1  # nobody refused it
        mail.error = str(error)[:300]
        mail.save(update_fields=["state", "error", "attempts", "taken_at"])
        raise
    message = EmailMessage(
        subject=subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.recipient],
        headers=headers,
        connection=server,
    )
    for file in attachments:
        message.attach(file.filename, file.content, file.mime)
    try:
        message.send()
    except OSError as error:  # smtplib's too: refused, unreachable, bounced at once
        again = _is_refused_for_now(error) and mail.attempts < MAIL_ATTEMPTS
        mail.state = MailState.WAITING if again else MailState.FAILED
        mail.error = str(error)[:300]
    else:
        mail.state = MailState.SENT
        mail.sent_at = at
        mail.text = mail.error = ""
    finally:
        server.close()
    mail.save(update_fields=["state", "error", "sent_at", "text"])


def _is_refused_for_now(error: OSError) -> bool:
    """Tell whether a mail server said "later" (4xx) and not "no" (5xx) to every recipient."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
    else:
        codes = [error.smtp_code] if isinstance(error, SMTPResponseException) else []
    return bool(codes) and all(400 <= code < 500 for code in codes)


def _end_mail(mail: OutboxMail, state: str, *, error: str = "") -> None:
    mail.state, mail.error = state, error
    mail.save(update_fields=["state", "error"])


OPERATIONS_KIND, OPERATIONS_REFERENCE = "operations", "provoz"


def _operations_record(by: Any, at: datetime) -> Record:
    """The one record on which it is noted who looked after jobs and mails."""
    found = Record.objects.filter(kind=OPERATIONS_KIND, reference=OPERATIONS_REFERENCE).first()
    return found or create_record(
        kind=OPERATIONS_KIND,
        reference=OPERATIONS_REFERENCE,
        title="Provoz",
        visibility=Visibility.RESTRICTED,
        by=by,
        at=at,
    )


def _note(verb: str, what: str, *, by: Any, at: datetime) -> None:
    log_event(record=_operations_record(by, at), verb=verb, by=by, at=at, payload={"what": what})


@transaction.atomic
def retry_job(*, result_id: UUID, by: Any, at: datetime) -> bool:
    """Queue a job anew that was given up, and forget its failures. False when it was dealt with already.

    Raises JobIsGone when the program has no such job any more.
    """
    name = jobs.clear_failed(result_id, run_again=True)
    if name is not None:
        _note("job_retried", name, by=by, at=at)
    return name is not None


@transaction.atomic
def close_job(*, result_id: UUID, by: Any, at: datetime) -> bool:
    """Forget the failures of a job that somebody dealt with otherwise. False when there are none any more."""
    name = jobs.clear_failed(result_id, run_again=False)
    if name is not None:
        _note("job_closed", name, by=by, at=at)
    return name is not None


@transaction.atomic
def resend_mail(*, mail_id: int, by: Any, at: datetime) -> bool:
    """Let a stuck mail wait again, to be sent by the job. False when it is not stuck any more.

    It keeps its Message-ID: a mail that did go out is recognised as the same by the programs that get it twice.
    """
    mail = OutboxMail.objects.stuck(at).select_for_update().filter(pk=mail_id).first()
    if mail is None:
        return False
    mail.state, mail.error, mail.taken_at = MailState.WAITING, "", None
    mail.save(update_fields=["state", "error", "taken_at"])
    jobs.enqueue("core.tasks.send_mails")
    _note("mail_sent_again", mail.kind, by=by, at=at)
    return True


@transaction.atomic
def close_mail(*, mail_id: int, by: Any, at: datetime) -> bool:
    """Give a stuck mail up; its text goes. False when it is not stuck any more."""
    mail = OutboxMail.objects.stuck(at).select_for_update().filter(pk=mail_id).first()
    if mail is None:
        return False
    mail.state, mail.text, mail.error = MailState.CLOSED, "", ""
    mail.save(update_fields=["state", "text", "error"])
    _note("mail_closed", mail.kind, by=by, at=at)
    return True
