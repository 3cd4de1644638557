"""Rounds of the demonstration: complete threads, all outcomes, and only made-up bodies."""

from collections import Counter
from datetime import date

import pytest

from concept.enums import ContributionOutcome as Outcome
from concept.enums import InfluenceRelation
from concept.models import Change, Influence
from concept.queries import passage_texts
from consultations.enums import (
    OUTCOMES,
    OUTCOMES_THAT_CHANGE_TEXT,
    CheckResult,
    Moderation,
    SettlementState,
)
from consultations.models import (
    AnchorPlacement,
    Comment,
    CommentCluster,
    Dispute,
    Respondent,
    Round,
    Settlement,
    SettlementCheck,
    Statement,
)
from core.enums import DemoOrigin
from tests.website.test_demo import CONTENT
from website.demo.loader import load_demo

LOST = [("0.8", "still_met"), ("1.0", "overridden")]

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.django_db]


def load(crowd: int = 0) -> None:
    load_demo(CONTENT, progress=lambda _line: None, crowd=crowd)


def test_every_accepted_comment_is_proved_by_a_difference_between_two_versions():
    load()
    accepted = Settlement.objects.filter(outcome__in=OUTCOMES_THAT_CHANGE_TEXT)
    assert set(accepted.values_list("state", flat=True)) == {SettlementState.ANSWERED}
    links = Influence.objects.filter(relation=InfluenceRelation.RESULTED_IN)
    influenced = set(links.values_list("contribution_id", flat=True))
    assert {s.comment.contribution_id for s in accepted.select_related("comment")} == influenced
    for change in Change.objects.select_related("from_version", "to_version"):
        old = passage_texts(change.from_version, change.old_uids)
        new = passage_texts(change.to_version, change.new_uids)
        assert list(old.values()) != list(new.values())

    assert Comment.objects.submitted().count() == 79
    assert set(Settlement.objects.values_list("outcome", flat=True)) - {Outcome.OPEN} == set(
        OUTCOMES
    )
    assert Counter(Statement.objects.filter(is_late=True).values_list("channel", flat=True)) == {
        "letter": 1
    }
    dispute = Dispute.objects.get()
    assert (dispute.resolved_on, dispute.steps.count()) == (date(2017, 9, 21), 3)
    sizes = {c.title: c.comments.count() for c in CommentCluster.objects.all()}
    assert sizes == {"Odchod zkušených pracovníků": 3, "Návštěvu v bytě předem oznámit": 3}
    lost = SettlementCheck.objects.filter(result=CheckResult.GONE).order_by("version__number")
    assert list(lost.values_list("version__label", "decision")) == LOST
    placed = AnchorPlacement.objects.values("anchor", "version").distinct().count()
    assert placed == AnchorPlacement.objects.count() > 0
    assert Comment.objects.filter(moderation=Moderation.HIDDEN).count() == 1
    assert Comment.objects.exclude(personal_case="").count() == 1
    assert Comment.objects.exclude(withdrawn_at=None).count() == 1

    # Everything made up is by made-up bodies and says so.
    bodies = Respondent.objects.filter(organisation__isnull=False)
    assert set(bodies.values_list("organisation__demo_origin", flat=True)) == {DemoOrigin.INVENTED}
    records = {s.record.demo_origin for s in Statement.objects.select_related("record")}
    assert records == {DemoOrigin.INVENTED}
    assert not Round.objects.exclude(record__demo_origin=DemoOrigin.INVENTED).exists()


def test_the_comments_of_a_crowd_wait(client):
    load(crowd=120)
    crowd = Settlement.objects.filter(
        comment__round__is_public=True, state=SettlementState.OPEN, comment__personal_case=""
    )
    assert crowd.count() == 120
    found = Round.objects.get(is_public=True)
    assert found.stage == "sealed"
    page = client.get(f"/konzultace/{found.slug}/").content.decode()
    assert "Tady bych uvedl konkrétní lhůtu." in page
