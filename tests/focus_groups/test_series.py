"""Series: who facilitates them and may read what is in them, their sheets, guides and sessions."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.enums import Visibility
from core.immutability import ImmutableRow
from core.models import Event
from focus_groups.actions import people, series, sessions
from focus_groups.enums import FacilitatorRole, Recording, SeriesState, SessionState
from focus_groups.models import Series
from tests.focus_groups import build
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def panel_of_now():
    return build.panel(at=timezone.now())


panel = built_once(panel_of_now)


def test_a_series_is_known_to_staff_and_what_happens_inside_to_nobody_else(panel):
    assert (panel.record.visibility, panel.inside.visibility) == (
        Visibility.STAFF,
        Visibility.RESTRICTED,
    )
    assert panel.record.path == "/fokusni-skupiny/fs/"
    assert panel.inside.title == "FS"  # a neutral title: it may be copied


def test_a_series_never_publishes_counts_that_point_at_people(panel):
    with pytest.raises(ValidationError):
        build.panel("FS2", at=timezone.now(), minimum=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Series.objects.filter(pk=panel.pk).update(minimum=1)


def test_only_who_holds_the_role_facilitates_and_the_last_lead_stays(panel):
    at = timezone.now()
    today = timezone.localdate(at)
    lead = build.lead_of(panel)
    common = {"series": panel, "valid_from": today, "by": lead, "at": at}
    with pytest.raises(series.NotAFacilitator):
        series.start_facilitating(
            user=build.UserFactory(roles=["pilot_officer"]), role=FacilitatorRole.LEAD, **common
        )
    with pytest.raises(series.FacilitatesAlready):
        series.start_facilitating(user=lead, role=FacilitatorRole.NOTE_TAKER, **common)
    with pytest.raises(series.LastLead):
        series.stop_facilitating(
            facilitator=build.seat_of(panel), valid_to=today + timedelta(days=1), by=lead, at=at
        )
    second = build.facilitator("Druhá")
    series.start_facilitating(user=second, role=FacilitatorRole.LEAD, **common)
    ended = series.stop_facilitating(
        facilitator=build.seat_of(panel, lead),
        valid_to=today + timedelta(days=1),
        by=second,
        at=at,
    )
    assert ended.valid_to == today + timedelta(days=1)


def test_a_series_goes_from_state_to_state_in_order(panel):
    lead, at = build.lead_of(panel), timezone.now()
    with pytest.raises(series.SeriesMoveRefused):
        series.move_series(series=panel, state=SeriesState.REPORTED, by=lead, at=at)
    moved = series.move_series(series=panel, state=SeriesState.RUNNING, by=lead, at=at)
    assert (moved.state, moved.record.state) == ("running", "running")


def test_sheets_and_guides_are_editions_that_never_change(panel):
    lead, at = build.lead_of(panel), timezone.now()
    second = series.add_sheet(series=panel, text="Nové znění", by=lead, at=at)
    assert [sheet.number for sheet in panel.sheets.order_by("number")] == [1, 2]
    second.text = "Jiné"
    with pytest.raises(ImmutableRow):
        second.save()
    for questions in ([], [{"key": "1", "text": " "}], [{"key": "1", "text": "A"}] * 2):
        with pytest.raises(series.GuideEmpty):
            series.add_guide(series=panel, title="x", questions=questions, by=lead, at=at)
    assert panel.guides.count() == 1


def test_sessions_are_numbered_and_opening_one_twice_opens_it_once(panel):
    at = timezone.now()
    first = build.session(panel, at=at)
    again = build.session(panel, at=at, uid=first.uid, topic="Jiné téma")
    second = build.session(panel, at=at)
    assert (again.pk, again.topic) == (first.pk, "Hledání bydlení")
    assert [str(first), str(second)] == ["FS/1", "FS/2"]
    assert first.record.path == "/fokusni-skupiny/fs/1/"
    other = build.panel("JINA", at=at)
    with pytest.raises(people.NotOfThisSeries):
        build.session(other, at=at, uid=first.uid)
    with pytest.raises(people.NotOfThisSeries):
        sessions.open_session(
            series=panel,
            topic="x",
            held_on=date(2017, 1, 18),
            facilitators=[build.seat_of(other)],
            by=build.lead_of(panel),
            at=at,
        )


def test_a_session_edited_by_two_shows_both_and_a_recording_has_its_last_day(panel):
    at = timezone.now()
    held = build.session(panel, at=at)

    def edit(lock_version=1, **fields):
        return sessions.edit_session(
            session=held, lock_version=lock_version, by=build.lead_of(panel), at=at, **fields
        )

    with pytest.raises(sessions.RecordingWithoutEnd):
        edit(recording=Recording.KEPT)
    edit(place="<b>Komunitní</b> centrum", held_on=date(2016, 11, 24))
    held.refresh_from_db()
    assert (held.place, held.record.occurred_on) == ("Komunitní centrum", date(2016, 11, 24))
    with pytest.raises(sessions.StaleSession) as refused:
        edit(place="Jinde")
    assert refused.value.current.place == "Komunitní centrum"
    with pytest.raises(TypeError):
        edit(lock_version=2, number=7)


def test_a_session_goes_from_state_to_state_in_order(panel):
    held = build.session(panel, at=timezone.now())
    common = {"session": held, "by": build.lead_of(panel), "at": timezone.now()}
    with pytest.raises(sessions.SessionMoveRefused):
        sessions.move_session(state=SessionState.CHECKED, **common)
    for state in (SessionState.ENTERING, SessionState.CHECKED, SessionState.ENTERING):
        assert sessions.move_session(state=state, **common).state == state
    last = Event.objects.filter(record=held.record).latest("pk")
    assert (last.from_state, last.to_state) == ("checked", "entering")
