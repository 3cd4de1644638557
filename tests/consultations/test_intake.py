"""What came by other channels: entered untouched, late or not, split into points, checked, withdrawn."""

import hashlib
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from consultations import queries
from consultations.actions import comments as comment_actions
from consultations.actions import intake, round_steps, seals, splitting
from consultations.arrivals import is_late
from consultations.enums import (
    Channel,
    DecidingDay,
    LatePolicy,
    Moderation,
    PublishConsent,
    RespondentKind,
    StatementState,
    Weight,
)
from consultations.models import Attachment, Comment, Respondent, Round, Settlement, Statement
from core.models import Event, OutboxMail
from core.uploads import ORIGINALS, read_upload
from people.enums import OrganisationKind, Role
from people.models import TokenHolder
from tests.concept.build import user
from tests.conftest import TEST_NOW
from tests.consultations import build, files
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

TODAY = date(2026, 3, 2)
LETTER = (
    "Vážení,\nk návrhu máme tyto připomínky.\n"
    "Podpora šest měsíců nestačí. Žádáme jeden rok.\n"
    "Počet bytů hlásíme čtvrtletně. S pozdravem"
)
FIRST = "Podpora šest měsíců nestačí. Žádáme jeden rok."
SECOND = "Počet bytů hlásíme čtvrtletně."


def a_round(**fields) -> Round:
    fields = {"is_public": True, "late_policy": LatePolicy.ACCEPT_FLAGGED} | fields
    return build.open_round(build.version(build.text()), **fields)


the_round = built_once(a_round)


def entered(round, *, text=LETTER, sender=None, by=None, at=None, **fields) -> Statement:
    options = {
        name: fields.pop(name)
        for name in ("files", "has_no_comments", "duplicate_of")
        if name in fields
    }
    arrival = {"channel": Channel.LETTER, "received_on": TODAY} | fields
    return intake.enter_statement(
        round=round,
        sender=sender or intake.Sender(),
        arrival=intake.Arrival(**arrival),
        original_text=text,
        by=by or build.secretary(),
        at=at or timezone.now(),
        **options,
    )


def point(statement, words=FIRST, *, by=None, quote="", **fields) -> Comment:
    start = statement.original_text.index(words)
    version = statement.round.versions.get()
    return splitting.save_point(
        statement=statement,
        version=version,
        place=build.place(version, quote) if quote else {},
        original_start=start,
        original_end=start + len(words),
        by=by or build.secretary(),
        at=timezone.now(),
        **fields,
    )


def finished(statement) -> Statement:
    return splitting.finish_splitting(statement=statement, by=build.secretary(), at=timezone.now())


def body_sender(name="Městský obvod Lípa", **fields):
    return intake.Sender(organisation=build.body(name), **fields)


# --- entering


def test_a_letter_is_kept_untouched_with_number_and_digest(the_round):
    scan = read_upload("dopis.pdf", files.PDF, allowed=ORIGINALS)
    statement = entered(
        the_round,
        text="Vážení,\r\n  <b>nic</b>  ",
        files=[scan],
        channel=Channel.FILING_OFFICE,
        record_number="MMO/123/26",
        sent_on=date(2026, 3, 1),
        sender=intake.Sender(
            kind=RespondentKind.PUBLIC_PERSON, name="Jana Nová", email="Jana@Example.org"
        ),
    )
    assert (statement.reference, statement.state, statement.is_late) == (
        "R1-P1",
        StatementState.SUBMITTED,
        False,
    )
    assert statement.original_text == "Vážení,\n  <b>nic</b>  "
    assert statement.original_digest == hashlib.sha256(statement.original_text.encode()).hexdigest()
    assert (statement.record_number, statement.sent_on) == ("MMO/123/26", date(2026, 3, 1))
    assert statement.record.occurred_on == TODAY
    attachment = Attachment.objects.get()
    assert (bytes(attachment.data), attachment.digest, attachment.is_original) == (
        files.PDF,
        scan.digest,
        True,
    )
    respondent = statement.respondent
    assert (respondent.name, respondent.email, respondent.publish_consent) == (
        "Jana Nová",
        "jana@example.org",
        PublishConsent.ANONYMOUS,
    )
    assert statement.is_split is False


def test_a_scan_alone_is_enough_and_nothing_is_too_little(the_round):
    round = the_round
    scan = read_upload("dopis.pdf", files.PDF)
    assert entered(round, text="", files=[scan]).original_digest == scan.digest
    with pytest.raises(intake.NothingReceived):
        entered(round, text="")
    assert Statement.objects.count() == 1


