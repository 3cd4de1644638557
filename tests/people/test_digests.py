"""The daily digest: when it goes, once, by what its reader may know of when it is sent, and how it is left."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from core import extension, tasks
from core.models import MailState, OutboxMail
from people import actions, digests
from people.models import NotificationChoices
from people.tasks import queue_digests
from tests.conftest import TEST_NOW
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def told(monkeypatch):
    """What happened, as (moment, words); a part of the digest tells it to everyone."""
    happened: list[tuple] = []

    def find(_person, since, until):
        entries = [
            extension.DigestEntry(head="Stalo se", url="/kolo/1/", words=words)
            for at, words in happened
            if since < at <= until
        ]
        return [extension.DigestSubject("Kolo", "/kolo/", entries)] if entries else []

    part = extension.DigestPart("test", "Zkouška", find)
    monkeypatch.setattr(extension, "_digest_parts", {"test": part})
    return happened


def run() -> list[str]:
    """Run the schedule and send: texts of the mails of this run."""
    before = len(mail.outbox)
    queue_digests.function()
    tasks.send_mails.function()
    return [message.body for message in mail.outbox[before:]]


def test_digest_is_sent_once_a_day_with_the_words_and_only_when_there_is_news(told, clock):
    UserFactory(email="jana@example.org")
    assert run() == []

    clock.shift(DAY)
    told.append((timezone.now() - timedelta(hours=1), "Prodloužit lhůtu.\nA víc."))
    (text,) = run()
    assert "  > Prodloužit lhůtu.\n  > A víc.\n" in text
    assert "== Kolo ==" in text
    assert run() == []  # the same day, and the same second

    told.append((timezone.now() + timedelta(hours=1), "Druhá věc."))
    clock.shift(timedelta(hours=2))
    assert run() == []  # at most one a day
    clock.shift(DAY)
    (text,) = run()
    assert ("Druhá věc." in text, "Prodloužit lhůtu." in text) == (True, False)


def test_nobody_is_written_to_at_night(told, clock):
    UserFactory()
    told.append((TEST_NOW, "Večer."))
    clock.move_to(TEST_NOW.replace(hour=5) + DAY)  # 6:00 in Prague
    assert run() == []

    clock.move_to(TEST_NOW.replace(hour=6) + DAY)
    assert len(run()) == 1


def test_mail_holds_no_words_before_it_is_sent_and_what_went_meanwhile_is_not_in_it(told, clock):
    UserFactory(email="jana@example.org")
    told += [(timezone.now(), "Zůstane."), (timezone.now(), "Zmizí.")]
    queue_digests.function()
    row = OutboxMail.objects.get()
    assert (row.text, row.subject, row.period) == ("", "", "2026-03-02")

    told.pop()
    tasks.send_mails.function()
    assert ("Zůstane." in mail.outbox[0].body, "Zmizí." in mail.outbox[0].body) == (True, False)
    assert mail.outbox[0].subject.startswith("Osnova: co se stalo do 2. 3. 2026")


def test_digest_with_nothing_left_is_closed_unsent(told):
    UserFactory()
    told.append((timezone.now(), "Zmizí."))
    queue_digests.function()
    told.clear()

    tasks.send_mails.function()

    assert (OutboxMail.objects.get().state, mail.outbox) == (MailState.CLOSED, [])


def test_digest_that_did_not_go_out_is_told_by_the_next_one(told, clock):
    UserFactory()
    told.append((timezone.now(), "První den."))
    queue_digests.function()
    clock.shift(DAY)
    told.append((timezone.now(), "Druhý den."))
    queue_digests.function()

    tasks.send_mails.function()

    (message,) = mail.outbox
    assert ("První den." in message.body, "Druhý den." in message.body) == (True, True)
    assert [m.state for m in OutboxMail.objects.order_by("pk")] == [
        MailState.CLOSED,
        MailState.SENT,
    ]


def test_digest_that_cannot_be_written_holds_up_nobody_else(told, monkeypatch):
    UserFactory()
    told.append((timezone.now(), "Něco."))
    queue_digests.function()
    monkeypatch.setitem(extension._mail_composers, "digest", lambda mail, at: 1 / 0)

    tasks.send_mails.function()

    row = OutboxMail.objects.get()
    assert (row.state, row.error) == (MailState.FAILED, "ZeroDivisionError")


def test_mail_program_leaves_by_one_post_and_a_person_by_the_button(client, told, clock):
    user = UserFactory(email="jana@example.org")
    told.append((timezone.now(), "Něco."))
    run()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    path = address.removeprefix("http://localhost:8000")
    assert address in mail.outbox[0].body

    page = client.get(path)  # scanners follow links
    assert page["Referrer-Policy"] == "no-referrer"
    assert NotificationChoices.objects.get(user=user).wants_digest
    strict = client.__class__(enforce_csrf_checks=True)
    answer = strict.post(path, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert "Souhrn vám už posílat nebudeme." in answer.content.decode()
    told.append((timezone.now() + DAY, "Další."))
    clock.shift(DAY)
    assert run() == []


def test_leaving_closes_a_digest_that_waits(told):
    user = UserFactory()
    told.append((timezone.now(), "Něco."))
    queue_digests.function()
    actions.leave_digest(user=user, at=timezone.now())

    tasks.send_mails.function()

    assert mail.outbox == []


@pytest.mark.parametrize("token", ["x", "MQ:1abc:podvrh", ""])
def test_foreign_token_leaves_nothing(client, token):
    user = UserFactory()
    token = token or digests.signing.dumps(user.pk, salt="something.else")

    answer = client.post(reverse("people:digest-leave", args=[token]))

    assert answer.status_code == 404
    assert "Tento odkaz nefunguje." in answer.content.decode()
    assert not NotificationChoices.objects.exists()


def test_choices_are_kept_and_heard(client, told, clock):
    user = UserFactory(is_demo=True)
    client.force_login(user)
    page = client.get("/ucet/oznameni/").content.decode()
    assert page.count("checked") == 2  # everything, until somebody chooses

    client.post("/ucet/oznameni/", {"wants_digest": "on"})
    told.append((timezone.now(), "Něco."))
    assert run() == []
    assert NotificationChoices.objects.get(user=user).unwanted_parts == ["test"]

    client.post("/ucet/oznameni/", {"parts": ["test"]})
    assert NotificationChoices.objects.get(user=user).wants_digest is False
    clock.shift(3 * DAY)
    client.post("/ucet/oznameni/", {"wants_digest": "on", "parts": ["test"]})
    assert run() == []  # what happened while one wanted nothing is not told later
    told.append((timezone.now() + DAY, "Nové."))
    clock.shift(DAY)
    assert len(run()) == 1


def test_part_nobody_has_is_refused(client):
    client.force_login(UserFactory(is_demo=True))

    answer = client.post("/ucet/oznameni/", {"wants_digest": "on", "parts": ["neni"]})

    assert answer.status_code == 200
    assert not NotificationChoices.objects.exists()
