"""What the daily digest tells of rounds, to whom, and that it says no more than the pages."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from consultations.actions import (
    assignments,
    comments,
    discussion,
    moderation,
    personal_cases,
    round_steps,
    seals,
    statements,
)
from consultations.enums import OthersVisible
from consultations.models import Comment, Settlement
from core import tasks
from people import digests
from people.enums import Role
from people.models import NotificationChoices, User
from people.tasks import queue_digests
from tests.consultations import build

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

DAY = timedelta(days=1)
DIGEST_QUERIES = 9


@pytest.fixture
def section():
    return build.text()


def told(person: User, since: datetime | None = None) -> list[tuple[str, str]]:
    """(head, words) of everything a digest made now would tell of the last day."""
    now = timezone.now()
    choices = NotificationChoices(user=person)
    subjects = digests.news(person, choices, since or now - DAY, now)
    return [(entry.head, entry.words) for subject in subjects for entry in subject.entries]


def show(*waiting: Comment) -> None:
    for comment in waiting:
        moderation.show_comment(comment=comment, by=build.secretary(), at=timezone.now())


def test_members_are_told_of_comments_of_others_when_they_may_be_read(section, clock):
    lipa = build.body("Městský obvod Lípa")
    clerk = build.colleague("clerk", lipa, authorised=True)
    colleague = build.colleague("colleague", lipa)
    member, stranger = build.user("member"), build.user("stranger")
    round = build.open_round(
        build.version(section),
        bodies=[(lipa, False)],
        groups=[build.group("PS1", member)],
        is_public=True,
        others_visible=OthersVisible.AFTER_CHECK,
    )
    (comment,) = build.sent(
        round,
        {"words": "Doplnit lhůtu.", "quote": "Podpora trvá šest měsíců."},
        person=clerk,
        organisation=lipa,
        publish_consent="organisation_only",
    )
    clock.shift(timedelta(hours=1))
    assert told(member) == []  # nobody checked it yet

    clock.shift(DAY)
    show(comment)
    told_of = [(f"{comment.reference}, 3.2/1, Městský obvod Lípa", "Doplnit lhůtu.")]
    assert told(member) == told_of
    assert told(clerk) == told(colleague) == []  # their own
    assert told(stranger) == []  # takes no part, though the round is public

    clock.shift(DAY)
    assert told(member) == []  # it was told yesterday


def test_words_hidden_withheld_withdrawn_or_personal_are_in_no_mail(
    section, clock, django_capture_on_commit_callbacks
):
    member = build.user("member")
    round = build.open_round(
        build.version(section), groups=[build.group("PS1", member)], is_public=True
    )
    author = build.user("author")
    hidden, withheld, back, case, _stays = build.sent(
        round,
        "Nadávka.",
        "Volejte 777 123 456 hned.",
        "Omyl.",
        "Můj dluh.",
        "Zůstane.",
        person=author,
    )
    queue_digests.function()
    by = {"by": build.secretary(), "at": timezone.now()}
    moderation.hide_comment(comment=hidden, reason="abuse", **by)
    moderation.withhold_parts(
        comment=withheld, parts=[("text", 8, 19)], reason="personal_data", **by
    )
    comments.withdraw_comment(comment=back, by=author, at=timezone.now())
    personal_cases.mark_personal_case(comment=case, **by)

    tasks.send_mails.function()

    (message,) = [
        sent
        for sent in mail.outbox
        if "List-Unsubscribe" in sent.extra_headers and sent.to == ["member@example.org"]
    ]
    words = ["Nadávka", "777", "Omyl", "dluh", "Zůstane.", "Volejte"]
    assert [word in message.body for word in words] == [False, False, False, False, True, True]
    assert [word in message.subject for word in words] == [False] * 6


def test_name_is_told_by_the_consent_of_the_moment_of_sending(section):
    member, author = build.user("member"), build.user("author")
    round = build.open_round(build.version(section), groups=[build.group("PS1", member, author)])
    (comment,) = build.sent(
        round, "Slova.", person=author, name="Jana Nová", publish_consent="full"
    )
    assert told(member) == [(f"{comment.reference}, Author", "Slova.")]

    statements.change_consent(
        respondent=comment.statement.respondent,
        consent="anonymous",
        by=author,
        at=timezone.now(),
    )

    assert [head for head, _words in told(member)] == [
        f"{comment.reference}, Člen pracovní skupiny"
    ]


def test_round_for_others_is_not_told_and_who_left_is_told_no_more(section, clock):
    member = build.user("member")
    group = build.group("PS1", member, build.user("author"))
    round = build.open_round(build.version(section), groups=[group])
    build.sent(round, "Jen pro skupinu.", person=build.user("author"))
    assert told(build.user("stranger")) == []
    assert [words for _head, words in told(member)] == ["Jen pro skupinu."]

    round.audience.members.filter(user=member).update(valid_to=timezone.now())
    clock.shift(timedelta(minutes=1))
    assert told(member) == []


def test_comments_shown_after_closing_are_told_once_the_round_is_sealed(section, clock):
    member = build.user("member")
    round = build.open_round(
        build.version(section),
        groups=[build.group("PS1", member)],
        is_public=True,
        others_visible=OthersVisible.AFTER_CLOSING,
    )
    show(*build.sent(round, "Až potom."))
    assert told(member) == []

    clock.move_to(round.closes_at)
    seals.seal_round(round=round, at=timezone.now())
    assert [words for _head, words in told(member) if words] == ["Až potom."]


def test_what_happens_to_a_round_is_told_with_its_reason(section, clock):
    member = build.user("member")
    round = build.open_round(build.version(section), groups=[build.group("PS1", member)])
    clock.shift(timedelta(hours=1))
    by = {"by": build.editor(), "at": timezone.now()}
    round = round_steps.extend_round(
        round=round, closes_at=round.closes_at + DAY, note="Prázdniny.", **by
    )
    clock.shift(timedelta(hours=1))
    round_steps.cancel_round(
        round=round, note="Text se přepracuje", by=build.editor(), at=timezone.now()
    )

    heads = [head.replace("\N{NO-BREAK SPACE}", " ") for head, _words in told(member)]
    assert heads == [
        "Prodlouženo. Připomínky přijímáme do 17. 3. 2026 10:00 místo do 16. 3. 2026 10:00. Prázdniny.",
        "Zrušeno. Text se přepracuje.",
    ]
    assert told(build.user("stranger")) == []


def test_authors_are_told_of_replies_and_not_of_their_own(section, clock):
    author, member = build.user("author"), build.user("member")
    group = build.group("PS1", author, member, build.user("third"))
    round = build.open_round(build.version(section), groups=[group])
    (comment,) = build.sent(round, "Slova.", person=author)
    clock.shift(timedelta(hours=1))
    since = timezone.now()
    clock.shift(timedelta(hours=1))
    reply = discussion.add_reply(comment=comment, text="Souhlasím.", by=member, at=timezone.now())

    assert told(author, since) == [(f"Odpověď k {comment.reference} (Member)", "Souhlasím.")]
    assert told(member, since) == told(build.user("third"), since) == []

    moderation.hide_reply(reply=reply, reason="abuse", by=build.secretary(), at=timezone.now())
    assert told(author, since) == []


def test_staff_are_told_of_work_that_came(section, clock):
    round = build.open_round(
        build.version(section), is_public=True, others_visible=OthersVisible.AFTER_CHECK
    )
    first, _second = build.sent(round, "Jedna.", "Dvě.")
    assert told(build.secretary()) == [("Na kontrolu před zveřejněním čekají 2 připomínky", "")]
    clock.shift(DAY)
    show(first)
    clock.shift(DAY)
    clerk = build.user("clerk", Role.EVALUATOR)
    assignments.assign_settlements(
        settlements=Settlement.objects.filter(comment=first),
        assignee=clerk,
        by=build.editor(),
        at=timezone.now(),
    )
    assert told(clerk) == [(f"Přiděleno vám k vypořádání: {first.reference}, Anonymně", "Jedna.")]
    # since the day before it became readable too: it is told once, as work
    assert told(clerk, since=timezone.now() - 2 * DAY)[-1:] == told(clerk)
    heads = [head for head, _words in told(clerk, since=timezone.now() - 2 * DAY)]
    assert [head for head in heads if first.reference in head] == [
        f"Přiděleno vám k vypořádání: {first.reference}, Anonymně"
    ]
    assert told(build.editor()) == []


def test_unwanted_parts_are_left_out(section):
    member, author = build.user("member"), build.user("author")
    round = build.open_round(build.version(section), groups=[build.group("PS1", member, author)])
    build.sent(round, "Slova.", person=author)
    choices = NotificationChoices(user=member, unwanted_parts=["comments", "rounds"])

    assert digests.news(member, choices, timezone.now() - DAY, timezone.now()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_digest_costs_the_same_for_any_number_of_comments(
    section, count, django_assert_num_queries
):
    member = build.user("member")
    version = build.version(section)
    for number in range(count):
        round = build.open_round(
            version,
            title=f"Kolo {number}",
            groups=[build.group(f"PS{number}", member)],
            is_public=True,
        )
        own = build.sent(round, "Jedna.", "Dvě.", person=member)
        build.sent(round, "Tři.", "Čtyři.", token=f"kod{number}")
        discussion.add_reply(comment=own[0], text="Ano.", by=build.editor(), at=timezone.now())
    member.roles_on(timezone.localdate())

    with django_assert_num_queries(DIGEST_QUERIES):
        assert len(told(member)) == 3 * count