def test_a_body_has_one_voice_and_a_data_box_proves_the_mandate():
    round = a_round(bodies=[(build.body("Městský obvod Lípa"), True)])
    first = entered(round, sender=body_sender())
    assert (first.respondent.mandate_checked, first.respondent.kind) == (
        False,
        RespondentKind.DISTRICT,
    )
    second = entered(round, sender=body_sender(), channel=Channel.DATA_BOX)
    assert second.respondent == first.respondent
    assert Respondent.objects.get().mandate_checked is True


def test_without_comments_there_is_nothing_to_split(the_round):
    statement = entered(the_round, text="Bez připomínek.", has_no_comments=True)
    assert (statement.is_split, statement.has_no_comments) == (True, True)


@pytest.mark.parametrize(
    ("dates", "problem"),
    [
        ({"received_on": date(2026, 3, 3)}, intake.DatesDoNotFit),
        ({"received_on": TODAY, "sent_on": date(2026, 3, 3)}, intake.DatesDoNotFit),
        ({"received_on": date(2026, 2, 28)}, intake.RoundTakesNothing),
    ],
)
def test_dates_that_do_not_fit_are_refused(dates, problem, the_round):
    round = the_round
    with pytest.raises(problem):
        entered(round, **dates)
    assert Statement.objects.count() == 0


# --- late or not


def closing(day, hour, minute=0):
    zone = timezone.get_current_timezone()
    return datetime(2026, 3, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("closes_at", "deciding", "sent", "received", "late"),
    [
        (closing(13, 12), DecidingDay.DELIVERED, None, 12, False),
        (closing(13, 12), DecidingDay.DELIVERED, None, 13, False),
        (closing(13, 12), DecidingDay.DELIVERED, None, 14, True),
        (closing(13, 12), DecidingDay.DELIVERED, 10, 14, True),
        (closing(13, 12), DecidingDay.SENT, 13, 16, False),
        (closing(13, 12), DecidingDay.SENT, 14, 16, True),
        (closing(13, 12), DecidingDay.SENT, None, 14, True),
        # closed at midnight: the day before was the last one
        (closing(14, 0), DecidingDay.DELIVERED, None, 13, False),
        (closing(14, 0), DecidingDay.DELIVERED, None, 14, True),
        (closing(13, 23, 59), DecidingDay.DELIVERED, None, 13, False),
    ],
)
def test_the_deciding_day_says_whether_it_is_late(closes_at, deciding, sent, received, late):
    round = Round(closes_at=closes_at, deciding_day=deciding)
    sent_on = date(2026, 3, sent) if sent else None
    assert is_late(round, sent_on=sent_on, received_on=date(2026, 3, received)) is late


def after_closing(clock, round, days=2):
    clock.move_to(round.closes_at + timedelta(days=days))
    seals.seal_round(round=round, at=timezone.now())
    return timezone.localdate()


def test_a_late_letter_is_flagged_and_says_why_it_is_taken(clock, the_round):
    round = the_round
    day = after_closing(clock, round)
    with pytest.raises(intake.LateReasonMissing):
        entered(round, received_on=day)
    statement = entered(round, received_on=day, late_reason="Pošta měla výluku.")
    assert (statement.is_late, statement.late_reason) == (True, "Pošta měla výluku.")


def test_a_letter_sent_in_time_is_not_late_where_sending_decides(clock):
    round = a_round(deciding_day=DecidingDay.SENT)
    last_day = timezone.localdate(round.closes_at)
    day = after_closing(clock, round)
    statement = entered(round, received_on=day, sent_on=last_day, late_reason="nepotřebný")
    assert (statement.is_late, statement.late_reason) == (False, "")


def test_a_round_that_rejects_late_ones_records_nothing(clock):
    round = a_round(late_policy=LatePolicy.REJECT)
    day = after_closing(clock, round)
    with pytest.raises(intake.LateNotAccepted):
        entered(round, received_on=day, late_reason="Prosíme")
    assert (Statement.objects.count(), Attachment.objects.count()) == (0, 0)


def test_a_settled_or_cancelled_round_takes_nothing(the_round):
    round = the_round
    round_steps.cancel_round(round=round, note="", by=build.editor(), at=timezone.now())
    with pytest.raises(intake.RoundTakesNothing):
        entered(round)


# --- points


