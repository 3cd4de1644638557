"""What happens to a version after its freeze: approval, publication by two people, access, withdrawal."""

from datetime import UTC, date, datetime
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone

from concept import actions
from concept.enums import AccessLevel, Standing, StepKind
from concept.models import SectionPage, Version, VersionStep
from concept.queries import current_version, readable_versions, standing, standing_of, standings
from core.models import Generation, SearchEntry
from people.enums import Role
from tests.concept import build
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

A, P, S, W = StepKind.APPROVED, StepKind.PUBLISHED, StepKind.SUPERSEDED, StepKind.WITHDRAWN
ASKED, AGREED = StepKind.PUBLICATION_PROPOSED, StepKind.PUBLICATION_AGREED
CANCELLED = StepKind.PUBLICATION_CANCELLED


@built_once
def document():
    page = build.document()
    build.section(page, "Úvod", "Bydlení pro všechny.")
    return page


@pytest.fixture
def version(document):
    return build.freeze(document, "0.1")


def expected_standing(steps: tuple[str, ...]) -> str:
    """The rule in words: withdrawn is the end; else the last of published and superseded; else approved."""
    if W in steps:
        return Standing.WITHDRAWN
    publication = [step for step in steps if step in (P, S)]
    if publication:
        return Standing.PUBLISHED if publication[-1] == P else Standing.SUPERSEDED
    return Standing.APPROVED if A in steps else Standing.FROZEN


@pytest.mark.parametrize("length", range(5))
def test_standing_follows_from_the_steps_in_every_sequence(length):
    wrong = [
        steps
        for steps in product((A, P, S, W, ASKED, AGREED, CANCELLED), repeat=length)
        if standing_of(steps) != expected_standing(steps)
    ]
    assert wrong == []


def test_standings_of_many_versions_take_one_query(document, django_assert_num_queries):
    first = build.freeze(document, "0.1")
    second = build.publish(build.freeze(document, "0.2"))
    third = build.freeze(document, "0.3")
    with django_assert_num_queries(1):
        assert standings([first, second, third]) == {
            first.pk: Standing.FROZEN,
            second.pk: Standing.PUBLISHED,
            third.pk: Standing.FROZEN,
        }


def test_an_approval_is_a_step_with_body_day_and_votes(version):
    step = actions.record_approval(
        version=version, body="Zastupitelstvo města", occurred_on=date(2026, 3, 2),
        verb="approve", resolution="1234/ZM/26", votes_for=40, votes_against=1, votes_abstained=2,
        by=build.editor(), at=timezone.now(),
    )  # fmt: skip
    assert standing(version) == Standing.APPROVED
    assert (step.resolution, step.votes_for) == ("1234/ZM/26", 40)
    event = version.record.events.order_by("pk").last()
    assert (event.verb, event.occurred_on) == ("version_approved", date(2026, 3, 2))


def test_the_same_decision_sent_twice_is_recorded_once(version):
    decision = {
        "version": version,
        "body": "Rada města",
        "occurred_on": date(2026, 3, 2),
        "by": build.editor(),
        "at": timezone.now(),
    }
    first = actions.record_approval(verb="take_note", **decision)
    assert actions.record_approval(verb="take_note", **decision) == first
    other = actions.record_approval(verb="approve", **decision)
    assert list(version.steps.order_by("pk")) == [first, other]


def test_an_approval_before_the_freeze_or_to_come_is_refused_by_local_days(document):
    at = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)  # 1 July in Prague
    version = build.freeze(document, at=at)
    values = {"version": version, "body": "Rada", "verb": "approve", "by": build.editor(), "at": at}
    with pytest.raises(actions.StepRefused):
        actions.record_approval(occurred_on=date(2026, 6, 30), **values)
    with pytest.raises(actions.StepRefused):
        actions.record_approval(occurred_on=date(2026, 7, 2), **values)
    actions.record_approval(occurred_on=date(2026, 7, 1), **values)


def test_publication_asks_a_second_person(version):
    actions.propose_publication(version=version, by=build.editor(), at=timezone.now())
    with pytest.raises(actions.SamePerson):
        actions.agree_publication(version=version, by=build.editor(), at=timezone.now())
    assert standing(version) == Standing.FROZEN
    second = build.user("second", Role.EDITOR)
    actions.agree_publication(version=version, by=second, at=timezone.now())
    assert standing(version) == Standing.PUBLISHED
    assert [(s.step, s.by.email) for s in version.steps.order_by("pk")] == [
        (ASKED, "editor@example.org"),
        (AGREED, "second@example.org"),
        (P, "second@example.org"),
    ]


