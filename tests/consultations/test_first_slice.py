"""One round from opening to a proved settlement, through actions alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from concept.enums import ContributionOutcome as Outcome
from concept.models import Influence
from consultations.actions import implementing, round_steps, rounds, seals, statements
from consultations.enums import SettlementState
from consultations.models import Anchor, Comment, Round, Settlement
from core.models import Event, Record
from tests.concept.build import rewrite
from tests.consultations import build

pytestmark = pytest.mark.django_db


def test_ten_comments_become_a_change_with_its_thread(clock):
    section = build.text()
    old = build.version(section, "0.1")
    lipa = build.body("Městský obvod Lípa")
    clerk = build.colleague("clerk", lipa, authorised=True)
    round = build.open_round(old, bodies=[(lipa, True)], is_public=True)

    comments = build.sent(
        round,
        {"words": "Šest měsíců nestačí.", "quote": "Podpora trvá šest měsíců."},
        *[f"Připomínka číslo {n}" for n in range(2, 11)],
        person=clerk,
        organisation=lipa,
    )

    assert [c.reference for c in comments] == [f"R1-{n:04d}" for n in range(1, 11)]
    anchor = Anchor.objects.get(comment=comments[0], passage_uid__isnull=False)
    assert (anchor.exact, anchor.prefix) == (
        "Podpora trvá šest měsíců.",
        "ení domácnostem v bytové nouzi. ",
    )
    assert Settlement.objects.filter(state=SettlementState.OPEN).count() == 10

    clock.shift(build.OPEN_FOR + timedelta(seconds=1))
    seal = seals.seal_round(round=round, at=timezone.now())
    assert [row["digest"] for row in seal.contents["comments"]] == [c.digest for c in comments]

    first = build.decided(comments[0])
    rewrite(
        section,
        "Město nabízí sociální bydlení domácnostem v bytové nouzi. Podpora trvá jeden rok.",
        *build.PARAGRAPHS[1:],
    )
    new = build.version(section, "0.2")
    other = build.decided(comments[1])
    with pytest.raises(implementing.NoRealChange):
        implementing.implement_settlement(
            settlement=other.settlement, to_version=new, by=build.editor(), at=timezone.now()
        )
    implementing.implement_settlement(
        settlement=first.settlement, to_version=new, by=build.editor(), at=timezone.now()
    )

    influence = Influence.objects.get()
    assert influence.contribution == first.contribution
    assert influence.change.new_uids == [str(anchor.passage_uid)]
    assert Comment.objects.get(pk=first.pk).contribution.outcome == Outcome.ACCEPTED
    record = Record.objects.get(pk=first.contribution.record_id)
    assert record.state == SettlementState.IMPLEMENTED
    assert list(
        Event.objects.filter(record=record).order_by("pk").values_list("verb", flat=True)
    ) == [
        "comment_received",
        "settlement_proposed",
        "settlement_decided",
        "influence_confirmed",
        "settlement_implemented",
    ]


def test_a_comment_one_second_after_closing_is_refused(clock):
    old = build.version(build.text())
    round = build.open_round(old, is_public=True)
    draft = build.draft(round, token="kod")
    clock.move_to(round.closes_at)
    with pytest.raises(statements.RoundClosed):
        build.written(draft)
    assert Comment.objects.count() == 0


def test_two_people_open_a_public_round():
    old = build.version(build.text())
    made = build.prepared_round(old, is_public=True)
    round_steps.propose_opening(round=made, by=build.editor(), at=timezone.now())
    with pytest.raises(rounds.RoundMoveRefused):
        round_steps.announce_round(round=made, by=build.editor(), at=timezone.now())
    round_steps.announce_round(round=made, by=build.chair(), at=timezone.now())
    assert Round.objects.open(timezone.now()).get() == made