def test_points_quote_the_original_and_get_numbers_when_it_is_finished(the_round):
    statement = entered(the_round)
    later = point(statement, SECOND, quote="Obvody sdělí městu")
    first = point(statement, FIRST, place_words="str. 2")
    assert Comment.objects.submitted().count() == 0
    assert Statement.objects.get().is_split is False

    finished(statement)
    finished(statement)

    rows = Comment.objects.order_by("number").values_list(
        "reference", "text", "original_start", "original_end", "place_label", "place_words"
    )
    start, other = LETTER.index(FIRST), LETTER.index(SECOND)
    assert list(rows) == [
        ("R1-0001", FIRST, start, start + len(FIRST), "", "str. 2"),
        ("R1-0002", SECOND, other, other + len(SECOND), "3.2/3", ""),
    ]
    assert (first.pk, later.pk) == tuple(
        Comment.objects.order_by("number").values_list("pk", flat=True)
    )
    assert Statement.objects.get().is_split is True
    assert Event.objects.get(verb="statement_split").payload == {"points": 2}


def test_own_words_of_a_point_do_not_replace_the_original(the_round):
    statement = entered(the_round)
    made = point(statement, FIRST, text="Prodloužit podporu na rok.", proposed_wording="jeden rok")
    assert made.text == "Prodloužit podporu na rok."
    assert statement.original_text[made.original_start : made.original_end] == FIRST


def test_points_are_edited_and_dropped_until_they_have_a_number(the_round):
    statement = entered(the_round)
    made = point(statement)
    edited = point(statement, SECOND, point=made, lock_version=made.lock_version)
    assert (edited.pk, edited.text) == (made.pk, SECOND)
    with pytest.raises(comment_actions.StaleComment):
        point(statement, FIRST, point=made, lock_version=made.lock_version)
    splitting.delete_point(point=made, by=build.secretary(), at=timezone.now())
    splitting.delete_point(point=made, by=build.secretary(), at=timezone.now())
    assert Comment.objects.count() == 0
    with pytest.raises(splitting.NothingToFinish):
        finished(statement)


def test_points_are_added_later_and_the_receipt_covers_all(the_round):
    statement = entered(the_round)
    point(statement, FIRST)
    before = finished(statement).receipt_digest
    point(statement, SECOND)
    assert Statement.objects.get().is_split is False
    after = finished(statement)
    assert after.receipt_digest != before
    assert list(Comment.objects.order_by("number").values_list("reference", flat=True)) == [
        "R1-0001",
        "R1-0002",
    ]
    again = splitting.delete_point(
        point=Comment.objects.first(), by=build.secretary(), at=timezone.now()
    )
    assert again is None
    assert Comment.objects.count() == 2


def test_dropping_the_last_waiting_point_leaves_it_finished(the_round):
    statement = entered(the_round)
    point(statement, FIRST)
    finished(statement)
    extra = point(statement, SECOND)
    splitting.delete_point(point=extra, by=build.secretary(), at=timezone.now())
    assert Statement.objects.get().is_split is True


def test_marked_words_must_be_in_the_original(the_round):
    statement = entered(the_round)
    version = statement.round.versions.get()
    for start, end in ((0, 0), (5, 3), (0, len(LETTER) + 1)):
        with pytest.raises(splitting.OutsideOriginal):
            splitting.save_point(
                statement=statement,
                version=version,
                place={},
                original_start=start,
                original_end=end,
                by=build.secretary(),
                at=timezone.now(),
            )


def test_nobody_adds_points_to_what_others_wrote_here(the_round):
    comment = build.sent(the_round, "Slova.")[0]
    with pytest.raises(intake.NotEntered):
        splitting.save_point(
            statement=comment.statement,
            version=comment.version,
            place={},
            text="Podvrh",
            by=build.secretary(),
            at=timezone.now(),
        )


def test_essential_points_need_an_entitled_body_and_its_mandate():
    lipa, vrba = build.body("Městský obvod Lípa"), build.body("Městský obvod Vrba")
    round = a_round(bodies=[(lipa, True), (vrba, False)])
    of_other = entered(round, sender=intake.Sender(organisation=vrba, mandate_checked=True))
    with pytest.raises(comment_actions.EssentialNotAllowed):
        point(of_other, weight=Weight.ESSENTIAL)
    statement = entered(round, sender=intake.Sender(organisation=lipa))
    with pytest.raises(comment_actions.EssentialNotAllowed):
        point(statement, weight=Weight.ESSENTIAL)
    intake.confirm_mandate(
        statement=statement, represents="starostka", by=build.secretary(), at=timezone.now()
    )
    statement = Statement.objects.select_related("round").get(pk=statement.pk)
    assert point(statement, weight=Weight.ESSENTIAL).weight == Weight.ESSENTIAL


