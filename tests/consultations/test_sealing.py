"""The seal of a round finds the slightest change of what was sent."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from consultations import sealing, tasks
from consultations.actions import comment_words, comments
from consultations.enums import HiddenReason, Moderation, RoundStage
from consultations.models import Anchor, Comment, Round, RoundSeal
from tests.consultations import build
from tests.tampering import without_triggers
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def open_with_comments(**fields):
    made = build.open_round(build.version(build.text()), is_public=True, **fields)
    first, second = build.sent(
        made,
        {"words": "Šest měsíců nestačí.", "quote": "Podpora trvá šest měsíců."},
        {"words": "Doplnit lhůtu.", "type": "wording", "proposed_wording": "do patnácti dnů"},
    )
    return made, first, second


def sealed(clock):
    made, first, second = open_with_comments()
    clock.move_to(made.closes_at)
    tasks.seal_closed_rounds.function()
    return Round.objects.get(), first, second


sealed_round = built_once(sealed)


def raw(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def found():
    found = (finding for made in Round.objects.all() for finding in sealing.verify_round(made))
    return [(f.place, f.message, f.is_fault) for f in found]


def verified(capsys):
    call_command("verify_versions")
    return capsys.readouterr().out


def test_the_tick_seals_a_round_at_its_closing_and_not_a_second_earlier(clock):
    made, _first, _second = open_with_comments()
    clock.move_to(made.closes_at - timedelta(seconds=1))
    tasks.seal_closed_rounds.function()
    assert not RoundSeal.objects.exists()

    clock.shift(1)
    tasks.seal_closed_rounds.function()
    tasks.seal_closed_rounds.function()

    seal = RoundSeal.objects.get()
    assert Round.objects.get().stage == RoundStage.SEALED
    assert [row["reference"] for row in seal.contents["comments"]] == ["R1-0001", "R1-0002"]
    assert seal.contents["counts"] == {
        "statements": 1,
        "comments": 2,
        "by_channel": {"web": 2},
        "by_type": {"substantive": 1, "wording": 1},
        "by_nature": {"substantive": 2},
        "by_weight": {"advisory": 2},
        "without_comments": 0,
    }


def test_an_untouched_seal_agrees(clock, capsys, sealed_round):
    assert found() == []
    assert "note  R1: 2 comments are as they were sent" in verified(capsys)


@pytest.mark.parametrize("column", ["text", "reason", "proposed_wording"])
def test_one_letter_changed_in_the_database_is_found(clock, column, sealed_round):
    _made, first, _second = sealed_round

    raw(f"UPDATE consultations_comment SET {column} = {column} || 'x' WHERE id = %s", first.pk)

    assert found() == [("R1-0001", "the words or the quoted places were altered", True)]
    with pytest.raises(CommandError, match="1 faults in comments and seals of rounds"):
        call_command("verify_versions")


@pytest.mark.parametrize(
    ("column", "value"), [("type", "question"), ("nature", "formal"), ("weight", "essential")]
)
def test_a_changed_choice_of_the_author_is_found(clock, column, value, sealed_round):
    _made, first, _second = sealed_round

    raw(f"UPDATE consultations_comment SET {column} = %s WHERE id = %s", value, first.pk)

    assert ("R1-0001", "the words or the quoted places were altered", True) in found()


def test_words_changed_together_with_their_digest_disagree_with_the_seal(clock, sealed_round):
    _made, first, _second = sealed_round
    Comment.objects.filter(pk=first.pk).update(text="Šest měsíců stačí.")
    digest = comment_words.words_digest(Comment.objects.get(pk=first.pk))
    Comment.objects.filter(pk=first.pk).update(digest=digest)

    assert found() == [("R1-0001", "its digest is not the one in the seal", True)]


def test_a_seal_changed_with_its_comments_disagrees_with_its_own_digest(clock, sealed_round):
    _made, _first, _second = sealed_round
    seal = RoundSeal.objects.get()
    contents = json.dumps({**seal.contents, "comments": seal.contents["comments"][:1]})
    without_triggers("UPDATE consultations_roundseal SET contents = %s", contents)

    assert ("R1, seal", "its contents were altered", True) in found()
    assert ("R1, seal", "the comments are not those that were counted (by_type)", True) in found()


def test_a_lost_comment_and_a_lost_seal_are_found(clock, sealed_round):
    _made, _first, second = sealed_round
    without_triggers("DELETE FROM consultations_anchor WHERE comment_id = %s", second.pk)
    without_triggers("DELETE FROM consultations_settlement WHERE comment_id = %s", second.pk)
    without_triggers("DELETE FROM consultations_comment WHERE id = %s", second.pk)
    assert ("R1-0002", "the comment is gone, the seal has it", True) in found()

    without_triggers("DELETE FROM consultations_roundseal")
    assert found() == [("R1", "the seal is gone", True)]


def test_a_moved_quote_is_found(clock, sealed_round):
    _made, first, _second = sealed_round
    without_triggers(
        "UPDATE consultations_anchor SET start = start + 1 WHERE comment_id = %s", first.pk
    )

    assert found() == [("R1-0001", "the words or the quoted places were altered", True)]


def test_an_emptied_quote_without_a_redaction_is_found(clock, sealed_round):
    _made, first, _second = sealed_round
    anchor = Anchor.objects.get(comment=first)
    raw(
        "UPDATE consultations_anchor SET exact = '', prefix = '', suffix = '' WHERE id = %s",
        anchor.pk,
    )

    assert found() == [("R1-0001", "a quote was emptied without a redaction", True)]


def test_hiding_and_taking_back_change_nothing_that_was_sealed(clock):
    _made, first, second = sealed(clock)
    Comment.objects.filter(pk=first.pk).update(
        moderation=Moderation.HIDDEN, hidden_reason=HiddenReason.ABUSE
    )
    comments.withdraw_comment(comment=second, by=None, at=timezone.now())

    assert found() == []


@pytest.mark.parametrize("count", [1, 3])
def test_verifying_costs_the_same_for_any_number_of_comments(
    clock, count, django_assert_num_queries
):
    made = build.open_round(build.version(build.text()), is_public=True)
    build.sent(made, *["Doplnit lhůtu."] * count)
    clock.move_to(made.closes_at)
    tasks.seal_closed_rounds.function()

    # rounds; seal, versions, its comments; comments with their quotes and withheld words
    with django_assert_num_queries(8):
        assert [finding.is_fault for finding in sealing.verify_seals()] == [False]
