"""What a body's decision makes of a version."""

from datetime import date

import pytest

from concept import actions
from concept.queries import standing
from tests.concept import build
from tests.conftest import TEST_NOW

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize(
    ("verb", "expected", "step"),
    [
        ("approve", "approved", "approved"),
        ("take_note", "frozen", "considered"),
        ("recommend", "frozen", "considered"),
        ("assign", "frozen", "considered"),
    ],
)
def test_only_approval_makes_a_version_approved(verb, expected, step):
    document = build.document()
    build.section(document, "Byty", "Město má devět bytů.")
    version = build.freeze(document)

    actions.record_approval(
        version=version,
        body="Rada města",
        occurred_on=date(2026, 3, 2),
        verb=verb,
        by=build.editor(),
        at=TEST_NOW,
    )

    assert standing(version) == expected
    assert [s.step for s in version.steps.all()] == [step]