def test_department_leaves_the_mandate_empty():
    """Situation of ``situations.md``: nothing is lost, it is listed, and it makes nothing essential."""
    department = build.body("odbor A magistrátu", OrganisationKind.CITY_DEPARTMENT)
    statement = entered(
        a_round(bodies=[(department, True)]),
        sender=intake.Sender(organisation=department, represents="  "),
    )
    point(statement)
    finished(statement)
    respondent = Respondent.objects.get()
    assert (respondent.represents, respondent.mandate_checked) == ("", False)
    assert Comment.objects.get().weight == Weight.ADVISORY


def test_a_round_with_an_unsplit_letter_is_not_settled(clock, the_round):
    round = the_round
    statement = entered(round)
    after_closing(clock, round)
    with pytest.raises(round_steps.CommentsStillOpen):
        round_steps.settle_round(round=round, by=build.editor(), at=timezone.now())
    splitting.declare_without_comments(statement=statement, by=build.secretary(), at=timezone.now())
    round_steps.settle_round(round=round, by=build.editor(), at=timezone.now())


# --- afterwards


def test_somebody_else_checks_a_statement(the_round):
    statement = entered(the_round)
    point(statement)
    second = user("second", Role.EDITOR)
    at = timezone.now()
    with pytest.raises(splitting.NothingToFinish):
        splitting.check_statement(statement=statement, by=second, at=at)
    finished(statement)
    with pytest.raises(splitting.CheckedByTypist):
        splitting.check_statement(statement=statement, by=build.secretary(), at=at)
    for _ in range(2):
        splitting.check_statement(statement=statement, by=second, at=at)
    statement = Statement.objects.get()
    assert (statement.checked_by, statement.checked_at) == (second, TEST_NOW)
    assert Event.objects.filter(verb="statement_checked").count() == 1


def test_a_repeated_letter_is_linked_with_the_first(the_round):
    round = the_round
    first = entered(round)
    second = entered(round, duplicate_of=first, channel=Channel.DATA_BOX)
    third = entered(round)
    intake.link_duplicate(statement=third, first=second, by=build.secretary(), at=timezone.now())
    assert [s.duplicate_of for s in Statement.objects.order_by("number")] == [None, first, first]
    assert list(Statement.objects.filter(is_split=False)) == [first]
    with pytest.raises(intake.NotADuplicate):
        intake.link_duplicate(statement=first, first=first, by=build.secretary(), at=timezone.now())


def test_the_sender_gets_a_code_that_opens_their_statement(the_round):
    statement = entered(the_round)
    for token in ("prvni", "druhy"):
        intake.issue_code(statement=statement, token=token, by=build.secretary(), at=timezone.now())
    speaks = [
        queries.speaks_in(TokenHolder(token), Statement.objects.get(), timezone.now())
        for token in ("prvni", "druhy")
    ]
    assert speaks == [False, True]


def test_a_sender_with_an_address_gets_a_receipt_without_words(the_round):
    statement = entered(
        the_round, sender=intake.Sender(email="jana@example.org", kind=RespondentKind.ANONYMOUS)
    )
    point(statement)
    finished(statement)
    mail = OutboxMail.objects.get(kind="statement_received")
    assert mail.recipient == "jana@example.org"
    assert "R1-0001" in mail.text
    assert FIRST not in mail.text


def test_a_whole_statement_is_taken_back_but_what_was_answered_stays(the_round):
    round = the_round
    comments = build.sent(round, "A.", "B.")
    answered = build.decided(comments[0], "explained", "Protože.")
    Settlement.objects.filter(comment=answered).update(state="answered")
    for _ in range(2):
        intake.withdraw_statement(statement=comments[0].statement, by=None, at=timezone.now())
    statement = Statement.objects.get()
    assert (statement.state, statement.record.state) == ("withdrawn", "withdrawn")
    assert [c.withdrawn_at for c in Comment.objects.order_by("number")] == [None, TEST_NOW]
    assert Event.objects.filter(verb="statement_withdrawn").count() == 1


def test_a_draft_is_not_taken_back(the_round):
    draft = build.draft(the_round, token="kod")
    with pytest.raises(comment_actions.CannotBeTakenBack):
        intake.withdraw_statement(statement=draft, by=None, at=timezone.now())


def test_what_is_entered_waits_for_its_check_too():
    statement = entered(a_round(others_visible="after_check"))
    point(statement)
    finished(statement)
    assert Comment.objects.get().moderation == Moderation.WAITING
