"""What the rows of the permission table speak of: a published and a staff version, a person, an invitation."""

from datetime import datetime

from wagtail.models import Page, Site

from concept import actions as concept_actions
from concept.enums import DocumentKind, VersionPurpose
from concept.models import DocumentPage, SectionPage, Version
from people import actions as people_actions
from people.enums import Role
from tests.concept.build import image
from tests.factories.people import UserFactory
from website.models import HomePage


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
    return {
        "digest": "0" * 64,
        "document": document.pk,
        "published": published.pk,
        "for_staff": for_staff.pk,
        "passage": str(for_staff.passages.get().passage_uid),
        "content": for_staff.passages.get().content_id,
        "upload": image().file.name,
        "section": SectionPage.objects.get(pk=section.pk).address,
        "person": person.pk,
        "grant": person.role_grants.get().pk,
        "invitation": invitation.pk,
    }


def freeze(document: DocumentPage, label: str, by, at: datetime) -> Version:
    plan = concept_actions.start_plan(document=document, by=by, at=at)
    plan = concept_actions.prepare_plan(plan=plan)
    return concept_actions.seal_version(
        plan=plan, label=label, purpose=VersionPurpose.WORKING, reason="Zkouška.", by=by, at=at
    )