def test_nobody_agrees_to_what_was_not_proposed_and_nothing_is_proposed_twice(version):
    second = build.user("second", Role.EDITOR)
    with pytest.raises(actions.StepRefused):
        actions.agree_publication(version=version, by=second, at=timezone.now())
    actions.propose_publication(version=version, by=build.editor(), at=timezone.now())
    with pytest.raises(actions.StepRefused):
        actions.propose_publication(version=version, by=second, at=timezone.now())
    actions.agree_publication(version=version, by=second, at=timezone.now())
    with pytest.raises(actions.StepRefused):
        actions.propose_publication(version=version, by=build.editor(), at=timezone.now())


def test_at_most_one_version_of_a_document_is_published(document):
    versions = [build.publish(build.freeze(document, label)) for label in ("0.1", "0.2", "0.3")]
    found = standings(versions)
    assert [found[v.pk] for v in versions] == ["superseded", "superseded", "published"]
    assert current_version(versions[::-1], found) == versions[2]


def test_a_published_version_is_public_and_findable_and_the_next_takes_its_place(document):
    assert readable_versions("koncepce", AnonymousUser()) == []
    first = build.publish(build.freeze(document, "0.1"))
    assert readable_versions("koncepce", AnonymousUser()) == [first]
    assert SearchEntry.objects.get().text == "Bydlení pro všechny."
    build.rewrite(SectionPage.objects.get(), "Jiná slova.")
    second = build.freeze(document, "0.2")
    assert readable_versions("koncepce", AnonymousUser()) == [first]
    build.publish(second)
    assert readable_versions("koncepce", AnonymousUser()) == [second, first]
    assert SearchEntry.objects.get().text == "Jiná slova."


@pytest.mark.parametrize("level", [AccessLevel.STAFF, AccessLevel.PUBLIC])
def test_access_decides_who_may_read_and_search_follows(document, level):
    version = build.publish(build.freeze(document, "0.1"))
    before = Generation.objects.get(key="koncepce").number
    second = build.user("second", Role.EDITOR)
    actions.set_access(version=version, level=level, by=second, at=timezone.now())
    public = level == AccessLevel.PUBLIC
    assert readable_versions("koncepce", AnonymousUser()) == ([version] if public else [])
    assert readable_versions("koncepce", build.editor()) == [version]
    assert SearchEntry.objects.count() == int(public)
    assert Generation.objects.get(key="koncepce").number == before + 1
    assert [a.level for a in version.accesses.order_by("pk")] == ["public", level]


def test_who_froze_a_version_does_not_open_it_to_everyone_alone(document):
    version = build.freeze(document, "0.1")
    with pytest.raises(actions.SamePerson):
        actions.set_access(
            version=version, level=AccessLevel.PUBLIC, by=build.editor(), at=timezone.now()
        )
    assert readable_versions("koncepce", AnonymousUser()) == []


def test_a_withdrawn_version_stays_readable_leaves_search_and_takes_no_more_steps(document):
    version = build.publish(build.freeze(document, "0.1"))
    with pytest.raises(actions.StepRefused):
        actions.withdraw_version(version=version, note=" ", by=build.editor(), at=timezone.now())
    actions.withdraw_version(version=version, note="Omyl", by=build.editor(), at=timezone.now())
    assert standing(version) == Standing.WITHDRAWN
    assert readable_versions("koncepce", AnonymousUser()) == [version]
    assert SearchEntry.objects.count() == 0
    refused = [
        lambda: actions.withdraw_version(
            version=version, note="x", by=build.editor(), at=timezone.now()
        ),
        lambda: actions.propose_publication(
            version=version, by=build.editor(), at=timezone.now()
        ),
        lambda: actions.record_approval(
            version=version, body="Rada", occurred_on=date(2026, 3, 2), verb="approve",
            by=build.editor(), at=timezone.now(),
        ),
    ]  # fmt: skip
    for act in refused:
        with pytest.raises(actions.StepRefused):
            act()


@pytest.fixture
def due(version):
    """Agreed to be published on 1 April at midnight in Prague."""
    moment = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)
    actions.propose_publication(
        version=version, by=build.editor(), at=timezone.now(), effective_at=moment
    )
    second = build.user("second", Role.EDITOR)
    actions.agree_publication(version=version, by=second, at=timezone.now())
    return moment


