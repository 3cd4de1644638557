"""What the work in the background could not finish: shown to administrators without its contents, and dealt with."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core import actions, extension, jobs, operation, queries
from core.models import Event, MailState, OutboxMail
from people.enums import Role
from tests.conftest import TEST_NOW
from tests.core.test_outbox import Refusing, queue
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# jobs run in transactions of their own
with_jobs = pytest.mark.django_db(transaction=True)

HERE = "/admin/provoz/"
WORDS = "Marie Nováková čeká na byt"
calls: list[int] = []


@jobs.job(title="Zkouška", attempts=2, backoff_seconds=30)
def say_words(number: int) -> None:
    calls.append(number)
    raise ValueError(WORDS)


@jobs.job(attempts=1)
def mended(number: int) -> None:
    calls.append(number)
    if len(calls) == 1:
        raise ValueError(WORDS)


@pytest.fixture(autouse=True)
def nothing_called_yet():
    calls.clear()


@pytest.fixture
def administrator(client):
    user = UserFactory(roles=[Role.ADMINISTRATOR], is_demo=True)
    client.force_login(user)
    return user


def work_off() -> None:
    call_command("run_jobs", verbosity=0)


def give_up(clock, number: int = 1) -> None:
    """Let both attempts of the job fail."""
    say_words.enqueue(number=number)
    work_off()
    clock.shift(31)
    work_off()


def body(client, path: str = HERE) -> str:
    return client.get(path).content.decode()


def titles() -> list[tuple[str, int]]:
    return [(job.title, job.count) for job in jobs.given_up()]


def refused(settings, recipient: str = "marie.novakova@example.org", **fields) -> OutboxMail:
    """A mail the server refused."""
    row = queue(recipient, text=WORDS, **fields)
    settings.EMAIL_BACKEND = f"{Refusing.__module__}.{Refusing.__qualname__}"
    actions.send_mail(mail_id=row.pk, at=timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return row


def left_in_the_middle(minutes: int) -> OutboxMail:
    row = queue("petr@example.org", kind="invitation")
    OutboxMail.objects.filter(pk=row.pk).update(
        state=MailState.SENDING, attempts=1, taken_at=timezone.now() - timedelta(minutes=minutes)
    )
    return row


# --- jobs


@with_jobs
def test_job_is_given_up_only_after_its_last_attempt(clock):
    say_words.enqueue(number=1)
    work_off()
    assert (jobs.failed_jobs().count(), titles()) == (1, [])

    clock.shift(31)
    work_off()

    assert (jobs.failed_jobs().count(), titles()) == (2, [("Zkouška", 1)])


@with_jobs
def test_same_jobs_are_one_and_others_are_not(clock, django_assert_num_queries):
    give_up(clock, 1)
    give_up(clock, 1)
    give_up(clock, 2)

    with django_assert_num_queries(1):
        found = titles()

    assert found == [("Zkouška", 1), ("Zkouška", 2)]


@with_jobs
def test_retried_job_runs_again_and_its_failures_are_forgotten(administrator):
    mended.enqueue(number=7)
    work_off()
    (given_up,) = jobs.given_up()

    assert actions.retry_job(result_id=given_up.result_id, by=administrator, at=TEST_NOW)
    assert jobs.failed_jobs().count() == 0
    work_off()

    assert calls == [7, 7]
    assert (titles(), jobs.failed_jobs().count()) == ([], 0)
    event = Event.objects.get(verb="job_retried")
    assert (event.actor, event.payload) == (administrator, {"what": mended.name})


@with_jobs
def test_closed_job_is_forgotten_with_all_its_attempts_and_not_run(clock, administrator):
    give_up(clock, 1)
    give_up(clock, 2)
    second, first = jobs.given_up()

    assert actions.close_job(result_id=first.result_id, by=administrator, at=TEST_NOW)
    clock.shift(3600)
    work_off()

    assert [job.result_id for job in jobs.given_up()] == [second.result_id]
    assert jobs.failed_jobs().count() == 2
    assert calls == [1, 1, 2, 2]


@with_jobs
def test_second_press_of_a_button_does_no_harm(clock, administrator):
    give_up(clock)
    (given_up,) = jobs.given_up()
    actions.retry_job(result_id=given_up.result_id, by=administrator, at=TEST_NOW)

    assert not actions.retry_job(result_id=given_up.result_id, by=administrator, at=TEST_NOW)
    assert not actions.close_job(result_id=given_up.result_id, by=administrator, at=TEST_NOW)

    assert DBTaskResult.objects.count() == 1
    assert Event.objects.filter(verb__startswith="job_").count() == 1


@with_jobs
def test_job_the_program_does_not_know_can_only_be_closed(client, clock, administrator):
    give_up(clock)
    for row in DBTaskResult.objects.all():
        row.args_kwargs["kwargs"]["name"] = "old.tasks.count_flats"
        row.save()
    (given_up,) = jobs.given_up()
    assert (given_up.title, given_up.is_known) == ("count flats", False)
    page = body(client)
    assert "Zkusit znovu" not in page

    answer = client.post(f"{HERE}prace/{given_up.result_id}/znovu/", follow=True)
    assert "Program už takovou práci nezná." in answer.content.decode()
    client.post(f"{HERE}prace/{given_up.result_id}/vyrizeno/")

    assert titles() == []


# --- mails


@pytest.mark.parametrize(("minutes", "is_stuck"), [(0, False), (10, False), (11, True)])
def test_mail_is_left_in_the_middle_after_ten_minutes(minutes, is_stuck):
    row = left_in_the_middle(minutes)

    assert [found.pk for found in queries.stuck_mails(timezone.now())] == [row.pk] * is_stuck


def test_mail_taken_before_the_moment_was_noted_counts_by_its_age(clock):
    row = left_in_the_middle(0)
    OutboxMail.objects.update(taken_at=None)
    assert queries.stuck_mails(timezone.now()) == []

    clock.shift(11 * 60)

    assert [found.pk for found in queries.stuck_mails(timezone.now())] == [row.pk]


@with_jobs
def test_waiting_and_sent_mails_are_not_stuck():
    queue()
    work_off()
    queue("b@example.org")

    assert queries.stuck_mails(timezone.now()) == []


@with_jobs
def test_refused_mail_is_sent_again_once_with_the_same_message_id(settings, administrator):
    row = refused(settings)

    assert actions.resend_mail(mail_id=row.pk, by=administrator, at=timezone.now())
    assert not actions.resend_mail(mail_id=row.pk, by=administrator, at=timezone.now())
    work_off()

    (sent,) = mail.outbox
    assert (sent.body, sent.extra_headers["Message-ID"]) == (WORDS, row.message_id)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error, row.text) == (MailState.SENT, 2, "", "")
    assert Event.objects.get(verb="mail_sent_again").payload == {"what": "notice"}


@with_jobs
def test_closed_mail_is_never_sent_and_its_words_go(settings, administrator):
    row = refused(settings)

    assert actions.close_mail(mail_id=row.pk, by=administrator, at=timezone.now())
    assert not actions.close_mail(mail_id=row.pk, by=administrator, at=timezone.now())
    assert not actions.resend_mail(mail_id=row.pk, by=administrator, at=timezone.now())
    call_command("tick")
    work_off()

    row.refresh_from_db()
    assert (row.state, row.text, row.error, mail.outbox) == (MailState.CLOSED, "", "", [])
    assert Event.objects.get(verb="mail_closed").actor == administrator


def test_mail_being_sent_just_now_is_left_alone(administrator):
    row = left_in_the_middle(1)

    assert not actions.resend_mail(mail_id=row.pk, by=administrator, at=timezone.now())
    assert not actions.close_mail(mail_id=row.pk, by=administrator, at=timezone.now())

    row.refresh_from_db()
    assert row.state == MailState.SENDING


@pytest.mark.parametrize(
    ("address", "shown"),
    [("marie.novakova@example.org", "m…@example.org"), ("x@a.cz", "x…@a.cz"), ("bad", "…@bad")],
)
def test_address_is_shown_by_its_beginning_and_its_server(address, shown):
    assert queries.masked(address) == shown


# --- the screen


def test_screen_is_honest_while_nothing_waits(client, administrator):
    call_command("tick")

    page = body(client)

    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[0].split() == ["Provoz", "webu"]
    assert "Všechno se podařilo." in page
    assert "Žádný e-mail neuvázl." in page
    assert "Služba na pozadí pracuje" in page
    assert "Provoz webu" not in re.sub("<(nav|aside|script).*?</\\1>", "", dashboard(client))


def dashboard(client) -> str:
    """The panels on the front page of the administration."""
    return body(client, "/admin/").partition("<main")[2]


@with_jobs
def test_screen_tells_kinds_and_no_words_of_people(client, clock, settings, administrator):
    give_up(clock)
    refused(settings, kind="invitation")
    left_in_the_middle(11)

    page = body(client)

    assert "Zkouška" in page
    assert "<code>ValueError</code>" in page
    assert page.count("<strong>Pozvánka</strong>") == 2
    assert "m…@example.org" in page
    assert "Poštovní server ho odmítl (odpověď 550)." in page
    assert "E-mail možná odešel" in page
    told = [word for word in (WORDS, "marie", "novakova", "petr@", "Nová verze") if word in page]
    assert told == []
    assert "Uvázly 2 e-maily." in dashboard(client)


@with_jobs
def test_buttons_of_the_screen_do_what_they_say(client, clock, settings, administrator):
    give_up(clock, 1)
    give_up(clock, 2)
    first, second = refused(settings, "a@example.org"), refused(settings, "b@example.org")
    retried, closed = (job.result_id for job in jobs.given_up())

    said = [
        client.post(f"{HERE}{path}", follow=True).content.decode()
        for path in (
            f"prace/{retried}/znovu/",
            f"prace/{closed}/vyrizeno/",
            f"maily/{first.pk}/znovu/",
            f"maily/{second.pk}/vyrizeno/",
            f"maily/{second.pk}/vyrizeno/",
        )
    ]

    words = [
        "Hned se to zkusí znovu.",
        "Označeno jako vyřízené.",
        "E-mail se pošle znovu.",
        "Označeno jako vyřízené.",
        "Už je to vyřízeno.",
    ]
    assert [word in page for word, page in zip(words, said, strict=True)] == [True] * 5
    assert titles() == []
    states = OutboxMail.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [MailState.WAITING, MailState.CLOSED]
    assert client.get(f"{HERE}prace/{retried}/znovu/").status_code == 405


@with_jobs
def test_mails_waiting_for_the_server_are_only_counted(client, settings, administrator):
    settings.EMAIL_BACKEND = "tests.core.test_outbox.Unreachable"
    queue()
    work_off()

    page = body(client)

    assert "1 e-mail čeká, až odpoví poštovní server" in page
    assert "Poslat znovu" not in page


@pytest.mark.parametrize("number", [1, 3])
@with_jobs
def test_screen_costs_the_same_for_any_number(
    client, clock, settings, administrator, django_assert_num_queries, number
):
    for which in range(number):
        give_up(clock, which)
        refused(settings, f"{which}@example.org")

    with django_assert_num_queries(4):
        found = queries.operation_of_the_site(timezone.now())

    assert (len(found.jobs), len(found.mails)) == (number, number)


# --- whether anybody works in the background


def test_silence_is_told(client, clock, administrator):
    assert "Na pozadí nikdo nepracuje." in body(client)
    call_command("tick")
    clock.shift(5 * 60)
    assert "Na pozadí nikdo nepracuje." not in body(client)
    clock.shift(1)
    assert "Na pozadí nikdo nepracuje." in body(client)
    assert "Na pozadí nikdo nepracuje." in dashboard(client)


def test_what_the_schedule_could_not_do_is_told_until_it_can(client, administrator, monkeypatch):
    broken = jobs.Job("broken", lambda: 1 / 0, 1, 1, 1, "Rozbitá práce")
    with monkeypatch.context() as broken_schedule:
        broken_schedule.setattr(extension, "_tick_jobs", [broken])
        broken_schedule.setitem(jobs._jobs, "broken", broken)
        with pytest.raises(CommandError):
            call_command("tick")
        assert "Rozbitá práce" in body(client)
        assert operation.last_tick().failed == ("broken",)

    call_command("tick")

    assert operation.last_tick().failed == ()
    cache.delete(operation.KEY)
    assert operation.last_tick() is None
