"""Rounds and groups of the demonstration: complete threads, all outcomes and states, and only made-up bodies."""

import re
from collections import Counter
from datetime import date

import pytest
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.enums import ContributionOutcome as Outcome
from concept.enums import InfluenceRelation
from concept.models import Change, Influence
from concept.queries import passage_texts, read_version, standing
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
from core.models import Record
from focus_groups.enums import FindingState, SeriesState, SessionState
from focus_groups.models import (
    Finding,
    Quote,
    Recommendation,
    ReportEdition,
    Series,
    Session,
    SpokenStatement,
)
from people.models import Organisation, User
from people.personas import WITH_LOGIN
from tests.consultations import build
from tests.website.demonstration import CONTENT, load_once
from tests.worlds import built_once
from website.demo.content import read_file
from website.demo.crowd import let_crowd_comment
from website.models import StandardPage
from working_groups.enums import (
    DecisionKind,
    DecisionState,
    GroupState,
    MeetingState,
    MinutesState,
    TaskState,
)
from working_groups.models import (
    AgendaItem,
    Attendance,
    Decision,
    Dissent,
    Group,
    Meeting,
    Minutes,
    MinutesCorrection,
    MinutesSection,
    OutputTheme,
    Task,
)

LOST = [("0.8", "still_met"), ("1.0", "overridden")]

pytestmark = [pytest.mark.slow, pytest.mark.demonstration, pytest.mark.django_db]


demo = built_once(load_once)


def test_every_accepted_comment_is_proved_by_a_difference_between_two_versions(demo):
    accepted = Settlement.objects.filter(outcome__in=OUTCOMES_THAT_CHANGE_TEXT)
    assert set(accepted.values_list("state", flat=True)) == {SettlementState.ANSWERED}
    links = Influence.objects.filter(
        relation=InfluenceRelation.RESULTED_IN, contribution__evaluation_recommendation=None
    )
    influenced = set(links.values_list("contribution_id", flat=True))
    assert {s.comment.contribution_id for s in accepted.select_related("comment")} == influenced
    for change in Change.objects.select_related("from_version", "to_version"):
        old = passage_texts(change.from_version, change.old_uids)
        new = passage_texts(change.to_version, change.new_uids)
        assert list(old.values()) != list(new.values())

    assert Comment.objects.submitted().count() == 87
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


def test_groups_have_meetings_minutes_conclusions_and_tasks_in_all_states(demo):
    assert Counter(Minutes.objects.values_list("state", flat=True)) == {
        MinutesState.PUBLISHED: 21,
        MinutesState.APPROVED: 1,
        MinutesState.CIRCULATED: 1,
        MinutesState.DRAFTING: 1,
    }
    assert Counter(Meeting.objects.values_list("state", flat=True)) == {
        MeetingState.CLOSED: 21,
        MeetingState.HELD: 3,
        MeetingState.INVITED: 1,
        MeetingState.CANCELLED: 1,
        MeetingState.RESCHEDULED: 1,
    }
    conclusions = Counter(Decision.objects.values_list("state", flat=True))
    assert set(conclusions) == set(DecisionState) - {DecisionState.LAPSED}
    assert conclusions.total() >= 25
    assert Dissent.objects.get().organisation_name == "Městský obvod Jasan"
    assert Decision.objects.exclude(review_on=None).count() == 1
    tasks = Counter(Task.objects.values_list("state", flat=True))
    assert set(tasks) == set(TaskState)
    assert tasks.total() >= 30
    today = timezone.localdate()
    assert Task.objects.orphaned(today).get().owner_name == "Norbert Nezávislý"
    assert Task.objects.overdue(today).count() == 2
    assert sorted(MinutesCorrection.objects.values_list("kind", flat=True)) == [
        "clerical",
        "substantive",
    ]
    corrected = Decision.objects.annotate(wordings=Count("versions")).get(wordings=2)
    assert corrected.text.endswith("od chvíle, kdy dostanou jednotný formulář.")
    longest = AgendaItem.objects.get(
        carried_from__carried_from__carried_from__carried_from__isnull=False
    )
    assert longest.title == "Společná evidence bytů"
    assert OutputTheme.objects.exclude(node_uid=None).count() >= 10
    moved = Meeting.objects.get(state=MeetingState.RESCHEDULED)
    assert moved.successor.record.occurred_on == date(2017, 3, 23)


