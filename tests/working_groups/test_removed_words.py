"""Words removed from minutes do not come back with a backup."""

import pytest
from django.utils import timezone

from concept import removed_words
from core import outside_lists
from core.extension import replays
from tests.working_groups import build
from tests.working_groups import minutes as made
from tests.worlds import built_once
from working_groups.actions import redactions
from working_groups.models import MinutesCorrection, MinutesSection

pytestmark = pytest.mark.django_db

NAME = "Jana  Nováková"


def one_meeting():
    at = timezone.now()
    return made.meeting_with_items(build.seated_group("PS1", at=at), at=at)


meeting = built_once(one_meeting)


@pytest.fixture
def kept_outside():
    """The list as it is on a new site."""
    outside_lists.path_of("removed-from-minutes").unlink(missing_ok=True)
    yield outside_lists.path_of("removed-from-minutes")
    outside_lists.path_of("removed-from-minutes").unlink(missing_ok=True)


def test_removed_words_are_removed_again_from_restored_data(
    meeting, kept_outside, django_capture_on_commit_callbacks
):
    minutes = made.written(meeting)
    section = MinutesSection.objects.filter(minutes=minutes).order_by("pk").first()
    restored = f"Přišla {NAME.lower()}, bytem Zelená 5. Nováková mluvila."
    MinutesSection.objects.filter(pk=section.pk).update(public_text=restored)
    with django_capture_on_commit_callbacks(execute=True):
        redactions.redact_minutes(
            minutes=minutes,
            words=["Jana Nováková", "Zelená 5"],
            reason="Osobní údaj",
            by=made.chair(meeting.host),
            at=timezone.now(),
        )
    clean = "Přišla █████, bytem █████. Nováková mluvila."
    section.refresh_from_db()
    assert section.public_text == clean
    words = kept_outside.read_text()
    assert "nov" not in words.lower()
    assert "Osobní údaj" in words
    assert replays()["minutes of groups"]() == []  # nothing came back

    MinutesSection.objects.filter(pk=section.pk).update(public_text=restored)
    ref = minutes.record.reference
    assert replays()["minutes of groups"]() == [f"Removal repeated: minutes {ref}, Osobní údaj"]
    section.refresh_from_db()
    assert section.public_text == clean
    assert len(kept_outside.read_text().splitlines()) == 1


def test_kept_text_is_emptied_again(meeting, clock, kept_outside):
    minutes = made.approved(meeting, clock)
    removed_words.append(
        "minutes",
        record=minutes.record,
        words=["Debata o lhůtách"],
        reason="Omyl",
        by=made.chair(meeting.host),
        at=timezone.now(),
    )
    (line,) = redactions.repeat_removals()
    assert line.endswith("Omyl")
    rows = MinutesCorrection.objects.filter(minutes=minutes)
    assert rows.count() >= 1
    assert {row.by for row in rows} == {made.chair(meeting.host)}
    assert redactions.repeat_removals() == []


def test_only_whole_words_are_recognised():
    text = "Novák, Nováková i novák."
    marks = [removed_words.Mark(5, removed_words.phrase_digest("novák"))]
    assert removed_words.recognised(text, marks) == ["novák"]
    assert removed_words.recognised("Nováková", marks) == []
