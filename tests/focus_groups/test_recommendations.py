"""Recommendations: from findings, aimed at a place that stands in a frozen text, reported back to participants."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from concept.models import VersionPassage
from focus_groups.actions import recommendations, sessions, worked_out
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.models import Recommendation
from tests.concept import build as concept
from tests.consultations import build as texts
from tests.focus_groups import build
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class World:
    """A finding of a series, and a frozen version."""

    def __init__(self) -> None:
        at = timezone.now()
        self.series = build.panel(at=at)
        self.session = build.session(self.series, at=at)
        self.lead = build.lead_of(self.series)
        self.finding = build.finding(build.say(self.session, "Ano", at=at), at=at)
        self.version = texts.version(texts.text(), at=at)
        uid = concept.uid_of(self.version, "kontaktním místě")
        self.place = VersionPassage.objects.select_related("section").get(
            version=self.version, passage_uid=uid
        )


world = built_once(World)


def test_it_aims_at_a_place_that_stands_in_the_version(world):
    at = timezone.now()
    section = world.place.section.node_uid
    made = build.recommendation(
        world.finding, at=at, version=world.version, passage_uid=world.place.passage_uid
    )
    assert (made.record.title, made.section_uid) == ("Doporučení FS/dop1", section)
    assert list(made.findings.all()) == [world.finding]
    whole = build.recommendation(world.finding, at=at, version=world.version, section_uid=section)
    assert (whole.number, whole.passage_uid) == (2, None)
    for wrong in (
        {"passage_uid": world.place.passage_uid},
        {"version": world.version, "section_uid": uuid4()},
        {"version": world.version, "passage_uid": uuid4()},
        {
            "version": world.version,
            "passage_uid": world.place.passage_uid,
            "section_uid": UUID(int=1),
        },
    ):
        with pytest.raises(recommendations.AimWrong):
            build.recommendation(world.finding, at=at, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=made.pk).update(version=None)


def test_it_follows_from_findings_of_its_series_that_stand(world):
    at = timezone.now()
    common = {"series": world.series, "text": "Přednost dětem", "by": world.lead, "at": at}
    with pytest.raises(worked_out.TextMissing):
        recommendations.write_recommendation(findings=[], **common)
    other = build.session(build.panel("JINA", at=at), at=at)
    stranger = build.finding(build.say(other, "Ano", at=at), at=at)
    with pytest.raises(NotOfThisSeries):
        recommendations.write_recommendation(findings=[stranger], **common)
    worked_out.retract(row=world.finding, lock_version=1, reason="Omyl", by=world.lead, at=at)
    world.finding.refresh_from_db()
    with pytest.raises(worked_out.StepRefused):
        recommendations.write_recommendation(findings=[world.finding], **common)


def test_a_changed_recommendation_begins_again_and_a_stale_one_is_refused(world):
    at = timezone.now()
    reader = build.second(world.series, at=at)
    made = build.recommendation(world.finding, at=at)
    read = worked_out.read_second(row=made, lock_version=1, by=reader, at=at)
    fields = {"text": "Jinak", "findings": [world.finding], "by": world.lead, "at": at}
    again = recommendations.edit_recommendation(
        recommendation=read, lock_version=read.lock_version, **fields
    )
    assert (again.state, again.second_reader, again.text) == ("draft", None, "Jinak")
    with pytest.raises(worked_out.StaleText) as stale:
        recommendations.edit_recommendation(
            recommendation=read, lock_version=read.lock_version, **fields
        )
    assert stale.value.current.text == "Jinak"


def test_what_came_of_it_is_reported_back_at_a_session_that_was_held(world):
    at = timezone.now()
    made = build.recommendation(world.finding, at=at)
    common = {"recommendation": made, "by": world.lead, "at": at}
    with pytest.raises(recommendations.NotReportedBack):
        recommendations.report_back(session=world.session, **common)
    sessions.move_session(session=world.session, state="held", by=world.lead, at=at)
    for _time in range(2):
        done = recommendations.report_back(session=world.session, **common)
    assert (done.reported_back_in, done.lock_version) == (world.session, 2)
    events = made.record.events.filter(verb="recommendation_reported_back")
    assert events.count() == 1
