"""Who may open a version to whom."""

import pytest
from django.contrib.auth.models import AnonymousUser

from concept import actions
from concept.models import Version, VersionAccess
from core.permissions import allowed
from tests.concept import build
from tests.conftest import TEST_NOW

pytestmark = pytest.mark.django_db


def frozen() -> Version:
    document = build.document()
    build.section(document, "Byty", "Město má devět bytů.")
    return build.freeze(document)


def test_who_froze_a_version_cannot_open_it_to_everyone_alone():
    version = frozen()

    with pytest.raises(actions.SamePerson):
        actions.set_access(version=version, level="public", by=version.frozen_by, at=TEST_NOW)

    assert VersionAccess.objects.count() == 0
    assert list(Version.objects.visible_to(AnonymousUser())) == []


def test_a_second_person_opens_it():
    version = frozen()

    actions.set_access(version=version, level="public", by=build.user("chair"), at=TEST_NOW)

    assert list(Version.objects.visible_to(AnonymousUser())) == [version]


def test_who_froze_it_may_close_it_again():
    version = frozen()
    actions.set_access(version=version, level="public", by=build.user("chair"), at=TEST_NOW)

    actions.set_access(version=version, level="staff", by=version.frozen_by, at=TEST_NOW)

    assert list(Version.objects.visible_to(AnonymousUser())) == []


def test_asking_about_one_version_agrees_with_the_list():
    version = frozen()
    opener = build.user("chair")
    people = [AnonymousUser(), build.editor(), opener, build.user("nobody")]
    seen = []
    for level in ("staff", "public"):
        actions.set_access(version=version, level=level, by=opener, at=TEST_NOW)
        asked = [allowed(person, "concept.view_version", version) for person in people]
        listed = [Version.objects.visible_to(person).exists() for person in people]
        assert asked == listed
        seen.append(asked)
    assert seen == [[False, True, False, False], [True, True, True, True]]
