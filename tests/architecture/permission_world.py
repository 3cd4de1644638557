"""What the rows of the permission table speak of: a published and a staff version, a person, an invitation; a
working group; rounds of comments ``open_round`` (for everyone), ``group_round`` (for a group, open) and
``prepared_round`` (nobody was told yet), each by its primary key, with addresses ``otevrene``, ``pro-skupinu`` and
``pripravovane``; ``comment`` is the number of a comment sent in the open round, ``settlement`` the key of its
settlement.
"""

from datetime import datetime, timedelta

from wagtail.models import Page, Site

from concept import actions as concept_actions
from concept.enums import DocumentKind, VersionPurpose
from concept.models import DocumentPage, SectionPage, Version
from consultations.actions import comments, round_steps, rounds, statements
from consultations.enums import RoundKind
from consultations.models import Comment, Round
from people import actions as people_actions
from people import digests
from people.enums import Role
from tests.architecture import (
    permission_commenting,
    permission_focus,
    permission_indicators,
    permission_intake,
    permission_judging,
    permission_meetings,
    permission_minutes,
    permission_pilot,
    permission_placing,
    permission_plan,
    permission_project,
    permission_publication,
    permission_risks,
    permission_thread,
)
from tests.concept.build import image
from tests.factories.people import OrganisationFactory, UserFactory
from website.models import HomePage
from working_groups import actions as group_actions


def build(at: datetime) -> dict[str, str | int]:
    """Make everything; mapping name in a path -> what stands for it."""
    editor, chair = UserFactory(roles=[Role.EDITOR]), UserFactory(roles=[Role.CHAIR])
    home = HomePage(title="Úvod", slug="uvod")
    Page.objects.get(depth=1).add_child(instance=home)
    Site.objects.update(root_page=home)
    document = home.add_child(
        instance=DocumentPage(title="Koncepce", slug="koncepce", kind=DocumentKind.CONCEPT)
    )
    section = document.add_child(
        instance=SectionPage(
            title="Cíle", code="1", body=[("text", "<p>Byty pro ty, kdo je potřebují.</p>")]
        )
    )
    document.save_revision().publish()
    section.save_revision().publish()
    published = freeze(document, "1.0", editor, at)
    concept_actions.propose_publication(version=published, by=editor, at=at)
    concept_actions.agree_publication(version=published, by=chair, at=at)
    for_staff = freeze(document, "1.1", editor, at)
    person = UserFactory(roles=[Role.MEMBER])
    invitation = people_actions.invite_person(
        email="pozvana@example.org", name="Pozvaná", roles=[], by=None, at=at
    )
    group = group_actions.create_group(name="Pracovní skupina 1", code="PS1", by=editor, at=at)
    group_actions.add_member(group=group, user=person, valid_from=at.date(), by=editor, at=at)
    open_round = round_on(published, "otevrene", editor, at, is_public=True)
    round_steps.propose_opening(round=open_round, by=editor, at=at)
    round_steps.announce_round(round=open_round, by=chair, at=at)
    group_round = round_on(published, "pro-skupinu", editor, at, groups=[group])
    round_steps.announce_round(round=group_round, by=editor, at=at)
    prepared_round = round_on(for_staff, "pripravovane", editor, at, groups=[group])
    comment = send_comment(open_round, published, at)
    publication = permission_publication.build(published, editor, chair, at)
    round = Round.objects.get(pk=open_round.pk)
    permission_minutes.make(at)
    permission_risks.make(at)
    permission_judging.make(at)
    return {
        **publication,
        **permission_thread.build(HomePage.objects.get(pk=home.pk), editor, chair, at),
        **permission_commenting.build(round, publication["answered"], at),
        **permission_placing.build(comment, for_staff, at),
        **permission_intake.build(round, UserFactory(roles=[Role.SECRETARY]), at),
        **permission_meetings.build(group, editor, at),
        **permission_focus.build(at),
        **permission_indicators.build(at),
        **permission_pilot.build(at),
        **permission_plan.build(at),
        **permission_project.build(at),
        "group": group.pk,
        "organisation": OrganisationFactory().pk,
        "membership": group.memberships.get().pk,
        "open_round": open_round.pk,
        "group_round": group_round.pk,
        "prepared_round": prepared_round.pk,
        "comment": comment.reference,
        "settlement": comment.settlement.pk,
        "digest": "0" * 64,
        "document": document.pk,
        "published": published.pk,
        "for_staff": for_staff.pk,
        "published_passage": str(published.passages.get().passage_uid),
        "passage": str(for_staff.passages.get().passage_uid),
        "content": for_staff.passages.get().content_id,
        "upload": image().file.name,
        "section": SectionPage.objects.get(pk=section.pk).address,
        "person": person.pk,
        "grant": person.role_grants.get().pk,
        "invitation": invitation.pk,
        "leaving_token": digests.leaving_token(person),
    }


def send_comment(round: Round, version: Version, at: datetime) -> Comment:
    """A comment somebody without an account sent."""
    statement = statements.begin_statement(round=round, by=None, token="kod", at=at)
    comments.save_comment(
        statement=statement, version=version, places=[], by=None, at=at, text="Doplnit lhůtu."
    )
    statements.submit_statement(statement=statement, by=None, at=at)
    return Comment.objects.get(statement=statement)


def freeze(document: DocumentPage, label: str, by, at: datetime) -> Version:
    plan = concept_actions.start_plan(document=document, by=by, at=at)
    plan = concept_actions.prepare_plan(plan=plan)
    return concept_actions.seal_version(
        plan=plan, label=label, purpose=VersionPurpose.WORKING, reason="Zkouška.", by=by, at=at
    )


def round_on(version: Version, slug: str, by, at: datetime, **fields) -> Round:
    """A prepared round that is open for two weeks."""
    return rounds.create_round(
        title=f"Kolo {slug}",
        slug=slug,
        kind=RoundKind.PUBLIC if fields.get("is_public") else RoundKind.WORKING_GROUP,
        versions=[version],
        opens_at=at - timedelta(days=1),
        closes_at=at + timedelta(days=14),
        by=by,
        at=at,
        **fields,
    )
