"""The outbox: a mail is written with the act it tells about and sent at most once."""

import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from core import actions, tasks
from core.models import MailState, OutboxMail


class Unreachable(EmailBackend):
    def open(self):
        raise ConnectionRefusedError("no mail server")


class Refusing(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"unknown")})


class Greylisting(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"a@example.org": (451, b"try again later")})


class Dying(EmailBackend):
    def send_messages(self, messages):
        super().send_messages(messages)
        raise KeyboardInterrupt


def queue(recipient: str = "a@example.org", **fields) -> OutboxMail:
    values = {
        "kind": "notice",
        "subject_key": "version-1",
        "subject": "Nová\nverze",
        "text": "Text",
        "at": timezone.now(),
        **fields,
    }
    return actions.queue_mail(recipient=recipient, **values)


def states() -> list[str]:
    return [m.state for m in OutboxMail.objects.order_by("pk")]


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_sent_once_by_the_job_with_a_fixed_message_id():
    row = queue()
    assert mail.outbox == []
    call_command("run_jobs", verbosity=0)
    call_command("run_jobs", verbosity=0)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["a@example.org"], "Nová verze", "Text")
    assert sent.extra_headers["Message-ID"] == row.message_id
    row.refresh_from_db()
    assert (row.state, row.sent_at, row.attempts, row.text) == ("sent", timezone.now(), 1, "")


@pytest.mark.django_db
def test_the_same_mail_is_queued_once_per_recipient_kind_subject_and_period():
    first = queue()
    assert queue(text="Other") == first
    assert queue("b@example.org") != first
    assert queue(period="2026-03") != first
    assert OutboxMail.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_sends_nothing():
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    call_command("run_jobs", verbosity=0)
    assert (mail.outbox, states()) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_a_mail_left_in_the_middle_of_sending_is_not_sent_again(settings):
    row = queue()
    settings.EMAIL_BACKEND = f"{__name__}.Dying"
    with pytest.raises(KeyboardInterrupt):
        actions.send_mail(mail_id=row.pk, at=timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("run_jobs", verbosity=0)
    call_command("tick")
    assert (states(), len(mail.outbox)) == ([MailState.SENDING], 1)


@pytest.mark.django_db
def test_a_refused_mail_is_marked_as_failed_and_not_sent_again(settings):
    row = queue()
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    actions.send_mail(mail_id=row.pk, at=timezone.now())
    row.refresh_from_db()
    assert (row.state, "550" in row.error) == (MailState.FAILED, True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    actions.send_mail(mail_id=row.pk, at=timezone.now())
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_mails_wait_while_the_mail_server_cannot_be_reached(settings):
    queue()
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    call_command("run_jobs", verbosity=0)
    row = OutboxMail.objects.get()
    assert (row.state, row.error) == (MailState.WAITING, "no mail server")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("tick")
    assert (states(), len(mail.outbox)) == ([MailState.SENT], 1)


@pytest.mark.django_db
def test_a_mail_refused_for_the_time_being_is_tried_again_with_growing_pauses(settings, clock):
    row = queue()
    settings.EMAIL_BACKEND = f"{__name__}.Greylisting"
    begun = timezone.now()
    tried = []
    while OutboxMail.objects.get().state == MailState.WAITING:
        before = OutboxMail.objects.get().attempts
        tasks.send_mails.function()
        if OutboxMail.objects.get().attempts > before:
            tried.append(int((timezone.now() - begun).total_seconds() // 60))
        clock.shift(5 * 60)
    row.refresh_from_db()
    assert tried == [0, 5, 15, 35, 75, 155, 315, 635]
    assert (row.state, "451" in row.error) == (MailState.FAILED, True)


@pytest.mark.django_db
def test_a_mail_refused_for_the_time_being_goes_out_when_it_is_accepted(settings, clock):
    queue()
    settings.EMAIL_BACKEND = f"{__name__}.Greylisting"
    tasks.send_mails.function()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tasks.send_mails.function()
    assert (states(), mail.outbox) == ([MailState.WAITING], [])
    clock.shift(5 * 60)
    tasks.send_mails.function()
    assert (states(), len(mail.outbox)) == ([MailState.SENT], 1)


@pytest.mark.django_db
def test_nobody_is_told_of_what_is_entered_from_the_past():
    with actions.mails_left_out():
        left_out = queue()
    queue("b@example.org")

    assert left_out.recipient == "a@example.org"
    assert list(OutboxMail.objects.values_list("recipient", flat=True)) == ["b@example.org"]
