"""The report "what you said, what we did": published once with all answers, issued anew with a note."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from consultations.actions import (
    implementing,
    moderation,
    reports,
    round_steps,
    rounds,
    seals,
    statements,
)
from consultations.enums import PublishConsent, RoundStage, SettlementState
from consultations.models import Comment, Round, RoundReport, RoundStep, Settlement
from consultations.queries import participation as figures
from consultations.queries import reports as reads
from core.models import Event, OutboxMail
from people.enums import Role
from people.tokens import new_code
from tests.browsers import signed_in
from tests.concept.build import user
from tests.consultations import build
from tests.consultations.at_desk import person, url
from tests.consultations.test_publication import LATER, open_public_round, page, worked_in
from tests.consultations.test_publication import sealed as seal
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


public_round = built_once(open_public_round)


def settled(clock, *, count: int = 2) -> Round:
    """A settled public round: one respondent by mail with comments, one without an address."""
    _section, round = open_public_round()
    build.sent(
        round,
        *[f"Moje připomínka {n}." for n in range(count)],
        token=new_code(),
        name="Jana Nováková",
        email="jana@example.org",
        wants_mail=True,
        publish_consent=PublishConsent.FULL,
    )
    build.sent(round, "Bez adresy.", token=new_code())
    round = seal(round, clock)
    for comment in Comment.objects.filter(round=round):
        build.decided(comment, "noted", "Děkujeme.")
    round_steps.settle_round(round=round, by=build.editor(), at=timezone.now())
    return Round.objects.get(pk=round.pk)


settled_round = built_once(settled)


def published(round: Round, summary: str = "Došly tři připomínky.") -> RoundReport:
    return reports.publish_report(
        round=round,
        summary=summary,
        easy_summary="Lidé psali.",
        by=build.editor(),
        at=timezone.now(),
    )


def test_publishing_gives_every_answer_with_one_mail_per_respondent(clock):
    round = settled(clock, count=3)

    report = published(round)

    assert Round.objects.get().stage == RoundStage.REPORTED
    assert set(Settlement.objects.values_list("state", flat=True)) == {SettlementState.ANSWERED}
    mails = OutboxMail.objects.filter(kind="answers_given")
    assert [(m.recipient, m.subject) for m in mails] == [
        ("jana@example.org", "Jak bylo s vašimi připomínkami naloženo: Připomínky k návrhu")
    ]
    assert "R1-0001: Vzato na vědomí" in mails[0].text
    assert "R1-0003: Vzato na vědomí" in mails[0].text
    assert "/konzultace/pripominky-k-navrhu/nalozeni/" in mails[0].text
    assert "Stránka se zeptá na kód" in mails[0].text
    assert OutboxMail.objects.filter(kind="settlement_answered").count() == 0
    assert Event.objects.filter(verb="settlement_answered").count() == 4
    step = RoundStep.objects.get(step="reported")
    assert (step.new, report.edition) == (report.digest, 1)
    assert report.contents["totals"]["by_outcome"] == {"noted": 4}
    assert [row["reference"] for row in report.contents["comments"]] == [
        f"R1-{n:04d}" for n in range(1, 5)
    ]
    assert "Moje" not in str(report.contents)
    assert "Jana" not in str(report.contents)
    assert len(mail.outbox) == 0


@pytest.mark.parametrize("count", [1, 4])
def test_answers_cost_the_same_however_many(clock, django_assert_num_queries, count):
    round = settled(clock, count=count)

    with django_assert_num_queries(9):
        reports.give_answers(round, by=build.editor(), at=timezone.now())


def test_report_waits_until_accepted_means_changed_and_somebody_looked(clock, public_round):
    section, round = public_round
    comments = build.sent(
        round, {"words": "Krátké.", "quote": "Podpora trvá šest měsíců."}, "Druhá."
    )
    seal(round, clock)
    build.decided(comments[0], "accepted")
    build.decided(comments[1], "accepted")
    round_steps.settle_round(round=round, by=build.editor(), at=timezone.now())

    with pytest.raises(reports.ReportNotReady) as refused:
        published(round)
    assert refused.value.missing == reads.Unready(0, 2, 0)
    assert "2 akceptované připomínky nejsou zapracovány do textu." in str(refused.value)
    implementing.implement_without_change(
        settlement=comments[1].settlement,
        kind="elsewhere",
        note="Řeší metodika.",
        by=build.editor(),
        at=timezone.now(),
    )
    assert reads.unready(round) == reads.Unready(0, 1, 1)
    assert RoundReport.objects.count() == 0
    assert section


def test_only_a_settled_round_is_reported_on_and_once(clock, public_round):
    _section, round = public_round
    with pytest.raises(rounds.RoundMoveRefused):
        published(round)
    with pytest.raises(rounds.RoundMoveRefused):
        reports.reissue_report(
            round=round,
            summary="x",
            easy_summary="",
            note="x",
            by=build.editor(),
            at=timezone.now(),
        )


def test_report_without_words_is_refused(clock, settled_round):
    round = settled_round
    with pytest.raises(reports.SummaryMissing):
        published(round, summary="  ")
    with pytest.raises(reports.SummaryTooLong):
        published(round, summary="x" * 20_001)
    assert Round.objects.get().stage == RoundStage.SETTLED


def test_page_tells_what_was_said_and_done(client, clock, settled_round):
    round = settled_round
    page(client, f"{round.path}zprava/", status=404)
    published(round)

    shown = page(client, f"{round.path}zprava/")
    assert "Co jste řekli, co jsme udělali" in shown
    assert "Došly tři připomínky." in shown
    assert "Lidé psali." in shown
    assert "Moje připomínka 0." in shown
    assert "(Jana Nováková)" in shown
    assert "Děkujeme." in shown
    assert "Vzato na vědomí" in shown
    assert "Vydání 1, 16. 3. 2026" in shown
    assert "What you said, what we did" in page(client, f"/en{round.path}zprava/")
    page(client, f"{round.path}zprava/?vydani=9", status=404)


def test_name_taken_back_after_the_report_is_proposed_as_a_new_edition(
    client, clock, settled_round
):
    """X2: the name is gone at once; the report is issued anew with a note and unchanged counts."""
    round = settled_round
    first = published(round)
    assert not reads.since(first)
    clock.shift(timedelta(hours=1))
    respondent = Comment.objects.get(reference="R1-0001").statement.respondent
    statements.change_consent(
        respondent=respondent, consent=PublishConsent.ANONYMOUS, by=None, at=timezone.now()
    )

    assert "Jana Nováková" not in page(client, f"{round.path}zprava/")
    assert reads.since(first).note() == "odebráno 1 jméno"
    assert [(r.pk, note) for r, note in reads.reports_to_reissue()] == [
        (round.pk, "odebráno 1 jméno")
    ]
    with pytest.raises(reports.NoteMissing):
        reports.reissue_report(
            round=round,
            summary="Nové",
            easy_summary="",
            note=" ",
            by=build.editor(),
            at=timezone.now(),
        )
    second = reports.reissue_report(
        round=round,
        summary=first.summary,
        easy_summary=first.easy_summary,
        note="odebráno 1 jméno",
        by=build.editor(),
        at=timezone.now(),
    )

    assert (second.edition, second.contents) == (2, first.contents)
    assert second.digest != first.digest
    assert reads.reports_to_reissue() == []
    assert "odebráno 1 jméno" in page(client, f"{round.path}zprava/")
    older = page(client, f"{round.path}zprava/?vydani=1")
    assert "Toto je starší vydání." in older
    assert "Jana Nováková" not in older
    assert Event.objects.filter(verb="report_reissued").count() == 1


def test_words_withheld_after_the_report_are_told_in_the_next_edition(clock, settled_round):
    round = settled_round
    report = published(round)
    clock.shift(60)
    comment = Comment.objects.get(reference="R1-0001")
    moderation.withhold_parts(
        comment=comment,
        parts=[("text", 0, 3)],
        reason="personal_data",
        by=build.editor(),
        at=timezone.now(),
    )
    assert reads.since(report).words_removed == 1
    moderation.lift_parts(comment=comment, by=build.editor(), at=timezone.now())
    assert not reads.since(report)


def test_consent_changed_there_and_back_changes_nothing(clock, settled_round):
    round = settled_round
    report = published(round)
    clock.shift(60)
    respondent = Comment.objects.get(reference="R1-0001").statement.respondent
    for consent in (PublishConsent.ANONYMOUS, PublishConsent.FULL):
        statements.change_consent(
            respondent=respondent, consent=consent, by=None, at=timezone.now()
        )
    assert not reads.since(report)


# --- at the desk ---------------------------------------------------------------------------------------------


def at_desk(round: Round, role: str, **data):
    client = signed_in(person(role))
    address = url("round-report", round.pk)
    return client.post(address, data) if data else client.get(address)


def test_editor_previews_and_publishes(clock, settled_round):
    round = settled_round

    assert "Zveřejnit a dát 3 odpovědi" in at_desk(round, Role.EDITOR).content.decode()
    words = {"summary": "Shrnutí kola.", "easy_summary": "Snadno.", "akce": "nahled"}
    shown = at_desk(round, Role.EDITOR, **words).content.decode()
    assert shown.count("Shrnutí kola.") == 2
    assert RoundReport.objects.count() == 0
    answer = at_desk(round, Role.EDITOR, **{**words, "akce": "zverejnit"})
    assert answer.status_code == 302
    assert RoundReport.objects.get().summary == "Shrnutí kola."
    again = at_desk(round, Role.EDITOR).content.decode()
    assert "Zveřejnit nové vydání" in again


def test_refused_report_keeps_what_was_written(clock, public_round):
    _section, round = public_round
    build.sent(round, "Nevypořádaná.")
    round = seal(round, clock)

    shown = at_desk(
        round, Role.EDITOR, summary="Dlouhé shrnutí.", akce="zverejnit"
    ).content.decode()

    assert "Dlouhé shrnutí." in shown
    assert "1 připomínka nemá rozhodnutý způsob vypořádání." in shown
    assert RoundReport.objects.count() == 0


def test_others_at_the_desk_do_not_publish(clock, settled_round):
    round = settled_round
    assert at_desk(round, Role.SECRETARY).status_code == 403


# --- participation ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 20, "b": 9}, {"a": 20, "b": 9}),
        ({"a": 20, "b": 9, "c": 3}, {"a": 20, "b": None, "c": None}),
        ({"a": 20, "b": 3, "c": 2}, {"a": 20, "b": None, "c": None}),
        # two ones: their sum would tell both
        ({"a": 20, "b": 1, "c": 1}, {"a": None, "b": None, "c": None}),
        # two fours, the largest small numbers: their sum would tell both
        ({"a": 20, "b": 4, "c": 4}, {"a": None, "b": None, "c": None}),
        ({"a": 3, "b": 1}, {"a": None, "b": None}),
        ({"a": 7, "b": 2}, {"a": None, "b": None}),
        ({"a": 5, "b": 0}, {"a": 5}),
        ({}, {}),
    ],
)
def test_small_numbers_cannot_be_worked_out(counts, shown):
    assert figures.suppressed(counts) == shown


def test_participation_page_hides_small_numbers_and_draws_what_it_says(client, clock, public_round):
    _section, round = public_round
    for n in range(7):
        build.sent(round, f"Připomínka {n}.", token=new_code())
    author = user("author")
    build.sent(round, "S účtem.", person=author)
    seal(round, clock)

    shown = page(client, f"{round.path}ucast/")

    assert "Kdo se zapojil" in shown
    tables = {table.key: table for table in figures.participation(round)}
    assert [cell.count for cell in tables["kdo"].cells] == [None, None]
    assert tables["kdo"].total == 8
    assert [(c.label, c.count) for c in tables["kanal"].cells] == [("Na tomto webu", 8)]
    assert "neuvádíme" in shown
    assert 'role="img"' in shown
    assert "Sloupcový graf k tabulce: Kdo se zapojil" in shown
    assert 'style="' not in shown


def test_participation_over_rounds_gives_whole_rounds_only(client, clock, public_round):
    _section, round = public_round
    for n in range(6):
        build.sent(round, f"Připomínka {n}.", token=new_code())
    seal(round, clock)
    small = build.open_round(round.versions.get(), is_public=True, title="Malé kolo")
    build.sent(small, "Jediná.", token=new_code())
    clock.shift(LATER)
    seals.seal_round(round=small, at=timezone.now())

    shown = page(client, "/konzultace/ucast/")
    assert shown.index("Malé kolo") < shown.index("Připomínky k návrhu")
    lines = figures.over_rounds(Round.objects.order_by("number"))
    assert [(line.statements, line.comments, line.answered_percent) for line in lines] == [
        (6, 6, 0),
        (None, None, None),
    ]


def test_days_to_an_answer_are_counted_from_receipt(clock, public_round):
    section, round = public_round
    comment = build.sent(
        round, {"words": "Krátké.", "quote": "Podpora trvá šest měsíců."}, token=new_code()
    )[0]
    seal(round, clock)
    worked_in(comment, section)
    assert figures.answer_days([round]) == {round.pk: [14]}