def test_the_two_groups_of_2016_became_one(demo):
    old, new = Group.objects.exclude(code="PSB"), Group.objects.get(code="PSB")
    assert {group.state for group in old} == {GroupState.MERGED}
    assert set(new.predecessors.all()) == set(old)
    on = date(2017, 9, 21)
    people = [
        set(g.memberships.current(on).exclude(user__in=personas()).values_list("user", flat=True))
        for g in old
    ]
    assert len(people[0] & people[1]) == 6
    seats = [new.memberships.current(day) for day in (date(2018, 1, 25), date(2019, 12, 12))]
    assert [found.count() for found in seats] == [27, 26]
    assert not Task.objects.filter(group__in=old).open().exists()
    assert Task.objects.filter(group=new, continues__group__in=old).count() == 5
    real = Meeting.objects.filter(record__demo_origin=DemoOrigin.REAL).order_by("starts_at")
    assert [str(meeting.record.occurred_on) for meeting in real] == [
        "2017-09-21",
        "2018-01-25",
        "2018-05-10",
        "2018-10-04",
        "2018-12-06",
        "2019-12-12",
    ]
    assert not Meeting.objects.exclude(record__demo_source__contains="smyšlen").exists()
    # a real day makes nothing else real
    made_up = Record.objects.filter(kind__in=["minutes", "decision", "task", "written_procedure"])
    assert set(made_up.values_list("demo_origin", flat=True)) == {DemoOrigin.INVENTED}


def test_the_last_comments_were_settled_by_conclusions_of_the_joint_meeting(demo):
    meeting = Meeting.objects.get(record__occurred_on=date(2017, 9, 21))
    conclusions = Record.objects.filter(decision__meeting=meeting)
    settled = Settlement.objects.filter(decided_on=date(2017, 9, 21)).exclude(decided_as="editor")
    assert settled.count() == 17
    assert not settled.exclude(decided_in__in=conclusions).exists()
    sizes = Counter(settled.values_list("decided_in", flat=True))
    assert sorted(sizes.values()) == [1, 1, 1, 1, 1, 12]
    assert Dispute.objects.get().decided_in in conclusions
    # without a quorum of the second group at the end, which voted in writing then
    last = meeting.decisions.order_by("number").last()
    adoptions = last.adoptions.order_by("group__code")
    assert list(adoptions.values_list("result", "present_count", "quorum_count")) == [
        ("adopted", 14, 10),
        ("adopted", 9, 10),
    ]
    assert last.confirmed_by.get().record.reference == "PS2/2017/H1"


def test_conclusions_led_to_the_text_and_to_tasks(demo):
    links = Influence.objects.filter(relation=InfluenceRelation.MANDATES)
    assert links.values("contribution").distinct().count() >= 6
    mandates = Decision.objects.filter(kind=DecisionKind.MANDATE)
    assert not mandates.exclude(contribution__in=links.values("contribution")).exists()
    from_settlements = Task.objects.filter(origin__contribution__comment__isnull=False)
    assert from_settlements.count() >= 2