@pytest.mark.parametrize(
    ("microseconds", "expected"), [(-1, Standing.FROZEN), (0, Standing.PUBLISHED), (1, "published")]
)
def test_a_scheduled_publication_happens_at_its_moment(version, due, microseconds, expected):
    assert standing(version) == Standing.FROZEN
    at = due + timezone.timedelta(microseconds=microseconds)
    assert actions.publish_due_versions(at=at) == int(expected == Standing.PUBLISHED)
    assert standing(version) == expected


def test_the_tick_publishes_once_on_the_agreed_day_and_twice_is_harmless(version, due, clock):
    call_command("tick")
    assert standing(version) == Standing.FROZEN
    clock.move_to(due + timezone.timedelta(hours=1))
    call_command("tick")
    call_command("tick")
    step = VersionStep.objects.get(step=StepKind.PUBLISHED)
    assert (step.occurred_on, step.by.email) == (date(2026, 4, 1), "second@example.org")
    assert readable_versions("koncepce", AnonymousUser()) == [version]


def test_a_version_withdrawn_before_its_moment_is_not_published(version, due):
    actions.withdraw_version(version=version, note="Omyl", by=build.editor(), at=timezone.now())
    assert actions.publish_due_versions(at=due) == 0
    assert standing(version) == Standing.WITHDRAWN


def test_a_superseded_version_is_not_published_again_by_the_tick(version, due):
    actions.publish_due_versions(at=due)
    newer = build.publish(build.freeze(version.document, "0.2"), at=due)
    assert actions.publish_due_versions(at=due) == 0
    assert standings([version, newer])[newer.pk] == Standing.PUBLISHED
    assert Version.objects.count() == 2


def test_the_schedule_of_an_older_version_ends_when_a_newer_one_is_published(version, due):
    newer = build.publish(build.freeze(version.document, "0.2"))
    step = version.steps.order_by("-pk").first()
    assert (step.step, step.note) == (CANCELLED, "Byla zveřejněna novější verze: 0.2.")
    assert actions.publish_due_versions(at=due) == 0
    assert standings([version, newer]) == {
        version.pk: Standing.FROZEN,
        newer.pk: Standing.PUBLISHED,
    }


def test_an_unanswered_proposal_of_an_older_version_ends_too_and_may_be_made_anew(version):
    actions.propose_publication(version=version, by=build.editor(), at=timezone.now())
    newer = build.publish(build.freeze(version.document, "0.2"))
    with pytest.raises(actions.StepRefused, match="Zveřejnění této verze nikdo nenavrhl"):
        actions.agree_publication(
            version=version, by=build.user("second", Role.EDITOR), at=timezone.now()
        )
    build.publish(version)
    assert standings([version, newer]) == {
        version.pk: Standing.PUBLISHED,
        newer.pk: Standing.SUPERSEDED,
    }


def test_a_version_waits_although_an_older_one_is_published_meanwhile(version, clock):
    newer = build.freeze(version.document, "0.2")
    moment = build.later(days=3)
    second = build.user("second", Role.EDITOR)
    actions.propose_publication(
        version=newer, by=build.editor(), at=timezone.now(), effective_at=moment
    )
    actions.agree_publication(version=newer, by=second, at=timezone.now())
    build.publish(version)
    assert actions.publish_due_versions(at=moment) == 1
    assert standings([version, newer]) == {
        version.pk: Standing.SUPERSEDED,
        newer.pk: Standing.PUBLISHED,
    }


def test_a_schedule_is_cancelled_with_a_reason_and_can_be_agreed_anew(version, due):
    cancel = {"version": version, "by": build.editor(), "at": timezone.now()}
    with pytest.raises(actions.StepRefused, match="Napište, proč se zveřejnění ruší"):
        actions.cancel_publication(note=" ", **cancel)
    with pytest.raises(actions.StepRefused, match="nejdřív ho zrušte"):
        actions.propose_publication(version=version, by=build.editor(), at=timezone.now())
    actions.cancel_publication(note="Rada jedná až v dubnu.", **cancel)
    event = version.record.events.order_by("-pk").first()
    assert (event.verb, event.actor) == ("version_publication_cancelled", build.editor())
    assert actions.publish_due_versions(at=due) == 0
    with pytest.raises(actions.StepRefused, match="Není co rušit"):
        actions.cancel_publication(note="Podruhé.", **cancel)
    build.publish(version)
    assert standing(version) == Standing.PUBLISHED
