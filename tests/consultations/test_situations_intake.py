"""Hard situations of other channels and of the check before publication (situations.md, model.md 3.3)."""

import hashlib
from datetime import date, timedelta

import pytest
from django.utils import timezone

from consultations.actions import intake, moderation, seals, splitting
from consultations.actions.seals import seal_contents
from consultations.enums import (
    Channel,
    DecidingDay,
    HiddenReason,
    LatePolicy,
    Moderation,
    OthersVisible,
    Weight,
)
from consultations.models import Anchor, Comment, RoundBody, Settlement, Statement
from core.uploads import ORIGINALS, read_upload
from tests.consultations import build, files

pytestmark = pytest.mark.django_db

POINTS = 31
COPIED = 12
ESSENTIAL = 7


def nine_pages() -> tuple[str, list[str]]:
    """A letter of nine pages with 31 points, and the points."""
    points = [
        f"{number}. K odstavci {number % 3 + 1} navrhujeme doplnit, kdo ponese náklady druhu {number} a od kdy."
        for number in range(1, POINTS + 1)
    ]
    padding = "Zdůvodnění vychází ze zkušeností obvodu z posledních let. " * 8
    return "Vážení,\n" + "\n".join(f"{words} {padding}" for words in points) + "\nStarostka", points


def test_x2_a_nine_page_letter_two_days_late_becomes_thirty_one_points(clock):
    jasan = build.body("Městský obvod Jasan")
    section = build.text()
    version = build.version(section)
    round = build.open_round(
        version,
        bodies=[(jasan, True)],
        is_public=True,
        late_policy=LatePolicy.ACCEPT_FLAGGED,
        deciding_day=DecidingDay.DELIVERED,
    )
    letter, points = nine_pages()
    for number, name in enumerate(("Spolek Práh", "Spolek Klíč")):
        ngo = build.body(name, "ngo")
        RoundBody.objects.create(round=round, organisation=ngo)
        clerk = build.colleague(f"clerk{number}", ngo, authorised=True)
        build.sent(round, *points[:COPIED], person=clerk, organisation=ngo)
    clock.move_to(round.closes_at + timedelta(days=2))
    seals.seal_round(round=round, at=timezone.now())
    scan = read_upload("dopis.pdf", files.PDF, allowed=ORIGINALS)

    def enter(reason):
        return intake.enter_statement(
            round=round,
            sender=intake.Sender(organisation=jasan, represents="starostka", mandate_checked=True),
            arrival=intake.Arrival(
                channel=Channel.FILING_OFFICE,
                received_on=timezone.localdate(),
                record_number="MMO/77/2026",
                late_reason=reason,
            ),
            original_text=letter,
            files=[scan],
            by=build.secretary(),
            at=timezone.now(),
        )

    with pytest.raises(intake.LateReasonMissing):
        enter("")
    statement = enter("Obvod projednával připomínky v radě.")
    for number, words in enumerate(points):
        start = letter.index(words)
        splitting.save_point(
            statement=statement,
            version=version,
            place=build.place(version, build.PARAGRAPHS[number % 3]),
            original_start=start,
            original_end=start + len(words),
            weight=Weight.ESSENTIAL if number == ESSENTIAL else Weight.ADVISORY,
            by=build.secretary(),
            at=timezone.now(),
        )
    splitting.finish_splitting(statement=statement, by=build.secretary(), at=timezone.now())

    statement = Statement.objects.get(pk=statement.pk)
    assert (statement.is_late, statement.is_split) == (True, True)
    assert statement.original_text == letter
    assert statement.original_digest == hashlib.sha256(letter.encode()).hexdigest()
    assert bytes(statement.attachments.get().data) == files.PDF
    made = list(Comment.objects.filter(statement=statement).order_by("number"))
    assert [comment.text for comment in made] == points
    assert [letter[c.original_start : c.original_end] for c in made] == points
    assert [c.weight for c in made].count(Weight.ESSENTIAL) == 1
    assert Anchor.objects.filter(comment__statement=statement).count() == POINTS
    assert Settlement.objects.filter(comment__statement=statement, state="open").count() == POINTS
    # word for word the same as two others': what the desk groups them by is equal
    likenesses = Comment.objects.filter(round=round).values_list("likeness", flat=True)
    assert sum(list(likenesses).count(c.likeness) == 3 for c in made) == COPIED
    # late ones are counted with the round, and not in the seal made before they came
    assert len(seal_contents(round)["comments"]) == POINTS + 2 * COPIED
    assert len(round.seal.contents["comments"]) == 2 * COPIED


def test_anonymous_abuse_is_hidden_with_a_reason_and_still_counted():
    round = build.open_round(
        build.version(build.text()), is_public=True, others_visible=OthersVisible.AFTER_CHECK
    )
    rude, fair = build.sent(round, "Jste banda idiotů.", "Chybí lhůta.")
    assert rude.flags == "insult"
    moderation.hide_comment(
        comment=rude, reason=HiddenReason.ABUSE, by=build.editor(), at=timezone.now()
    )
    moderation.show_comment(comment=fair, by=build.editor(), at=timezone.now())

    rude = Comment.objects.get(pk=rude.pk)
    assert (rude.moderation, rude.hidden_reason, rude.shows_words) == (
        Moderation.HIDDEN,
        HiddenReason.ABUSE,
        False,
    )
    counts = seal_contents(round)["counts"]
    assert (counts["comments"], counts["by_channel"]) == (2, {"web": 2})
    assert Settlement.objects.filter(comment=rude, state="open").exists()


def test_a_letter_posted_on_the_last_day_is_in_time_where_sending_decides(clock):
    round = build.open_round(
        build.version(build.text()), is_public=True, deciding_day=DecidingDay.SENT
    )
    last_day = timezone.localdate(round.closes_at)
    clock.move_to(round.closes_at + timedelta(days=5))
    statement = intake.enter_statement(
        round=round,
        sender=intake.Sender(),
        arrival=intake.Arrival(
            channel=Channel.LETTER, received_on=timezone.localdate(), sent_on=last_day
        ),
        original_text="Chybí lhůta.",
        by=build.secretary(),
        at=timezone.now(),
    )
    assert statement.is_late is False
    assert statement.received_on == last_day + timedelta(days=5)
    assert last_day == date(2026, 3, 16)