def test_nobody_real_sits_attends_votes_or_has_a_task(demo):
    bodies = Organisation.objects.filter(
        Q(group_memberships__isnull=False) | Q(pk__in=Attendance.objects.values("organisation"))
    )
    assert set(bodies.values_list("demo_origin", flat=True)) == {DemoOrigin.INVENTED}
    invented = set(Organisation.objects.values_list("name", flat=True))
    assert set(Task.objects.values_list("owner_organisation_name", flat=True)) <= invented
    seated = User.objects.filter(group_memberships__isnull=False).distinct()
    assert not seated.exclude(is_demo=True).exists()
    others = [person for person in seated if person.pk not in personas()]
    assert len(others) == 30
    assert not any(person.has_usable_password() for person in others)
    published = [
        row["name"]
        for row in read_file(CONTENT / "organisations.toml")["real_composition"]["organisation"]
    ]
    page = StandardPage.objects.get(slug="slozeni-skupiny-2018")
    assert page.demo_origin == DemoOrigin.REAL
    assert re.findall(r"<li>(.*?)</li>", page.body) == published
    texts = [
        *Decision.objects.values_list("text", flat=True),
        *Task.objects.values_list("text", flat=True),
    ]
    texts += MinutesSection.objects.values_list("public_text", flat=True)
    assert not [(name, text) for name in published for text in texts if name in text]


def test_the_focus_group_was_heard_its_findings_checked_and_published_in_a_report(demo):
    panel, now = Series.objects.order_by("-code")
    assert (panel.code, panel.state, now.code) == ("FS", SeriesState.REPORTED, "FD")
    states = Counter(Session.objects.values_list("series__code", "state"))
    assert states == {
        ("FS", SessionState.REPORTED_BACK): 7,
        ("FS", SessionState.ANALYSED): 3,
        ("FD", SessionState.ENTERING): 1,
        ("FD", SessionState.PLANNED): 1,
    }
    said = SpokenStatement.objects.filter(session__series=panel)
    assert said.count() == 211
    # Who withdrew before the report left empty rows behind, and a finding nothing supports any more.
    erased = said.exclude(erased_at=None)
    assert erased.count() == 12
    assert not erased.exclude(words="", working_text="", participant=None).exists()
    assert Finding.objects.get(state=FindingState.VALIDATED).needs_review_since is not None
    assert Finding.objects.filter(state=FindingState.PUBLISHED).count() == 11
    assert Recommendation.objects.filter(state=FindingState.PUBLISHED).count() == 12
    first, last = ReportEdition.objects.order_by("number")
    assert (standing(first.version), standing(last.version)) == ("superseded", "published")
    assert Quote.objects.standing().count() == Quote.objects.count() == 17
    sent = Settlement.objects.filter(comment__recommendation_behind__isnull=False)
    assert sent.count() == 12
    assert set(sent.values_list("state", flat=True)) == {SettlementState.ANSWERED}
    waits = _("not settled yet")
    texts = ["\n".join(words) for words in map(words_of, (first.version, last.version))]
    assert [text.count(waits) for text in texts] == [11, 0]
    assert {session.record.demo_origin for session in Session.objects.all()} == {"invented"}
    # What was said stays with its facilitators, of the other series too.
    people = {persona.key: User.objects.get(email=persona.email) for persona in WITH_LOGIN}
    readers = {key for key, user in people.items() if said.visible_to(user).exists()}
    assert readers == {"facilitator", "other_facilitator"}
    assert not now.sessions.get(number=1).statements.visible_to(people["facilitator"]).exists()


def words_of(version) -> list[str]:
    """Texts of all passages of a version."""
    return [p.text for section in read_version(version) for p in section.passages]


def personas() -> set[int]:
    """Primary keys of the people with a login."""
    emails = [persona.email for persona in WITH_LOGIN]
    return set(User.objects.filter(email__in=emails).values_list("pk", flat=True))


def test_the_comments_of_a_crowd_wait(client):
    """For measuring only: ``make benchmark`` loads the demonstration with one."""
    opened = build.open_round(build.version(build.text()), title="Kolo", is_public=True)
    let_crowd_comment(opened, 120, opened.opens_at)
    waiting = Settlement.objects.filter(comment__round=opened, state=SettlementState.OPEN)
    assert waiting.count() == 120
    page = client.get(f"/konzultace/{opened.slug}/").content.decode()
    assert "Tady bych uvedl konkrétní lhůtu." in page
