"""Hard situations of rounds, by name (domain/situations.md)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations import queries, tasks
from consultations.actions import round_steps
from consultations.enums import HiddenReason, Moderation
from consultations.models import Comment, RoundSeal
from tests.consultations import build
from tests.consultations.test_round_pages import page
from tests.consultations.test_sealing import found, open_with_comments, sealed

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_round_extended_on_the_last_day(client, clock):
    made = build.open_round(build.version(build.text()), is_public=True)
    clock.move_to(made.closes_at - timedelta(minutes=5))
    page(client, made.path)

    round_steps.extend_round(
        round=made,
        closes_at=made.closes_at + 7 * DAY,
        note="O prázdninách nestačil čas.",
        by=build.editor(),
        at=timezone.now(),
    )

    words = page(client, made.path)
    assert "Připomínky přijímáme do 23. 3. 2026 10:00 místo do 16. 3. 2026 10:00." in words
    assert "O prázdninách nestačil čas." in words
    assert "Prodlouženo" in words
    clock.shift(10 * 60)
    assert "Právě teď se můžete vyjádřit." in page(client, made.path)


def test_time_zone_at_midnight(client, clock):
    # 1 April 2026 0:00 in Prague, after the change to summer time
    closes = timezone.make_aware(timezone.datetime(2026, 4, 1, 0, 0))
    made = build.open_round(build.version(build.text()), is_public=True, closes_at=closes)

    words = page(client, made.path)
    assert "Připomínky přijímáme do 31. 3. 2026 24:00." in words
    assert "1. 4. 2026" not in words

    clock.move_to(timezone.make_aware(timezone.datetime(2026, 3, 31, 23, 59, 59)))
    build.sent(made, "V poslední vteřině.")
    clock.shift(1)
    assert "Kolo skončilo." in page(client, made.path)


def test_anonymous_abuse_is_hidden_with_its_reason_and_still_counted(clock):
    made, first, _second = open_with_comments()
    Comment.objects.filter(pk=first.pk).update(
        moderation=Moderation.HIDDEN, hidden_reason=HiddenReason.ABUSE
    )
    clock.move_to(made.closes_at)
    tasks.seal_closed_rounds.function()

    assert RoundSeal.objects.get().contents["counts"]["comments"] == 2
    figures = queries.round_figures(made)
    assert (figures.comments, figures.hidden) == (2, 1)


def test_supplementary_round_keeps_its_own_numbers_and_seal(clock):
    made, _first, _second = sealed(clock)
    supplement = round_steps.open_supplement(
        round=made,
        title="Doplňující kolo",
        opens_at=timezone.now(),
        closes_at=timezone.now() + timedelta(days=7),
        by=build.editor(),
        at=timezone.now(),
    )
    round_steps.propose_opening(round=supplement, by=build.editor(), at=timezone.now())
    supplement = round_steps.announce_round(round=supplement, by=build.chair(), at=timezone.now())
    (late,) = build.sent(supplement, "Ještě jedna.", token="jiny")
    clock.move_to(supplement.closes_at)
    tasks.seal_closed_rounds.function()

    assert late.reference == "R2-0001"
    assert [
        (seal.round.reference, seal.contents["counts"]["comments"])
        for seal in RoundSeal.objects.order_by("pk")
    ] == [("R1", 2), ("R2", 1)]
    assert found() == []
